/* The table of what shows that a promise was kept, by the subject of the target. Data, never code. */
#ifndef TER_PLAN_PROMISES_H
#define TER_PLAN_PROMISES_H

#include "layer/layer.h"

struct ter_promise_rule {
    char *subject; /* value of the domain `subject` of layer target */
    char *layer;   /* events about its records count, each record once; NULL: only events about the target */
    struct ter_strings kinds, results; /* of those events; no results: any */
    struct ter_strings from, to;       /* a record that went from one to the other claims to be one of them */
    char *of_layer, *of_field;         /* what percentages are of; NULL: not known */
    struct ter_strings of_values;
    struct ter_label title; /* what would show it */
    char *told_by;          /* another command that says more, or NULL */
};

struct ter_promises {
    struct ter_promise_rule *items;
    size_t count, capacity;
};

/* The table that ships. */
TER_CHECKED bool ter_promises_shipped(struct ter_promises **ret_rules, struct ter_error *err);

/* Read a table; `name` names the text in errors, which say what is wrong where (/rules/3/kind). */
TER_CHECKED bool ter_promises_parse(
    const char *text, size_t size, const char *name, struct ter_promises **ret_rules, struct ter_error *err);
void ter_promises_free(struct ter_promises *rules);
TER_DEFINE_AUTO(struct ter_promises, ter_promises_free)

/* NULL where the table says nothing of the subject: then events about the target itself count. */
const struct ter_promise_rule *ter_promises_find(const struct ter_promises *rules, const char *subject);

#endif

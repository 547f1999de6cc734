/* The table of norms: numbers that rules and handbooks give, each with its source. Data, never code. */
#ifndef TER_COVERAGE_NORMS_H
#define TER_COVERAGE_NORMS_H

#include "layer/layer.h"

/* One number, or several (steps of minutes). */
enum { TER_NORM_MOST_VALUES = 8 };
struct ter_norm {
    char *layer;                     /* "hydrant" */
    char *name;                      /* "radius_m" */
    char *class_field, *class_value; /* it holds only for records with this value, or NULL */
    double values[TER_NORM_MOST_VALUES];
    size_t value_count;
    size_t main_value; /* index of the one that is the norm itself */
    struct ter_label title, source;
    char state; /* 'v' verified, 's' secondary source, '?' general knowledge, 'u' the user's own */
};

/* Which of a layer's statuses a mend ends, and which a plan's completion ends. */
struct ter_norm_standing {
    char *layer;
    struct ter_strings broken, planned;
};

struct ter_norms {
    struct ter_norm *items;
    size_t count, capacity;
    size_t shipped; /* the first so many names are those that are asked for */
    struct ter_norm_standing *standings;
    size_t standing_count, standing_capacity;
};

/* The table that ships. */
TER_CHECKED bool ter_norms_shipped(struct ter_norms **ret_norms, struct ter_error *err);

/* Read a table; what it does not name keeps the shipped value. `name` names the text in errors, which say
 * what is wrong where (/norms/3/value). An entry without a state is the user's own. */
TER_CHECKED bool ter_norms_parse(
    const char *text, size_t size, const char *name, struct ter_norms **ret_norms, struct ter_error *err);
void ter_norms_free(struct ter_norms *norms);
TER_DEFINE_AUTO(struct ter_norms, ter_norms_free)

/* A layer's norm; class_value NULL: the one that holds for all. NULL where there is none. */
const struct ter_norm *ter_norms_find(
    const struct ter_norms *norms, const char *layer, const char *name, const char *class_value);

/* The field by which a layer's norms of this name differ, or NULL. */
const char *ter_norms_class_field(const struct ter_norms *norms, const char *layer, const char *name);

/* Its main value, or `otherwise` where there is no norm. */
double ter_norm_value(const struct ter_norm *norm, double otherwise);

/* NULL where the table says nothing of the layer. */
const struct ter_norm_standing *ter_norms_standing(const struct ter_norms *norms, const char *layer);

#endif

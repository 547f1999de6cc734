/* What the files of progress share: the facts, before anybody judges them. */
#ifndef TER_PLAN_PROGRESS_PARTS_H
#define TER_PLAN_PROGRESS_PARTS_H

#include "progress.h"
#include "registry/find.h"

/* An event that was not withdrawn. Texts are owned, NULL where it has none. */
struct ter_fact {
    char *event, *kind, *result, *township;
    char *layer, *code; /* what it is about */
    int day;
    double amount; /* NaN: none */
    bool sourced;  /* it came with a source, or names a document */
};

/* A record whose status went the way of a rule, whatever events say. */
struct ter_claim {
    const struct ter_promise_rule *rule;
    char *code, *township;
};

struct ter_facts {
    struct ter_fact *items; /* by day, then by event */
    size_t count, capacity;
    struct ter_claim *claims;
    size_t claim_count, claim_capacity;
};

/* Read the events of the days `since` … `day` that are about targets or fit a rule, and the claims until
 * `day`. */
TER_CHECKED bool ter_facts_read(struct ter_registry *registry, const struct ter_promises *rules, int since,
    int day, struct ter_facts *ret_facts, struct ter_error *err);
void ter_facts_free(struct ter_facts *facts);
#define TER_AUTO_FACTS __attribute__((cleanup(ter_facts_free)))

bool ter_fact_fits(const struct ter_fact *fact, const struct ter_promise_rule *rule);

/* A layer that the register need not have; NULL. */
const struct ter_layer *ter_progress_layer(const struct ter_registry *registry, const char *name);

/* The text or number of a field by name; NULL and NaN where the layer or the record has none. */
const char *ter_progress_text(
    const struct ter_layer *layer, const struct ter_record *record, const char *field);
double ter_progress_number(const struct ter_layer *layer, const struct ter_record *record, const char *field);

/* Fill the promises of `progress`, which are sorted, and judge them on progress->day. */
void ter_progress_judge(struct ter_progress *progress, const struct ter_facts *facts);

#endif

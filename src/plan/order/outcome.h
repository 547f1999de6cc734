/* What an event's result means for the record it is about: which dates move on, which status follows, and
 * where the event contradicts the register. The table is data (outcomes.json); nothing that the register
 * knows is ever overwritten against it: a contradiction is reported and changes nothing but dates.
 *
 * An event older than the record's status, or than its last inspection, changes no status any more: what came
 * after it is the newer word. */
#ifndef TER_PLAN_OUTCOME_H
#define TER_PLAN_OUTCOME_H

#include "layer/layer.h"
#include "registry/store.h"

struct ter_outcomes; /* the table */

TER_CHECKED bool ter_outcomes_shipped(struct ter_outcomes **ret_outcomes, struct ter_error *err);
TER_CHECKED bool ter_outcomes_parse(const char *text, size_t size, const char *name,
    struct ter_outcomes **ret_outcomes, struct ter_error *err);
void ter_outcomes_free(struct ter_outcomes *outcomes);
TER_DEFINE_AUTO(struct ter_outcomes, ter_outcomes_free)

/* Stored values of the event's fields; texts may be NULL where nothing was said. */
struct ter_outcome_event {
    const char *kind;        /* "inspection", "repair" … */
    const char *result;      /* "works", "does_not_work" … */
    const char *finding;     /* where it names one of the record's defects, that is the defect */
    const char *happened_on; /* YYYY-MM-DD */
};

/* What follows. Values of `changes` borrow from the record's layer, the table and the event. */
enum { TER_OUTCOME_CHANGES = 4 };
struct ter_outcome {
    struct ter_change changes[TER_OUTCOME_CHANGES];
    size_t count;
    const struct ter_field *date; /* the one that is brought up to the event's day, or NULL */
    const char *status;           /* the new status, or NULL: as it is */
    bool contradiction;           /* to be settled by a person; `why` says it */
    bool not_found;               /* the position wants a look */
    char *why; /* why a status did not follow, one line in the language; NULL: nothing to say */
};

/* Say what an event means for a record; `values` has one value for each field of the layer. Nothing is
 * stored. Events of which the table says nothing give an empty outcome. */
void ter_outcome_of(const struct ter_outcomes *outcomes, const struct ter_layer *layer,
    const struct ter_value *values, const struct ter_outcome_event *event, enum ter_lang lang,
    struct ter_outcome *ret_outcome);

/* Whether a mend has nothing left to do for a record: it can be used and a mend leaves its status, or nothing
 * follows its status. Where the table knows no mend of the layer, what can be used wants none. */
bool ter_outcome_is_mended(
    const struct ter_outcomes *outcomes, const struct ter_layer *layer, const struct ter_value *values);
void ter_outcome_free(struct ter_outcome *outcome); /* its why */
#define TER_AUTO_OUTCOME __attribute__((cleanup(ter_outcome_free)))

/* ---- events that came in together ---- */

/* What became of the records that events are about. Each line of `said` is for people. */
struct ter_outcome_report {
    size_t applied;        /* events that changed a record */
    size_t contradictions; /* to be settled */
    size_t not_found;
    size_t unknown; /* about a layer or a record that the register does not have */
    struct ter_strings
        said; /* contradictions and unknown records, one line each, named by event and record */
};
void ter_outcome_report_free(struct ter_outcome_report *report);
#define TER_AUTO_OUTCOME_REPORT __attribute__((cleanup(ter_outcome_report_free)))

/* The newest id of the layer `event`: 0 where it is empty. */
TER_CHECKED bool ter_outcome_last_event(
    struct ter_registry *registry, int64_t *ret_id, struct ter_error *err);

/* Inside a write transaction: let all events with a larger id than this work on their records, the oldest day
 * first. */
TER_CHECKED bool ter_outcome_apply_since(struct ter_registry *registry, const struct ter_outcomes *outcomes,
    int64_t after_id, enum ter_lang lang, struct ter_outcome_report *ret_report, struct ter_error *err);

#endif

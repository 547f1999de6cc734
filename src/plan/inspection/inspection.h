/* What is due for inspection: records whose check has run out or was never made, and quotas of patrols that
 * are counted from events.
 *
 * Never inspected is due, and said as such: "no inspection known". An event that found nothing, or could not
 * test, counts for nothing. */
#ifndef TER_PLAN_INSPECTION_H
#define TER_PLAN_INSPECTION_H

#include "inspection_checks.h"
#include "registry/registry.h"

struct ter_inspection_request {
    const struct ter_layer *layer;
    const struct ter_checks *checks;
    const char *check;            /* only this one, or NULL: all of the layer */
    int on, before;               /* days: as seen on this one, due up to and with that one (before >= on) */
    const char *const *townships; /* only these; none: all */
    size_t township_count;
};

/* One record of the layer; texts may be NULL. */
struct ter_inspected {
    char *code, *name, *township, *location;
    struct ter_lonlat at;
    bool placed;
    double uncertainty_m; /* NAN: not known */
};

enum ter_inspection_state {
    TER_INSPECTION_OVERDUE,
    TER_INSPECTION_DUE,      /* by `before` */
    TER_INSPECTION_NEVER,    /* no inspection known: due */
    TER_INSPECTION_SHORT,    /* of a quota */
    TER_INSPECTION_NO_QUOTA, /* the record does not say how many */
    TER_INSPECTION_MET,      /* a quota that is reached */
};

struct ter_inspection_item {
    const struct ter_check *check;
    size_t record; /* of the list's records */
    enum ter_inspection_state state;
    bool dated;         /* `due` means something */
    int due, days_left; /* as seen on `on`; negative: overdue */
    bool seen;          /* `last` means something */
    int last;           /* the last inspection that counts */
    double quota;       /* NAN: not a quota, or not known */
    size_t done;        /* events that count, in the period */
    int period_from, period_to;
};

/* What one check found: checked = due + overdue + never + in time, or the units of a quota. */
struct ter_inspection_sum {
    const struct ter_check *check;
    size_t checked, overdue, due, never, in_time;
    size_t met, short_of, no_quota;
};

struct ter_inspection_list {
    struct ter_inspected *records;
    size_t record_count, record_capacity;
    struct ter_inspection_item *items; /* by state, then by due day, then by code; quotas by check and code */
    size_t count, capacity;
    struct ter_inspection_sum *sums; /* in the order of the table */
    size_t sum_count;
    struct ter_strings notes;
};

/* Find what is due. Fails where no check of the table is about the layer, naming those layers that have one.
 */
TER_CHECKED bool ter_inspection_find(struct ter_registry *registry,
    const struct ter_inspection_request *request, enum ter_lang lang, struct ter_inspection_list **ret_list,
    struct ter_error *err);
void ter_inspection_free(struct ter_inspection_list *list);
TER_DEFINE_AUTO(struct ter_inspection_list, ter_inspection_free)

/* Whether somebody has to go there: not for quotas that are met or not known. */
bool ter_inspection_is_due(const struct ter_inspection_item *item);

#endif

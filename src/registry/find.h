/* Queries: filters combined, answered by the R*Tree and the declared indexes. */
#ifndef TER_REGISTRY_FIND_H
#define TER_REGISTRY_FIND_H

#include "registry.h"

/* An area whose shape only its owner can test. */
struct ter_region {
    struct ter_bbox box; /* nothing outside it is asked for */
    bool (*meets)(void *user, struct ter_wkb geometry);
    void *user;
};

/* What one field must be. */
struct ter_condition {
    size_t field; /* index in the layer's fields */
    enum { TER_EQUAL, TER_AT_LEAST } comparison;
    struct ter_value value; /* not null */
};

/* Positions with a wider radius want a look: a crew would have to search. */
enum { TER_REVIEW_ABOVE_M = 100 };

struct ter_filter {
    const char *code; /* NULL: any */
    bool has_near;
    struct ter_lonlat near_to;
    double within_m; /* with near: only what lies within; 0: no limit, nearest first */
    bool has_bbox;
    struct ter_bbox bbox;         /* geometries whose box meets it */
    const char *const *townships; /* any of these */
    size_t township_count;
    const char *const *statuses; /* stored values, any of these */
    size_t status_count;
    const char *
        where; /* an SQL expression over this layer's columns; run under an authorizer that permits no more */
    int64_t limit;     /* 0: none */
    bool unplaced;     /* only records with a location text and no position */
    bool geocoded_too; /* with unplaced: also those a former run of the geocoder placed */
    bool to_review;    /* only positions that want a look: none, a radius above review_above_m,
                          or nothing found there (registry/not_found.h) */
    double review_above_m;
    bool worst_first;                /* no position first, then by falling uncertainty */
    const char *as_of;               /* as it stood at the end of this day, or at this moment
                                        (registry/moment.h); NULL: as it stands */
    const struct ter_region *region; /* only geometries that meet it; NULL: anywhere */
    const size_t *fields;            /* the only fields to read, id among them; others stay null. NULL: all */
    size_t field_count;
    const struct ter_condition *conditions; /* all of these */
    size_t condition_count;
    const struct ter_field *newest_by; /* order by this date, the latest first; NULL: not */
    bool any_order;                    /* whether there is one is asked, not which: nothing is sorted */
};

struct ter_cursor;

/* Open a query. Rows come in the order of id; nearest first with near; worst or newest first where asked.
 * Fails with TER_USAGE on an expression that SQLite cannot read or that reaches beyond the layer. */
TER_CHECKED bool ter_find_open(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_filter *filter, struct ter_cursor **ret_cursor, struct ter_error *err);

/* Give the next record; *ret_record is NULL at the end. It is valid until the next call. */
TER_CHECKED bool ter_find_next(
    struct ter_cursor *cursor, const struct ter_record **ret_record, struct ter_error *err);

/* Distance of the present record to `near`, metres; NaN without near. */
double ter_find_distance_m(const struct ter_cursor *cursor);

void ter_find_close(struct ter_cursor *cursor);
TER_DEFINE_AUTO(struct ter_cursor, ter_find_close)

#endif

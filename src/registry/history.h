/* The history: every change of every record, whoever made it, with the record as it was before. */
#ifndef TER_REGISTRY_HISTORY_H
#define TER_REGISTRY_HISTORY_H

#include "base/json.h"
#include "registry.h"

/* One entry. Strings are borrowed until the next one. */
struct ter_history_entry {
    int64_t id;
    const char *layer;
    int64_t record_id, last_id; /* a bulk import is one entry for the ids record_id … last_id */
    const char *code;           /* of the record now, or when it was deleted; NULL for a range */
    const char *operation;      /* insert, update, delete */
    const char *at_utc;         /* 2026-11-22T09:30:00.123Z */
    const char *tool;           /* "import", "set" …; "outside" for QGIS, OGR and plain SQL */
    const char *note;           /* or NULL */
    int64_t source_id;          /* 0: none */
    const json_t *before;       /* object: field name -> value before; NULL for an insert */
    const json_t *after;        /* for an update, only the fields that changed; else NULL */
    bool moved;                 /* an update that changed the geometry */
};

struct ter_history;

/* Which entries; all zero: all of them. */
struct ter_history_filter {
    const struct ter_layer *layer; /* NULL: of all layers */
    const char *code;              /* with a layer: one record, also one since deleted */
    const char *since;         /* from the beginning of this day, or from this moment (registry/moment.h) */
    int64_t first_id, last_id; /* entries between these two; 0: no bound */
    int64_t limit;             /* only so many, the newest; 0: all */
};

/* Read the history, newest first. */
TER_CHECKED bool ter_history_open(struct ter_registry *registry, const struct ter_history_filter *filter,
    struct ter_history **ret_history, struct ter_error *err);
TER_CHECKED bool ter_history_next(
    struct ter_history *history, const struct ter_history_entry **ret_entry, struct ter_error *err);
void ter_history_close(struct ter_history *history);
TER_DEFINE_AUTO(struct ter_history, ter_history_close)

#endif

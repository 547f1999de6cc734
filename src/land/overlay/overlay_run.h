/* All records of a layer measured against areas, on all processors, in the order of their ids. */
#ifndef TER_LAND_OVERLAY_RUN_H
#define TER_LAND_OVERLAY_RUN_H

#include "overlay.h"
#include "registry/find.h"

enum { TER_OVERLAY_MOST_EXTRA = 4 };

struct ter_overlay_row {
    int64_t id;
    const char *code;
    const struct ter_value *extra; /* the fields asked for beside */
    struct ter_wkb shape;          /* data NULL: the record has none */
    bool broken;                   /* it has one that is no polygon */
    const char *fault;             /* where shapes are judged: GEOS's word for what is wrong; NULL: sound */
    struct ter_lonlat fault_at;
    struct ter_overlay_parts parts; /* empty for those two */
};

struct ter_overlay_run {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    const struct ter_filter *filter; /* which records; its fields are not looked at */
    const struct ter_tiles *tiles;   /* sealed; none in them measures each record alone */
    const struct ter_ellipsoid *ellipsoid;
    bool every;                           /* also records for which others stand (layer: superseded) */
    bool judge;                           /* whether shapes are valid */
    size_t extra[TER_OVERLAY_MOST_EXTRA]; /* fields */
    size_t extra_count;
    /* What becomes of a row; it lives as long as the call. */
    TER_CHECKED bool (*each)(void *user, const struct ter_overlay_row *row, struct ter_error *err);
    void *user;
    int64_t *ret_superseded; /* how many were passed over because others stand for them; NULL is allowed */
};

/* Memory does not grow with the number of records. */
TER_CHECKED bool ter_overlay_run(const struct ter_overlay_run *run, struct ter_error *err);

#endif

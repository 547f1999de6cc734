/* What a map program shows of a register: its tables and views with their stored styles, and where its
 * townships are. */
#ifndef TER_REGISTRY_MAP_TABLES_H
#define TER_REGISTRY_MAP_TABLES_H

#include "registry.h"

enum ter_map_kind {
    TER_MAP_LAYER,
    TER_MAP_VIEW,
    TER_MAP_GAZETTEER, /* an import derives junctions from it, which an edit would not reach */
};

struct ter_map_table {
    enum ter_map_kind kind;
    char *name;         /* of the table or view */
    const char *subset; /* the SQL condition for its rows; NULL: all */
    enum ter_geometry_type geometry;
    const struct ter_layer *layer; /* the one that it is, or is a view of; NULL: the gazetteer's */
    char *title;                   /* what to call it before people; NULL: the gazetteer's */
    char *qml;                     /* the style stored as default; NULL: none */
    bool derived;                  /* nobody changed that style since it was derived from the layer */
    bool any;                      /* it has rows */
};

/* The box round a township's boundary, else round its records. */
struct ter_map_township {
    char *name;
    struct ter_bbox box;
    bool known; /* false: it has neither, and no box */
};

struct ter_map_tables {
    struct ter_map_table *items; /* layers, then views, then the gazetteer */
    size_t count, capacity;
    struct ter_map_township *townships; /* in the order of their codes; none that was abolished */
    size_t township_count, township_capacity;
    struct ter_bbox box; /* of all records, else of the gazetteer */
    bool has_box;        /* false: nothing has a position */
};

/* Read all of it in one state of the file, with titles in `lang`. The layers stay the registry's. */
TER_CHECKED bool ter_map_tables_read(struct ter_registry *registry, enum ter_lang lang,
    struct ter_map_tables *ret_tables, struct ter_error *err);
void ter_map_tables_free(struct ter_map_tables *tables);
#define TER_AUTO_MAP_TABLES __attribute__((cleanup(ter_map_tables_free)))

/* The SQL condition for those rows of a table that a view of it shows: GDAL cannot write into a view of
 * SpatiaLite's, into the table it can. Freed by the caller. */
char *ter_map_rows_of_view(const struct ter_map_table *view) __attribute__((returns_nonnull));

/* The SQL condition for those rows of `event` that are about records of one layer; freed by the caller. */
char *ter_map_events_of(const struct ter_layer *layer) __attribute__((returns_nonnull));

#endif

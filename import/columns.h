/* Which column of a file is which field of a layer. */
#ifndef TER_IMPORT_COLUMNS_H
#define TER_IMPORT_COLUMNS_H

#include "mapping.h"

enum { TER_NO_COLUMN = -1 };

struct ter_columns {
    int *of_field;     /* for each of the layer's fields its column, or TER_NO_COLUMN */
    int x, y;          /* columns of a position, or TER_NO_COLUMN both */
    int wkt;           /* column of a geometry as WKT, or TER_NO_COLUMN */
    bool use_geometry; /* the file's own geometries are used */
    struct ter_strings notes;
};

/* Resolve headings, --map and --set; see ter_mapping_open for what is refused. */
TER_CHECKED bool ter_columns_resolve(const struct ter_layer *layer, const struct ter_source_info *info,
    const struct ter_map_options *options, struct ter_columns *ret_columns, struct ter_error *err);
void ter_columns_free(struct ter_columns *columns);

#endif

/* What an import found in the shapes of its rows: what was mended, and slivers. */
#ifndef TER_CLI_IMPORT_SHAPES_H
#define TER_CLI_IMPORT_SHAPES_H

#include "base/beside.h"
#include "base/json.h"
#include "cli/cli.h"
#include "import/mapping.h"
#include "land/area/ellipsoid.h"

/* Initialisers for a command's option table. */
// clang-format off
#define TER_IMPORT_SHAPES_OPTIONS                                                                            \
    {"mend", NULL, "draw polygons that cross themselves anew also where that changes their area", false},    \
    {"slivers", "M2", "name polygons, and parts of them, below this area (default: 1)", false},              \
    {"mended", "FILE", "write here what was mended, and slivers, with row, place, area before and after",    \
        false}
// clang-format on

enum { TER_IMPORT_SHAPES_KEPT = 1000 }; /* in memory; the file gets all */

struct ter_import_shape {
    int64_t row;
    char *code;    /* NULL: the row gives none */
    char *finding; /* in words */
    struct ter_lonlat at;
    double before_m2, after_m2; /* on the ellipsoid; NaN for lines */
    bool sliver;
};

struct ter_import_shapes {
    const struct ter_layer *layer;
    bool areas; /* the layer is one of areas */
    struct ter_ellipsoid ellipsoid;
    double sliver_m2;
    struct ter_import_shape *items; /* the first ones */
    size_t count, capacity;
    int64_t mended, slivers;
    const char *path;
    struct ter_beside *beside;
    char *temporary;
    FILE *file;
};

/* Read the options and begin the file, which appears at the end only. `input` is the file that is imported.
 */
TER_CHECKED bool ter_import_shapes_begin(struct ter_import_shapes *shapes, const struct ter_args *args,
    const struct ter_registry *registry, const struct ter_layer *layer, const char *input,
    struct ter_error *err);

/* Look at a row that was just mapped, and is not refused. */
void ter_import_shapes_take(
    struct ter_import_shapes *shapes, const struct ter_mapping *mapping, const struct ter_mapped_row *row);

/* Finish the file; with nothing in it none is left. */
TER_CHECKED bool ter_import_shapes_commit(struct ter_import_shapes *shapes, struct ter_error *err);

/* Lines below the summary, or the list for JSON. */
void ter_import_shapes_say(const struct ter_import_shapes *shapes, const struct ter_args *args);
json_t *ter_import_shapes_json(const struct ter_import_shapes *shapes);

void ter_import_shapes_free(struct ter_import_shapes *shapes);
#define TER_AUTO_IMPORT_SHAPES __attribute__((cleanup(ter_import_shapes_free)))

#endif

/* The areas of imported shapes: filled in where the file states none, compared where it does. */
#ifndef TER_CLI_IMPORT_AREAS_H
#define TER_CLI_IMPORT_AREAS_H

#include "base/json.h"
#include "cli/cli.h"
#include "import/mapping.h"
#include "land/area/ellipsoid.h"
#include "registry/load.h"

struct ter_import_areas {
    const struct ter_field *field; /* NULL: the layer keeps no areas, or the file has no shapes */
    size_t index;                  /* of the field */
    bool given[TER_MAX_FIELDS];
    struct ter_value values[TER_MAX_FIELDS]; /* of the row in hand */
    struct ter_ellipsoid ellipsoid;
    int64_t filled, differing;
    int64_t worst_row; /* where the stated area is furthest off, in parts of the measured one */
    double worst, worst_area_m2, worst_stated_m2;
};

/* Say to the load that the field will be given, where the layer has one and the file has shapes. */
TER_CHECKED bool ter_import_areas_begin(const struct ter_registry *registry, const struct ter_layer *layer,
    struct ter_load_options *options, struct ter_import_areas *ret_areas, struct ter_error *err);

/* The record as it is to be staged; valid until the next row. */
struct ter_record ter_import_areas_take(struct ter_import_areas *areas, const struct ter_mapped_row *row);

/* Lines below the summary, or members of its JSON. */
void ter_import_areas_say(const struct ter_import_areas *areas, const struct ter_args *args);
void ter_import_areas_json(const struct ter_import_areas *areas, json_t *json);

#endif

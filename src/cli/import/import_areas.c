/* Owns the areas of imported shapes: what the file leaves blank is measured, what it states is compared and
 * left as it is. Knows nothing of how rows are mapped or stored. */
#include "import_areas.h"

#include "land/area/stated.h"

#include <math.h>
#include <string.h>

bool ter_import_areas_begin(const struct ter_registry *registry, const struct ter_layer *layer,
    struct ter_load_options *options, struct ter_import_areas *ret_areas, struct ter_error *err)
{
    const struct ter_field *field = ter_layer_field(layer, TER_AREA_FIELD);
    if (!field || field->type != TER_FIELD_REAL || !options->has_geometry ||
        (layer->geometry != TER_POLYGON && layer->geometry != TER_MULTIPOLYGON))
        return true;
    if (!ter_ellipsoid_open(ter_registry_epsg(registry), &ret_areas->ellipsoid, err))
        return false;
    ret_areas->field = field;
    ret_areas->index = ter_layer_field_index(layer, field);
    memcpy(ret_areas->given, options->given, layer->field_count * sizeof *options->given);
    ret_areas->given[ret_areas->index] = true;
    options->given = ret_areas->given;
    options->computed = field;
    return true;
}

static void compare(struct ter_import_areas *areas, double area_m2, double stated_m2, int64_t row)
{
    if (!ter_stated_differs(area_m2, stated_m2, TER_STATED_TOLERANCE))
        return;
    double off = fabs(stated_m2 - area_m2) / fmax(area_m2, 0.01);
    areas->differing++;
    if (off <= areas->worst)
        return;
    areas->worst = off;
    areas->worst_row = row;
    areas->worst_area_m2 = area_m2;
    areas->worst_stated_m2 = stated_m2;
}

struct ter_record ter_import_areas_take(struct ter_import_areas *areas, const struct ter_mapped_row *row)
{
    struct ter_record record = row->record;
    double area_m2;
    if (!areas->field || !record.geometry.data ||
        !ter_ellipsoid_area_m2(&areas->ellipsoid, record.geometry, &area_m2))
        return record;
    struct ter_value stated = record.values[areas->index];
    if (stated.type != TER_VALUE_NULL) {
        compare(areas, area_m2, ter_value_number(stated, (double)NAN), row->number);
        return record;
    }
    memcpy(areas->values, record.values, record.count * sizeof *record.values);
    areas->values[areas->index] = ter_value_real((double)ter_area_hundredths(area_m2) / 100);
    areas->filled++;
    record.values = areas->values;
    return record;
}

void ter_import_areas_say(const struct ter_import_areas *areas, const struct ter_args *args)
{
    if (areas->filled)
        ter_say(args, "  %s: measured on the ellipsoid in %lld row%s that state%s none", areas->field->name,
            (long long)areas->filled, ter_plural(areas->filled), areas->filled == 1 ? "s" : "");
    if (areas->differing)
        ter_say(args,
            "  %s: %lld stated area%s off by more than %g %% of what the shape has, most in row %lld: %.2f "
            "m2 "
            "stated, %.2f m2 measured; stored as stated (terrier area %s --differing)",
            areas->field->name, (long long)areas->differing, areas->differing == 1 ? " is" : "s are",
            TER_STATED_TOLERANCE, (long long)areas->worst_row, areas->worst_stated_m2, areas->worst_area_m2,
            args->words[0]);
}

void ter_import_areas_json(const struct ter_import_areas *areas, json_t *json)
{
    ter_json_set(json, "areas_filled", json_integer(areas->filled));
    ter_json_set(json, "areas_differing", json_integer(areas->differing));
}

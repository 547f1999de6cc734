/* Owns the way from a query to GeoJSON, which the writer of exports writes: one form of it, wherever it goes.
 */
#include "export/writer.h"
#include "output_forms.h"

#include <stdlib.h>
#include <string.h>

static char distance_name[] = "distance_m", distance_en[] = "distance (m)", distance_zh[] = "距离(米)";
static const struct ter_field distance_field = {
    .name = distance_name,
    .type = TER_FIELD_REAL,
    .title = {{distance_en, distance_zh}},
    .shp = distance_name,
};

static bool begin(struct ter_output *output, struct ter_error *err)
{
    struct ter_write_options options = {
        .layer = output->options.layer,
        .epsg = output->options.epsg,
        .lang = output->options.lang,
        .extra = output->options.has_distance ? &distance_field : NULL,
        .format = "GeoJSON",
        .out = output->options.out,
    };
    output->values = ter_alloc((output->options.layer->field_count + 1) * sizeof *output->values);
    return ter_writer_open("-", &options, &output->writer, err);
}

static bool add(
    struct ter_output *output, const struct ter_record *record, double distance_m, struct ter_error *err)
{
    struct ter_record extended = *record;
    if (output->options.has_distance) {
        memcpy(output->values, record->values, record->count * sizeof *output->values);
        output->values[extended.count++] =
            isfinite(distance_m) ? ter_value_real(ter_output_distance_m(distance_m)) : (struct ter_value){0};
        extended.values = output->values;
    }
    return output->writer->write(output->writer, &extended, err);
}

static bool end(struct ter_output *output, struct ter_error *err)
{
    return output->writer->commit(output->writer, err);
}

const struct ter_output_form ter_output_geojson = {begin, add, end};

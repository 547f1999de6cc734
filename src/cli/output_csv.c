/* Owns records as CSV of RFC 4180: a line of field names, quotes where they are needed; lines end as
 * everywhere on this system, for the tools that come after the pipe. */
#include "base/text.h"
#include "csv.h"
#include "export/geojson.h"
#include "output_forms.h"

/* 15 digits, as in JSON: what a double surely holds. */
static void csv_number(const struct ter_output *output, bool known, double number)
{
    char text[TER_NUMBER_SIZE] = "";
    size_t length = known ? ter_text_number(number, text) : 0;
    fputc(',', output->options.out);
    fwrite(text, 1, length, output->options.out);
}

static bool csv_begin(struct ter_output *output, struct ter_error *err)
{
    (void)err;
    const struct ter_layer *layer = output->options.layer;
    for (size_t i = 0; i < layer->field_count; i++)
        ter_csv_cell(output->options.out, i == 0, layer->fields[i].name);
    fputs(ter_output_holds_points(output) ? ",lon,lat" : ",geometry", output->options.out);
    fputs(output->options.has_distance ? ",distance_m\n" : "\n", output->options.out);
    return true;
}

static bool csv_add(
    struct ter_output *output, const struct ter_record *record, double distance_m, struct ter_error *err)
{
    (void)err;
    TER_AUTO_BUF struct ter_buf cell = {0};
    for (size_t i = 0; i < record->count; i++) {
        ter_buf_clear(&cell);
        ter_buf_text(&cell, "");
        ter_value_print(record->values[i], &cell);
        ter_csv_cell(output->options.out, i == 0, cell.data);
    }
    if (ter_output_holds_points(output)) {
        struct ter_lonlat point = {0};
        bool placed = ter_wkb_to_point(record->geometry, &point);
        csv_number(output, placed, point.lon);
        csv_number(output, placed, point.lat);
    } else {
        ter_buf_clear(&cell);
        ter_buf_text(&cell, "");
        bool readable = record->geometry.data && ter_geojson_geometry(&cell, record->geometry);
        ter_csv_cell(output->options.out, false, readable ? cell.data : "");
    }
    if (output->options.has_distance)
        csv_number(output, isfinite(distance_m), ter_output_distance_m(distance_m));
    fputc('\n', output->options.out);
    return true;
}

static bool csv_end(struct ter_output *output, struct ter_error *err)
{
    (void)output, (void)err;
    return true;
}

const struct ter_output_form ter_output_csv = {csv_begin, csv_add, csv_end};

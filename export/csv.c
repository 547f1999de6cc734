/* Owns CSV: a line of headings, texts that no spreadsheet takes for formulas, positions in columns at the
 * end. */
#include "csv.h"

#include "base/text.h"
#include "table.h"
#include "text.h"
#include "wkt.h"

#include <string.h>

void ter_csv_add(struct ter_buf *out, const char *text, size_t size)
{
    bool blank_ends = size && (text[0] == ' ' || text[size - 1] == ' ');
    if (!blank_ends && !strpbrk(text, ",\"\r\n")) {
        ter_buf_add(out, text, size);
        return;
    }
    ter_buf_add(out, "\"", 1);
    for (const char *p = text; *p; p++)
        ter_buf_add(out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    ter_buf_add(out, "\"", 1);
}

void ter_csv_add_guarded(struct ter_buf *out, const char *text, size_t size)
{
    if (!ter_text_is_formula(text)) {
        ter_csv_add(out, text, size);
        return;
    }
    TER_AUTO_FREE char *guarded = ter_format("'%s", text);
    ter_csv_add(out, guarded, size + 1);
}

void ter_table_position_headings(
    const struct ter_writer *writer, const char *ret_headings[2], size_t *ret_count)
{
    const struct ter_plan *plan = writer->plan;
    bool points = ter_plan_holds_points(plan) && !writer->options.wkt;
    struct ter_error ignored = {0};
    bool projected = plan->transform && !ter_crs_check_geographic(plan->epsg, NULL, &ignored);
    ret_headings[0] = !points ? "wkt" : projected ? "x" : "lon";
    ret_headings[1] = projected ? "y" : "lat";
    *ret_count = plan->layer->geometry == TER_GEOMETRY_NONE ? 0 : points ? 2 : 1;
}

static void begin_file(struct ter_text_writer *writer)
{
    if (writer->staging && !writer->writer.options.no_bom)
        ter_buf_text(&writer->text, "\xef\xbb\xbf");
}

static void begin_table(struct ter_text_writer *writer)
{
    const struct ter_plan *plan = writer->writer.plan;
    const char *headings[2];
    size_t count;
    for (size_t i = 0; i < plan->count; i++) {
        ter_buf_text(&writer->text, i ? "," : "");
        ter_csv_add(&writer->text, plan->columns[i].name, strlen(plan->columns[i].name));
    }
    ter_table_position_headings(&writer->writer, headings, &count);
    for (size_t i = 0; i < count; i++)
        ter_buf_printf(&writer->text, ",%s", headings[i]);
    ter_buf_text(&writer->text, "\n");
}

static void add_number(struct ter_buf *out, double number)
{
    char text[TER_NUMBER_SIZE];
    ter_buf_add(out, text, ter_text_number(number, text));
}

static bool add_position(
    const struct ter_text_writer *writer, struct ter_wkb wkb, struct ter_buf *out, struct ter_error *err)
{
    struct ter_lonlat at;
    if (writer->writer.plan->layer->geometry == TER_GEOMETRY_NONE)
        return true;
    if (!writer->writer.options.wkt && ter_plan_holds_points(writer->writer.plan)) {
        bool placed = ter_wkb_to_point(wkb, &at);
        ter_buf_text(out, ",");
        if (placed)
            add_number(out, at.lon);
        ter_buf_text(out, ",");
        if (placed)
            add_number(out, at.lat);
        return true;
    }
    TER_AUTO_BUF struct ter_buf wkt = {0};
    ter_buf_text(&wkt, "");
    if (wkb.data && !ter_wkt_write(&wkt, wkb))
        return ter_fail(err, TER_FAILED, "its geometry cannot be read");
    ter_buf_text(out, ",");
    ter_csv_add(out, wkt.data, wkt.size);
    return true;
}

static bool add_row(struct ter_text_writer *writer, const struct ter_planned *record, struct ter_error *err)
{
    struct ter_buf *out = &writer->text;
    for (size_t i = 0; i < writer->writer.plan->count; i++) {
        struct ter_value value = record->values[i];
        if (i)
            ter_buf_add(out, ",", 1);
        if (value.type == TER_VALUE_TEXT)
            ter_csv_add_guarded(out, value.text, value.size);
        else
            ter_value_print(value, out);
    }
    if (!add_position(writer, record->geometry, out, err))
        return false;
    ter_buf_add(out, "\n", 1);
    return true;
}

static bool open_csv(const struct ter_file_format *format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    static const struct ter_text_format text = {
        .file_begin = begin_file, .layer_begin = begin_table, .record = add_row};
    (void)format;
    return ter_text_open(&text, target, options, ret_writer, err);
}

const struct ter_file_format ter_file_csv = {
    .name = "CSV",
    .extensions = TER_FILE_WORDS("csv"),
    .streams = true,
    .position_columns = true,
    .open = open_csv,
};

/* Owns the way of rows about areas to the screen or a file. Knows nothing of what they say. */
#include "land_rows.h"

#include "cli/output.h"
#include "cli/table.h"
#include "cli/target.h"
#include "export/writer.h"
#include "land/area/ellipsoid.h"

#include <math.h>
#include <stdlib.h>

struct ter_land_rows {
    const struct ter_args *args;
    enum ter_lang lang;
    struct ter_layer layer;
    struct ter_field fields[TER_LAND_MOST_COLUMNS + 1];
    int64_t count;
    const struct ter_land_sheet *sheet;
    struct ter_output *output; /* one of the three: JSON, CSV and GeoJSON on the screen … */
    struct ter_writer *writer; /* … a file … */
    struct ter_table table;    /* … or a table, with as many decimals as areas have */
};

/* A layer owns its texts; this one only borrows them, and is never freed as a layer. */
static char *lent(const char *text)
{
    return (char *)(uintptr_t)text;
}

static struct ter_label label_of(const char *const title[2])
{
    return (struct ter_label){{lent(title[TER_EN]), lent(title[TER_ZH])}};
}

static void make_layer(struct ter_land_rows *rows, const struct ter_land_sheet *sheet)
{
    static const char *const number[] = {"row", "序号"};
    struct ter_layer *layer = &rows->layer;
    *layer = (struct ter_layer){
        .name = lent(sheet->name),
        .version = 1,
        .title = label_of(sheet->title),
        .description = label_of(sheet->title),
        .geometry = sheet->geometry,
        .fields = rows->fields,
        .field_count = 1,
    };
    rows->fields[0] = (struct ter_field){
        .name = lent("id"), .type = TER_FIELD_INTEGER, .title = label_of(number), .shp = lent("ID")};
    for (const struct ter_land_column *column = sheet->columns; column->name; column++)
        rows->fields[layer->field_count++] = (struct ter_field){.name = lent(column->name),
            .type = column->type,
            .title = label_of(column->title),
            .shp = lent(column->shp),
            .domain = column->domain};
    for (size_t role = 0; role < TER_ROLE_COUNT; role++)
        layer->role[role] = layer->field_count;
    layer->role[TER_ROLE_ID] = 0;
    layer->role[TER_ROLE_CODE] = sheet->code + 1;
}

static bool is_number(const struct ter_land_column *column)
{
    return !column->domain && (column->type == TER_FIELD_REAL || column->type == TER_FIELD_INTEGER);
}

static void begin_table(struct ter_land_rows *rows)
{
    ter_table_begin(&rows->table, rows->layer.field_count - 1);
    for (size_t i = 0; rows->sheet->columns[i].name; i++) {
        ter_table_add(&rows->table, rows->sheet->columns[i].title[rows->lang]);
        if (is_number(&rows->sheet->columns[i]))
            ter_table_align_right(&rows->table, i);
    }
}

static void add_to_table(struct ter_land_rows *rows, const struct ter_value *values)
{
    TER_AUTO_BUF struct ter_buf cell = {0};
    for (size_t i = 0; rows->sheet->columns[i].name; i++) {
        const struct ter_land_column *column = &rows->sheet->columns[i];
        ter_buf_clear(&cell);
        ter_buf_text(&cell, "");
        if (values[i].type == TER_VALUE_REAL)
            ter_buf_printf(&cell, "%.*f", column->decimals, values[i].real);
        else
            ter_field_print(&rows->layer.fields[i + 1], values[i], rows->lang, &cell);
        ter_table_add_cut(&rows->table, cell.data, TER_CELL_COLUMNS);
    }
}

static void end_table(struct ter_land_rows *rows)
{
    if (!rows->count)
        return;
    ter_table_hide_blank_columns(&rows->table);
    ter_table_print(&rows->table, stdout);
}

bool ter_land_rows_open(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_land_sheet *sheet, struct ter_land_rows **ret_rows, struct ter_error *err)
{
    const char *path = ter_args_value(args, "to");
    if (path && ter_args_value(args, "format"))
        return ter_fail(err, TER_USAGE, "--to names the form by its extension; leave out --format");
    if (path && !ter_target_check(registry, "--to", path, NULL, err))
        return false;
    TER_AUTO(ter_land_rows_close) struct ter_land_rows *rows = ter_alloc(sizeof *rows);
    rows->args = args;
    rows->sheet = sheet;
    rows->lang = ter_args_lang(args, registry);
    make_layer(rows, sheet);
    int epsg = ter_registry_epsg(registry);
    struct ter_write_options to_file = {.layer = &rows->layer, .epsg = epsg, .lang = rows->lang};
    struct ter_output_options to_screen = {.out = stdout,
        .format = args->format,
        .layer = &rows->layer,
        .epsg = epsg,
        .lang = rows->lang,
        .quiet = true};
    if (!path && args->format == TER_FORMAT_TABLE)
        begin_table(rows);
    else if (path ? !ter_writer_open(path, &to_file, &rows->writer, err)
                  : !ter_output_open(&to_screen, &rows->output, err))
        return false;
    *ret_rows = rows;
    rows = NULL;
    return true;
}

bool ter_land_rows_add(struct ter_land_rows *rows, const struct ter_value *values, struct ter_wkb geometry,
    struct ter_error *err)
{
    if (!rows->writer && !rows->output) {
        rows->count++;
        add_to_table(rows, values);
        return true;
    }
    struct ter_value all[TER_LAND_MOST_COLUMNS + 1] = {ter_value_int(++rows->count)};
    for (size_t i = 1; i < rows->layer.field_count; i++)
        all[i] = values[i - 1];
    struct ter_record record = {all, rows->layer.field_count, geometry};
    return rows->writer ? rows->writer->write(rows->writer, &record, err)
                        : ter_output_add(rows->output, &record, (double)NAN, err);
}

bool ter_land_rows_commit(struct ter_land_rows *rows, struct ter_error *err)
{
    if (!rows->writer && !rows->output) {
        end_table(rows);
        return true;
    }
    return rows->writer ? rows->writer->commit(rows->writer, err) : ter_output_end(rows->output, err);
}

void ter_land_rows_say(const struct ter_land_rows *rows)
{
    if (!rows->writer)
        return;
    ter_say(rows->args, "%lld rows written to %s", (long long)rows->count, rows->writer->files.items[0]);
    for (size_t i = 0; i < rows->writer->notes.count; i++)
        ter_say(rows->args, "  %s", rows->writer->notes.items[i]);
}

void ter_land_rows_close(struct ter_land_rows *rows)
{
    if (!rows)
        return;
    ter_writer_close(rows->writer); /* before the layer it was opened with ends */
    ter_output_free(rows->output);
    ter_table_free(&rows->table);
    free(rows);
}

struct ter_value ter_land_rounded(double value, int decimals)
{
    double scale = pow(10, decimals);
    return isfinite(value) ? ter_value_real(round(value * scale) / scale) : (struct ter_value){0};
}

struct ter_value ter_land_m2(double area_m2)
{
    return ter_land_rounded(area_m2, 2);
}

struct ter_value ter_land_mu(double area_m2)
{
    return isfinite(area_m2) ? ter_land_rounded(ter_mu_from_m2(area_m2), 4) : (struct ter_value){0};
}

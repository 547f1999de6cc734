/* Owns plain rows in all their forms. Knows nothing of what they say. */
#include "rows.h"

#include "base/json.h"
#include "csv.h"
#include "export/writer.h"
#include "layer/value_json.h"
#include "table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

void ter_rows_begin(struct ter_rows *rows, const char *name, const struct ter_rows_column *columns)
{
    *rows = (struct ter_rows){.name = name, .columns = columns};
    while (columns[rows->column_count].name)
        rows->column_count++;
}

void ter_rows_free(struct ter_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        ter_value_free(&rows->values[i]);
    free(rows->values);
    *rows = (struct ter_rows){0};
}

static const struct ter_rows_column *next_column(const struct ter_rows *rows)
{
    return &rows->columns[rows->count % rows->column_count];
}

static void add(struct ter_rows *rows, struct ter_value value)
{
    rows->values = ter_grow(rows->values, &rows->capacity, rows->count + 1, sizeof *rows->values);
    rows->values[rows->count++] = value;
}

void ter_rows_text(struct ter_rows *rows, const char *text)
{
    assert(next_column(rows)->type == TER_FIELD_TEXT || next_column(rows)->type == TER_FIELD_DATE);
    add(rows, ter_value_copy(ter_value_text(text)));
}

void ter_rows_int(struct ter_rows *rows, int64_t number)
{
    assert(next_column(rows)->type == TER_FIELD_INTEGER);
    add(rows, ter_value_int(number));
}

static double rounded(double number, int decimals)
{
    double scale = pow(10, decimals);
    return decimals < 0 ? number : round(number * scale) / scale;
}

void ter_rows_real(struct ter_rows *rows, double number)
{
    assert(next_column(rows)->type == TER_FIELD_REAL);
    if (isfinite(number))
        add(rows, ter_value_real(rounded(number, next_column(rows)->decimals)));
    else
        ter_rows_none(rows);
}

void ter_rows_none(struct ter_rows *rows)
{
    add(rows, (struct ter_value){0});
}

size_t ter_rows_count(const struct ter_rows *rows)
{
    assert(rows->column_count && rows->count % rows->column_count == 0);
    return rows->count / rows->column_count;
}

/* Terminal ------------------------------------------------------------------------------------------- */

static char *text_of(const struct ter_rows *rows, size_t i)
{
    struct ter_value value = rows->values[i];
    int decimals = rows->columns[i % rows->column_count].decimals;
    TER_AUTO_BUF struct ter_buf text = {0};
    if (value.type == TER_VALUE_REAL && decimals >= 0 && value.real != floor(value.real))
        ter_buf_printf(&text, "%.*f", decimals, value.real);
    else if (value.type == TER_VALUE_REAL)
        ter_buf_printf(&text, "%.15g", value.real);
    else
        ter_value_print(value, &text);
    return text.size ? ter_buf_take(&text) : ter_strdup("");
}

static void print_table(const struct ter_rows *rows, enum ter_lang lang, FILE *out)
{
    TER_AUTO_TABLE struct ter_table table = {0};
    size_t shown = 0;
    assert(rows->column_count);
    for (size_t i = 0; i < rows->column_count; i++)
        shown += !rows->columns[i].aside;
    ter_table_begin(&table, shown);
    for (size_t i = 0; i < rows->column_count; i++)
        if (!rows->columns[i].aside)
            ter_table_add(&table, rows->columns[i].title[lang]);
    for (size_t i = 0, at = 0; i < rows->column_count; i++) {
        bool number = rows->columns[i].type == TER_FIELD_INTEGER || rows->columns[i].type == TER_FIELD_REAL;
        if (!rows->columns[i].aside && number)
            ter_table_align_right(&table, at);
        at += !rows->columns[i].aside;
    }
    for (size_t i = 0; i < rows->count; i++)
        if (!rows->columns[i % rows->column_count].aside) {
            TER_AUTO_FREE char *text = text_of(rows, i);
            ter_table_add_cut(&table, text, TER_CELL_COLUMNS);
        }
    ter_table_hide_blank_columns(&table);
    ter_table_print(&table, out);
}

/* Names, not titles: scripts read it. */
static void print_csv(const struct ter_rows *rows, FILE *out)
{
    assert(rows->column_count);
    for (size_t i = 0; i < rows->column_count; i++)
        ter_csv_cell(out, i == 0, rows->columns[i].name);
    for (size_t i = 0; i < rows->count; i++) {
        TER_AUTO_BUF struct ter_buf text = {0};
        ter_value_print(rows->values[i], &text);
        if (i % rows->column_count == 0)
            fputs("\r\n", out);
        ter_csv_cell(out, i % rows->column_count == 0, text.data);
    }
    fputs("\r\n", out);
}

static bool print_json(const struct ter_rows *rows, FILE *out, struct ter_error *err)
{
    struct ter_json_array array;
    ter_json_array_begin(&array, out);
    for (size_t row = 0; row < ter_rows_count(rows); row++) {
        TER_AUTO(ter_json_free) json_t *object = json_object();
        for (size_t i = 0; i < rows->column_count; i++)
            ter_json_set(
                object, rows->columns[i].name, ter_value_to_json(rows->values[row * rows->column_count + i]));
        if (!ter_json_array_add(&array, object, err))
            return false;
    }
    ter_json_array_end(&array);
    return true;
}

bool ter_rows_print(
    const struct ter_rows *rows, enum ter_format format, enum ter_lang lang, FILE *out, struct ter_error *err)
{
    if (format == TER_FORMAT_JSON && !print_json(rows, out, err))
        return false;
    if (format == TER_FORMAT_CSV)
        print_csv(rows, out);
    if (format == TER_FORMAT_TABLE)
        print_table(rows, lang, out);
    return !ferror(out) || ter_fail(err, TER_FAILED, "a write failed");
}

/* Files ---------------------------------------------------------------------------------------------- */

/* The writers know layers: the rows become one, whose first column stands for the id that a layer has. */
struct disguise {
    struct ter_layer layer;
    struct ter_field *fields;
};

static void disguise_free(struct disguise *disguise)
{
    for (size_t i = 0; i < disguise->layer.field_count; i++)
        free(disguise->fields[i].shp);
    free(disguise->fields);
}

/* A layer owns its texts; this one only borrows them, and is never freed as a layer. */
static char *lent(const char *text)
{
    return (char *)(uintptr_t)text;
}

static struct ter_label label_of(const char *const title[2])
{
    return (struct ter_label){{lent(title[TER_EN]), lent(title[TER_ZH])}};
}

static void disguise_make(const struct ter_rows *rows, struct disguise *ret_disguise)
{
    static const char *const number[] = {"row", "序号"};
    size_t count = rows->column_count + 1;
    struct ter_field *fields = ter_alloc(count * sizeof *fields);
    const char *const title[] = {rows->name, rows->name};
    fields[0] = (struct ter_field){
        .name = lent("row"), .type = TER_FIELD_INTEGER, .title = label_of(number), .shp = ter_strdup("ROW")};
    for (size_t i = 1; i < count; i++) {
        const struct ter_rows_column *column = &rows->columns[i - 1];
        fields[i] = (struct ter_field){.name = lent(column->name),
            .type = column->type,
            .title = label_of(column->title),
            .shp = ter_format("F%zu", i)};
    }
    *ret_disguise = (struct disguise){.fields = fields,
        .layer = {.name = lent(rows->name),
            .version = 1,
            .title = label_of(title),
            .description = label_of(title),
            .fields = fields,
            .field_count = count}};
    for (size_t role = 0; role < TER_ROLE_COUNT; role++) /* it has none of them but the first column as id */
        ret_disguise->layer.role[role] = role == TER_ROLE_ID ? 0 : count;
}

static bool write_all(const struct ter_rows *rows, struct ter_writer *writer, struct ter_error *err)
{
    TER_AUTO_FREE struct ter_value *values = ter_alloc((rows->column_count + 1) * sizeof *values);
    for (size_t row = 0; row < ter_rows_count(rows); row++) {
        struct ter_record record = {values, rows->column_count + 1, {NULL, 0}};
        values[0] = ter_value_int((int64_t)row + 1);
        for (size_t i = 0; i < rows->column_count; i++)
            values[i + 1] = rows->values[row * rows->column_count + i];
        if (!writer->write(writer, &record, err))
            return false;
    }
    return writer->commit(writer, err);
}

static bool write_json(void *user, FILE *out, struct ter_error *err)
{
    return print_json(user, out, err);
}

static bool write_table(
    const struct ter_rows *rows, enum ter_lang lang, const char *path, struct ter_error *err)
{
    static const int of_nothing = 4490; /* the writers ask for a system though there is no position */
    __attribute__((cleanup(disguise_free))) struct disguise disguise = {0};
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    disguise_make(rows, &disguise);
    struct ter_write_options options = {
        .layer = &disguise.layer, .epsg = of_nothing, .lang = lang, .titles = true};
    return ter_writer_open(path, &options, &writer, err) && write_all(rows, writer, err);
}

bool ter_rows_write(
    struct ter_rows *rows, enum ter_lang lang, const struct ter_report_target *target, struct ter_error *err)
{
    assert(target->form != TER_REPORT_HTML);
    if (target->form == TER_REPORT_JSON)
        return ter_report_target_fill(target, write_json, rows, err);
    return write_table(rows, lang, target->path, err);
}

/* Owns records as a table for people: the columns that tell most, in the reader's language. */
#include "output_forms.h"

#include "base/messages.h"

enum { DISTANCE_COLUMN = TER_MAX_FIELDS }; /* beside the indexes of fields */

static bool is_common(const struct ter_layer *layer, size_t field)
{
    for (size_t role = 0; role < TER_ROLE_COUNT; role++)
        if (layer->role[role] == field)
            return true;
    return false;
}

static size_t choose_columns(struct ter_output *output)
{
    static const enum ter_role common[] = {TER_ROLE_STATUS, TER_ROLE_TOWNSHIP, TER_ROLE_LOCATION_TEXT,
        TER_ROLE_PRECISION, TER_ROLE_UNCERTAINTY_M};
    const struct ter_layer *layer = output->options.layer;
    size_t count = 0;
    output->columns[count++] = layer->role[TER_ROLE_CODE];
    for (size_t i = 0; i < layer->field_count; i++)
        if (!is_common(layer, i))
            output->columns[count++] = i;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (layer->role[common[i]] < layer->field_count)
            output->columns[count++] = layer->role[common[i]];
    if (output->options.has_distance)
        output->columns[count++] = DISTANCE_COLUMN;
    return count;
}

static bool is_number(const struct ter_output *output, size_t column)
{
    if (column == DISTANCE_COLUMN)
        return true;
    const struct ter_field *field = &output->options.layer->fields[column];
    return !field->domain && (field->type == TER_FIELD_INTEGER || field->type == TER_FIELD_REAL);
}

static bool table_begin(struct ter_output *output, struct ter_error *err)
{
    static const char *const distance[] = {[TER_EN] = "distance (m)", [TER_ZH] = "距离(米)"};
    (void)err;
    const struct ter_output_options *options = &output->options;
    ter_table_begin(&output->table, choose_columns(output));
    for (size_t i = 0; i < output->table.columns; i++) {
        size_t column = output->columns[i];
        ter_table_add(&output->table, column == DISTANCE_COLUMN
                                          ? distance[options->lang]
                                          : options->layer->fields[column].title.text[options->lang]);
        if (is_number(output, column))
            ter_table_align_right(&output->table, i);
    }
    return true;
}

/* Metres to a decimal below ten, else whole: nobody paces out more. */
static void print_metres(double metres, struct ter_buf *out)
{
    ter_buf_printf(out, fabs(metres) < 9.95 ? "%.1f" : "%.0f", metres);
}

static void print_cell(const struct ter_output *output, size_t column, const struct ter_record *record,
    double distance_m, struct ter_buf *out)
{
    const struct ter_layer *layer = output->options.layer;
    if (column == DISTANCE_COLUMN) {
        if (isfinite(distance_m))
            print_metres(distance_m, out);
        return;
    }
    struct ter_value value = record->values[column];
    if (column == layer->role[TER_ROLE_UNCERTAINTY_M] && value.type != TER_VALUE_NULL)
        print_metres(ter_value_number(value, 0), out);
    else if (value.type == TER_VALUE_REAL)
        ter_buf_printf(out, "%.6g", value.real);
    else
        ter_field_print(&layer->fields[column], value, output->options.lang, out);
}

static bool table_add(
    struct ter_output *output, const struct ter_record *record, double distance_m, struct ter_error *err)
{
    (void)err;
    TER_AUTO_BUF struct ter_buf cell = {0};
    for (size_t i = 0; i < output->table.columns; i++) {
        ter_buf_clear(&cell);
        ter_buf_text(&cell, "");
        print_cell(output, output->columns[i], record, distance_m, &cell);
        ter_table_add_cut(&output->table, cell.data, TER_CELL_COLUMNS);
    }
    return true;
}

static bool table_end(struct ter_output *output, struct ter_error *err)
{
    (void)err;
    FILE *out = output->options.out;
    if (output->count) {
        ter_table_hide_blank_columns(&output->table);
        ter_table_print(&output->table, out);
    }
    if (output->options.quiet)
        return true;
    if (output->options.limit && (int64_t)output->count == output->options.limit)
        fprintf(out, ter_message("the first %zu (--limit)"), output->count);
    else
        fprintf(out, ter_message("%zu record%s"), output->count, ter_plural((int64_t)output->count));
    putc('\n', out);
    return true;
}

const struct ter_output_form ter_output_table = {table_begin, table_add, table_end};

/* Owns tables for people: widths are counted in columns of the terminal, not in bytes. Knows nothing of what
 * stands in the cells. */
#include "table.h"

#include "base/text.h"

#include <stdlib.h>

static const char gap[] = "  ";

void ter_table_begin(struct ter_table *table, size_t columns)
{
    *table = (struct ter_table){.columns = columns};
    table->right = ter_alloc(columns * sizeof *table->right);
    table->hidden = ter_alloc(columns * sizeof *table->hidden);
}

void ter_table_add(struct ter_table *table, const char *cell)
{
    ter_strings_add(&table->cells, cell ? cell : "");
    ter_text_tame(
        table->cells.items[table->cells.count - 1]); /* it would break the line, or speak to the terminal */
}

/* Bytes of the longest beginning that takes at most max_columns. */
static size_t bytes_within(const char *text, size_t max_columns)
{
    size_t bytes = 0, columns = 0;
    uint32_t codepoint;
    for (size_t used; (used = ter_text_next(text + bytes, &codepoint)); bytes += used) {
        TER_AUTO_FREE char *character = ter_strndup(text + bytes, used);
        columns += ter_text_width(character);
        if (columns > max_columns)
            break;
    }
    return bytes;
}

void ter_table_add_cut(struct ter_table *table, const char *cell, size_t max_columns)
{
    if (!cell || ter_text_width(cell) <= max_columns) {
        ter_table_add(table, cell);
        return;
    }
    TER_AUTO_FREE char *cut = ter_format("%.*s…", (int)bytes_within(cell, max_columns - 1), cell);
    ter_table_add(table, cut);
}

void ter_table_align_right(struct ter_table *table, size_t column)
{
    table->right[column] = true;
}

size_t ter_table_rows(const struct ter_table *table)
{
    size_t rows = table->cells.count / table->columns;
    return rows ? rows - 1 : 0;
}

static const char *cell_at(const struct ter_table *table, size_t row, size_t column)
{
    return table->cells.items[row * table->columns + column];
}

void ter_table_hide_blank_columns(struct ter_table *table)
{
    for (size_t column = 1; column < table->columns; column++) {
        table->hidden[column] = true;
        for (size_t row = 1; row <= ter_table_rows(table) && table->hidden[column]; row++)
            table->hidden[column] = !*cell_at(table, row, column);
    }
}

static void pad(size_t columns, struct ter_buf *line)
{
    for (size_t i = 0; i < columns; i++)
        ter_buf_add(line, " ", 1);
}

static void add_cell(const char *cell, size_t width, bool right, struct ter_buf *line)
{
    size_t missing = width - ter_text_width(cell);
    if (right)
        pad(missing, line);
    ter_buf_text(line, cell);
    if (!right)
        pad(missing, line);
}

static void print_line(struct ter_buf *line, FILE *out)
{
    while (line->size && line->data[line->size - 1] == ' ')
        line->size--;
    fwrite(line->data, 1, line->size, out);
    fputc('\n', out);
    ter_buf_clear(line);
}

static void print_row(
    const struct ter_table *table, size_t row, const size_t *widths, struct ter_buf *line, FILE *out)
{
    for (size_t column = 0; column < table->columns; column++) {
        if (table->hidden[column])
            continue;
        ter_buf_text(line, column ? gap : "");
        add_cell(cell_at(table, row, column), widths[column], table->right[column], line);
    }
    print_line(line, out);
}

static void print_rule(const struct ter_table *table, const size_t *widths, struct ter_buf *line, FILE *out)
{
    for (size_t column = 0; column < table->columns; column++) {
        if (table->hidden[column])
            continue;
        ter_buf_text(line, column ? gap : "");
        for (size_t i = 0; i < widths[column]; i++)
            ter_buf_add(line, "-", 1);
    }
    print_line(line, out);
}

void ter_table_print(const struct ter_table *table, FILE *out)
{
    size_t lines = table->cells.count / table->columns;
    TER_AUTO_FREE size_t *widths = ter_alloc(table->columns * sizeof *widths);
    for (size_t row = 0; row < lines; row++)
        for (size_t column = 0; column < table->columns; column++) {
            size_t width = ter_text_width(cell_at(table, row, column));
            widths[column] = width > widths[column] ? width : widths[column];
        }
    TER_AUTO_BUF struct ter_buf line = {0};
    for (size_t row = 0; row < lines; row++) {
        print_row(table, row, widths, &line, out);
        if (row == 0)
            print_rule(table, widths, &line, out);
    }
}

void ter_table_free(struct ter_table *table)
{
    ter_strings_free(&table->cells);
    free(table->right);
    free(table->hidden);
    table->right = table->hidden = NULL;
}

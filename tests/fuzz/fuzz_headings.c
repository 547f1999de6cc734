/* Any bytes as a sheet: rows end with a line feed, cells with a tab. Where headings are found, they are those
 * of a row, no row has more of them, and titles added above change nothing. What follows is filled and judged
 * as a list would be, and no text that stands in the sheet is lost. */
#include "base/text.h"
#include "fuzz.h"
#include "import/fill_down.h"
#include "import/footer.h"
#include "import/header_row.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 40, MOST_COLUMNS = 24 };

struct grid {
    char *cells[MOST_ROWS][MOST_COLUMNS]; /* NULL: blank */
    size_t widths[MOST_ROWS], count;
};

static void add_cell(struct grid *grid, const char *text, size_t size)
{
    size_t row = grid->count - 1, column = grid->widths[row];
    if (column == MOST_COLUMNS)
        return;
    TER_AUTO_FREE char *copy = ter_strndup(text, size);
    if (copy[strspn(copy, " \t\r\n")] && ter_text_valid(copy, strlen(copy), NULL))
        grid->cells[row][column] = ter_strdup(copy);
    grid->widths[row]++;
}

/* A vertical tab is a line break inside a cell. */
static void read_grid(char *text, struct grid *grid)
{
    for (char *line; grid->count < MOST_ROWS && (line = strsep(&text, "\n"));) {
        grid->count++;
        for (char *cell; (cell = strsep(&line, "\t"));) {
            for (char *p = cell; *p; p++)
                *p = *p == '\v' ? '\n' : *p;
            add_cell(grid, cell, strlen(cell));
        }
    }
}

static void free_grid(struct grid *grid)
{
    for (size_t i = 0; i < grid->count; i++)
        for (size_t j = 0; j < grid->widths[i]; j++)
            free(grid->cells[i][j]);
}

static bool is_blank(const struct grid *grid, size_t row)
{
    for (size_t i = 0; i < grid->widths[row]; i++)
        if (grid->cells[row][i])
            return false;
    return true;
}

static const struct ter_headings *known_headings(void)
{
    static const char *const texts[] = {"编号", "序号", "乡镇", "位置", "状态", "X", "Y", "坐标X", "坐标Y",
        "计划日期", "经度", "纬度", "静压(MPa)", "code", "status", "township", "日期"};
    static struct ter_headings *headings;
    if (!headings) {
        headings = ter_headings_new();
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            ter_headings_add(headings, texts[i], i % 3 == 2);
    }
    return headings;
}

/* As a reader keeps a sheet's first rows: those with text, so wide as their text; `shift` of them are titles.
 */
static void keep_head(const struct grid *grid, size_t shift, struct ter_head *head)
{
    if (shift)
        ter_head_add(head, 1, 1)->cells[0] = ter_strdup("—");
    for (size_t i = 0; i < grid->count && head->count < TER_HEAD_ROWS; i++) {
        size_t width = grid->widths[i];
        if (is_blank(grid, i))
            continue;
        while (!grid->cells[i][width - 1])
            width--;
        struct ter_head_row *row = ter_head_add(head, (int64_t)(i + shift + 1), width);
        for (size_t j = 0; j < width; j++)
            row->cells[j] = grid->cells[i][j] ? ter_strdup(grid->cells[i][j]) : NULL;
    }
}

static size_t count_known(char *const *cells, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        TER_AUTO_FREE char *text = ter_strdup(cells[i] ? cells[i] : "");
        char *to = text;
        for (const char *from = text; *from; from++)
            if (*from != '\n' && *from != '\r')
                *to++ = *from;
        *to = '\0';
        known += ter_headings_find(known_headings(), ter_text_trim(text)) != NULL;
    }
    return known;
}

static void need_columns(const struct ter_head *head, const struct ter_header *header)
{
    size_t known = count_known(header->columns, header->column_count);
    NEED(header->rows >= 1 && header->rows <= head->count);
    for (size_t i = 0; i < header->column_count; i++) {
        const char *text = header->columns[i];
        NEED(ter_text_valid(text, strlen(text), NULL) && !strpbrk(text, "\r\n"));
        for (size_t j = 0; *text && j < i; j++)
            NEED(strcmp(text, header->columns[j]) != 0);
    }
    for (size_t i = 0; i < head->count; i++) {
        size_t own = count_known(head->rows[i].cells, head->rows[i].count);
        NEED(own <= known || own < 2);
    }
}

static void need_same(const struct grid *grid, const struct ter_header *header)
{
    struct ter_head head = {0};
    struct ter_header again = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_error err = {0};
    const struct ter_header_question question = {"row", known_headings(), 0};
    keep_head(grid, 1, &head);
    NEED(ter_header_find(&head, &question, &again, &notes, &err));
    NEED(again.rows == header->rows + 1 && again.column_count == header->column_count && notes.count == 1);
    for (size_t i = 0; i < again.column_count; i++)
        NEED(strcmp(again.columns[i], header->columns[i]) == 0 && again.fills[i] == header->fills[i]);
    ter_header_free(&again);
    ter_head_free(&head);
}

/* The text, or what stands before the number of its merged rows: "善岱镇 (3个)". */
static bool is_kept(const char *text, struct ter_value value)
{
    if (value.type != TER_VALUE_TEXT || strncmp(value.text, text, value.size) != 0)
        return false;
    const char *rest = text + value.size + strspn(text + value.size, " \r\n");
    return !text[value.size] || (value.size && (*rest == '(' || strncmp(rest, "（", 3) == 0));
}

static void fill_rows(const struct grid *grid, const struct ter_head *head, const struct ter_header *header)
{
    static const struct ter_merge merges[] = {{0, 2, 4}, {1, 3, 9}, {2, 1, 1000000}};
    struct ter_fill fill = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    size_t count = header->column_count;
    TER_AUTO_FREE struct ter_value *values = ter_alloc((count + 1) * sizeof *values);
    ter_fill_begin(&fill, count, header->fills);
    fill.merges = merges;
    fill.merge_count = sizeof merges / sizeof *merges;
    fill.all = count % 2;
    for (size_t i = (size_t)head->rows[header->rows - 1].number; i < grid->count; i++) {
        for (size_t j = 0; j < count; j++)
            values[j] = j < grid->widths[i] ? ter_value_text(grid->cells[i][j]) : (struct ter_value){0};
        if (!is_blank(grid, i) && !ter_footer_reason(values, (const char *const *)header->columns, count))
            ter_fill_row(&fill, (int64_t)i + 1, values);
        for (size_t j = 0; j < count; j++) {
            const char *text = j < grid->widths[i] ? grid->cells[i][j] : NULL;
            NEED(!text || is_kept(text, values[j]));
            NEED(values[j].type == TER_VALUE_NULL || text || header->fills[j]);
        }
    }
    ter_fill_notes(&fill, (const char *const *)header->columns, &notes);
    ter_fill_free(&fill);
}

static void search(const struct grid *grid, int64_t asked)
{
    struct ter_head head = {0};
    struct ter_header header = {0};
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    struct ter_error err = {0};
    const struct ter_header_question question = {"row", known_headings(), asked};
    keep_head(grid, 0, &head);
    bool found = head.count && ter_header_find(&head, &question, &header, &notes, &err);
    NEED(found || !head.count || (err.message[0] && !strchr(err.message, '\n')));
    if (found && !asked)
        need_columns(&head, &header);
    if (found && !asked && head.count < TER_HEAD_ROWS &&
        count_known(header.columns, header.column_count) >= 2)
        need_same(grid, &header);
    if (found)
        fill_rows(grid, &head, &header);
    ter_header_free(&header);
    ter_head_free(&head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    TER_AUTO_FREE char *text = ter_strndup((const char *)data, size);
    struct grid grid = {0};
    read_grid(text, &grid);
    search(&grid, 0);
    search(&grid, 1 + (int64_t)(size % 7));
    free_grid(&grid);
    return 0;
}

/* Owns the search for the headings' row. Knows nothing of files: it is given the first rows, and a set of
 * headings whose meaning it does not know. */
#include "header_row.h"

#include "base/messages.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct ter_head_row *ter_head_add(struct ter_head *head, int64_t number, size_t count)
{
    if (head->count == TER_HEAD_ROWS)
        return NULL;
    struct ter_head_row *row = &head->rows[head->count++];
    *row = (struct ter_head_row){number, ter_alloc((count + 1) * sizeof *row->cells), count};
    return row;
}

void ter_head_free(struct ter_head *head)
{
    for (size_t i = 0; i < head->count; i++) {
        for (size_t j = 0; j < head->rows[i].count; j++)
            free(head->rows[i].cells[j]);
        free(head->rows[i].cells);
    }
    head->count = 0;
}

void ter_header_free(struct ter_header *header)
{
    for (size_t i = 0; i < header->column_count; i++)
        free(header->columns[i]);
    free(header->columns);
    free(header->fills);
    *header = (struct ter_header){0};
}

/* Without blanks at the ends and line breaks inside, which headings have to stay narrow. */
static char *clean(const char *text)
{
    TER_AUTO_FREE char *copy = ter_strdup(text ? text : "");
    char *to = copy;
    for (const char *from = copy; *from; from++)
        if (*from != '\r' && *from != '\n')
            *to++ = *from;
    *to = '\0';
    return ter_strdup(ter_text_trim(copy));
}

static const char *cell(const struct ter_head_row *row, size_t column)
{
    return column < row->count && row->cells[column] ? row->cells[column] : "";
}

static bool is_known(const struct ter_headings *known, const char *text)
{
    TER_AUTO_FREE char *heading = clean(text);
    return ter_headings_find(known, heading) != NULL;
}

struct score {
    size_t known, filled;
};

static struct score score_row(const struct ter_headings *known, const struct ter_head_row *row)
{
    struct score score = {0};
    for (size_t i = 0; i < row->count; i++) {
        score.filled += *cell(row, i) != '\0';
        score.known += is_known(known, cell(row, i));
    }
    return score;
}

/* The heading of a column that has one in either row: "X" under "坐标", or "计划" over "日期". A heading over
 * several columns stands in the first of them. */
static char *join(const struct ter_head_row *upper, const struct ter_head_row *lower, size_t column,
    const struct ter_headings *known)
{
    TER_AUTO_FREE char *below = clean(cell(lower, column));
    TER_AUTO_FREE char *own = clean(cell(upper, column));
    if (!*below)
        return ter_strdup(own);
    size_t from = column;
    while (from && !*cell(upper, from))
        from--;
    TER_AUTO_FREE char *above = clean(cell(upper, from));
    TER_AUTO_FREE char *both = ter_format("%s%s", above, below);
    if (ter_headings_find(known, both))
        return ter_strdup(both);
    if (!*above || ter_headings_find(known, below))
        return ter_strdup(below);
    return ter_format("%s %s", above, below);
}

static bool is_number(const char *text)
{
    double number;
    return ter_text_double(text, &number);
}

/* How many known headings two rows make together; 0 where the lower row is none of headings. Theirs is a row
 * without numbers, with known headings in half of its cells at least, and nothing else under a known one of
 * the upper row: a record has values there. */
static size_t score_pair(
    const struct ter_head_row *upper, const struct ter_head_row *lower, const struct ter_headings *known)
{
    size_t width = upper->count > lower->count ? upper->count : lower->count, together = 0, filled = 0,
           below = 0;
    for (size_t i = 0; i < width; i++) {
        TER_AUTO_FREE char *joined = join(upper, lower, i, known);
        bool found = ter_headings_find(known, joined) != NULL;
        together += found;
        if (!*cell(lower, i))
            continue;
        if (is_number(cell(lower, i)) || (!found && is_known(known, cell(upper, i))))
            return 0;
        filled++;
        below += found;
    }
    return below * 2 >= filled ? together : 0;
}

/* Whether the row under this one has headings, too: both make more than each alone. */
static bool has_second_row(const struct ter_head *head, size_t at, const struct ter_headings *known)
{
    if (!known || at + 1 >= head->count)
        return false;
    const struct ter_head_row *upper = &head->rows[at], *lower = upper + 1;
    size_t together = score_pair(upper, lower, known);
    return together > score_row(known, upper).known && together > score_row(known, lower).known;
}

/* One known word far down may be a value; one that is alone in its row, or two, are headings. */
static size_t best_row(const struct ter_head *head, const struct ter_headings *known)
{
    size_t best = 0, most = 0;
    for (size_t i = 0; i < head->count && known; i++) {
        struct score score = score_row(known, &head->rows[i]);
        if (has_second_row(head, i, known))
            score.known = score_pair(&head->rows[i], &head->rows[i + 1], known);
        if (score.known > most && (i == 0 || score.known >= 2 || score.known == score.filled)) {
            best = i;
            most = score.known;
        }
    }
    return best;
}

static bool check_duplicates(const struct ter_header *header, struct ter_error *err)
{
    for (size_t i = 0; i < header->column_count; i++)
        for (size_t j = 0; j < i; j++)
            if (*header->columns[i] && strcmp(header->columns[i], header->columns[j]) == 0)
                return ter_fail(err, TER_FAILED,
                    "columns %zu and %zu have the same heading \"%s\"; give each its own", j + 1, i + 1,
                    header->columns[i]);
    return true;
}

static void note_place(const struct ter_head *head, const struct ter_header_question *question, size_t at,
    const struct ter_header *header, struct ter_strings *notes)
{
    const char *unit = question->unit;
    long long row = head->rows[at].number, last = head->rows[header->rows - 1].number,
              first = head->rows[0].number, before = at ? head->rows[at - 1].number : 0;
    TER_AUTO_BUF struct ter_buf text = {0};
    if (at == 0 && header->rows == 1)
        return;
    if (row == last)
        ter_buf_printf(&text, ter_message("headings in %s %lld"), unit, row);
    else
        ter_buf_printf(&text, ter_message("headings in %ss %lld-%lld"), unit, row, last);
    if (at && first == before)
        ter_buf_printf(&text, ter_message("; %s %lld above is skipped"), unit, first);
    else if (at)
        ter_buf_printf(&text, ter_message("; %ss %lld-%lld above are skipped"), unit, first, before);
    ter_strings_printf(
        notes, "%s%s", text.data, question->asked ? "" : ter_message("; --header-row overrides"));
}

static void keep(
    const struct ter_head *head, size_t at, const struct ter_headings *known, struct ter_header *header)
{
    const struct ter_head_row *row = &head->rows[at];
    const struct ter_head_row *next = row + 1;
    bool two = has_second_row(head, at, known);
    header->rows = at + 1 + two;
    header->column_count = two && next->count > row->count ? next->count : row->count;
    header->columns = ter_alloc((header->column_count + 1) * sizeof *header->columns);
    header->fills = ter_alloc(header->column_count + 1);
    for (size_t i = 0; i < header->column_count; i++) {
        header->columns[i] = two ? join(row, next, i, known) : clean(cell(row, i));
        const struct ter_heading *heading = known ? ter_headings_find(known, header->columns[i]) : NULL;
        header->fills[i] = heading && heading->fills;
    }
}

static bool find_asked(const struct ter_head *head, const struct ter_header_question *question,
    size_t *ret_at, struct ter_error *err)
{
    for (size_t i = 0; i < head->count; i++)
        if (head->rows[i].number == question->asked) {
            *ret_at = i;
            return true;
        }
    return ter_fail(err, TER_USAGE, "--header-row %lld: no row with text starts in %s %lld",
        (long long)question->asked, question->unit, (long long)question->asked);
}

bool ter_header_find(const struct ter_head *head, const struct ter_header_question *question,
    struct ter_header *ret_header, struct ter_strings *notes, struct ter_error *err)
{
    struct ter_header header = {0};
    size_t at = 0;
    if (question->asked && !find_asked(head, question, &at, err))
        return false;
    if (!question->asked)
        at = best_row(head, question->known);
    keep(head, at, question->known, &header);
    if (!check_duplicates(&header, err)) {
        ter_header_free(&header);
        return false;
    }
    note_place(head, question, at, &header, notes);
    *ret_header = header;
    return true;
}

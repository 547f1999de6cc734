/* Owns RFC 4180: the way from text to records and cells, with what spreadsheets make of it. Lines end with
 * CRLF, LF or CR. Knows nothing of encodings, headings or what a row should look like. */
#include "csv_records.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_CELL = 1 << 20, MAX_ROW = 16 << 20, MAX_COLUMNS = 4096 };

enum scan { SCAN_DONE, SCAN_MORE, SCAN_FAILED };

static int64_t count_lines(const char *from, const char *to)
{
    int64_t lines = 0;
    for (; from < to; from++)
        lines += *from == '\n' || (*from == '\r' && (from + 1 == to || from[1] != '\n'));
    return lines;
}

static int64_t line_at(const struct ter_csv_records *records, const char *place)
{
    return records->line + count_lines(records->window.data + records->at, place);
}

static enum scan fail_scan(
    struct ter_csv_records *records, const char *place, const char *what, struct ter_error *err)
{
    ter_fail(err, TER_FAILED, "line %lld, column %zu: %s", (long long)line_at(records, place),
        records->cell_count + 1, what);
    return SCAN_FAILED;
}

static enum scan scan_quoted(
    struct ter_csv_records *records, const char **place, struct ter_csv_cell *cell, struct ter_error *err)
{
    const char *start = *place + 1, *end = records->window.data + records->window.size, *at = start, *quote;
    for (;; at = quote + 2) {
        quote = memchr(at, '"', (size_t)(end - at));
        if ((size_t)((quote ? quote : end) - start) > MAX_CELL)
            return fail_scan(
                records, *place, "the cell is over 1 MiB; is the quote that opens it never closed?", err);
        if ((!quote || quote + 1 == end) && records->more)
            return SCAN_MORE;
        if (!quote)
            return fail_scan(records, *place, "the quote opened here is never closed", err);
        if (quote[1] != '"')
            break;
        cell->doubled = true;
    }
    records->quoted = true;
    cell->at = (size_t)(start - records->window.data);
    cell->size = (size_t)(quote - start);
    *place = quote + 1;
    if (!records->stops[(unsigned char)*(*place)])
        return fail_scan(
            records, *place, "text follows a closing quote; a quote inside quotes is written twice", err);
    return SCAN_DONE;
}

static enum scan scan_cell(
    struct ter_csv_records *records, const char **place, struct ter_csv_cell *cell, struct ter_error *err)
{
    if (**place == '"')
        return scan_quoted(records, place, cell, err);
    const char *start = *place, *at = start;
    while (!records->stops[(unsigned char)*at]) /* the NUL behind the window is a stop */
        at++;
    if (at - start > MAX_CELL)
        return fail_scan(
            records, start, "the cell is over 1 MiB; this does not look like a table of text", err);
    cell->at = (size_t)(start - records->window.data);
    cell->size = (size_t)(at - start);
    *place = at;
    return SCAN_DONE;
}

/* Find the cells of the record at records->at. *ret_next gets the place where the next one starts. */
static enum scan scan_record(struct ter_csv_records *records, const char **ret_next, struct ter_error *err)
{
    const char *end = records->window.data + records->window.size,
               *place = records->window.data + records->at;
    records->cell_count = 0;
    records->quoted = false;
    for (;; place++) {
        struct ter_csv_cell cell = {0};
        enum scan scan = scan_cell(records, &place, &cell, err);
        if (scan != SCAN_DONE)
            return scan;
        if (records->more && (place == end || (*place == '\r' && place + 1 == end)))
            return SCAN_MORE;
        if (records->cell_count == MAX_COLUMNS)
            return fail_scan(records, place, "more than 4096 columns", err);
        records->cells = ter_grow(
            records->cells, &records->cell_capacity, records->cell_count + 1, sizeof *records->cells);
        records->cells[records->cell_count++] = cell;
        if (place == end || *place != records->delimiter)
            break;
    }
    *ret_next = place == end ? end : place + (place[0] == '\r' && place[1] == '\n' ? 2 : 1);
    return SCAN_DONE;
}

/* Move the current record to the front of the window and read more behind it. */
static bool fill(struct ter_csv_records *records, struct ter_error *err)
{
    struct ter_buf *window = &records->window;
    window->size -= records->at;
    if (window->data)
        memmove(window->data, window->data + records->at, window->size + 1);
    records->at = 0;
    if (window->size > MAX_ROW)
        return ter_fail(err, TER_FAILED, "line %lld: the row is over 16 MiB", (long long)records->line);
    if (ter_decoder_read(records->decoder, window, &records->more, err)) {
        ter_buf_add(window, "", 0); /* so that there is a NUL behind an empty window, too */
        return true;
    }
    const char *end = window->data ? window->data + window->size : NULL;
    return ter_wrap(err, "line %lld", (long long)(end ? line_at(records, end) : records->line));
}

/* Have the first lines in the window. */
static bool fill_lines(struct ter_csv_records *records, struct ter_error *err)
{
    for (;;) {
        struct ter_buf *window = &records->window;
        const char *at = window->data + records->at, *end = window->data + window->size;
        int lines = 0;
        for (const char *line = at; lines < TER_DELIMITER_LINES && line < end; lines++) {
            line += strcspn(line, "\r\n");
            line += strspn(line, "\r\n");
        }
        if (!records->more || lines == TER_DELIMITER_LINES || end - at >= TER_DELIMITER_BYTES)
            return true;
        if (!fill(records, err))
            return false;
    }
}

static bool set_delimiter(
    struct ter_csv_records *records, char asked, const struct ter_headings *known, struct ter_error *err)
{
    if (!asked && !fill_lines(records, err))
        return false;
    records->delimiter = asked ? asked : ter_csv_find_delimiter(records->window.data + records->at, known);
    records->stops[(unsigned char)records->delimiter] = records->stops['\r'] = records->stops['\n'] =
        records->stops[0] = true;
    return true;
}

/* Skip empty lines; false with a file that has nothing else. */
static bool find_heading(struct ter_csv_records *records, struct ter_error *err)
{
    for (;;) {
        if (records->at + 1 >= records->window.size && records->more) { /* CRLF is seen as a whole */
            if (!fill(records, err))
                return false;
            continue;
        }
        if (records->at == records->window.size)
            return ter_fail(err, TER_FAILED, "the file has no text; a line of headings is expected");
        const char *at = records->window.data + records->at;
        if (*at != '\r' && *at != '\n')
            return true;
        records->line += *at == '\n' || at[1] != '\n';
        records->at++;
    }
}

bool ter_csv_begin(struct ter_csv_records *records, struct ter_decoder *decoder, char delimiter,
    const struct ter_headings *known, struct ter_error *err)
{
    records->decoder = decoder;
    records->line = 1;
    records->more = true;
    return find_heading(records, err) && set_delimiter(records, delimiter, known, err);
}

void ter_csv_end(struct ter_csv_records *records)
{
    free(records->cells);
    ter_buf_free(&records->window);
    ter_decoder_close(records->decoder);
}

bool ter_csv_take(struct ter_csv_records *records, int64_t *ret_line, struct ter_error *err)
{
    for (;;) {
        if (records->at == records->window.size && !records->more) {
            records->cell_count = 0;
            return true;
        }
        const char *next = NULL;
        enum scan scan = scan_record(records, &next, err);
        if (scan == SCAN_FAILED)
            return false;
        if (scan == SCAN_DONE) {
            *ret_line = records->line;
            records->line += records->quoted ? count_lines(records->window.data + records->at, next) : 1;
            records->at = (size_t)(next - records->window.data);
            return true;
        }
        if (!fill(records, err))
            return false;
    }
}

const char *ter_csv_text(struct ter_csv_records *records, size_t cell, size_t *ret_size)
{
    struct ter_csv_cell *place = &records->cells[cell];
    char *text = records->window.data + place->at;
    if (place->doubled) {
        char *to = text;
        for (size_t i = 0; i < place->size; i++) {
            *to++ = text[i];
            i += text[i] == '"';
        }
        place->size = (size_t)(to - text);
        place->doubled = false;
    }
    text[place->size] = '\0';
    *ret_size = place->size;
    return text;
}

bool ter_csv_is_blank(const struct ter_csv_records *records, size_t cell)
{
    const char *text = records->window.data + records->cells[cell].at;
    for (size_t i = 0; i < records->cells[cell].size; i++)
        if (!strchr(" \t\r\n", text[i]))
            return false;
    return true;
}

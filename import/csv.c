/* Owns the CSV reader: headings and rows. Knows nothing of encodings (decode.c), of quotes and delimiters
 * (csv_records.c), of where the headings are (header_row.c) or of what a column means. The first rows are
 * kept while the headings are looked for, and given again after that.
 *
 * A row may be shorter than the heading, because spreadsheets leave out trailing
 * blanks: its missing cells are empty, and a note counts such rows. A row with more cells than the heading is
 * refused: a text with a stray delimiter would move every value after it into the wrong field. Cells that
 * follow the last heading and are blank are dropped, as are rows without any text. */
#include "csv.h"

#include "base/messages.h"
#include "base/text.h"

#include "csv_records.h"
#include "fill_down.h"
#include "footer.h"
#include "header_row.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct csv {
    struct ter_reader reader;
    struct ter_csv_records records;
    int fd;
    struct ter_head head;
    size_t given; /* rows of the head that are behind us */
    struct ter_header header;
    bool marks_notes; /* rows that are no records are marked */
    bool ended;
    struct ter_fill fill;
    struct ter_value *values;
    struct ter_source_row row;
    int64_t short_rows, first_short;
};

enum { HEAD_BYTES = 1 << 20 }; /* so much text is kept of the first rows */

static bool is_blank(const char *text)
{
    return !text[strspn(text, " \t\r\n")];
}

static bool record_is_blank(const struct csv *csv)
{
    for (size_t i = 0; i < csv->records.cell_count; i++)
        if (!ter_csv_is_blank(&csv->records, i))
            return false;
    return true;
}

/* Take the next record with any text; at the end it has no cells. */
static bool take_record(struct csv *csv, int64_t *ret_line, struct ter_error *err)
{
    do
        if (!ter_csv_take(&csv->records, ret_line, err))
            return false;
    while (csv->records.cell_count && record_is_blank(csv));
    return true;
}

/* The cells of a row: of the head while that lasts, else of the record in hand. */
struct cells {
    const struct ter_head_row *kept;
    size_t count;
};

static bool cell_is_blank(const struct csv *csv, const struct cells *cells, size_t i)
{
    return cells->kept ? is_blank(cells->kept->cells[i]) : ter_csv_is_blank(&csv->records, i);
}

/* An export puts an apostrophe before a text that a spreadsheet would take for a formula (export/csv.h). */
static struct ter_value unguarded(struct ter_value value)
{
    if (*value.text == '\'' && ter_text_is_formula(value.text)) {
        value.text++;
        value.size--;
    }
    return value;
}

static struct ter_value cell_value(struct csv *csv, const struct cells *cells, size_t i)
{
    struct ter_value value = {.type = TER_VALUE_TEXT};
    if (cells->kept)
        value = ter_value_text(cells->kept->cells[i]);
    else
        value.text = ter_csv_text(&csv->records, i, &value.size);
    return value.size ? unguarded(value) : (struct ter_value){0};
}

static bool check_width(struct csv *csv, const struct cells *cells, struct ter_error *err)
{
    size_t wanted = csv->reader.info.column_count;
    long long line = (long long)csv->row.number;
    for (size_t i = wanted; i < cells->count; i++)
        if (!cell_is_blank(csv, cells, i))
            return ter_fail(err, TER_FAILED,
                "line %lld: %zu cells under %zu headings; put a text that holds a %s between quotes%s", line,
                cells->count, wanted, ter_csv_name_delimiter(csv->records.delimiter),
                wanted == 1 ? ter_message(", and let the headings be the first line") : "");
    if (cells->count < wanted && !csv->row.no_record && !csv->short_rows++)
        csv->first_short = line;
    return true;
}

/* What only the whole file shows is noted at its end. */
static void note_all(struct csv *csv)
{
    if (csv->ended)
        return;
    csv->ended = true;
    if (csv->short_rows)
        ter_note(&csv->reader.notes,
            "%lld rows are shorter than the heading (the first in line %lld); their missing cells count as "
            "empty",
            (long long)csv->short_rows, (long long)csv->first_short);
    ter_fill_notes(&csv->fill, csv->reader.info.columns, &csv->reader.notes);
}

static bool read_row(struct csv *csv, const struct cells *cells, struct ter_error *err)
{
    size_t width = csv->reader.info.column_count;
    for (size_t i = 0; i < width; i++)
        csv->values[i] = i < cells->count ? cell_value(csv, cells, i) : (struct ter_value){0};
    csv->row.no_record =
        csv->marks_notes ? ter_footer_reason(csv->values, csv->reader.info.columns, width) : NULL;
    if (!check_width(csv, cells, err))
        return false;
    if (csv->marks_notes && !csv->row.no_record)
        ter_fill_row(&csv->fill, csv->row.number, csv->values);
    csv->row.done = ter_decoder_done(csv->records.decoder);
    return true;
}

static bool csv_next(struct ter_reader *reader, const struct ter_source_row **ret_row, struct ter_error *err)
{
    struct csv *csv = (struct csv *)reader;
    struct cells cells = {0};
    if (csv->given < csv->head.count) {
        cells.kept = &csv->head.rows[csv->given++];
        cells.count = cells.kept->count;
        csv->row.number = cells.kept->number;
    } else {
        if (!take_record(csv, &csv->row.number, err))
            return false;
        cells.count = csv->records.cell_count;
    }
    if (!cells.count) {
        note_all(csv);
        *ret_row = NULL;
        return true;
    }
    if (!read_row(csv, &cells, err))
        return false;
    *ret_row = &csv->row;
    return true;
}

/* Copy the record in hand to the head; *ret_size grows by its text. */
static void keep_record(struct csv *csv, int64_t line, size_t *ret_size)
{
    struct ter_head_row *row = ter_head_add(&csv->head, line, csv->records.cell_count);
    for (size_t i = 0; row && i < row->count; i++) {
        size_t size;
        const char *text = ter_csv_text(&csv->records, i, &size);
        row->cells[i] = ter_strndup(text, size);
        *ret_size += size;
    }
}

/* Without known headings the first row is all there is to see; a row that is asked for is the first to keep.
 */
static bool read_head(struct csv *csv, const struct ter_read_options *options, struct ter_error *err)
{
    size_t size = 0, rows = options->known ? TER_HEAD_ROWS : 1;
    if (options->known && options->header_row)
        rows = 2;
    while (csv->head.count < rows && size < HEAD_BYTES) {
        int64_t line = 0;
        if (!take_record(csv, &line, err))
            return false;
        if (!csv->records.cell_count)
            break;
        if (line >= options->header_row)
            keep_record(csv, line, &size);
    }
    return true;
}

static bool read_heading(struct csv *csv, const struct ter_read_options *options, struct ter_error *err)
{
    struct ter_source_info *info = &csv->reader.info;
    const struct ter_header_question question = {"line", options->known, options->header_row};
    if (!read_head(csv, options, err))
        return false;
    if (!csv->head.count && !options->header_row)
        return ter_fail(err, TER_FAILED, "no headings: the file holds nothing but delimiters and blanks");
    if (!ter_header_find(&csv->head, &question, &csv->header, &csv->reader.notes, err))
        return false;
    csv->given = csv->header.rows;
    info->columns = (const char *const *)csv->header.columns;
    info->column_count = csv->header.column_count;
    csv->values = ter_alloc((info->column_count + 1) * sizeof *csv->values);
    csv->marks_notes = options->known != NULL;
    ter_fill_begin(&csv->fill, info->column_count, csv->header.fills);
    csv->fill.all = options->fill_down;
    return true;
}

static void csv_close(struct ter_reader *reader)
{
    struct csv *csv = (struct csv *)reader;
    ter_head_free(&csv->head);
    ter_header_free(&csv->header);
    ter_fill_free(&csv->fill);
    free(csv->values);
    ter_csv_end(&csv->records);
    ter_strings_free(&reader->notes);
    if (csv->fd >= 0)
        close(csv->fd); /* only read from: nothing can be lost */
    free(csv);
}

/* Takes over the descriptor. */
static bool open_source(struct ter_byte_source source, const struct ter_read_options *options, int64_t size,
    struct ter_reader **ret_reader, struct ter_error *err)
{
    struct csv *csv = ter_alloc(sizeof *csv);
    csv->fd = source.fd;
    csv->reader = (struct ter_reader){.kind = &ter_reader_csv, .next = csv_next, .close = csv_close};
    csv->reader.info.size_hint = size;
    TER_AUTO(ter_reader_close) struct ter_reader *reader = &csv->reader;
    if (options->from)
        return ter_fail(
            err, TER_USAGE, "a CSV file has no layers or sheets; leave out --from %s", options->from);
    struct ter_decoder *decoder;
    if (!ter_decoder_open(source, options->encoding, &reader->notes, &decoder, err) ||
        !ter_csv_begin(&csv->records, decoder, options->delimiter, options->known, err))
        return false;
    if (!options->delimiter && csv->records.delimiter != ',')
        ter_note(&reader->notes, "the delimiter is a %s; --delimiter overrides",
            ter_csv_name_delimiter(csv->records.delimiter));
    if (!read_heading(csv, options, err))
        return false;
    csv->row.values = csv->values;
    *ret_reader = reader;
    reader = NULL;
    return true;
}

bool ter_csv_open_bytes(struct ter_byte_source source, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err)
{
    return open_source(source, options, source.fd < 0 ? (int64_t)source.memory_size : 0, ret_reader, err);
}

static bool csv_open(const char *path, const struct ter_read_options *options, struct ter_reader **ret_reader,
    struct ter_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ter_fail(err, TER_FAILED, "cannot be opened: %s", strerror(errno));
    struct stat status;
    bool known = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    return open_source(
        (struct ter_byte_source){.fd = fd}, options, known ? status.st_size : 0, ret_reader, err);
}

static const char *const extensions[] = {"csv", "tsv", "txt", NULL};
const struct ter_reader_kind ter_reader_csv = {"CSV", extensions, csv_open};

/* Owns the CSV reader: headings and rows. Knows nothing of encodings (decode.c), of quotes and delimiters
 * (csv_records.c) or of what a column means.
 *
 * A row may be shorter than the heading, because spreadsheets leave out trailing
 * blanks: its missing cells are empty, and a note counts such rows. A row with more cells than the heading is
 * refused: a text with a stray delimiter would move every value after it into the wrong field. Cells that
 * follow the last heading and are blank are dropped, as are rows without any text. */
#include "csv.h"

#include "base/text.h"
#include "csv_records.h"

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
    char **columns;
    struct ter_value *values;
    struct ter_source_row row;
    int64_t short_rows, first_short;
};

static struct ter_value cell_value(struct csv *csv, size_t cell)
{
    struct ter_value value = {.type = TER_VALUE_TEXT};
    value.text = ter_csv_text(&csv->records, cell, &value.size);
    return value.size ? value : (struct ter_value){0};
}

static bool check_width(struct csv *csv, int64_t line, struct ter_error *err)
{
    size_t wanted = csv->reader.info.column_count;
    for (size_t i = wanted; i < csv->records.cell_count; i++)
        if (!ter_csv_is_blank(&csv->records, i))
            return ter_fail(err, TER_FAILED,
                "line %lld: %zu cells under %zu headings; put a text that holds a %s between quotes%s",
                (long long)line, csv->records.cell_count, wanted, ter_csv_delimiter_name(&csv->records),
                wanted == 1 ? ", and let the headings be the first line" : "");
    if (csv->records.cell_count < wanted && !csv->short_rows++)
        csv->first_short = line;
    return true;
}

/* What only the whole file shows is noted at its end. */
static void note_short_rows(struct csv *csv)
{
    if (csv->short_rows)
        ter_strings_printf(&csv->reader.notes,
            "%lld rows are shorter than the heading (the first in line %lld); their missing cells count as "
            "empty",
            (long long)csv->short_rows, (long long)csv->first_short);
    csv->short_rows = 0;
}

static bool csv_next(struct ter_reader *reader, const struct ter_source_row **ret_row, struct ter_error *err)
{
    struct csv *csv = (struct csv *)reader;
    for (;;) {
        if (!ter_csv_take(&csv->records, &csv->row.number, err))
            return false;
        if (!csv->records.cell_count) {
            note_short_rows(csv);
            *ret_row = NULL;
            return true;
        }
        bool any = false;
        for (size_t i = 0; i < csv->records.cell_count && !any; i++)
            any = !ter_csv_is_blank(&csv->records, i);
        if (any)
            break;
    }
    if (!check_width(csv, csv->row.number, err))
        return false;
    for (size_t i = 0; i < reader->info.column_count; i++)
        csv->values[i] = i < csv->records.cell_count ? cell_value(csv, i) : (struct ter_value){0};
    csv->row.done = ter_decoder_done(csv->records.decoder);
    *ret_row = &csv->row;
    return true;
}

static bool check_duplicates(const struct csv *csv, struct ter_error *err)
{
    for (size_t i = 0; i < csv->reader.info.column_count; i++)
        for (size_t j = 0; j < i; j++)
            if (*csv->columns[i] && strcmp(csv->columns[i], csv->columns[j]) == 0)
                return ter_fail(err, TER_FAILED,
                    "columns %zu and %zu have the same heading \"%s\"; give each its own", j + 1, i + 1,
                    csv->columns[i]);
    return true;
}

static void keep_headings(struct csv *csv)
{
    csv->columns = ter_alloc(csv->records.cell_count * sizeof *csv->columns);
    csv->values = ter_alloc(csv->records.cell_count * sizeof *csv->values);
    for (size_t i = 0; i < csv->records.cell_count; i++) {
        struct ter_value value = cell_value(csv, i);
        TER_AUTO_FREE char *text = ter_strdup(value.type ? value.text : "");
        csv->columns[i] = ter_strdup(ter_text_trim(text));
    }
    csv->reader.info.columns = (const char *const *)csv->columns;
    csv->reader.info.column_count = csv->records.cell_count;
}

static bool read_heading(struct csv *csv, struct ter_error *err)
{
    int64_t line = 0;
    if (!ter_csv_take(&csv->records, &line, err))
        return false;
    keep_headings(csv);
    bool any = false;
    for (size_t i = 0; i < csv->records.cell_count; i++)
        any |= *csv->columns[i] != '\0';
    if (!any)
        return ter_fail(err, TER_FAILED,
            "line %lld: no headings; a first line with the columns' names is expected", (long long)line);
    return check_duplicates(csv, err);
}

static void csv_close(struct ter_reader *reader)
{
    struct csv *csv = (struct csv *)reader;
    for (size_t i = 0; i < reader->info.column_count; i++)
        free(csv->columns[i]);
    free(csv->columns);
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
        !ter_csv_begin(&csv->records, decoder, err))
        return false;
    const char *delimiter = ter_csv_delimiter_name(&csv->records);
    if (strcmp(delimiter, "comma") != 0)
        ter_strings_printf(&reader->notes, "the delimiter is a %s", delimiter);
    if (!read_heading(csv, err))
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

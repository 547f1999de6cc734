/* Any bytes as GeoNames' table: rows of a name, a kind and a position, in the order of their lines, or one
 * line of refusal. A file that gives rows is also recognised, where its first line is one of them. */
#include "base/text.h"
#include "fuzz.h"
#include "import/geonames.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { NAME, ALT_NAMES, KIND, LON, LAT, UNCERTAINTY, EXTENT, ORIGIN, COLUMNS };

static char path[64];

/* A file in memory: the reader opens it by a name. */
static void write_file(const uint8_t *data, size_t size)
{
    static int file = -1;
    if (file < 0) {
        file = memfd_create("geonames", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    NEED(file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
}

static void need_text(struct ter_value value)
{
    NEED(value.type == TER_VALUE_TEXT && value.size > 0 && strlen(value.text) == value.size);
    NEED(ter_text_valid(value.text, value.size, NULL) && !strpbrk(value.text, "\r\n\t"));
}

static void need_row(const struct ter_source_row *row)
{
    const struct ter_value *values = row->values;
    need_text(values[NAME]);
    need_text(values[KIND]);
    need_text(values[ORIGIN]);
    if (values[ALT_NAMES].type != TER_VALUE_NULL)
        need_text(values[ALT_NAMES]);
    for (size_t i = LON; i <= EXTENT; i++)
        NEED(values[i].type == TER_VALUE_REAL);
    NEED(values[UNCERTAINTY].real > 0 && values[EXTENT].real >= 0);
    NEED(!row->geometry.size && !row->no_record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ter_error err = {0};
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    const struct ter_source_row *row = NULL;
    int64_t last = 0, first = 0;
    write_file(data, size);
    bool recognised = ter_geonames_recognise(path);
    bool good = ter_reader_geonames.open(path, &(struct ter_read_options){0}, &reader, &err);
    NEED(!good || reader->info.column_count == COLUMNS);
    while (good && (good = reader->next(reader, &row, &err)) && row) {
        NEED(row->number > last);
        first = last ? first : row->number;
        last = row->number;
        need_row(row);
    }
    NEED(first != 1 || recognised);
    NEED(good || (err.message[0] && !strchr(err.message, '\n')));
    return 0;
}

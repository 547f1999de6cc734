/* Any bytes as a CSV file, cut into blocks of any size, with and without a search for its headings: rows with
 * as many sound values as there are columns, or one line of refusal. */
#include "base/text.h"
#include "fuzz.h"
#include "import/csv.h"

#include <stdlib.h>
#include <string.h>

static void check_value(struct ter_value value)
{
    if (value.type == TER_VALUE_NULL)
        return;
    if (value.type != TER_VALUE_TEXT || !value.size || strlen(value.text) != value.size ||
        !ter_text_valid(value.text, value.size, NULL))
        abort();
}

static void read_all(struct ter_byte_source source, const struct ter_read_options *options)
{
    struct ter_error err = {0};
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    if (!ter_csv_open_bytes(source, options, &reader, &err)) {
        if (err.message[0] == '\0')
            abort();
        return;
    }
    const struct ter_source_row *row = NULL;
    int64_t last = 0;
    while (reader->next(reader, &row, &err) && row) {
        if (row->number <= last)
            abort();
        last = row->number;
        for (size_t i = 0; i < reader->info.column_count; i++)
            check_value(row->values[i]);
    }
}

static struct ter_headings *some_headings(void)
{
    static const char *const texts[] = {"a", "b", "编号", "序号", "乡镇", "x", "计划日期", "经度", "纬度"};
    struct ter_headings *headings = ter_headings_new();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ter_headings_add(headings, texts[i], i % 2);
    return headings;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    TER_AUTO(ter_headings_free) struct ter_headings *known = some_headings();
    size_t small = size ? 8 + data[size - 1] % 32u : 8; /* as likely as any to cut a character or a quote */
    struct ter_byte_source whole = {.fd = -1, .memory = data, .memory_size = size};
    struct ter_byte_source cut = {.fd = -1, .memory = data, .memory_size = size, .block_size = small};
    const struct ter_read_options plain = {0}, search = {.known = known, .fill_down = small % 2},
                                  given = {.known = known, .header_row = 1 + small % 4, .delimiter = ','};
    read_all(whole, &plain);
    read_all(cut, &plain);
    read_all(whole, &search);
    read_all(cut, &search);
    read_all(cut, &given);
    return 0;
}

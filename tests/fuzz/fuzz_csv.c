/* Any bytes as a CSV file, cut into blocks of any size: rows with as many sound values as there are columns,
 * or one line of refusal. */
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

static void read_all(struct ter_byte_source source)
{
    struct ter_error err = {0};
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    if (!ter_csv_open_bytes(source, &(struct ter_read_options){0}, &reader, &err)) {
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t small = size ? 8 + data[size - 1] % 32u : 8; /* as likely as any to cut a character or a quote */
    read_all((struct ter_byte_source){.fd = -1, .memory = data, .memory_size = size});
    read_all((struct ter_byte_source){.fd = -1, .memory = data, .memory_size = size, .block_size = small});
    return 0;
}

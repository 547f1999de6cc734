/* Owns the rows that are read ahead, so that what holds for a whole file can be decided from them. Knows
 * nothing of what is decided. */
#include "peek.h"

#include <stdlib.h>
#include <string.h>

/* Enough to see what a file is; few enough to be held, also where rows are large polygons. */
enum { MOST_ROWS = 500, MOST_BYTES = 4 << 20 };

struct peek {
    struct ter_reader reader;
    struct ter_reader *inner;
    struct ter_source_row *rows;
    size_t count, capacity, next;
    size_t bytes, notes_taken;
};

static const struct ter_reader_kind kind = {.name = "rows read ahead"};

static void keep_row(struct peek *peek, const struct ter_source_row *row)
{
    size_t columns = peek->reader.info.column_count;
    struct ter_value *values = ter_alloc((columns + 1) * sizeof *values);
    peek->rows = ter_grow(peek->rows, &peek->capacity, peek->count + 1, sizeof *peek->rows);
    struct ter_source_row *copy = &peek->rows[peek->count++];
    *copy = *row;
    copy->values = values;
    for (size_t i = 0; i < columns; i++) {
        values[i] = ter_value_copy(row->values[i]);
        peek->bytes += values[i].type == TER_VALUE_TEXT ? values[i].size : sizeof *values;
    }
    if (row->geometry.data)
        copy->geometry.data = ter_memdup(row->geometry.data, row->geometry.size);
    if (row->no_record)
        copy->no_record = ter_strdup(row->no_record);
    peek->bytes += row->geometry.size;
}

static void free_row(const struct peek *peek, struct ter_source_row *row)
{
    struct ter_value *values = (struct ter_value *)(uintptr_t)row->values;
    for (size_t i = 0; i < peek->reader.info.column_count; i++)
        ter_value_free(&values[i]);
    free(values);
    free((void *)(uintptr_t)row->geometry.data);
    free((void *)(uintptr_t)row->no_record);
}

/* What the reader within notes while it reads is the wrapper's to say. */
static void take_notes(struct peek *peek)
{
    for (; peek->notes_taken < peek->inner->notes.count; peek->notes_taken++)
        ter_strings_add(&peek->reader.notes, peek->inner->notes.items[peek->notes_taken]);
}

static bool peek_next(struct ter_reader *reader, const struct ter_source_row **ret_row, struct ter_error *err)
{
    struct peek *peek = (struct peek *)reader;
    if (peek->next < peek->count) {
        *ret_row = &peek->rows[peek->next++];
        return true;
    }
    bool read = peek->inner->next(peek->inner, ret_row, err);
    take_notes(peek);
    return read;
}

static void peek_close(struct ter_reader *reader)
{
    struct peek *peek = (struct peek *)reader;
    for (size_t i = 0; i < peek->count; i++)
        free_row(peek, &peek->rows[i]);
    free(peek->rows);
    ter_strings_free(&reader->notes);
    ter_reader_close(peek->inner);
    free(peek);
}

bool ter_peek_open(struct ter_reader *reader, struct ter_reader **ret_reader, struct ter_error *err)
{
    struct peek *peek = ter_alloc(sizeof *peek);
    peek->inner = reader;
    peek->reader = (struct ter_reader){&kind, reader->info, {0}, peek_next, peek_close};
    TER_AUTO(ter_reader_close) struct ter_reader *wrapper = &peek->reader;
    const struct ter_source_row *row;
    while (peek->count < MOST_ROWS && peek->bytes < MOST_BYTES) {
        if (!reader->next(reader, &row, err))
            return false;
        if (!row)
            break;
        keep_row(peek, row);
    }
    take_notes(peek);
    *ret_reader = wrapper;
    wrapper = NULL;
    return true;
}

const struct ter_source_row *ter_peek_rows(const struct ter_reader *reader, size_t *ret_count)
{
    const struct peek *peek = (const struct peek *)reader;
    *ret_count = reader->kind == &kind ? peek->count : 0;
    return *ret_count ? peek->rows : NULL;
}

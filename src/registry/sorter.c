/* Owns sorting with bounded memory: as many records as fit are sorted and written to a temporary file as a
 * run; in the end all runs are merged while they are read. Knows nothing of the records but their keys. */
#include "sorter.h"

#include "scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_BUFFERED = 1 << 20 };

/* Sorted records in the file, and a window on them. */
struct run {
    off_t at, end; /* what is not in the window yet */
    char *window;
    size_t used, filled; /* bytes of the window */
};

struct ter_sorter {
    size_t record_size, memory, count;
    char *records;               /* not in a run yet */
    size_t held, capacity, most; /* of those; `most` is how many fit beside the space that sorting takes */
    size_t next;                 /* where no run was written: the record to be given next */
    FILE *file;
    struct run *runs;
    size_t run_count, run_capacity;
    struct run **heap; /* runs with something left, the one with the first record on top */
    size_t heap_count, window_size;
    bool given; /* the top's record is with the caller */
};

struct ter_sorter *ter_sorter_open(size_t record_size, size_t memory)
{
    struct ter_sorter *sorter = ter_alloc(sizeof *sorter);
    sorter->record_size = record_size;
    sorter->memory = memory;
    sorter->most = memory / record_size / 2;
    if (!sorter->most)
        sorter->most = 1;
    return sorter;
}

void ter_sorter_close(struct ter_sorter *sorter)
{
    if (!sorter)
        return;
    for (size_t i = 0; i < sorter->run_count; i++)
        free(sorter->runs[i].window);
    if (sorter->file)
        fclose(sorter->file);
    free(sorter->runs);
    free(sorter->heap);
    free(sorter->records);
    free(sorter);
}

size_t ter_sorter_count(const struct ter_sorter *sorter)
{
    return sorter->count;
}

static uint64_t key_of(const char *record)
{
    uint64_t key;
    memcpy(&key, record, sizeof key);
    return key;
}

/* Runs ------------------------------------------------------------------------------------------------ */

/* Bits in which the keys differ: digits that are the same in all, as the upper ones of ids, need no pass. */
static uint64_t varying_bits(const char *records, size_t count, size_t size)
{
    uint64_t first = key_of(records), varying = 0;
    for (size_t i = 1; i < count; i++)
        varying |= key_of(records + i * size) ^ first;
    return varying;
}

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

static size_t digit_of(const char *record, int shift)
{
    return (key_of(record) >> shift) & (DIGITS - 1);
}

static void pass(const char *from, char *to, size_t count, size_t size, int shift)
{
    size_t starts[DIGITS + 1] = {0};
    for (size_t i = 0; i < count; i++)
        starts[digit_of(from + i * size, shift) + 1]++;
    for (int i = 0; i < DIGITS; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; i < count; i++)
        memcpy(to + size * starts[digit_of(from + i * size, shift)]++, from + i * size, size);
}

/* Sort digit by digit from the lowest (LSD radix sort): linear, and stable. */
static void sort_held(struct ter_sorter *sorter)
{
    size_t size = sorter->record_size;
    if (sorter->held < 2)
        return;
    char *to = ter_alloc(sorter->held * size);
    uint64_t varying = varying_bits(sorter->records, sorter->held, size);
    for (int shift = 0; shift < 64; shift += DIGIT_BITS) {
        if (!((varying >> shift) & (DIGITS - 1)))
            continue;
        pass(sorter->records, to, sorter->held, size, shift);
        char *swap = sorter->records;
        sorter->records = to;
        to = swap;
    }
    sorter->capacity = sorter->held;
    free(to);
}

static bool write_run(struct ter_sorter *sorter, struct ter_error *err)
{
    if (!sorter->file && !ter_scratch_open(&sorter->file, err))
        return false;
    sort_held(sorter);
    errno = 0;
    if (fwrite(sorter->records, sorter->record_size, sorter->held, sorter->file) != sorter->held)
        return ter_scratch_fail(err);
    off_t start = sorter->run_count ? sorter->runs[sorter->run_count - 1].end : 0;
    sorter->runs = ter_grow(sorter->runs, &sorter->run_capacity, sorter->run_count + 1, sizeof *sorter->runs);
    sorter->runs[sorter->run_count++] =
        (struct run){.at = start, .end = start + (off_t)(sorter->held * sorter->record_size)};
    sorter->held = 0;
    return true;
}

bool ter_sorter_add(struct ter_sorter *sorter, const void *record, struct ter_error *err)
{
    if (sorter->held == sorter->most && !write_run(sorter, err))
        return false;
    if (sorter->held == sorter->capacity)
        sorter->records = ter_grow(sorter->records, &sorter->capacity, sorter->held + 1, sorter->record_size);
    memcpy(sorter->records + sorter->held++ * sorter->record_size, record, sorter->record_size);
    sorter->count++;
    return true;
}

/* Merging --------------------------------------------------------------------------------------------- */

static const char *first_of(const struct run *run)
{
    return run->window + run->used;
}

/* Runs are in the order in which they were written. */
static bool comes_before(const struct run *a, const struct run *b)
{
    uint64_t x = key_of(first_of(a)), y = key_of(first_of(b));
    return x != y ? x < y : a < b;
}

static bool fill_window(struct ter_sorter *sorter, struct run *run, struct ter_error *err)
{
    size_t left = (size_t)(run->end - run->at);
    size_t wanted = left < sorter->window_size ? left : sorter->window_size;
    run->used = run->filled = 0;
    while (run->filled < wanted) {
        errno = 0;
        ssize_t got = pread(fileno(sorter->file), run->window + run->filled, wanted - run->filled, run->at);
        if (got <= 0 && errno != EINTR)
            return ter_scratch_fail(err);
        if (got > 0) {
            run->at += got;
            run->filled += (size_t)got;
        }
    }
    return true;
}

static void sift_down(struct ter_sorter *sorter, size_t at)
{
    struct run **heap = sorter->heap;
    for (size_t child; (child = 2 * at + 1) < sorter->heap_count; at = child) {
        if (child + 1 < sorter->heap_count && comes_before(heap[child + 1], heap[child]))
            child++;
        if (!comes_before(heap[child], heap[at]))
            return;
        struct run *swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

static bool begin_merge(struct ter_sorter *sorter, struct ter_error *err)
{
    size_t share = sorter->memory / sorter->run_count;
    size_t records = (share < MOST_BUFFERED ? share : MOST_BUFFERED) / sorter->record_size;
    sorter->window_size = (records ? records : 1) * sorter->record_size;
    sorter->heap = ter_alloc(sorter->run_count * sizeof *sorter->heap);
    for (size_t i = 0; i < sorter->run_count; i++) {
        sorter->runs[i].window = ter_alloc(sorter->window_size);
        if (!fill_window(sorter, &sorter->runs[i], err))
            return false;
        sorter->heap[i] = &sorter->runs[i];
    }
    sorter->heap_count = sorter->run_count;
    for (size_t i = sorter->heap_count; i-- > 0;)
        sift_down(sorter, i);
    return true;
}

bool ter_sorter_sort(struct ter_sorter *sorter, struct ter_error *err)
{
    if (!sorter->run_count) {
        sort_held(sorter);
        return true;
    }
    if (sorter->held && !write_run(sorter, err))
        return false;
    free(sorter->records);
    sorter->records = NULL;
    sorter->capacity = 0;
    errno = 0;
    return fflush(sorter->file) == 0 ? begin_merge(sorter, err) : ter_scratch_fail(err);
}

/* Let go of the record on top. */
static bool step_over(struct ter_sorter *sorter, struct ter_error *err)
{
    struct run *top = sorter->heap[0];
    top->used += sorter->record_size;
    if (top->used == top->filled && top->at < top->end && !fill_window(sorter, top, err))
        return false;
    if (top->used == top->filled)
        sorter->heap[0] = sorter->heap[--sorter->heap_count];
    sift_down(sorter, 0);
    return true;
}

bool ter_sorter_next(struct ter_sorter *sorter, const void **ret_record, struct ter_error *err)
{
    *ret_record = NULL;
    if (!sorter->run_count) {
        if (sorter->next < sorter->held)
            *ret_record = sorter->records + sorter->next++ * sorter->record_size;
        return true;
    }
    if (sorter->given && sorter->heap_count && !step_over(sorter, err))
        return false;
    sorter->given = sorter->heap_count > 0;
    if (sorter->given)
        *ret_record = first_of(sorter->heap[0]);
    return true;
}

/* Owns the joins of an import's rows with records: two sorted lists read side by side, so that memory stays
 * the same whatever their lengths. Knows nothing of layers. */
#include "match_join.h"

#include "base/progress.h"

/* A join at work. */
struct work {
    struct ter_joiner *joiner;
    const struct ter_join *join;
    const struct ter_join_row *row;
    const struct ter_join_record *record; /* the first one that is free, with the row's key or a later one */
};

struct ter_sorter *ter_join_sorter(const struct ter_joiner *joiner)
{
    enum { SIZE = sizeof(struct ter_join_row) };
    _Static_assert(sizeof(struct ter_join_record) == SIZE && sizeof(struct ter_join_answer) == SIZE,
        "all three have one size");
    return ter_sorter_open(SIZE, joiner->memory);
}

bool ter_join_is_taken(const struct ter_joiner *joiner, uint64_t record_index)
{
    return joiner->taken[record_index / 8] >> (record_index % 8) & 1;
}

static void take(struct ter_joiner *joiner, uint64_t record_index)
{
    joiner->taken[record_index / 8] |= (uint8_t)(1 << (record_index % 8));
}

static bool next_row(struct work *work, struct ter_error *err)
{
    const void *next;
    if (!ter_interrupt_check(err) || !ter_sorter_next(work->join->rows, &next, err))
        return false;
    work->row = next;
    return true;
}

static bool next_record(struct work *work, struct ter_error *err)
{
    const void *next;
    if (!ter_sorter_next(work->join->records, &next, err))
        return false;
    work->record = next;
    return true;
}

/* Go on to a record that may be the one for `key`. */
static bool find_record(struct work *work, uint64_t key, struct ter_error *err)
{
    while (work->record && (work->record->key < key || ter_join_is_taken(work->joiner, work->record->index)))
        if (!next_record(work, err))
            return false;
    return true;
}

static bool leave(const struct work *work, struct ter_error *err)
{
    struct ter_join_row left = *work->row;
    if (work->join->left_by_number)
        left.key = (uint64_t)left.number;
    return !work->join->left || ter_sorter_add(work->join->left, &left, err);
}

/* All rows with one key, in the order of the file. */
static bool join_key(struct work *work, struct ter_error *err)
{
    const uint64_t key = work->row->key;
    const int64_t first_number = work->row->number;
    for (bool is_first = true; work->row && work->row->key == key; is_first = false) {
        bool duplicate = work->join->unique && !is_first, found = false;
        if (!duplicate || work->joiner->repeats_take) {
            if (!find_record(work, key, err))
                return false;
            found = work->record && work->record->key == key;
        }
        if (found)
            take(work->joiner, work->record->index);
        struct ter_join_answer answer = {work->row->index, first_number, duplicate, false};
        if (found && !duplicate) {
            answer.value = work->record->id;
            answer.of_source = work->record->of_source;
        }
        if (!(found || duplicate ? ter_sorter_add(work->joiner->answers, &answer, err) : leave(work, err)) ||
            !next_row(work, err))
            return false;
    }
    return true;
}

bool ter_join(struct ter_joiner *joiner, const struct ter_join *join, struct ter_error *err)
{
    struct work work = {.joiner = joiner, .join = join};
    if (!ter_sorter_sort(join->rows, err) || !ter_sorter_sort(join->records, err) || !next_row(&work, err) ||
        !next_record(&work, err))
        return false;
    while (work.row)
        if (!join_key(&work, err))
            return false;
    return true;
}

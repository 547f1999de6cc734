/* Owns the list of boxes for a spatial index: in memory while they are few, else in a temporary file. Knows
 * nothing of trees. */
#include "rtree.h"
#include "scratch.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static float round_down(double value)
{
    float f = (float)value;
    return (double)f > value ? nextafterf(f, -INFINITY) : f;
}

static float round_up(double value)
{
    float f = (float)value;
    return (double)f < value ? nextafterf(f, INFINITY) : f;
}

static void widen(struct ter_rtree_entry *box, const struct ter_rtree_entry *entry, bool first)
{
    if (first)
        *box = *entry;
    box->min_x = fminf(box->min_x, entry->min_x);
    box->max_x = fmaxf(box->max_x, entry->max_x);
    box->min_y = fminf(box->min_y, entry->min_y);
    box->max_y = fmaxf(box->max_y, entry->max_y);
}

/* Move what is in memory to the file. */
static bool set_down(struct ter_rtree_entries *entries, struct ter_error *err)
{
    size_t held = entries->count - entries->in_file;
    if (!entries->file && !ter_scratch_open(&entries->file, err))
        return false;
    errno = 0;
    if (fwrite(entries->items, sizeof *entries->items, held, entries->file) != held)
        return ter_scratch_fail(err);
    entries->in_file = entries->count;
    return true;
}

void ter_rtree_add(struct ter_rtree_entries *entries, int64_t id, struct ter_bbox box)
{
    size_t memory = entries->memory ? entries->memory : TER_RTREE_MEMORY;
    size_t held = entries->count - entries->in_file;
    if (entries->trouble.code)
        return;
    /* Half of it: packing takes the whole as soon as this is gone. */
    if (held >= memory / 2 / sizeof *entries->items && held) {
        if (!set_down(entries, &entries->trouble))
            return;
        held = 0;
    }
    entries->items = ter_grow(entries->items, &entries->capacity, held + 1, sizeof *entries->items);
    entries->items[held] = (struct ter_rtree_entry){
        id, round_down(box.west), round_up(box.east), round_down(box.south), round_up(box.north)};
    widen(&entries->box, &entries->items[held], entries->count == 0);
    entries->count++;
}

void ter_rtree_entries_free(struct ter_rtree_entries *entries)
{
    if (entries->file)
        fclose(entries->file);
    free(entries->items);
    *entries = (struct ter_rtree_entries){.memory = entries->memory};
}

static bool read_entry(FILE *file, struct ter_rtree_entry *ret_entry, struct ter_error *err)
{
    errno = 0;
    return fread(ret_entry, sizeof *ret_entry, 1, file) == 1 || ter_scratch_fail(err);
}

bool ter_rtree_each(struct ter_rtree_entries *entries,
    bool (*each)(void *user, const struct ter_rtree_entry *entry, struct ter_error *err), void *user,
    struct ter_error *err)
{
    if (entries->trouble.code) {
        *err = entries->trouble;
        return false;
    }
    errno = 0;
    if (entries->file && (fflush(entries->file) != 0 || fseeko(entries->file, 0, SEEK_SET) != 0))
        return ter_scratch_fail(err);
    for (size_t i = 0; i < entries->in_file; i++) {
        struct ter_rtree_entry entry;
        if (!read_entry(entries->file, &entry, err) || !each(user, &entry, err))
            return false;
    }
    for (size_t i = 0; i < entries->count - entries->in_file; i++)
        if (!each(user, &entries->items[i], err))
            return false;
    return true;
}

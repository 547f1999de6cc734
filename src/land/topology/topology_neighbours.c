/* Owns the list of the records round a gap. Knows nothing of how gaps are found. */
#include "topology_neighbours.h"

#include "topology_rim.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_LOOKED_AT = 1000, /* open land: nobody reads who all lies round it, and each takes its time */
    MOST_PRINTED = 20,
};

void ter_gap_neighbours_free(struct ter_gap_neighbours *neighbours)
{
    for (size_t i = 0; i < neighbours->count; i++)
        free(neighbours->items[i].code);
    free(neighbours->items);
    *neighbours = (struct ter_gap_neighbours){0};
}

static int by_id(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

static int longest(const void *a, const void *b)
{
    const struct ter_gap_neighbour *one = a, *other = b;
    if (one->shared_deg != other->shared_deg)
        return one->shared_deg > other->shared_deg ? -1 : 1;
    return strcmp(one->code, other->code);
}

/* The index answers also with records that the caller's filters leave out. */
static void look_at(const struct ter_walk *walk, const struct ter_record *record, struct ter_rim *rim,
    struct ter_gap_neighbours *neighbours)
{
    int64_t id = record->values[walk->layer->role[TER_ROLE_ID]].integer;
    struct ter_value code = record->values[walk->layer->role[TER_ROLE_CODE]];
    if (!record->geometry.data || !bsearch(&id, walk->ids, walk->count, sizeof id, by_id))
        return;
    double shared_deg = ter_rim_shared_deg(rim, record->geometry);
    if (!(shared_deg > 0))
        return;
    neighbours->items =
        ter_grow(neighbours->items, &neighbours->capacity, neighbours->count + 1, sizeof *neighbours->items);
    neighbours->items[neighbours->count++] =
        (struct ter_gap_neighbour){ter_strdup(code.type == TER_VALUE_TEXT ? code.text : ""), shared_deg};
}

bool ter_gap_neighbours_find(const struct ter_walk *walk, struct ter_wkb gap,
    struct ter_gap_neighbours *ret_neighbours, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    TER_AUTO(ter_rim_close) struct ter_rim *rim = ter_rim_open(gap);
    if (!rim || !ter_wkb_points(gap, &points) || !points.count)
        return true;
    const size_t fields[] = {walk->layer->role[TER_ROLE_ID], walk->layer->role[TER_ROLE_CODE]};
    struct ter_filter filter = {.has_bbox = true,
        .bbox = ter_bbox_of(points.items, points.count),
        .fields = fields,
        .field_count = sizeof fields / sizeof *fields};
    if (!ter_find_open(walk->registry, walk->layer, &filter, &cursor, err))
        return false;
    for (size_t looked = 0;; looked++) {
        const struct ter_record *record;
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        if (looked == MOST_LOOKED_AT) {
            ter_gap_neighbours_free(ret_neighbours);
            return true;
        }
        look_at(walk, record, rim, ret_neighbours);
    }
    if (ret_neighbours->count)
        qsort(ret_neighbours->items, ret_neighbours->count, sizeof *ret_neighbours->items, longest);
    return true;
}

void ter_gap_neighbours_print(const struct ter_gap_neighbours *neighbours, struct ter_buf *out)
{
    for (size_t i = 0; i < neighbours->count && i < MOST_PRINTED; i++)
        ter_buf_printf(out, "%s%s", i ? ", " : "", neighbours->items[i].code);
    if (neighbours->count > MOST_PRINTED)
        ter_buf_printf(out, " (+%zu)", neighbours->count - MOST_PRINTED);
}

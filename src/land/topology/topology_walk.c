/* Owns the walk over a layer: parts small enough for memory, read by the index, checked by the crew. Knows
 * nothing of what is wrong with them. */
#include "topology_walk.h"

#include "base/progress.h"
#include "land/zones/crew.h"

#include <stdlib.h>

enum {
    PART_RECORDS = 500,
    MOST_LEVELS = 40, /* thousands of records that all meet in one position */
};

static void part_free(struct ter_part *part)
{
    if (!part)
        return;
    free(part->records);
    ter_buf_free(&part->wkb);
    ter_faults_free(&part->faults);
    free(part);
}
TER_DEFINE_AUTO(struct ter_part, part_free)

static void *new_tool(const void *shared)
{
    return ter_part_tool_open(shared);
}

static void free_tool(void *tool)
{
    ter_part_tool_close(tool);
}

static void check_part(const void *shared, void *tool, void *job)
{
    (void)shared;
    ter_part_check(tool, job);
}

struct walking {
    const struct ter_walk *walk;
    struct ter_box_tree *tree;
    struct ter_crew *crew;
    struct ter_faults *faults;
    struct ter_progress progress;
    double done, total; /* square degrees */
};

static void walking_free(struct walking *walking)
{
    for (struct ter_part *part; walking->crew && (part = ter_crew_take(walking->crew));)
        part_free(part);
    ter_crew_close(walking->crew);
    ter_box_tree_close(walking->tree);
    ter_progress_end(&walking->progress);
}

static void take_part(struct walking *walking)
{
    TER_AUTO(part_free) struct ter_part *part = ter_crew_take(walking->crew);
    if (!part)
        return;
    ter_faults_append(walking->faults, &part->faults);
    walking->done += (part->box.east - part->box.west) * (part->box.north - part->box.south);
    ter_progress_update(&walking->progress, (int64_t)(1000 * walking->done / walking->total));
}

static void count_item(void *user, size_t item)
{
    (void)item;
    ++*(size_t *)user;
}

static size_t count_in(const struct walking *walking, struct ter_bbox box)
{
    const struct ter_box plain = {box.west, box.south, box.east, box.north};
    size_t count = 0;
    ter_box_tree_within(walking->tree, &plain, count_item, &count);
    return count;
}

static int by_id(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

/* The index answers with boxes in single precision, and with records that the caller's filters leave out. */
static void add_record(const struct ter_walk *walk, struct ter_part *part, const struct ter_record *record)
{
    int64_t id = record->values[walk->layer->role[TER_ROLE_ID]].integer;
    const int64_t *found = bsearch(&id, walk->ids, walk->count, sizeof id, by_id);
    if (!found || !record->geometry.data)
        return;
    size_t item = (size_t)(found - walk->ids);
    const struct ter_box *box = &walk->boxes[item];
    if (box->west > part->box.east || box->east < part->box.west || box->south > part->box.north ||
        box->north < part->box.south)
        return;
    part->records = ter_grow(part->records, &part->capacity, part->count + 1, sizeof *part->records);
    part->records[part->count++] = (struct ter_part_record){.item = (uint32_t)item,
        .box = {box->west, box->south, box->east, box->north},
        .start = part->wkb.size,
        .size = record->geometry.size};
    ter_buf_add(&part->wkb, record->geometry.data, record->geometry.size);
}

static bool read_part(const struct walking *walking, struct ter_part *part, struct ter_error *err)
{
    const struct ter_walk *walk = walking->walk;
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const size_t fields[] = {walk->layer->role[TER_ROLE_ID]};
    struct ter_filter filter = {.has_bbox = true, .bbox = part->box, .fields = fields, .field_count = 1};
    if (!ter_find_open(walk->registry, walk->layer, &filter, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        add_record(walk, part, record);
    }
}

static bool put_part(struct walking *walking, struct ter_bbox box, struct ter_error *err)
{
    TER_AUTO(part_free) struct ter_part *part = ter_alloc(sizeof *part);
    part->box = box;
    if (!ter_interrupt_check(err) || !read_part(walking, part, err))
        return false;
    if (!ter_crew_has_room(walking->crew))
        take_part(walking);
    ter_crew_put(walking->crew, part);
    part = NULL;
    return true;
}

static bool descend(struct walking *walking, struct ter_bbox box, int level, struct ter_error *err)
{
    size_t count = count_in(walking, box);
    if (!count)
        ter_faults_add_empty(walking->faults, walking->walk->ellipsoid, box);
    if (count <= PART_RECORDS || level == MOST_LEVELS)
        return !count || put_part(walking, box, err);
    struct ter_bbox halves[2] = {box, box};
    if (box.north - box.south > box.east - box.west)
        halves[0].north = halves[1].south = (box.south + box.north) / 2;
    else
        halves[0].east = halves[1].west = (box.west + box.east) / 2;
    return descend(walking, halves[0], level + 1, err) && descend(walking, halves[1], level + 1, err);
}

bool ter_walk_parts(
    const struct ter_walk *walk, struct ter_bbox all, struct ter_faults *faults, struct ter_error *err)
{
    const struct ter_crew_craft craft = {new_tool, free_tool, check_part, walk->ellipsoid};
    __attribute__((cleanup(walking_free))) struct walking walking = {
        .walk = walk,
        .faults = faults,
        .tree = ter_box_tree_open(walk->boxes, walk->count),
        .total = (all.east - all.west) * (all.north - all.south),
    };
    ter_progress_begin(&walking.progress, "topology", 1000);
    walking.crew = ter_crew_open(&craft);
    if (!descend(&walking, all, 0, err))
        return false;
    while (!ter_crew_is_idle(walking.crew))
        take_part(&walking);
    return true;
}

/* Owns the check of a layer's topology: the records one by one, then the land between them, then what is said
 * of each finding. */
#include "topology.h"

#include "base/crs.h"
#include "base/progress.h"
#include "land/overlay/overlay_run.h"
#include "land/overlay/piece.h"
#include "topology_neighbours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct check {
    const struct ter_topology_request *request;
    struct ter_topology_summary *summary;
    struct ter_pieces *pieces;
    int64_t *ids; /* of the records with a shape; the next runs beside it */
    struct ter_box *boxes;
    size_t count, capacity;
    struct ter_map numbers; /* the number's hash: id of the first record that has it */
    struct ter_buf number;
    struct ter_faults faults;
    struct ter_buf shape; /* of the finding in hand */
};

static void check_free(struct check *check)
{
    ter_pieces_close(check->pieces);
    free(check->ids);
    free(check->boxes);
    ter_map_free(&check->numbers);
    ter_buf_free(&check->number);
    ter_faults_free(&check->faults);
    ter_buf_free(&check->shape);
}

static bool report(struct check *check, const struct ter_finding *finding, struct ter_error *err)
{
    check->summary->counts[finding->kind]++;
    check->summary->areas_m2[finding->kind] += finding->area_m2;
    return check->request->each(check->request->user, finding, err);
}

/* ---- records by themselves ---- */

static bool read_record(const struct check *check, int64_t id, struct ter_cursor **ret_cursor,
    const struct ter_record **ret_record, struct ter_error *err)
{
    const struct ter_layer *layer = check->request->layer;
    const struct ter_condition condition = {layer->role[TER_ROLE_ID], TER_EQUAL, ter_value_int(id)};
    struct ter_filter filter = {.conditions = &condition, .condition_count = 1};
    return ter_find_open(check->request->registry, layer, &filter, ret_cursor, err) &&
           ter_find_next(*ret_cursor, ret_record, err) &&
           (*ret_record || ter_fail(err, TER_FAILED, "record %lld is gone", (long long)id));
}

static const char *code_of(const struct check *check, const struct ter_record *record)
{
    struct ter_value code = record->values[check->request->layer->role[TER_ROLE_CODE]];
    return code.type == TER_VALUE_TEXT ? code.text : "";
}

/* The number of a record: its key fields together; empty where any is blank. */
static void write_number(struct check *check, const struct ter_value *values)
{
    ter_buf_clear(&check->number);
    for (size_t i = 0; i < check->request->key_count; i++) {
        if (i)
            ter_buf_text(&check->number, " / ");
        size_t start = check->number.size;
        ter_value_print(values[i], &check->number);
        if (check->number.size == start) {
            ter_buf_clear(&check->number);
            return;
        }
    }
}

static bool report_twin(struct check *check, const struct ter_overlay_row *row, struct ter_lonlat at,
    int64_t first, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!read_record(check, first, &cursor, &record, err))
        return false;
    const struct ter_finding finding = {.kind = TER_FAULT_DUPLICATE,
        .codes = {code_of(check, record), row->code},
        .area_m2 = row->parts.area_m2,
        .width_m = (double)NAN,
        .at = at,
        .shape = row->shape,
        .note = check->number.data};
    return report(check, &finding, err);
}

static bool check_number(
    struct check *check, const struct ter_overlay_row *row, struct ter_lonlat at, struct ter_error *err)
{
    bool is_new;
    write_number(check, row->extra);
    if (!check->number.size)
        return true;
    int64_t *id = ter_map_put(&check->numbers, ter_hash(0, check->number.data, check->number.size), &is_new);
    if (!is_new)
        return report_twin(check, row, at, *id, err);
    *id = row->id;
    return true;
}

static bool check_shape(struct check *check, const struct ter_overlay_row *row, struct ter_lonlat at,
    double width_m, struct ter_error *err)
{
    struct ter_finding finding = {.kind = TER_FAULT_INVALID,
        .codes = {row->code, NULL},
        .area_m2 = row->parts.area_m2,
        .width_m = width_m,
        .at = row->fault_at,
        .shape = row->shape,
        .note = row->fault};
    if (row->fault && !report(check, &finding, err))
        return false;
    if (row->fault || !(width_m < check->request->sliver_m)) /* of an invalid shape the width means nothing */
        return true;
    finding.kind = TER_FAULT_SLIVER;
    finding.at = at;
    finding.note = NULL;
    return report(check, &finding, err);
}

static double outline_m(const struct ter_points *points)
{
    double length_m = 0;
    for (size_t part = 0, first = 0; part < points->part_count; first = points->parts[part++])
        for (size_t i = first; i + 1 < points->parts[part]; i++)
            length_m += ter_distance_m(points->items[i], points->items[i + 1]);
    return length_m;
}

static void keep(struct check *check, int64_t id, struct ter_bbox box)
{
    if (check->count == check->capacity) {
        check->capacity = check->capacity ? 2 * check->capacity : 1024;
        check->ids = ter_realloc(check->ids, check->capacity * sizeof *check->ids);
        check->boxes = ter_realloc(check->boxes, check->capacity * sizeof *check->boxes);
    }
    check->ids[check->count] = id;
    check->boxes[check->count++] = (struct ter_box){box.west, box.south, box.east, box.north};
}

static bool take_record(void *user, const struct ter_overlay_row *row, struct ter_error *err)
{
    struct check *check = user;
    TER_AUTO_POINTS struct ter_points points = {0};
    struct ter_lonlat at;
    check->summary->records++;
    if (!row->shape.data || row->broken || !ter_wkb_points(row->shape, &points) || !points.count) {
        check->summary->without++;
        return true;
    }
    struct ter_bbox box = ter_bbox_of(points.items, points.count);
    double length_m = check->request->sliver_m > 0 ? outline_m(&points) : 0;
    double width_m = length_m > 0 ? 2 * row->parts.area_m2 / length_m : (double)NAN;
    at = (struct ter_lonlat){(box.west + box.east) / 2, (box.south + box.north) / 2};
    check->summary->area_m2 += row->parts.area_m2;
    keep(check, row->id, box);
    return check_number(check, row, at, err) && check_shape(check, row, at, width_m, err);
}

static bool check_records(struct check *check, struct ter_error *err)
{
    const struct ter_topology_request *request = check->request;
    TER_AUTO(ter_tiles_close) struct ter_tiles *none = ter_tiles_open();
    struct ter_overlay_run run = {.registry = request->registry,
        .layer = request->layer,
        .filter = request->filter,
        .tiles = none,
        .ellipsoid = request->ellipsoid,
        .every = request->every,
        .judge = true,
        .extra_count = request->key_count,
        .each = take_record,
        .user = check,
        .ret_superseded = &check->summary->superseded};
    memcpy(run.extra, request->keys, sizeof request->keys);
    ter_tiles_seal(none);
    return ter_overlay_run(&run, err);
}

/* ---- overlaps ---- */

static void look(struct check *check, struct ter_finding *finding)
{
    finding->shape = (struct ter_wkb){NULL, 0};
    if (!check->shape.size)
        return;
    finding->shape = (struct ter_wkb){(const uint8_t *)check->shape.data, check->shape.size};
    if (!ter_pieces_look(check->pieces, finding->shape, finding->area_m2, &finding->at, &finding->width_m))
        finding->shape = (struct ter_wkb){NULL, 0};
}

static bool report_overlap(struct check *check, const struct ter_shared *shared, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *first = NULL;
    TER_AUTO(ter_find_close) struct ter_cursor *second = NULL;
    const struct ter_record *one, *other;
    const struct ter_box *a = &check->boxes[shared->a], *b = &check->boxes[shared->b];
    if (!read_record(check, check->ids[shared->a], &first, &one, err) ||
        !read_record(check, check->ids[shared->b], &second, &other, err))
        return false;
    struct ter_finding finding = {.kind = TER_FAULT_OVERLAP,
        .codes = {code_of(check, one), code_of(check, other)},
        .area_m2 = shared->area_m2,
        .width_m = (double)NAN,
        .at = {(fmax(a->west, b->west) + fmin(a->east, b->east)) / 2,
            (fmax(a->south, b->south) + fmin(a->north, b->north)) / 2}};
    ter_buf_clear(&check->shape);
    if (ter_pieces_cut(check->pieces, one->geometry, other->geometry, &check->shape))
        look(check, &finding);
    return report(check, &finding, err);
}

static bool report_overlaps(struct check *check, struct ter_error *err)
{
    size_t count = ter_shared_sum_up(&check->faults);
    for (size_t i = 0; i < count; i++) {
        if (check->faults.shared[i].area_m2 < check->request->min_m2)
            check->summary->small++;
        else if (!ter_interrupt_check(err) || !report_overlap(check, &check->faults.shared[i], err))
            return false;
    }
    return true;
}

/* ---- gaps ---- */

struct gap {
    double area_m2;
    size_t first, count; /* in the list of its voids */
};

static int largest_gap(const void *a, const void *b)
{
    const struct gap *one = a, *other = b;
    if (one->area_m2 != other->area_m2)
        return one->area_m2 > other->area_m2 ? -1 : 1;
    return (one->first > other->first) - (one->first < other->first);
}

/* Say between which records a gap lies: the two with the longest borders, and all in the note. */
static bool report_between(
    struct check *check, const struct ter_walk *walk, struct ter_finding *finding, struct ter_error *err)
{
    TER_AUTO_GAP_NEIGHBOURS struct ter_gap_neighbours neighbours = {0};
    TER_AUTO_BUF struct ter_buf note = {0};
    if (finding->shape.data && !ter_gap_neighbours_find(walk, finding->shape, &neighbours, err))
        return false;
    for (size_t i = 0; i < 2 && i < neighbours.count; i++)
        finding->codes[i] = neighbours.items[i].code;
    ter_gap_neighbours_print(&neighbours, &note);
    finding->note = note.size ? note.data : NULL;
    return report(check, finding, err);
}

static bool report_gap(struct check *check, const struct ter_walk *walk, const struct gap *gap,
    const size_t *voids, struct ter_error *err)
{
    TER_AUTO_FREE struct ter_wkb *parts = ter_alloc((gap->count + 1) * sizeof *parts);
    for (size_t i = 0; i < gap->count; i++) {
        const struct ter_void *one = &check->faults.voids[voids[gap->first + i]];
        parts[i] = (struct ter_wkb){(const uint8_t *)check->faults.wkb.data + one->start, one->size};
    }
    struct ter_finding finding = {.kind = TER_FAULT_GAP, .area_m2 = gap->area_m2, .width_m = (double)NAN};
    TER_AUTO_POINTS struct ter_points points = {0};
    if (ter_wkb_points(parts[0], &points) && points.count)
        finding.at = points.items[0];
    ter_buf_clear(&check->shape);
    if (ter_pieces_join(check->pieces, parts, gap->count, &check->shape))
        look(check, &finding);
    return report_between(check, walk, &finding, err);
}

/* The voids of each group one after the other. */
static void sort_voids(
    const size_t *group, size_t count, struct gap *gaps, size_t gap_count, size_t *ret_voids)
{
    size_t next = 0;
    for (size_t i = 0; i < count; i++)
        if (group[i] != SIZE_MAX)
            gaps[group[i]].count++;
    for (size_t i = 0; i < gap_count; i++) {
        gaps[i].first = next;
        next += gaps[i].count;
        gaps[i].count = 0;
    }
    for (size_t i = 0; i < count; i++)
        if (group[i] != SIZE_MAX)
            ret_voids[gaps[group[i]].first + gaps[group[i]].count++] = i;
}

static bool report_gaps(
    struct check *check, const struct ter_walk *walk, struct ter_bbox all, struct ter_error *err)
{
    size_t count = check->faults.void_count;
    TER_AUTO_FREE size_t *group = ter_alloc((count + 1) * sizeof *group);
    TER_AUTO_FREE size_t *voids = ter_alloc((count + 1) * sizeof *voids);
    size_t gap_count = ter_voids_join(&check->faults, all, group);
    TER_AUTO_FREE struct gap *gaps = ter_alloc((gap_count + 1) * sizeof *gaps);
    sort_voids(group, count, gaps, gap_count, voids);
    for (size_t i = 0; i < gap_count; i++)
        for (size_t j = 0; j < gaps[i].count; j++)
            gaps[i].area_m2 += check->faults.voids[voids[gaps[i].first + j]].area_m2;
    qsort(gaps, gap_count, sizeof *gaps, largest_gap);
    for (size_t i = 0; i < gap_count; i++) {
        if (gaps[i].area_m2 < check->request->min_m2)
            check->summary->small++;
        else if (gaps[i].area_m2 > check->request->max_gap_m2)
            check->summary->open++;
        else if (!ter_interrupt_check(err) || !report_gap(check, walk, &gaps[i], voids, err))
            return false;
    }
    return true;
}

/* The box of all records with room round it, so that all land outside hangs together. */
static struct ter_bbox box_of_all(const struct check *check)
{
    struct ter_bbox all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < check->count; i++) {
        all.west = fmin(all.west, check->boxes[i].west);
        all.south = fmin(all.south, check->boxes[i].south);
        all.east = fmax(all.east, check->boxes[i].east);
        all.north = fmax(all.north, check->boxes[i].north);
    }
    double room = fmax(all.east - all.west, all.north - all.south) / 64 + 1e-6;
    return (struct ter_bbox){all.west - room, all.south - room, all.east + room, all.north + room};
}

bool ter_topology_check(const struct ter_topology_request *request, struct ter_topology_summary *ret_summary,
    struct ter_error *err)
{
    struct ter_topology_summary summary = {0};
    __attribute__((cleanup(check_free))) struct check check = {
        .request = request, .summary = &summary, .pieces = ter_pieces_open()};
    if (!check_records(&check, err))
        return false;
    if (check.count) {
        struct ter_bbox all = box_of_all(&check);
        const struct ter_walk walk = {
            request->registry, request->layer, request->ellipsoid, check.ids, check.boxes, check.count};
        if (!ter_walk_parts(&walk, all, &check.faults, err) || !report_overlaps(&check, err) ||
            !report_gaps(&check, &walk, all, err))
            return false;
    }
    *ret_summary = summary;
    return true;
}

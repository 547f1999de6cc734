/* Owns the join along roads: the working plane, one search from all records, a row and a line for each
 * feature. Knows nothing of the straight join. */
#include "base/crs.h"
#include "base/messages.h"
#include "base/progress.h"
#include "cli/gazetteer/gazetteer_shape.h"
#include "nearest_join.h"
#include "roads/nearest_roads.h"
#include "roads/road_plane.h"

#include <math.h>

/* Roads that are off by more than a block of houses say little of ways. */
static const double rough_m = 100;

struct along {
    struct ter_nearest_join *join;
    struct ter_road_graph *graph;
    struct ter_nearest_roads *nearest;
    struct ter_transform *back;
    struct ter_xy *features;
    struct ter_buf line, points, wkb;
    char *none; /* the remark on a feature without a way */
};

static void along_free(struct along *along)
{
    ter_nearest_roads_close(along->nearest);
    ter_road_graph_close(along->graph);
    ter_transform_close(along->back);
    ter_auto_free_pointer(&along->features);
    ter_buf_free(&along->line);
    ter_buf_free(&along->points);
    ter_buf_free(&along->wkb);
    ter_auto_free_pointer(&along->none);
}

/* ---- the plane ---- */

static void grow_box(struct ter_bbox *box, const struct ter_located *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (ter_located_has_position(list, i)) {
            box->west = fmin(box->west, list->at[i].lon);
            box->east = fmax(box->east, list->at[i].lon);
            box->south = fmin(box->south, list->at[i].lat);
            box->north = fmax(box->north, list->at[i].lat);
        }
}

/* The positions of all records in the plane, NaN for those that have none. */
static bool flatten(const struct ter_located *list, int storage_epsg, int working_epsg,
    struct ter_xy **ret_plane, struct ter_error *err)
{
    TER_AUTO_FREE struct ter_lonlat *placed = ter_alloc((list->count + 1) * sizeof *placed);
    TER_AUTO_FREE struct ter_xy *plane = NULL;
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (ter_located_has_position(list, i))
            placed[count++] = list->at[i];
    if (!ter_road_plane_to(placed, count, storage_epsg, working_epsg, &plane, err))
        return false;
    struct ter_xy *all = ter_alloc((list->count + 1) * sizeof *all);
    for (size_t i = 0, next = 0; i < list->count; i++)
        all[i] =
            ter_located_has_position(list, i) ? plane[next++] : (struct ter_xy){(double)NAN, (double)NAN};
    *ret_plane = all;
    return true;
}

static void note_roads(struct ter_nearest_join *join, const struct ter_road_graph *graph, size_t aside)
{
    if (!graph->unnamed_count)
        ter_note(&join->notes,
            "the gazetteer has no road without a name: an earlier version may have left them out; import its "
            "source again");
    if (graph->uncertainty_m > rough_m)
        ter_note(&join->notes, "some roads lie up to %g m off: so may the ways", graph->uncertainty_m);
    if (aside)
        ter_note(&join->notes, "records of %s without a road to go to: %zu", join->layer->name, aside);
}

static bool prepare(struct along *along, struct ter_error *err)
{
    struct ter_nearest_join *join = along->join;
    TER_AUTO(ter_speeds_free) struct ter_speeds *speeds = NULL;
    TER_AUTO_FREE struct ter_xy *records = NULL;
    struct ter_bbox box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    int storage = ter_registry_epsg(join->registry), working;
    grow_box(&box, &join->found);
    grow_box(&box, &join->features);
    if (box.west > box.east)
        box = (struct ter_bbox){0, 0, 0, 0}; /* nothing has a position: any plane will do */
    if (!ter_crs_metric(storage, box, &working, err) || !ter_speeds_shipped(&speeds, err) ||
        !ter_road_graph_read(join->registry, working, &along->graph, err))
        return false;
    if (!along->graph->edge_count)
        return ter_fail(err, TER_FAILED,
            "--along-roads: the gazetteer has no roads; bring them: terrier gazetteer import FILE");
    if (!flatten(&join->found, storage, working, &records, err) ||
        !flatten(&join->features, storage, working, &along->features, err) ||
        !ter_transform_open(working, storage, &along->back, err))
        return false;
    along->nearest = ter_nearest_roads_open(
        along->graph, speeds, records, join->found.count, join->k + join->to_itself, join->max_m);
    note_roads(join, along->graph, ter_nearest_roads_aside(along->nearest));
    return true;
}

/* ---- rows ---- */

/* The way as a line in the register's system. */
static bool draw(
    struct along *along, size_t feature, const struct ter_nearest_way *way, struct ter_error *err)
{
    ter_buf_clear(&along->line);
    ter_buf_clear(&along->points);
    ter_nearest_roads_draw(along->nearest, along->features[feature], way, &along->line);
    const struct ter_xy *line = (const struct ter_xy *)(const void *)along->line.data;
    size_t count = along->line.size / sizeof *line;
    for (size_t i = 0; i < count; i++) {
        struct ter_lonlat at = {line[i].x, line[i].y};
        if (!ter_transform_apply(along->back, &at.lon, &at.lat, 1, err))
            return false;
        ter_buf_add(&along->points, &at, sizeof at);
    }
    ter_shape_line((const struct ter_lonlat *)(const void *)along->points.data, count, &along->wkb);
    return true;
}

static bool add_way(struct along *along, size_t feature, const struct ter_nearest_way *way, size_t rank,
    struct ter_error *err)
{
    struct ter_nearest_join *join = along->join;
    uint8_t point[TER_WKB_POINT_SIZE];
    struct ter_nearest_row row = ter_nearest_join_row(join, feature, way->point, rank, point);
    row.way_m = way->way_m;
    row.off_road_m = way->off_road_m;
    row.distance_m = ter_distance_m(join->features.at[feature], join->found.at[way->point]);
    if (ter_nearest_rows_draw(join->rows)) {
        if (!draw(along, feature, way, err))
            return false;
        row.geometry = (struct ter_wkb){(const uint8_t *)along->wkb.data, along->wkb.size};
    }
    return ter_nearest_rows_add(join->rows, &row, err);
}

static bool add_feature(struct along *along, size_t feature, struct ter_error *err)
{
    struct ter_nearest_join *join = along->join;
    struct ter_nearest_way ways[TER_ROAD_MOST_RANKS];
    bool placed = ter_located_has_position(&join->features, feature);
    size_t count = placed ? ter_nearest_roads_find(along->nearest, along->features[feature], ways) : 0,
           rank = 0;
    for (size_t i = 0; i < count && rank < join->k; i++)
        if (!ter_nearest_join_same(join, feature, ways[i].point) &&
            !add_way(along, feature, &ways[i], ++rank, err))
            return false;
    if (rank)
        return true;
    uint8_t point[TER_WKB_POINT_SIZE];
    struct ter_nearest_row row = ter_nearest_join_row(join, feature, SIZE_MAX, 0, point);
    if (ter_nearest_rows_draw(join->rows))
        row.geometry = (struct ter_wkb){NULL, 0};
    join->alone += placed;
    join->unplaced += !placed;
    row.remark = placed ? along->none : NULL;
    return ter_nearest_rows_add(join->rows, &row, err);
}

static bool join_all(struct along *along, struct ter_error *err)
{
    bool zh = ter_args_lang(along->join->args, along->join->registry) == TER_ZH, done = true;
    struct ter_progress progress = {0};
    size_t count = along->join->features.count;
    along->none =
        isinf(along->join->max_m)
            ? ter_strdup(zh ? "没有沿路可达的路线" : "no way along roads")
            : ter_format(zh ? "沿路 %g 米内没有" : "none within %g m along roads", along->join->max_m);
    ter_progress_begin(&progress, "nearest", (int64_t)count);
    for (size_t i = 0; done && i < count; i++) {
        done = ter_interrupt_check(err) && add_feature(along, i, err);
        ter_progress_update(&progress, (int64_t)i);
    }
    ter_progress_end(&progress);
    return done;
}

bool ter_nearest_join_along(struct ter_nearest_join *join, struct ter_error *err)
{
    __attribute__((cleanup(along_free))) struct along along = {.join = join};
    return prepare(&along, err) && join_all(&along, err);
}

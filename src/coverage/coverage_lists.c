/* Owns the lists of a coverage: points and stretches that are not reached, and the worst of the gaps. Knows
 * nothing of figures. */
#include "analysis/nearest.h"
#include "base/progress.h"
#include "coverage_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the lists of one level are gathered with. */
struct gathering {
    struct ter_cover_run *run;
    const struct ter_cover_pair *pair;
    struct ter_cover_level *level;
    struct ter_nearest_index *nearest; /* among the sources that count */
    size_t over;
    const struct ter_cover_part *part;
    size_t piece_capacity, point_capacity, worst_capacity;
    struct ter_cover_worst *candidates; /* of the over in hand */
    size_t candidate_count, candidate_capacity;
    bool failed;
    struct ter_error *err;
};

static size_t row_of(const struct gathering *gathering)
{
    uint32_t unit = gathering->part->unit;
    return unit == UINT32_MAX ? gathering->run->coverage->township_count - 1 : unit;
}

static double nearest_m(struct gathering *gathering, struct ter_lonlat at)
{
    struct ter_nearest_hit hit;
    return ter_nearest_find(gathering->nearest, at, 1, (double)INFINITY, &hit) ? hit.distance_m : (double)NAN;
}

/* Labels are looked up only for those that stay. */
static void add_candidate(struct gathering *gathering, struct ter_lonlat at, double size, double distance_m)
{
    gathering->candidates = ter_grow(gathering->candidates, &gathering->candidate_capacity,
        gathering->candidate_count + 1, sizeof *gathering->candidates);
    const struct ter_cover_over *over = &gathering->run->coverage->overs[gathering->over];
    const struct ter_cover_feature *feature = &over->features[gathering->part->feature];
    gathering->candidates[gathering->candidate_count++] = (struct ter_cover_worst){
        .over = gathering->over,
        .township = row_of(gathering),
        .label = feature->name && *feature->name ? feature->name : feature->code,
        .at = at,
        .size = size,
        .distance_m = distance_m,
    };
}

static bool back(struct gathering *gathering, struct ter_xy xy, struct ter_lonlat *ret_at)
{
    *ret_at = (struct ter_lonlat){xy.x, xy.y};
    return ter_cover_plane_move(gathering->run->plane.back, ret_at, 1, gathering->err);
}

static bool list_point(struct gathering *gathering, const struct ter_xy *at)
{
    const struct ter_cover_pair *pair = gathering->pair;
    struct ter_cover_level *level = gathering->level;
    const struct ter_cover_over *over = &gathering->run->coverage->overs[gathering->over];
    const struct ter_cover_feature *feature = &over->features[gathering->part->feature];
    struct ter_cover_point point = {
        gathering->over, gathering->part->feature, row_of(gathering), .certainty = TER_GAP};
    if (pair->certain.calls->holds(pair->certain.self, *at, feature->uncertainty_m))
        return true;
    if (pair->possible.calls->holds(pair->possible.self, *at, -feature->uncertainty_m))
        point.certainty = TER_POSSIBLE;
    if (!back(gathering, *at, &point.at))
        return false;
    point.distance_m = nearest_m(gathering, point.at);
    level->points =
        ter_grow(level->points, &gathering->point_capacity, level->point_count + 1, sizeof *level->points);
    level->points[level->point_count++] = point;
    if (point.certainty == TER_GAP)
        add_candidate(gathering, point.at, feature->weight, point.distance_m);
    return true;
}

static void list_piece(void *user, const struct ter_xy *line, size_t count)
{
    struct gathering *gathering = user;
    struct ter_cover_level *level = gathering->level;
    TER_AUTO_FREE struct ter_lonlat *points = ter_alloc(count * sizeof *points);
    struct ter_cover_piece piece = {
        gathering->over, gathering->part->feature, row_of(gathering), .point_count = count};
    for (size_t i = 0; i < count; i++) {
        points[i] = (struct ter_lonlat){line[i].x, line[i].y};
        piece.length_m += i ? ter_xy_distance_m(line[i - 1], line[i]) : 0;
    }
    if (!(piece.length_m > 0) || gathering->failed)
        return;
    gathering->failed = !ter_cover_plane_move(gathering->run->plane.back, points, count, gathering->err);
    if (gathering->failed)
        return;
    struct ter_lonlat middle = points[count / 2];
    piece.points = points;
    points = NULL;
    level->pieces =
        ter_grow(level->pieces, &gathering->piece_capacity, level->piece_count + 1, sizeof *level->pieces);
    level->pieces[level->piece_count++] = piece;
    add_candidate(gathering, middle, piece.length_m, (double)NAN);
}

/* The middle of the outer ring's corners: a point of the place, if not always inside. */
static bool list_polygon(
    struct gathering *gathering, const struct ter_cover_parts *parts, const struct ter_xy *points)
{
    const struct ter_cover_pair *pair = gathering->pair;
    const struct ter_cover_part *part = gathering->part;
    const size_t *ends = parts->ring_ends + part->first_ring;
    double gap_m2 =
        part->size - pair->possible.calls->rings_m2(pair->possible.self, points, ends, part->ring_count);
    struct ter_xy middle = {0, 0};
    struct ter_lonlat at;
    if (gap_m2 <= part->size * 1e-9)
        return true;
    for (size_t i = 0; i < ends[0]; i++) {
        middle.x += points[i].x / (double)ends[0];
        middle.y += points[i].y / (double)ends[0];
    }
    if (!back(gathering, middle, &at))
        return false;
    add_candidate(gathering, at, gap_m2, (double)NAN);
    return true;
}

static int by_size(const void *a, const void *b)
{
    const struct ter_cover_worst *one = a, *other = b;
    if (one->size != other->size)
        return one->size > other->size ? -1 : 1;
    if (one->distance_m != other->distance_m && !isnan(one->distance_m) && !isnan(other->distance_m))
        return one->distance_m > other->distance_m ? -1 : 1;
    return strcmp(one->label, other->label);
}

static void keep_worst(struct gathering *gathering)
{
    struct ter_cover_level *level = gathering->level;
    if (gathering->candidate_count)
        qsort(gathering->candidates, gathering->candidate_count, sizeof *gathering->candidates, by_size);
    for (size_t i = 0; i < gathering->candidate_count && i < TER_COVER_MOST_WORST; i++) {
        struct ter_cover_worst worst = gathering->candidates[i];
        worst.label = ter_strdup(worst.label);
        if (isnan(worst.distance_m))
            worst.distance_m = nearest_m(gathering, worst.at);
        level->worst =
            ter_grow(level->worst, &gathering->worst_capacity, level->worst_count + 1, sizeof *level->worst);
        level->worst[level->worst_count++] = worst;
    }
    gathering->candidate_count = 0;
}

static bool list_over(struct gathering *gathering)
{
    const struct ter_cover_over *over = &gathering->run->coverage->overs[gathering->over];
    const struct ter_cover_parts *parts = &gathering->run->parts[gathering->over];
    const struct ter_cover *possible = &gathering->pair->possible;
    for (size_t i = 0; i < parts->count && !gathering->failed; i++) {
        gathering->part = &parts->items[i];
        const struct ter_xy *points = parts->points + gathering->part->first;
        if (over->measure == TER_COVER_COUNT)
            gathering->failed = !list_point(gathering, points);
        else if (over->measure == TER_COVER_LENGTH_M)
            possible->calls->uncovered(possible->self, points, gathering->part->count, list_piece, gathering);
        else
            gathering->failed = !list_polygon(gathering, parts, points);
        gathering->failed = gathering->failed || !ter_interrupt_check(gathering->err);
    }
    keep_worst(gathering);
    return !gathering->failed;
}

bool ter_cover_level_list(struct ter_cover_run *run, const struct ter_cover_pair *pair,
    struct ter_cover_level *level, struct ter_error *err)
{
    const struct ter_coverage *coverage = run->coverage;
    struct gathering gathering = {.run = run, .pair = pair, .level = level, .err = err};
    TER_AUTO_FREE struct ter_lonlat *used = ter_alloc((coverage->source_count + 1) * sizeof *used);
    size_t count = 0;
    for (size_t i = 0; i < coverage->source_count; i++)
        if (coverage->sources[i].use <= TER_SOURCE_TOO_COARSE)
            used[count++] = coverage->sources[i].at;
    gathering.nearest = ter_nearest_open(used, count);
    bool done = true;
    for (gathering.over = 0; gathering.over < coverage->over_count && done; gathering.over++)
        done = list_over(&gathering);
    ter_nearest_close(gathering.nearest);
    free(gathering.candidates);
    return done;
}

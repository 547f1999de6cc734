/* Owns what a coverage by time says of stations: who is due first where, whose district is how large, and
 * what it crosses. Knows nothing of what is covered within a limit. */
#include "base/progress.h"
#include "coverage_run.h"
#include "roads/districts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_A_MINUTE = 60 };

/* One search from all stations as they stand, and which of the sources each is. */
struct stations {
    struct ter_travel *travel;
    size_t *source_of;
    size_t count;
};

static void stations_free(struct stations *stations)
{
    ter_travel_close(stations->travel);
    free(stations->source_of);
}

static bool open_stations(struct ter_cover_run *run, struct stations *stations, struct ter_error *err)
{
    const struct ter_coverage *coverage = run->coverage;
    TER_AUTO_FREE struct ter_road_source *sources = ter_alloc((coverage->source_count + 1) * sizeof *sources);
    stations->source_of = ter_alloc((coverage->source_count + 1) * sizeof *stations->source_of);
    for (size_t i = 0; i < coverage->source_count; i++)
        if (ter_cover_source_reaches(&coverage->sources[i], false)) {
            stations->source_of[stations->count] = i;
            sources[stations->count++] =
                (struct ter_road_source){run->at[i], 0, ter_cover_turnout_s(run, &coverage->sources[i])};
        }
    return ter_travel_open(run->graph, run->request->speeds, sources, stations->count, TER_READING_GIVEN,
        (double)INFINITY, &stations->travel, err);
}

static void note_straight(struct ter_cover_run *run, const struct stations *stations)
{
    size_t count = ter_travel_straight(stations->travel);
    if (count && run->graph->edge_count)
        ter_strings_printf(&run->coverage->notes,
            ter_cover_zh(run) ? "%zu 个队站离道路太远，按直线距离乘绕行系数估算"
                              : "%zu too far from any road: timed by the straight line times a detour factor",
            count);
}

/* ---- first, second and third due ---- */

static bool add_due(struct ter_cover_run *run, const struct stations *stations, size_t over,
    const struct ter_cover_part *part, size_t *capacity, struct ter_error *err)
{
    struct ter_coverage *coverage = run->coverage;
    struct ter_xy at = run->parts[over].points[part->first];
    struct ter_travel_due dues[TER_TRAVEL_DUES];
    size_t count = ter_travel_due(stations->travel, at, dues);
    struct ter_cover_due due = {.over = over, .feature = part->feature, .at = {at.x, at.y}};
    for (size_t i = 0; i < TER_TRAVEL_DUES; i++) {
        due.source[i] = i < count ? stations->source_of[dues[i].station] : SIZE_MAX;
        due.minutes[i] = i < count ? dues[i].seconds / SECONDS_A_MINUTE : (double)NAN;
    }
    if (!ter_cover_plane_move(run->plane.back, &due.at, 1, err))
        return false;
    coverage->dues = ter_grow(coverage->dues, capacity, coverage->due_count + 1, sizeof *coverage->dues);
    coverage->dues[coverage->due_count++] = due;
    return true;
}

static bool find_dues(struct ter_cover_run *run, const struct stations *stations, struct ter_error *err)
{
    size_t capacity = 0;
    for (size_t over = 0; over < run->coverage->over_count; over++)
        for (size_t i = 0; i < run->parts[over].count; i++)
            if (run->coverage->overs[over].measure == TER_COVER_COUNT &&
                !(ter_interrupt_check(err) &&
                    add_due(run, stations, over, &run->parts[over].items[i], &capacity, err)))
                return false;
    return true;
}

/* ---- districts ---- */

/* The area that is shared out: polygons that were asked for by name, put into one list of rings. */
struct area {
    struct ter_xy *points;
    size_t *ends;
    size_t point_count, ring_count, point_capacity, ring_capacity;
};

static void add_area(struct area *area, const struct ter_cover_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        const struct ter_cover_part *part = &parts->items[i];
        area->points = ter_grow(
            area->points, &area->point_capacity, area->point_count + part->count, sizeof *area->points);
        memcpy(area->points + area->point_count, parts->points + part->first,
            part->count * sizeof *area->points);
        area->ends = ter_grow(
            area->ends, &area->ring_capacity, area->ring_count + part->ring_count, sizeof *area->ends);
        for (size_t ring = 0; ring < part->ring_count; ring++)
            area->ends[area->ring_count++] = area->point_count + parts->ring_ends[part->first_ring + ring];
        area->point_count += part->count;
    }
}

static struct area area_of(const struct ter_cover_run *run)
{
    struct area area = {0};
    for (size_t i = 0; i < run->coverage->over_count; i++)
        if (run->coverage->overs[i].measure == TER_COVER_AREA_M2 && !run->coverage->overs[i].by_default)
            add_area(&area, &run->parts[i]);
    return area;
}

/* Where a stretch of a barrier goes. */
struct crossing {
    struct ter_cover_run *run;
    size_t district, *capacity;
    bool failed;
    struct ter_error *err;
};

static enum ter_cover_barrier barrier_of(enum ter_road_bar bar)
{
    return bar == TER_BAR_RAILWAY ? TER_BARRIER_RAILWAY
           : bar == TER_BAR_WATER ? TER_BARRIER_RIVER
                                  : TER_BARRIER_MOTORWAY;
}

static void add_crossing(void *user, enum ter_road_bar bar, const struct ter_xy *line, size_t count)
{
    struct crossing *crossing = user;
    struct ter_coverage *coverage = crossing->run->coverage;
    struct ter_cover_crossing item = {crossing->district, barrier_of(bar), NULL, count};
    if (crossing->failed || count < 2)
        return;
    item.points = ter_alloc(count * sizeof *item.points);
    for (size_t i = 0; i < count; i++) {
        item.points[i] = (struct ter_lonlat){line[i].x, line[i].y};
        coverage->districts[crossing->district].crosses_m[item.barrier] +=
            i ? ter_xy_distance_m(line[i - 1], line[i]) : 0;
    }
    coverage->crossings = ter_grow(
        coverage->crossings, crossing->capacity, coverage->crossing_count + 1, sizeof *coverage->crossings);
    coverage->crossings[coverage->crossing_count++] = item;
    crossing->failed = !ter_cover_plane_move(crossing->run->plane.back, item.points, count, crossing->err);
}

static bool find_crossings(
    struct ter_cover_run *run, const struct ter_district *districts, struct ter_error *err)
{
    size_t capacity = 0;
    for (size_t i = 0; i < run->coverage->district_count; i++) {
        struct crossing crossing = {run, i, &capacity, false, err};
        if (!ter_interrupt_check(err) ||
            !ter_district_barriers(&districts[i], run->graph, add_crossing, &crossing, err) ||
            crossing.failed)
            return false;
    }
    return true;
}

static bool take_district(struct ter_cover_run *run, const struct stations *stations,
    const struct ter_district *district, struct ter_error *err)
{
    enum { M2_A_KM2 = 1000000 };
    struct ter_coverage *coverage = run->coverage;
    struct ter_cover_district *taken = &coverage->districts[coverage->district_count];
    taken->source = stations->source_of[district->station];
    const char *class_ = coverage->sources[taken->source].class_;
    const struct ter_norm *norm =
        class_ ? ter_norms_find(run->request->norms, coverage->kind, "district_km2", class_) : NULL;
    taken->m2 = taken->shape.m2 = district->m2;
    taken->norm_m2 = norm ? ter_norm_value(norm, 0) * M2_A_KM2 : (double)NAN;
    coverage->district_count++;
    return ter_cover_plane_wkb(run->plane.back,
        (struct ter_wkb){(const uint8_t *)district->wkb.data, district->wkb.size}, &taken->shape.wkb, err);
}

static bool take_districts(struct ter_cover_run *run, const struct stations *stations,
    const struct ter_district *districts, size_t count, struct ter_error *err)
{
    run->coverage->districts = ter_alloc((count + 1) * sizeof *run->coverage->districts);
    for (size_t i = 0; i < count; i++)
        if (!take_district(run, stations, &districts[i], err))
            return false;
    return find_crossings(run, districts, err);
}

static bool find_districts(struct ter_cover_run *run, const struct stations *stations, struct ter_error *err)
{
    const struct ter_coverage *coverage = run->coverage;
    struct area area = area_of(run);
    struct ter_district_request request = {
        .graph = run->graph,
        .travel = stations->travel,
        .limit_s = coverage->levels[coverage->main_level].limit * SECONDS_A_MINUTE,
        .rings = area.points,
        .part_ends = area.ends,
        .parts = area.ring_count,
    };
    struct ter_district *districts = NULL;
    size_t count = 0;
    bool done = ter_districts_make(&request, &districts, &count, err) &&
                take_districts(run, stations, districts, count, err);
    if (done && area.ring_count)
        ter_cover_note(run, "districts share out the polygons of --over", "辖区在 --over 的面内划分");
    else if (done)
        ter_cover_note(run, "districts reach as far as the time does; --over with polygons shares those out",
            "辖区只及规定时间所到之处；--over 给出面时则在面内划分");
    ter_districts_free(districts, count);
    free(area.points);
    free(area.ends);
    return done;
}

bool ter_cover_stations_find(struct ter_cover_run *run, struct ter_error *err)
{
    __attribute__((cleanup(stations_free))) struct stations stations = {0};
    if (run->request->reach != TER_REACH_MINUTES)
        return true;
    if (!open_stations(run, &stations, err))
        return false;
    note_straight(run, &stations);
    return find_dues(run, &stations, err) && (!stations.count || find_districts(run, &stations, err));
}

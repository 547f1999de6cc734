/* Owns the ways that patrols went: how long each is, and how much of it lies in which ban, duty area and
 * township. Zones are those of the report's day. Knows nothing of quotas. */
#include "zone_report_parts.h"

#include "base/crs.h"
#include "zone_shapes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct way {
    struct ter_points points;
    struct ter_bbox box;
};

struct reading {
    struct ter_zone_canvas canvas;
    struct ter_zone_report *report;
    const struct ter_layer *tracks, *zones; /* of the ways; of what is looked at for them */
    struct way *ways;                       /* by track; line NULL where it has none */
    size_t way_capacity;
};

static void reading_free(struct reading *reading)
{
    for (size_t i = 0; reading->ways && i < reading->report->track_count; i++)
        ter_points_free(&reading->ways[i].points);
    free(reading->ways);
    if (reading->canvas.geos)
        GEOS_finish_r(reading->canvas.geos);
}

void ter_zone_track_free(struct ter_zone_track *track)
{
    for (size_t i = 0; i < track->crossing_count; i++) {
        free(track->crossings[i].code);
        free(track->crossings[i].name);
        free(track->crossings[i].kind);
    }
    free(track->crossings);
    ter_buf_free(&track->shape);
    free(track->code);
    free(track->name);
    free(track->day);
    free(track->about_layer);
    free(track->about_code);
    free(track->township);
}

static char *copy(const struct ter_layer *layer, const struct ter_record *record, const char *field)
{
    const char *text = ter_zone_text(layer, record->values, field);
    return text ? ter_strdup(text) : NULL;
}

/* Every edge on the ellipsoid; between two fixes of a receiver the geodesic and the line straight in degrees
 * are the same. */
static double length_m(const struct ter_points *points)
{
    double sum_m = 0;
    for (size_t part = 0, at = 0; part < points->part_count; at = points->parts[part++])
        for (size_t i = at; i + 1 < points->parts[part]; i++)
            sum_m += ter_distance_m(points->items[i], points->items[i + 1]);
    return sum_m;
}

/* Tracks ---------------------------------------------------------------------------------------------- */

static void take_track(struct reading *reading, const struct ter_record *record)
{
    struct ter_zone_report *report = reading->report;
    const struct ter_layer *layer = reading->tracks;
    const char *day = ter_zone_text(layer, record->values, "happened_on");
    const char *status = ter_zone_text(layer, record->values, "status");
    if (!day || strcmp(day, report->date) > 0 || (status && strcmp(status, "withdrawn") == 0))
        return;
    struct way way = {0};
    struct ter_zone_track track = {.code = copy(layer, record, "code"),
        .name = copy(layer, record, "name"),
        .day = ter_strdup(day),
        .about_layer = copy(layer, record, "about_layer"),
        .about_code = copy(layer, record, "about_code"),
        .township = copy(layer, record, "township"),
        .radius_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], 0)};
    if (record->geometry.data && ter_wkb_points(record->geometry, &way.points)) {
        ter_buf_add(&track.shape, record->geometry.data, record->geometry.size);
        track.length_m = length_m(&way.points);
        way.box = ter_bbox_of(way.points.items, way.points.count);
    }
    reading->ways =
        ter_grow(reading->ways, &reading->way_capacity, report->track_count + 1, sizeof *reading->ways);
    reading->ways[report->track_count] = way;
    report->tracks =
        ter_grow(report->tracks, &report->track_capacity, report->track_count + 1, sizeof *report->tracks);
    report->tracks[report->track_count++] = track;
}

static bool read_tracks(struct ter_registry *registry, struct reading *reading, struct ter_error *err)
{
    const struct ter_field *day;
    if (!ter_layer_need_field(reading->tracks, "happened_on", &day, err))
        return false;
    const struct ter_condition since = {
        ter_layer_field_index(reading->tracks, day), TER_AT_LEAST, ter_value_text(reading->report->first)};
    struct ter_filter filter = {.conditions = &since, .condition_count = 1};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, reading->tracks, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        take_track(reading, record);
    }
}

/* Zones ----------------------------------------------------------------------------------------------- */

static bool boxes_meet(struct ter_bbox a, struct ter_bbox b)
{
    return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

/* One zone against the ways; its shape is made only once a way's box meets its own. */
struct looking {
    const struct ter_record *record;
    struct ter_bbox box;
    enum ter_force force;
    GEOSGeometry *shape;
    const GEOSPreparedGeometry *prepared;
};

static bool prepare(const struct reading *reading, struct looking *looking)
{
    if (!looking->shape)
        looking->shape = ter_zone_shape_read(&reading->canvas, looking->record->geometry);
    if (looking->shape && !looking->prepared)
        looking->prepared = GEOSPrepare_r(reading->canvas.geos, looking->shape);
    return looking->prepared != NULL;
}

static GEOSGeometry *draw_edge(GEOSContextHandle_t geos, struct ter_lonlat a, struct ter_lonlat b)
{
    double xy[] = {a.lon, a.lat, b.lon, b.lat};
    GEOSCoordSequence *sequence = GEOSCoordSeq_copyFromBuffer_r(geos, xy, 2, 0, 0);
    return sequence ? GEOSGeom_createLineString_r(geos, sequence) : NULL;
}

/* What an edge that crosses the boundary has inside. */
static double cut_edge_m(
    const struct reading *reading, const struct looking *looking, const GEOSGeometry *edge)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    TER_AUTO_POINTS struct ter_points points = {0};
    GEOSGeometry *inside = GEOSIntersection_r(reading->canvas.geos, looking->shape, edge);
    if (inside)
        ter_zone_shape_write(&reading->canvas, inside, &wkb);
    GEOSGeom_destroy_r(reading->canvas.geos, inside);
    bool read = wkb.size && ter_wkb_points((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &points);
    return read ? length_m(&points) : 0;
}

static double edge_inside_m(
    const struct reading *reading, const struct looking *looking, struct ter_lonlat a, struct ter_lonlat b)
{
    GEOSContextHandle_t geos = reading->canvas.geos;
    const struct ter_lonlat ends[] = {a, b};
    if (!boxes_meet(ter_bbox_of(ends, 2), looking->box))
        return 0;
    GEOSGeometry *edge = draw_edge(geos, a, b);
    double inside_m = !edge                                                      ? 0
                      : GEOSPreparedCovers_r(geos, looking->prepared, edge) == 1 ? ter_distance_m(a, b)
                      : GEOSPreparedIntersects_r(geos, looking->prepared, edge) == 1
                          ? cut_edge_m(reading, looking, edge)
                          : 0;
    GEOSGeom_destroy_r(geos, edge);
    return inside_m;
}

/* Edge by edge: a way there and back counts both times, as its length does. */
static void cross(struct reading *reading, const struct looking *looking, size_t track)
{
    const struct ter_layer *layer = reading->zones;
    const struct ter_points *points = &reading->ways[track].points;
    struct ter_zone_track *one = &reading->report->tracks[track];
    double own_m = ter_value_number(looking->record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], 0);
    double inside_m = 0;
    for (size_t part = 0, at = 0; part < points->part_count; at = points->parts[part++])
        for (size_t i = at; i + 1 < points->parts[part]; i++)
            inside_m += edge_inside_m(reading, looking, points->items[i], points->items[i + 1]);
    if (!(inside_m > 0))
        return;
    one->crossings =
        ter_grow(one->crossings, &one->crossing_capacity, one->crossing_count + 1, sizeof *one->crossings);
    one->crossings[one->crossing_count++] = (struct ter_zone_crossing){layer,
        copy(layer, looking->record, "code"), copy(layer, looking->record, "name"),
        copy(layer, looking->record, layer == reading->report->layer ? "kind" : "level"), looking->force,
        inside_m, inside_m > one->radius_m + own_m};
}

static bool take_zone(
    void *user, const struct ter_record *record, enum ter_force_basis basis, struct ter_error *err)
{
    struct reading *reading = user;
    struct looking looking = {.record = record,
        .force = ter_force_on(reading->zones, record->values, reading->report->date, basis)};
    (void)err;
    if (!record->geometry.data || looking.force == TER_FORCE_OVER || looking.force == TER_FORCE_EXPIRED)
        return true;
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!ter_wkb_points(record->geometry, &points))
        return true;
    looking.box = ter_bbox_of(points.items, points.count);
    for (size_t i = 0; i < reading->report->track_count; i++)
        if (reading->ways[i].points.count && boxes_meet(reading->ways[i].box, looking.box) &&
            prepare(reading, &looking))
            cross(reading, &looking, i);
    GEOSPreparedGeom_destroy_r(reading->canvas.geos, looking.prepared);
    GEOSGeom_destroy_r(reading->canvas.geos, looking.shape);
    return true;
}

static int by_day(const void *a, const void *b)
{
    const struct ter_zone_track *x = a, *y = b;
    int days = strcmp(x->day, y->day);
    return days ? days : strcmp(x->code, y->code);
}

bool ter_zone_read_tracks(
    struct ter_registry *registry, struct ter_zone_report *report, struct ter_error *err)
{
    const struct ter_layer *const zones[] = {
        report->layer, ter_zone_layer(registry, "duty_area"), ter_zone_layer(registry, "township")};
    __attribute__((cleanup(reading_free))) struct reading reading = {
        .report = report, .tracks = ter_zone_layer(registry, "patrol_track")};
    if (!reading.tracks)
        return true;
    reading.canvas.geos = GEOS_init_r();
    if (!read_tracks(registry, &reading, err))
        return false;
    for (size_t i = 0; report->track_count && i < sizeof zones / sizeof *zones; i++) {
        reading.zones = zones[i];
        if (zones[i] && !ter_zone_walk(registry, zones[i], report->date, take_zone, &reading, err))
            return false;
    }
    if (report->track_count)
        qsort(report->tracks, report->track_count, sizeof *report->tracks, by_day);
    return true;
}

/* Owns districts as polygons: cells of places, joined by station, cut to the area asked about. Knows nothing
 * of travel times. */
#include "districts.h"

#include "districts_places.h"
#include "reach_roads_tile.h"
#include "road_graph_parts.h"

#include <math.h>
#include <stdlib.h>

void ter_districts_free(struct ter_district *districts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ter_buf_free(&districts[i].wkb);
    free(districts);
}

static GEOSGeometry *read_wkb(GEOSContextHandle_t geos, const struct ter_buf *wkb)
{
    GEOSWKBReader *reader = wkb->size ? GEOSWKBReader_create_r(geos) : NULL;
    if (!reader)
        return NULL;
    GEOSGeometry *geometry = GEOSWKBReader_read_r(geos, reader, (const unsigned char *)wkb->data, wkb->size);
    GEOSWKBReader_destroy_r(geos, reader);
    return geometry;
}

static GEOSGeometry *line_of(GEOSContextHandle_t geos, const struct ter_xy *points, size_t count)
{
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, (unsigned)count, 2);
    for (size_t i = 0; sequence && i < count; i++)
        GEOSCoordSeq_setXY_r(geos, sequence, (unsigned)i, points[i].x, points[i].y);
    return sequence ? GEOSGeom_createLineString_r(geos, sequence) : NULL;
}

/* ---- the area asked about ---- */

/* Rings as even-odd drawing has them: each one is added to, or taken from, what the others make. */
static GEOSGeometry *area_of_rings(GEOSContextHandle_t geos, const struct ter_district_request *request)
{
    GEOSGeometry *area = GEOSGeom_createEmptyPolygon_r(geos);
    for (size_t part = 0, from = 0; part < request->parts && area; from = request->part_ends[part++]) {
        size_t count = request->part_ends[part] - from;
        GEOSGeometry *line = count >= 4 ? line_of(geos, request->rings + from, count) : NULL;
        GEOSGeometry *shape =
            line ? GEOSPolygonize_valid_r(geos, (const GEOSGeometry *const *)&line, 1) : NULL;
        GEOSGeometry *both = shape ? GEOSSymDifference_r(geos, area, shape) : NULL;
        GEOSGeom_destroy_r(geos, line);
        GEOSGeom_destroy_r(geos, shape);
        if (both) {
            GEOSGeom_destroy_r(geos, area);
            area = both;
        }
    }
    return area;
}

static GEOSGeometry *area_reached(
    GEOSContextHandle_t geos, const struct ter_district_request *request, struct ter_error *err)
{
    struct ter_road_reach *reach = NULL;
    TER_AUTO_BUF struct ter_buf wkb = {0};
    bool done = ter_travel_reach(request->travel, request->limit_s, &reach, err) &&
                ter_road_reach_polygons(reach, &wkb, err);
    ter_road_reach_close(reach);
    if (!done)
        return NULL;
    GEOSGeometry *area = read_wkb(geos, &wkb);
    return area ? area : GEOSGeom_createEmptyPolygon_r(geos);
}

/* ---- cells ---- */

/* Which cell a place lies in: cells are convex. */
struct finding {
    GEOSContextHandle_t geos;
    const GEOSGeometry *cells;
    struct ter_xy at;
    size_t cell; /* SIZE_MAX: not found yet */
};

static void look_into(void *user, size_t item)
{
    struct finding *finding = user;
    const GEOSGeometry *ring =
        GEOSGetExteriorRing_r(finding->geos, GEOSGetGeometryN_r(finding->geos, finding->cells, (int)item));
    const GEOSCoordSequence *points = ring ? GEOSGeom_getCoordSeq_r(finding->geos, ring) : NULL;
    unsigned count = 0;
    struct ter_xy a = {0, 0}, b;
    bool left = false, right = false;
    if (points)
        GEOSCoordSeq_getSize_r(finding->geos, points, &count);
    for (unsigned i = 0; i < count; i++, a = b) {
        GEOSCoordSeq_getXY_r(finding->geos, points, i, &b.x, &b.y);
        double side = (b.x - a.x) * (finding->at.y - a.y) - (b.y - a.y) * (finding->at.x - a.x);
        left |= i && side > 0;
        right |= i && side < 0;
    }
    if (count && left != right)
        finding->cell = item;
}

static struct ter_box_tree *cell_tree(GEOSContextHandle_t geos, const GEOSGeometry *cells, size_t count)
{
    struct ter_box *boxes = ter_alloc((count + 1) * sizeof *boxes);
    for (size_t i = 0; i < count; i++) {
        const GEOSGeometry *cell = GEOSGetGeometryN_r(geos, cells, (int)i);
        GEOSGeom_getXMin_r(geos, cell, &boxes[i].west);
        GEOSGeom_getYMin_r(geos, cell, &boxes[i].south);
        GEOSGeom_getXMax_r(geos, cell, &boxes[i].east);
        GEOSGeom_getYMax_r(geos, cell, &boxes[i].north);
    }
    struct ter_box_tree *tree = ter_box_tree_open(boxes, count);
    free(boxes);
    return tree;
}

/* The station of each cell; SIZE_MAX where none was found. */
static size_t *cell_stations(GEOSContextHandle_t geos, const GEOSGeometry *cells, size_t count,
    const struct ter_district_places *places)
{
    size_t *stations = ter_alloc((count + 1) * sizeof *stations);
    for (size_t i = 0; i < count; i++)
        stations[i] = SIZE_MAX;
    struct ter_box_tree *tree = cell_tree(geos, cells, count);
    for (size_t i = 0; i < places->count; i++) {
        struct finding finding = {geos, cells, places->items[i].at, SIZE_MAX};
        struct ter_box box = {finding.at.x, finding.at.y, finding.at.x, finding.at.y};
        ter_box_tree_within(tree, &box, look_into, &finding);
        if (finding.cell != SIZE_MAX)
            stations[finding.cell] = places->items[i].station;
    }
    ter_box_tree_close(tree);
    return stations;
}

static GEOSGeometry *diagram(
    GEOSContextHandle_t geos, const struct ter_district_places *places, const GEOSGeometry *area)
{
    GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, (unsigned)places->count, 2);
    for (size_t i = 0; points && i < places->count; i++)
        GEOSCoordSeq_setXY_r(geos, points, (unsigned)i, places->items[i].at.x, places->items[i].at.y);
    GEOSGeometry *line = points ? GEOSGeom_createLineString_r(geos, points) : NULL;
    GEOSGeometry *frame = GEOSEnvelope_r(geos, area);
    GEOSGeometry *cells = line && frame ? GEOSVoronoiDiagram_r(geos, line, frame, 0, 0) : NULL;
    GEOSGeom_destroy_r(geos, line);
    GEOSGeom_destroy_r(geos, frame);
    return cells;
}

/* ---- districts ---- */

struct making {
    GEOSContextHandle_t geos;
    const GEOSGeometry *cells, *area;
    const size_t *stations; /* of each cell */
    size_t cell_count;
    struct ter_district *districts;
    size_t count, capacity;
};

/* Join the cells of one station, which share whole edges, and cut them to the area. */
static bool make_district(struct making *making, size_t station)
{
    GEOSContextHandle_t geos = making->geos;
    TER_AUTO_FREE GEOSGeometry **own = ter_alloc((making->cell_count + 1) * sizeof *own);
    unsigned count = 0;
    for (size_t i = 0; i < making->cell_count; i++)
        if (making->stations[i] == station)
            own[count++] = GEOSGeom_clone_r(geos, GEOSGetGeometryN_r(geos, making->cells, (int)i));
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, own, count);
    GEOSGeometry *joined = all ? GEOSCoverageUnion_r(geos, all) : NULL;
    GEOSGeometry *inside = joined ? GEOSIntersectionPrec_r(geos, joined, making->area, 0.001) : NULL;
    struct ter_district district = {.station = station};
    bool done =
        inside && GEOSArea_r(geos, inside, &district.m2) == 1 && ter_reach_write(geos, inside, &district.wkb);
    GEOSGeom_destroy_r(geos, all);
    GEOSGeom_destroy_r(geos, joined);
    GEOSGeom_destroy_r(geos, inside);
    if (!done || !district.wkb.size)
        return done;
    making->districts =
        ter_grow(making->districts, &making->capacity, making->count + 1, sizeof *making->districts);
    making->districts[making->count++] = district;
    return true;
}

static bool make_districts(struct making *making, const struct ter_district_places *places)
{
    size_t most = 0;
    for (size_t i = 0; i < places->count; i++)
        most = places->items[i].station > most ? places->items[i].station : most;
    TER_AUTO_FREE bool *first = ter_alloc(most + 1);
    for (size_t i = 0; i < making->cell_count; i++)
        if (making->stations[i] != SIZE_MAX)
            first[making->stations[i]] = true;
    bool done = true;
    for (size_t station = 0; station <= most && done; station++)
        done = !first[station] || make_district(making, station);
    return done;
}

static bool cut_cells(struct making *making, const struct ter_district_places *places)
{
    GEOSGeometry *cells = diagram(making->geos, places, making->area);
    if (!cells)
        return false;
    making->cells = cells;
    making->cell_count = (size_t)GEOSGetNumGeometries_r(making->geos, cells);
    size_t *stations = cell_stations(making->geos, cells, making->cell_count, places);
    making->stations = stations;
    bool done = make_districts(making, places);
    free(stations);
    GEOSGeom_destroy_r(making->geos, cells);
    return done;
}

/* A diagram needs two places that differ; the lonely one has it all. */
static bool is_lonely(const struct ter_district_places *places)
{
    for (size_t i = 1; i < places->count; i++)
        if (places->items[i].station != places->items[0].station)
            return false;
    return true;
}

static bool give_all(struct making *making, size_t station)
{
    struct ter_district district = {.station = station};
    bool done = GEOSArea_r(making->geos, making->area, &district.m2) == 1 &&
                ter_reach_write(making->geos, making->area, &district.wkb);
    if (!done || !district.wkb.size)
        return done;
    making->districts = ter_memdup(&district, sizeof district);
    making->count = 1;
    return true;
}

bool ter_districts_make(const struct ter_district_request *request, struct ter_district **ret_districts,
    size_t *ret_count, struct ter_error *err)
{
    struct making making = {.geos = GEOS_init_r()};
    GEOSGeometry *area =
        request->rings ? area_of_rings(making.geos, request) : area_reached(making.geos, request, err);
    struct ter_district_places places = {0};
    bool done = area != NULL;
    if (done && GEOSisEmpty_r(making.geos, area) == 0) {
        struct ter_xy box[2] = {{0, 0}, {0, 0}};
        GEOSGeom_getXMin_r(making.geos, area, &box[0].x);
        GEOSGeom_getYMin_r(making.geos, area, &box[0].y);
        GEOSGeom_getXMax_r(making.geos, area, &box[1].x);
        GEOSGeom_getYMax_r(making.geos, area, &box[1].y);
        making.area = area;
        ter_district_places_choose(request, box, &places);
        if (places.count &&
            !(is_lonely(&places) ? give_all(&making, places.items[0].station) : cut_cells(&making, &places)))
            done = ter_fail(err, TER_FAILED, "the districts cannot be drawn: GEOS gives up on them");
    } else if (!area && request->rings)
        done = ter_fail(err, TER_FAILED, "the area asked about cannot be read");
    free(places.items);
    GEOSGeom_destroy_r(making.geos, area);
    GEOS_finish_r(making.geos);
    if (!done) {
        ter_districts_free(making.districts, making.count);
        return false;
    }
    *ret_districts = making.districts;
    *ret_count = making.count;
    return true;
}

/* ---- what crosses them ---- */

struct reporting {
    GEOSContextHandle_t geos;
    const GEOSGeometry *polygon;
    const GEOSPreparedGeometry *prepared;
    const struct ter_road_index *index;
    void (*stretch)(void *user, enum ter_road_bar bar, const struct ter_xy *line, size_t count);
    void *user;
};

static void report_line(struct reporting *reporting, enum ter_road_bar bar, const GEOSGeometry *line)
{
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(reporting->geos, line);
    unsigned count = 0;
    if (!points || !GEOSCoordSeq_getSize_r(reporting->geos, points, &count) || count < 2)
        return;
    struct ter_xy *line_points = ter_alloc(count * sizeof *line_points);
    for (unsigned i = 0; i < count; i++)
        GEOSCoordSeq_getXY_r(reporting->geos, points, i, &line_points[i].x, &line_points[i].y);
    reporting->stretch(reporting->user, bar, line_points, count);
    free(line_points);
}

static void report_barrier(void *user, size_t item)
{
    struct reporting *reporting = user;
    const struct ter_road_barrier *barrier = &reporting->index->barrier_items[item];
    GEOSGeometry *line =
        line_of(reporting->geos, &reporting->index->vertices[barrier->first_vertex], barrier->vertex_count);
    if (line && GEOSPreparedIntersects_r(reporting->geos, reporting->prepared, line) == 1) {
        GEOSGeometry *inside = GEOSIntersection_r(reporting->geos, line, reporting->polygon);
        int parts = inside ? GEOSGetNumGeometries_r(reporting->geos, inside) : 0;
        for (int i = 0; i < parts; i++) {
            const GEOSGeometry *part = GEOSGetGeometryN_r(reporting->geos, inside, i);
            if (GEOSGeomTypeId_r(reporting->geos, part) == GEOS_LINESTRING)
                report_line(reporting, barrier->bar, part);
        }
        GEOSGeom_destroy_r(reporting->geos, inside);
    }
    GEOSGeom_destroy_r(reporting->geos, line);
}

bool ter_district_barriers(const struct ter_district *district, const struct ter_road_graph *graph,
    void (*stretch)(void *user, enum ter_road_bar bar, const struct ter_xy *line, size_t count), void *user,
    struct ter_error *err)
{
    struct reporting reporting = {
        .geos = GEOS_init_r(), .index = graph->index, .stretch = stretch, .user = user};
    GEOSGeometry *polygon = read_wkb(reporting.geos, &district->wkb);
    reporting.polygon = polygon;
    reporting.prepared = polygon ? GEOSPrepare_r(reporting.geos, polygon) : NULL;
    if (reporting.prepared && graph->index && graph->index->barriers) {
        struct ter_box box;
        GEOSGeom_getXMin_r(reporting.geos, polygon, &box.west);
        GEOSGeom_getYMin_r(reporting.geos, polygon, &box.south);
        GEOSGeom_getXMax_r(reporting.geos, polygon, &box.east);
        GEOSGeom_getYMax_r(reporting.geos, polygon, &box.north);
        ter_box_tree_within(graph->index->barriers, &box, report_barrier, &reporting);
    }
    bool done = reporting.prepared != NULL;
    GEOSPreparedGeom_destroy_r(reporting.geos, reporting.prepared);
    GEOSGeom_destroy_r(reporting.geos, polygon);
    GEOS_finish_r(reporting.geos);
    return done || ter_fail(err, TER_FAILED, "a district's polygon cannot be read");
}

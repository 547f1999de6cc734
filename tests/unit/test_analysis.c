/* Analyses: nearest points, areas, edges, zones. Each answer is held against a slower one that is plainly
 * right: a loop over everything, SpatiaLite's own predicates, points set out along an edge. */
#include "analysis/area.h"
#include "analysis/located.h"
#include "analysis/nearest.h"
#include "base/crs.h"
#include "land/zones/boundary.h"
#include "land/zones/zones.h"
#include "registering.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- nearest ---- */

static int by_distance(const void *a, const void *b)
{
    const struct ter_nearest_hit *x = a, *y = b;
    if (x->distance_m != y->distance_m)
        return x->distance_m < y->distance_m ? -1 : 1;
    return x->point < y->point ? -1 : x->point > y->point;
}

static size_t brute_force(const struct ter_lonlat *points, size_t count, struct ter_lonlat from, size_t k,
    double max_m, struct ter_nearest_hit *ret_hits)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        double distance_m = ter_distance_m(from, points[i]);
        if (distance_m <= max_m)
            ret_hits[found++] = (struct ter_nearest_hit){i, distance_m};
    }
    if (found > 1)
        qsort(ret_hits, found, sizeof *ret_hits, by_distance);
    return found < k ? found : k;
}

static void expect_as_brute_force(const struct ter_lonlat *points, size_t count,
    const struct ter_lonlat *places, size_t place_count, size_t k, double max_m)
{
    TER_AUTO(ter_nearest_close) struct ter_nearest_index *index = ter_nearest_open(points, count);
    TER_AUTO_FREE struct ter_nearest_hit *expected = ter_alloc((count + 1) * sizeof *expected);
    TER_AUTO_FREE struct ter_nearest_hit *found = ter_alloc((k + 1) * sizeof *found);
    for (size_t i = 0; i < place_count; i++) {
        size_t wanted = brute_force(points, count, places[i], k, max_m, expected);
        size_t got = ter_nearest_find(index, places[i], k, max_m, found);
        ck_assert_uint_eq(got, wanted);
        for (size_t j = 0; j < got; j++) {
            ck_assert_msg(found[j].point == expected[j].point,
                "%.9f,%.9f: number %zu is point %zu at %.6f m, by brute force %zu at %.6f m", places[i].lon,
                places[i].lat, j + 1, found[j].point, found[j].distance_m, expected[j].point,
                expected[j].distance_m);
            ck_assert(found[j].distance_m == expected[j].distance_m);
        }
    }
}

/* Boxes to scatter points in: a county, the dateline, a pole, the whole globe, a spot of a few metres. */
static const struct ter_bbox scatters[] = {{110.75, 40.4, 111.75, 41.1}, {179.5, -17.5, 180.5, -16.5},
    {-180, 88, 180, 90}, {-180, -90, 180, 90}, {111, 40, 111.0001, 40.0001}};

static struct ter_lonlat scatter(struct ter_bbox box, uint64_t *chance)
{
    struct ter_lonlat at = {box.west + (box.east - box.west) * register_random(chance),
        box.south + (box.north - box.south) * register_random(chance)};
    if (at.lon > 180)
        at.lon -= 360;
    return at;
}

START_TEST(nearest_is_what_a_loop_finds)
{
    enum { POINTS = 700, PLACES = 60 };
    static const size_t ks[] = {1, 2, 5, POINTS, POINTS + 3};
    struct ter_lonlat points[POINTS], places[PLACES];
    uint64_t chance = (uint64_t)_i + 1;
    for (size_t i = 0; i < POINTS; i++)
        points[i] = scatter(scatters[_i], &chance);
    for (size_t i = 0; i < PLACES; i++)
        places[i] = scatter(scatters[_i], &chance);
    places[0] = (struct ter_lonlat){-69, -40}; /* about the other end of the world */
    places[1] = points[17];
    for (size_t i = 0; i < sizeof ks / sizeof *ks; i++)
        expect_as_brute_force(points, POINTS, places, PLACES, ks[i], INFINITY);
    expect_as_brute_force(points, POINTS, places, PLACES, 3, 5000);
    expect_as_brute_force(points, POINTS, places, PLACES, 3, 0);
}
END_TEST

/* A whole township geocoded to one point, and a grid with four equal distances in every middle. */
START_TEST(nearest_takes_equals_in_the_order_of_ids)
{
    enum { SIDE = 10, HEAP = 60 };
    struct ter_lonlat points[SIDE * SIDE + HEAP];
    struct ter_lonlat places[SIDE * SIDE + 1];
    size_t count = 0;
    for (int i = 0; i < HEAP; i++)
        points[count++] = (struct ter_lonlat){0.05, 0.05};
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++) {
            places[x * SIDE + y] = (struct ter_lonlat){x * 0.01 + 0.005, y * 0.01 - 0.095};
            points[count++] =
                (struct ter_lonlat){x * 0.01, y * 0.01 - 0.1}; /* on both sides of the equator */
        }
    places[SIDE * SIDE] = (struct ter_lonlat){0.05, 0.05};
    expect_as_brute_force(points, count, places, SIDE * SIDE + 1, 1, INFINITY);
    expect_as_brute_force(points, count, places, SIDE * SIDE + 1, 4, INFINITY);
    expect_as_brute_force(points, count, places, SIDE * SIDE + 1, HEAP + 7, INFINITY);
}
END_TEST

/* The dateline is no edge, and a degree of longitude is not one of latitude. */
START_TEST(nearest_measures_on_the_ground)
{
    static const struct ter_lonlat points[] = {
        {-179.999, 0}, {179, 0}, {111.012, 60}, {111, 60.008}, {0, 89.9999}, {180, 89.9}};
    TER_AUTO(ter_nearest_close) struct ter_nearest_index *index = ter_nearest_open(points, 6);
    struct ter_nearest_hit hit;
    ck_assert_uint_eq(ter_nearest_find(index, (struct ter_lonlat){179.999, 0}, 1, INFINITY, &hit), 1);
    ck_assert_uint_eq(hit.point, 0);
    ck_assert_double_eq_tol(hit.distance_m, 222.639, 0.001);
    ck_assert_uint_eq(ter_nearest_find(index, (struct ter_lonlat){111, 60}, 1, INFINITY, &hit), 1);
    ck_assert_uint_eq(hit.point, 2); /* 669 m; the other one looks nearer in degrees and lies 891 m away */
    ck_assert_uint_eq(ter_nearest_find(index, (struct ter_lonlat){180, 89.9999}, 1, INFINITY, &hit), 1);
    ck_assert_uint_eq(hit.point, 4); /* across the pole */
}
END_TEST

START_TEST(nearest_of_nothing_is_nothing)
{
    static const struct ter_lonlat one[] = {{111, 40}};
    struct ter_nearest_hit hit;
    TER_AUTO(ter_nearest_close) struct ter_nearest_index *empty = ter_nearest_open(one, 0);
    TER_AUTO(ter_nearest_close) struct ter_nearest_index *single = ter_nearest_open(one, 1);
    ck_assert_uint_eq(ter_nearest_find(empty, one[0], 1, INFINITY, &hit), 0);
    ck_assert_uint_eq(ter_nearest_find(single, one[0], 0, INFINITY, &hit), 0);
    ck_assert_uint_eq(ter_nearest_find(single, one[0], 1, -1, &hit), 0);
    ck_assert_uint_eq(ter_nearest_find(single, one[0], 1, 0, &hit), 1);
    ck_assert_uint_eq(ter_nearest_find(single, (struct ter_lonlat){112, 40}, 1, 85000, &hit), 0);
    ter_nearest_close(NULL);
}
END_TEST

/* ---- polygons ---- */

/* A polygon of one ring as WKB, closed here. */
static struct ter_wkb polygon_of(const struct ter_lonlat *ring, size_t count, struct ter_buf *buf)
{
    const uint8_t head[13] = {
        1, TER_POLYGON, 0, 0, 0, 1, 0, 0, 0, (uint8_t)(count + 1), (uint8_t)((count + 1) >> 8), 0, 0};
    ter_buf_clear(buf);
    ter_buf_add(buf, head, sizeof head);
    for (size_t i = 0; i <= count; i++) {
        uint8_t point[TER_WKB_POINT_SIZE];
        ter_wkb_from_point(ring[i % count], point);
        ter_buf_add(buf, point + 5, 16);
    }
    return (struct ter_wkb){(const uint8_t *)buf->data, buf->size};
}

/* A ragged star round a centre. */
static struct ter_wkb star(struct ter_lonlat centre, double size, size_t corners, uint64_t *chance,
    struct ter_lonlat *ring, struct ter_buf *buf)
{
    for (size_t i = 0; i < corners; i++) {
        double angle = 2 * M_PI * (double)i / (double)corners, reach = size * (0.2 + register_random(chance));
        ring[i] = (struct ter_lonlat){centre.lon + reach * cos(angle), centre.lat + reach * sin(angle)};
    }
    return polygon_of(ring, corners, buf);
}

/* The crossing rule, even-odd. */
static bool is_inside(const struct ter_lonlat *ring, size_t count, struct ter_lonlat at)
{
    bool inside = false;
    for (size_t i = 0, j = count - 1; i < count; j = i++)
        if ((ring[i].lat > at.lat) != (ring[j].lat > at.lat) &&
            at.lon < (ring[j].lon - ring[i].lon) * (at.lat - ring[i].lat) / (ring[j].lat - ring[i].lat) +
                         ring[i].lon)
            inside = !inside;
    return inside;
}

static struct ter_area *open_area(struct ter_wkb wkb)
{
    struct ter_area *area = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_area_open(wkb, &area, &err), "%s", err.message);
    return area;
}

static bool meets_point(const struct ter_area *area, struct ter_lonlat at)
{
    uint8_t point[TER_WKB_POINT_SIZE];
    ter_wkb_from_point(at, point);
    return ter_area_meets(area, (struct ter_wkb){point, sizeof point});
}

START_TEST(points_lie_in_areas_as_the_crossing_rule_says)
{
    enum { CORNERS = 40, POINTS = 2000 };
    static const struct ter_bbox around = {110.98, 39.98, 111.02, 40.02};
    struct ter_lonlat ring[CORNERS];
    TER_AUTO_BUF struct ter_buf buf = {0};
    uint64_t chance = 7;
    size_t inside = 0;
    TER_AUTO(ter_area_close)
    struct ter_area *area =
        open_area(star((struct ter_lonlat){111, 40}, 0.012, CORNERS, &chance, ring, &buf));
    for (size_t i = 0; i < POINTS; i++) {
        struct ter_lonlat at = scatter(around, &chance);
        bool expected = is_inside(ring, CORNERS, at);
        ck_assert_msg(meets_point(area, at) == expected, "%.9f,%.9f", at.lon, at.lat);
        inside += expected;
    }
    ck_assert_uint_gt(inside, 100);
    ck_assert(meets_point(area, ring[3])); /* the edge belongs to the area */
}
END_TEST

/* A bow tie fills as QGIS draws it; neighbours that only touch do not meet, in either order. */
START_TEST(areas_that_cross_themselves_or_touch)
{
    static const struct ter_lonlat bow[] = {{0, 0}, {2, 2}, {2, 0}, {0, 2}};
    static const struct ter_lonlat left[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}},
                                   right[] = {{1, 0}, {2, 0}, {2, 1}, {1, 1}};
    static const struct ter_lonlat over[] = {{0.9, 0}, {2, 0}, {2, 1}, {0.9, 1}};
    TER_AUTO_BUF struct ter_buf a = {0}, b = {0}, c = {0}, d = {0};
    TER_AUTO(ter_area_close) struct ter_area *tie = open_area(polygon_of(bow, 4, &a));
    ck_assert(meets_point(tie, (struct ter_lonlat){0.3, 1}));
    ck_assert(meets_point(tie, (struct ter_lonlat){1.7, 1}));
    ck_assert(!meets_point(tie, (struct ter_lonlat){1, 0.3}));
    struct ter_wkb one = polygon_of(left, 4, &b), two = polygon_of(right, 4, &c),
                   three = polygon_of(over, 4, &d);
    TER_AUTO(ter_area_close) struct ter_area *first = open_area(one);
    TER_AUTO(ter_area_close) struct ter_area *second = open_area(two);
    TER_AUTO(ter_area_close) struct ter_area *third = open_area(three);
    ck_assert(!ter_area_meets(first, two) && !ter_area_meets(second, one));
    ck_assert(ter_area_meets(first, three) && ter_area_meets(third, one));
    ck_assert(ter_area_meets(first, one));
}
END_TEST

START_TEST(what_is_no_area_is_refused)
{
    static const struct ter_lonlat ring[] = {{0, 0}, {1, 0}, {1, 1}};
    uint8_t point[TER_WKB_POINT_SIZE];
    TER_AUTO_BUF struct ter_buf buf = {0};
    struct ter_wkb whole = polygon_of(ring, 3, &buf), cut = {whole.data, whole.size - 5};
    struct ter_area *area = NULL;
    struct ter_error err = {0};
    ter_wkb_from_point(ring[0], point);
    ck_assert(!ter_area_open((struct ter_wkb){point, sizeof point}, &area, &err));
    ck_assert_int_eq(err.code, TER_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "Point"));
    ck_assert(!ter_area_open(cut, &area, &err));
    ck_assert(!ter_area_open((struct ter_wkb){NULL, 0}, &area, &err));
    static const struct ter_lonlat flat[] = {{0, 0}, {1, 1}, {2, 2}},
                                   spike[] = {{0, 0}, {1, 0}, {1, 1}, {1, 9}, {1, 1}};
    TER_AUTO_BUF struct ter_buf other = {0};
    ck_assert(!ter_area_open(polygon_of(flat, 3, &other), &area, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "no extent"));
    ck_assert_ptr_null(area);
    TER_AUTO(ter_area_close) struct ter_area *triangle = open_area(polygon_of(spike, 5, &other));
    ck_assert(meets_point(triangle, (struct ter_lonlat){0.9, 0.1}));
    ck_assert(!meets_point(triangle, (struct ter_lonlat){1, 5})); /* the spike is no area */
    TER_AUTO(ter_area_close) struct ter_area *good = open_area(whole);
    ck_assert(!ter_area_meets(good, cut));
    ck_assert(!ter_area_meets(good, (struct ter_wkb){NULL, 0}));
}
END_TEST

START_TEST(a_shape_stands_for_itself_with_its_centre)
{
    static const struct ter_lonlat square[] = {{111, 40}, {111.2, 40}, {111.2, 40.1}, {111, 40.1}};
    static const uint8_t empty[] = {1, TER_MULTIPOLYGON, 0, 0, 0, 0, 0, 0, 0};
    TER_AUTO_BUF struct ter_buf buf = {0};
    struct ter_lonlat at = {0, 0};
    struct ter_error err = {0};
    ck_assert(ter_geometry_centre(polygon_of(square, 4, &buf), &at, &err));
    ck_assert_double_eq_tol(at.lon, 111.1, 1e-12);
    ck_assert_double_eq_tol(at.lat, 40.05, 1e-12);
    ck_assert(ter_geometry_centre(polygon_of(square, 2, &buf), &at, &err)); /* a ring there and back */
    ck_assert_double_eq_tol(at.lon, 111.1, 1e-12);
    ck_assert(!ter_geometry_centre((struct ter_wkb){empty, sizeof empty}, &at, &err));
    ck_assert(!ter_geometry_centre((struct ter_wkb){(const uint8_t *)buf.data, 30}, &at, &err));
}
END_TEST

/* ---- edges ---- */

/* The least distance to points set out densely along every edge. */
static double sampled_m(const struct ter_lonlat *ring, size_t count, struct ter_lonlat from, int steps)
{
    double best_m = INFINITY;
    for (size_t i = 0; i < count; i++) {
        struct ter_lonlat a = ring[i], b = ring[(i + 1) % count];
        for (int j = 0; j <= steps; j++) {
            double t = (double)j / steps;
            struct ter_lonlat at = {a.lon + t * (b.lon - a.lon), a.lat + t * (b.lat - a.lat)};
            best_m = fmin(best_m, ter_distance_m(from, at));
        }
    }
    return best_m;
}

/* Sizes from a building to a province: the sampled distance is never shorter, and hardly longer. */
START_TEST(edges_are_as_far_as_points_along_them)
{
    enum { CORNERS = 25, STEPS = 3000 };
    static const double sizes_deg[] = {0.0003, 0.01, 0.3, 2};
    struct ter_lonlat ring[CORNERS], centre = {111, 40.5};
    TER_AUTO_BUF struct ter_buf buf = {0};
    double size = sizes_deg[_i];
    uint64_t chance = (uint64_t)_i + 11;
    struct ter_wkb wkb = star(centre, size, CORNERS, &chance, ring, &buf);
    struct ter_bbox around = {centre.lon - size, centre.lat - size, centre.lon + size, centre.lat + size};
    double step_m = 2 * size * 111000 / STEPS;
    for (int i = 0; i < 12; i++) {
        struct ter_lonlat from = scatter(around, &chance);
        double found_m = ter_boundary_distance_m(from, wkb), sample_m = sampled_m(ring, CORNERS, from, STEPS);
        ck_assert_msg(found_m <= sample_m + 0.0005, "%.6f m, but a point of the edge is %.6f m away", found_m,
            sample_m);
        ck_assert_msg(found_m >= sample_m - step_m, "%.6f m is nearer than any point of the edge", found_m);
        if (sample_m > 50 * step_m) /* off the line a step along it hardly changes the distance */
            ck_assert_double_eq_tol(found_m, sample_m, step_m * step_m / sample_m);
    }
    ck_assert_double_lt(ter_boundary_distance_m(ring[3], wkb), 1e-6);
}
END_TEST

/* An edge of 1,000 km along a parallel is no great circle: a place on it is on the edge. */
START_TEST(long_edges_are_straight_in_degrees)
{
    static const struct ter_lonlat ring[] = {{105, 40}, {117, 40}, {117, 45}, {105, 45}};
    static const struct ter_lonlat dateline[] = {{179.9, -17}, {-179.9, -17}, {-179.9, -16}, {179.9, -16}};
    TER_AUTO_BUF struct ter_buf buf = {0};
    struct ter_wkb wkb = polygon_of(ring, 4, &buf);
    ck_assert_double_lt(ter_boundary_distance_m((struct ter_lonlat){111.02, 40}, wkb), 1e-6);
    ck_assert_double_eq_tol(
        ter_boundary_distance_m((struct ter_lonlat){111.02, 40.001}, wkb), 111.035, 0.001);
    wkb = polygon_of(dateline, 4, &buf); /* the short way round */
    ck_assert_double_eq_tol(ter_boundary_distance_m((struct ter_lonlat){-180, -16.999}, wkb), 110.662, 0.01);
    uint8_t point[TER_WKB_POINT_SIZE];
    ter_wkb_from_point(ring[0], point);
    ck_assert(isinf(ter_boundary_distance_m(ring[0], (struct ter_wkb){point, sizeof point})));
    ck_assert(isinf(ter_boundary_distance_m(ring[0], (struct ter_wkb){NULL, 0})));
}
END_TEST

/* ---- in the register ---- */

static const char towns[] =
    "INSERT INTO township (code, name, uncertainty_m, geom) VALUES"
    "('T-1', 'West', 5, ST_GeomFromText('MULTIPOLYGON(((111.1 40.7,111.2 40.7,111.22 40.8,111.1 40.8,111.1 "
    "40.7),"
    "(111.15 40.75,111.16 40.75,111.16 40.76,111.15 40.76,111.15 40.75)))', 4490)),"
    "('T-2', 'East', 5, ST_GeomFromText('MULTIPOLYGON(((111.2 40.7,111.3 40.7,111.3 40.8,111.22 40.8,111.2 "
    "40.7)))', 4490)),"
    "('T-3', 'Undrawn', NULL, NULL);"
    "INSERT INTO township (code, name, status, geom) VALUES ('T-4', 'Former', 'abolished',"
    " ST_GeomFromText('MULTIPOLYGON(((111 40.6,111.4 40.6,111.4 40.9,111 40.9,111 40.6)))', 4490))";

static struct ter_wkb shape_of(struct ter_registry *registry, const char *code, struct ter_buf *buf)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    struct ter_filter filter = {.code = code};
    struct ter_error err = {0};
    ck_assert(ter_find_open(registry, register_layer(registry, "township"), &filter, &cursor, &err) &&
              ter_find_next(cursor, &record, &err) && record);
    ter_buf_clear(buf);
    ter_buf_add(buf, record->geometry.data, record->geometry.size);
    return (struct ter_wkb){(const uint8_t *)buf->data, buf->size};
}

static int64_t count_found(struct ter_registry *registry, const char *layer, const struct ter_filter *filter)
{
    TER_AUTO_LOCATED struct ter_located found = {0};
    struct ter_error err = {0};
    ck_assert_msg(ter_located_read(registry, register_layer(registry, layer), filter, true, &found, &err),
        "%s", err.message);
    return (int64_t)found.count;
}

/* find --in against SpatiaLite's own predicates, alone and with each other filter. */
START_TEST(a_region_filters_as_st_contains_does)
{
    enum { POINTS = 150 };
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_BUF struct ter_buf shape = {0};
    register_sql(registry, towns);
    uint64_t chance = 3;
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_text(&sql, "INSERT INTO hydrant (status, geom) VALUES (NULLIF('in_service', ''), NULL)");
    for (int i = 0; i < POINTS; i++) {
        struct ter_lonlat at = scatter((struct ter_bbox){111.08, 40.68, 111.32, 40.82}, &chance);
        ter_buf_printf(
            &sql, ",('%s', MakePoint(%.7f, %.7f, 4490))", i % 3 ? "in_service" : "planned", at.lon, at.lat);
    }
    register_sql(registry, sql.data);
    TER_AUTO(ter_area_close) struct ter_area *area = open_area(shape_of(registry, "T-1", &shape));
    /* SpatiaLite says -1, which is true, of a record without a position */
#define INSIDE                                                                                               \
    "SELECT count(*) FROM hydrant h, township t WHERE t.code = 'T-1' AND ST_Contains(t.geom, h.geom) = 1 "
    struct ter_filter filter = {.region = ter_area_region(area)};
    int64_t expected = register_int(registry, INSIDE);
    ck_assert_int_gt(expected, 20);
    ck_assert_int_lt(expected, POINTS - 20);
    ck_assert_int_eq(count_found(registry, "hydrant", &filter), expected);
    static const char *const planned[] = {"planned"};
    filter.statuses = planned;
    filter.status_count = 1;
    ck_assert_int_eq(
        count_found(registry, "hydrant", &filter), register_int(registry, INSIDE "AND h.status = 'planned'"));
    filter.has_bbox = true;
    filter.bbox = (struct ter_bbox){111.15, 40.7, 111.4, 40.75};
    ck_assert_int_eq(count_found(registry, "hydrant", &filter),
        register_int(registry,
            INSIDE "AND h.status = 'planned' AND ST_X(h.geom) >= 111.15 AND ST_Y(h.geom) BETWEEN "
                   "40.7 AND 40.75"));
    filter =
        (struct ter_filter){.region = ter_area_region(area), .has_near = true, .near_to = {111.2, 40.75}};
    ck_assert_int_eq(count_found(registry, "hydrant", &filter), expected);
    filter.limit = 5;
    ck_assert_int_eq(count_found(registry, "hydrant", &filter), 5);
    filter =
        (struct ter_filter){.region = ter_area_region(area), .has_bbox = true, .bbox = {112, 40, 113, 41}};
    ck_assert_int_eq(count_found(registry, "hydrant", &filter), 0); /* the boxes do not meet */
    filter = (struct ter_filter){.region = ter_area_region(area)};
    ck_assert_int_eq(count_found(registry, "township", &filter),
        register_int(registry, "SELECT count(*) FROM township a, township b WHERE a.code = 'T-1' AND "
                               "ST_Intersects(a.geom, b.geom) = 1 AND ST_Touches(a.geom, b.geom) = 0"));
}
END_TEST

START_TEST(located_records_keep_their_order_and_gaps)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_LOCATED struct ter_located all = {0}, placed = {0};
    const struct ter_layer *layer = register_layer(registry, "township");
    struct ter_filter filter = {0};
    struct ter_error err = {0};
    register_sql(registry, towns);
    ck_assert(ter_located_read(registry, layer, &filter, true, &all, &err));
    ck_assert(ter_located_read(registry, layer, &filter, false, &placed, &err));
    ck_assert_uint_eq(all.count, 4);
    ck_assert_uint_eq(all.placed, 3);
    ck_assert_uint_eq(placed.count, 3);
    ck_assert_str_eq(ter_located_code(&all, 2), "T-3");
    ck_assert(!ter_located_has_position(&all, 2));
    ck_assert(isnan(all.uncertainty_m[2]));
    ck_assert_double_eq_tol(all.at[1].lat, 40.75, 0.01);
    ck_assert_str_eq(ter_located_code(&placed, 2), "T-4");
}
END_TEST

static void ask(struct ter_registry *registry, struct ter_lonlat at, double radius_m, double reach_m,
    const char *date, struct ter_zones *zones)
{
    struct ter_error err = {0};
    ter_zones_free(zones);
    ck_assert_msg(ter_zones_at(registry, at, radius_m, reach_m, date, zones, &err), "%s", err.message);
}

/* The call changes exactly where the edge comes nearer than both radii together. */
START_TEST(a_zone_is_called_by_the_radii)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_ZONES struct ter_zones zones = {0};
    register_sql(registry, towns);
    static const struct {
        double lon, radius_m;
        size_t count;
        enum ter_call call;
        bool contains;
    } cases[] = {
        {111.101, 0, 1, TER_CALL_INSIDE, true},     /* 84.4 m inside */
        {111.101, 79, 1, TER_CALL_INSIDE, true},    /* 79 + 5 < 84.4 */
        {111.101, 80, 1, TER_CALL_TOO_CLOSE, true}, /* 80 + 5 > 84.4 */
        {111.099, 80, 1, TER_CALL_TOO_CLOSE, false}, {111.099, 79, 0, TER_CALL_OUTSIDE, false},
        {111.1, 0, 1, TER_CALL_TOO_CLOSE, true}, /* on the edge */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask(registry, (struct ter_lonlat){cases[i].lon, 40.72}, cases[i].radius_m, 0, "2026-01-01", &zones);
        ck_assert_uint_eq(zones.count, cases[i].count);
        ck_assert_uint_eq(zones.not_valid, 1); /* the former township */
        if (!cases[i].count)
            continue;
        ck_assert_int_eq(zones.items[0].call, cases[i].call);
        ck_assert(zones.items[0].contains == cases[i].contains);
        ck_assert_double_eq_tol(zones.items[0].margin_m, cases[i].radius_m + 5, 1e-9);
    }
    ask(registry, (struct ter_lonlat){111.099, 40.72}, 0, 100, "2026-01-01", &zones);
    ck_assert_uint_eq(zones.count, 1); /* within reach, and said to be outside */
    ck_assert_int_eq(zones.items[0].call, TER_CALL_OUTSIDE);
    ask(registry, (struct ter_lonlat){111.155, 40.755}, 0, 0, "2026-01-01", &zones);
    ck_assert_uint_eq(zones.count, 0); /* in the hole */
    ask(registry, (struct ter_lonlat){10, 10}, 0, 0, "2026-01-01", &zones);
    ck_assert_uint_eq(zones.count + zones.not_valid, 0);
}
END_TEST

/* A zone drawn so coarsely that its edge may be anywhere is found from far away. */
START_TEST(a_coarse_zone_reaches_far)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_ZONES struct ter_zones zones = {0};
    register_sql(registry, towns);
    register_sql(registry, "UPDATE township SET uncertainty_m = 9000 WHERE code = 'T-1'");
    ask(registry, (struct ter_lonlat){111, 40.75}, 0, 0, "2026-01-01", &zones);
    ck_assert_uint_eq(zones.count, 1); /* 8.4 km away */
    ck_assert_int_eq(zones.items[0].call, TER_CALL_TOO_CLOSE);
    ck_assert(!zones.items[0].contains);
}
END_TEST

/* One polygon that cannot be judged hides nothing else, and is named. */
START_TEST(a_broken_zone_is_named)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_ZONES struct ter_zones zones = {0};
    register_sql(registry, towns);
    register_sql(registry, "UPDATE township SET geom = ST_GeomFromText('MULTIPOLYGON(((111 40,112 41,113 "
                           "42,111 40)))', 4490) WHERE code = 'T-2'");
    ask(registry, (struct ter_lonlat){111.13, 40.72}, 0, 0, "2026-01-01", &zones);
    ck_assert_uint_eq(zones.count, 1);
    ck_assert_uint_eq(zones.notes.count, 2);
    ck_assert_ptr_nonnull(strstr(zones.notes.items[0], "township T-2 cannot be judged"));
    /* Nor does one that nobody has drawn go without a word: that would be a false all-clear. */
    ck_assert_ptr_nonnull(strstr(zones.notes.items[1], "township: 1 without a boundary"));
}
END_TEST

/* ---- */

Suite *suite_analysis(void)
{
    Suite *suite = suite_create("analysis");
    TCase *loops = tcase_create("against loops");
    tcase_set_timeout(loops, 60);
    tcase_add_loop_test(loops, nearest_is_what_a_loop_finds, 0, (int)(sizeof scatters / sizeof *scatters));
    tcase_add_loop_test(loops, edges_are_as_far_as_points_along_them, 0, 4);
    suite_add_tcase(suite, loops);
    TER_TEST_CASE(suite, "nearest", nearest_takes_equals_in_the_order_of_ids, nearest_measures_on_the_ground,
        nearest_of_nothing_is_nothing);
    TER_TEST_CASE(suite, "areas", points_lie_in_areas_as_the_crossing_rule_says,
        areas_that_cross_themselves_or_touch, what_is_no_area_is_refused,
        a_shape_stands_for_itself_with_its_centre, long_edges_are_straight_in_degrees);
    TER_TEST_CASE(suite, "zones", a_region_filters_as_st_contains_does,
        located_records_keep_their_order_and_gaps, a_zone_is_called_by_the_radii, a_coarse_zone_reaches_far,
        a_broken_zone_is_named);
    return suite;
}

/* The union of discs: held against formulas where figures are plain, against loops over all discs, and
 * against GEOS, whose circles are polygons. What rounding can make of touching circles is tried on lattices,
 * where nearly everything touches. */
#include "base/crs.h"
#include "coverage/discs.h"
#include "helpers.h"
#include "suites.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- chance, the same on every machine ---- */

static uint64_t chance_state;

static void chance_start(uint64_t seed)
{
    chance_state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
}

static double chance(double low, double high)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return low + (high - low) * ((double)(chance_state >> 11) / 9007199254740992.0);
}

/* ---- what is built and asked ---- */

static struct ter_discs *unite(const struct ter_disc *discs, size_t count)
{
    struct ter_error err = {0};
    struct ter_discs *united = NULL;
    ck_assert_msg(ter_discs_open(discs, count, &united, &err), "%s", err.message);
    return united;
}

static double area_of(const struct ter_disc *discs, size_t count)
{
    TER_AUTO(ter_discs_close) struct ter_discs *united = unite(discs, count);
    return ter_discs_area_m2(united);
}

static void expect_near(double found, double expected, double tolerance)
{
    ck_assert_msg(fabs(found - expected) <= tolerance, "%.12g, but %.12g was expected", found, expected);
}

static void expect_area(const struct ter_disc *discs, size_t count, double expected_m2)
{
    expect_near(area_of(discs, count), expected_m2, 1e-9 * expected_m2);
}

/* What a polygon of the union is: valid as GEOS sees it, and with so many polygons and holes. */
struct shape {
    int polygons, holes;
    double area_m2;
};

static struct shape judge(GEOSContextHandle_t geos, const GEOSGeometry *drawn)
{
    struct shape shape = {.polygons = GEOSGetNumGeometries_r(geos, drawn)};
    char *reason = GEOSisValidReason_r(geos, drawn);
    ck_assert_str_eq(reason, "Valid Geometry");
    GEOSFree_r(geos, reason);
    GEOSArea_r(geos, drawn, &shape.area_m2);
    for (int i = 0; i < shape.polygons; i++) {
        const GEOSGeometry *polygon = GEOSGetGeometryN_r(geos, drawn, i);
        char counter_clockwise = 0;
        shape.holes += GEOSGetNumInteriorRings_r(geos, polygon);
        const GEOSGeometry *shell = GEOSGetExteriorRing_r(geos, polygon);
        ck_assert_int_eq(
            GEOSCoordSeq_isCCW_r(geos, GEOSGeom_getCoordSeq_r(geos, shell), &counter_clockwise), 1);
        ck_assert_int_eq(counter_clockwise, 1);
    }
    return shape;
}

static struct shape draw(const struct ter_discs *united, double chord_m)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_error err = {0};
    ck_assert_msg(ter_discs_polygons(united, chord_m, &wkb, &err), "%s", err.message);
    ck_assert_int_eq(ter_wkb_type((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}), TER_MULTIPOLYGON);
    GEOSContextHandle_t geos = GEOS_init_r();
    GEOSWKBReader *reader = GEOSWKBReader_create_r(geos);
    GEOSGeometry *drawn = GEOSWKBReader_read_r(geos, reader, (const unsigned char *)wkb.data, wkb.size);
    ck_assert_ptr_nonnull(drawn);
    struct shape shape = judge(geos, drawn);
    GEOSGeom_destroy_r(geos, drawn);
    GEOSWKBReader_destroy_r(geos, reader);
    GEOS_finish_r(geos);
    return shape;
}

static void expect_shape(const struct ter_disc *discs, size_t count, int polygons, int holes)
{
    TER_AUTO(ter_discs_close) struct ter_discs *united = unite(discs, count);
    struct shape shape = draw(united, 0.001);
    ck_assert_msg(shape.polygons == polygons && shape.holes == holes, "%d polygons, %d holes", shape.polygons,
        shape.holes);
    double area_m2 = ter_discs_area_m2(united);
    ck_assert(shape.area_m2 <= area_m2 * (1 + 1e-12));
}

/* ---- plain figures ---- */

START_TEST(nothing_reaches_nothing)
{
    TER_AUTO(ter_discs_close) struct ter_discs *none = unite(NULL, 0);
    struct ter_xy line[] = {{0, 0}, {3, 4}};
    ck_assert(ter_discs_area_m2(none) == 0);
    ck_assert(!ter_discs_contain(none, (struct ter_xy){0, 0}));
    ck_assert(ter_discs_line_m(none, line, 2) == 0);
    ck_assert_int_eq(draw(none, 1).polygons, 0);
    struct ter_disc empty[] = {{{0, 0}, 0}, {{5, 5}, -3}};
    ck_assert(area_of(empty, 2) == 0);
    TER_AUTO(ter_discs_close) struct ter_discs *shrunk = unite(empty, 2);
    ck_assert(!ter_discs_contain(shrunk, (struct ter_xy){0, 0}));
}
END_TEST

START_TEST(what_is_not_finite_is_refused)
{
    const struct ter_disc bad[] = {
        {{NAN, 0}, 1}, {{0, NAN}, 1}, {{0, 0}, NAN}, {{INFINITY, 0}, 1}, {{0, 0}, INFINITY}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ter_disc discs[] = {{{0, 0}, 1}, bad[i]};
        struct ter_discs *united = NULL;
        struct ter_error err = {0};
        ck_assert(!ter_discs_open(discs, 2, &united, &err));
        ck_assert_ptr_null(united);
        ck_assert_ptr_nonnull(strstr(err.message, "disc 2"));
    }
    TER_AUTO(ter_discs_close) struct ter_discs *one = unite(&(struct ter_disc){{0, 0}, 1}, 1);
    ck_assert(!ter_discs_hold(one, (struct ter_xy){0, 0}, NAN));
    ck_assert(!ter_discs_contain(one, (struct ter_xy){NAN, 0}));
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_error err = {0};
    ck_assert(!ter_discs_polygons(one, 0, &wkb, &err));
    ck_assert(!ter_discs_polygons(one, NAN, &wkb, &err));
}
END_TEST

/* Far from the origin, as coordinates of a working system are. */
static const struct ter_xy far_away = {489123.25, 4512345.5};

START_TEST(two_discs_share_a_lens)
{
    double r = 150;
    for (int i = 0; i < 10; i++) {
        double d = 10 + 29 * i;
        struct ter_disc discs[] = {{far_away, r}, {{far_away.x + d * 0.6, far_away.y + d * 0.8}, r}};
        double lens_m2 = 2 * r * r * acos(d / (2 * r)) - d / 2 * sqrt(4 * r * r - d * d);
        expect_area(discs, 2, 2 * M_PI * r * r - lens_m2);
        expect_shape(discs, 2, 1, 0);
    }
}
END_TEST

START_TEST(equal_touching_and_enclosed_discs)
{
    double whole = M_PI * 150 * 150;
    struct ter_disc equal[] = {{far_away, 150}, {far_away, 150}, {far_away, 20}, {far_away, 149}};
    expect_area(equal, 4, whole);
    expect_shape(equal, 4, 1, 0);
    struct ter_disc outside[] = {{far_away, 150}, {{far_away.x + 250, far_away.y}, 100}};
    expect_area(outside, 2, whole + M_PI * 100 * 100);
    expect_shape(outside, 2, 2, 0);
    struct ter_disc inside[] = {{far_away, 150}, {{far_away.x + 90, far_away.y}, 60}};
    expect_area(inside, 2, whole);
    expect_shape(inside, 2, 1, 0);
    struct ter_disc nearly[] = {{far_away, 150}, {{far_away.x + 1e-9, far_away.y}, 150}};
    expect_area(nearly, 2, whole);
    expect_shape(nearly, 2, 1, 0);
}
END_TEST

START_TEST(a_disc_inside_the_union_of_others_adds_nothing)
{
    struct ter_disc discs[5];
    for (int i = 0; i < 4; i++) {
        double angle = M_PI / 4 + i * M_PI / 2;
        discs[i] = (struct ter_disc){{60 * cos(angle), 60 * sin(angle)}, 100};
    }
    discs[4] = (struct ter_disc){{0, 0}, 80}; /* in none of them wholly */
    double without = area_of(discs, 4);
    expect_area(discs, 5, without);
    expect_shape(discs, 5, 1, 0);
}
END_TEST

/* A necklace encloses a hole; a disc in the hole is an island. */
START_TEST(holes_and_islands)
{
    enum { BEADS = 12 };
    struct ter_disc discs[BEADS + 1];
    for (int i = 0; i < BEADS; i++)
        discs[i] = (struct ter_disc){
            {far_away.x + 1000 * cos(2 * M_PI * i / BEADS), far_away.y + 1000 * sin(2 * M_PI * i / BEADS)},
            300};
    discs[BEADS] = (struct ter_disc){far_away, 500};
    double d = 2 * 1000 * sin(M_PI / BEADS), lens_m2 = 2 * 9e4 * acos(d / 600) - d / 2 * sqrt(36e4 - d * d);
    double necklace_m2 = BEADS * (M_PI * 9e4 - lens_m2);
    expect_area(discs, BEADS, necklace_m2);
    expect_shape(discs, BEADS, 1, 1);
    expect_area(discs, BEADS + 1, necklace_m2 + M_PI * 25e4);
    expect_shape(discs, BEADS + 1, 2, 1);
}
END_TEST

/* ---- lattices ---- */

static size_t lattice(struct ter_disc *discs, int side, double spacing_m, double radius_m)
{
    for (int i = 0; i < side * side; i++) {
        int row = i / side, column = i % side;
        discs[i] =
            (struct ter_disc){{far_away.x + column * spacing_m, far_away.y + row * spacing_m}, radius_m};
    }
    return (size_t)(side * side);
}

START_TEST(four_discs_through_a_point_leave_no_slivers)
{
    enum { SIDE = 30 };
    struct ter_disc discs[SIDE * SIDE];
    for (int i = 0; i < 8; i++) {
        double s = 100 + 37.7 * i, r = s / sqrt(2), segment_m2 = r * r / 2 * (M_PI / 2 - 1);
        size_t count = lattice(discs, SIDE, s, r);
        expect_area(discs, count, SIDE * SIDE * s * s + 4 * SIDE * segment_m2);
        expect_shape(discs, count, 1, 0);
        lattice(discs, SIDE, s, r * 0.9999); /* a hole in each square */
        expect_shape(discs, count, 1, (SIDE - 1) * (SIDE - 1));
    }
}
END_TEST

START_TEST(touching_discs_stay_apart)
{
    enum { SIDE = 12 };
    struct ter_disc discs[SIDE * SIDE];
    size_t count = lattice(discs, SIDE, 300, 150);
    expect_area(discs, count, (double)count * M_PI * 150 * 150);
    expect_shape(discs, count, SIDE * SIDE, 0);
}
END_TEST

/* All circles go through one point, which lies on the outline, or is where all of them end. */
START_TEST(many_circles_through_one_point)
{
    for (int count = 2; count <= 9; count++)
        for (int step = 0; step < 17; step++) { /* up to a whole turn */
            double fan = 0.3 + 0.37 * step;
            struct ter_disc discs[9];
            for (int i = 0; i < count; i++) {
                double angle = 0.1 + fan * i / count;
                discs[i] =
                    (struct ter_disc){{far_away.x + 150 * cos(angle), far_away.y + 150 * sin(angle)}, 150};
            }
            TER_AUTO(ter_discs_close) struct ter_discs *united = unite(discs, (size_t)count);
            struct shape shape = draw(united, 0.01);
            ck_assert_int_eq(shape.polygons, 1);
            expect_near(shape.area_m2, ter_discs_area_m2(united), 0.01 * 2 * M_PI * 150 * count);
        }
}
END_TEST

/* ---- against GEOS and against loops ---- */

static bool any_holds(const struct ter_disc *discs, size_t count, struct ter_xy at, double margin_m)
{
    for (size_t i = 0; i < count; i++) {
        double x = at.x - discs[i].at.x, y = at.y - discs[i].at.y, reach_m = discs[i].radius_m - margin_m;
        if (discs[i].radius_m > 0 && reach_m >= 0 && x * x + y * y <= reach_m * reach_m)
            return true;
    }
    return false;
}

static GEOSGeometry *buffer_union(GEOSContextHandle_t geos, const struct ter_disc *discs, size_t count)
{
    enum { QUARTER = 64 };
    GEOSGeometry **circles = ter_alloc(count * sizeof *circles);
    unsigned kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (discs[i].radius_m <= 0)
            continue;
        GEOSGeometry *at = GEOSGeom_createPointFromXY_r(geos, discs[i].at.x, discs[i].at.y);
        circles[kept++] = GEOSBuffer_r(geos, at, discs[i].radius_m, QUARTER);
        GEOSGeom_destroy_r(geos, at);
    }
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, circles, kept);
    GEOSGeometry *united = GEOSUnaryUnion_r(geos, all);
    GEOSGeom_destroy_r(geos, all);
    free(circles);
    return united;
}

/* What a circle of 256 corners lacks. */
static double lacking_m2(const struct ter_disc *discs, size_t count)
{
    double sum_m2 = 0, part = 2 * M_PI / 256;
    for (size_t i = 0; i < count; i++)
        if (discs[i].radius_m > 0)
            sum_m2 += discs[i].radius_m * discs[i].radius_m * (M_PI - 128 * sin(part));
    return sum_m2;
}

static void expect_between(double found, double low, double high, const char *what)
{
    double slack = 1e-9 * fabs(high) + 1e-9;
    ck_assert_msg(found >= low - slack && found <= high + slack, "%s: %.9f, not within %.9f … %.9f", what,
        found, low, high);
}

static GEOSGeometry *polygon_of(GEOSContextHandle_t geos, const struct ter_xy *points, size_t count)
{
    GEOSCoordSequence *ring = GEOSCoordSeq_create_r(geos, (unsigned)count + 1, 2);
    for (size_t i = 0; i <= count; i++)
        GEOSCoordSeq_setXY_r(geos, ring, (unsigned)i, points[i % count].x, points[i % count].y);
    return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, ring), NULL, 0);
}

static void expect_polygon_as_geos(GEOSContextHandle_t geos, const struct ter_discs *united,
    const GEOSGeometry *circles, const struct ter_xy *points, size_t count, double lacking)
{
    GEOSGeometry *polygon = polygon_of(geos, points, count);
    GEOSGeometry *shared = GEOSIntersection_r(geos, polygon, circles);
    double expected_m2 = 0;
    GEOSArea_r(geos, shared, &expected_m2);
    double found_m2 = ter_discs_rings_m2(united, points, &count, 1);
    expect_between(found_m2, expected_m2, expected_m2 + lacking, "polygon and discs");
    struct ter_xy *backwards = ter_alloc(count * sizeof *backwards);
    for (size_t i = 0; i < count; i++)
        backwards[i] = points[count - 1 - i];
    expect_near(ter_discs_rings_m2(united, backwards, &count, 1), found_m2, 1e-7);
    free(backwards);
    GEOSGeom_destroy_r(geos, shared);
    GEOSGeom_destroy_r(geos, polygon);
}

struct tally {
    double length_m;
    const struct ter_disc *discs;
    size_t count;
};

static void tally_piece(void *user, const struct ter_xy *line, size_t count)
{
    struct tally *tally = user;
    ck_assert_uint_ge(count, 2);
    for (size_t i = 1; i < count; i++) {
        double length_m = ter_xy_distance_m(line[i - 1], line[i]);
        tally->length_m += length_m;
        struct ter_xy middle = {(line[i - 1].x + line[i].x) / 2, (line[i - 1].y + line[i].y) / 2};
        ck_assert(length_m < 1e-6 || !any_holds(tally->discs, tally->count, middle, 0));
    }
}

/* Sample a line closely; each disc can be wrong by a step at both its ends. */
static void expect_line(const struct ter_discs *united, const struct ter_disc *discs, size_t count,
    const struct ter_xy *line, size_t points)
{
    enum { STEPS = 500 };
    double sampled_m = 0, whole_m = 0, step_m = 0;
    for (size_t i = 1; i < points; i++) {
        double length_m = ter_xy_distance_m(line[i - 1], line[i]);
        whole_m += length_m;
        step_m = fmax(step_m, length_m / STEPS);
        for (int j = 0; j < STEPS; j++) {
            double part = (j + 0.5) / STEPS;
            struct ter_xy at = {line[i - 1].x + (line[i].x - line[i - 1].x) * part,
                line[i - 1].y + (line[i].y - line[i - 1].y) * part};
            sampled_m += any_holds(discs, count, at, 0) ? length_m / STEPS : 0;
        }
    }
    double covered_m = ter_discs_line_m(united, line, points);
    expect_near(covered_m, sampled_m, step_m * (double)(2 * count * points) / 8 + 2 * step_m);
    struct tally tally = {0, discs, count};
    ter_discs_uncovered(united, line, points, tally_piece, &tally);
    expect_near(covered_m + tally.length_m, whole_m, 1e-9 * whole_m);
}

/* All questions about one set of discs in a square. */
static void expect_all(const struct ter_disc *discs, size_t count, double low, double high, double chord_m)
{
    TER_AUTO(ter_discs_close) struct ter_discs *united = unite(discs, count);
    GEOSContextHandle_t geos = GEOS_init_r();
    GEOSGeometry *circles = buffer_union(geos, discs, count);
    double lacking = lacking_m2(discs, count), circles_m2 = 0, area_m2 = ter_discs_area_m2(united);
    GEOSArea_r(geos, circles, &circles_m2);
    expect_between(area_m2, circles_m2, circles_m2 + lacking, "area");
    double edge_m = 0;
    for (size_t i = 0; i < count; i++)
        edge_m += 2 * M_PI * fmax(discs[i].radius_m, 0);
    expect_between(draw(united, chord_m).area_m2, area_m2 - edge_m * chord_m, area_m2, "polygons");
    for (int i = 0; i < 200; i++) {
        struct ter_xy at = {chance(low, high), chance(low, high)};
        double margin_m = chance(-1, 1) * (high - low) / 20;
        ck_assert(ter_discs_contain(united, at) == any_holds(discs, count, at, 0));
        ck_assert(ter_discs_hold(united, at, margin_m) == any_holds(discs, count, at, margin_m));
    }
    struct ter_xy line[4], triangle[3];
    for (int i = 0; i < 4; i++)
        line[i] = (struct ter_xy){chance(low, high), chance(low, high)};
    memcpy(triangle, line, sizeof triangle);
    expect_line(united, discs, count, line, 4);
    expect_polygon_as_geos(geos, united, circles, triangle, 3, lacking);
    /* the edges of a lattice's own squares: through centres, and along tangents */
    double l = floor(low + (high - low) * 0.3), h = ceil(low + (high - low) * 0.7);
    struct ter_xy square[] = {{l, l}, {h, l}, {h, h}, {l, h}};
    expect_polygon_as_geos(geos, united, circles, square, 4, lacking);
    struct ter_xy all[] = {{low - high, low - high}, {2 * high, low - high}, {2 * high, 2 * high},
        {low - high, 2 * high}, {l, l}, {h, l}, {h, h}, {l, h}};
    double outside_m2 = ter_discs_rings_m2(united, all, (size_t[]){4, 8}, 2);
    expect_near(
        outside_m2 + ter_discs_rings_m2(united, square, (size_t[]){4}, 1), area_m2, 1e-9 * area_m2 + 1e-9);
    GEOSGeom_destroy_r(geos, circles);
    GEOS_finish_r(geos);
}

START_TEST(random_discs_as_geos_sees_them)
{
    chance_start(7);
    for (int round = 0; round < 60; round++) {
        struct ter_disc discs[80];
        size_t count = (size_t)chance(1, 80);
        for (size_t i = 0; i < count; i++)
            discs[i] = (struct ter_disc){
                {chance(0, 3000), chance(0, 3000)}, round % 2 ? 150 + 50 * (round % 5) : chance(-20, 500)};
        expect_all(discs, count, -200, 3200, 0.5);
    }
}
END_TEST

/* Whole coordinates and radii: tangents, equal centres and three circles through a point all the time. */
START_TEST(lattice_discs_as_geos_sees_them)
{
    static const double radii[] = {1, 2, 3, 5, M_SQRT2, 2.5, 2 * M_SQRT2, 0.5};
    chance_start(11);
    for (int round = 0; round < 150; round++) {
        struct ter_disc discs[60];
        size_t count = (size_t)chance(2, 60);
        for (size_t i = 0; i < count; i++)
            discs[i] = (struct ter_disc){
                {floor(chance(0, 14)), floor(chance(0, 14))}, radii[(size_t)chance(0, 1 + round % 8)]};
        expect_all(discs, count, -4, 18, 0.01);
    }
}
END_TEST

/* The area by another way: the covered length of many parallel lines, which is cut by the discs themselves
 * and knows no arcs. The error falls with the power 3/2 of the distance of the lines. */
START_TEST(area_is_the_integral_of_its_widths)
{
    enum { LINES = 40000, COUNT = 70 };
    struct ter_disc discs[COUNT];
    chance_start(17);
    for (int round = 0; round < 3; round++) {
        double low_m = INFINITY, high_m = -INFINITY, covered_m = 0;
        for (int i = 0; i < COUNT; i++) {
            discs[i] = (struct ter_disc){{far_away.x + chance(0, 3000), far_away.y + chance(0, 3000)},
                round == 2 ? 200 : chance(50, 400)};
            low_m = fmin(low_m, discs[i].at.x - discs[i].radius_m);
            high_m = fmax(high_m, discs[i].at.x + discs[i].radius_m);
        }
        TER_AUTO(ter_discs_close) struct ter_discs *united = unite(discs, COUNT);
        double step_m = (high_m - low_m) / LINES;
        for (int i = 0; i < LINES; i++) {
            double x = low_m + (i + 0.5) * step_m;
            struct ter_xy line[] = {{x, far_away.y - 500}, {x, far_away.y + 3500}};
            covered_m += ter_discs_line_m(united, line, 2);
        }
        double area_m2 = ter_discs_area_m2(united);
        expect_near(covered_m * step_m, area_m2, 1e-6 * area_m2);
    }
}
END_TEST

START_TEST(heaps_are_no_trouble)
{
    enum { MANY = 3000 };
    TER_AUTO_FREE struct ter_disc *discs = ter_alloc(MANY * sizeof *discs);
    chance_start(3);
    for (int i = 0; i < MANY; i++)
        discs[i] =
            (struct ter_disc){{far_away.x + chance(-1, 1), far_away.y + chance(-1, 1)}, chance(4999, 5000)};
    TER_AUTO(ter_discs_close) struct ter_discs *heap = unite(discs, MANY);
    expect_between(ter_discs_area_m2(heap), M_PI * 4999 * 4999, M_PI * 5001.5 * 5001.5, "heap");
    ck_assert_int_eq(draw(heap, 1).polygons, 1);
    for (int i = 0; i < MANY; i++) /* a township's centre, to which 39 records were geocoded */
        discs[i] = (struct ter_disc){far_away, 2000 + i};
    expect_area(discs, MANY, M_PI * (1999 + MANY) * (1999 + MANY));
}
END_TEST

/* Each has a sliver of the outline on both sides. Of three in a row the middle one holds what the others
 * share, so the area is that of all, less the lenses of neighbours. */
START_TEST(a_street_of_slivers)
{
    enum { MANY = 700 };
    struct ter_disc discs[MANY];
    double r = 1000, d = 2.5, lens_m2 = 2 * r * r * acos(d / (2 * r)) - d / 2 * sqrt(4 * r * r - d * d);
    for (int i = 0; i < MANY; i++)
        discs[i] = (struct ter_disc){{far_away.x + i * d, far_away.y}, r};
    expect_area(discs, MANY, M_PI * r * r + (MANY - 1) * (M_PI * r * r - lens_m2));
    expect_shape(discs, MANY, 1, 0);
}
END_TEST

START_TEST(order_and_threads_change_nothing)
{
    enum { MANY = 6000 };
    TER_AUTO_FREE struct ter_disc *discs = ter_alloc(MANY * sizeof *discs);
    chance_start(5);
    for (int i = 0; i < MANY; i++)
        discs[i] = (struct ter_disc){{chance(0, 20000), chance(0, 20000)}, chance(50, 250)};
    double first_m2 = area_of(discs, MANY);
    for (int i = MANY - 1; i > 0; i--) {
        int j = (int)chance(0, i + 1);
        struct ter_disc kept = discs[i];
        discs[i] = discs[j];
        discs[j] = kept;
    }
    ck_assert(area_of(discs, MANY) == first_m2);
    TER_AUTO(ter_discs_close) struct ter_discs *united = unite(discs, MANY);
    double sum_m2 = 0;
    for (int i = 0; i < 49; i++) { /* a country cut into districts has the whole country's area */
        int row = i / 7, column = i % 7;
        double x = -300 + column * 3000.0, y = -300 + row * 3000.0;
        struct ter_xy district[] = {{x, y}, {x + 3000, y}, {x + 3000, y + 3000}, {x, y + 3000}};
        sum_m2 += ter_discs_rings_m2(united, district, (size_t[]){4}, 1);
    }
    expect_near(sum_m2, first_m2, 1e-9 * first_m2);
    struct shape shape = draw(united, 0.05);
    expect_near(shape.area_m2, first_m2, 2e-3 * first_m2);
}
END_TEST

/* ---- the working system ---- */

START_TEST(metric_system_suits_the_data)
{
    static const struct {
        int epsg;
        struct ter_bbox data;
        int metric;
    } cases[] = {{4490, {110.75, 40.4, 111.75, 41.1}, 4546}, /* central meridian 111 */
        {4490, {112.4, 40, 112.5, 41}, 4546}, {4490, {112.6, 40, 112.7, 41}, 4547},
        {4490, {73.6, 39, 73.8, 40}, 4534}, {4490, {134, 48, 136.4, 49}, 4554},
        {4490, {9.4, 47, 9.7, 47.3}, 32632}, /* CGCS2000, but not in China */
        {4326, {110.75, 40.4, 111.75, 41.1}, 32649}, {4326, {-79, 26, -77, 27}, 32618},
        {4326, {151, -34, 151.5, -33}, 32756}, {4326, {180, 0, 180, 0}, 32660},
        {4326, {-180, 1, -180, 1}, 32601}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int metric = 0;
        struct ter_error err = {0};
        ck_assert_msg(ter_crs_metric(cases[i].epsg, cases[i].data, &metric, &err), "%s", err.message);
        ck_assert_int_eq(metric, cases[i].metric);
        TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
        ck_assert_msg(ter_transform_open(cases[i].epsg, metric, &transform, &err), "%s", err.message);
        struct ter_lonlat middle = {(cases[i].data.west + cases[i].data.east) / 2, cases[i].data.south};
        double x[] = {middle.lon, middle.lon}, y[] = {middle.lat, middle.lat + 0.01};
        ck_assert_msg(ter_transform_apply(transform, x, y, 2, &err), "%s", err.message);
        double ground_m = ter_distance_m(middle, (struct ter_lonlat){middle.lon, middle.lat + 0.01});
        expect_near(hypot(x[1] - x[0], y[1] - y[0]), ground_m, 1.5e-3 * ground_m);
    }
}
END_TEST

START_TEST(metric_system_needs_data)
{
    const struct ter_bbox bad[] = {{NAN, 0, 1, 1}, {2, 0, 1, 1}, {0, 0, 181, 1}, {0, 2, 1, 1}, {0, 0, 1, 91},
        {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ter_error err = {0};
        int metric = -1;
        ck_assert(!ter_crs_metric(4490, bad[i], &metric, &err));
        ck_assert_int_eq(metric, -1);
    }
}
END_TEST

Suite *suite_discs(void)
{
    Suite *suite = suite_create("discs");
    TER_TEST_CASE(suite, "figures", nothing_reaches_nothing, what_is_not_finite_is_refused,
        two_discs_share_a_lens, equal_touching_and_enclosed_discs,
        a_disc_inside_the_union_of_others_adds_nothing, holes_and_islands);
    TER_TEST_CASE(suite, "lattices", four_discs_through_a_point_leave_no_slivers, touching_discs_stay_apart,
        many_circles_through_one_point);
    TER_TEST_CASE(suite, "peers", random_discs_as_geos_sees_them, lattice_discs_as_geos_sees_them,
        area_is_the_integral_of_its_widths, heaps_are_no_trouble, a_street_of_slivers,
        order_and_threads_change_nothing);
    TER_TEST_CASE(suite, "working system", metric_system_suits_the_data, metric_system_needs_data);
    return suite;
}

/* Owns the tests of roads as geometry: the plane, walks, carriageways, stretches, arms, corners. */
#include "base/crs.h"
#include "base/plane.h"
#include "geocode/corner.h"
#include "geocode/roadside.h"
#include "geocode/route.h"
#include "helpers.h"
#include "suites.h"

#include <math.h>

enum { MOST_LINES = 16, MOST_POINTS = 16 };

static const struct ter_lonlat origin = {111.0, 40.0};
static struct ter_road roads[MOST_LINES];
static const struct ter_road *lines[MOST_LINES];
static struct ter_lonlat points[MOST_LINES][MOST_POINTS];
static struct ter_route route;
static struct ter_track track;

static void start(void)
{
    route = (struct ter_route){lines, 0};
    track = (struct ter_track){0};
}

static void end(void)
{
    ter_track_free(&track);
}

/* A line in metres from the origin. */
static struct ter_road *add(const struct ter_xy *xy, size_t count)
{
    struct ter_plane plane = ter_plane_at(origin);
    struct ter_road *road = &roads[route.count];
    *road = (struct ter_road){.points = points[route.count], .point_count = count};
    for (size_t i = 0; i < count; i++)
        points[route.count][i] = ter_plane_from(&plane, xy[i]);
    lines[route.count++] = road;
    return road;
}
#define ADD(...)                                                                                             \
    add((const struct ter_xy[]){__VA_ARGS__},                                                                \
        sizeof((const struct ter_xy[]){__VA_ARGS__}) / sizeof(struct ter_xy))

static void build(void)
{
    ter_track_free(&track);
    ter_track_build(route, origin, INFINITY, &track);
}

static void expect_at(struct ter_xy at, double x, double y)
{
    ck_assert_msg(hypot(at.x - x, at.y - y) < 0.1, "(%.2f, %.2f), not (%.2f, %.2f)", at.x, at.y, x, y);
}

static struct ter_arrival walk(double azimuth_deg, double distance_m)
{
    struct ter_arrival arrival;
    ck_assert(ter_track_walk(&track, (struct ter_xy){0, 0}, 20, azimuth_deg, 60, distance_m, &arrival));
    return arrival;
}

/* --- the plane --- */

START_TEST(plane_agrees_with_the_geodesic)
{
    for (double lat = -60; lat <= 60; lat += 30) {
        struct ter_lonlat from = {111, lat};
        struct ter_plane plane = ter_plane_at(from);
        for (double azimuth = 0; azimuth < 360; azimuth += 45) {
            struct ter_xy at = ter_plane_to(&plane, ter_move(from, azimuth, 5000));
            ck_assert_double_eq_tol(hypot(at.x, at.y), 5000, 5);
            ck_assert_double_le(ter_turn_deg(ter_xy_azimuth_deg((struct ter_xy){0, 0}, at), azimuth), 0.1);
        }
    }
}
END_TEST

START_TEST(rings_tell_inside_from_outside)
{
    struct ter_lonlat square[] = {{111, 40}, {111.1, 40}, {111.1, 40.1}, {111, 40.1}, {111, 40},
        {111.04, 40.04}, {111.06, 40.04}, {111.06, 40.06}, {111.04, 40.06}, {111.04, 40.04}};
    size_t parts[] = {5, 10};
    struct ter_points rings = {square, 10, 10, parts, 2, 2}, none = {0};
    ck_assert_double_eq(ter_rings_outside_m(&rings, (struct ter_lonlat){111.02, 40.02}), 0);
    ck_assert_double_gt(ter_rings_outside_m(&rings, (struct ter_lonlat){111.05, 40.05}), 800); /* the hole */
    struct ter_lonlat south = {111.05, 39.99};
    ck_assert_double_eq_tol(
        ter_rings_outside_m(&rings, south), ter_distance_m(south, (struct ter_lonlat){111.05, 40}), 1);
    ck_assert(isinf(ter_rings_outside_m(&none, south)));
}
END_TEST

/* --- walks --- */

START_TEST(walk_follows_bends)
{
    ADD({0, -500}, {0, 0}, {0, 100}, {100, 100}, {100, 400});
    build();
    expect_at(walk(0, 300).at, 100, 200);
    expect_at(walk(180, 300).at, 0, -300);
    ck_assert_double_eq_tol(walk(0, 300).heading_deg, 0, 0.1);
}
END_TEST

START_TEST(walk_goes_from_line_to_line_whichever_way_they_are_drawn)
{
    ADD({0, 0}, {0, 100});
    ADD({0, 300}, {0, 200}, {0, 100});
    build();
    expect_at(walk(0, 250).at, 0, 250);
}
END_TEST

START_TEST(walk_crosses_a_gap_of_the_name)
{
    ADD({0, -100}, {0, 100});
    ADD({0, 160}, {0, 500}); /* a roundabout without a name between */
    build();
    struct ter_arrival arrival = walk(0, 300);
    expect_at(arrival.at, 0, 300);
    ck_assert_double_eq(arrival.short_m, 0);
    expect_at(walk(0, 130).at, 0, 130);
}
END_TEST

START_TEST(walk_says_what_the_road_is_too_short_by)
{
    ADD({0, -100}, {0, 100});
    build();
    struct ter_arrival arrival = walk(0, 250);
    expect_at(arrival.at, 0, 100);
    ck_assert_double_eq_tol(arrival.short_m, 150, 0.1);
    ck_assert(!ter_track_walk(&track, (struct ter_xy){0, 0}, 20, 90, 60, 50, &arrival));
}
END_TEST

/* Two carriageways that join at both ends, 20 m apart. */
static void add_dual(void)
{
    struct ter_road *east = ADD({0, -600}, {10, -580}, {10, 0}, {10, 580}, {0, 600});
    struct ter_road *west = ADD({0, 600}, {-10, 580}, {-10, 0}, {-10, -580}, {0, -600});
    east->oneway = west->oneway = 1;
    east->lanes = west->lanes = 2;
}

START_TEST(walk_does_not_turn_back_on_the_other_carriageway)
{
    add_dual();
    build();
    struct ter_arrival arrival = walk(0, 900);
    ck_assert_double_gt(arrival.at.y, 575);
    ck_assert_double_gt(arrival.short_m, 290);
}
END_TEST

START_TEST(walk_passes_from_one_into_two_carriageways)
{
    ADD({0, -1000}, {0, -600});
    add_dual();
    build();
    struct ter_arrival arrival;
    ck_assert(ter_track_walk(&track, (struct ter_xy){0, -800}, 5, 0, 60, 500, &arrival));
    ck_assert_double_eq_tol(arrival.at.y, -300, 5);
    expect_at(
        ter_roadside_stand(&track, arrival.at, arrival.heading_deg, TER_POINT_NONE, 0).at, 0, arrival.at.y);
}
END_TEST

START_TEST(walk_round_a_ring_ends)
{
    ADD({0, 0}, {0, 100}, {100, 100});
    ADD({100, 100}, {100, 0}, {0, 0});
    build();
    struct ter_arrival arrival;
    ter_track_walk(&track, (struct ter_xy){0, 0}, 5, 0, 60, 100000, &arrival);
    expect_at(walk(0, 150).at, 50, 100);
}
END_TEST

START_TEST(walk_does_not_follow_a_line_drawn_there_and_back)
{
    ADD({0, 0}, {0, 200}, {0, 0});
    ADD({0, 200}, {0, 500}, {0, 200});
    build();
    expect_at(walk(0, 350).at, 0, 350);
}
END_TEST

/* --- carriageways and sides --- */

START_TEST(sides_stand_beside_the_kerb_of_their_carriageway)
{
    add_dual();
    build();
    struct ter_xy at = {10, 100};
    expect_at(ter_roadside_stand(&track, at, 0, TER_POINT_NONE, 0).at, 0, 100);
    ck_assert_double_eq_tol(ter_roadside_stand(&track, at, 0, TER_POINT_NONE, 0).half_width_m, 10, 0.1);
    expect_at(ter_roadside_stand(&track, at, 0, TER_E, 0).at, 10 + 3.5 + 2, 100);
    expect_at(ter_roadside_stand(&track, at, 0, TER_W, 0).at, -10 - 3.5 - 2, 100);
    expect_at(ter_roadside_stand(&track, at, 180, TER_W, 0).at, -10 - 3.5 - 2, 100);
    expect_at(ter_roadside_stand(&track, at, 0, TER_E, 30).at, 30, 100);
}
END_TEST

START_TEST(side_along_the_road_is_a_contradiction)
{
    ADD({0, -100}, {0, 100});
    build();
    struct ter_standing standing = ter_roadside_stand(&track, (struct ter_xy){0, 50}, 0, TER_N, 0);
    ck_assert_int_eq(standing.side, TER_SIDE_ALONG);
    expect_at(standing.at, 0, 50);
}
END_TEST

START_TEST(width_is_that_of_the_lanes_or_the_class)
{
    char trunk[] = "trunk", lane[] = "service";
    ck_assert_double_eq(ter_road_width_m(&(struct ter_road){.lanes = 5}), 17.5);
    ck_assert_double_eq(ter_road_width_m(&(struct ter_road){.class_ = trunk, .oneway = 1}), 10.5);
    ck_assert_double_eq(ter_road_width_m(&(struct ter_road){.class_ = lane}), 3.5);
    ck_assert_double_eq(ter_road_width_m(&(struct ter_road){0}), 7);
}
END_TEST

/* --- stretches --- */

START_TEST(stretch_has_its_middle_on_the_road)
{
    ADD({0, 0}, {0, 300}, {300, 300});
    build();
    struct ter_arrival middle;
    double length_m;
    ck_assert(ter_track_stretch(
        &track, (struct ter_xy){0, 0}, 5, (struct ter_xy){300, 300}, 5, &middle, &length_m));
    expect_at(middle.at, 0, 300);
    ck_assert_double_eq_tol(length_m, 600, 0.1);
    ck_assert(
        !ter_track_stretch(&track, (struct ter_xy){0, 0}, 5, (struct ter_xy){300, 0}, 5, &middle, &length_m));
}
END_TEST

/* --- corners --- */

static void expect_corner(double turn_deg, double asked_deg)
{
    struct ter_xy south = ter_xy_move((struct ter_xy){0, 0}, 180 + turn_deg, 200);
    struct ter_xy north = ter_xy_move((struct ter_xy){0, 0}, turn_deg, 200);
    struct ter_xy west = ter_xy_move((struct ter_xy){0, 0}, 270 + turn_deg, 200);
    struct ter_xy east = ter_xy_move((struct ter_xy){0, 0}, 90 + turn_deg, 200);
    route.count = 0;
    ADD(south, {0, 0}, north);
    build();
    TER_AUTO_TRACK struct ter_track other = {0};
    struct ter_track first = track;
    track = other;
    route.count = 0;
    ADD(west, {0, 0}, east);
    build();
    struct ter_corner corner = ter_corner_find(&first, &track, 0, asked_deg, 2);
    double azimuth = ter_xy_azimuth_deg((struct ter_xy){0, 0}, corner.at);
    ck_assert_msg(ter_turn_deg(azimuth, asked_deg) < 46 && !corner.on_an_arm, "grid at %g: asked %g, got %g",
        turn_deg, asked_deg, azimuth);
    ck_assert_double_eq_tol(hypot(corner.at.x, corner.at.y), (3.5 + 2) * M_SQRT2, 0.2);
    ck_assert_double_eq_tol(remainder(azimuth - turn_deg - 45, 90), 0, 0.5); /* between the arms */
    ter_track_free(&first);
}

START_TEST(corners_lie_between_the_true_arms)
{
    for (double turn = -30; turn <= 30; turn += 10)
        for (double asked = 45; asked < 360; asked += 90)
            expect_corner(turn, asked);
}
END_TEST

START_TEST(corner_where_a_road_leads_is_doubtful)
{
    ADD({-200, -200}, {200, 200});
    build();
    struct ter_track first = track;
    track = (struct ter_track){0};
    route.count = 0;
    ADD({-200, 200}, {200, -200});
    build();
    ck_assert(ter_corner_find(&first, &track, 0, 45, 2).on_an_arm);
    ck_assert(!ter_corner_find(&first, &track, 0, 90, 2).on_an_arm);
    ter_track_free(&first);
}
END_TEST

START_TEST(arms_of_both_carriageways_are_one)
{
    add_dual();
    build();
    double azimuths[TER_MOST_ARMS];
    size_t count = ter_track_arms(&track, (struct ter_xy){0, 0}, 12, azimuths);
    ck_assert_uint_eq(count, 2);
    ck_assert_double_eq_tol(ter_turn_deg(azimuths[0], azimuths[1]), 180, 5);
}
END_TEST

Suite *suite_line(void)
{
    Suite *suite = suite_create("line");
    const TTest *const tests[] = {plane_agrees_with_the_geodesic, rings_tell_inside_from_outside,
        walk_follows_bends, walk_goes_from_line_to_line_whichever_way_they_are_drawn,
        walk_crosses_a_gap_of_the_name, walk_says_what_the_road_is_too_short_by,
        walk_does_not_turn_back_on_the_other_carriageway, walk_passes_from_one_into_two_carriageways,
        walk_round_a_ring_ends, walk_does_not_follow_a_line_drawn_there_and_back,
        sides_stand_beside_the_kerb_of_their_carriageway, side_along_the_road_is_a_contradiction,
        width_is_that_of_the_lanes_or_the_class, stretch_has_its_middle_on_the_road,
        corners_lie_between_the_true_arms, corner_where_a_road_leads_is_doubtful,
        arms_of_both_carriageways_are_one};
    TCase *tcase = tcase_create("line");
    tcase_add_checked_fixture(tcase, start, end);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}

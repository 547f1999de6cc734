/* Owns the tests of roads as geometry: the plane, walks, carriageways, stretches, arms, corners. */
#include "base/crs.h"
#include "base/plane.h"
#include "geocode/corner.h"
#include "geocode/roadside.h"
#include "geocode/route.h"
#include "geocode/stretch.h"
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
    route = (struct ter_route){.lines = lines};
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
    for (int lat = -60; lat <= 60; lat += 30) {
        struct ter_lonlat from = {111, lat};
        struct ter_plane plane = ter_plane_at(from);
        for (int azimuth = 0; azimuth < 360; azimuth += 45) {
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

/* At a junction: the other carriageway begins 12 m beyond it, 38 m to the right. */
START_TEST(side_is_that_of_a_carriageway_that_begins_at_the_junction)
{
    ADD({0, -200}, {0, 0}, {0, 200})->lanes = 3;
    ADD({38, 12}, {38, 200})->lanes = 2;
    ADD({-40, 100}, {-40, 300}); /* far from the section: not of it */
    ADD({10, 5}, {200, 5});      /* leads away across */
    build();
    struct ter_xy centre = {0, 0};
    expect_at(ter_roadside_stand(&track, centre, 0, TER_E, 0).at, 38 + 3.5 + 2, 0);
    expect_at(ter_roadside_stand(&track, centre, 0, TER_W, 0).at, -5.25 - 2, 0);
}
END_TEST

START_TEST(bend_beyond_the_section_is_no_carriageway)
{
    ADD({0, -200}, {0, 15});
    ADD({0, 15}, {50, 115}); /* 27 degrees */
    build();
    struct ter_span span = ter_track_span(&track, (struct ter_xy){0, 0}, 0);
    ck_assert_double_eq_tol(span.right_m, 0, 0.1);
    ck_assert_double_eq_tol(span.left_m, 0, 0.1);
}
END_TEST

START_TEST(side_says_how_far_it_is_from_the_true_one)
{
    ADD({-100, -100}, {100, 100});
    build();
    struct ter_standing standing = ter_roadside_stand(&track, (struct ter_xy){0, 0}, 45, TER_SE, 0);
    ck_assert_double_eq_tol(standing.turn_deg, 0, 0.1);
    standing = ter_roadside_stand(&track, (struct ter_xy){0, 0}, 45, TER_S, 0);
    ck_assert_double_eq_tol(standing.turn_deg, 45, 0.1);
    standing = ter_roadside_stand(&track, (struct ter_xy){0, 0}, 45, TER_NW, 0);
    ck_assert_double_eq_tol(standing.turn_deg, 0, 0.1);
    ck_assert(standing.at.x < 0 && standing.at.y > 0);
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

static bool find_stretch(struct ter_xy from, struct ter_xy to, struct ter_arrival *ret_middle, double *ret_m)
{
    build();
    return ter_stretch_find(
        &track, (struct ter_stretch_end){from, 5}, (struct ter_stretch_end){to, 5}, ret_middle, ret_m);
}

static void expect_stretch(struct ter_xy from, struct ter_xy to, double x, double y, double length_m)
{
    struct ter_arrival middle;
    double m;
    ck_assert(find_stretch(from, to, &middle, &m));
    expect_at(middle.at, x, y);
    ck_assert_double_eq_tol(m, length_m, 0.1);
    ck_assert(find_stretch(to, from, &middle, &m)); /* the other way round it is the same */
    expect_at(middle.at, x, y);
    ck_assert_double_eq_tol(m, length_m, 0.1);
}

START_TEST(stretch_has_its_middle_on_the_road)
{
    struct ter_arrival middle;
    double length_m;
    ADD({0, 0}, {0, 300}, {300, 300});
    expect_stretch((struct ter_xy){0, 0}, (struct ter_xy){300, 300}, 0, 300, 600);
    expect_stretch((struct ter_xy){0, 20}, (struct ter_xy){0, 220}, 0, 120, 200); /* inside one segment */
    ck_assert(!find_stretch((struct ter_xy){0, 0}, (struct ter_xy){300, 0}, &middle, &length_m));
}
END_TEST

/* A road of one name that is a comb: its teeth lead nowhere, and going straight on ends in one. */
START_TEST(stretch_turns_off_where_the_road_forks)
{
    ADD({0, 0}, {0, 100}, {0, 900});
    ADD({0, 100}, {400, 100}, {400, 300});
    expect_stretch((struct ter_xy){0, 0}, (struct ter_xy){400, 300}, 250, 100, 700);
}
END_TEST

START_TEST(stretch_takes_the_shorter_way_round_a_loop)
{
    ADD({0, 0}, {0, 100});
    ADD({0, 100}, {-200, 200}, {0, 300}); /* 447 m */
    ADD({0, 100}, {60, 200}, {0, 300});   /* 233 m */
    ADD({0, 300}, {0, 400});
    double way_m = 200 + 2 * hypot(60, 100);
    expect_stretch((struct ter_xy){0, 0}, (struct ter_xy){0, 400}, 60, 200, way_m);
}
END_TEST

START_TEST(stretch_of_two_carriageways_is_between_them)
{
    add_dual();
    struct ter_arrival middle;
    double length_m;
    build();
    ck_assert(ter_stretch_find(&track, (struct ter_stretch_end){{0, -400}, 30},
        (struct ter_stretch_end){{0, 200}, 30}, &middle, &length_m));
    expect_at(middle.at, 0, -100);
    ck_assert_double_eq_tol(length_m, 600, 0.1);
}
END_TEST

START_TEST(stretch_goes_on_where_an_end_touches_a_line_and_across_gaps)
{
    ADD({0, 0}, {600, 0});
    ADD({301, 1}, {301, 201}); /* begins 1 m beside a segment */
    ADD({301, 260}, {301, 601});
    expect_stretch((struct ter_xy){1, 0}, (struct ter_xy){301, 601}, 301, 151, 900);
}
END_TEST

START_TEST(stretch_is_no_long_detour_and_no_jump)
{
    struct ter_arrival middle;
    double length_m;
    ADD({0, 0}, {0, 2000}, {100, 2000}, {100, 0}); /* 100 m apart, 4,100 m along */
    ck_assert(!find_stretch((struct ter_xy){0, 0}, (struct ter_xy){100, 0}, &middle, &length_m));
    route.count = 0;
    ADD({0, 0}, {0, 300});
    ADD({0, 450}, {0, 800}); /* a gap too wide for a roundabout */
    ck_assert(!find_stretch((struct ter_xy){0, 0}, (struct ter_xy){0, 800}, &middle, &length_m));
    route.count = 0;
    ck_assert(!find_stretch((struct ter_xy){0, 0}, (struct ter_xy){0, 800}, &middle, &length_m));
}
END_TEST

START_TEST(stretch_survives_lines_without_length)
{
    ADD({0, 100}, {0, 100});
    ADD({0, 0}, {0, 100}, {0, 100}, {0, 400});
    ADD({0, 400}, {0, 0}, {0, 400}); /* drawn there and back */
    expect_stretch((struct ter_xy){0, 0}, (struct ter_xy){0, 400}, 0, 200, 400);
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
    for (int turn = -30; turn <= 30; turn += 10)
        for (int asked = 45; asked < 360; asked += 90)
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
        sides_stand_beside_the_kerb_of_their_carriageway,
        side_is_that_of_a_carriageway_that_begins_at_the_junction, bend_beyond_the_section_is_no_carriageway,
        side_says_how_far_it_is_from_the_true_one, side_along_the_road_is_a_contradiction,
        width_is_that_of_the_lanes_or_the_class, stretch_has_its_middle_on_the_road,
        stretch_turns_off_where_the_road_forks, stretch_takes_the_shorter_way_round_a_loop,
        stretch_of_two_carriageways_is_between_them,
        stretch_goes_on_where_an_end_touches_a_line_and_across_gaps, stretch_is_no_long_detour_and_no_jump,
        stretch_survives_lines_without_length, corners_lie_between_the_true_arms,
        corner_where_a_road_leads_is_doubtful, arms_of_both_carriageways_are_one};
    TCase *tcase = tcase_create("line");
    tcase_add_checked_fixture(tcase, start, end);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}

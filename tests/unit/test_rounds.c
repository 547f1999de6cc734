/* Owns the tests of rounds: routes against the optimum, travel between places, days, kits, what is too coarse
 * to drive to. */
#include "plan/rounds/rounds.h"

#include "base/crs.h"
#include "plan/rounds/route_plan.h"
#include "registering.h"
#include "roading.h"
#include "roads/travel_matrix.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_error err;

/* ---- routes against the optimum ---- */

enum { MOST_STOPS = 10 };

/* A problem of random places in a square of 40 minutes; `crooked`: the two directions differ, and no way
 * through a third place is shorter. */
struct instance {
    struct ter_route_problem problem;
    double *travel, *service;
};

static void shorten(double *travel, size_t places)
{
    for (size_t k = 0; k < places; k++)
        for (size_t i = 0; i < places; i++)
            for (size_t j = 0; j < places; j++)
                travel[i * places + j] =
                    fmin(travel[i * places + j], travel[i * places + k] + travel[k * places + j]);
}

static struct instance instance_of(size_t count, bool crooked, bool clustered, uint64_t *state)
{
    struct instance made = {0};
    size_t places = count + 1;
    TER_AUTO_FREE struct ter_xy *at = ter_alloc(places * sizeof *at);
    made.travel = ter_alloc(places * places * sizeof *made.travel);
    made.service = ter_alloc(places * sizeof *made.service);
    for (size_t i = 0; i < places; i++) {
        at[i] = (struct ter_xy){40 * register_random(state), 40 * register_random(state)};
        if (clustered && i > 5)
            at[i] = (struct ter_xy){
                at[i % 5].x + 3 * register_random(state), at[i % 5].y + 3 * register_random(state)};
        made.service[i] = 20 + 100 * register_random(state);
    }
    for (size_t i = 0; i < places; i++)
        for (size_t j = 0; j < places; j++)
            made.travel[i * places + j] =
                i == j ? 0
                       : ter_xy_distance_m(at[i], at[j]) * (crooked ? 1 + 0.5 * register_random(state) : 1);
    if (crooked)
        shorten(made.travel, places);
    made.problem = (struct ter_route_problem){
        count, made.travel, made.service, 20, (double)INFINITY, ter_route_shakes(count)};
    return made;
}

static void instance_free(struct instance *instance)
{
    free(instance->travel);
    free(instance->service);
}

/* The shortest tour through each set of stops (Held and Karp 1962), setup included; INFINITY where no day
 * holds it. */
static double *best_tours(const struct ter_route_problem *problem)
{
    size_t count = problem->count, sets = (size_t)1 << count, places = count + 1;
    TER_AUTO_FREE double *ends = ter_alloc(sets * count * sizeof *ends);
    double *tours = ter_alloc(sets * sizeof *tours);
    for (size_t set = 1; set < sets; set++) {
        double work = 0, shortest = (double)INFINITY;
        for (size_t last = 0; last < count; last++) {
            size_t rest = set & ~((size_t)1 << last);
            double *end = &ends[set * count + last];
            *end = (double)INFINITY;
            if (rest == set)
                continue;
            work += problem->service[last + 1];
            if (!rest)
                *end = problem->travel[last + 1];
            for (size_t k = 0; k < count && rest; k++)
                if (rest >> k & 1)
                    *end = fmin(*end, ends[rest * count + k] + problem->travel[(k + 1) * places + last + 1]);
            shortest = fmin(shortest, *end + problem->travel[(last + 1) * places]);
        }
        tours[set] =
            shortest + work + problem->setup <= problem->day ? shortest + problem->setup : (double)INFINITY;
    }
    return tours;
}

static double optimum(const struct ter_route_problem *problem)
{
    size_t sets = (size_t)1 << problem->count;
    TER_AUTO_FREE double *tours = best_tours(problem);
    TER_AUTO_FREE double *best = ter_alloc(sets * sizeof *best);
    for (size_t set = 1; set < sets; set++) {
        size_t lowest = set & (~set + 1);
        best[set] = (double)INFINITY;
        for (size_t one = set; one; one = (one - 1) & set)
            if (one & lowest)
                best[set] = fmin(best[set], tours[one] + best[set & ~one]);
    }
    return best[sets - 1];
}

/* Each stop once, no day too long, the cost as stated. */
static void check_routes(const struct ter_route_problem *problem, const struct ter_routes *routes)
{
    TER_AUTO_FREE bool *seen = ter_alloc(problem->count + 1);
    double cost = 0;
    size_t at = 0;
    for (size_t i = 0; i < routes->count; i++) {
        double travel = 0, work = 0;
        size_t from = 0;
        ck_assert_uint_lt(at, routes->ends[i]);
        for (; at < routes->ends[i]; at++) {
            size_t stop = routes->stops[at];
            ck_assert(stop >= 1 && stop <= problem->count && !seen[stop]);
            seen[stop] = true;
            travel += problem->travel[from * (problem->count + 1) + stop];
            work += problem->service[stop];
            from = stop;
        }
        travel += problem->travel[from * (problem->count + 1)];
        ck_assert(travel + work + problem->setup <= problem->day + 1e-9);
        cost += travel + problem->setup;
    }
    for (size_t stop = 1; stop <= problem->count; stop++)
        ck_assert_int_eq(seen[stop], ter_route_fits_alone(problem, stop));
    ck_assert_double_eq_tol(cost, routes->cost, 1e-6);
}

/* Mean and worst gap to the optimum over random instances. */
static void check_gaps(double day, bool crooked, double worst_mean, double worst_gap)
{
    enum { INSTANCES = 100 };
    uint64_t state = 7;
    double sum = 0, worst = 0;
    for (size_t i = 0; i < INSTANCES; i++) {
        TER_AUTO_ROUTES struct ter_routes routes = {0};
        struct instance made = instance_of(4 + i % (MOST_STOPS - 3), crooked, i % 2, &state);
        made.problem.day = day;
        ck_assert_msg(ter_route_plan(&made.problem, &routes, &err), "%s", err.message);
        check_routes(&made.problem, &routes);
        double gap = routes.cost / optimum(&made.problem) - 1;
        ck_assert_msg(gap > -1e-9, "better than the optimum: %g", gap);
        sum += gap;
        worst = fmax(worst, gap);
        instance_free(&made);
    }
    ck_assert_msg(
        sum / INSTANCES <= worst_mean && worst <= worst_gap, "mean gap %g, worst %g", sum / INSTANCES, worst);
}

START_TEST(one_route_is_the_shortest_there_is)
{
    check_gaps((double)INFINITY, false, 1e-9, 1e-9);
}
END_TEST

START_TEST(one_route_is_the_shortest_where_directions_differ)
{
    check_gaps((double)INFINITY, true, 1e-9, 1e-9);
}
END_TEST

START_TEST(days_are_shared_out_nearly_as_well_as_can_be)
{
    check_gaps(480, false, 0.001, 0.02);
}
END_TEST

START_TEST(days_are_shared_out_well_where_directions_differ)
{
    check_gaps(480, true, 0.001, 0.02);
}
END_TEST

/* Without shaking, what savings and moves alone give: the moves must not be what is broken. */
START_TEST(moves_alone_come_near_the_optimum)
{
    enum { INSTANCES = 100 };
    uint64_t state = 11;
    double sum = 0;
    for (size_t i = 0; i < INSTANCES; i++) {
        TER_AUTO_ROUTES struct ter_routes routes = {0};
        struct instance made = instance_of(4 + i % (MOST_STOPS - 3), i % 3 == 0, i % 2, &state);
        made.problem.day = i % 4 ? 480 : (double)INFINITY;
        made.problem.shakes = 0;
        ck_assert_msg(ter_route_plan(&made.problem, &routes, &err), "%s", err.message);
        check_routes(&made.problem, &routes);
        sum += routes.cost / optimum(&made.problem) - 1;
        instance_free(&made);
    }
    ck_assert_msg(sum / INSTANCES <= 0.03, "mean gap %g", sum / INSTANCES);
}
END_TEST

/* Larger ones, for which nobody knows the optimum: all stops in, the same answer twice, and not worse than
 * without shaking. */
START_TEST(larger_problems_are_whole_and_repeat)
{
    uint64_t state = 3;
    for (size_t count = 0; count <= 120; count += 40) {
        TER_AUTO_ROUTES struct ter_routes routes = {0}, again = {0}, plain = {0};
        struct instance made = instance_of(count, count == 80, count > 40, &state);
        made.problem.day = 480;
        made.problem.shakes = 400;
        ck_assert(ter_route_plan(&made.problem, &routes, &err));
        ck_assert(ter_route_plan(&made.problem, &again, &err));
        made.problem.shakes = 0;
        ck_assert(ter_route_plan(&made.problem, &plain, &err));
        check_routes(&made.problem, &routes);
        check_routes(&made.problem, &plain);
        ck_assert(routes.cost <= plain.cost + 1e-9);
        ck_assert_uint_eq(routes.count, again.count);
        ck_assert(memcmp(routes.stops, again.stops, count * sizeof *routes.stops) == 0);
        instance_free(&made);
    }
}
END_TEST

START_TEST(a_stop_that_no_day_holds_is_in_no_route)
{
    double travel[] = {0, 5, 300, 5, 0, 300, 300, 300, 0}, service[] = {0, 10, 10};
    struct ter_route_problem problem = {2, travel, service, 20, 480, 100};
    TER_AUTO_ROUTES struct ter_routes routes = {0};
    ck_assert(ter_route_fits_alone(&problem, 1) && !ter_route_fits_alone(&problem, 2));
    ck_assert(ter_route_plan(&problem, &routes, &err));
    check_routes(&problem, &routes);
    ck_assert_uint_eq(routes.count, 1);
}
END_TEST

/* ---- travel ---- */

static struct ter_lonlat lonlat(double x_m, double y_m)
{
    struct ter_transform *back;
    struct ter_xy at = roading_plane(x_m, y_m);
    ck_assert(ter_transform_open(ROADING_EPSG, 4490, &back, &err));
    ck_assert(ter_transform_apply(back, &at.x, &at.y, 1, &err));
    ter_transform_close(back);
    return (struct ter_lonlat){at.x, at.y};
}

static void measure(const struct ter_road_graph *graph, const struct ter_lonlat *places, size_t count,
    struct ter_travel_matrix *matrix)
{
    TER_AUTO(ter_speeds_free) struct ter_speeds *speeds = NULL;
    ck_assert(ter_speeds_shipped(&speeds, &err));
    ck_assert_msg(
        ter_travel_matrix_make(graph, speeds, 4490, places, count, 0.5, matrix, &err), "%s", err.message);
}

/* A square whose one side leads one way only: forth along it, back round the other three. */
START_TEST(one_way_streets_make_the_directions_differ)
{
    struct way forth = WAY(0, 0, 1000, 0), round = WAY(1000, 0, 1000, 1000, 0, 1000, 0, 0);
    forth.road.oneway = 1;
    struct ter_road_graph *graph = NETWORK(forth, round);
    struct ter_lonlat places[] = {lonlat(200, 0), lonlat(800, 0)};
    TER_AUTO_TRAVEL_MATRIX struct ter_travel_matrix matrix = {0};
    measure(graph, places, 2, &matrix);
    ck_assert_double_eq_tol(matrix.metres[1], 600, 1);
    ck_assert_double_eq_tol(matrix.metres[2], 3400, 3);
    ck_assert_double_eq_tol(
        matrix.seconds[1], 600 / (30 / 3.6 * 0.5), 1); /* residential: 30 km/h, half of it */
    ck_assert_double_eq_tol(matrix.seconds[2] / matrix.seconds[1], 3400.0 / 600, 0.01);
    ck_assert(matrix.seconds[0] == 0 && matrix.seconds[3] == 0);
    ck_assert_uint_eq(matrix.straight_places, 0);
    ck_assert_uint_eq(matrix.straight_ways, 0);
}
END_TEST

/* Where one cannot drive back, and where there is no road at all, the straight line serves, and is counted.
 */
START_TEST(ways_without_a_road_are_straight_and_counted)
{
    struct way forth = WAY(0, 0, 1000, 0);
    forth.road.oneway = 1;
    struct ter_road_graph *graph = NETWORK(forth);
    struct ter_lonlat places[] = {lonlat(200, 0), lonlat(800, 0), lonlat(500, 5000)};
    TER_AUTO_TRAVEL_MATRIX struct ter_travel_matrix matrix = {0}, bare = {0};
    measure(graph, places, 3, &matrix);
    ck_assert_uint_eq(matrix.straight_places, 1);
    ck_assert_uint_eq(matrix.straight_ways, 1);
    ck_assert_double_eq_tol(matrix.metres[3], 1.4 * 600, 2);
    measure(NULL, places, 3, &bare);
    ck_assert_uint_eq(bare.straight_places, 3);
    ck_assert_double_eq_tol(bare.metres[1], 1.4 * 600, 2);
    ck_assert_double_eq(bare.seconds[1], bare.seconds[3]);
}
END_TEST

/* A piece of road that joins nothing is not where a crew turns in. */
START_TEST(islands_in_the_map_are_passed_over)
{
    enum { PIECES = 120 };
    struct way ways[PIECES + 1];
    for (size_t i = 0; i < PIECES; i++)
        ways[i] = WAY(100.0 * (double)i, 0, 100.0 * (double)i + 100, 0, 100.0 * (double)i + 100, 30);
    ways[PIECES] = WAY(500, 80, 520, 80);
    struct ter_road_graph *graph = roading_network(ways, PIECES + 1);
    struct ter_lonlat places[] = {lonlat(510, 79), lonlat(1510, 0)};
    TER_AUTO_TRAVEL_MATRIX struct ter_travel_matrix matrix = {0};
    measure(graph, places, 2, &matrix);
    ck_assert_uint_eq(matrix.straight_ways, 0);
    ck_assert_uint_eq(matrix.straight_places, 0);
    ck_assert_double_eq_tol(matrix.metres[1], 1100, 60); /* along the road, and from it to the place */
}
END_TEST

/* ---- rounds ---- */

static struct ter_round_ground bare_ground(void)
{
    struct ter_round_ground ground = {.epsg = 4490};
    ck_assert(ter_speeds_shipped(&ground.speeds, &err));
    return ground;
}

static struct ter_round_rules *shipped(void)
{
    struct ter_round_rules *rules;
    ck_assert_msg(ter_round_rules_shipped(&rules, &err), "%s", err.message);
    return rules;
}

static struct ter_round_stop stop_at(double lon, double lat, const char *needs, size_t payload)
{
    return (struct ter_round_stop){.at = {lon, lat},
        .placed = true,
        .uncertainty_m = 20,
        .needs = needs,
        .service_min = (double)NAN,
        .township = "察素齐镇",
        .payload = payload};
}

static struct ter_rounds *make(const struct ter_round_stop *stops, size_t count, double day_min, size_t crews)
{
    static const struct ter_round_depot depot = {{111.15, 40.72}, "station"};
    TER_AUTO(ter_round_rules_free) struct ter_round_rules *rules = shipped();
    TER_AUTO_ROUND_GROUND struct ter_round_ground ground = bare_ground();
    struct ter_rounds_request request = {stops, count, &depot, 1, rules, &ground, day_min, crews, TER_EN};
    struct ter_rounds *rounds;
    ck_assert_msg(ter_rounds_make(&request, &rounds, &err), "%s", err.message);
    for (size_t i = 0; i < rounds->count; i++)
        rounds->items[i].kit = NULL; /* it ends with the rules */
    return rounds;
}

START_TEST(one_round_carries_one_kit)
{
    struct ter_round_stop stops[] = {stop_at(111.16, 40.72, "digger", 0), stop_at(111.16, 40.721, "valve", 1),
        stop_at(111.161, 40.72, "main", 2), stop_at(111.161, 40.721, "coupling", 3),
        stop_at(111.16, 40.722, "never heard of", 4)};
    TER_AUTO(ter_rounds_free) struct ter_rounds *rounds = make(stops, 5, 1000, 0);
    ck_assert_uint_eq(rounds->count, 3); /* digger with main, valve with coupling, the rest */
    ck_assert_uint_eq(rounds->items[0].call_count, 2);
    ck_assert_uint_eq(rounds->items[1].call_count, 2);
    ck_assert_uint_eq(stops[rounds->items[2].calls[0].stop].payload, 4);
    ck_assert_double_eq_tol(rounds->items[0].service_min, 180 + 240, 1e-9);
    ck_assert_uint_eq(rounds->routed_stops, 5);
}
END_TEST

START_TEST(a_day_holds_setting_out_travel_and_work)
{
    struct ter_round_stop stops[9];
    for (size_t i = 0; i < 9; i++) {
        stops[i] = stop_at(111.16 + 0.001 * (double)i, 40.72, "valve", i); /* 90 min each */
        stops[i].service_min = i == 8 ? 1000 : stops[i].service_min;
    }
    TER_AUTO(ter_rounds_free) struct ter_rounds *rounds = make(stops, 9, 480, 2);
    ck_assert_uint_eq(rounds->left_count, 1);
    ck_assert_uint_eq(rounds->left[0].stop, 8);
    ck_assert_ptr_nonnull(strstr(rounds->left[0].reason, "1000 min of work"));
    ck_assert_uint_eq(rounds->count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct ter_round *round = &rounds->items[i];
        double clock = 20;
        ck_assert(round->total_min <= 480);
        for (size_t k = 0; k < round->call_count; k++) {
            clock += round->calls[k].travel_min;
            ck_assert_double_eq_tol(round->calls[k].arrive_min, clock, 1e-9);
            clock += round->calls[k].service_min;
        }
        ck_assert_double_eq_tol(round->total_min, clock + round->back_min, 1e-9);
        ck_assert_uint_eq(round->day, 1);
        ck_assert_uint_eq(round->crew, i + 1);
    }
}
END_TEST

/* What is known to the township only is not pretended to be a way. */
START_TEST(coarse_positions_are_to_be_located_first)
{
    struct ter_round_stop stops[] = {stop_at(111.16, 40.72, "valve", 0), stop_at(111.17, 40.72, "digger", 1),
        stop_at(111.18, 40.72, "valve", 2), stop_at(0, 0, NULL, 3)};
    stops[1].uncertainty_m = 8000;
    stops[2].uncertainty_m = (double)NAN;
    stops[3].placed = false;
    stops[3].township = NULL;
    TER_AUTO(ter_rounds_free) struct ter_rounds *rounds = make(stops, 4, 480, 1);
    ck_assert_uint_eq(rounds->count, 3);
    ck_assert(!rounds->items[0].to_locate && rounds->items[1].to_locate && rounds->items[2].to_locate);
    ck_assert_str_eq(rounds->items[1].township, "察素齐镇");
    ck_assert_uint_eq(rounds->items[1].call_count, 2);
    ck_assert(isnan(rounds->items[1].total_min) && isnan(rounds->items[1].calls[0].arrive_min));
    ck_assert_ptr_null(rounds->items[2].township);
    ck_assert_uint_eq(rounds->to_locate_stops, 3);
    ck_assert_uint_eq(rounds->routed_stops, 1);
    ck_assert_uint_eq(rounds->items[1].day, 0);
}
END_TEST

START_TEST(each_stop_belongs_to_its_nearest_depot)
{
    const struct ter_round_depot depots[] = {{{111.15, 40.72}, "a"}, {{111.25, 40.72}, "b"}};
    struct ter_round_stop stops[] = {stop_at(111.16, 40.72, "valve", 0), stop_at(111.24, 40.72, "valve", 1)};
    TER_AUTO(ter_round_rules_free) struct ter_round_rules *rules = shipped();
    TER_AUTO_ROUND_GROUND struct ter_round_ground ground = bare_ground();
    TER_AUTO(ter_rounds_free) struct ter_rounds *rounds = NULL;
    struct ter_rounds_request request = {stops, 2, depots, 2, rules, &ground, 480, 0, TER_ZH};
    ck_assert(ter_rounds_make(&request, &rounds, &err));
    ck_assert_uint_eq(rounds->count, 2);
    ck_assert(rounds->items[0].depot == 0 && rounds->items[1].depot == 1);
    ck_assert_uint_eq(rounds->items[1].calls[0].stop, 1);
    ck_assert_ptr_nonnull(strstr(rounds->notes.items[0], "无路网"));
}
END_TEST

START_TEST(impossible_requests_are_refused)
{
    struct ter_round_stop stop = stop_at(111.16, 40.72, "valve", 0);
    TER_AUTO(ter_round_rules_free) struct ter_round_rules *rules = shipped();
    TER_AUTO_ROUND_GROUND struct ter_round_ground ground = bare_ground();
    struct ter_rounds *rounds = NULL;
    struct ter_rounds_request request = {&stop, 1, NULL, 0, rules, &ground, 480, 0, TER_EN};
    ck_assert(!ter_rounds_make(&request, &rounds, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "--depot"));
    request.day_min = 0;
    ck_assert(!ter_rounds_make(&request, &rounds, &err));
    request = (struct ter_rounds_request){NULL, 0, NULL, 0, rules, &ground, 480, 0, TER_EN};
    ck_assert(ter_rounds_make(&request, &rounds, &err));
    ck_assert_uint_eq(rounds->count, 0);
    ter_rounds_free(rounds);
}
END_TEST

/* ---- what people write ---- */

static const struct {
    const char *text;
    double minutes; /* 0: refused */
} days[] = {{"8", 480}, {"7.5", 450}, {"7.5h", 450}, {"450min", 450}, {"8小时", 480}, {"450分钟", 450},
    {"480", 0}, {"0", 0}, {"-8", 0}, {"h", 0}, {"", 0}, {"8 days", 0}, {"nan", 0}, {"1500min", 0},
    {"1e999", 0}};

START_TEST(days_are_hours_unless_they_say_minutes)
{
    double minutes = 0;
    bool read = ter_crew_day_read(days[_i].text, &minutes, &err);
    ck_assert_int_eq(read, days[_i].minutes > 0);
    ck_assert(!read || minutes == days[_i].minutes);
}
END_TEST

START_TEST(rules_have_sources_and_ones_own_replace_them)
{
    static const char text[] =
        "{\"version\": 1, \"services\": [{\"needs\": \"valve\", \"minutes\": 33, \"source\": {\"en\": \"a\", "
        "\"zh\": \"b\"}}]}";
    TER_AUTO(ter_round_rules_free) struct ter_round_rules *rules = shipped(), *own = NULL;
    for (size_t i = 0; i < rules->service_count; i++)
        ck_assert(*rules->services[i].source.text[TER_ZH] && strchr("vs?", rules->services[i].state));
    ck_assert_msg(ter_round_rules_parse(text, strlen(text), "mine", &own, &err), "%s", err.message);
    ck_assert(ter_round_rules_service(own, "valve")->minutes == 33);
    ck_assert_int_eq(ter_round_rules_service(own, "valve")->state, 'u');
    ck_assert(ter_round_rules_service(own, "digger")->minutes == 180);
    ck_assert(ter_round_rules_service(own, NULL) == ter_round_rules_service(own, "what"));
    ck_assert_str_eq(ter_round_rules_kit(own, NULL)->name, "other");
}
END_TEST

static const struct {
    const char *text, *fault;
} bad_rules[] = {
    {"[]", "must be an object"},
    {"{\"version\": 1, \"kit\": []}", "did you mean \"kits\""},
    {"{\"version\": 1, \"services\": [{\"needs\": \"a\", \"minutes\": -1}]}", "/services/0/minutes"},
    {"{\"version\": 1, \"services\": [{\"needs\": \"a\", \"minutes\": 5}]}", "/services/0"},
    {"{\"version\": 1, \"settings\": [{\"name\": \"speed\", \"value\": 1}]}", "/settings/0/name"},
    {"{\"version\": 1, \"settings\": [{\"name\": \"speed_share\", \"value\": 0, \"title\": {\"en\": \"a\", "
     "\"zh\": \"b\"}, \"source\": {\"en\": \"a\", \"zh\": \"b\"}}]}",
        "above 0"},
};

START_TEST(bad_rules_are_refused_with_their_place)
{
    struct ter_round_rules *rules = NULL;
    ck_assert(!ter_round_rules_parse(bad_rules[_i].text, strlen(bad_rules[_i].text), "mine", &rules, &err));
    ck_assert_msg(strstr(err.message, bad_rules[_i].fault), "%s", err.message);
}
END_TEST

Suite *suite_rounds(void)
{
    Suite *suite = suite_create("rounds");
    TER_TEST_CASE(suite, "routes", one_route_is_the_shortest_there_is,
        one_route_is_the_shortest_where_directions_differ, days_are_shared_out_nearly_as_well_as_can_be,
        days_are_shared_out_well_where_directions_differ, moves_alone_come_near_the_optimum,
        larger_problems_are_whole_and_repeat, a_stop_that_no_day_holds_is_in_no_route);
    TCase *travel = tcase_create("travel");
    tcase_add_checked_fixture(travel, roading_open, roading_close);
    tcase_add_test(travel, one_way_streets_make_the_directions_differ);
    tcase_add_test(travel, ways_without_a_road_are_straight_and_counted);
    tcase_add_test(travel, islands_in_the_map_are_passed_over);
    suite_add_tcase(suite, travel);
    TER_TEST_CASE(suite, "rounds", one_round_carries_one_kit, a_day_holds_setting_out_travel_and_work,
        coarse_positions_are_to_be_located_first, each_stop_belongs_to_its_nearest_depot,
        impossible_requests_are_refused, rules_have_sources_and_ones_own_replace_them);
    TCase *written = tcase_create("written");
    tcase_add_loop_test(written, days_are_hours_unless_they_say_minutes, 0, sizeof days / sizeof *days);
    tcase_add_loop_test(
        written, bad_rules_are_refused_with_their_place, 0, sizeof bad_rules / sizeof *bad_rules);
    suite_add_tcase(suite, written);
    return suite;
}

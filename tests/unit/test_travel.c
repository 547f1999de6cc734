/* Owns the tests of travel times: the table of speeds, small networks worked out by hand, and a whole country
 * against SpatiaLite's own routing. Protects first, second and third due, and the isochrones. */
#include "roading.h"
#include "suites.h"

#include "base/crs.h"
#include "roads/districts.h"

#include <math.h>
#include <spatialite.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct ter_speeds *speeds;
static struct ter_travel *travel;

static void near_to(double value, double expected, double tolerance)
{
    ck_assert_msg(fabs(value - expected) <= tolerance, "%.6f, not %.6f", value, expected);
}

static void drive(const struct ter_road_graph *graph, const struct ter_road_source *stations, size_t count,
    enum ter_reading reading)
{
    struct ter_error err = {0};
    ter_travel_close(travel);
    travel = NULL;
    ck_assert_msg(
        ter_travel_open(graph, speeds, stations, count, reading, INFINITY, &travel, &err), "%s", err.message);
}

static struct ter_road_source station(double x_m, double y_m, double start_s)
{
    return (struct ter_road_source){roading_plane(x_m, y_m), 0, start_s};
}

static size_t due_at(double x_m, double y_m, struct ter_travel_due dues[TER_TRAVEL_DUES])
{
    return ter_travel_due(travel, roading_plane(x_m, y_m), dues);
}

static double seconds(double metres, double km_h)
{
    return metres / (km_h / 3.6);
}

/* ---- the table ---- */

START_TEST(the_shipped_table_is_whole)
{
    ck_assert(ter_speeds_of(speeds, "motorway")->km_h > ter_speeds_of(speeds, "residential")->km_h);
    ck_assert(!ter_speeds_of(speeds, "motorway")->hose && ter_speeds_of(speeds, "footway")->hose);
    ck_assert(ter_speeds_of(speeds, "footway")->km_h == 0);
    ck_assert_ptr_eq(ter_speeds_of(speeds, "no such class"), ter_speeds_of(speeds, NULL));
    near_to(ter_speeds_turnout(speeds, "first")->minutes, 1, 1e-9);
    ck_assert_ptr_eq(ter_speeds_turnout(speeds, "no such class"), ter_speeds_turnout(speeds, NULL));
    for (size_t i = 0; i < TER_SPEED_SETTINGS; i++)
        ck_assert(speeds->settings[i].value > 0 && speeds->settings[i].title.text[TER_ZH] &&
                  ter_speeds_source(speeds, speeds->settings[i].source, TER_EN));
    for (size_t i = 0; i < speeds->class_count; i++)
        ck_assert(ter_speeds_source(speeds, speeds->classes[i].source, TER_ZH) &&
                  strchr("vs?", speeds->classes[i].state));
    for (size_t i = 0; i < speeds->turnout_count; i++)
        ck_assert(ter_speeds_source(speeds, speeds->turnouts[i].source, TER_ZH));
}
END_TEST

START_TEST(a_table_of_ones_own_replaces_what_it_names)
{
    static const char text[] = "{\"classes\": [{\"class\": \"residential\", \"km_h\": 24}],"
                               "\"turnout\": [{\"class\": \"volunteer\", \"minutes\": 7}],"
                               "\"settings\": [{\"name\": \"detour_factor\", \"value\": 1.5}]}";
    struct ter_speeds *own = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_speeds_parse(text, strlen(text), "own.json", &own, &err), "%s", err.message);
    near_to(ter_speeds_of(own, "residential")->km_h, 24, 0);
    ck_assert(ter_speeds_of(own, "residential")->hose && ter_speeds_of(own, "residential")->state == 'u');
    near_to(ter_speeds_of(own, "primary")->km_h, ter_speeds_of(speeds, "primary")->km_h, 0);
    near_to(ter_speeds_turnout(own, "volunteer")->minutes, 7, 0);
    near_to(own->settings[TER_SPEED_DETOUR].value, 1.5, 0);
    ck_assert_ptr_nonnull(own->settings[TER_SPEED_DETOUR].title.text[TER_EN]);
    ter_speeds_free(own);
}
END_TEST

START_TEST(a_bad_table_is_refused_with_its_place)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"{\"classes\": [{\"class\": \"primery\", \"km_h\": 24}]}", "did you mean \"primary\"?"},
        {"{\"classes\": [{\"class\": \"primary\", \"km_h\": -1}]}", "/classes/0/km_h"},
        {"{\"classes\": [{\"class\": \"primary\", \"km_h\": \"fast\"}]}", "must be a number"},
        {"{\"classes\": [{\"class\": \"primary\"}]}", "is missing"},
        {"{\"classes\": [{\"km_h\": 5}]}", "/classes/0/class"},
        {"{\"classes\": {}}", "must be a list"},
        {"{\"speed\": []}", "unknown member"},
        {"{\"settings\": [{\"name\": \"detour\", \"value\": 1.5}]}", "no setting \"detour\""},
        {"{\"settings\": [{\"name\": \"detour_factor\", \"value\": 0.5}]}", "from 1 to 10"},
        {"{\"turnout\": [{\"class\": \"first\", \"minutes\": 500}]}", "/turnout/0/minutes"},
        {"{\"turnout\": [{\"class\": \"first\", \"minutes\": 1, \"state\": \"sure\"}]}", "/turnout/0/state"},
        {"{", "own.json"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ter_speeds *own = NULL;
        struct ter_error err = {0};
        ck_assert(!ter_speeds_parse(bad[i].text, strlen(bad[i].text), "own.json", &own, &err) && !own);
        ck_assert_msg(strstr(err.message, bad[i].says) && strstr(err.message, "own.json"), "%s", err.message);
    }
}
END_TEST

/* ---- by hand ---- */

START_TEST(times_are_turnout_yard_and_road)
{
    double access_km_h = speeds->settings[TER_SPEED_ACCESS_KM_H].value;
    struct ter_road_source stations[] = {station(0, 30, 60), station(1000, 0, 90)};
    drive(NETWORK(WAY(-200, 0, 1000, 0), WAY(1000, 0, 1000, 500)), stations, 2, TER_READING_GIVEN);
    struct ter_travel_due dues[TER_TRAVEL_DUES];
    double km_h = ter_speeds_of(speeds, "residential")->km_h;
    ck_assert_uint_eq(due_at(300, 0, dues), 2);
    near_to(dues[0].seconds, 60 + seconds(30, access_km_h) + seconds(300, km_h), 0.2);
    ck_assert(dues[0].station == 0 && dues[1].station == 1);
    near_to(dues[1].seconds, 90 + seconds(700, km_h), 0.2);
    ck_assert_uint_eq(due_at(300, 40, dues), 2); /* beside the road its time holds */
    near_to(dues[0].seconds, 60 + seconds(30, access_km_h) + seconds(300, km_h), 0.2);
    ck_assert_uint_eq(due_at(1500, 0, dues), 2); /* and farther away the rest is added */
    near_to(dues[0].seconds, 90 + seconds(500, access_km_h), 0.2);
}
END_TEST

START_TEST(one_way_streets_are_heeded)
{
    struct way forth = WAY(0, 0, 400, 0);
    forth.road.oneway = 1;
    struct ter_road_source one = station(300, 0, 0);
    drive(NETWORK(forth, WAY(400, 0, 400, 300, 0, 300, 0, 0)), &one, 1, TER_READING_GIVEN);
    struct ter_travel_due dues[TER_TRAVEL_DUES];
    double km_h = ter_speeds_of(speeds, "residential")->km_h;
    ck_assert_uint_eq(due_at(150, 0, dues), 1);
    near_to(dues[0].seconds, seconds(100 + 300 + 400 + 300 + 150, km_h), 0.2);
    ck_assert_uint_eq(due_at(350, 0, dues), 1);
    near_to(dues[0].seconds, seconds(50, km_h), 0.2);
}
END_TEST

START_TEST(an_error_radius_delays_or_advances)
{
    struct ter_road_graph *graph = NETWORK(WAY(-200, 0, 1000, 0));
    struct ter_road_source one = station(0, 0, 60);
    struct ter_travel_due dues[TER_TRAVEL_DUES];
    double access_km_h = speeds->settings[TER_SPEED_ACCESS_KM_H].value,
           km_h = ter_speeds_of(speeds, "residential")->km_h;
    one.uncertainty_m = 100;
    drive(graph, &one, 1, TER_READING_CERTAIN);
    ck_assert_uint_eq(due_at(500, 0, dues), 1);
    near_to(dues[0].seconds, 60 + seconds(100, access_km_h) + seconds(500, km_h), 0.2);
    drive(graph, &one, 1, TER_READING_POSSIBLE);
    ck_assert_uint_eq(due_at(500, 0, dues), 1);
    near_to(dues[0].seconds, 60 - seconds(100, access_km_h) + seconds(500, km_h), 0.2);
    one.uncertainty_m = 10000; /* never before the alarm */
    drive(graph, &one, 1, TER_READING_POSSIBLE);
    ck_assert_uint_eq(due_at(500, 0, dues), 1);
    near_to(dues[0].seconds, seconds(500, km_h), 0.2);
}
END_TEST

START_TEST(without_roads_the_straight_line_serves)
{
    struct ter_road_graph *graph = NULL;
    struct ter_error err = {0};
    struct ter_road_source stations[] = {
        station(0, 0, 60), station(3000, 0, 60), station(0, 4000, 60), station(5000, 5000, 60)};
    ck_assert(ter_road_graph_read(roading_registry(), ROADING_EPSG, &graph, &err));
    drive(graph, stations, 4, TER_READING_GIVEN);
    ck_assert_uint_eq(ter_travel_straight(travel), 4);
    struct ter_travel_due dues[TER_TRAVEL_DUES];
    double km_h = speeds->settings[TER_SPEED_STRAIGHT_KM_H].value,
           detour = speeds->settings[TER_SPEED_DETOUR].value;
    ck_assert_uint_eq(due_at(1000, 0, dues), 3);
    near_to(dues[0].seconds, 60 + seconds(1000 * detour, km_h), 0.1);
    ck_assert(dues[0].station == 0 && dues[1].station == 1 && dues[2].station == 2);
    struct ter_road_reach *reach = NULL;
    ck_assert(ter_travel_reach(travel, 120, &reach, &err));
    double radius_m = 60 * km_h / 3.6 / detour;
    near_to(
        ter_road_reach_area_m2(reach), 4 * M_PI * radius_m * radius_m, 0.02 * 4 * M_PI * radius_m * radius_m);
    ck_assert(ter_road_reach_contains(reach, roading_plane(radius_m - 1, 0)) &&
              !ter_road_reach_contains(reach, roading_plane(radius_m + 2, 0)));
    ter_road_reach_close(reach);
    ter_travel_close(travel);
    travel = NULL;
    ter_road_graph_close(graph);
}
END_TEST

/* ---- areas ---- */

static double polygon_m2(const struct ter_buf *buf)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    double m2 = 0;
    ck_assert(ter_wkb_points((struct ter_wkb){(const uint8_t *)buf->data, buf->size}, &points));
    for (size_t part = 0, i = 0; part < points.part_count; i = points.parts[part++])
        for (size_t first = i; i + 1 < points.parts[part]; i++) {
            const struct ter_lonlat *a = &points.items[first], *b = &points.items[i], *c = b + 1;
            m2 += ((b->lon - a->lon) * (c->lat - a->lat) - (c->lon - a->lon) * (b->lat - a->lat)) / 2;
        }
    return fabs(m2);
}

START_TEST(isochrones_hold_what_is_reached_in_time)
{
    struct ter_road_source stations[] = {station(0, 0, 60), station(1500, 20, 60)};
    drive(NETWORK(WAY(-3000, 0, 3000, 0), WAY(0, -2000, 0, 0, 300, 1500), WAY(1500, -900, 1500, 0)), stations,
        2, TER_READING_GIVEN);
    const double limits_s[] = {120, 180, 300};
    struct ter_buf wkb[3] = {{0}};
    struct ter_error err = {0};
    ck_assert_msg(ter_travel_isochrones(travel, limits_s, 3, wkb, &err), "%s", err.message);
    TER_AUTO(ter_validator_close) struct ter_validator *validator = ter_validator_open();
    for (size_t i = 0; i < 3; i++) {
        TER_AUTO_FREE char *fault = NULL;
        struct ter_lonlat at;
        ck_assert(ter_validator_check(
            validator, (struct ter_wkb){(const uint8_t *)wkb[i].data, wkb[i].size}, &fault, &at));
        struct ter_road_reach *reach = NULL;
        ck_assert(ter_travel_reach(travel, limits_s[i], &reach, &err));
        near_to(polygon_m2(&wkb[i]), ter_road_reach_area_m2(reach), 5);
        uint64_t random = 3;
        for (int k = 0; k < 100; k++) { /* a place is inside when its first engine comes in time */
            struct ter_xy place =
                roading_plane(register_random(&random) * 6400 - 3200, register_random(&random) * 4000 - 2200);
            struct ter_travel_due dues[TER_TRAVEL_DUES];
            size_t count = ter_travel_due(travel, place, dues);
            bool inside = ter_road_reach_contains(reach, place);
            ck_assert(count > 0 || !inside);
            ck_assert_msg(!inside || dues[0].seconds <= limits_s[i] + 1e-6,
                "inside %g s, and due after %.3f s", limits_s[i], dues[0].seconds);
            if (count && dues[0].seconds < limits_s[i] - 1e-6 && !inside) { /* off all roads: added by hand */
                struct ter_road_foot foot;
                ck_assert(ter_road_graph_foot(ter_travel_graph(travel), place, INFINITY, NULL, NULL, &foot));
                ck_assert_msg(foot.away_m > speeds->settings[TER_SPEED_SIDE_M].value,
                    "%.1f m off the road, due after %.3f s, and not inside %g s", foot.away_m,
                    dues[0].seconds, limits_s[i]);
            }
        }
        ter_road_reach_close(reach);
    }
    ck_assert(polygon_m2(&wkb[0]) < polygon_m2(&wkb[1]) && polygon_m2(&wkb[1]) < polygon_m2(&wkb[2]));
    for (size_t i = 0; i < 3; i++)
        ter_buf_free(&wkb[i]);
    struct ter_road_reach *none = NULL;
    ck_assert(!ter_travel_reach(travel, 0, &none, &err) && !none);
}
END_TEST

static void add_length(void *user, enum ter_road_bar bar, const struct ter_xy *line, size_t count)
{
    ck_assert_int_eq(bar, TER_BAR_RAILWAY);
    for (size_t i = 0; i + 1 < count; i++)
        *(double *)user += ter_xy_distance_m(line[i], line[i + 1]);
}

START_TEST(districts_share_out_the_area)
{
    struct way railway = WAY(1300, -50, 1700, -50);
    railway.road.way = TER_RAILWAY;
    railway.road.class_ = (char *)(uintptr_t) "rail";
    struct ter_road_source stations[] = {station(0, 0, 60), station(2000, 0, 60)};
    struct ter_road_graph *graph = NETWORK(WAY(-1000, 0, 3000, 0), railway);
    drive(graph, stations, 2, TER_READING_GIVEN);
    struct ter_xy west = roading_plane(-1000, -300), east = roading_plane(3000, 300);
    struct ter_xy ring[] = {west, {east.x, west.y}, east, {west.x, east.y}, west};
    size_t end = 5, count = 0;
    struct ter_district *districts = NULL;
    struct ter_error err = {0};
    const struct ter_district_request request = {
        .graph = graph, .travel = travel, .spacing_m = 20, .rings = ring, .part_ends = &end, .parts = 1};
    ck_assert_msg(ter_districts_make(&request, &districts, &count, &err), "%s", err.message);
    ck_assert_uint_eq(count, 2);
    double all_m2 = (east.x - west.x) * (east.y - west.y), barred_m = 0;
    near_to(districts[0].m2 + districts[1].m2, all_m2, 1);
    near_to(districts[0].m2, all_m2 / 2, all_m2 * 0.01);
    ck_assert(districts[0].station == 0 && districts[1].station == 1);
    ck_assert(ter_district_barriers(&districts[1], graph, add_length, &barred_m, &err));
    near_to(barred_m, 400, 1);
    ter_districts_free(districts, count);
    const struct ter_district_request reached = {.graph = graph, .travel = travel, .limit_s = 120};
    ck_assert_msg(ter_districts_make(&reached, &districts, &count, &err), "%s", err.message);
    ck_assert_uint_eq(count, 2);
    ter_districts_free(districts, count);
}
END_TEST

/* ---- a country, against SpatiaLite's VirtualRouting ---- */

static void *whole_spatialite; /* a register is opened with less of it: without VirtualRouting, for one */

static void run(const char *sql)
{
    char *fault = NULL;
    ck_assert_msg(
        sqlite3_exec(roading_registry()->db, sql, NULL, NULL, &fault) == SQLITE_OK, "%s: %s", sql, fault);
}

static double arc_seconds(const struct ter_road_graph *graph, size_t edge, bool backwards)
{
    const struct ter_road_edge *one = &graph->edges[edge];
    double km_h = ter_speeds_of(speeds, graph->classes[one->speed_class])->km_h;
    bool open = ter_road_arc_open(graph, (uint32_t)(edge << 1 | backwards));
    return open && km_h > 0 ? one->length_m / (km_h / 3.6) : INFINITY;
}

static void insert_arc(sqlite3_stmt *insert, int64_t from, int64_t to, double cost)
{
    if (cost == INFINITY)
        return;
    sqlite3_bind_int64(insert, 1, from);
    sqlite3_bind_int64(insert, 2, to);
    sqlite3_bind_double(insert, 3, cost);
    ck_assert_int_eq(sqlite3_step(insert), SQLITE_DONE);
    sqlite3_reset(insert);
}

/* Node n of the graph is n + 1; the station, somewhere on an edge, is a node of its own with an arc to each
 * end.
 */
static void write_arcs(const struct ter_road_graph *graph, const struct ter_road_foot *foot)
{
    sqlite3_stmt *insert = NULL;
    run("DROP TABLE IF EXISTS ways_data; DROP TABLE IF EXISTS ways_routing; DROP TABLE IF EXISTS ways;"
        "CREATE TABLE ways (id INTEGER PRIMARY KEY, node_from INTEGER NOT NULL, node_to INTEGER NOT NULL,"
        " cost DOUBLE NOT NULL); BEGIN");
    ck_assert_int_eq(sqlite3_prepare_v2(roading_registry()->db,
                         "INSERT INTO ways (node_from, node_to, cost) VALUES (?, ?, ?)", -1, &insert, NULL),
        SQLITE_OK);
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct ter_road_edge *edge = &graph->edges[i];
        if (edge->from == edge->to)
            continue; /* a loop shortens no way, and is not understood there */
        insert_arc(insert, edge->from + 1, edge->to + 1, arc_seconds(graph, i, false));
        insert_arc(insert, edge->to + 1, edge->from + 1, arc_seconds(graph, i, true));
    }
    const struct ter_road_edge *edge = &graph->edges[foot->edge];
    double part = foot->along_m / edge->length_m;
    int64_t own = (int64_t)graph->node_count + 1;
    insert_arc(insert, own, edge->from + 1, part * arc_seconds(graph, foot->edge, true));
    insert_arc(insert, own, edge->to + 1, (1 - part) * arc_seconds(graph, foot->edge, false));
    sqlite3_finalize(insert);
    run("COMMIT");
    ck_assert_int_eq(
        register_int(roading_registry(),
            "SELECT CreateRouting('ways_data', 'ways_routing', 'ways', 'node_from', 'node_to', NULL,"
            " 'cost', NULL, 0, 0, NULL, NULL, 0)"),
        1);
}

static double node_seconds(uint32_t node)
{
    return ter_road_search_node(ter_travel_search(travel), node)->cost;
}

/* No edge leads to a node sooner than the search has it: its times are the least there are. */
static void nothing_is_sooner(const struct ter_road_graph *graph)
{
    for (size_t i = 0; i < graph->edge_count; i++) {
        uint32_t from = graph->edges[i].from, to = graph->edges[i].to;
        double forth = node_seconds(from) + arc_seconds(graph, i, false),
               back = node_seconds(to) + arc_seconds(graph, i, true);
        ck_assert_msg(node_seconds(to) <= forth + 1e-9 && node_seconds(from) <= back + 1e-9,
            "edge %zu leads there sooner", i);
    }
}

/* For some nodes (3 in 100 here) SpatiaLite 5.0.1 gives a longer way than ours; a separate computation agreed
 * with ours. Why is not known. So its answer must never be below ours, and must mostly be the same. */
static size_t compare_nodes(const struct ter_road_graph *graph, double start_s)
{
    sqlite3_stmt *query = NULL;
    size_t compared = 0, same = 0;
    TER_AUTO_FREE char *sql =
        ter_format("SELECT NodeTo, Cost FROM ways_routing WHERE NodeFrom = %zu AND Cost <= 1000000",
            graph->node_count + 1);
    ck_assert_int_eq(sqlite3_prepare_v2(roading_registry()->db, sql, -1, &query, NULL), SQLITE_OK);
    while (sqlite3_step(query) == SQLITE_ROW) {
        int64_t node = sqlite3_column_int64(query, 0) - 1;
        if (node < 0 || node >= (int64_t)graph->node_count)
            continue;
        double theirs = sqlite3_column_double(query, 1), ours = node_seconds((uint32_t)node) - start_s;
        ck_assert_msg(ours <= theirs * (1 + 1e-6) + 1e-9, "node %lld: %.9f s, SpatiaLite needs only %.9f s",
            (long long)node, ours, theirs);
        same += fabs(ours - theirs) <= 1e-6 * theirs + 1e-9;
        compared++;
    }
    sqlite3_finalize(query);
    ck_assert_msg(same >= compared * 95 / 100, "only %zu of %zu nodes are reached as soon", same, compared);
    return compared;
}

START_TEST(a_country_is_driven_as_spatialite_drives_it)
{
    static const struct ter_lonlat places[] = {
        {9.5125855, 47.0790441}, {9.5216466, 47.1105746}, {9.5274417, 47.2074122}, {9.5463651, 47.2326173}};
    enum { ALPS_EPSG = 32632 };
    const char *path = ter_test_data("liechtenstein/liechtenstein_2021.osm.pbf");
    struct ter_road_graph *graph = NULL;
    struct ter_error err = {0};
    size_t compared = 0;
    if (!path)
        return;
    const char *file = ter_test_path("country.sqlite");
    TER_AUTO_FREE char *command =
        ter_format("%s init %s --crs EPSG:4326 >/dev/null && %s --db %s gazetteer import "
                   "%s --kind osm >/dev/null",
            TERRIER_PROGRAM, file, TERRIER_PROGRAM, file, path);
    ck_assert_int_eq(system(command), 0);
    TER_AUTO(ter_registry_close) struct ter_registry *country = NULL;
    ck_assert_msg(ter_registry_open(file, TER_READ, &country, &err) &&
                      ter_road_graph_read(country, ALPS_EPSG, &graph, &err),
        "%s", err.message);
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    ck_assert(ter_transform_open(4326, ALPS_EPSG, &transform, &err));
    whole_spatialite = spatialite_alloc_connection();
    spatialite_init_ex(roading_registry()->db, whole_spatialite, 0);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct ter_road_source one = {{places[i].lon, places[i].lat}, 0, 60};
        ck_assert(ter_transform_apply(transform, &one.at.x, &one.at.y, 1, &err));
        drive(graph, &one, 1, TER_READING_GIVEN);
        struct ter_road_foot foot;
        ck_assert(ter_travel_foot(travel, 0, &foot));
        write_arcs(graph, &foot);
        double start_s = 60 + foot.away_m / (speeds->settings[TER_SPEED_ACCESS_KM_H].value / 3.6);
        compared += compare_nodes(graph, start_s);
        nothing_is_sooner(graph);
    }
    ck_assert_msg(compared > 20000, "only %zu nodes compared", compared);
    ter_travel_close(travel);
    travel = NULL;
    ter_road_graph_close(graph);
}
END_TEST

static void open_all(void)
{
    roading_open();
    ck_assert(ter_speeds_shipped(&speeds, &(struct ter_error){0}));
}

static void close_all(void)
{
    ter_travel_close(travel);
    travel = NULL;
    ter_speeds_free(speeds);
    speeds = NULL;
    roading_close();
    if (whole_spatialite)
        spatialite_cleanup_ex(whole_spatialite);
    whole_spatialite = NULL;
}

Suite *suite_travel(void)
{
    const TTest *const tests[] = {the_shipped_table_is_whole, a_table_of_ones_own_replaces_what_it_names,
        a_bad_table_is_refused_with_its_place, times_are_turnout_yard_and_road, one_way_streets_are_heeded,
        an_error_radius_delays_or_advances, without_roads_the_straight_line_serves,
        isochrones_hold_what_is_reached_in_time, districts_share_out_the_area,
        a_country_is_driven_as_spatialite_drives_it};
    Suite *suite = suite_create("travel");
    TCase *tcase = tcase_create("travel");
    tcase_add_checked_fixture(tcase, open_all, close_all);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}

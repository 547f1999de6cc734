/* Zones on a day: season, dates, status, and what the history says of former days; document numbers; areas of
 * bans united, against sums done by hand. */
#include "base/crs.h"
#include "helpers.h"
#include "land/area/ellipsoid.h"
#include "land/zones/paper_number.h"
#include "land/zones/zone_report.h"
#include "registering.h"
#include "suites.h"

#include <math.h>
#include <string.h>

/* A square of the bans, from 111.1 + west/100 to east, 40.7 … 40.72. */
#define SQUARE(west, east)                                                                                   \
    "ST_GeomFromText('MULTIPOLYGON(((" west " 40.7," east " 40.7," east " 40.72," west " 40.72," west        \
    " 40.7)))', 4490)"

static enum ter_force force_of(struct ter_registry *registry, const char *date, enum ter_force_basis basis)
{
    const struct ter_layer *layer = register_layer(registry, "grazing_ban");
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.code = "G-1"};
    const struct ter_record *record = NULL;
    struct ter_error err = {0};
    ck_assert(ter_find_open(registry, layer, &filter, &cursor, &err) && ter_find_next(cursor, &record, &err));
    ck_assert_ptr_nonnull(record);
    return ter_force_on(layer, record->values, date, basis);
}

START_TEST(seasons_and_dates_decide)
{
    static const struct {
        const char *set, *date;
        enum ter_force force;
    } cases[] = {
        {"season = 'seasonal', from_month = 10, to_month = 4", "2026-10-01", TER_FORCE_YES},
        {"season = 'seasonal', from_month = 10, to_month = 4", "2026-09-30", TER_FORCE_OUT_OF_SEASON},
        {"season = 'seasonal', from_month = 10, to_month = 4", "2026-12-31", TER_FORCE_YES},
        {"season = 'seasonal', from_month = 10, to_month = 4", "2026-01-01", TER_FORCE_YES},
        {"season = 'seasonal', from_month = 10, to_month = 4", "2026-04-30", TER_FORCE_YES},
        {"season = 'seasonal', from_month = 10, to_month = 4", "2026-05-01", TER_FORCE_OUT_OF_SEASON},
        {"season = 'seasonal', from_month = 4, to_month = 6", "2026-07-01", TER_FORCE_OUT_OF_SEASON},
        {"season = 'seasonal', from_month = 4, to_month = 6", "2026-05-01", TER_FORCE_YES},
        {"season = 'seasonal', from_month = 6, to_month = 6", "2026-06-15", TER_FORCE_YES},
        {"season = 'seasonal', from_month = NULL, to_month = NULL", "2026-06-15", TER_FORCE_SEASON_UNKNOWN},
        {"season = 'seasonal', from_month = 5, to_month = NULL", "2026-06-15", TER_FORCE_SEASON_UNKNOWN},
        {"season = NULL, from_month = 4, to_month = 6", "2026-07-01", TER_FORCE_OUT_OF_SEASON},
        {"season = 'permanent', from_month = 4, to_month = 6", "2026-07-01", TER_FORCE_YES},
        {"season = NULL, from_month = NULL, valid_from = '2026-07-02', valid_to = NULL", "2026-07-01",
            TER_FORCE_NOT_YET},
        {"valid_from = '2026-07-01', valid_to = '2026-07-01'", "2026-07-01", TER_FORCE_YES},
        {"valid_to = '2026-06-30', valid_from = NULL", "2026-07-01", TER_FORCE_EXPIRED},
    };
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    register_sql(
        registry, "INSERT INTO grazing_ban (code, kind, status) VALUES ('G-1', 'front_slope', 'in_force')");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TER_AUTO_FREE char *sql = ter_format("UPDATE grazing_ban SET %s", cases[i].set);
        register_sql(registry, sql);
        ck_assert_msg(force_of(registry, cases[i].date, TER_BASIS_PRESENT) == cases[i].force, "%s on %s",
            cases[i].set, cases[i].date);
    }
}
END_TEST

START_TEST(statuses_decide)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    register_sql(
        registry, "INSERT INTO grazing_ban (code, kind, status) VALUES ('G-1', 'front_slope', 'draft')");
    ck_assert_int_eq(force_of(registry, "2026-07-01", TER_BASIS_PRESENT), TER_FORCE_COMING);
    register_sql(registry, "UPDATE grazing_ban SET status = 'announced'");
    ck_assert_int_eq(force_of(registry, "2026-07-01", TER_BASIS_PRESENT), TER_FORCE_COMING);
    register_sql(registry, "UPDATE grazing_ban SET status = 'in_force', status_since = '2025-01-01'");
    ck_assert_int_eq(force_of(registry, "2024-07-01", TER_BASIS_DATES), TER_FORCE_NOT_YET);
    ck_assert_int_eq(force_of(registry, "2025-01-01", TER_BASIS_DATES), TER_FORCE_YES);
    register_sql(registry, "UPDATE grazing_ban SET valid_from = '2024-01-01'"); /* its own date says more */
    ck_assert_int_eq(force_of(registry, "2024-07-01", TER_BASIS_DATES), TER_FORCE_YES);
    register_sql(registry, "UPDATE grazing_ban SET status = 'lifted', status_since = '2026-01-01'");
    ck_assert_int_eq(force_of(registry, "2024-07-01", TER_BASIS_DATES), TER_FORCE_YES);
    ck_assert_int_eq(force_of(registry, "2026-01-01", TER_BASIS_DATES), TER_FORCE_OVER);
    ck_assert_int_eq(force_of(registry, "2024-07-01", TER_BASIS_PRESENT), TER_FORCE_OVER);
}
END_TEST

static void ask(struct ter_registry *registry, const char *date, struct ter_zones *zones)
{
    struct ter_error err = {0};
    ter_zones_free(zones);
    ck_assert_msg(ter_zones_at(registry, (struct ter_lonlat){111.115, 40.71}, 0, 0, date, zones, &err), "%s",
        err.message);
}

/* A former day is asked of the history: its clock is set back here, as if the edits were of then. */
START_TEST(former_days_are_the_historys)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_ZONES struct ter_zones zones = {0};
    register_sql(registry,
        "INSERT INTO grazing_ban (code, kind, status, boundary, uncertainty_m, geom) VALUES "
        "('G-1', 'front_slope', 'in_force', 'surveyed', 5, " SQUARE("111.11", "111.12") ")");
    register_sql(registry, "UPDATE history SET at_utc = '2024-01-01T00:00:00.000Z'");
    register_sql(registry, "UPDATE grazing_ban SET status = 'lifted', status_since = NULL");
    register_sql(registry, "UPDATE history SET at_utc = '2025-01-01T00:00:00.000Z' WHERE at_utc > '2025'");
    ask(registry, "2024-06-01", &zones);
    ck_assert_uint_eq(zones.count, 1);
    ck_assert_int_eq(zones.items[0].force, TER_FORCE_YES);
    ck_assert_int_eq(zones.items[0].basis, TER_BASIS_HISTORY);
    ask(registry, "2025-06-01", &zones);
    ck_assert_uint_eq(zones.count, 0);
    ck_assert_uint_eq(zones.not_valid, 1);
    ask(registry, "2023-06-01", &zones); /* it was not there yet, and its dates say nothing */
    ck_assert_uint_eq(zones.count, 0);
    ask(registry, "2190-06-01", &zones);
    ck_assert_uint_eq(zones.not_valid, 1);
}
END_TEST

/* Moved since: on the former day it lay here. Drawn since: the status of the day, the boundary of now. */
START_TEST(boundaries_of_former_days)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_ZONES struct ter_zones zones = {0};
    register_sql(registry, "INSERT INTO grazing_ban (code, kind, status, uncertainty_m, geom) VALUES "
                           "('G-1', 'front_slope', 'in_force', 5, " SQUARE(
                               "111.11", "111.12") "),"
                                                   "('G-2', 'front_slope', 'in_force', 5, NULL)");
    register_sql(registry, "UPDATE history SET at_utc = '2024-01-01T00:00:00.000Z'");
    register_sql(registry, "UPDATE grazing_ban SET geom = " SQUARE("111.15", "111.16") " WHERE code = 'G-1'");
    register_sql(registry, "UPDATE grazing_ban SET geom = " SQUARE("111.10", "111.14") " WHERE code = 'G-2'");
    ask(registry, "2024-06-01", &zones);
    ck_assert_uint_eq(zones.count, 2);
    ck_assert_int_eq(zones.items[0].basis, TER_BASIS_HISTORY);
    ck_assert_int_eq(zones.items[1].basis, TER_BASIS_HISTORY);
    ask(registry, "2190-06-01", &zones);
    ck_assert_uint_eq(zones.count, 1);
    ck_assert_str_eq(ter_zone_text(zones.items[0].layer, zones.items[0].values, "code"), "G-2");
}
END_TEST

START_TEST(what_is_not_drawn_is_named)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_ZONES struct ter_zones zones = {0};
    register_sql(registry,
        "INSERT INTO grazing_ban (code, kind, status, valid_to) VALUES "
        "('G-1', 'front_slope', 'in_force', NULL), ('G-2', 'waterside', 'announced', NULL),"
        "('G-3', 'waterside', 'lifted', NULL), ('G-4', 'waterside', 'in_force', '2020-01-01')");
    ask(registry, "2190-06-01", &zones);
    ck_assert_uint_eq(zones.undrawn_count, 2);
    ck_assert_int_eq(zones.undrawn[0].force, TER_FORCE_YES);
    ck_assert_int_eq(zones.undrawn[1].force, TER_FORCE_COMING);
    register_text_is(registry,
        "SELECT count(*) FROM sqlite_master WHERE name = 'grazing_ban_undrawn' AND sql LIKE '%WHERE%NULL%'",
        "1");
}
END_TEST

/* A boundary known to 20 km is found from afar, and by an index: looking through all boundaries is not quick.
 */
START_TEST(coarse_boundaries_are_found_from_afar)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_ZONES struct ter_zones zones = {0};
    register_sql(registry,
        "INSERT INTO grazing_ban (code, kind, status, uncertainty_m, geom) VALUES "
        "('G-1', 'front_slope', 'in_force', 20000, " SQUARE(
            "111.25", "111.26") "),"
                                "('G-2', 'front_slope', 'in_force', 100, " SQUARE("111.25", "111.26") ")");
    ask(registry, "2190-06-01", &zones);
    ck_assert_uint_eq(zones.count, 1);
    ck_assert_int_eq(zones.items[0].call, TER_CALL_TOO_CLOSE);
    register_text_is(registry,
        "SELECT count(*) FROM grazing_ban INDEXED BY grazing_ban_coarse WHERE (uncertainty_m > 100\n)", "1");
}
END_TEST

/* Numbers ------------------------------------------------------------------------------------------------ */

static void add_order(struct ter_registry *registry, const char *kind, const char *on, const char *number)
{
    TER_AUTO_FREE char *sql = ter_format("INSERT INTO event (kind, happened_on, document_no, status) VALUES "
                                         "('%s', '%s', '%s', 'recorded')",
        kind, on, number);
    register_sql(registry, sql);
}

static void expect_next(struct ter_registry *registry, const char *kind, const char *date, const char *next)
{
    struct ter_error err = {0};
    char *number = NULL;
    bool good = ter_paper_number_next(registry, register_layer(registry, "event"), kind, date, &number, &err);
    ck_assert_msg(good == (next != NULL), "%s: %s", kind, good ? number : err.message);
    if (next)
        ck_assert_str_eq(number, next);
    free(number);
}

START_TEST(numbers_go_on)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    const struct ter_layer *events = register_layer(registry, "event");
    struct ter_error err = {0};
    expect_next(registry, "order", "2026-05-01", NULL); /* nothing to go on from */
    add_order(registry, "order", "2026-03-01", "口头");
    expect_next(registry, "order", "2026-05-01", NULL);
    add_order(registry, "order", "2026-03-01", "土左禁改〔2026〕9号");
    add_order(registry, "order", "2026-04-01", "土左禁改〔2026〕10号");
    add_order(registry, "order", "2026-04-02", "土左禁改〔2026〕2号");
    expect_next(registry, "order", "2026-05-01", "土左禁改〔2026〕11号");
    expect_next(registry, "order", "2027-01-02", "土左禁改〔2027〕1号"); /* each year begins anew */
    expect_next(registry, "order", "2028-01-02", NULL);
    expect_next(registry, "penalty", "2026-05-01", NULL); /* each kind for itself */
    add_order(registry, "notice", "2026-04-02", "N-2026-007");
    expect_next(registry, "notice", "2026-05-01", "N-2026-8");
    ck_assert(!ter_paper_number_check(registry, events, "order", "2026-05-01", "土左禁改〔2026〕10号", &err));
    ck_assert_ptr_nonnull(strstr(err.message, "2026-04-01"));
    ck_assert(ter_paper_number_check(registry, events, "order", "2027-05-01", "土左禁改〔2026〕10号", &err));
    ck_assert(
        ter_paper_number_check(registry, events, "penalty", "2026-05-01", "土左禁改〔2026〕10号", &err));
    ck_assert(ter_paper_number_check(registry, events, "order", "2026-05-01", "土左禁改〔2026〕11号", &err));
    ck_assert(ter_paper_is_numbered("notice") && !ter_paper_is_numbered("patrol"));
}
END_TEST

/* Areas -------------------------------------------------------------------------------------------------- */

static double square_m2(double west, double east)
{
    struct ter_ellipsoid ellipsoid;
    struct ter_error err = {0};
    const struct ter_lonlat ring[] = {{west, 40.7}, {east, 40.7}, {east, 40.72}, {west, 40.72}, {west, 40.7}};
    ck_assert(ter_ellipsoid_open(4490, &ellipsoid, &err));
    return ter_ellipsoid_ring_m2(&ellipsoid, ring, sizeof ring / sizeof *ring);
}

/* Two of a kind overlap, a third of another kind lies over both, a bow tie is mended: land counts once. */
START_TEST(land_counts_once)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_ZONE_REPORT struct ter_zone_report report = {0};
    struct ter_rates *rates = NULL;
    struct ter_error err = {0};
    register_sql(
        registry, "INSERT INTO township (code, name, status, geom) VALUES ('T-1', 'A', 'in_force', " SQUARE(
                      "111.10", "111.13") "), ('T-2', 'B', 'in_force', " SQUARE("111.13", "111.20") ")");
    register_sql(registry,
        "INSERT INTO grazing_ban (code, kind, status, geom) VALUES "
        "('G-1', 'front_slope', 'in_force', " SQUARE("111.11",
            "111.14") "),"
                      "('G-2', 'front_slope', 'in_force', " SQUARE("111.12",
                          "111.15") "),"
                                    "('G-3', 'waterside', 'in_force', " SQUARE("111.14",
                                        "111.16") "),"
                                                  "('G-4', 'waterside', 'draft', " SQUARE("111.16",
                                                      "111.22") "),"
                                                                "('G-5', 'young_forest', 'in_force', " SQUARE(
                                                                    "111.19", "111.21") ")");
    ck_assert(ter_rates_shipped(&rates, &err));
    ck_assert_msg(ter_zone_report_compute(registry, rates, "2190-01-01", "2190-06-01", &report, &err), "%s",
        err.message);
    static const double a_little_m2 = 0.01;
    double by_township = 0, whole = 0;
    for (size_t i = 0; i < report.kind_count; i++) {
        const char *kind = report.kinds[i].choice->value;
        double m2 = strcmp(kind, "front_slope") == 0    ? square_m2(111.11, 111.15)
                    : strcmp(kind, "waterside") == 0    ? square_m2(111.14, 111.16)
                    : strcmp(kind, "young_forest") == 0 ? square_m2(111.19, 111.21)
                                                        : 0;
        ck_assert_double_eq_tol(report.kinds[i].m2, m2, a_little_m2);
    }
    ck_assert_double_eq_tol(
        report.total_m2, square_m2(111.11, 111.16) + square_m2(111.19, 111.21), a_little_m2);
    ck_assert_double_eq_tol(report.sum_m2 - report.total_m2, square_m2(111.14, 111.15), a_little_m2);
    ck_assert_uint_eq(report.overlap_count, 1);
    ck_assert_double_eq_tol(report.overlaps[0].m2, square_m2(111.14, 111.15), a_little_m2);
    for (size_t i = 0; i < report.cell_count; i++) {
        bool all = report.cells[i].kind == report.kind_count;
        by_township += all ? 0 : report.cells[i].m2;
        whole += all ? report.cells[i].m2 : 0;
    }
    ck_assert_double_eq_tol(by_township, report.sum_m2, a_little_m2); /* also what lies outside of all */
    ck_assert_double_eq_tol(whole, report.total_m2, a_little_m2);
    ter_rates_free(rates);
}
END_TEST

/* Tracks ------------------------------------------------------------------------------------------------ */

/* There and back counts twice, a spell outside not at all, and what several zones hold counts in each; a
 * patrol with two tracks is one. */
START_TEST(tracks_are_measured_inside)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = register_open();
    TER_AUTO_ZONE_REPORT struct ter_zone_report report = {0};
    struct ter_rates *rates = NULL;
    struct ter_error err = {0};
    register_sql(registry,
        "INSERT INTO grazing_ban (code, kind, status, uncertainty_m, geom) VALUES "
        "('G-1', 'front_slope', 'in_force', 10, " SQUARE("111.11",
            "111.14") "),"
                      "('G-2', 'waterside', 'in_force', 5000, " SQUARE("111.13",
                          "111.14") "),"
                                    "('G-3', 'waterside', 'lifted', 10, " SQUARE("111.11", "111.14") ")");
    register_sql(registry,
        "INSERT INTO duty_area (code, name, status, period, patrols, uncertainty_m, geom) VALUES "
        "('D-1', 'A', 'in_force', 'month', 1, 10, " SQUARE(
            "111.10", "111.12") "),"
                                "('D-2', 'B', 'in_force', 'month', 1, 10, " SQUARE("111.20", "111.22") ")");
    register_sql(
        registry, "INSERT INTO event (code, kind, happened_on) VALUES ('E-1', 'patrol', '2190-03-05')");
    register_sql(registry,
        "INSERT INTO patrol_track (code, happened_on, about_layer, about_code, uncertainty_m, geom) VALUES "
        "('T-1', '2190-03-05', 'event', 'E-1', 10, GeomFromText('MULTILINESTRING((111.10 40.705, 111.15 "
        "40.705, "
        "111.10 40.705),(111.15 40.705, 111.16 40.705))', 4490)), "
        "('T-2', '2190-03-05', 'event', 'E-1', 10, GeomFromText('MULTILINESTRING((111.10 40.706, 111.11 "
        "40.706))', 4490)), ('T-3', '2189-03-05', NULL, NULL, 10, NULL), "
        "('T-4', '2190-04-05', NULL, NULL, NULL, NULL)");
    ck_assert(ter_rates_shipped(&rates, &err));
    ck_assert_msg(ter_zone_report_compute(registry, rates, "2190-01-01", "2190-12-31", &report, &err), "%s",
        err.message);
    ck_assert_uint_eq(report.track_count, 3);
    const struct ter_zone_track *track = &report.tracks[0];
    static const double a_millimetre = 0.001;
    double hundredth_m =
        ter_distance_m((struct ter_lonlat){111.13, 40.705}, (struct ter_lonlat){111.14, 40.705});
    ck_assert_str_eq(track->code, "T-1");
    ck_assert_double_eq_tol(track->length_m, 11 * hundredth_m, 11 * a_millimetre);
    ck_assert_uint_eq(track->crossing_count, 3);
    ck_assert_double_eq_tol(track->crossings[0].inside_m, 6 * hundredth_m, 6 * a_millimetre);
    ck_assert(track->crossings[0].sure);
    ck_assert_double_eq_tol(track->crossings[1].inside_m, 2 * hundredth_m, 2 * a_millimetre);
    ck_assert(!track->crossings[1].sure); /* the ban itself is not known so well */
    ck_assert_str_eq(track->crossings[2].code, "D-1");
    ck_assert_double_eq_tol(track->crossings[2].inside_m, 4 * hundredth_m, 4 * a_millimetre);
    ck_assert_str_eq(report.patrols[0].code, "D-1");
    ck_assert_uint_eq(report.patrols[0].patrols, 1);
    ck_assert_uint_eq(report.patrols[1].patrols, 0);
    ter_rates_free(rates);
}
END_TEST

Suite *suite_zones(void)
{
    Suite *suite = suite_create("zones");
    TER_TEST_CASE(suite, "in force", seasons_and_dates_decide, statuses_decide, former_days_are_the_historys,
        boundaries_of_former_days, what_is_not_drawn_is_named, coarse_boundaries_are_found_from_afar);
    TER_TEST_CASE(suite, "numbers", numbers_go_on);
    TER_TEST_CASE(suite, "areas", land_counts_once);
    TER_TEST_CASE(suite, "tracks", tracks_are_measured_inside);
    return suite;
}

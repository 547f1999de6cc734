/* Owns the tests of queries: filters against brute force over random points, expressions under their
 * authorizer, and that the indexes are used. */
#include "registering.h"
#include "suites.h"

#include "base/crs.h"
#include "registry/find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 3000, EDGE_POINTS = 9 };

static struct ter_registry *registry;
static const struct ter_layer *layer;

/* What the register holds, to be searched by hand. */
static struct thing {
    bool placed;
    struct ter_lonlat at;
    const char *township, *status;
    double flow_lps;
} things[POINTS];

static const char *const townships[] = {"察素齐镇", "毕克齐镇", "善岱镇", "台阁牧镇"};
static const char *const statuses[] = {"planned", "in_service", "out_of_service"};

static const struct ter_bbox box = {111.1, 40.6, 111.3, 40.8};

/* The first lie on the box's corners, sides and a hair outside: no float of the index may decide. */
static struct ter_lonlat point_number(size_t i, uint64_t *state)
{
    const struct ter_lonlat edge[EDGE_POINTS] = {{box.west, box.south}, {box.east, box.north},
        {box.west, box.north}, {box.east, box.south}, {box.west, 40.7}, {nextafter(box.west, 0), 40.7},
        {nextafter(box.east, 200), 40.7}, {111.2, nextafter(box.north, 90)},
        {111.2, nextafter(box.south, 0)}};
    struct ter_lonlat at = {111 + 0.5 * register_random(state), 40.5 + 0.5 * register_random(state)};
    return i < EDGE_POINTS ? edge[i] : at;
}

static void open_full(void)
{
    ter_test_dir_open();
    registry = register_open();
    layer = register_layer(registry, "hydrant");
    struct load load = {.fields = "township|status|flow_lps|@"};
    TER_AUTO_STRINGS struct ter_strings lines = {0};
    uint64_t state = 42;
    for (size_t i = 0; i < POINTS; i++) {
        struct thing *thing = &things[i];
        thing->at = point_number(i, &state);
        thing->placed = i < EDGE_POINTS || i % 20 != 0;
        thing->township = townships[(size_t)(register_random(&state) * 4)];
        thing->status = statuses[(size_t)(register_random(&state) * 3)];
        thing->flow_lps = floor(register_random(&state) * 100);
        TER_AUTO_FREE char *at =
            thing->placed ? ter_format("%.17g %.17g", thing->at.lon, thing->at.lat) : ter_strdup("");
        ter_strings_printf(&lines, "%s|%s|%g|%s", thing->township, thing->status, thing->flow_lps, at);
    }
    register_load(registry, &load, (const char *const *)lines.items, lines.count);
}

static void close_full(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

/* --- brute force --- */

struct found {
    int64_t id;
    double distance_m;
};

static bool is_listed(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return count == 0;
}

static int nearest_first(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->distance_m != y->distance_m)
        return x->distance_m < y->distance_m ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* The tests' only expression is "flow_lps < 30". */
static size_t search(const struct ter_filter *filter, struct found *ret_found)
{
    size_t count = 0;
    for (size_t i = 0; i < POINTS; i++) {
        const struct thing *thing = &things[i];
        double distance_m =
            filter->has_near && thing->placed ? ter_distance_m(filter->near_to, thing->at) : 0;
        bool in = is_listed(thing->township, filter->townships, filter->township_count) &&
                  is_listed(thing->status, filter->statuses, filter->status_count) &&
                  (!filter->where || thing->flow_lps < 30) && (!filter->has_near || thing->placed) &&
                  (!filter->has_near || filter->within_m == 0 || distance_m <= filter->within_m) &&
                  (!filter->has_bbox || (thing->placed && ter_bbox_contains(filter->bbox, thing->at)));
        if (in)
            ret_found[count++] = (struct found){(int64_t)i + 1, distance_m};
    }
    if (filter->has_near)
        qsort(ret_found, count, sizeof *ret_found, nearest_first);
    return filter->limit && count > (size_t)filter->limit ? (size_t)filter->limit : count;
}

static void check_same(const struct ter_filter *filter, const char *what)
{
    static struct found expected[POINTS];
    size_t count = search(filter, expected), at = 0;
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_error err = {0};
    const struct ter_record *record;
    ck_assert_msg(ter_find_open(registry, layer, filter, &cursor, &err), "%s: %s", what, err.message);
    for (;; at++) {
        ck_assert_msg(ter_find_next(cursor, &record, &err), "%s: %s", what, err.message);
        if (!record)
            break;
        ck_assert_msg(at < count, "%s: more than %zu", what, count);
        ck_assert_msg(record->values[0].integer == expected[at].id, "%s: place %zu is %lld, not %lld", what,
            at, (long long)record->values[0].integer, (long long)expected[at].id);
        if (filter->has_near)
            ck_assert(ter_find_distance_m(cursor) == expected[at].distance_m);
        else
            ck_assert(isnan(ter_find_distance_m(cursor)));
    }
    ck_assert_msg(at == count, "%s: %zu instead of %zu", what, at, count);
}

/* Every combination of the filters, each with and without a limit. */
START_TEST(all_combinations_equal_brute_force)
{
    enum { NEAR = 1, WITHIN = 2, BBOX = 4, TOWNSHIP = 8, STATUS = 16, WHERE = 32, LIMIT = 64, ALL = 128 };
    for (unsigned mask = 0; mask < ALL; mask++) {
        if ((mask & WITHIN) && !(mask & NEAR))
            continue;
        struct ter_filter filter = {.has_near = mask & NEAR,
            .near_to = {111.23, 40.71},
            .within_m = mask & WITHIN ? 4000 : 0,
            .has_bbox = mask & BBOX,
            .bbox = box,
            .townships = townships,
            .township_count = mask & TOWNSHIP ? 2 : 0,
            .statuses = statuses + 1,
            .status_count = mask & STATUS ? 2 : 0,
            .where = mask & WHERE ? "flow_lps < 30 OR 0" : NULL,
            .limit = mask & LIMIT ? 7 : 0};
        TER_AUTO_FREE char *what = ter_format("filters %u", mask);
        check_same(&filter, what);
    }
}
END_TEST

START_TEST(edges_belong_to_the_box)
{
    check_same(&(struct ter_filter){.has_bbox = true, .bbox = box}, "box");
    const struct ter_bbox point = {box.west, box.south, box.west, box.south};
    check_same(&(struct ter_filter){.has_bbox = true, .bbox = point}, "box of one point");
    const struct ter_bbox world = {-180, -90, 180, 90};
    check_same(&(struct ter_filter){.has_bbox = true, .bbox = world}, "world");
}
END_TEST

START_TEST(nearest_without_a_radius)
{
    static const struct ter_lonlat from[] = {
        {111.25, 40.75}, {111.1, 40.6}, {110.2, 39.9}, {0, 0}, {-68.8, -40.7}, {179.9, 89.9}, {180, -90}};
    static const int64_t limits[] = {1, 2, 10, 100, POINTS, 2 * POINTS, 0};
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++)
        for (size_t j = 0; j < sizeof limits / sizeof limits[0]; j++)
            check_same(
                &(struct ter_filter){.has_near = true, .near_to = from[i], .limit = limits[j]}, "nearest");
}
END_TEST

START_TEST(within_is_inclusive)
{
    const struct ter_lonlat from = {111.25, 40.75};
    double exact = ter_distance_m(from, things[77].at);
    struct ter_filter filter = {.has_near = true, .near_to = from, .within_m = exact};
    check_same(&filter, "exactly within");
    filter.within_m = nextafter(exact, 0);
    check_same(&filter, "a hair less");
}
END_TEST

static int64_t count_found(const struct ter_filter *filter, int64_t *ret_first)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_error err = {0};
    const struct ter_record *record;
    int64_t count = 0;
    *ret_first = 0;
    ck_assert_msg(ter_find_open(registry, layer, filter, &cursor, &err), "%s", err.message);
    while (ter_find_next(cursor, &record, &err) && record && ++count)
        *ret_first = *ret_first ? *ret_first : record->values[0].integer;
    ck_assert_int_eq(err.code, TER_OK);
    return count;
}

START_TEST(code_unplaced_and_worst_first)
{
    int64_t first, unplaced = register_int(registry, "SELECT count(*) FROM hydrant WHERE geom IS NULL");
    ck_assert_int_eq(count_found(&(struct ter_filter){.code = "H-000123"}, &first), 1);
    ck_assert_int_eq(first, 123);
    ck_assert_int_eq(count_found(&(struct ter_filter){.code = "' OR 1 --"}, &first), 0);
    ck_assert_int_eq(count_found(&(struct ter_filter){.unplaced = true}, &first), unplaced);
    /* Where there is neither a text nor a township, there is nothing to place it by. */
    register_sql(registry, "UPDATE hydrant SET township = NULL WHERE id = 41");
    ck_assert_int_eq(count_found(&(struct ter_filter){.unplaced = true}, &first), unplaced - 1);
    register_sql(registry, "UPDATE hydrant SET uncertainty_m = 5000, method = 'geocoded' WHERE id = 1000");
    ck_assert_int_eq(
        count_found(&(struct ter_filter){.unplaced = true, .geocoded_too = true}, &first), unplaced);
    ck_assert_int_eq(count_found(&(struct ter_filter){.worst_first = true, .limit = 2}, &first), 2);
    ck_assert_int_eq(first, 21); /* the first without a position */
    ck_assert_int_eq(
        count_found(&(struct ter_filter){.worst_first = true, .where = "geom IS NOT NULL"}, &first),
        POINTS - unplaced);
    ck_assert_int_eq(first, 1000);
}
END_TEST

/* --- expressions --- */

static bool opens(const char *where, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    return ter_find_open(registry, layer, &(struct ter_filter){.where = where}, &cursor, err) &&
           ter_find_next(cursor, &record, err);
}

START_TEST(harmless_expressions_work)
{
    static const char *const good[] = {"flow_lps < 15", "flow_lps < 15 -- and so on",
        "flow_lps /* l/s */ < 15", "township LIKE '察%' OR road GLOB '金*'", "(flow_lps) IN (1, 2)",
        "target_date < date('now', '+30 days')", "target_date < CURRENT_DATE", "coalesce(road, '') = ''",
        "length(remark) BETWEEN 2 AND 9", "CASE WHEN kind IS NULL THEN 1 ELSE 0 END",
        "\"status\" = 'planned'", "hydrant.flow_lps > 1", "CAST(flow_lps AS INTEGER) % 2",
        "upper(road) > 'A'", "geom IS NULL", "1"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct ter_error err = {0};
        ck_assert_msg(opens(good[i], &err), "%s: %s", good[i], err.message);
    }
}
END_TEST

START_TEST(expressions_reach_no_further)
{
    static const char *const bad[] = {"(SELECT count(*) FROM sqlite_master)",
        "flow_lps > (SELECT max(flow_lps) FROM hydrant) / 2",
        "id IN (SELECT pkid FROM idx_hydrant_geom WHERE xmin > 111.2)", "EXISTS (SELECT 1 FROM township)",
        "id IN (SELECT record_id FROM history)", "(SELECT value FROM meta)", "load_extension('x')",
        "writefile('/tmp/x', 'y')", "readfile('/etc/passwd')", "randomblob(9)", "zeroblob(1000000000)",
        "fts3_tokenizer('x')", "sqlite_version()", "BlobToFile(geom, '/tmp/x')",
        "ImportSHP('a', 'b', 'c', 1)", "AddGeometryColumn('hydrant', 'g', 4490, 'POINT')", "id = ?",
        "id = :id", "id = @id", "id = $id", "1; DROP TABLE hydrant", "1;", "1) OR (1", "1 LIMIT 1",
        "1 ORDER BY 1", "1 GROUP BY 1", "1 UNION SELECT 1", "", " ", "--", "/*", "1 /*", "1 --\n) OR (1", "'",
        "\"", "flow_lps <", "no_such_field = 1", "count(*) > 1",
        "id IN (WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t)",
        "1 FROM hydrant", "(SELECT 1 FROM pragma_table_info('hydrant'))", "(SELECT 1 FROM json_each('[1]'))",
        "(SELECT 1 FROM dbstat)", "RAISE(ABORT, 'x')", "hydrant MATCH 'x'"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct ter_error err = {0};
        ck_assert_msg(!opens(bad[i], &err), "accepted: %s", bad[i]);
        ck_assert_msg(err.code == TER_USAGE && strncmp(err.message, "--where ", 8) == 0, "%s: %d %s", bad[i],
            err.code, err.message);
    }
    struct ter_error err = {0};
    ck_assert_msg(opens(NULL, &err), "%s", err.message); /* the authorizer is gone after */
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM sqlite_master WHERE name = 'hydrant'"), 1);
}
END_TEST

/* --- plans --- */

/* The plan of the query that a cursor runs, taken from the connection itself. */
static char *plan_of(const struct ter_filter *filter)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_error err = {0};
    struct ter_buf plan = {0};
    ck_assert_msg(ter_find_open(registry, layer, filter, &cursor, &err), "%s", err.message);
    sqlite3_stmt *statement = NULL, *explain = NULL;
    while ((statement = sqlite3_next_stmt(registry->db, statement)) != NULL)
        if (strncmp(sqlite3_sql(statement), "SELECT \"id\"", 11) == 0)
            break;
    ck_assert_msg(statement != NULL, "the cursor's statement has another form now");
    char *expanded = sqlite3_expanded_sql(statement);
    TER_AUTO_FREE char *sql = ter_format("EXPLAIN QUERY PLAN %s", expanded);
    sqlite3_free(expanded);
    ck_assert_int_eq(sqlite3_prepare_v2(registry->db, sql, -1, &explain, NULL), SQLITE_OK);
    while (sqlite3_step(explain) == SQLITE_ROW)
        ter_buf_printf(&plan, "%s\n", (const char *)sqlite3_column_text(explain, 3));
    sqlite3_finalize(explain);
    return ter_buf_take(&plan);
}

START_TEST(indexes_are_used)
{
    const struct {
        struct ter_filter filter;
        const char *index;
    } cases[] = {
        {{.townships = townships, .township_count = 1, .statuses = statuses, .status_count = 1},
            "hydrant_by_township_status"},
        {{.townships = townships, .township_count = 2}, "hydrant_by_township_status"},
        {{.statuses = statuses, .status_count = 1}, "hydrant_by_status"},
        {{.has_bbox = true, .bbox = {111.1, 40.6, 111.11, 40.61}}, "VIRTUAL TABLE INDEX 2:"},
        {{.code = "H-000001"}, "sqlite_autoindex_hydrant_1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TER_AUTO_FREE char *plan = plan_of(&cases[i].filter);
        ck_assert_msg(strstr(plan, cases[i].index) != NULL, "no %s in the plan: %s", cases[i].index, plan);
        ck_assert_msg(strstr(plan, "SCAN hydrant\n") == NULL, "a full scan: %s", plan);
    }
}
END_TEST

/* --- polygons --- */

/* Whoever drops the triggers can leave bytes for a code. Those who read records count on a text. */
START_TEST(a_code_is_always_a_text)
{
    struct ter_error err = {0};
    const size_t fields[] = {layer->role[TER_ROLE_ID], layer->role[TER_ROLE_CODE]};
    register_sql(registry, "DROP TRIGGER ter_hydrant_bu; UPDATE hydrant SET code = x'4142' WHERE id = 7");
    for (size_t asked = 0; asked < 2; asked++) {
        struct ter_condition seventh = {fields[0], TER_EQUAL, ter_value_int(7)};
        struct ter_filter filter = {.conditions = &seventh,
            .condition_count = 1,
            .fields = asked ? fields : NULL,
            .field_count = asked ? 2 : 0};
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
        const struct ter_record *record;
        ck_assert_msg(ter_find_open(registry, layer, &filter, &cursor, &err), "%s", err.message);
        ck_assert(ter_find_next(cursor, &record, &err) && record);
        ck_assert_int_eq(record->values[fields[1]].type, TER_VALUE_TEXT);
        ck_assert_str_eq(record->values[fields[1]].text, "");
    }
}
END_TEST

START_TEST(polygons_by_box_only)
{
    const struct ter_layer *polygons = register_layer(registry, "township");
    struct ter_error err = {0};
    /* Edges that 32-bit floats cannot hold. */
    register_sql(registry,
        "INSERT INTO township (name, geom) VALUES ('a', CastToMulti(BuildMbr(111.1, 40.1, 111.3, "
        "40.3, 4490))), ('b', NULL)");
    const struct {
        struct ter_bbox bbox;
        int count;
    } cases[] = {{{111.3, 40.3, 112, 41}, 1}, {{111.2, 40.2, 111.21, 40.21}, 1},
        {{nextafter(111.3, 200), 40, 112, 41}, 0}, {{111, 40, nextafter(111.1, 0), 41}, 0},
        {{111, 40, 112, nextafter(40.1, 0)}, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
        const struct ter_record *record;
        int count = 0;
        struct ter_filter filter = {.has_bbox = true, .bbox = cases[i].bbox};
        ck_assert_msg(ter_find_open(registry, polygons, &filter, &cursor, &err), "%s", err.message);
        while (ter_find_next(cursor, &record, &err) && record) {
            ck_assert_int_eq(ter_wkb_type(record->geometry), TER_MULTIPOLYGON);
            count++;
        }
        ck_assert_msg(count == cases[i].count, "box %zu: %d", i, count);
    }
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    ck_assert(!ter_find_open(registry, polygons, &(struct ter_filter){.has_near = true}, &cursor, &err));
    ck_assert_msg(strstr(err.message, "--near works on layers of points"), "%s", err.message);
}
END_TEST

Suite *suite_registry_find(void)
{
    Suite *suite = suite_create("registry_find");
    TCase *tcase = tcase_create("find");
    tcase_add_checked_fixture(tcase, open_full, close_full);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, all_combinations_equal_brute_force);
    tcase_add_test(tcase, edges_belong_to_the_box);
    tcase_add_test(tcase, nearest_without_a_radius);
    tcase_add_test(tcase, within_is_inclusive);
    tcase_add_test(tcase, code_unplaced_and_worst_first);
    tcase_add_test(tcase, harmless_expressions_work);
    tcase_add_test(tcase, expressions_reach_no_further);
    tcase_add_test(tcase, indexes_are_used);
    tcase_add_test(tcase, a_code_is_always_a_text);
    tcase_add_test(tcase, polygons_by_box_only);
    suite_add_tcase(suite, tcase);
    return suite;
}

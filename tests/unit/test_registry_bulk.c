/* Owns the tests of what a bulk load does beneath: triggers and indexes set aside and put back, spatial
 * indexes packed, all or nothing. */
#include "registering.h"
#include "suites.h"

#include "registry/rtree.h"
#include "registry/sorter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct ter_registry *registry;

static void open_empty(void)
{
    ter_test_dir_open();
    registry = register_open();
}

static void close_it(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static void check_index(const char *table)
{
    TER_AUTO_FREE char *structure = ter_format("SELECT rtreecheck('idx_%s_geom')", table);
    TER_AUTO_FREE char *content = ter_format("SELECT CheckSpatialIndex('%s', 'geom')", table);
    register_text_is(registry, structure, "ok");
    ck_assert_int_eq(register_int(registry, content), 1);
    register_text_is(registry, "PRAGMA integrity_check", "ok");
}

/* Load `count` points at random places of 2 by 2 degrees, blank every tenth. */
static int64_t load_points(const char *source, size_t count, uint64_t seed)
{
    struct load load = {.source = source, .fields = "road|@"};
    TER_AUTO_STRINGS struct ter_strings lines = {0};
    for (size_t i = 0; i < count; i++) {
        double lon = 110 + 2 * register_random(&seed), lat = 40 + 2 * register_random(&seed);
        if (i % 10 == 9)
            ter_strings_printf(&lines, "%s %zu|", source, i);
        else
            ter_strings_printf(&lines, "%s %zu|%.17g %.17g", source, i, lon, lat);
    }
    register_load(registry, &load, (const char *const *)lines.items, lines.count);
    return load.result.inserted;
}

START_TEST(thirty_thousand_points_and_later_edits)
{
    ck_assert_int_eq(load_points("first", 30000, 1), 30000);
    check_index("hydrant");
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM idx_hydrant_geom"), 27000);
    /* Edits through the triggers, as QGIS sends them: the packed nodes must take splits and underflows. */
    register_sql(registry, "BEGIN");
    uint64_t seed = 7;
    for (int i = 0; i < 500; i++) {
        int64_t id = 1 + (int64_t)(register_random(&seed) * 30000);
        double x = 109 + 4 * register_random(&seed), y = 39 + 4 * register_random(&seed);
        TER_AUTO_FREE char *sql =
            i % 3 == 0 ? ter_format("DELETE FROM hydrant WHERE id BETWEEN %lld AND %lld", (long long)id,
                             (long long)id + 20)
            : i % 3 == 1
                ? ter_format("INSERT INTO hydrant (geom) VALUES (MakePoint(%.17g, %.17g, 4490))", x, y)
                : ter_format("UPDATE hydrant SET geom = MakePoint(%.17g, %.17g, 4490) WHERE id = %lld", x, y,
                      (long long)id);
        register_sql(registry, sql);
    }
    register_sql(registry, "COMMIT");
    check_index("hydrant");
    /* A few more go in one by one, many more by packing anew. */
    ck_assert_int_eq(load_points("few", 50, 3), 50);
    check_index("hydrant");
    ck_assert_int_eq(load_points("many", 6000, 4), 6000);
    check_index("hydrant");
    ck_assert_int_eq(
        register_int(registry,
            "SELECT (SELECT count(*) FROM idx_hydrant_geom) - (SELECT count(*) FROM hydrant WHERE "
            "geom IS NOT NULL)"),
        0);
}
END_TEST

/* Each count at which the tree gets another shape: a full root, one cell more, a full second level. */
START_TEST(trees_of_every_size)
{
    static const size_t counts[] = {
        1, 2, 44, 45, 46, 50, 51, 52, 53, 90, 91, 92, 2025, 2295, 2296, 2300, 2601};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct ter_rtree_entries entries = {0};
        struct ter_error err = {0};
        uint64_t seed = counts[i];
        register_sql(registry, "BEGIN; DELETE FROM idx_hydrant_geom");
        for (size_t k = 0; k < counts[i]; k++) {
            double x = 110 + register_random(&seed), y = i % 2 ? 40 : 40 + register_random(&seed);
            ter_rtree_add(&entries, (int64_t)(counts[i] - k), (struct ter_bbox){x, y, x, y});
        }
        ck_assert_msg(ter_rtree_insert(registry->db, "hydrant", &entries, &err), "%s", err.message);
        ter_rtree_entries_free(&entries);
        register_sql(registry, "COMMIT");
        register_text_is(registry, "SELECT rtreecheck('idx_hydrant_geom')", "ok");
        ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM idx_hydrant_geom"), (int64_t)counts[i]);
        ck_assert_int_eq(
            register_int(registry, "SELECT count(DISTINCT pkid) FROM idx_hydrant_geom WHERE xmin >= "
                                   "109.9 AND xmax <= 111.1"),
            (int64_t)counts[i]);
    }
}
END_TEST

/* The nodes and links of the index, as text. */
static char *tree_of(const char *table)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    for (int i = 0; i < 3; i++) {
        static const char *const columns[3] = {
            "nodeno || quote(data)", "rowid || '=' || nodeno", "nodeno || '=' || parentnode"};
        static const char *const parts[3] = {"node", "rowid", "parent"};
        TER_AUTO_FREE char *sql = ter_format("SELECT group_concat(%s, ' ') FROM (SELECT * FROM "
                                             "\"idx_%s_geom_%s\" ORDER BY 1)",
            columns[i], table, parts[i]);
        TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
        struct ter_error err = {0};
        bool row;
        ck_assert(ter_db_prepare(registry->db, sql, &select, &err) && ter_db_step(select, &row, &err));
        const char *part = (const char *)sqlite3_column_text(select, 0);
        ter_buf_printf(&text, "%s\n", part ? part : "");
    }
    return ter_buf_take(&text);
}

static char *pack_tree(size_t count, size_t memory)
{
    struct ter_rtree_entries entries = {.memory = memory};
    struct ter_error err = {0};
    uint64_t seed = count;
    register_sql(registry, "BEGIN; DELETE FROM idx_hydrant_geom");
    for (size_t k = 0; k < count; k++) {
        double x = 110 + register_random(&seed), y = 40 + register_random(&seed);
        double size = k % 3 == 0 ? 0.01 : 0;
        ter_rtree_add(&entries, (int64_t)(count - k), (struct ter_bbox){x, y, x + size, y + size});
    }
    ck_assert_msg(ter_rtree_rebuild(registry->db, "hydrant", &entries, &err), "%s", err.message);
    ck_assert_uint_eq(entries.count, 0);
    register_sql(registry, "COMMIT");
    return tree_of("hydrant");
}

/* A tree packed through temporary files is the tree packed in memory, byte by byte. */
START_TEST(trees_beyond_memory_are_the_same)
{
    static const size_t counts[] = {1, 2, 46, 51, 52, 2296, 2301, 5000};
    static const size_t memories[] = {1, 64, 1000, 20000};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        TER_AUTO_FREE char *expected = pack_tree(counts[i], 0);
        register_text_is(registry, "SELECT rtreecheck('idx_hydrant_geom')", "ok");
        for (size_t k = 0; k < sizeof memories / sizeof memories[0]; k++) {
            TER_AUTO_FREE char *spilled = pack_tree(counts[i], memories[k]);
            ck_assert_msg(strcmp(expected, spilled) == 0, "%zu entries in %zu bytes", counts[i], memories[k]);
        }
    }
}
END_TEST

START_TEST(no_room_for_a_tree_is_said)
{
    struct ter_rtree_entries entries = {.memory = 1};
    struct ter_error err = {0};
    TER_AUTO_FREE char *folder = getenv("TMPDIR") ? ter_strdup(getenv("TMPDIR")) : NULL;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    for (int i = 0; i < 10; i++)
        ter_rtree_add(&entries, i, (struct ter_bbox){110, 40, 110, 40});
    bool done = ter_rtree_rebuild(registry->db, "hydrant", &entries, &err);
    if (folder)
        setenv("TMPDIR", folder, 1);
    else
        unsetenv("TMPDIR");
    ter_rtree_entries_free(&entries);
    ck_assert(!done);
    ck_assert_msg(strstr(err.message, "temporary file") != NULL, "%s", err.message);
}
END_TEST

/* --- sorting --- */

struct item {
    uint64_t key;
    uint32_t order, tail;
};

static void check_sorter(size_t count, size_t memory, uint64_t key_mask)
{
    TER_AUTO(ter_sorter_close) struct ter_sorter *sorter = ter_sorter_open(sizeof(struct item), memory);
    struct ter_error err = {0};
    uint64_t seed = count + key_mask, sum = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t key = (uint64_t)(register_random(&seed) * 0x1p63) * 2 & key_mask;
        struct item item = {key, (uint32_t)i, (uint32_t)key};
        sum += key;
        ck_assert_msg(ter_sorter_add(sorter, &item, &err), "%s", err.message);
    }
    ck_assert_uint_eq(ter_sorter_count(sorter), count);
    ck_assert_msg(ter_sorter_sort(sorter, &err), "%s", err.message);
    struct item last = {0};
    const void *next;
    for (size_t i = 0; i <= count; i++) {
        ck_assert_msg(ter_sorter_next(sorter, &next, &err), "%s", err.message);
        ck_assert_msg(!next == (i == count), "%zu of %zu records in %zu bytes", i, count, memory);
        if (!next)
            break;
        const struct item *item = next;
        ck_assert_uint_eq(item->tail, (uint32_t)item->key);
        ck_assert(i == 0 || item->key > last.key || (item->key == last.key && item->order > last.order));
        sum -= item->key;
        last = *item;
    }
    ck_assert_uint_eq(sum, 0);
    ck_assert(ter_sorter_next(sorter, &next, &err) && !next); /* and stays at the end */
}

START_TEST(sorting_is_stable_whatever_the_memory)
{
    static const size_t counts[] = {0, 1, 2, 3, 31, 32, 33, 1000, 5000};
    static const size_t memories[] = {1, 64, 1024, 5000, 1 << 20};
    static const uint64_t masks[] = {0, 7, 0xff00ff0000ull, UINT64_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        for (size_t k = 0; k < sizeof memories / sizeof memories[0]; k++)
            for (size_t m = 0; m < sizeof masks / sizeof masks[0]; m++)
                check_sorter(counts[i], memories[k], masks[m]);
}
END_TEST

START_TEST(all_equal_points_pack)
{
    struct load load = {.fields = "road|@"};
    TER_AUTO_STRINGS struct ter_strings lines = {0};
    for (int i = 0; i < 3000; i++)
        ter_strings_printf(&lines, "%d|111.15 40.55", i);
    register_load(registry, &load, (const char *const *)lines.items, lines.count);
    check_index("hydrant");
    register_sql(registry, "UPDATE hydrant SET geom = NULL WHERE id % 2");
    check_index("hydrant");
}
END_TEST

START_TEST(schema_is_as_before)
{
    TER_AUTO_FREE char *before = register_schema(registry);
    load_points("first", 300, 1); /* more than there is: indexes are set aside too */
    TER_AUTO_FREE char *bulk = register_schema(registry);
    ck_assert_msg(strcmp(before, bulk) == 0, "a load into an empty table changed the schema");
    load_points("second", 20, 2);
    TER_AUTO_FREE char *second = register_schema(registry);
    ck_assert_msg(strcmp(before, second) == 0, "a small load changed the schema");
    /* And they work. */
    register_refused(registry, "UPDATE hydrant SET status = 'bogus' WHERE id = 1");
    register_sql(registry, "UPDATE hydrant SET road = 'x' WHERE id = 1");
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM history WHERE operation = 'update'"), 1);
}
END_TEST

START_TEST(generated_codes_step_aside)
{
    register_sql(registry, "INSERT INTO hydrant (code) VALUES ('H-000003'), ('H-000004')");
    struct load load = {.fields = "road"};
    LOAD(registry, &load, "A", "B", "C");
    register_counts(&load, 3, 0, 0, 0);
    register_text_is(registry, "SELECT group_concat(code, ' ') FROM (SELECT code FROM hydrant ORDER BY id)",
        "H-000003 H-000004 H-000003-2 H-000004-2 H-000005");
    /* Ids are never used again, also not those of a rolled back or deleted load's highest. */
    register_sql(registry, "DELETE FROM hydrant WHERE id = 5");
    LOAD(registry, &load, "A", "B", "C", "D");
    ck_assert_int_eq(register_int(registry, "SELECT max(id) FROM hydrant"), 6);
    register_sql(registry, "INSERT INTO hydrant (road) VALUES ('by hand')");
    ck_assert_int_eq(register_int(registry, "SELECT max(id) FROM hydrant"), 7);
}
END_TEST

/* What a later row of the file brings is not generated for an earlier one, tail or not. */
START_TEST(generated_codes_leave_out_those_of_the_file)
{
    struct load load = {.fields = "code|road"};
    LOAD(registry, &load, "|A", "|B", "H-000001|C", "H-000002-2|D", "|E", "H-2|F", "H-000002|G", "H-000099|H",
        "|I");
    register_counts(&load, 9, 0, 0, 0);
    register_text_is(registry, "SELECT group_concat(code, ' ') FROM (SELECT code FROM hydrant ORDER BY id)",
        "H-000001-2 H-000002-3 H-000001 H-000002-2 H-000005 H-2 H-000002 H-000099 H-000009");
}
END_TEST

/* A load whose last row cannot be stored must leave nothing of all the others. */
static void fail_in_the_middle(struct ter_wkb broken)
{
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    bool given[TER_MAX_FIELDS] = {0};
    struct ter_load_options options = {given, true, SIZE_MAX, false, 0, NULL, NULL, NULL};
    struct ter_source source = {.name = "broken"};
    struct ter_value values[TER_MAX_FIELDS] = {0};
    struct ter_load_result result;
    struct ter_error err = {0};
    TER_AUTO(ter_load_close) struct ter_load *load = NULL;
    uint8_t point[TER_WKB_POINT_SIZE];
    ck_assert(ter_load_open(registry, layer, &source, &options, &load, &err));
    bool added = true;
    for (int64_t row = 1; row <= 200 && added; row++) {
        ter_wkb_from_point((struct ter_lonlat){111 + (double)row / 1000, 40}, point);
        struct ter_wkb wkb = row == 200 ? broken : (struct ter_wkb){point, sizeof point};
        added = ter_load_add(load, &(struct ter_record){values, layer->field_count, wkb}, row, &err);
    }
    TER_AUTO_FREE char *before = register_dump(registry);
    ck_assert_msg(
        !added || !ter_load_commit(load, 0, NULL, NULL, &result, &err), "the broken row was stored");
    ck_assert_msg(strstr(err.message, "row 200: ") != NULL, "which row? %s", err.message);
    ck_assert(sqlite3_get_autocommit(registry->db));
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_msg(strcmp(before, after) == 0, "a failed load left a trace");
}

START_TEST(failure_leaves_nothing)
{
    uint8_t point[TER_WKB_POINT_SIZE];
    load_points("first", 60, 1);
    ter_wkb_from_point((struct ter_lonlat){111, 40}, point);
    fail_in_the_middle((struct ter_wkb){point, sizeof point - 1});
    point[1] = 99; /* no known type */
    fail_in_the_middle((struct ter_wkb){point, sizeof point});
    static const uint8_t many[] = {1, 2, 0, 0, 0, 255, 255, 255, 255};
    fail_in_the_middle((struct ter_wkb){many, sizeof many});
    load_points("second", 60, 2); /* and the next load is stored */
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant"), 120);
    check_index("hydrant");
}
END_TEST

/* The triggers that would refuse it are out of the way while a load runs. */
START_TEST(a_geometry_of_another_type_is_refused)
{
    static const uint8_t line[] = {1, 2, 0, 0, 0, 2, 0, 0, 0, /* LINESTRING of two points */
        0, 0, 0, 0, 0, 192, 91, 64, 0, 0, 0, 0, 0, 0, 68, 64, 0, 0, 0, 0, 0, 0, 92, 64, 0, 0, 0, 0, 0, 0, 68,
        64};
    fail_in_the_middle((struct ter_wkb){line, sizeof line});
}
END_TEST

/* --- polygons --- */

static void put_polygon(struct ter_buf *wkb, double west, double south, double size)
{
    const double ring[5][2] = {{west, south}, {west + size, south}, {west + size, south + size},
        {west, south + size}, {west, south}};
    ter_buf_add(wkb, "\1\3\0\0\0\1\0\0\0\5\0\0\0", 13);
    ter_buf_add(wkb, ring, sizeof ring); /* the tests run on little-endian machines */
}

static void load_townships(struct load *load, double size)
{
    const struct ter_layer *layer = register_layer(registry, "township");
    bool given[TER_MAX_FIELDS] = {0};
    size_t name = ter_layer_field_index(layer, ter_layer_field(layer, "name"));
    given[name] = true;
    struct ter_load_options options = {given, true, name, false, 0, NULL, NULL, NULL};
    struct ter_source source = {.name = "townships"};
    struct ter_error err = {0};
    TER_AUTO(ter_load_close) struct ter_load *work = NULL;
    ck_assert(ter_load_open(registry, layer, &source, &options, &work, &err));
    static const char *const names[] = {"察素齐镇", "毕克齐镇", "善岱镇"};
    for (int i = 0; i < 3; i++) {
        TER_AUTO_BUF struct ter_buf wkb = {0};
        struct ter_value values[TER_MAX_FIELDS] = {0};
        values[name] = ter_value_text(names[i]);
        uint8_t head[9] = {1, TER_MULTIPOLYGON, 0, 0, 0, (uint8_t)(i == 1 ? 2 : 1), 0, 0, 0};
        ter_buf_add(&wkb, head, sizeof head);
        put_polygon(&wkb, 111 + i, 40, i == 0 ? size : 0.5);
        if (i == 1)
            put_polygon(&wkb, 113.7, 40, 0.1);
        struct ter_wkb geometry = {(const uint8_t *)wkb.data, wkb.size};
        ck_assert(
            ter_load_add(work, &(struct ter_record){values, layer->field_count, geometry}, i + 1, &err));
    }
    ck_assert_msg(ter_load_commit(work, 0, NULL, NULL, &load->result, &err), "%s", err.message);
}

START_TEST(multipolygons_load_and_load_again)
{
    struct load load = {0};
    load_townships(&load, 0.5);
    register_counts(&load, 3, 0, 0, 0);
    check_index("township");
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM township WHERE GeometryType(geom) = 'MULTIPOLYGON' "
                               "AND IsValid(geom) AND Srid(geom) = 4490"),
        3);
    load_townships(&load, 0.5); /* the same polygons, out of SpatiaLite's blob and in again */
    register_counts(&load, 0, 0, 3, 0);
    load_townships(&load, 0.6);
    register_counts(&load, 0, 1, 2, 0);
    check_index("township");
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM history WHERE layer = 'township' AND geom_changed AND "
                               "abs(Area(before_geom) - 0.25) < 1e-9"),
        1);
}
END_TEST

Suite *suite_registry_bulk(void)
{
    Suite *suite = suite_create("registry_bulk");
    TCase *tcase = tcase_create("bulk");
    tcase_add_checked_fixture(tcase, open_empty, close_it);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, thirty_thousand_points_and_later_edits);
    tcase_add_test(tcase, trees_of_every_size);
    tcase_add_test(tcase, trees_beyond_memory_are_the_same);
    tcase_add_test(tcase, no_room_for_a_tree_is_said);
    tcase_add_test(tcase, sorting_is_stable_whatever_the_memory);
    tcase_add_test(tcase, all_equal_points_pack);
    tcase_add_test(tcase, schema_is_as_before);
    tcase_add_test(tcase, generated_codes_step_aside);
    tcase_add_test(tcase, generated_codes_leave_out_those_of_the_file);
    tcase_add_test(tcase, failure_leaves_nothing);
    tcase_add_test(tcase, a_geometry_of_another_type_is_refused);
    tcase_add_test(tcase, multipolygons_load_and_load_again);
    suite_add_tcase(suite, tcase);
    return suite;
}

/* Owns the tests of the registry's file: making, opening, refusing, the write transaction and its lock.
 * What happens inside is in test_registry_*.c. */
#include "registering.h"
#include "suites.h"

#include "registry/schema.h"
#include "registry/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void refuses_to_create(const char *path, int epsg, const char *expected)
{
    struct ter_error err = {0};
    size_t files = ter_test_dir_count();
    struct ter_registry_options options = {.epsg = epsg, .lang = TER_ZH};
    ck_assert_msg(!ter_registry_create(path, &options, &err), "made %s with EPSG %d", path, epsg);
    ck_assert_msg(strstr(err.message, expected) != NULL, "\"%s\" does not say \"%s\"", err.message, expected);
    ck_assert_uint_eq(ter_test_dir_count(), files); /* nothing left behind, nothing removed */
}

START_TEST(create_refuses_and_leaves_nothing)
{
    refuses_to_create(ter_test_path("a.sqlite"), 999999, "999999");
    refuses_to_create(ter_test_path("a.sqlite"), -1, "-1");
    refuses_to_create(ter_test_path("a.sqlite"), 4549, "4549"); /* CGCS2000 Gauss-Kruger: metres */
    refuses_to_create(ter_test_path("a.sqlite"), 4978, "4978"); /* geocentric */
    refuses_to_create(ter_test_path("no/such/folder/a.sqlite"), 4490, "No such file");
    const char *there = ter_test_write_text("there.sqlite", "my notes");
    refuses_to_create(there, 4490, "exists already");
    TER_AUTO_FREE char *content = ter_test_read(there, NULL);
    ck_assert_str_eq(content, "my notes");
    const char *folder = ter_test_path("folder");
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    refuses_to_create(folder, 4490, "exists already");
}
END_TEST

START_TEST(create_then_open_says_what_was_asked)
{
    struct ter_error err = {0};
    struct ter_registry_options options = {.epsg = 4326, .name = "土默特左旗 \"1\"'", .lang = TER_ZH};
    const char *path = ter_test_path("odd name%20?#.sqlite");
    ck_assert_msg(ter_registry_create(path, &options, &err), "%s", err.message);
    for (int mode = TER_READ; mode <= TER_WRITE; mode++) {
        TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
        ck_assert_msg(ter_registry_open(path, (enum ter_open_mode)mode, &registry, &err), "%s", err.message);
        ck_assert_str_eq(ter_registry_name(registry), options.name);
        ck_assert_int_eq(ter_registry_epsg(registry), 4326);
        ck_assert_int_eq(ter_registry_lang(registry), TER_ZH);
        ck_assert_uint_eq(ter_registry_layer_count(registry), ter_layer_shipped_count());
        register_text_is(registry, "PRAGMA integrity_check", "ok");
        register_text_is(registry, "PRAGMA journal_mode", "wal");
        const struct ter_layer *layer = NULL;
        ck_assert(ter_registry_layer(registry, "消火栓", &layer, &err)); /* what people see */
        ck_assert_str_eq(layer->name, "hydrant");
        ck_assert(!ter_registry_layer(registry, "hydrnat", &layer, &err));
        ck_assert_msg(strstr(err.message, "did you mean \"hydrant\""), "%s", err.message);
        ck_assert_int_eq(err.code, TER_USAGE);
    }
    ck_assert_uint_eq(ter_test_dir_count(), 1); /* the last to close takes -wal and -shm away */
}
END_TEST

static void refuses_to_open(const char *path, const char *expected)
{
    for (int mode = TER_READ; mode <= TER_WRITE; mode++) {
        struct ter_registry *registry = NULL;
        struct ter_error err = {0};
        ck_assert_msg(!ter_registry_open(path, (enum ter_open_mode)mode, &registry, &err), "opened %s", path);
        ck_assert_ptr_null(registry);
        ck_assert_msg(
            strstr(err.message, expected) != NULL, "\"%s\" does not say \"%s\"", err.message, expected);
        ck_assert_msg(strncmp(err.message, path, strlen(path)) == 0, "which file? %s", err.message);
        ck_assert_ptr_null(strchr(err.message, '\n'));
    }
}

/* A file of SQLite's made with this SQL. */
static const char *sqlite_file(const char *name, const char *sql)
{
    const char *path = ter_test_path(name);
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return path;
}

START_TEST(open_refuses_strangers)
{
    refuses_to_open(ter_test_path("missing.sqlite"), "terrier init makes a new registry");
    const char *folder = ter_test_path("folder");
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    refuses_to_open(folder, "this is a folder");
    refuses_to_open(ter_test_write("empty.sqlite", "", 0), "not an SQLite file");
    refuses_to_open(
        ter_test_write_text("text.sqlite", "just some text, long enough to be a head"), "not an SQLite file");
    refuses_to_open(ter_test_write("head.sqlite", "SQLite format 3", 16), "not a");
    char head[4096] = "SQLite format 3";
    refuses_to_open(ter_test_write("zeros.sqlite", head, sizeof head), "not a");
    refuses_to_open(sqlite_file("plain.sqlite", "CREATE TABLE t (a)"), "not a registry of terrier");
    const char *spatial = sqlite_file("spatial.sqlite", "CREATE TABLE spatial_ref_sys (srid INTEGER PRIMARY "
                                                        "KEY); CREATE TABLE geometry_columns (f_table_name)");
    refuses_to_open(spatial, "not a registry of terrier");
    ck_assert_uint_eq(ter_test_dir_count(), 7); /* nothing was made on the way */
}
END_TEST

START_TEST(open_refuses_newer_and_broken)
{
    struct ter_registry *registry = register_open();
    const char *path = ter_test_path("r.sqlite");
    register_sql(registry, "PRAGMA user_version = 1000");
    ter_registry_close(registry);
    refuses_to_open(path, "a newer terrier wrote this registry (schema 1000");
    TER_AUTO_FREE char *spoil =
        ter_format("PRAGMA user_version = %d; DELETE FROM meta WHERE key = 'epsg'", ter_schema_version());
    sqlite_file("r.sqlite", spoil);
    refuses_to_open(path, "coordinate system");
    sqlite_file("r.sqlite", "INSERT INTO meta VALUES ('epsg', '4490'); "
                            "UPDATE layer SET definition = '{\"name\": 1}' WHERE name = 'hydrant'");
    refuses_to_open(path, "layer hydrant");
    sqlite_file("r.sqlite", "DROP TABLE layer");
    refuses_to_open(path, "no such table");
}
END_TEST

START_TEST(open_refuses_truncated)
{
    ter_registry_close(register_open());
    size_t size;
    TER_AUTO_FREE char *bytes = ter_test_read(ter_test_path("r.sqlite"), &size);
    const size_t sizes[] = {16, 99, 100, 512, 4096, 5000, size / 2, size - 4096};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        refuses_to_open(ter_test_write("cut.sqlite", bytes, sizes[i]), "");
}
END_TEST

/* --- the write transaction --- */

static const struct ter_write_context by_test = {.tool = "test", .note = "why"};

START_TEST(busy_is_said_as_busy)
{
    struct ter_registry *registry = register_open();
    sqlite3 *other = NULL;
    struct ter_error err = {0};
    ck_assert_int_eq(sqlite3_open(ter_test_path("r.sqlite"), &other), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_busy_timeout(registry->db, 20);
    ck_assert(!ter_registry_begin(registry, &by_test, &err));
    ck_assert_int_eq(err.code, TER_BUSY);
    ck_assert_msg(strstr(err.message, "another program is writing"), "%s", err.message);
    ck_assert(!ter_registry_commit(registry, &err)); /* no transaction: nothing may be claimed as stored */
    ck_assert_int_eq(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_msg(ter_registry_begin(registry, &by_test, &err), "%s", err.message);
    /* While we hold it, the other may read but not write. */
    ck_assert_int_eq(sqlite3_exec(other, "SELECT count(*) FROM hydrant", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "DELETE FROM hydrant", NULL, NULL, NULL), SQLITE_BUSY);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
    sqlite3_close(other);
    ter_registry_close(registry);
}
END_TEST

static int64_t insert(struct ter_registry *registry, const char *status)
{
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    struct ter_change change = {layer->role[TER_ROLE_STATUS], ter_value_text(status)};
    struct ter_error err = {0};
    int64_t id = -1;
    return ter_store_insert(registry, layer, &change, 1, NULL, &id, &err) ? id : -1;
}

START_TEST(refusal_undoes_the_whole_transaction)
{
    struct ter_registry *registry = register_open();
    struct ter_error err = {0};
    ck_assert(ter_registry_begin(registry, &by_test, &err));
    ck_assert_int_eq(insert(registry, "planned"), 1);
    ck_assert_int_eq(insert(registry, "bogus"), -1);
    ck_assert(!ter_registry_commit(registry, &err));
    ck_assert_msg(strstr(err.message, "nothing was changed"), "%s", err.message);
    ter_registry_rollback(registry); /* harmless */
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant"), 0);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM write_context"), 0);
    ck_assert_msg(ter_registry_begin(registry, &by_test, &err), "%s", err.message);
    ck_assert_int_gt(insert(registry, "planned"), 0);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant"), 1);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM write_context"), 0);
    register_text_is(registry, "SELECT tool || note FROM history", "testwhy");
    ter_registry_close(registry);
}
END_TEST

START_TEST(closing_in_the_middle_stores_nothing)
{
    struct ter_registry *registry = register_open();
    struct ter_error err = {0};
    ck_assert(ter_registry_begin(registry, &by_test, &err));
    ck_assert_int_eq(insert(registry, "planned"), 1);
    ter_registry_close(registry);
    ck_assert(ter_registry_open(ter_test_path("r.sqlite"), TER_READ, &registry, &err));
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant"), 0);
    ter_registry_close(registry);
}
END_TEST

START_TEST(commit_refreshes_extents)
{
    struct ter_registry *registry = register_open();
    struct load load = {.fields = "@"};
    LOAD(registry, &load, "111.1 40.1", "111.9 40.7", "");
    static const char extent[] = "SELECT printf('%d %.3f %.3f %.3f %.3f', row_count, extent_min_x, "
                                 "extent_min_y, extent_max_x, extent_max_y) FROM geometry_columns_statistics "
                                 "WHERE f_table_name = 'hydrant'";
    register_text_is(registry, extent, "3 111.100 40.100 111.900 40.700");
    struct ter_error err = {0};
    register_sql(registry, "DELETE FROM hydrant");
    ck_assert(ter_registry_begin(registry, &by_test, &err) && ter_registry_commit(registry, &err));
    ck_assert_int_eq(register_int(registry, "SELECT row_count IS 0 AND extent_min_x IS NULL FROM "
                                            "geometry_columns_statistics WHERE f_table_name = 'hydrant'"),
        1);
    ter_registry_close(registry);
}
END_TEST

Suite *suite_registry(void)
{
    Suite *suite = suite_create("registry");
    TER_TEST_CASE(suite, "create", create_refuses_and_leaves_nothing, create_then_open_says_what_was_asked);
    TER_TEST_CASE(
        suite, "open", open_refuses_strangers, open_refuses_newer_and_broken, open_refuses_truncated);
    TER_TEST_CASE(suite, "transaction", busy_is_said_as_busy, refusal_undoes_the_whole_transaction,
        closing_in_the_middle_stores_nothing, commit_refreshes_extents);
    return suite;
}

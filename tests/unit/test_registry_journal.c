/* Owns the tests of what the journal means to others who have the file open: QGIS above all, which takes a
 * save for stored where SQLite says so. */
#include "registering.h"
#include "suites.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static sqlite3 *open_other(const char *path)
{
    sqlite3 *other = NULL;
    ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
    return other;
}

/* QGIS's SpatiaLite provider stays in the transaction in which a save was refused. If it could go on there,
 * what it saves would be lost on exit: it must be told. */
START_TEST(a_trial_import_is_noticed_by_who_began_before)
{
    enum { ROWS = 1500 };
    ter_test_dir_open();
    struct ter_registry *registry = register_open();
    sqlite3 *other = open_other(ter_registry_path(registry));
    const char **lines = calloc(ROWS, sizeof *lines);
    for (size_t i = 0; i < ROWS; i++)
        lines[i] = "pillar";
    ck_assert_int_eq(sqlite3_exec(other, "BEGIN; SELECT count(*) FROM hydrant", NULL, NULL, NULL), SQLITE_OK);
    TER_AUTO_FREE char *before = register_dump(registry);
    struct load load = {.fields = "kind", .dry_run = true};
    register_load(registry, &load, lines, ROWS);
    TER_AUTO_FREE char *after = register_dump(registry);
    ck_assert_str_eq(before, after);
    int code = sqlite3_exec(other, "UPDATE hydrant SET remark = 'lost'", NULL, NULL, NULL);
    ck_assert_int_eq(code, SQLITE_BUSY);
    ck_assert_int_eq(sqlite3_extended_errcode(other), SQLITE_BUSY_SNAPSHOT);
    sqlite3_close(other);
    free(lines);
    ter_registry_close(registry);
    ter_test_dir_close();
}
END_TEST

/* Have the file open as QGIS has it once GDAL looked at it: with no lock on the database. Then save. */
static void be_qgis(const char *path, int told, int tell)
{
    char byte = 1;
    sqlite3 *db = NULL;
    bool fine = sqlite3_open(path, &db) == SQLITE_OK &&
                sqlite3_exec(db, "SELECT count(*) FROM hydrant", NULL, NULL, NULL) == SQLITE_OK;
    close(open(path, O_RDONLY));
    fine = write(tell, &byte, 1) == 1 && read(told, &byte, 1) == 1 && fine &&
           sqlite3_exec(db, "UPDATE hydrant SET remark = 'kept'", NULL, NULL, NULL) == SQLITE_OK;
    _exit(fine && sqlite3_close(db) == SQLITE_OK ? 0 : 1);
}

START_TEST(the_log_is_left_to_who_has_it_open)
{
    int to_child[2], to_parent[2], status = -1;
    char byte = 1;
    ter_test_dir_open();
    struct ter_registry *registry = register_open();
    register_sql(registry, "INSERT INTO hydrant (code) VALUES ('a')");
    TER_AUTO_FREE char *path = ter_strdup(ter_registry_path(registry));
    TER_AUTO_FREE char *log = ter_format("%s-wal", path);
    ter_registry_close(registry);
    ck_assert(!ter_test_exists(log)); /* nobody else: it is one file again */
    ck_assert(pipe(to_child) == 0 && pipe(to_parent) == 0);
    pid_t child = fork();
    if (child == 0)
        be_qgis(path, to_child[0], to_parent[1]);
    ck_assert_int_eq(read(to_parent[0], &byte, 1), 1);
    struct ter_error err = {0};
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &registry, &err), "%s", err.message);
    register_sql(registry, "UPDATE hydrant SET owner = 'terrier'");
    ter_registry_close(registry);
    ck_assert(ter_test_exists(log));
    ck_assert_int_eq(write(to_child[1], &byte, 1), 1);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &registry, &err), "%s", err.message);
    register_text_is(registry, "SELECT owner || ' ' || remark FROM hydrant", "terrier kept");
    ter_registry_close(registry);
    ter_test_dir_close();
}
END_TEST

static int64_t log_bytes(const struct ter_registry *registry)
{
    struct stat info;
    TER_AUTO_FREE char *path = ter_format("%s-wal", ter_registry_path(registry));
    return stat(path, &info) == 0 ? info.st_size : 0;
}

static void commit(struct ter_registry *registry, const char *sql)
{
    struct ter_write_context context = {.tool = "test"};
    struct ter_error err = {0};
    ck_assert(ter_registry_begin(registry, &context, &err));
    register_sql(registry, sql);
    ck_assert_msg(ter_registry_commit(registry, &err), "%s", err.message);
}

/* SQLite alone would keep it at its largest, and let it grow for as long as readers overlap. */
START_TEST(a_log_that_readers_made_large_is_emptied)
{
    enum { LARGE = 64 << 20 };
    ter_test_dir_open();
    struct ter_registry *registry = register_open();
    sqlite3 *reader = open_other(ter_registry_path(registry));
    commit(registry, "CREATE TABLE large (x BLOB)");
    ck_assert_int_eq(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM meta", NULL, NULL, NULL), SQLITE_OK);
    commit(registry, "INSERT INTO large WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n "
                     "WHERE i < 65) SELECT zeroblob(1 << 20) FROM n");
    commit(registry, "INSERT INTO hydrant (code) VALUES ('beside')");
    ck_assert_int_ge(log_bytes(registry), LARGE); /* somebody reads from it */
    ck_assert_int_eq(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    commit(registry, "INSERT INTO hydrant (code) VALUES ('after')");
    ck_assert_int_eq(log_bytes(registry), 0);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM hydrant"), 2);
    sqlite3_close(reader);
    ter_registry_close(registry);
    ter_test_dir_close();
}
END_TEST

Suite *suite_registry_journal(void)
{
    Suite *suite = suite_create("registry_journal");
    TCase *tcase = tcase_create("journal");
    tcase_add_test(tcase, a_trial_import_is_noticed_by_who_began_before);
    tcase_add_test(tcase, the_log_is_left_to_who_has_it_open);
    tcase_add_test(tcase, a_log_that_readers_made_large_is_emptied);
    suite_add_tcase(suite, tcase);
    return suite;
}

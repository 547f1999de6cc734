/* Owns the tests of backups: the copy is whole and one file, or it is not there. */
#include "registering.h"
#include "suites.h"

#include "registry/backup.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct ter_registry *registry;

static void open_one(void)
{
    ter_test_dir_open();
    registry = register_open();
    register_sql(registry, "INSERT INTO hydrant (geom) VALUES (MakePoint(111.1, 40.7, 4490)), (NULL)");
}

static void close_one(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

static void must_fail(const char *path, const char *message)
{
    struct ter_backup_result result;
    struct ter_error err = {0};
    size_t before = ter_test_dir_count();
    ck_assert_msg(!ter_backup(registry, path, &result, &err), "not refused: %s", path);
    ck_assert_msg(strstr(err.message, message) && !strchr(err.message, '\n'), "%s", err.message);
    ck_assert_uint_eq(ter_test_dir_count(), before);
    ck_assert_int_eq(sqlite3_get_autocommit(registry->db), 1);
}

/* What is still in the WAL comes along; what another program has not committed does not. */
START_TEST(copy_while_another_writes)
{
    struct ter_backup_result result;
    struct ter_error err = {0};
    struct ter_registry *writer = NULL, *copy = NULL;
    const char *path = ter_test_path("b.sqlite");
    ck_assert(ter_registry_open(ter_test_path("r.sqlite"), TER_WRITE, &writer, &err));
    register_sql(writer, "BEGIN IMMEDIATE; INSERT INTO hydrant (code) VALUES ('later')");
    ck_assert_msg(ter_backup(registry, path, &result, &err), "%s", err.message);
    register_sql(writer, "COMMIT");
    ter_registry_close(writer);
    ck_assert_int_eq(result.records, 2);
    ck_assert(
        !ter_test_exists(ter_test_path("b.sqlite-wal")) && !ter_test_exists(ter_test_path("b.sqlite-shm")));
    struct stat info;
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_size, result.bytes);
    TER_AUTO_FREE char *bytes = ter_test_read(path, NULL);
    ck_assert_int_eq(bytes[18], 1); /* the file format's write version: 1 is a rollback journal, 2 is WAL */
    ck_assert_msg(ter_registry_open(path, TER_WRITE, &copy, &err), "%s", err.message);
    ck_assert_int_eq(register_int(copy, "SELECT count(*) FROM hydrant"), 2);
    register_sql(copy, "INSERT INTO hydrant (code) VALUES ('new')"); /* it is a register like any other */
    ter_registry_close(copy);
    must_fail(path, "exists already and is not replaced");
}
END_TEST

START_TEST(refusals)
{
    must_fail(ter_test_path("r.sqlite"), "this is the registry itself");
    must_fail(ter_test_path("no/where.sqlite"), "there is no such folder");
    must_fail(ter_test_path(""), "is not the name of a file");
    must_fail("", "is not the name of a file");
    ck_assert_int_eq(mkdir(ter_test_path("folder"), 0777), 0);
    must_fail(ter_test_path("folder"), "this is a folder");
    ck_assert_int_eq(symlink(ter_test_path("r.sqlite"), ter_test_path("link")), 0);
    must_fail(ter_test_path("link"), "this is the registry itself");
    ck_assert_int_eq(symlink(ter_test_path("gone"), ter_test_path("dangling")), 0);
    must_fail(ter_test_path("dangling"), "exists already");
    ter_test_write_text("b.sqlite-wal", "what a former file left behind");
    must_fail(ter_test_path("b.sqlite"), "would spoil the backup");
}
END_TEST

START_TEST(full_disk)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = {64 * 1024, 64 * 1024};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0); /* of this test's own process */
    must_fail(ter_test_path("b.sqlite"), "the copy cannot be written: File too large; no backup was made");
}
END_TEST

/* A damaged register gives no backup that looks like one. */
/* What another program may do to the file. */
static void allow_damage(void)
{
    sqlite3_db_config(registry->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
}

START_TEST(damaged_register)
{
    allow_damage();
    register_sql(registry,
        "CREATE TABLE saved AS SELECT * FROM sqlite_master WHERE name = 'hydrant_by_status';"
        "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'hydrant_by_status'");
    struct ter_error err = {0};
    for (int round = 0; round < 2; round++) {
        ter_registry_close(registry);
        registry = NULL;
        ck_assert_msg(
            ter_registry_open(ter_test_path("r.sqlite"), TER_WRITE, &registry, &err), "%s", err.message);
        allow_damage();
        if (round == 0)
            register_sql(registry,
                "UPDATE hydrant SET status = 'limited' WHERE id = 1; PRAGMA writable_schema = ON;"
                "INSERT INTO sqlite_master SELECT * FROM saved; DROP TABLE saved");
    }
    must_fail(ter_test_path("b.sqlite"), "the copy is damaged, most likely as the registry is");
}
END_TEST

Suite *suite_registry_backup(void)
{
    Suite *suite = suite_create("registry_backup");
    TCase *tcase = tcase_create("backup");
    tcase_add_checked_fixture(tcase, open_one, close_one);
    tcase_add_test(tcase, copy_while_another_writes);
    tcase_add_test(tcase, refusals);
    tcase_add_test(tcase, full_disk);
    tcase_add_test(tcase, damaged_register);
    suite_add_tcase(suite, tcase);
    return suite;
}

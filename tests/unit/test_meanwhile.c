/* Owns the tests of what somebody else changes between a command's look at the records and its writing: at
 * the very moment at which a command asks for the write lock, another connection has changed something and is
 * gone. */
#include "registering.h"
#include "suites.h"

#include "cli/cli.h"
#include "registry/meanwhile.h"

#include <stdlib.h>
#include <string.h>

/* The other one ------------------------------------------------------------------------------------------ */

static sqlite3 *other;
static const char *change; /* SQL that the other one still has to do */

static void other_changes(void)
{
    const char *sql = change;
    char *message = NULL;
    change = NULL;
    int code = sqlite3_exec(other, sql, NULL, NULL, &message);
    ck_assert_msg(code == SQLITE_OK, "%s", message);
}

static int trace(unsigned event, void *unused, void *statement, void *text)
{
    (void)event;
    (void)unused;
    (void)statement;
    if (change && strcmp(text, "BEGIN IMMEDIATE") == 0)
        other_changes();
    return 0;
}

/* SQLite calls it for each connection that is opened from now on. */
static int watch(sqlite3 *db, char **message, const void *api)
{
    (void)message;
    (void)api;
    sqlite3_trace_v2(db, SQLITE_TRACE_STMT, trace, NULL);
    return SQLITE_OK;
}

static struct ter_registry *registry;
static char *path;

static void run_open(void)
{
    ter_test_dir_open();
    registry = register_open();
    path = ter_strdup(ter_registry_path(registry));
    ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
}

static void run_close(void)
{
    sqlite3_reset_auto_extension();
    sqlite3_close(other);
    ter_registry_close(registry);
    free(path);
    ter_test_dir_close();
}

/* Run a command while the other one does `sql` at the last moment; the error is left in `err`. */
static enum ter_exit run_beside(const char *sql, char **words, int count, struct ter_error *err)
{
    TER_AUTO_ARGS struct ter_args args = {0};
    char *argv[16] = {(char[]){"terrier"}, (char[]){"--quiet"}, (char[]){"--db"}, path};
    for (int i = 0; i < count; i++)
        argv[4 + i] = words[i];
    ck_assert_msg(ter_args_parse(4 + count, argv, &args, err), "%s", err->message);
    change = sql;
    /* For each command anew: closing a register, SpatiaLite takes back all that was ever set. */
    sqlite3_auto_extension((void (*)(void))watch);
    enum ter_exit code = args.command->run(&args, err);
    ck_assert_msg(
        !change, "the command did not ask for the write lock: this proves nothing (%s)", err->message);
    return code;
}
#define RUN_BESIDE(sql, err, ...)                                                                            \
    run_beside(sql, (char *[]){__VA_ARGS__}, (int)(sizeof(char *[]){__VA_ARGS__} / sizeof(char *)), err)
#define WORD(text) ((char[]){text})

/* ---- the look itself ---- */

START_TEST(a_change_of_others_is_seen)
{
    struct ter_error err = {0};
    struct ter_meanwhile meanwhile;
    struct ter_write_context context = {.tool = "test"};
    const struct ter_layer *layer = register_layer(registry, "hydrant");
    static const bool expected[] = {false, true, true, true, false};
    register_sql(registry, "INSERT INTO hydrant (code) VALUES ('a'), ('b'), ('c'), ('d'), ('e')");
    ck_assert(ter_meanwhile_read(registry, &meanwhile, &err));
    change = "UPDATE hydrant SET remark = 'x' WHERE code IN ('b', 'd'); DELETE FROM hydrant WHERE code = 'c';"
             "INSERT INTO history (layer, layer_version, record_id, last_id, operation, at_utc, tool)"
             " VALUES ('station', 1, 1, 1, 'update', '', 'x')";
    other_changes();
    ck_assert(
        ter_registry_begin(registry, &context, &err) && ter_meanwhile_write(registry, &meanwhile, &err));
    register_sql(registry, "UPDATE hydrant SET remark = 'own' WHERE code = 'e'");
    for (int64_t id = 1; id <= 5; id++) {
        bool changed;
        ck_assert(ter_meanwhile_changed(registry, &meanwhile, layer, id, &changed, &err));
        ck_assert_msg(changed == expected[id - 1], "record %lld", (long long)id);
        ck_assert_int_eq(ter_meanwhile_unchanged(registry, &meanwhile, layer, id, &err), !changed);
    }
    ck_assert_int_eq(err.code, TER_BUSY);
    ck_assert_str_eq(err.message, "hydrant d was changed meanwhile; nothing was stored; try again");
    ck_assert(!ter_meanwhile_unchanged(registry, &meanwhile, layer, 3, &err));
    ck_assert_str_eq(err.message, "hydrant (deleted) was changed meanwhile; nothing was stored; try again");
    ter_registry_rollback(registry);
}
END_TEST

/* ---- commands ---- */

/* What is placed by hand, told otherwise or deleted while texts are resolved stays so. */
START_TEST(geocoding_takes_nothing_back)
{
    struct ter_error err = {0};
    struct load load = {.fields = "code|location_text|township|method|uncertainty_m|@"};
    const char *places = ter_test_write_text("places.csv",
        "name,kind,township,lon,lat,uncertainty_m,extent_m\n甲镇,town,甲镇,111.1,40.7,100,5000\n");
    TER_AUTO_FREE char *file = ter_strdup(places);
    ck_assert_int_eq(
        RUN_BESIDE(NULL, &err, WORD("gazetteer"), WORD("import"), file, WORD("--kind"), WORD("places")),
        TER_EXIT_DONE);
    LOAD(registry, &load, "FAR|甲镇|甲镇|geocoded|900|111.9 40.9", "TAKEN|甲镇|甲镇|geocoded|900|111.9 40.9",
        "TOLD|甲镇|甲镇|geocoded|900|111.9 40.9", "GONE|甲镇|甲镇|geocoded|900|111.9 40.9",
        "NOTED|甲镇|甲镇|geocoded|900|111.9 40.9");
    static const char sql[] = "UPDATE hydrant SET method = 'manual', uncertainty_m = 2 WHERE code = 'TAKEN';"
                              "UPDATE hydrant SET location_text = '甲镇西' WHERE code = 'TOLD';"
                              "UPDATE hydrant SET remark = 'seen' WHERE code = 'NOTED';"
                              "DELETE FROM hydrant WHERE code = 'GONE'";
    enum ter_exit code = RUN_BESIDE(sql, &err, WORD("geocode"), WORD("hydrant"), WORD("--redo"));
    ck_assert_msg(err.code == TER_OK, "%s", err.message);
    ck_assert_int_eq(code, TER_EXIT_ATTENTION); /* some were overtaken */
    register_text_is(registry,
        "SELECT group_concat(code || ' ' || round(st_x(geom), 1) || ' ' || method) FROM hydrant",
        "FAR 111.1 geocoded,TAKEN 111.9 manual,TOLD 111.9 geocoded,NOTED 111.1 geocoded");
}
END_TEST

static void add_patch(const char *code)
{
    TER_AUTO_FREE char *sql =
        ter_format("INSERT INTO land_use (code, geom) VALUES ('%s', CastToMulti(GeomFromText("
                   "'POLYGON((111.1 40.7, 111.11 40.7, 111.11 40.71, 111.1 40.71, 111.1 40.7))', 4490)))",
            code);
    register_sql(registry, sql);
}

static void check_refused(enum ter_exit code, const struct ter_error *err, const char *command)
{
    TER_AUTO_FREE char *line =
        ter_format("%s: land_use P was changed meanwhile; nothing was stored; try again", command);
    ck_assert_int_eq(code, TER_EXIT_FAILED);
    ck_assert_str_eq(err->message, line);
    register_text_is(
        registry, "SELECT group_concat(code || ' ' || coalesce(area_m2, '-')) FROM land_use", "P 1.0,Q -");
}

static const char measured_by_hand[] = "UPDATE land_use SET area_m2 = 1 WHERE code = 'P'";

START_TEST(a_measured_area_does_not_replace_a_newer_one)
{
    struct ter_error err = {0};
    add_patch("P");
    add_patch("Q");
    TER_AUTO_FREE char *file = ter_strdup(ter_test_path("areas.csv"));
    enum ter_exit code = RUN_BESIDE(measured_by_hand, &err, WORD("area"), WORD("land_use"), WORD("--write"),
        WORD("--replace"), WORD("--to"), file);
    check_refused(code, &err, "area land_use");
}
END_TEST

START_TEST(an_overlay_does_not_replace_a_newer_value)
{
    struct ter_error err = {0};
    add_patch("P");
    add_patch("Q");
    TER_AUTO_FREE char *file = ter_strdup(ter_test_path("parts.csv"));
    enum ter_exit code = RUN_BESIDE(measured_by_hand, &err, WORD("overlay"), WORD("land_use"),
        WORD("land_use"), WORD("--store"), WORD("area_m2"), WORD("--to"), file);
    check_refused(code, &err, "overlay land_use land_use");
}
END_TEST

Suite *suite_meanwhile(void)
{
    Suite *suite = suite_create("meanwhile");
    TCase *tcase = tcase_create("meanwhile");
    tcase_add_checked_fixture(tcase, run_open, run_close);
    tcase_add_test(tcase, a_change_of_others_is_seen);
    tcase_add_test(tcase, geocoding_takes_nothing_back);
    tcase_add_test(tcase, a_measured_area_does_not_replace_a_newer_one);
    tcase_add_test(tcase, an_overlay_does_not_replace_a_newer_value);
    suite_add_tcase(suite, tcase);
    return suite;
}

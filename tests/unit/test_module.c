/* Owns the tests of modules: that GDAL is not loaded before it is needed, and one line where a module is
 * missing. */
#include "helpers.h"
#include "suites.h"

#include "base/module.h"
#include "import/wkt.h"

#include <stdio.h>
#include <string.h>

START_TEST(a_missing_module_is_one_line)
{
    const struct ter_module *module = NULL;
    struct ter_error err = {0};
    ck_assert(!ter_module_open("terrier-nothing", "ter_nothing", &module, &err));
    ck_assert_ptr_null(module);
    ck_assert_int_eq(err.code, TER_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "terrier-nothing.so is not in"));
    ck_assert_ptr_null(strchr(err.message, '\n'));
}
END_TEST

START_TEST(a_module_without_its_table_is_refused)
{
    const struct ter_module *module = NULL;
    struct ter_error err = {0};
    ck_assert(!ter_module_open("terrier-import-gdal", "ter_no_such_table", &module, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "cannot be opened"));
}
END_TEST

START_TEST(modules_open_and_call_back)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_error err = {0};
    struct ter_lonlat point;
    ck_assert_msg(ter_wkt_read("POINT (111.5 40.5)", &wkb, &err), "%s", err.message);
    ck_assert(ter_wkb_to_point((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &point));
    ck_assert_double_eq(point.lon, 111.5);
    ck_assert(!ter_wkt_read("nowhere", &wkb, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "not a geometry"));
}
END_TEST

/* What the dynamic loader brings in for a command, as LD_TRACE_LOADED_OBJECTS lists it: the reason for
 * modules. */
START_TEST(the_program_does_not_link_gdal)
{
    char line[512];
    bool sqlite = false;
    FILE *objects = popen("LD_TRACE_LOADED_OBJECTS=1 " TERRIER_PROGRAM, "r");
    ck_assert_ptr_nonnull(objects);
    while (fgets(line, sizeof line, objects)) {
        sqlite = sqlite || strstr(line, "libsqlite3") != NULL;
        ck_assert_msg(strstr(line, "libgdal") == NULL, "every command would load %s", line);
    }
    ck_assert_int_eq(pclose(objects), 0);
    ck_assert_msg(sqlite, "the loader listed nothing");
}
END_TEST

Suite *suite_module(void)
{
    Suite *suite = suite_create("module");
    TER_TEST_CASE(suite, "modules", a_missing_module_is_one_line, a_module_without_its_table_is_refused,
        modules_open_and_call_back, the_program_does_not_link_gdal);
    return suite;
}

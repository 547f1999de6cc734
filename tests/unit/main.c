/* Owns the run of the unit tests: `unit_tests [AREA…]`, all areas without one. */
#include "helpers.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AREA(area) {#area, suite_##area},
static const struct {
    const char *name;
    Suite *(*make)(void);
} areas[] = {TERRIER_TEST_AREAS}; /* AREA(base) AREA(geometry) …: the list stands in tests/CMakeLists.txt */
enum { AREA_COUNT = sizeof areas / sizeof areas[0] };

/* A name that matches nothing must not pass as "0 of 0". */
static size_t area_index(const char *name)
{
    for (size_t i = 0; i < AREA_COUNT; i++)
        if (strcmp(areas[i].name, name) == 0)
            return i;
    fprintf(stderr, "unit_tests: no area \"%s\"; see tests/CMakeLists.txt\n", name);
    exit(2);
}

int main(int argc, char **argv)
{
    SRunner *runner = srunner_create(NULL);
    for (int i = 1; i < argc; i++)
        srunner_add_suite(runner, areas[area_index(argv[i])].make());
    for (size_t i = 0; argc == 1 && i < AREA_COUNT; i++)
        srunner_add_suite(runner, areas[i].make());
    ter_test_run_open();
    srunner_run_all(runner, CK_ENV);
    ter_test_run_close();
    int failed = srunner_ntests_failed(runner), run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

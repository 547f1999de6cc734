/* What unit tests share: a directory that lives as long as one test, files in it, and data that ships.
 * All of these end the test with a message when the machine refuses them. */
#ifndef TER_TESTS_HELPERS_H
#define TER_TESTS_HELPERS_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

/* Add a case with these tests, each in a directory of its own:
 *     TER_TEST_CASE(suite, "names", first_test, second_test); */
void ter_test_case(Suite *suite, const char *name, const TTest *const *tests, size_t count);
#define TER_TEST_CASE(suite, name, ...)                                                                      \
    ter_test_case(suite, name, (const TTest *const[]){__VA_ARGS__},                                          \
        sizeof((const TTest *const[]){__VA_ARGS__}) / sizeof(const TTest *))

/* A checked fixture: tcase_add_checked_fixture(tcase, ter_test_dir_open, ter_test_dir_close). */
void ter_test_dir_open(void);
void ter_test_dir_close(void);

/* The path of `name` inside the test's directory. It is valid until the fixture closes; do not free it. */
const char *ter_test_path(const char *name);

/* The directory of the whole run, for what tests make once; the path is valid as ter_test_path's is. */
void ter_test_run_open(void);
void ter_test_run_close(void);
const char *ter_test_shared(const char *name);

/* Write a file into the test's directory; returns its path as ter_test_path does. */
const char *ter_test_write(const char *name, const void *bytes, size_t size);
const char *ter_test_write_text(const char *name, const char *text);

/* Read a whole file, ended by NUL; ret_size may be NULL. The caller frees it. */
char *ter_test_read(const char *path, size_t *ret_size);

bool ter_test_exists(const char *path);

/* How many entries the test's directory has: a failed write must not leave half files behind. */
size_t ter_test_dir_count(void);

/* The path of a file of docs/examples/tumed-left; valid until the fixture closes. */
const char *ter_test_example(const char *name);

/* The path of a file in the folder of large test data that TERRIER_TEST_DATA names. NULL, with one plain line
 * on standard output, where the variable is not set or the file is not there: the test then returns. */
const char *ter_test_data(const char *name);

#endif

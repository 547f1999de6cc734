/* What unit tests share: a directory that lives as long as one test, files in it, and data that ships.
 * All of these end the test with a message when the machine refuses them. */
#ifndef TER_TESTS_HELPERS_H
#define TER_TESTS_HELPERS_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

/* A checked fixture: tcase_add_checked_fixture(tcase, ter_test_dir_open, ter_test_dir_close). */
void ter_test_dir_open(void);
void ter_test_dir_close(void);

/* The path of `name` inside the test's directory. It is valid until the fixture closes; do not free it. */
const char *ter_test_path(const char *name);

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

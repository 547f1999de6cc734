/* Owns the directories of a run and of each test, and the paths of test data. Knows nothing of terrier but
 * base/memory. */
#include "helpers.h"

#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *directory, *shared;
static struct ter_strings paths; /* what the functions below gave out */

static const char *keep(char *path)
{
    ter_strings_add(&paths, path);
    free(path);
    return paths.items[paths.count - 1];
}

static char *make_directory(void)
{
    const char *parent = getenv("TMPDIR");
    char *path = ter_format("%s/terrier-test-XXXXXX", parent && *parent ? parent : "/tmp");
    if (mkdtemp(path))
        return path;
    fprintf(stderr, "%s: %s\n", path, strerror(errno)); /* outside of a test nothing can be asserted */
    exit(EXIT_FAILURE);
}

void ter_test_dir_open(void)
{
    directory = make_directory();
}

void ter_test_case(Suite *suite, const char *name, const TTest *const *tests, size_t count)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, ter_test_dir_open, ter_test_dir_close);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

static void remove_directory(char **path)
{
    nftw(*path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*path);
    *path = NULL;
}

void ter_test_dir_close(void)
{
    remove_directory(&directory);
    ter_strings_free(&paths);
}

void ter_test_run_open(void)
{
    shared = make_directory();
}

void ter_test_run_close(void)
{
    remove_directory(&shared);
}

const char *ter_test_shared(const char *name)
{
    ck_assert_msg(shared != NULL, "the run of the tests has no directory");
    return keep(ter_format("%s/%s", shared, name));
}

const char *ter_test_path(const char *name)
{
    ck_assert_msg(directory != NULL, "the test case lacks the fixture ter_test_dir_open");
    return keep(ter_format("%s/%s", directory, name));
}

const char *ter_test_write(const char *name, const void *bytes, size_t size)
{
    const char *path = ter_test_path(name);
    FILE *file = fopen(path, "wb");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    ck_assert_uint_eq(size ? fwrite(bytes, 1, size, file) : 0, size);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

const char *ter_test_write_text(const char *name, const char *text)
{
    return ter_test_write(name, text, strlen(text));
}

char *ter_test_read(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    struct ter_buf content = {0};
    char block[4096];
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;)
        ter_buf_add(&content, block, got);
    ck_assert_msg(!ferror(file), "%s: %s", path, strerror(errno));
    fclose(file);
    if (ret_size)
        *ret_size = content.size;
    return ter_buf_take(&content);
}

bool ter_test_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

size_t ter_test_dir_count(void)
{
    DIR *entries = opendir(directory);
    ck_assert_msg(entries != NULL, "%s: %s", directory, strerror(errno));
    size_t count = 0;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return count;
}

const char *ter_test_example(const char *name)
{
    const char *path = keep(ter_format("%s/docs/examples/tumed-left/%s", TERRIER_SOURCE_DIR, name));
    ck_assert_msg(ter_test_exists(path), "%s: %s", path, strerror(errno));
    return path;
}

const char *ter_test_data(const char *name)
{
    const char *folder = getenv("TERRIER_TEST_DATA");
    if (!folder || !*folder) {
        printf("skip: %s: TERRIER_TEST_DATA is not set\n", name);
        return NULL;
    }
    const char *path = keep(ter_format("%s/%s", folder, name));
    if (ter_test_exists(path))
        return path;
    printf("skip: %s: %s\n", path, strerror(errno));
    return NULL;
}

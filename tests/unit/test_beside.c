/* Owns the tests of the hidden folders beside what is being made: they go, whatever happens, and nothing else
 * does. */
#include "base/beside.h"
#include "helpers.h"
#include "suites.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct ter_beside *must_open(const char *target)
{
    struct ter_beside *beside = ter_beside_open(ter_test_path(target));
    ck_assert_msg(beside, "%s: %s", target, strerror(errno));
    return beside;
}

static void put(const struct ter_beside *beside, const char *name)
{
    TER_AUTO_FREE char *path = ter_beside_path(beside, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("new", file);
    fclose(file);
}

static void put_folder(const struct ter_beside *beside, const char *name)
{
    TER_AUTO_FREE char *path = ter_beside_path(beside, name);
    ck_assert_int_eq(mkdir(path, 0700), 0);
}

/* Another program, which ends without a word. */
static int in_another(void (*act)(void))
{
    int status;
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        act();
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void make_and_die(void)
{
    struct ter_beside *beside = must_open("list.csv");
    put(beside, "rows");
    put_folder(beside, "deep");
    put_folder(beside, "deep/deeper");
    put(beside, "deep/deeper/file");
}

static void keep_and_die(void)
{
    struct ter_beside *beside = must_open("list.csv");
    put_folder(beside, TER_BESIDE_KEPT);
    put(beside, TER_BESIDE_KEPT "/former");
}

static void find_no_memory(void)
{
    make_and_die();
    close(STDERR_FILENO); /* the line is not what is tested here */
    ter_memory_fail();
}

START_TEST(closing_leaves_nothing)
{
    struct ter_beside *beside = must_open("list.csv");
    put(beside, "rows");
    ck_assert_uint_eq(ter_test_dir_count(), 1);
    ter_beside_close(beside);
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

START_TEST(the_next_maker_removes_a_dead_ones)
{
    in_another(make_and_die);
    ck_assert_uint_eq(ter_test_dir_count(), 1);
    ter_beside_close(must_open("other.csv"));
    ck_assert_uint_eq(ter_test_dir_count(), 0);
    in_another(make_and_die);
    ter_beside_tidy(ter_test_path("list.csv"));
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

START_TEST(running_out_of_memory_leaves_nothing)
{
    ck_assert_int_eq(in_another(find_no_memory), 1);
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

START_TEST(a_living_makers_folder_is_left_alone)
{
    struct ter_beside *first = must_open("list.csv");
    put(first, "rows");
    struct ter_beside *second = must_open("list.csv");
    ter_beside_supersede(second);
    ter_beside_close(second);
    TER_AUTO_FREE char *rows = ter_beside_path(first, "rows");
    ck_assert(ter_test_exists(rows));
    ter_beside_close(first);
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

START_TEST(what_is_kept_stays_until_the_target_is_there)
{
    in_another(keep_and_die);
    ter_beside_close(must_open("other.csv"));
    ck_assert_uint_eq(ter_test_dir_count(), 1);
    struct ter_beside *other = must_open("other.csv");
    ter_beside_supersede(other);
    ter_beside_close(other);
    ck_assert_uint_eq(ter_test_dir_count(), 1);
    struct ter_beside *again = must_open("list.csv");
    ter_beside_supersede(again);
    ter_beside_close(again);
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

START_TEST(nothing_of_others_is_removed)
{
    static const char *const names[] = {
        ".list.csv.terrier-12345", ".terrier-abcdef", "list.csv.terrier-abcdef", ".list.csv.terrier-ab-def"};
    enum { COUNT = sizeof names / sizeof *names };
    for (size_t i = 0; i < COUNT; i++)
        ck_assert_int_eq(mkdir(ter_test_path(names[i]), 0700), 0);
    ck_assert_int_eq(mkdir(ter_test_path("mine"), 0700), 0);
    const char *file = ter_test_write_text("mine/file", "mine");
    ck_assert_int_eq(symlink("mine", ter_test_path(".list.csv.terrier-abcdef")), 0);
    struct ter_beside *beside = must_open("list.csv");
    TER_AUTO_FREE char *link = ter_beside_path(beside, "link");
    ck_assert_int_eq(symlink("../mine", link), 0);
    ter_beside_supersede(beside);
    ter_beside_close(beside);
    ck_assert(ter_test_exists(file));
    ck_assert_uint_eq(ter_test_dir_count(), COUNT + 2);
}
END_TEST

START_TEST(what_appeared_meanwhile_is_not_replaced)
{
    struct ter_beside *beside = must_open("list.csv");
    TER_AUTO_FREE char *made = ter_beside_path(beside, "rows");
    put(beside, "rows");
    const char *target = ter_test_write_text("list.csv", "theirs");
    ck_assert(!ter_beside_place_new(made, target));
    ck_assert_int_eq(errno, EEXIST);
    ck_assert_int_eq(unlink(target), 0);
    ck_assert(ter_beside_place_new(made, target));
    ter_beside_close(beside);
    TER_AUTO_FREE char *text = ter_test_read(target, NULL);
    ck_assert_str_eq(text, "new");
    ck_assert_uint_eq(ter_test_dir_count(), 1);
}
END_TEST

START_TEST(where_there_is_no_folder_the_reason_is_said)
{
    errno = 0;
    ck_assert_ptr_null(ter_beside_open(ter_test_path("nowhere/list.csv")));
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_uint_eq(ter_test_dir_count(), 0);
}
END_TEST

Suite *suite_beside(void)
{
    Suite *suite = suite_create("beside");
    TER_TEST_CASE(suite, "gone", closing_leaves_nothing, the_next_maker_removes_a_dead_ones,
        running_out_of_memory_leaves_nothing);
    TER_TEST_CASE(suite, "left", a_living_makers_folder_is_left_alone,
        what_is_kept_stays_until_the_target_is_there, nothing_of_others_is_removed);
    TER_TEST_CASE(suite, "placed", what_appeared_meanwhile_is_not_replaced,
        where_there_is_no_folder_the_reason_is_said);
    return suite;
}

/* Owns the tests of positions that people gave: which texts they teach, and which they must not. */
#include "registering.h"
#include "suites.h"

#include "registry/learnt.h"

static struct ter_registry *registry;
static struct ter_learnt_texts *texts;

static void open_texts(void)
{
    struct load load = {.fields = "code|location_text|township|road|method|uncertainty_m|@"};
    struct ter_error err = {0};
    ter_test_dir_open();
    registry = register_open();
    LOAD(registry, &load, "HAND|东门口|甲镇|和平路|manual|5|111.1 40.7",
        "AGAIN|东门口|甲镇|和平路|surveyed|2|111.2 40.7", "ELSE|东门口|乙镇|和平路|manual|5|111.3 40.7",
        "GUESS|西门口|甲镇|和平路|geocoded|50|111.4 40.7", "FILE|北门口|甲镇|和平路|imported|50|111.5 40.7",
        "BARE|南门口|||manual|5|111.6 40.7");
    register_counts(&load, 6, 0, 0, 0);
    ck_assert_msg(ter_learnt_open(registry, &texts, &err), "%s", err.message);
}

static void close_texts(void)
{
    ter_learnt_close(texts);
    ter_registry_close(registry);
    ter_test_dir_close();
}

START_TEST(equal_words_are_found)
{
    const struct ter_learnt *learnt = NULL;
    ck_assert_uint_eq(ter_learnt_find(texts, "东门口", "甲镇", "和平路", &learnt), 2);
    ck_assert_str_eq(learnt[0].code, "AGAIN");
    ck_assert(learnt[0].surveyed && !learnt[1].surveyed);
    ck_assert_str_eq(learnt[1].code, "HAND");
    ck_assert_str_eq(learnt[1].layer->name, "hydrant");
    ck_assert_double_eq_tol(learnt[1].at.lon, 111.1, 1e-12);
    ck_assert_double_eq_tol(learnt[1].uncertainty_m, 5, 1e-12);
    ck_assert_uint_eq(ter_learnt_find(texts, "  东门口 ", "甲镇", "和平路", &learnt), 2);
    ck_assert_uint_eq(ter_learnt_find(texts, "南门口", NULL, "", &learnt), 1);
    ck_assert_str_eq(learnt[0].code, "BARE");
}
END_TEST

START_TEST(other_words_are_not)
{
    const struct ter_learnt *learnt = NULL;
    ck_assert_uint_eq(ter_learnt_find(texts, "东门", "甲镇", "和平路", &learnt), 0);
    ck_assert_uint_eq(ter_learnt_find(texts, "东门口", NULL, "和平路", &learnt), 0);
    ck_assert_uint_eq(ter_learnt_find(texts, "东门口", "甲镇", NULL, &learnt), 0);
    /* what the machine guessed or a file said was placed by nobody */
    ck_assert_uint_eq(ter_learnt_find(texts, "西门口", "甲镇", "和平路", &learnt), 0);
    ck_assert_uint_eq(ter_learnt_find(texts, "北门口", "甲镇", "和平路", &learnt), 0);
    ck_assert_uint_eq(ter_learnt_find(texts, NULL, NULL, NULL, &learnt), 0);
}
END_TEST

START_TEST(an_index_finds_them)
{
    /* the million records that nobody placed must not be read */
    register_text_is(registry,
        "SELECT group_concat(name) FROM sqlite_master WHERE type = 'index' AND name = "
        "'hydrant_placed_by_hand'",
        "hydrant_placed_by_hand");
    ck_assert_int_eq(
        register_int(registry, "SELECT count(*) FROM hydrant INDEXED BY hydrant_placed_by_hand "
                               "WHERE \"method\" IN ('manual', 'surveyed') AND geom IS NOT NULL"),
        4);
}
END_TEST

Suite *suite_learnt(void)
{
    Suite *suite = suite_create("learnt");
    TCase *tcase = tcase_create("texts");
    tcase_add_checked_fixture(tcase, open_texts, close_texts);
    tcase_add_test(tcase, equal_words_are_found);
    tcase_add_test(tcase, other_words_are_not);
    tcase_add_test(tcase, an_index_finds_them);
    suite_add_tcase(suite, tcase);
    return suite;
}

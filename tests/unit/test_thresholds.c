/* Owns the tests of patches and thresholds: what counts, for whom, at the limit itself, and what no data is;
 * of the cutting of areas. */
#include "land/patches/split.h"
#include "land/patches/thresholds.h"
#include "registering.h"
#include "suites.h"

#include <math.h>
#include <string.h>

static struct ter_registry *registry;

static void open_one(void)
{
    ter_test_dir_open();
    registry = register_open();
}

static void close_one(void)
{
    ter_registry_close(registry);
    ter_test_dir_close();
}

/* Everything that a judgement reads and gives. */
struct judged {
    struct ter_patches patches;
    struct ter_threshold_rules rules;
    struct ter_land_accounts accounts;
    struct ter_thresholds thresholds;
};

static void judge(struct judged *judged, int year)
{
    struct ter_error err = {0};
    *judged = (struct judged){0};
    ck_assert_msg(ter_patches_read(registry, register_layer(registry, "land_use"), ter_day_of(2023, 10, 20),
                      NULL, 0, false, &judged->patches, &err),
        "%s", err.message);
    ck_assert_msg(ter_threshold_rules_shipped(&judged->rules, &err), "%s", err.message);
    ck_assert_msg(ter_land_accounts_read(registry, year, &judged->accounts, &err), "%s", err.message);
    ter_thresholds_judge(&judged->patches, &judged->rules, &judged->accounts, year, &judged->thresholds);
}

static void judged_free(struct judged *judged)
{
    ter_thresholds_free(&judged->thresholds);
    ter_patches_free(&judged->patches);
    ter_threshold_rules_free(&judged->rules);
    ter_land_accounts_free(&judged->accounts);
}

static const struct ter_threshold *row(const struct judged *judged, const char *rule, const char *place)
{
    for (size_t i = 0; i < judged->thresholds.count; i++) {
        const struct ter_threshold *one = &judged->thresholds.items[i];
        const char *name = one->village ? one->village : one->township ? one->township : "";
        if (strcmp(one->rule->name, rule) == 0 && strcmp(name, place) == 0)
            return one;
    }
    ck_abort_msg("%s has no row for %s", rule, place);
}

static void add(const char *code, const char *village, const char *judgement, const char *found,
    const char *more, const char *values)
{
    TER_AUTO_FREE char *sql =
        ter_format("INSERT INTO land_use (code, township, village, judgement, found_on%s) VALUES "
                   "('%s', 'T', '%s', '%s', '%s'%s)",
            more, code, village, judgement, found, values);
    register_sql(registry, sql);
}

START_TEST(the_limit_itself_is_allowed_where_the_rule_says_above)
{
    struct judged judged;
    add("A", "v", "unlawful", "2023-02-01", ", stated_farmland_mu", ", 1");
    add("B", "w", "unlawful", "2023-02-01", ", farmland_m2, stated_farmland_mu", ", 666.6666666666667, 99");
    add("C", "x", "unlawful", "2023-02-01", ", farmland_m2", ", 667");
    judge(&judged, 2023);
    ck_assert_int_eq(row(&judged, "village_farmland", "v")->state, TER_THRESHOLD_BELOW);
    ck_assert_int_eq(
        row(&judged, "village_farmland", "w")->state, TER_THRESHOLD_BELOW); /* computed before stated */
    ck_assert_int_eq(row(&judged, "village_farmland", "x")->state, TER_THRESHOLD_REACHED);
    ck_assert_double_eq_tol(row(&judged, "township_farmland", "T")->allowed, 10 - 3.0005, 1e-9);
    ck_assert_uint_eq(row(&judged, "township_farmland", "T")->codes.count, 3);
    judged_free(&judged);
}
END_TEST

START_TEST(only_unlawful_ones_of_the_year_count)
{
    struct judged judged;
    add("A", "v", "unlawful", "2022-12-31", ", farmland_m2", ", 6670");
    add("B", "v", "lawful", "2023-01-01", ", farmland_m2", ", 6670");
    add("C", "v", "pending", "2023-01-01", ", farmland_m2", ", 6670");
    register_sql(registry, "INSERT INTO land_use (code, township, judgement) VALUES ('D', 'T', 'unlawful')");
    judge(&judged, 2023);
    ck_assert_double_eq(row(&judged, "village_farmland", "v")->numerator, 0);
    ck_assert_uint_eq(judged.thresholds.no_year, 1);
    judged_free(&judged);
    judge(&judged, 2022);
    ck_assert_double_eq_tol(row(&judged, "village_farmland", "v")->numerator, 10.005, 1e-9);
    judged_free(&judged);
}
END_TEST

START_TEST(a_share_needs_its_whole)
{
    struct judged judged;
    add("A", "v", "unlawful", "2023-02-01", ", stated_farmland_mu", ", 3");
    judge(&judged, 2023);
    ck_assert_int_eq(row(&judged, "township_farmland_share", "T")->state, TER_THRESHOLD_NO_DATA);
    ck_assert(isnan(row(&judged, "township_farmland_share", "T")->value));
    ck_assert_int_eq(row(&judged, "bureau_errors", "")->state, TER_THRESHOLD_NO_DATA);
    judged_free(&judged);
    register_sql(registry,
        "INSERT INTO land_account (township, year, month, farmland_taken_mu, entries, wrong_entries) "
        "VALUES ('T', 2023, 1, 12, 100, 9), ('T', 2023, 2, 8, 50, 5), ('T', 2022, 1, 1, 1, 1), "
        "('U', 2023, NULL, 5, NULL, NULL)");
    judge(&judged, 2023);
    const struct ter_threshold *share = row(&judged, "township_farmland_share", "T");
    ck_assert_double_eq(share->denominator, 20);
    ck_assert_double_eq_tol(share->value, 15, 1e-9);
    ck_assert_int_eq(share->state, TER_THRESHOLD_REACHED); /* at least 15 % */
    ck_assert_double_eq_tol(row(&judged, "township_farmland_share", "U")->allowed, 0.75, 1e-9);
    ck_assert_double_eq_tol(row(&judged, "bureau_errors", "")->value, 100 * 14.0 / 150, 1e-9);
    judged_free(&judged);
}
END_TEST

START_TEST(parts_count_once_and_for_what_was_split)
{
    struct judged judged;
    add("A", "v", "unlawful", "2023-02-01", ", origin, farmland_m2, status", ", 'satellite', 6670, 'split'");
    add("A-1", "v", "unlawful", "2023-02-01", ", origin, farmland_m2, parent_code",
        ", 'satellite', 300, 'A'");
    add("A-2", "v", "unlawful", "2023-02-01", ", origin, parent_code", ", 'satellite', 'A'");
    judge(&judged, 2023);
    const struct ter_threshold *patches = row(&judged, "village_satellite", "v"),
                               *farmland = row(&judged, "village_farmland", "v");
    ck_assert_double_eq(patches->numerator, 1);
    ck_assert_str_eq(patches->codes.items[0], "A");
    ck_assert_double_eq_tol(farmland->numerator, 0.45, 1e-9);
    ck_assert_uint_eq(farmland->unknown.count, 1);
    ck_assert_int_eq(farmland->state, TER_THRESHOLD_UNSURE); /* what is not known may reach it */
    judged_free(&judged);
}
END_TEST

START_TEST(rules_of_ones_own_are_checked)
{
    static const char *const wrong[][2] = {
        {"{\"rules\": []}", "at least one rule"},
        {"{\"rules\": [{\"name\": \"r\", \"scope\": \"town\"}]}", "is not known"},
        {"{\"rules\": [{\"name\": \"r\", \"scope\": \"village\", \"measure\": \"farmland_share\", "
         "\"comparison\": "
         "\"at_least\", \"limit\": 1, \"title\": {\"en\": \"r\", \"zh\": \"r\"}, \"state\": \"u\"}]}",
            "no village reports"},
        {"{\"rules\": [{\"name\": \"r\", \"scope\": \"village\", \"measure\": \"overdue_patches\", "
         "\"comparison\": "
         "\"at_least\", \"limit\": 1, \"title\": {\"en\": \"r\", \"zh\": \"r\"}, \"state\": \"u\"}]}",
            "names a deadline"},
        {"{\"rules\": [{\"name\": \"r\", \"scope\": \"village\", \"measure\": \"farmland_mu\", "
         "\"comparison\": "
         "\"at_least\", \"limit\": -1, \"title\": {\"en\": \"r\", \"zh\": \"r\"}, \"state\": \"u\"}]}",
            "0 or above"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        TER_AUTO_THRESHOLD_RULES struct ter_threshold_rules rules = {0};
        struct ter_error err = {0};
        ck_assert(!ter_threshold_rules_read(wrong[i][0], strlen(wrong[i][0]), "r.json", &rules, &err));
        ck_assert_msg(strstr(err.message, wrong[i][1]) != NULL, "%s", err.message);
    }
}
END_TEST

/* A polygon of these corners as WKB; the first is repeated at the end. */
static void polygon(const double (*corners)[2], size_t count, struct ter_buf *out)
{
    uint32_t head[] = {TER_POLYGON, 1, (uint32_t)count + 1};
    ter_buf_add(out, "\1", 1);
    ter_buf_add(out, head, sizeof head);
    for (size_t i = 0; i <= count; i++)
        ter_buf_add(out, corners[i % count], sizeof *corners);
}

static struct ter_wkb wkb_of(const struct ter_buf *buf)
{
    return (struct ter_wkb){(const uint8_t *)buf->data, buf->size};
}

START_TEST(parts_add_up)
{
    struct ter_ellipsoid ellipsoid;
    struct ter_error err = {0};
    uint64_t state = 5;
    ck_assert(ter_ellipsoid_open(4490, &ellipsoid, &err));
    for (int round = 0; round < 50; round++) {
        TER_AUTO_BUF struct ter_buf area = {0}, cutter = {0};
        TER_AUTO_SPLIT struct ter_split split = {0}, none = {0};
        double w = 111 + register_random(&state), s = 40 + register_random(&state);
        double d = 0.0005 + register_random(&state) / 200;
        const double quad[][2] = {
            {w, s}, {w + d, s + d * register_random(&state) / 3}, {w + d, s + d}, {w, s + d}};
        const double cut[][2] = {{w - d, s - d}, {w + d * (0.2 + 0.6 * register_random(&state)), s - d},
            {w + d * (0.2 + 0.6 * register_random(&state)), s + 2 * d}, {w - d, s + 2 * d}};
        polygon(quad, 4, &area);
        polygon(cut, 4, &cutter);
        const struct ter_wkb by[] = {wkb_of(&cutter), wkb_of(&cutter)};
        ck_assert_msg(ter_split_area(&ellipsoid, wkb_of(&area), by, 1, 0, &split, &err), "round %d: %s",
            round, err.message);
        int64_t sum = 0;
        for (size_t i = 0; i < split.count; i++)
            sum += ter_area_hundredths(split.items[i].area_m2);
        ck_assert_int_eq(sum, ter_area_hundredths(split.area_m2));
        /* The same area twice would go to two parts. */
        ck_assert(!ter_split_area(&ellipsoid, wkb_of(&area), by, 2, 0, &none, &err));
        ck_assert_ptr_nonnull(strstr(err.message, "cannot go to both"));
    }
}
END_TEST

Suite *suite_thresholds(void)
{
    Suite *suite = suite_create("thresholds");
    TCase *tcase = tcase_create("thresholds");
    tcase_add_checked_fixture(tcase, open_one, close_one);
    tcase_add_test(tcase, the_limit_itself_is_allowed_where_the_rule_says_above);
    tcase_add_test(tcase, only_unlawful_ones_of_the_year_count);
    tcase_add_test(tcase, a_share_needs_its_whole);
    tcase_add_test(tcase, parts_count_once_and_for_what_was_split);
    tcase_add_test(tcase, rules_of_ones_own_are_checked);
    tcase_add_test(tcase, parts_add_up);
    suite_add_tcase(suite, tcase);
    return suite;
}

/* Owns the tests of conditions on a record's fields: how they are read, and that C and SQL judge the same of
 * records that nobody chose. */
#include "layer/condition.h"
#include "layer/node.h"
#include "registering.h"
#include "registry/condition_sql.h"
#include "registry/find.h"
#include "suites.h"

#include <stdlib.h>
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

static bool read_set(const char *text, struct ter_condition_set **ret_set, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    ck_assert_msg(ter_json_parse(text, strlen(text), "test", &json, err), "%s: %s", text, err->message);
    struct ter_node node = {json, "/where"};
    return ter_conditions_read(&node, register_layer(registry, "land_use"), ret_set, err);
}

/* Conditions of every kind, on fields of every type, empty ones among them. */
static const char *const sets[] = {
    "{}",
    "{\"judgement\": [\"unlawful\", \"lawful\"]}",
    "{\"farmland_m2\": {\"max\": 0}}",
    "{\"farmland_m2\": {\"above\": 0}}",
    "{\"farmland_m2\": {\"min\": 1, \"below\": 3}}",
    "{\"farmland_m2\": [0, 2, 2.5]}",
    "{\"found_on\": {\"min\": \"2023-03-01\", \"max\": \"2023-06-30\"}}",
    "{\"found_on\": [\"2023-03-01\"]}",
    "{\"found_on\": {\"min\": {\"field\": \"occurred_on\"}}}",
    "{\"found_on\": {\"below\": {\"field\": \"occurred_on\"}}}",
    "{\"area_m2\": {\"above\": {\"field\": \"farmland_m2\"}}}",
    "{\"project\": {\"given\": true}}",
    "{\"project\": {\"given\": false}, \"judgement\": [\"pending\"]}",
    "{\"any\": [{\"project\": [\"road\"]}, {\"farmland_m2\": {\"above\": 1}, \"judgement\": "
    "[\"unlawful\"]}]}",
    "{\"none\": [{\"farmland_m2\": {\"above\": 0}}, {\"found_on\": {\"below\": {\"field\": "
    "\"occurred_on\"}}}]}",
    "{\"none\": [{\"any\": [{\"none\": [{\"judgement\": [\"lawful\"]}]}, {\"farmland_m2\": {\"given\": "
    "false}}]}]}",
    "{\"status\": [\"found\"], \"found_on\": {\"given\": true}}",
};

static void add_random_patches(int count)
{
    static const char *const judgements[] = {"NULL", "'lawful'", "'unlawful'", "'pending'"};
    static const char *const dates[] = {
        "NULL", "'2023-03-01'", "'2023-06-30'", "'2023-07-01'", "'2022-01-01'"};
    static const char *const numbers[] = {"NULL", "0", "1", "2", "2.5", "3", "-0.0", "0.001"};
    static const char *const projects[] = {"NULL", "'road'", "'o''brien'"};
    uint64_t state = 9;
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_text(&sql, "DROP TRIGGER ter_land_use_bi; BEGIN;"); /* dates out of order are wanted here */
    for (int i = 0; i < count; i++)
        ter_buf_printf(&sql,
            "INSERT INTO land_use (judgement, occurred_on, found_on, farmland_m2, area_m2, project) VALUES "
            "(%s, "
            "%s, %s, %s, %s, %s);",
            judgements[(int)(register_random(&state) * 4)], dates[(int)(register_random(&state) * 5)],
            dates[(int)(register_random(&state) * 5)], numbers[(int)(register_random(&state) * 8)],
            numbers[(int)(register_random(&state) * 8)], projects[(int)(register_random(&state) * 3)]);
    ter_buf_text(&sql, "COMMIT");
    register_sql(registry, sql.data);
}

START_TEST(c_and_sql_judge_the_same)
{
    enum { PATCHES = 400 };
    const struct ter_layer *layer = register_layer(registry, "land_use");
    struct ter_error err = {0};
    add_random_patches(PATCHES);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        TER_AUTO(ter_conditions_free) struct ter_condition_set *set = NULL;
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
        TER_AUTO_BUF struct ter_buf sql = {0};
        struct ter_filter all = {0};
        const struct ter_record *record;
        size_t held = 0;
        ck_assert_msg(read_set(sets[i], &set, &err), "%s: %s", sets[i], err.message);
        ck_assert(ter_find_open(registry, layer, &all, &cursor, &err));
        for (;;) {
            ck_assert(ter_find_next(cursor, &record, &err));
            if (!record)
                break;
            bool holds = ter_conditions_hold(set, layer, record->values);
            held += holds;
            ter_buf_clear(&sql);
            ter_buf_text(&sql, "SELECT ");
            ter_conditions_sql(set, layer, "t.", &sql);
            ter_buf_printf(&sql, " FROM land_use AS t WHERE id = %lld", (long long)record->values[0].integer);
            ck_assert_msg(register_int(registry, sql.data) == holds, "%s of record %lld: C says %d", sets[i],
                (long long)record->values[0].integer, holds);
        }
        /* A set that holds of all or none would compare nothing. */
        ck_assert_msg(
            i == 0 ? held == PATCHES : held > 0 && held < PATCHES, "%s holds of %zu", sets[i], held);
    }
}
END_TEST

START_TEST(mistakes_are_named_by_their_path)
{
    static const char *const wrong[][2] = {
        {"[]", "at /where: must be an object"},
        {"{\"judgment\": [\"lawful\"]}", "did you mean \"judgement\"?"},
        {"{\"judgement\": [\"unlawfull\"]}",
            "at /where/judgement/0: \"unlawfull\" is not a value of judgement; did "
            "you mean \"unlawful\"?"},
        {"{\"judgement\": \"lawful\"}", "at /where/judgement: must be a list of values"},
        {"{\"judgement\": []}", "must list at least one value"},
        {"{\"judgement\": {\"min\": 1}}", "neither a number nor a date"},
        {"{\"farmland_m2\": [\"two\"]}", "must be a number"},
        {"{\"farmland_m2\": {\"min\": 3, \"max\": 1}}", "no value can lie within"},
        {"{\"farmland_m2\": {\"above\": 1, \"max\": 1}}", "no value can lie within"},
        {"{\"farmland_m2\": {\"least\": 1}}", "unknown member"},
        {"{\"farmland_m2\": {}}", "must hold min, max, above, below or given"},
        {"{\"farmland_m2\": {\"given\": true, \"min\": 1}}", "stands alone"},
        {"{\"found_on\": {\"min\": \"2023-02-30\"}}", "is not a date"},
        {"{\"found_on\": {\"min\": {\"field\": \"farmland_m2\"}}}", "cannot be compared"},
        {"{\"found_on\": {\"min\": {\"field\": \"found_on\"}}}", "names the field that it is to limit"},
        {"{\"project\": [\"x' OR 1\"]}", "must not hold quotes"},
        {"{\"any\": []}", "must be a list of at least one set"},
        {"{\"any\": [{}]}", "at /where/any/0: holds no test"},
        {"{\"none\": [{\"judgement\": [\"x\"]}]}", "at /where/none/0/judgement/0"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct ter_condition_set *set = NULL;
        struct ter_error err = {0};
        ck_assert_msg(!read_set(wrong[i][0], &set, &err), "%s was read", wrong[i][0]);
        ck_assert_msg(strstr(err.message, wrong[i][1]) != NULL, "%s: %s", wrong[i][0], err.message);
        ck_assert_ptr_null(set);
    }
}
END_TEST

START_TEST(words_say_what_is_asked)
{
    TER_AUTO(ter_conditions_free) struct ter_condition_set *set = NULL;
    TER_AUTO_BUF struct ter_buf en = {0}, zh = {0};
    struct ter_error err = {0};
    const struct ter_layer *layer = register_layer(registry, "land_use");
    ck_assert(
        read_set("{\"judgement\": [\"lawful\", \"unlawful\"], \"farmland_m2\": {\"above\": 0}}", &set, &err));
    ter_conditions_describe(set, layer, TER_EN, &en);
    ter_conditions_describe(set, layer, TER_ZH, &zh);
    ck_assert_str_eq(en.data, "judgement: lawful or unlawful; farmland in it (m2) above 0");
    ck_assert_str_eq(zh.data, "合法性判定：合法或违法；占用耕地(平方米)大于 0");
}
END_TEST

Suite *suite_condition(void)
{
    Suite *suite = suite_create("condition");
    TCase *tcase = tcase_create("conditions");
    tcase_add_checked_fixture(tcase, open_one, close_one);
    tcase_add_test(tcase, c_and_sql_judge_the_same);
    tcase_add_test(tcase, mistakes_are_named_by_their_path);
    tcase_add_test(tcase, words_say_what_is_asked);
    suite_add_tcase(suite, tcase);
    return suite;
}

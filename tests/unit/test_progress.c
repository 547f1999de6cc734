/* Owns the tests of the table that says what shows a promise kept. How promises are judged is told by the
 * golden case report-progress. */
#include "helpers.h"
#include "plan/progress/promises.h"
#include "suites.h"

#include <string.h>

static struct ter_layer *shipped(const char *name)
{
    struct ter_error err = {0};
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        struct ter_layer *layer = NULL;
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        ck_assert_msg(ter_layer_parse(text, size, name, &layer, &err), "%s", err.message);
        if (strcmp(layer->name, name) == 0)
            return layer;
        ter_layer_free(layer);
    }
    ck_abort_msg("no layer %s ships", name);
    return NULL;
}

/* Stored values only: a title or alias would never match a record. */
static void assert_values(const char *layer_name, const char *field_name, const struct ter_strings *values)
{
    TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped(layer_name);
    const struct ter_field *field = ter_layer_field(layer, field_name);
    ck_assert_msg(field && field->domain, "%s.%s", layer_name, field_name);
    for (size_t i = 0; i < values->count; i++) {
        bool found = false;
        for (size_t j = 0; j < field->domain->count; j++)
            found = found || strcmp(field->domain->choices[j].value, values->items[i]) == 0;
        ck_assert_msg(found, "%s.%s has no value %s", layer_name, field_name, values->items[i]);
    }
}

START_TEST(shipped_rules_name_what_the_layers_have)
{
    TER_AUTO(ter_promises_free) struct ter_promises *rules = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_promises_shipped(&rules, &err), "%s", err.message);
    ck_assert_uint_gt(rules->count, 0);
    for (size_t i = 0; i < rules->count; i++) {
        const struct ter_promise_rule *rule = &rules->items[i];
        const struct ter_strings subject = {(char *[]){rule->subject}, 1, 1};
        assert_values("target", "subject", &subject);
        assert_values("event", "kind", &rule->kinds);
        assert_values("event", "result", &rule->results);
        if (rule->layer) {
            assert_values(rule->layer, "status", &rule->from);
            assert_values(rule->layer, "status", &rule->to);
        }
        if (rule->of_layer)
            assert_values(rule->of_layer, rule->of_field, &rule->of_values);
        ck_assert_ptr_eq(ter_promises_find(rules, rule->subject), rule);
    }
    ck_assert_ptr_null(ter_promises_find(rules, "nothing"));
}
END_TEST

static const struct {
    const char *text, *fault;
} faults[] = {
    {"{\"rules\": []}", "version"},
    {"{\"version\": 1, \"rules\": {}}", "/rules"},
    {"{\"version\": 1, \"rules\": [{\"title\": {\"en\": \"a\", \"zh\": \"b\"}}]}", "/rules/0/subject"},
    {"{\"version\": 1, \"rules\": [{\"subject\": \"a\", \"layer\": \"b\", \"title\": {\"en\": \"a\", \"zh\": "
     "\"b\"}}]}",
        "needs the kinds"},
    {"{\"version\": 1, \"rules\": [{\"subject\": \"a\", \"kinds\": [\"b\"]}]}", "kinds"},
    {"{\"version\": 1, \"rules\": [{\"subject\": \"a'; DROP TABLE x\", \"title\": {\"en\": \"a\", \"zh\": "
     "\"b\"}}]}",
        "/rules/0/subject"},
    {"{\"version\": 1, \"rules\": [{\"subject\": \"a\", \"title\": \"b\"}]}", "/rules/0/title"},
    {"{\"version\": 1, ", "line 1"},
};

START_TEST(a_bad_table_is_refused_with_its_place)
{
    TER_AUTO(ter_promises_free) struct ter_promises *rules = NULL;
    struct ter_error err = {0};
    const char *text = faults[_i].text;
    ck_assert(!ter_promises_parse(text, strlen(text), "rules.json", &rules, &err));
    ck_assert_ptr_null(rules);
    ck_assert_msg(
        strstr(err.message, "rules.json") && strstr(err.message, faults[_i].fault), "%s", err.message);
}
END_TEST

Suite *suite_progress(void)
{
    Suite *suite = suite_create("progress");
    TCase *bad = tcase_create("bad tables");
    TER_TEST_CASE(suite, "rules", shipped_rules_name_what_the_layers_have);
    tcase_add_loop_test(bad, a_bad_table_is_refused_with_its_place, 0, sizeof faults / sizeof *faults);
    suite_add_tcase(suite, bad);
    return suite;
}

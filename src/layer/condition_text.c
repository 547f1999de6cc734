/* Owns how a test on a record's fields is written: as an expression that SQL and QGIS read alike, and in
 * words. Knows nothing of whether it holds. */
#include "condition.h"

#include <string.h>

/* Expressions ----------------------------------------------------------------------------------------- */

static void write_name(const struct ter_layer *layer, size_t field, const char *prefix, struct ter_buf *out)
{
    ter_buf_printf(out, "%s\"%s\"", prefix, layer->fields[field].name);
}

static void write_literal(struct ter_value value, struct ter_buf *out)
{
    if (value.type == TER_VALUE_TEXT)
        ter_buf_printf(out, "'%s'", value.text);
    else
        ter_value_print(value, out);
}

static void write_one_of(
    const struct ter_test *test, const struct ter_layer *layer, const char *prefix, struct ter_buf *out)
{
    write_name(layer, test->field, prefix, out);
    ter_buf_text(out, " IS NOT NULL AND ");
    write_name(layer, test->field, prefix, out);
    ter_buf_text(out, " IN (");
    for (size_t i = 0; i < test->value_count; i++) {
        ter_buf_text(out, i ? ", " : "");
        write_literal(test->values[i], out);
    }
    ter_buf_text(out, ")");
}

/* Neither side may be NULL: a comparison with NULL is neither true nor false, and NOT would not turn it. */
static void write_limits(
    const struct ter_test *test, const struct ter_layer *layer, const char *prefix, struct ter_buf *out)
{
    static const char *const signs[TER_LIMIT_COUNT] = {" >= ", " <= ", " > ", " < "};
    write_name(layer, test->field, prefix, out);
    ter_buf_text(out, " IS NOT NULL");
    for (size_t i = 0; i < TER_LIMIT_COUNT; i++) {
        const struct ter_limit *limit = &test->limits[i];
        if (!limit->set)
            continue;
        ter_buf_text(out, " AND ");
        if (limit->by_field) {
            write_name(layer, limit->field, prefix, out);
            ter_buf_text(out, " IS NOT NULL AND ");
        }
        write_name(layer, test->field, prefix, out);
        ter_buf_text(out, signs[i]);
        if (limit->by_field)
            write_name(layer, limit->field, prefix, out);
        else
            write_literal(limit->value, out);
    }
}

static void write_test(
    const struct ter_test *test, const struct ter_layer *layer, const char *prefix, struct ter_buf *out)
{
    ter_buf_text(out, test->kind == TER_TEST_NONE ? "NOT (" : "(");
    switch (test->kind) {
    case TER_TEST_ONE_OF:
        write_one_of(test, layer, prefix, out);
        break;
    case TER_TEST_LIMITS:
        write_limits(test, layer, prefix, out);
        break;
    case TER_TEST_GIVEN:
        write_name(layer, test->field, prefix, out);
        ter_buf_text(out, test->given ? " IS NOT NULL" : " IS NULL");
        break;
    case TER_TEST_ANY:
    case TER_TEST_NONE:
        for (size_t i = 0; i < test->set_count; i++) {
            ter_buf_text(out, i ? " OR " : "");
            ter_conditions_expression(&test->sets[i], layer, prefix, out);
        }
        break;
    }
    ter_buf_text(out, ")");
}

void ter_conditions_expression(const struct ter_condition_set *set, const struct ter_layer *layer,
    const char *prefix, struct ter_buf *out)
{
    if (!set || !set->count) {
        ter_buf_text(out, "(1 = 1)");
        return;
    }
    ter_buf_text(out, "(");
    for (size_t i = 0; i < set->count; i++) {
        ter_buf_text(out, i ? " AND " : "");
        write_test(&set->tests[i], layer, prefix, out);
    }
    ter_buf_text(out, ")");
}

/* Words ----------------------------------------------------------------------------------------------- */

static const struct {
    const char *colon, *either, *clause, *both, *given, *empty, *or_set, *none, *open, *close, *always;
    const char *limits[TER_LIMIT_COUNT];
} words[] = {
    [TER_EN] = {": ", " or ", "; ", " and ", " is given", " is empty", ", or ", "not ", "(", ")", "always",
        {" at least ", " at most ", " above ", " below "}},
    [TER_ZH] = {"：", "或", "；", "且", "已填写", "未填写", "，或者", "不得：", "（", "）", "总是",
        {"不小于 ", "不大于 ", "大于 ", "小于 "}},
};

enum { MOST_VALUES = 12 }; /* that a sentence lists */

static const char *title_of(const struct ter_layer *layer, size_t field, enum ter_lang lang)
{
    return layer->fields[field].title.text[lang];
}

static void describe_limits(
    const struct ter_test *test, const struct ter_layer *layer, enum ter_lang lang, struct ter_buf *out)
{
    bool first = true;
    ter_buf_text(out, title_of(layer, test->field, lang));
    for (size_t i = 0; i < TER_LIMIT_COUNT; i++) {
        const struct ter_limit *limit = &test->limits[i];
        if (!limit->set)
            continue;
        ter_buf_printf(out, "%s%s", first ? "" : lang == TER_EN ? " and" : "且", words[lang].limits[i]);
        if (limit->by_field)
            ter_buf_text(out, title_of(layer, limit->field, lang));
        else
            ter_field_print(&layer->fields[test->field], limit->value, lang, out);
        first = false;
    }
}

static void describe_tests(const struct ter_condition_set *set, const struct ter_layer *layer,
    enum ter_lang lang, const char *join, struct ter_buf *out)
{
    for (size_t i = 0; set && i < set->count; i++) {
        ter_buf_text(out, i ? join : "");
        ter_test_describe(&set->tests[i], layer, lang, out);
    }
    if (!set || !set->count)
        ter_buf_text(out, words[lang].always);
}

static void describe_sets(
    const struct ter_test *test, const struct ter_layer *layer, enum ter_lang lang, struct ter_buf *out)
{
    ter_buf_printf(out, "%s%s", test->kind == TER_TEST_NONE ? words[lang].none : "",
        test->set_count > 1 || test->kind == TER_TEST_NONE ? words[lang].open : "");
    for (size_t i = 0; i < test->set_count; i++) {
        ter_buf_text(out, i ? words[lang].or_set : "");
        describe_tests(&test->sets[i], layer, lang, words[lang].both, out);
    }
    if (test->set_count > 1 || test->kind == TER_TEST_NONE)
        ter_buf_text(out, words[lang].close);
}

void ter_test_describe(
    const struct ter_test *test, const struct ter_layer *layer, enum ter_lang lang, struct ter_buf *out)
{
    switch (test->kind) {
    case TER_TEST_ONE_OF:
        ter_buf_printf(out, "%s%s", title_of(layer, test->field, lang), words[lang].colon);
        for (size_t i = 0; i < test->value_count && i < MOST_VALUES; i++) {
            ter_buf_text(out, i ? words[lang].either : "");
            ter_field_print(&layer->fields[test->field], test->values[i], lang, out);
        }
        if (test->value_count > MOST_VALUES)
            ter_buf_printf(out, lang == TER_EN ? " … (%zu values)" : "……（共%zu个）", test->value_count);
        break;
    case TER_TEST_LIMITS:
        describe_limits(test, layer, lang, out);
        break;
    case TER_TEST_GIVEN:
        ter_buf_printf(out, "%s%s", title_of(layer, test->field, lang),
            test->given ? words[lang].given : words[lang].empty);
        break;
    case TER_TEST_ANY:
    case TER_TEST_NONE:
        describe_sets(test, layer, lang, out);
        break;
    }
}

void ter_conditions_describe(const struct ter_condition_set *set, const struct ter_layer *layer,
    enum ter_lang lang, struct ter_buf *out)
{
    describe_tests(set, layer, lang, words[lang].clause, out);
}

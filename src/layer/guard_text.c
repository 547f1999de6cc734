/* Owns the sentence of a guard that refuses: the rule, the values that break it, and what is needed. */
#include "guard.h"

static const struct {
    const char *colon, *clause, *is, *empty, *needed, *end, *one_of, *event, *open, *close;
} words[] = {
    [TER_EN] = {": ", "; ", " is ", " is empty", " (needed: ", ")", ", needed ",
        "there is no such event about it: ", " [", "]"},
    [TER_ZH] = {"：", "；", "为", "未填写", "（应为：", "）", "，应为", "尚无相应工作记录：", "〔", "〕"},
};

static void say_value(const struct ter_layer *layer, size_t index, const struct ter_value *values,
    enum ter_lang lang, struct ter_buf *out)
{
    const struct ter_field *field = &layer->fields[index];
    ter_buf_text(out, field->title.text[lang]);
    if (values[index].type == TER_VALUE_NULL) {
        ter_buf_text(out, words[lang].empty);
        return;
    }
    ter_buf_text(out, words[lang].is);
    ter_field_print(field, values[index], lang, out);
}

/* A test that forbids is broken by what holds: that is said, with the values. */
static void say_forbidden(const struct ter_test *test, const struct ter_layer *layer,
    const struct ter_value *values, enum ter_lang lang, struct ter_buf *out)
{
    size_t said = 0;
    bool marks[TER_MAX_FIELDS] = {false}; /* of all sets, so that no field is said twice */
    for (size_t i = 0; i < test->set_count; i++)
        if (ter_conditions_hold(&test->sets[i], layer, values))
            ter_conditions_mark(&test->sets[i], marks);
    for (size_t field = 0; field < layer->field_count; field++) {
        if (!marks[field])
            continue;
        ter_buf_text(out, said++ ? words[lang].clause : "");
        say_value(layer, field, values, lang, out);
    }
}

static void say_failing(const struct ter_test *test, const struct ter_layer *layer,
    const struct ter_value *values, enum ter_lang lang, struct ter_buf *out)
{
    if (test->kind == TER_TEST_NONE) {
        say_forbidden(test, layer, values, lang, out);
        return;
    }
    if (test->kind == TER_TEST_ANY) {
        bool marks[TER_MAX_FIELDS] = {false};
        size_t said = 0;
        for (size_t i = 0; i < test->set_count; i++)
            ter_conditions_mark(&test->sets[i], marks);
        for (size_t field = 0; field < layer->field_count; field++)
            if (marks[field]) {
                ter_buf_text(out, said++ ? words[lang].clause : "");
                say_value(layer, field, values, lang, out);
            }
    } else {
        say_value(layer, test->field, values, lang, out);
        if (test->kind == TER_TEST_GIVEN && test->given)
            return;
    }
    bool many = test->kind == TER_TEST_ANY; /* described in brackets of its own */
    ter_buf_text(out, many ? words[lang].one_of : words[lang].needed);
    ter_test_describe(test, layer, lang, out);
    ter_buf_text(out, many ? "" : words[lang].end);
}

void ter_guard_explain(const struct ter_guard *guard, const struct ter_layer *layer,
    const struct ter_value *values, bool lacks_event, enum ter_lang lang, struct ter_buf *out)
{
    size_t said = 0;
    ter_buf_text(out, guard->refusal.text[lang]);
    for (size_t i = 0; guard->needs && i < guard->needs->count; i++) {
        const struct ter_test *test = &guard->needs->tests[i];
        if (ter_test_holds(test, layer, values))
            continue;
        ter_buf_text(out, said++ ? words[lang].clause : words[lang].colon);
        say_failing(test, layer, values, lang, out);
    }
    if (lacks_event)
        ter_buf_printf(out, "%s%s%s", said ? words[lang].clause : words[lang].colon, words[lang].event,
            guard->event->words[lang]);
    if (guard->source)
        ter_buf_printf(out, "%s%s%s", words[lang].open, guard->source, words[lang].close);
}

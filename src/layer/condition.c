/* Owns tests on a record's fields: how they are read from a layer file and whether they hold. Knows neither
 * SQL nor who asks. */
#include "condition.h"

#include "base/messages.h"
#include "base/text.h"
#include "node.h"

#include <stdlib.h>
#include <string.h>

static const char *const limit_names[TER_LIMIT_COUNT] = {"min", "max", "above", "below"};

static bool is_number_field(const struct ter_field *field)
{
    return field->type == TER_FIELD_INTEGER || field->type == TER_FIELD_REAL;
}

/* Reading --------------------------------------------------------------------------------------------- */

static bool read_tests(const struct ter_node *node, const struct ter_layer *layer,
    struct ter_condition_set *set, struct ter_error *err);

static bool find_field(const struct ter_node *node, const struct ter_layer *layer, const char *name,
    size_t *ret_field, struct ter_error *err)
{
    const char *names[TER_MAX_FIELDS + 2];
    const struct ter_field *field = ter_layer_field(layer, name);
    if (field) {
        *ret_field = ter_layer_field_index(layer, field);
        return true;
    }
    size_t count = 0;
    for (; count < layer->field_count; count++)
        names[count] = layer->fields[count].name;
    names[count++] = "any";
    names[count++] = "none";
    const char *near = ter_text_suggest(name, names, count);
    return ter_fail(err, TER_FAILED, "at %s: \"%s\" is not a field of the layer%s%s%s", node->path, name,
        near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static bool is_choice(const struct ter_domain *domain, const char *value)
{
    for (size_t i = 0; i < domain->count; i++)
        if (strcmp(domain->choices[i].value, value) == 0)
            return true;
    return false;
}

static bool unknown_choice(
    const struct ter_node *node, const struct ter_field *field, const char *value, struct ter_error *err)
{
    TER_AUTO_FREE const char **known = ter_alloc((field->domain->count + 1) * sizeof *known);
    TER_AUTO_BUF struct ter_buf list = {0};
    for (size_t i = 0; i < field->domain->count; i++) {
        known[i] = field->domain->choices[i].value;
        if (i < 12)
            ter_buf_printf(&list, "%s%s", i ? ", " : "", known[i]);
    }
    if (field->domain->count > 12)
        ter_buf_text(&list, ", …");
    const char *near = ter_text_suggest(value, known, field->domain->count);
    if (near)
        return ter_fail(err, TER_FAILED, "at %s: \"%s\" is not a value of %s; did you mean \"%s\"?",
            node->path, value, field->name, near);
    return ter_fail(err, TER_FAILED, "at %s: \"%s\" is not a value of %s (known: %s)", node->path, value,
        field->name, list.data);
}

/* One value that a field could hold; a text that comes into expressions has nothing that ends a literal. */
static bool read_value(const struct ter_node *node, const struct ter_field *field,
    struct ter_value *ret_value, struct ter_error *err)
{
    const char *text = json_string_value(node->json);
    if (is_number_field(field)) {
        if (!json_is_number(node->json))
            return ter_fail(
                err, TER_FAILED, "at %s: must be a number, which %s holds", node->path, field->name);
        *ret_value = json_is_integer(node->json) ? ter_value_int(json_integer_value(node->json))
                                                 : ter_value_real(json_real_value(node->json));
        return true;
    }
    if (!text || !*text)
        return ter_fail(err, TER_FAILED, "at %s: must be a %s, which %s holds", node->path,
            field->type == TER_FIELD_DATE ? ter_message("date like \"2023-03-05\"") : ter_message("text"),
            field->name);
    if (field->type == TER_FIELD_DATE && !ter_text_is_date(text))
        return ter_fail(
            err, TER_FAILED, "at %s: \"%s\" is not a date; write it as 2023-03-05", node->path, text);
    if (field->domain && !is_choice(field->domain, text))
        return unknown_choice(node, field, text, err);
    if (strpbrk(text, "'\"\\\n\r\t"))
        return ter_node_fault(node, err, "must not hold quotes, backslashes or control characters");
    *ret_value = ter_value_copy(ter_value_text(text));
    return true;
}

static bool read_one_of(
    const struct ter_node *node, const struct ter_field *field, struct ter_test *test, struct ter_error *err)
{
    size_t count = json_array_size(node->json);
    if (!count)
        return ter_node_fault(node, err, "must list at least one value");
    test->kind = TER_TEST_ONE_OF;
    test->values = ter_alloc(count * sizeof *test->values);
    for (size_t i = 0; i < count; i++) {
        struct ter_node one = ter_node_item(node, i);
        if (!read_value(&one, field, &test->values[i], err))
            return false;
        test->value_count++;
    }
    return true;
}

static bool read_limit(const struct ter_node *node, const struct ter_layer *layer,
    const struct ter_field *field, struct ter_limit *limit, struct ter_error *err)
{
    limit->set = true;
    if (!json_is_object(node->json))
        return read_value(node, field, &limit->value, err);
    TER_AUTO_FREE char *name = NULL;
    if (!TER_NODE_MEMBERS(node, err, "field") || !ter_node_string(node, "field", true, &name, err) ||
        !find_field(node, layer, name, &limit->field, err))
        return false;
    const struct ter_field *other = &layer->fields[limit->field];
    if (other == field)
        return ter_node_fault(node, err, "names the field that it is to limit");
    if (is_number_field(field) ? !is_number_field(other) : other->type != field->type)
        return ter_fail(err, TER_FAILED, "at %s: %s and %s hold values that cannot be compared", node->path,
            field->name, name);
    limit->by_field = true;
    return true;
}

static int compare(const struct ter_field *field, struct ter_value a, struct ter_value b)
{
    if (!is_number_field(field))
        return strcmp(a.text, b.text);
    double x = ter_value_number(a, 0), y = ter_value_number(b, 0);
    return (x > y) - (x < y);
}

/* A lower limit above an upper one, or equal to it where one of the two is not allowed itself. */
static bool can_hold(const struct ter_field *field, const struct ter_test *test)
{
    static const enum ter_limit_kind lower[] = {TER_LIMIT_MIN, TER_LIMIT_ABOVE},
                                     upper[] = {TER_LIMIT_MAX, TER_LIMIT_BELOW};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < 2; j++) {
            const struct ter_limit *from = &test->limits[lower[i]], *to = &test->limits[upper[j]];
            if (!from->set || !to->set || from->by_field || to->by_field)
                continue;
            int order = compare(field, from->value, to->value);
            if (order > 0 || (order == 0 && i + j > 0))
                return false;
        }
    return true;
}

static bool read_limits(
    const struct ter_node *node, const struct ter_layer *layer, struct ter_test *test, struct ter_error *err)
{
    const struct ter_field *field = &layer->fields[test->field];
    if (!is_number_field(field) && field->type != TER_FIELD_DATE)
        return ter_fail(err, TER_FAILED,
            "at %s: %s is neither a number nor a date, so it has no limits; list its values: [\"…\"]",
            node->path, field->name);
    test->kind = TER_TEST_LIMITS;
    for (size_t i = 0; i < TER_LIMIT_COUNT; i++) {
        struct ter_node limit = ter_node_child(node, limit_names[i]);
        if (limit.json && !read_limit(&limit, layer, field, &test->limits[i], err))
            return false;
    }
    return can_hold(field, test) ? true : ter_node_fault(node, err, "no value can lie within these limits");
}

static bool read_object(
    const struct ter_node *node, const struct ter_layer *layer, struct ter_test *test, struct ter_error *err)
{
    if (!TER_NODE_MEMBERS(node, err, "min", "max", "above", "below", "given"))
        return false;
    struct ter_node given = ter_node_child(node, "given");
    if (!given.json)
        return json_object_size(node->json)
                   ? read_limits(node, layer, test, err)
                   : ter_node_fault(node, err, "must hold min, max, above, below or given");
    if (json_object_size(node->json) > 1)
        return ter_node_fault(node, err, "\"given\" stands alone; a field within limits is given anyway");
    test->kind = TER_TEST_GIVEN;
    return ter_node_switch(node, "given", &test->given, err);
}

static bool read_sets(
    const struct ter_node *node, const struct ter_layer *layer, struct ter_test *test, struct ter_error *err)
{
    size_t count = json_array_size(node->json);
    if (!json_is_array(node->json) || !count)
        return ter_node_fault(node, err, "must be a list of at least one set of tests: [{ … }, { … }]");
    test->sets = ter_alloc(count * sizeof *test->sets);
    for (size_t i = 0; i < count; i++) {
        struct ter_node one = ter_node_item(node, i);
        if (json_is_object(one.json) && !json_object_size(one.json))
            return ter_node_fault(&one, err, "holds no test, so that it would always hold");
        test->set_count++;
        if (!read_tests(&one, layer, &test->sets[i], err))
            return false;
    }
    return true;
}

static bool read_test(const struct ter_node *node, const char *name, const struct ter_layer *layer,
    struct ter_test *test, struct ter_error *err)
{
    bool any = strcmp(name, "any") == 0;
    if ((any || strcmp(name, "none") == 0) && !ter_layer_field(layer, name)) {
        test->kind = any ? TER_TEST_ANY : TER_TEST_NONE;
        return read_sets(node, layer, test, err);
    }
    if (!find_field(node, layer, name, &test->field, err))
        return false;
    if (json_is_array(node->json))
        return read_one_of(node, &layer->fields[test->field], test, err);
    if (json_is_object(node->json))
        return read_object(node, layer, test, err);
    return ter_node_fault(node, err,
        "must be a list of values [ … ], or limits {\"min\", \"max\", \"above\", \"below\"}, or {\"given\"}");
}

static bool read_tests(const struct ter_node *node, const struct ter_layer *layer,
    struct ter_condition_set *set, struct ter_error *err)
{
    if (!json_is_object(node->json))
        return ter_node_fault(node, err, "must be an object: field -> test");
    set->tests = ter_alloc((json_object_size(node->json) + 1) * sizeof *set->tests);
    const char *name;
    json_t *unused;
    json_object_foreach((json_t *)(uintptr_t)node->json, name, unused)
    {
        struct ter_node one = ter_node_child(node, name);
        if (!read_test(&one, name, layer, &set->tests[set->count++], err))
            return false;
    }
    return true;
}

bool ter_conditions_read(const struct ter_node *node, const struct ter_layer *layer,
    struct ter_condition_set **ret_set, struct ter_error *err)
{
    TER_AUTO(ter_conditions_free) struct ter_condition_set *set = ter_alloc(sizeof *set);
    if (!read_tests(node, layer, set, err))
        return false;
    *ret_set = set;
    set = NULL;
    return true;
}

/* Freeing --------------------------------------------------------------------------------------------- */

static void free_tests(struct ter_condition_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct ter_test *test = &set->tests[i];
        for (size_t j = 0; j < test->value_count; j++)
            ter_value_free(&test->values[j]);
        for (size_t j = 0; j < TER_LIMIT_COUNT; j++)
            ter_value_free(&test->limits[j].value);
        for (size_t j = 0; j < test->set_count; j++)
            free_tests(&test->sets[j]);
        free(test->values);
        free(test->sets);
    }
    free(set->tests);
}

void ter_conditions_free(struct ter_condition_set *set)
{
    if (!set)
        return;
    free_tests(set);
    free(set);
}

/* Holding --------------------------------------------------------------------------------------------- */

static bool is_one_of(const struct ter_test *test, struct ter_value value)
{
    for (size_t i = 0; i < test->value_count; i++)
        if (ter_value_equal(test->values[i], value))
            return true;
    return false;
}

/* A value of another kind than its field's (a register's column may hold anything) lies within no limit. */
static bool is_comparable(const struct ter_field *field, struct ter_value value)
{
    return is_number_field(field) ? value.type == TER_VALUE_INT || value.type == TER_VALUE_REAL
                                  : value.type == TER_VALUE_TEXT;
}

static bool is_within(
    const struct ter_test *test, const struct ter_layer *layer, const struct ter_value *values)
{
    const struct ter_field *field = &layer->fields[test->field];
    struct ter_value value = values[test->field];
    if (!is_comparable(field, value))
        return false;
    for (enum ter_limit_kind i = 0; i < TER_LIMIT_COUNT; i++) {
        const struct ter_limit *limit = &test->limits[i];
        if (!limit->set)
            continue;
        struct ter_value other = limit->by_field ? values[limit->field] : limit->value;
        if (!is_comparable(field, other))
            return false;
        int order = compare(field, value, other);
        const bool holds[] = {[TER_LIMIT_MIN] = order >= 0,
            [TER_LIMIT_MAX] = order <= 0,
            [TER_LIMIT_ABOVE] = order > 0,
            [TER_LIMIT_BELOW] = order < 0};
        if (!holds[i])
            return false;
    }
    return true;
}

static bool any_set_holds(
    const struct ter_test *test, const struct ter_layer *layer, const struct ter_value *values)
{
    for (size_t i = 0; i < test->set_count; i++)
        if (ter_conditions_hold(&test->sets[i], layer, values))
            return true;
    return false;
}

bool ter_test_holds(
    const struct ter_test *test, const struct ter_layer *layer, const struct ter_value *values)
{
    switch (test->kind) {
    case TER_TEST_ONE_OF:
        return is_one_of(test, values[test->field]);
    case TER_TEST_LIMITS:
        return is_within(test, layer, values);
    case TER_TEST_GIVEN:
        return (values[test->field].type != TER_VALUE_NULL) == test->given;
    case TER_TEST_ANY:
        return any_set_holds(test, layer, values);
    case TER_TEST_NONE:
        return !any_set_holds(test, layer, values);
    }
    return false;
}

const struct ter_test *ter_conditions_failing(
    const struct ter_condition_set *set, const struct ter_layer *layer, const struct ter_value *values)
{
    for (size_t i = 0; set && i < set->count; i++)
        if (!ter_test_holds(&set->tests[i], layer, values))
            return &set->tests[i];
    return NULL;
}

bool ter_conditions_hold(
    const struct ter_condition_set *set, const struct ter_layer *layer, const struct ter_value *values)
{
    return !ter_conditions_failing(set, layer, values);
}

void ter_conditions_mark(const struct ter_condition_set *set, bool *marks)
{
    for (size_t i = 0; set && i < set->count; i++) {
        const struct ter_test *test = &set->tests[i];
        if (test->kind != TER_TEST_ANY && test->kind != TER_TEST_NONE)
            marks[test->field] = true;
        for (size_t j = 0; j < TER_LIMIT_COUNT; j++)
            if (test->limits[j].by_field)
                marks[test->limits[j].field] = true;
        for (size_t j = 0; j < test->set_count; j++)
            ter_conditions_mark(&test->sets[j], marks);
    }
}

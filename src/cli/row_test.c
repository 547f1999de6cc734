/* Owns the little language of tests on a file's rows. Knows nothing of what the rows are for. */
#include "row_test.h"

#include "base/messages.h"
#include "base/text.h"
#include "import/cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum comparison { EQUAL, NOT_EQUAL, AT_MOST, AT_LEAST, BELOW, ABOVE };

/* Two signs before one. */
static const struct {
    const char *sign;
    enum comparison comparison;
} signs[] = {{"!=", NOT_EQUAL}, {"<=", AT_MOST}, {">=", AT_LEAST}, {"=", EQUAL}, {"<", BELOW}, {">", ABOVE}};

struct test {
    size_t column;
    enum comparison comparison;
    struct ter_strings values; /* keys */
    double number;             /* of the only value of < <= > >= */
};

struct ter_row_test {
    struct test *items;
    size_t count, capacity;
};

/* The first sign in the text, and where; NULL: none. */
static const char *find_sign(const char *text, size_t *ret_length, enum comparison *ret_comparison)
{
    const char *at = text + strcspn(text, "!<>=");
    for (size_t i = 0; *at && i < sizeof signs / sizeof *signs; i++)
        if (strncmp(at, signs[i].sign, strlen(signs[i].sign)) == 0) {
            *ret_length = strlen(signs[i].sign);
            *ret_comparison = signs[i].comparison;
            return at;
        }
    return NULL;
}

static bool find_column(
    const struct ter_source_info *info, const char *name, size_t *ret_column, struct ter_error *err)
{
    TER_AUTO_FREE char *key = ter_text_key(name);
    *ret_column = ter_source_column(info, (const char *const[]){key, NULL});
    if (*ret_column != SIZE_MAX)
        return true;
    const char *near = ter_text_suggest(name, info->columns, info->column_count);
    TER_AUTO_BUF struct ter_buf list = {0};
    for (size_t i = 0; i < info->column_count; i++)
        ter_buf_printf(&list, "%s%s", i ? ", " : "", info->columns[i]);
    return near ? ter_fail(err, TER_USAGE, "--where: the file has no column \"%s\"; did you mean \"%s\"?",
                      name, near)
                : ter_fail(err, TER_USAGE, "--where: the file has no column \"%s\" (it has: %s)", name,
                      list.data ? list.data : ter_message("none"));
}

static void add_values(struct test *test, const char *text)
{
    for (const char *at = text;;) {
        size_t length = strcspn(at, ",");
        TER_AUTO_FREE char *word = ter_strndup(at, length);
        TER_AUTO_FREE char *key = ter_text_key(word);
        ter_strings_add(&test->values, key);
        if (!at[length])
            return;
        at += length + 1;
    }
}

static bool read_test(
    char *text, const struct ter_source_info *info, struct test *test, struct ter_error *err)
{
    size_t length;
    const char *sign = find_sign(text, &length, &test->comparison);
    if (!sign || sign == text)
        return ter_fail(err, TER_USAGE,
            "--where \"%s\": of a file, write COLUMN=VALUE, COLUMN=VALUE,VALUE*, COLUMN!=VALUE or "
            "COLUMN>=NUMBER, "
            "joined by \" and \"",
            text);
    TER_AUTO_FREE char *name = ter_strndup(text, (size_t)(sign - text));
    const char *value = sign + length;
    if (!find_column(info, ter_text_trim(name), &test->column, err))
        return false;
    if (test->comparison == EQUAL || test->comparison == NOT_EQUAL)
        add_values(test, value);
    else if (!ter_cell_number(value, &test->number))
        return ter_fail(err, TER_USAGE, "--where \"%s\": \"%s\" is not a number", text, value);
    return true;
}

void ter_row_test_close(struct ter_row_test *test)
{
    if (!test)
        return;
    for (size_t i = 0; i < test->count; i++)
        ter_strings_free(&test->items[i].values);
    free(test->items);
    free(test);
}

bool ter_row_test_open(const char *text, const struct ter_source_info *info, struct ter_row_test **ret_test,
    struct ter_error *err)
{
    static const char joint[] = " and ";
    TER_AUTO(ter_row_test_close) struct ter_row_test *tests = ter_alloc(sizeof *tests);
    for (const char *at = text; at;) {
        const char *end = strstr(at, joint);
        TER_AUTO_FREE char *part = end ? ter_strndup(at, (size_t)(end - at)) : ter_strdup(at);
        tests->items = ter_grow(tests->items, &tests->capacity, tests->count + 1, sizeof *tests->items);
        struct test *test = &tests->items[tests->count++];
        *test = (struct test){0};
        if (!read_test(ter_text_trim(part), info, test, err))
            return false;
        at = end ? end + strlen(joint) : NULL;
    }
    *ret_test = tests;
    tests = NULL;
    return true;
}

/* A final * stands for any ending. */
static bool fits(const char *key, const char *pattern)
{
    size_t length = strlen(pattern);
    return length && pattern[length - 1] == '*' ? strncmp(key, pattern, length - 1) == 0
                                                : strcmp(key, pattern) == 0;
}

static bool is_among(const struct test *test, struct ter_value value)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_value_print(value, &text);
    TER_AUTO_FREE char *key = ter_text_key(text.data ? text.data : "");
    for (size_t i = 0; *key && i < test->values.count; i++)
        if (fits(key, test->values.items[i]))
            return true;
    return false;
}

static bool compares(const struct test *test, struct ter_value value)
{
    double number = ter_value_number(value, (double)NAN);
    if (value.type == TER_VALUE_TEXT && !ter_cell_number(value.text, &number))
        return false;
    switch (test->comparison) {
    case AT_MOST:
        return number <= test->number;
    case AT_LEAST:
        return number >= test->number;
    case BELOW:
        return number < test->number;
    default:
        return number > test->number;
    }
}

bool ter_row_test_holds(const struct ter_row_test *test, const struct ter_source_row *row)
{
    for (size_t i = 0; i < test->count; i++) {
        const struct test *item = &test->items[i];
        struct ter_value value = row->values[item->column];
        bool words = item->comparison == EQUAL || item->comparison == NOT_EQUAL;
        bool holds = words ? is_among(item, value) == (item->comparison == EQUAL) : compares(item, value);
        if (!holds)
            return false;
    }
    return true;
}

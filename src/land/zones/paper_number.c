/* Owns the form and the order of document numbers. Knows nothing of what the documents say. */
#include "paper_number.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const numbered[] = {"notice", "order", "penalty"};
enum { YEAR_DIGITS = 4 };

bool ter_paper_is_numbered(const char *kind)
{
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++)
        if (strcmp(numbered[i], kind) == 0)
            return true;
    return false;
}

/* A number taken apart: "土左禁改〔" 2023 "〕" 4 "号". */
struct parts {
    char *before, *between, *after;
    int64_t year, number;
};

static void parts_free(struct parts *parts)
{
    free(parts->before);
    free(parts->between);
    free(parts->after);
    *parts = (struct parts){0};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Read the last run of digits, and the four-digit year before it. */
static bool take_apart(const char *text, struct parts *ret_parts)
{
    size_t length = strlen(text), end = length;
    while (end && !is_digit(text[end - 1]))
        end--;
    size_t start = end;
    while (start && is_digit(text[start - 1]))
        start--;
    if (start == end || end - start > 9)
        return false;
    size_t year_end = start;
    while (year_end && !is_digit(text[year_end - 1]))
        year_end--;
    if (year_end < YEAR_DIGITS)
        return false;
    size_t year = year_end - YEAR_DIGITS;
    for (size_t i = year; i < year_end; i++)
        if (!is_digit(text[i]))
            return false;
    TER_AUTO_FREE char *year_text = ter_strndup(text + year, YEAR_DIGITS);
    TER_AUTO_FREE char *number_text = ter_strndup(text + start, end - start);
    if ((year && is_digit(text[year - 1])) || !ter_text_int(year_text, &ret_parts->year) ||
        !ter_text_int(number_text, &ret_parts->number))
        return false;
    ret_parts->before = ter_strndup(text, year);
    ret_parts->between = ter_strndup(text + year_end, start - year_end);
    ret_parts->after = ter_strdup(text + end);
    return true;
}

/* Every event of a kind from a day on that bears a number. */
static bool walk(struct ter_registry *registry, const struct ter_layer *events, const char *kind,
    const char *since, bool (*visit)(void *user, const char *code, const char *on, const char *number),
    void *user, struct ter_error *err)
{
    const struct ter_field *kind_field, *day_field, *number_field;
    if (!ter_layer_need_field(events, "kind", &kind_field, err) ||
        !ter_layer_need_field(events, "happened_on", &day_field, err) ||
        !ter_layer_need_field(events, "document_no", &number_field, err))
        return false;
    const struct ter_condition conditions[] = {
        {ter_layer_field_index(events, kind_field), TER_EQUAL, ter_value_text(kind)},
        {ter_layer_field_index(events, day_field), TER_AT_LEAST, ter_value_text(since)}};
    struct ter_filter filter = {
        .conditions = conditions, .condition_count = sizeof conditions / sizeof *conditions};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, events, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        struct ter_value number = record->values[ter_layer_field_index(events, number_field)];
        if (number.type == TER_VALUE_TEXT &&
            !visit(user, record->values[events->role[TER_ROLE_CODE]].text,
                record->values[ter_layer_field_index(events, day_field)].text, number.text))
            return true;
    }
}

struct last {
    struct parts parts; /* of the highest number of the latest year */
    int64_t year;       /* that the next one is for */
};

static bool keep_last(void *user, const char *code, const char *on, const char *number)
{
    struct last *last = user;
    struct parts parts = {0};
    (void)code;
    (void)on;
    if (!take_apart(number, &parts))
        return true;
    bool newer = parts.year <= last->year &&
                 (!last->parts.before || parts.year > last->parts.year ||
                     (parts.year == last->parts.year && parts.number > last->parts.number));
    if (newer) {
        parts_free(&last->parts);
        last->parts = parts;
        parts = (struct parts){0};
    }
    parts_free(&parts);
    return true;
}

static void last_free(struct last *last)
{
    parts_free(&last->parts);
}

bool ter_paper_number_next(struct ter_registry *registry, const struct ter_layer *events, const char *kind,
    const char *date, char **ret_number, struct ter_error *err)
{
    __attribute__((cleanup(last_free))) struct last last = {.parts = {0}};
    TER_AUTO_FREE char *year = ter_strndup(date, YEAR_DIGITS);
    if (!ter_text_int(year, &last.year))
        return ter_fail(err, TER_USAGE, "\"%s\" is not a date", date);
    TER_AUTO_FREE char *since = ter_format("%04lld-01-01", (long long)(last.year - 1));
    if (!walk(registry, events, kind, since, keep_last, &last, err))
        return false;
    if (!last.parts.before)
        return ter_fail(err, TER_USAGE,
            "no %s of %lld or the year before has a number to go on from; give this one its number, such as "
            "土左禁改〔%lld〕1号",
            kind, (long long)last.year, (long long)last.year);
    *ret_number = ter_format("%s%lld%s%lld%s", last.parts.before, (long long)last.year, last.parts.between,
        last.parts.year == last.year ? (long long)last.parts.number + 1 : 1LL, last.parts.after);
    return true;
}

struct twin {
    const char *key, *year;
    char *code, *on;
};

static bool find_twin(void *user, const char *code, const char *on, const char *number)
{
    struct twin *twin = user;
    TER_AUTO_FREE char *key = ter_text_key(number);
    if (strncmp(on, twin->year, YEAR_DIGITS) != 0 || strcmp(key, twin->key) != 0)
        return true;
    twin->code = ter_strdup(code);
    twin->on = ter_strdup(on);
    return false;
}

bool ter_paper_number_check(struct ter_registry *registry, const struct ter_layer *events, const char *kind,
    const char *date, const char *number, struct ter_error *err)
{
    TER_AUTO_FREE char *key = ter_text_key(number);
    TER_AUTO_FREE char *since = ter_format("%.4s-01-01", date);
    struct twin twin = {.key = key, .year = date};
    if (!walk(registry, events, kind, since, find_twin, &twin, err))
        return false;
    TER_AUTO_FREE char *code = twin.code, *on = twin.on;
    return code ? ter_fail(err, TER_FAILED,
                      "the number %s was given to another event of kind %s, %s of %s; auto takes "
                      "the next one",
                      number, kind, code, on)
                : true;
}

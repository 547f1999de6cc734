/* Owns what a field accepts: from text to stored value and back. */
#include "base/messages.h"
#include "base/text.h"
#include "layer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this, or not finite, a value has no JSON form, so no before-image: the record could never change
 * again. The layers' triggers draw the same line. */
#define LARGEST 1e300

static bool means(const struct ter_choice *choice, const char *key)
{
    const char *fixed[] = {choice->value, choice->title.text[TER_EN], choice->title.text[TER_ZH]};
    for (size_t i = 0; i < 3 + choice->aliases.count; i++) {
        TER_AUTO_FREE char *other = ter_text_key(i < 3 ? fixed[i] : choice->aliases.items[i - 3]);
        if (strcmp(other, key) == 0)
            return true;
    }
    return false;
}

const struct ter_choice *ter_domain_choice(const struct ter_domain *domain, const char *text)
{
    for (size_t i = 0; i < domain->count; i++) /* the stored form is by far the commonest */
        if (strcmp(domain->choices[i].value, text) == 0)
            return &domain->choices[i];
    TER_AUTO_FREE char *key = ter_text_key(text);
    for (size_t i = 0; i < domain->count; i++)
        if (means(&domain->choices[i], key))
            return &domain->choices[i];
    return NULL;
}

static bool all_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

/* "known: 无水, 损坏 …" in the script that the user wrote in. */
static bool not_a_choice(const struct ter_field *field, const char *text, struct ter_error *err)
{
    enum ter_lang lang = all_ascii(text) ? TER_EN : TER_ZH;
    TER_AUTO_BUF struct ter_buf known = {0};
    for (size_t i = 0; i < field->domain->count; i++) {
        const struct ter_choice *choice = &field->domain->choices[i];
        ter_buf_printf(
            &known, "%s%s", i ? ", " : "", lang == TER_EN ? choice->value : choice->title.text[TER_ZH]);
    }
    return ter_fail(err, TER_FAILED, "\"%s\" is not a %s (known: %s)", text, field->name, known.data);
}

static bool check_range(const struct ter_field *field, double value, struct ter_error *err)
{
    if (!(fabs(value) <= LARGEST)) /* also what is not a number */
        return ter_fail(err, TER_FAILED, "%g is not a number that %s can hold", value, field->name);
    if (field->has_min && value < field->min)
        return ter_fail(
            err, TER_FAILED, "%.10g is below %.10g, the least for %s", value, field->min, field->name);
    if (field->has_max && value > field->max)
        return ter_fail(
            err, TER_FAILED, "%.10g is above %.10g, the most for %s", value, field->max, field->name);
    return true;
}

/* 2023-03-05, 2023/3/5, 2023.3.5, 2023年3月5日 (or 号), with or without a time behind it. The year has four
 * digits: 05/03/23 could be any of three days. */
static bool read_date(const char *text, char scratch[TER_SCRATCH_SIZE])
{
    static const char *const shapes[] = {
        "%4d-%2d-%2d%n", "%4d/%2d/%2d%n", "%4d.%2d.%2d%n", "%4d年%2d月%2d日%n", "%4d年%2d月%2d号%n"};
    TER_AUTO_FREE char *plain = ter_text_nfkc(text); /* full-width digits */
    const char *date = ter_text_trim(plain);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        int year, month, day, used = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        if (sscanf(date, shapes[i], &year, &month, &day, &used) < 3 || !used)
            continue;
#pragma GCC diagnostic pop
        if (date[used] && date[used] != ' ' && date[used] != 'T')
            continue;
        if (date[used] && date[used + 1 + (int)strspn(date + used + 1, "0123456789:.+-Z ")])
            continue;
        if (year < 1000 || month < 0 || day < 0)
            continue;
        snprintf(scratch, TER_SCRATCH_SIZE, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
        return ter_text_is_date(scratch);
    }
    return false;
}

static bool is_blank(const char *text)
{
    static const char ideographic_space[] = "\xe3\x80\x80";
    for (size_t used = 1; used; text += used)
        used = strncmp(text, ideographic_space, 3) == 0 ? 3 : strspn(text, " \t\r\n\v\f");
    return !*text;
}

static bool read_number(
    const struct ter_field *field, const char *text, struct ter_value *ret_value, struct ter_error *err)
{
    TER_AUTO_FREE char *plain = ter_text_nfkc(text); /* full-width digits */
    const char *trimmed = ter_text_trim(plain);
    struct ter_value value;
    double real;
    int64_t integer;
    if (ter_text_int(trimmed, &integer) && field->type == TER_FIELD_INTEGER)
        value = ter_value_int(integer);
    else if (ter_text_double(trimmed, &real) && field->type == TER_FIELD_REAL)
        value = ter_value_real(real);
    else if (ter_text_double(trimmed, &real) && real == floor(real) && fabs(real) < 9e15)
        value = ter_value_int((int64_t)real); /* 12.0 as spreadsheets write whole numbers */
    else
        return ter_fail(err, TER_FAILED, "\"%s\" is not a %s, which %s must be", text,
            field->type == TER_FIELD_REAL ? ter_message("number") : ter_message("whole number"), field->name);
    if (!check_range(field, ter_value_number(value, 0), err))
        return false;
    *ret_value = value;
    return true;
}

bool ter_field_read(const struct ter_field *field, const char *text, char scratch[TER_SCRATCH_SIZE],
    struct ter_value *ret_value, struct ter_error *err)
{
    if (is_blank(text)) {
        if (field->required)
            return ter_fail(err, TER_FAILED, "%s must not be empty", field->name);
        *ret_value = (struct ter_value){0};
        return true;
    }
    switch (field->type) {
    case TER_FIELD_INTEGER:
    case TER_FIELD_REAL:
        return read_number(field, text, ret_value, err);
    case TER_FIELD_DATE:
        if (ter_text_is_date(text)) {
            *ret_value = ter_value_text(text);
            return true;
        }
        if (!read_date(text, scratch))
            return ter_fail(err, TER_FAILED, "\"%s\" is not a date; write it as 2023-03-05", text);
        *ret_value = ter_value_text(scratch);
        return true;
    case TER_FIELD_TEXT:
        break;
    }
    if (!field->domain) {
        *ret_value = ter_value_text(text);
        return true;
    }
    const struct ter_choice *choice = ter_domain_choice(field->domain, text);
    if (!choice)
        return not_a_choice(field, text, err);
    *ret_value = ter_value_text(choice->value);
    return true;
}

bool ter_field_check(const struct ter_field *field, struct ter_value value, struct ter_error *err)
{
    switch (value.type) {
    case TER_VALUE_NULL:
        return field->required ? ter_fail(err, TER_FAILED, "%s must not be empty", field->name) : true;
    case TER_VALUE_INT:
    case TER_VALUE_REAL:
        if (field->type != TER_FIELD_INTEGER && field->type != TER_FIELD_REAL)
            return ter_fail(err, TER_FAILED, "%s takes text, not a number", field->name);
        if (field->type == TER_FIELD_INTEGER && value.type == TER_VALUE_REAL &&
            value.real != floor(value.real))
            return ter_fail(
                err, TER_FAILED, "%.10g is not a whole number, which %s must be", value.real, field->name);
        return check_range(field, ter_value_number(value, 0), err);
    case TER_VALUE_TEXT:
        break;
    }
    if (field->type == TER_FIELD_DATE && !ter_text_is_date(value.text))
        return ter_fail(err, TER_FAILED, "\"%s\" is not a date; write it as 2023-03-05", value.text);
    if (field->type == TER_FIELD_INTEGER || field->type == TER_FIELD_REAL)
        return ter_fail(err, TER_FAILED, "\"%s\" is not a number, which %s must be", value.text, field->name);
    for (size_t i = 0; field->domain && i < field->domain->count; i++)
        if (strcmp(field->domain->choices[i].value, value.text) == 0)
            return true;
    return field->domain ? not_a_choice(field, value.text, err) : true;
}

void ter_field_print(
    const struct ter_field *field, struct ter_value value, enum ter_lang lang, struct ter_buf *out)
{
    if (field->domain && value.type == TER_VALUE_TEXT)
        for (size_t i = 0; i < field->domain->count; i++)
            if (strcmp(field->domain->choices[i].value, value.text) == 0) {
                ter_buf_text(out, field->domain->choices[i].title.text[lang]);
                return;
            }
    ter_value_print(value, out);
}

bool ter_layer_is_public(const struct ter_layer *layer)
{
    for (size_t i = layer->role[TER_ROLE_CODE] + 1; i < layer->role[TER_ROLE_STATUS]; i++)
        if (layer->fields[i].is_public)
            return true;
    return false;
}

/* Owns cells. Knows nothing of layers or files. */
#include "value.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ter_value ter_value_text(const char *text)
{
    struct ter_value value = {.type = TER_VALUE_NULL};
    if (text) {
        value.type = TER_VALUE_TEXT;
        value.text = text;
        value.size = strlen(text);
    }
    return value;
}

struct ter_value ter_value_int(int64_t integer)
{
    return (struct ter_value){.type = TER_VALUE_INT, .integer = integer};
}

struct ter_value ter_value_real(double real)
{
    return (struct ter_value){.type = TER_VALUE_REAL, .real = real};
}

static bool is_number(struct ter_value value)
{
    return value.type == TER_VALUE_INT || value.type == TER_VALUE_REAL;
}

double ter_value_number(struct ter_value value, double otherwise)
{
    return value.type == TER_VALUE_INT    ? (double)value.integer
           : value.type == TER_VALUE_REAL ? value.real
                                          : otherwise;
}

bool ter_value_equal(struct ter_value a, struct ter_value b)
{
    if (a.type == TER_VALUE_INT && b.type == TER_VALUE_INT)
        return a.integer == b.integer;
    if (is_number(a) && is_number(b))
        return ter_value_number(a, 0) == ter_value_number(b, 0);
    if (a.type != b.type)
        return false;
    return a.type == TER_VALUE_NULL || (a.size == b.size && memcmp(a.text, b.text, a.size) == 0);
}

struct ter_value ter_value_copy(struct ter_value value)
{
    if (value.type == TER_VALUE_TEXT)
        value.text = ter_strndup(value.text, value.size);
    return value;
}

void ter_value_free(struct ter_value *value)
{
    if (value->type == TER_VALUE_TEXT)
        free((char *)(uintptr_t)value->text);
    *value = (struct ter_value){0};
}

static void print_real(double real, struct ter_buf *out)
{
    char text[TER_NUMBER_SIZE];
    size_t size = ter_text_number(real, text);
    for (int digits = 16; digits <= 17 && strtod(text, NULL) != real; digits++)
        size = (size_t)snprintf(text, sizeof text, "%.*g", digits, real);
    ter_buf_add(out, text, size);
}

void ter_value_print(struct ter_value value, struct ter_buf *out)
{
    switch (value.type) {
    case TER_VALUE_NULL:
        break;
    case TER_VALUE_INT:
        ter_buf_printf(out, "%lld", (long long)value.integer);
        break;
    case TER_VALUE_REAL:
        print_real(value.real, out);
        break;
    case TER_VALUE_TEXT:
        ter_buf_add(out, value.text, value.size);
        break;
    }
}

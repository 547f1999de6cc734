/* Owns the reading of cells: text and typed values into what a field stores. Called for every cell of a bulk
 * import, so the usual ones cost no allocation. Knows nothing of columns and rows. */
#include "cell.h"

#include "base/messages.h"
#include "base/text.h"
#include "dates.h"
#include "quantity.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_SLOTS = 64, CACHE_TEXT = 48, LONGEST_TEXT = 1 << 20 };
struct ter_cell_cache {
    struct {
        char text[CACHE_TEXT]; /* "" is an unused slot */
        struct ter_value value;
    } slots[CACHE_SLOTS];
};

static uint32_t hash(const char *text, size_t size)
{
    uint32_t sum = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ (uint8_t)text[i]) * 16777619u;
    return sum;
}

static bool read_choice(
    struct ter_binding *binding, struct ter_value value, struct ter_value *ret_value, struct ter_error *err)
{
    size_t slot = hash(value.text, value.size) % CACHE_SLOTS;
    char *known = binding->cache->slots[slot].text;
    if (value.size < CACHE_TEXT && memcmp(known, value.text, value.size + 1) == 0) {
        *ret_value = binding->cache->slots[slot].value;
        return true;
    }
    if (!ter_field_read(binding->field, value.text, binding->scratch, ret_value, err))
        return false;
    if (value.size < CACHE_TEXT &&
        ret_value->type == TER_VALUE_TEXT) { /* a choice's text lives in the layer */
        memcpy(known, value.text, value.size + 1);
        binding->cache->slots[slot].value = *ret_value;
    }
    return true;
}

/* White space round a text is a spreadsheet's, not the writer's. */
static struct ter_value trim(struct ter_binding *binding, struct ter_value value)
{
    if (!value.size)
        return (struct ter_value){0};
    unsigned char first = (unsigned char)value.text[0], last = (unsigned char)value.text[value.size - 1];
    if (first > ' ' && first != 0xe3 && last > ' ' && last != 0x80) /* U+3000 is e3 80 80 */
        return value;
    ter_buf_clear(&binding->text);
    ter_buf_add(&binding->text, value.text, value.size);
    const char *trimmed = ter_text_trim(binding->text.data);
    return *trimmed ? ter_value_text(trimmed) : (struct ter_value){0};
}

bool ter_cell_number(const char *text, double *ret_number)
{
    static const double powers[] = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const char *at = text + (*text == '-');
    uint64_t digits = 0;
    int count = 0, decimals = 0;
    bool point = false;
    for (; (*at >= '0' && *at <= '9') || (*at == '.' && !point); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        digits = digits * 10 + (uint64_t)(*at - '0');
        decimals += point;
        if (++count > 15)
            break;
    }
    if (*at || !count) /* not of the simple kind, or not a number at all */
        return ter_text_double(text, ret_number);
    *ret_number = (*text == '-' ? -1 : 1) * ((double)digits / powers[decimals]);
    return true;
}

/* A number in plain digits, as nearly all are; ter_field_read understands the others. */
static bool read_plain_number(const struct ter_field *field, const char *text, struct ter_value *ret_value)
{
    int64_t integer;
    double real;
    if (field->type == TER_FIELD_INTEGER && ter_text_int(text, &integer))
        *ret_value = ter_value_int(integer);
    else if (field->type == TER_FIELD_REAL && ter_cell_number(text, &real))
        *ret_value = ter_value_real(real);
    else
        return false;
    return true;
}

/* Say once a column how its texts of a kind are read. */
static void note(struct ter_binding *binding, unsigned kind, const char *text, const char *meaning)
{
    if (!binding->notes || binding->noted & 1u << kind)
        return;
    binding->noted |= 1u << kind;
    TER_AUTO_FREE char *shown = ter_strdup(text);
    ter_text_tame(shown);
    ter_note(binding->notes, "column \"%s\": %s is read as %s", binding->heading, shown, meaning);
}

/* Eight digits, or Excel's number of days. */
static bool read_date(struct ter_binding *binding, struct ter_value value, struct ter_value *ret_value)
{
    char date[TER_DATE_SIZE];
    enum ter_date_reading reading = ter_date_read(value, date);
    if (reading == TER_DATE_NONE)
        return false;
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_value_print(value, &text);
    TER_AUTO_FREE char *meaning =
        ter_format("%s%s", date, reading == TER_DATE_SERIAL ? ter_message(", a day number of Excel") : "");
    note(binding, reading, text.data, meaning);
    ter_buf_clear(&binding->text);
    ter_buf_text(&binding->text, date);
    *ret_value = ter_value_text(binding->text.data);
    return true;
}

/* A whole number beyond these is no longer the one that was written. */
static bool read_whole(
    const struct ter_field *field, double number, struct ter_value *ret_value, struct ter_error *err)
{
    if (fabs(number) >= 9e15)
        return ter_fail(err, TER_FAILED, "%.10g is too great for %s", number, field->name);
    *ret_value = ter_value_int((int64_t)number);
    return true;
}

/* Separators and units, besides what the field itself understands. */
static bool read_quantity(
    struct ter_binding *binding, const char *text, struct ter_value *ret_value, struct ter_error *err)
{
    const struct ter_field *field = binding->field;
    double number;
    enum ter_quantity_reading reading = ter_quantity_read(field, text, &number);
    if (reading == TER_QUANTITY_NONE)
        return ter_field_read(field, text, binding->scratch, ret_value, err);
    struct ter_value value = ter_value_real(number);
    if (!ter_field_check(field, value, err) ||
        (field->type == TER_FIELD_INTEGER && !read_whole(field, number, &value, err)))
        return false;
    if (reading != TER_QUANTITY_UNIT) {
        TER_AUTO_FREE char *meaning = ter_format("%.15g", number);
        note(binding, 4 + reading, text, meaning);
    }
    *ret_value = value;
    return true;
}

/* What a formula leaves where it fails: #N/A, #REF!, #DIV/0! … */
static bool is_formula_error(const char *text)
{
    static const char *const errors[] = {
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"};
    for (size_t i = 0; *text == '#' && i < sizeof errors / sizeof *errors; i++)
        if (strcmp(text, errors[i]) == 0)
            return true;
    return false;
}

static bool read_text(
    struct ter_binding *binding, struct ter_value value, struct ter_value *ret_value, struct ter_error *err)
{
    const struct ter_field *field = binding->field;
    value = trim(binding, value);
    if (value.type == TER_VALUE_NULL) {
        *ret_value = value;
        return true;
    }
    if (value.size > LONGEST_TEXT)
        return ter_fail(
            err, TER_FAILED, "the text is over 1 MiB long, and a cell holds at most that; shorten it");
    if (is_formula_error(value.text))
        return ter_fail(err, TER_FAILED, "the formula in this cell failed; mend it, or clear the cell");
    if (binding->cache)
        return read_choice(binding, value, ret_value, err);
    if (field->type == TER_FIELD_TEXT) {
        *ret_value = value;
        return true;
    }
    if (read_plain_number(field, value.text, ret_value))
        return ter_field_check(field, *ret_value, err);
    if (field->type == TER_FIELD_DATE)
        return read_date(binding, value, ret_value) ||
               ter_field_read(field, value.text, binding->scratch, ret_value, err);
    return read_quantity(binding, value.text, ret_value, err);
}

/* Numbers of files with types; where the field holds text, they are written out. */
static bool read_number(
    struct ter_binding *binding, struct ter_value value, struct ter_value *ret_value, struct ter_error *err)
{
    const struct ter_field *field = binding->field;
    if (field->type == TER_FIELD_DATE && read_date(binding, value, ret_value))
        return true;
    if (field->type != TER_FIELD_INTEGER && field->type != TER_FIELD_REAL) {
        TER_AUTO_BUF struct ter_buf digits = {0};
        ter_value_print(value, &digits);
        struct ter_value text = ter_value_text(digits.data);
        if (!read_text(binding, text, ret_value, err))
            return false;
        if (ret_value->type == TER_VALUE_TEXT && ret_value->text == text.text) { /* still in `digits` */
            ter_buf_clear(&binding->text);
            ter_buf_add(&binding->text, digits.data, digits.size);
            *ret_value = ter_value_text(binding->text.data);
        }
        return true;
    }
    if (!ter_field_check(field, value, err))
        return false;
    if (field->type == TER_FIELD_INTEGER && value.type == TER_VALUE_REAL)
        return read_whole(field, value.real, ret_value, err);
    if (field->type == TER_FIELD_REAL)
        value = ter_value_real(ter_value_number(value, 0));
    *ret_value = value;
    return true;
}

/* A bare number under a heading that names another unit than the field's, with that unit behind it. */
static bool add_unit(const struct ter_binding *binding, struct ter_value value, struct ter_buf *out)
{
    if (!binding->unit || value.type == TER_VALUE_NULL)
        return false;
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_value_print(value, &text);
    TER_AUTO_FREE char *number = ter_text_key(text.data ? text.data : "");
    if (!*number || !strchr("+-.0123456789", *number) || !isdigit((unsigned char)number[strlen(number) - 1]))
        return false;
    ter_buf_printf(out, "%s%s", number, binding->unit);
    return true;
}

bool ter_cell_read(
    struct ter_binding *binding, struct ter_value value, struct ter_value *ret_value, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf quantity = {0};
    *ret_value = (struct ter_value){0};
    if (add_unit(binding, value, &quantity))
        return read_quantity(binding, quantity.data, ret_value, err);
    bool read = value.type == TER_VALUE_TEXT   ? read_text(binding, value, ret_value, err)
                : value.type != TER_VALUE_NULL ? read_number(binding, value, ret_value, err)
                                               : true;
    if (read && ret_value->type == TER_VALUE_NULL && binding->field->required && !binding->blank_allowed)
        return ter_fail(err, TER_FAILED, "%s must not be empty", binding->field->name);
    return read;
}

bool ter_field_has_default(const struct ter_layer *layer, size_t index)
{
    return layer->fields[index].automatic || index == layer->role[TER_ROLE_CODE] ||
           (index == layer->role[TER_ROLE_STATUS] && layer->initial_status);
}

void ter_binding_init(
    struct ter_binding *binding, const struct ter_layer *layer, size_t field_index, size_t column)
{
    const struct ter_field *field = &layer->fields[field_index];
    *binding = (struct ter_binding){
        .field = field,
        .field_index = field_index,
        .column = column,
        .blank_allowed = ter_field_has_default(layer, field_index),
        .cache = field->domain ? ter_alloc(sizeof(struct ter_cell_cache)) : NULL,
    };
}

void ter_binding_clear(struct ter_binding *binding)
{
    free(binding->cache);
    ter_buf_free(&binding->text);
}

void ter_binding_take_heading(struct ter_binding *binding, const char *heading)
{
    const char *unit;
    free(ter_quantity_heading(heading, &unit)); /* only the unit is wanted */
    bool number = binding->field->type == TER_FIELD_REAL || binding->field->type == TER_FIELD_INTEGER;
    bool other = false;
    binding->heading = heading;
    binding->unit = number && unit && ter_quantity_suits(binding->field, unit, &other) && other ? unit : NULL;
}

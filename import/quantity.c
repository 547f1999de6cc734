/* Owns units and separators of numbers in cells. Knows nothing of rows, and no limits of fields. */
#include "quantity.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* What may stand behind a number (or before it) in a field of that unit, by ter_text_key: NFKC turns ² to 2,
 * ℃ to °c, and letters are small. One kgf/cm2 is 98,066.5 Pa. */
static const struct unit {
    const char *field; /* the end of the field's name; "" for fields without a unit */
    const char *text;
    double times, per; /* value = number * times / per: both are exact, so 350 kPa are 0.35 MPa */
} units[] = {
    {"mm", "mm", 1, 1},
    {"mm", "毫米", 1, 1},
    {"mm", "cm", 10, 1},
    {"mm", "厘米", 10, 1},
    {"mm", "m", 1000, 1},
    {"mm", "米", 1000, 1},
    {"m", "m", 1, 1},
    {"m", "米", 1, 1},
    {"m", "公尺", 1, 1},
    {"m", "km", 1000, 1},
    {"m", "公里", 1000, 1},
    {"m", "千米", 1000, 1},
    {"m", "cm", 1, 100},
    {"m", "厘米", 1, 100},
    {"km", "km", 1, 1},
    {"km", "公里", 1, 1},
    {"km", "千米", 1, 1},
    {"km", "m", 1, 1000},
    {"km", "米", 1, 1000},
    {"m2", "m2", 1, 1},
    {"m2", "平方米", 1, 1},
    {"m2", "平米", 1, 1},
    {"m2", "ha", 10000, 1},
    {"m2", "公顷", 10000, 1},
    {"m2", "km2", 1e6, 1},
    {"m2", "平方公里", 1e6, 1},
    {"mu", "亩", 1, 1},
    {"mu", "mu", 1, 1},
    {"ha", "ha", 1, 1},
    {"ha", "公顷", 1, 1},
    {"mpa", "mpa", 1, 1},
    {"mpa", "兆帕", 1, 1},
    {"mpa", "kpa", 1, 1000},
    {"mpa", "pa", 1, 1e6},
    {"mpa", "千帕", 1, 1000},
    {"mpa", "bar", 1, 10},
    {"mpa", "kg/cm2", 980665, 1e7},
    {"mpa", "kgf/cm2", 980665, 1e7},
    {"mpa", "公斤/平方厘米", 980665, 1e7},
    {"lps", "l/s", 1, 1},
    {"lps", "lps", 1, 1},
    {"lps", "升/秒", 1, 1},
    {"lps", "l/min", 1, 60},
    {"lps", "升/分", 1, 60},
    {"lps", "升/分钟", 1, 60},
    {"lps", "l/h", 1, 3600},
    {"lps", "m3/s", 1000, 1},
    {"lps", "m3/h", 10, 36},
    {"lps", "立方米/小时", 10, 36},
    {"m3", "m3", 1, 1},
    {"m3", "立方米", 1, 1},
    {"m3", "方", 1, 1},
    {"min", "min", 1, 1},
    {"min", "分钟", 1, 1},
    {"min", "分", 1, 1},
    {"yuan", "元", 1, 1},
    {"yuan", "万元", 10000, 1},
    {"yuan", "yuan", 1, 1},
    {"percent", "%", 1, 1},
    {"pct", "%", 1, 1},
    {"deg", "°", 1, 1},
    {"deg", "度", 1, 1},
    {"w", "w", 1, 1},
    {"w", "瓦", 1, 1},
    {"", "个", 1, 1},
    {"", "座", 1, 1},
    {"", "处", 1, 1},
    {"", "台", 1, 1},
    {"", "辆", 1, 1},
    {"", "人", 1, 1},
    {"", "名", 1, 1},
    {"", "户", 1, 1},
    {"", "张", 1, 1},
    {"", "层", 1, 1},
    {"", "只", 1, 1},
    {"", "头", 1, 1},
    {"", "匹", 1, 1},
    {"", "次", 1, 1},
    {"", "年", 1, 1},
};

/* Before the number: nominal diameters. */
static const struct unit prefixes[] = {{"mm", "dn", 1, 1}, {"mm", "φ", 1, 1}, {"mm", "ø", 1, 1}};

/* The known unit at the end of a field's name, or "". */
static const char *unit_of(const struct ter_field *field)
{
    const char *end = strrchr(field->name, '_');
    for (size_t i = 0; end && i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].field, end + 1) == 0)
            return end + 1;
    return "";
}

static const struct unit *find(
    const struct unit *table, size_t count, const char *unit, const char *text, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].field, unit) == 0 && strlen(table[i].text) == length &&
            strncmp(table[i].text, text, length) == 0)
            return &table[i];
    return NULL;
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* Take the commas out of 1,234,567.8: groups of three behind a first of one to three. False when they stand
 * in other places, or there are none. Blanks separate two numbers as often as they group one: they are left.
 */
static bool ungroup(char *text)
{
    char *from = text + (*text == '-' || *text == '+'), *to = from;
    size_t digits = 0;
    for (; is_digit(*from); digits++)
        *to++ = *from++;
    if (digits < 1 || digits > 3 || *from != ',')
        return false;
    while (*from == ',') {
        if (!is_digit(from[1]) || !is_digit(from[2]) || !is_digit(from[3]) || is_digit(from[4]))
            return false;
        memmove(to, from + 1, 3);
        to += 3;
        from += 4;
    }
    if (*from && *from != '.')
        return false;
    memmove(to, from, strlen(from) + 1);
    return true;
}

/* Length of what looks like a number at the start of a text. */
static size_t number_length(const char *text)
{
    size_t sign = *text == '-' || *text == '+', length = sign;
    while (is_digit(text[length]) || text[length] == '.' ||
           (text[length] == ',' && length > sign && is_digit(text[length + 1])))
        length++;
    return length;
}

enum ter_quantity_reading ter_quantity_read(
    const struct ter_field *field, const char *text, double *ret_number)
{
    enum { PREFIXES = sizeof prefixes / sizeof *prefixes, UNITS = sizeof units / sizeof *units };
    TER_AUTO_FREE char *key = ter_text_key(text);
    const char *own = unit_of(field);
    const struct unit *before = NULL, *behind = NULL;
    enum ter_quantity_reading reading = TER_QUANTITY_NONE;
    char *number = key + strcspn(key, "-+0123456789.");
    size_t lead = (size_t)(number - key);
    while (lead && key[lead - 1] == ' ')
        lead--;
    if (lead && !(before = find(prefixes, PREFIXES, own, key, lead)))
        return TER_QUANTITY_NONE;
    size_t length = number_length(number);
    const char *rest = number + length + strspn(number + length, " ");
    if (*rest && !(behind = find(units, UNITS, own, rest, strlen(rest))))
        return TER_QUANTITY_NONE;
    number[length] = '\0';
    if (before || behind)
        reading =
            behind && (behind->times != 1 || behind->per != 1) ? TER_QUANTITY_CONVERTED : TER_QUANTITY_UNIT;
    if (!ter_text_double(number, ret_number)) {
        if (!ungroup(number) || !ter_text_double(number, ret_number))
            return TER_QUANTITY_NONE;
        if (!reading)
            reading = TER_QUANTITY_GROUPED;
    }
    if (behind)
        *ret_number = *ret_number * behind->times / behind->per;
    return reading;
}

char *ter_quantity_heading(const char *heading, const char **ret_unit)
{
    char *key = ter_text_key(heading), *open = strrchr(key, '(');
    size_t length = open ? strlen(open + 1) : 0;
    *ret_unit = NULL;
    if (length < 2 || open == key || open[length] != ')')
        return key;
    for (size_t i = 0; i < sizeof units / sizeof *units && !*ret_unit; i++)
        if (strlen(units[i].text) == length - 1 && strncmp(units[i].text, open + 1, length - 1) == 0)
            *ret_unit = units[i].text;
    if (*ret_unit)
        *(open[-1] == ' ' ? open - 1 : open) = '\0';
    return key;
}

bool ter_quantity_suits(const struct ter_field *field, const char *unit, bool *ret_other)
{
    const struct unit *found = find(units, sizeof units / sizeof *units, unit_of(field), unit, strlen(unit));
    *ret_other = found && found->times != found->per;
    return found != NULL;
}

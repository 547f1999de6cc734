/* Owns how figures are written for people. Knows nothing of where they come from. */
#include "figure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char nothing[] = "–";

enum { UNITS_A_KIND = 2 };

/* By kind, the larger unit first. The last of a kind serves whatever is smaller. */
static const struct ter_unit units[][UNITS_A_KIND] = {
    [TER_FIGURE_COUNT] = {{{"", ""}, 1, 0}, {{"", ""}, 1, 0}},
    [TER_FIGURE_LENGTH_M] = {{{"km", "公里"}, 1000, 2}, {{"m", "米"}, 1, 0}},
    [TER_FIGURE_AREA_M2] = {{{"km²", "平方公里"}, 1e6, 3}, {{"m²", "平方米"}, 1, 0}},
    [TER_FIGURE_SECONDS] = {{{"min", "分钟"}, 60, 1}, {{"s", "秒"}, 1, 0}},
};

/* "1234567.8" becomes "1,234,567.8". */
static void separate_thousands(const char *plain, char *out)
{
    size_t whole = strcspn(plain, "."), sign = plain[0] == '-';
    for (size_t i = 0; plain[i]; i++) {
        if (i > sign && i < whole && (whole - i) % 3 == 0)
            *out++ = ',';
        *out++ = plain[i];
    }
    *out = '\0';
}

struct ter_figure ter_figure_number(double number, int decimals)
{
    static const double most = 1e18; /* its digits and commas fit a figure */
    struct ter_figure figure = {0};
    char plain[40];
    if (!isfinite(number) || fabs(number) > most) {
        memcpy(figure.text, nothing, sizeof nothing);
        return figure;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, number);
    bool minus_zero = plain[0] == '-' && strspn(plain, "-0.") == strlen(plain);
    separate_thousands(plain + minus_zero, figure.text);
    return figure;
}

struct ter_figure ter_figure_count(double count)
{
    return ter_figure_number(count, 0);
}

const struct ter_unit *ter_unit_for(enum ter_measure_kind kind, double largest)
{
    const struct ter_unit *of_kind = units[kind];
    return &of_kind[fabs(largest) >= of_kind[0].size ? 0 : UNITS_A_KIND - 1];
}

struct ter_figure ter_figure_in(const struct ter_unit *unit, double value)
{
    return ter_figure_number(value / unit->size, unit->decimals);
}

struct ter_figure ter_figure_with(const struct ter_unit *unit, double value, enum ter_lang lang)
{
    struct ter_figure number = ter_figure_in(unit, value), figure;
    const char *space = *unit->name[lang] ? "\u00a0" : "";
    if (!isfinite(value))
        return number;
    snprintf(figure.text, sizeof figure.text, "%.40s%s%s", number.text, space, unit->name[lang]);
    return figure;
}

struct ter_figure ter_figure_of(enum ter_measure_kind kind, double value, enum ter_lang lang)
{
    return ter_figure_with(ter_unit_for(kind, value), value, lang);
}

struct ter_figure ter_figure_share(double part, double whole)
{
    static const double least = 0.05, most = 99.95; /* what would round to 0.0 and 100.0 */
    struct ter_figure figure;
    if (!(whole > 0) || !isfinite(part) || !isfinite(whole)) {
        memcpy(figure.text, nothing, sizeof nothing);
        return figure;
    }
    double percent = 100 * part / whole;
    if (part > 0 && percent < least)
        snprintf(figure.text, sizeof figure.text, "<0.1%%");
    else if (part < whole && percent >= most)
        snprintf(figure.text, sizeof figure.text, ">99.9%%");
    else
        snprintf(figure.text, sizeof figure.text, "%.1f%%", percent);
    return figure;
}

struct ter_figure ter_figure_position(struct ter_lonlat at)
{
    struct ter_figure figure;
    snprintf(figure.text, sizeof figure.text, "%.5f,\u00a0%.5f", at.lon, at.lat);
    return figure;
}

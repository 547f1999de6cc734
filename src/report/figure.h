/* Figures as people read them: units, separators, percentages that never round a gap away. */
#ifndef TER_REPORT_FIGURE_H
#define TER_REPORT_FIGURE_H

#include "layer/layer.h"

/* A short text by value, for use in one expression: ter_figure_count(n).text. */
struct ter_figure {
    char text[64];
};

/* A number with a comma between thousands; "–" when it is not finite. */
struct ter_figure ter_figure_number(double number, int decimals);
struct ter_figure ter_figure_count(double count);

/* What a number counts. */
enum ter_measure_kind { TER_FIGURE_COUNT, TER_FIGURE_LENGTH_M, TER_FIGURE_AREA_M2, TER_FIGURE_SECONDS };

/* How a measure is written: in metres or kilometres, … One unit serves a whole column or chart, so that its
 * numbers compare at a glance. */
struct ter_unit {
    const char *name[2]; /* by enum ter_lang; "" for counts */
    double size;         /* of one, in the base unit */
    int decimals;
};

/* The unit for a column whose largest number is this. */
const struct ter_unit *ter_unit_for(enum ter_measure_kind kind, double largest);

/* The number alone, and with its unit. */
struct ter_figure ter_figure_in(const struct ter_unit *unit, double value);
struct ter_figure ter_figure_with(const struct ter_unit *unit, double value, enum ter_lang lang);

/* With the unit that suits this one. */
struct ter_figure ter_figure_of(enum ter_measure_kind kind, double value, enum ter_lang lang);

/* part / whole as a percentage with one decimal. "<0.1%" for a part that would vanish, ">99.9%" where one is
 * missing still; "–" of nothing. */
struct ter_figure ter_figure_share(double part, double whole);

/* A position, five decimals (a metre): "111.15012, 40.72933". */
struct ter_figure ter_figure_position(struct ter_lonlat at);

#endif

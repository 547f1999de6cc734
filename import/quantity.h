/* Numbers as lists write them: with separators, and with a unit that the field's own unit permits. */
#ifndef TER_IMPORT_QUANTITY_H
#define TER_IMPORT_QUANTITY_H

#include "layer/layer.h"

enum ter_quantity_reading {
    TER_QUANTITY_NONE,
    TER_QUANTITY_GROUPED,   /* 1,234 */
    TER_QUANTITY_UNIT,      /* 100mm, DN100: the field's own unit */
    TER_QUANTITY_CONVERTED, /* 10cm for millimetres */
};

/* Read the text of a number field. The field's unit is the end of its name (_mm, _mpa …); one that has none
 * takes counting words (12人). What is said about a quantity (约, <, a range, ±) is never dropped. Returns
 * how it was read, the most that was done to it. */
enum ter_quantity_reading ter_quantity_read(
    const struct ter_field *field, const char *text, double *ret_number);

/* A heading in the form of ter_text_key, without a bracket at its end that holds a unit: 静压(MPa) is 静压.
 * The caller frees it. *ret_unit, which lives for ever, is NULL where there is no unit. */
char *ter_quantity_heading(const char *heading, const char **ret_unit) __attribute__((returns_nonnull));

/* Say whether a quantity in this unit can be the field's; *ret_other: the field's own unit is another. */
bool ter_quantity_suits(const struct ter_field *field, const char *unit, bool *ret_other);

#endif

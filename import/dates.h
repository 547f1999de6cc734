/* Dates as lists write them, beyond what a field reads by itself (layer/field.c). */
#ifndef TER_IMPORT_DATES_H
#define TER_IMPORT_DATES_H

#include "layer/value.h"

enum ter_date_reading { TER_DATE_NONE, TER_DATE_COMPACT /* 20230705 */, TER_DATE_SERIAL /* 45112 */ };
enum { TER_DATE_SIZE = 11 };

/* Read a date that has no separators: eight digits, or a day number of Excel from 1950 to 2099, with or
 * without a part of a day behind it, as a number or its text. Returns how it was read. */
enum ter_date_reading ter_date_read(struct ter_value value, char ret_date[TER_DATE_SIZE]);

#endif

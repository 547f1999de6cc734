/* Days of the Gregorian calendar, counted from 1970-01-01, so that they can be added and compared.
 *
 * Dates travel between folders as texts (YYYY-MM-DD); who computes with them turns them into days first. */
#ifndef TER_BASE_DAY_H
#define TER_BASE_DAY_H

#include "memory.h"

enum { TER_DAY_SIZE = 11 }; /* YYYY-MM-DD and its end */

/* A day as a number; false on what is not a date (ter_text_is_date). */
bool ter_day_read(const char *text, int *ret_day);

/* The day as text. Days outside the years 0000-9999 give "". */
void ter_day_write(int day, char ret_text[TER_DAY_SIZE]);

int ter_day_today(void);      /* the machine's own, in its time zone */
int ter_day_weekday(int day); /* 0: Sunday … 6: Saturday */
int ter_day_year(int day);

/* The day of a year, month (1-12) and date (1-31). */
int ter_day_of(int year, int month, int date);

/* The same day so many months later; the last day of that month where it has no such day. */
int ter_day_add_months(int day, int months);

#endif

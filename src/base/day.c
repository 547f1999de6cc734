/* Owns the arithmetic of days. Knows no working days: those are the register's calendar. */
#include "day.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    DAYS_IN_ERA = 146097,
    YEARS_IN_ERA = 400,
    DAYS_TO_1970 = 719468,
    MONTHS = 12,
    WEEK = 7,
    MOST_YEAR = 9999
};

/* Years begin in March here, so that the leap day is a year's last. */
int ter_day_of(int year, int month, int date)
{
    int shifted = month <= 2 ? year - 1 : year;
    int era = (shifted >= 0 ? shifted : shifted - (YEARS_IN_ERA - 1)) / YEARS_IN_ERA;
    int of_era = shifted - era * YEARS_IN_ERA;
    int from_march = (month + 9) % MONTHS;
    int of_year = (153 * from_march + 2) / 5 + date - 1;
    return era * DAYS_IN_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_1970;
}

static void split(int day, int *ret_year, int *ret_month, int *ret_date)
{
    int from = day + DAYS_TO_1970;
    int era = (from >= 0 ? from : from - (DAYS_IN_ERA - 1)) / DAYS_IN_ERA;
    int of_era = from - era * DAYS_IN_ERA;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / (DAYS_IN_ERA - 1)) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int from_march = (5 * of_year + 2) / 153;
    *ret_date = of_year - (153 * from_march + 2) / 5 + 1;
    *ret_month = from_march < 10 ? from_march + 3 : from_march - 9;
    *ret_year = year + era * YEARS_IN_ERA + (*ret_month <= 2);
}

bool ter_day_read(const char *text, int *ret_day)
{
    if (!text || !ter_text_is_date(text))
        return false;
    *ret_day = ter_day_of(atoi(text), atoi(text + sizeof "YYYY"), atoi(text + sizeof "YYYY-MM"));
    return true;
}

void ter_day_write(int day, char ret_text[TER_DAY_SIZE])
{
    int year, month, date;
    split(day, &year, &month, &date);
    if (year < 0 || year > MOST_YEAR)
        *ret_text = '\0';
    else
        snprintf(ret_text, TER_DAY_SIZE, "%04u-%02u-%02u", (unsigned)year % 10000U, (unsigned)month % 100U,
            (unsigned)date % 100U);
}

int ter_day_today(void)
{
    struct tm local;
    time_t now = time(NULL);
    localtime_r(&now, &local);
    return ter_day_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

int ter_day_weekday(int day)
{
    static const int thursday = 4; /* 1970-01-01 */
    return ((day + thursday) % WEEK + WEEK) % WEEK;
}

int ter_day_year(int day)
{
    int year, month, date;
    split(day, &year, &month, &date);
    return year;
}

int ter_day_add_months(int day, int months)
{
    int year, month, date;
    split(day, &year, &month, &date);
    int count = year * MONTHS + month - 1 + months;
    int in_year = (count % MONTHS + MONTHS) % MONTHS, to_year = (count - in_year) / MONTHS;
    int first = ter_day_of(to_year, in_year + 1, 1);
    int next = in_year + 1 == MONTHS ? ter_day_of(to_year + 1, 1, 1) : ter_day_of(to_year, in_year + 2, 1);
    return first + date - 1 < next ? first + date - 1 : next - 1;
}

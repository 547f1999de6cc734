/* Owns the reading of dates without separators. Knows nothing of fields. */
#include "dates.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Excel counts 1900-01-01 as day 1, and has a 29 February in that year: from March 1900 on the days count
 * from 1899-12-30. Five-digit numbers outside these years are more likely to be something else. */
enum { SERIAL_1950 = 18264, SERIAL_2100 = 73051, COMPACT_MIN = 10000101, COMPACT_MAX = 99991231 };

static void print(unsigned year, unsigned month, unsigned day, char ret_date[TER_DATE_SIZE])
{
    snprintf(ret_date, TER_DATE_SIZE, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
}

/* Days from 1970-01-01 to a date: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"
 * (civil_from_days). */
static void civil(int64_t days, char ret_date[TER_DATE_SIZE])
{
    days += 719468;
    int64_t era = days / 146097, day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153; /* months from March */
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    int64_t day = day_of_year - (153 * shifted + 2) / 5 + 1;
    print((unsigned)(year_of_era + era * 400 + (month <= 2)), (unsigned)month, (unsigned)day, ret_date);
}

static enum ter_date_reading read_number(double number, char ret_date[TER_DATE_SIZE])
{
    static const int64_t excel_to_1970 = 25569;
    if (number >= SERIAL_1950 && number < SERIAL_2100) {
        civil((int64_t)floor(number) - excel_to_1970, ret_date);
        return TER_DATE_SERIAL;
    }
    if (number < COMPACT_MIN || number > COMPACT_MAX || number != floor(number))
        return TER_DATE_NONE;
    unsigned whole = (unsigned)number;
    print(whole / 10000, whole / 100 % 100, whole % 100, ret_date);
    return ter_text_is_date(ret_date) ? TER_DATE_COMPACT : TER_DATE_NONE;
}

enum ter_date_reading ter_date_read(struct ter_value value, char ret_date[TER_DATE_SIZE])
{
    double number;
    if (value.type == TER_VALUE_NULL)
        return TER_DATE_NONE;
    if (value.type != TER_VALUE_TEXT)
        return read_number(ter_value_number(value, 0), ret_date);
    TER_AUTO_FREE char *plain = ter_text_nfkc(value.text); /* full-width digits */
    const char *text = ter_text_trim(plain);
    size_t digits = strspn(text, "0123456789");
    bool serial = digits == 5 && (!text[5] || (text[5] == '.' && !text[6 + strspn(text + 6, "0123456789")]));
    if ((!serial && (digits != 8 || text[8])) || !ter_text_double(text, &number))
        return TER_DATE_NONE;
    return read_number(number, ret_date);
}

/* Owns the reading of days and moments. A day is the one of the clock on the wall; the history is in UTC. */
#include "moment.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Whether the text has the form of the pattern, in which 0 stands for any digit. */
static bool has_form(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++)
        if (*pattern == '0' ? *text < '0' || *text > '9' : *text != *pattern)
            return false;
    return !*text;
}

static bool read_day(const char *text, enum ter_moment_edge edge, char ret_utc[TER_MOMENT_SIZE])
{
    struct tm day = {.tm_isdst = -1}, utc;
    day.tm_year = atoi(text) - 1900;
    day.tm_mon = atoi(text + 5) - 1;
    day.tm_mday = atoi(text + 8) + (edge == TER_MOMENT_LAST);
    time_t at = mktime(&day) - (edge == TER_MOMENT_LAST);
    gmtime_r(&at, &utc);
    return strftime(ret_utc, TER_MOMENT_SIZE,
               edge == TER_MOMENT_LAST ? "%Y-%m-%dT%H:%M:%S.999Z" : "%Y-%m-%dT%H:%M:%S.000Z", &utc) > 0;
}

static bool is_day_and_time(const char *text)
{
    char day[sizeof "2026-11-22"];
    snprintf(day, sizeof day, "%.10s", text);
    return ter_text_is_date(day) && atoi(text + 11) < 24 && atoi(text + 14) < 60 && atoi(text + 17) < 60;
}

bool ter_moment_read(
    const char *text, enum ter_moment_edge edge, char ret_utc[TER_MOMENT_SIZE], struct ter_error *err)
{
    bool exact = has_form(text, "0000-00-00T00:00:00.000Z");
    if (ter_text_is_date(text) && read_day(text, edge, ret_utc))
        return true;
    if ((exact || has_form(text, "0000-00-00T00:00:00Z")) && is_day_and_time(text)) {
        snprintf(ret_utc, TER_MOMENT_SIZE, "%.19s%.5s", text,
            exact                     ? text + 19
            : edge == TER_MOMENT_LAST ? ".999Z"
                                      : ".000Z");
        return true;
    }
    return ter_fail(err, TER_USAGE,
        "\"%s\" is neither a day (2023-03-05) nor a moment in UTC (2023-03-05T09:30:00Z)", text);
}

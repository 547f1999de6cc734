/* Owns the working calendar: its arithmetic, and its table in the register. Knows no deadlines.
 *
 * Views count working days in SQL (due.c), by the same table and the same rule: what is not in the table is
 * worked from Monday to Friday. */
#include "calendar.h"

#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* Days ------------------------------------------------------------------------------------------------ */

/* The first place whose day is not before this one. */
static size_t place_of(const struct ter_calendar *calendar, int day)
{
    size_t low = 0, high = calendar->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct ter_calendar *calendar, size_t place, int day)
{
    return place < calendar->count && calendar->days[place].day == day;
}

void ter_calendar_free(struct ter_calendar *calendar)
{
    for (size_t i = 0; i < calendar->count; i++) {
        free(calendar->days[i].name);
        free(calendar->days[i].source);
    }
    free(calendar->days);
    *calendar = (struct ter_calendar){0};
}

bool ter_calendar_enter(
    struct ter_calendar *calendar, int day, bool working, const char *name, const char *source)
{
    size_t place = place_of(calendar, day);
    if (is_at(calendar, place, day))
        return false;
    calendar->days =
        ter_grow(calendar->days, &calendar->capacity, calendar->count + 1, sizeof *calendar->days);
    memmove(&calendar->days[place + 1], &calendar->days[place],
        (calendar->count - place) * sizeof *calendar->days);
    calendar->days[place] = (struct ter_calendar_day){
        day, working, name ? ter_strdup(name) : NULL, source ? ter_strdup(source) : NULL};
    calendar->count++;
    return true;
}

/* Counting -------------------------------------------------------------------------------------------- */

static bool is_weekday(int day)
{
    enum { SUNDAY = 0, SATURDAY = 6 };
    int weekday = ter_day_weekday(day);
    return weekday != SUNDAY && weekday != SATURDAY;
}

/* Mondays to Fridays up to a day, from a Monday long ago. */
static int weekdays_to(int day)
{
    enum { MONDAY = 4, WEEK = 7, WORKED = 5, WEEKS_BEFORE = 200000 }; /* 1970-01-05; no year is before 0 */
    int from_monday = day - MONDAY + WEEK * WEEKS_BEFORE;
    int of_week = from_monday % WEEK + 1;
    return from_monday / WEEK * WORKED + (of_week < WORKED ? of_week : WORKED);
}

bool ter_calendar_works(const struct ter_calendar *calendar, int day)
{
    size_t place = place_of(calendar, day);
    return is_at(calendar, place, day) ? calendar->days[place].working : is_weekday(day);
}

int ter_calendar_between(const struct ter_calendar *calendar, int from, int to)
{
    if (to < from)
        return -ter_calendar_between(calendar, to, from);
    int count = weekdays_to(to) - weekdays_to(from);
    for (size_t i = place_of(calendar, from + 1); i < calendar->count && calendar->days[i].day <= to; i++)
        count += calendar->days[i].working - is_weekday(calendar->days[i].day);
    return count;
}

/* Each step goes as many days forward as working days are missing, so it never goes too far. */
int ter_calendar_add(const struct ter_calendar *calendar, int day, int working_days)
{
    while (working_days > 0) {
        int next = day + working_days;
        working_days -= ter_calendar_between(calendar, day, next);
        day = next;
    }
    return day;
}

bool ter_calendar_knows(const struct ter_calendar *calendar, int year)
{
    size_t place = place_of(calendar, ter_day_of(year, 1, 1));
    return place < calendar->count && ter_day_year(calendar->days[place].day) == year;
}

bool ter_calendar_knows_between(const struct ter_calendar *calendar, int from, int to)
{
    for (int year = ter_day_year(from); year <= ter_day_year(to); year++)
        if (!ter_calendar_knows(calendar, year))
            return false;
    return true;
}

/* In the register ------------------------------------------------------------------------------------- */

bool ter_calendar_read(
    struct ter_registry *registry, struct ter_calendar *ret_calendar, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    *ret_calendar = (struct ter_calendar){0};
    if (!ter_db_prepare(
            registry->db, "SELECT day, working, name, source FROM calendar_day ORDER BY day", &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        const char *text = (const char *)sqlite3_column_text(select, 0);
        int day;
        if (!ter_day_read(text, &day))
            return ter_fail(err, TER_FAILED,
                "the working calendar holds \"%s\", which is no day (YYYY-MM-DD); terrier calendar use none "
                "empties it",
                text ? text : "");
        ter_calendar_enter(ret_calendar, day, sqlite3_column_int(select, 1) != 0,
            (const char *)sqlite3_column_text(select, 2), (const char *)sqlite3_column_text(select, 3));
    }
}

/* The days of a calendar come in year by year: before the first of each, what stood there goes. */
static bool clear_year(sqlite3 *db, int year, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *delete = NULL;
    TER_AUTO_FREE char *first = ter_format("%04d-01-01", year), *last = ter_format("%04d-12-31", year);
    if (!ter_db_prepare(db, "DELETE FROM calendar_day WHERE day BETWEEN ? AND ?", &delete, err))
        return false;
    ter_db_bind_text(delete, 1, first);
    ter_db_bind_text(delete, 2, last);
    return ter_db_run(delete, err);
}

static bool put_day(sqlite3_stmt *insert, const struct ter_calendar_day *day, struct ter_error *err)
{
    char text[TER_DAY_SIZE];
    ter_day_write(day->day, text);
    ter_db_bind_text(insert, 1, text);
    sqlite3_bind_int(insert, 2, day->working);
    ter_db_bind_text(insert, 3, day->name);
    ter_db_bind_text(insert, 4, day->source);
    return ter_db_run(insert, err);
}

static bool put(sqlite3 *db, const struct ter_calendar *calendar, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(db, "INSERT INTO calendar_day VALUES (?, ?, ?, ?)", &insert, err))
        return false;
    for (size_t i = 0; i < calendar->count; i++) {
        const struct ter_calendar_day *day = &calendar->days[i];
        int year = ter_day_year(day->day);
        bool first = i == 0 || ter_day_year(day[-1].day) != year;
        if ((first && !clear_year(db, year, err)) || !put_day(insert, day, err))
            return ter_wrap(err, "the working calendar");
    }
    return true;
}

bool ter_calendar_put(
    struct ter_registry *registry, const struct ter_calendar *calendar, struct ter_error *err)
{
    return put(registry->db, calendar, err);
}

bool ter_calendar_clear(struct ter_registry *registry, struct ter_error *err)
{
    return ter_db_exec(registry->db, "DELETE FROM calendar_day", err);
}

bool ter_calendar_start(sqlite3 *db, int epsg, struct ter_error *err)
{
    enum { CGCS2000 = 4490 };
    TER_AUTO_CALENDAR struct ter_calendar calendar = {0};
    return epsg != CGCS2000 || (ter_calendar_shipped("cn", &calendar, err) && put(db, &calendar, err));
}

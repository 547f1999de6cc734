/* The working calendar: the days on which offices do not keep to Monday to Friday.
 *
 * A calendar knows a year when it has at least one day of it. For any other year Monday to Friday count, and
 * whoever shows a deadline says so (ter_calendar_knows). */
#ifndef TER_REGISTRY_CALENDAR_H
#define TER_REGISTRY_CALENDAR_H

#include "base/day.h"
#include "registry.h"

struct ter_calendar_day {
    int day;      /* as base/day.h counts */
    bool working; /* false: a holiday; true: a Saturday or Sunday that is worked in its stead */
    char *name;   /* of the holiday, or NULL */
    char *source; /* who ordered it, or NULL */
};

/* Days ascending, each once. A zeroed one knows no holidays at all. */
struct ter_calendar {
    struct ter_calendar_day *days;
    size_t count, capacity;
};

/* Read the register's calendar. End it with ter_calendar_free, also after a failure. */
TER_CHECKED bool ter_calendar_read(
    struct ter_registry *registry, struct ter_calendar *ret_calendar, struct ter_error *err);
void ter_calendar_free(struct ter_calendar *calendar);
#define TER_AUTO_CALENDAR __attribute__((cleanup(ter_calendar_free)))

/* Add a day; texts are copied. False where the calendar has the day already: nothing is added. */
bool ter_calendar_enter(
    struct ter_calendar *calendar, int day, bool working, const char *name, const char *source);

bool ter_calendar_works(const struct ter_calendar *calendar, int day);

/* The n-th working day after a day; 0: the day itself, whatever it is. */
int ter_calendar_add(const struct ter_calendar *calendar, int day, int working_days);

/* The working days after `from` up to and with `to`; negative where `to` comes first. */
int ter_calendar_between(const struct ter_calendar *calendar, int from, int to);

/* Whether the holidays of a year are known; of every year from one day to another. */
bool ter_calendar_knows(const struct ter_calendar *calendar, int year);
bool ter_calendar_knows_between(const struct ter_calendar *calendar, int from, int to);

/* A calendar that ships with the program ("cn"); the error names those that do. */
TER_CHECKED bool ter_calendar_shipped(
    const char *name, struct ter_calendar *ret_calendar, struct ter_error *err);

/* In an open write transaction: let this calendar stand for the years that it has days of, the others staying
 * as they are; and take all days away. */
TER_CHECKED bool ter_calendar_put(
    struct ter_registry *registry, const struct ter_calendar *calendar, struct ter_error *err);
TER_CHECKED bool ter_calendar_clear(struct ter_registry *registry, struct ter_error *err);

#endif

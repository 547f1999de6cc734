/* Owns the tests of the working calendar: the days that ship, counting across moved weekends, years of which
 * nothing is known, and what stands in a register's file. */
#include "registering.h"
#include "suites.h"

#include "registry/calendar.h"

#include <string.h>

static int day_of(const char *text)
{
    int day = 0;
    ck_assert_msg(ter_day_read(text, &day), "%s", text);
    return day;
}

static struct ter_calendar shipped(void)
{
    struct ter_calendar calendar;
    struct ter_error err = {0};
    ck_assert_msg(ter_calendar_shipped("cn", &calendar, &err), "%s", err.message);
    return calendar;
}

static void falls_on(const struct ter_calendar *calendar, const char *from, int working_days, const char *due)
{
    char text[TER_DAY_SIZE];
    int day = ter_calendar_add(calendar, day_of(from), working_days);
    ter_day_write(day, text);
    ck_assert_str_eq(text, due);
    ck_assert_int_eq(ter_calendar_between(calendar, day_of(from), day), working_days);
}

/* The notices' own sums: 365 or 366 days less weekends and statutory holidays (11 until 2024, 13 from 2025).
 */
START_TEST(shipped_years_have_their_working_days)
{
    static const struct {
        int year, days;
    } years[] = {{2023, 249}, {2024, 251}, {2025, 248}, {2026, 248}};
    TER_AUTO_CALENDAR struct ter_calendar calendar = shipped();
    for (size_t i = 0; i < 4; i++) {
        int last = ter_day_of(years[i].year, 12, 31), before = ter_day_of(years[i].year - 1, 12, 31);
        ck_assert_int_eq(ter_calendar_between(&calendar, before, last), years[i].days);
        ck_assert(ter_calendar_knows(&calendar, years[i].year));
    }
    ck_assert(!ter_calendar_knows(&calendar, 2022) && !ter_calendar_knows(&calendar, 2027));
    for (size_t i = 0; i < calendar.count; i++) {
        const struct ter_calendar_day *day = &calendar.days[i];
        int weekday = ter_day_weekday(day->day);
        ck_assert_msg(!day->working || weekday == 0 || weekday == 6, "%s is a workday anyway", day->name);
        ck_assert_ptr_nonnull(strstr(day->source, "国办发明电〔"));
    }
}
END_TEST

START_TEST(working_days_pass_over_holidays_and_moved_weekends)
{
    TER_AUTO_CALENDAR struct ter_calendar calendar = shipped();
    falls_on(&calendar, "2023-09-27", 5, "2023-10-10"); /* 8 days off, then a Saturday and Sunday worked */
    falls_on(&calendar, "2023-09-30", 1, "2023-10-07"); /* from within the holiday: a Saturday */
    falls_on(&calendar, "2024-02-02", 2, "2024-02-05"); /* Sunday 4 February was worked */
    falls_on(&calendar, "2024-02-09", 1, "2024-02-18");
    falls_on(&calendar, "2025-09-26", 2, "2025-09-29");
    falls_on(&calendar, "2026-02-13", 2, "2026-02-24"); /* Saturday the 14th, then nine days off */
    falls_on(&calendar, "2023-11-04", 0, "2023-11-04"); /* no day at all: the day itself, a Saturday too */
    ck_assert_int_eq(ter_calendar_between(&calendar, day_of("2023-10-10"), day_of("2023-09-27")), -5);
}
END_TEST

/* Counting by weeks gives what counting day by day gives, far from today and before 1970 too. */
START_TEST(counting_by_weeks_is_counting_by_days)
{
    static const char *const starts[] = {
        "2023-09-20", "2025-12-29", "1969-12-25", "1899-12-31", "2400-02-28"};
    TER_AUTO_CALENDAR struct ter_calendar calendar = shipped();
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        int from = day_of(starts[i]), count = 0;
        for (int day = from; day < from + 400; count += ter_calendar_works(&calendar, ++day)) {
            ck_assert_int_eq(ter_calendar_between(&calendar, from, day), count);
            ck_assert(day == from || ter_calendar_add(&calendar, from, count) <= day);
        }
    }
}
END_TEST

START_TEST(unknown_years_have_weekends_only)
{
    const struct ter_calendar nothing = {0};
    TER_AUTO_CALENDAR struct ter_calendar calendar = shipped();
    falls_on(&nothing, "2023-09-27", 5, "2023-10-04");
    falls_on(&calendar, "2027-09-30", 1, "2027-10-01"); /* National Day, and nobody told */
    ck_assert(!ter_calendar_knows_between(&calendar, day_of("2026-12-30"), day_of("2027-01-05")));
    ck_assert(ter_calendar_knows_between(&calendar, day_of("2023-01-01"), day_of("2026-12-31")));
    ck_assert(!ter_calendar_knows(&nothing, 2023));
    struct ter_calendar none;
    struct ter_error err = {0};
    ck_assert(!ter_calendar_shipped("li", &none, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "it has cn"));
}
END_TEST

/* A register in China's own system begins with China's calendar; any other with none. */
START_TEST(a_new_register_has_the_calendar_of_its_country)
{
    struct ter_error err = {0};
    struct ter_registry *registry = register_open();
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM calendar_day"), 141);
    register_text_is(registry, "SELECT working || name || source FROM calendar_day WHERE day = '2023-10-07'",
        "1中秋节、国庆节调休上班国办发明电〔2022〕16号");
    ter_registry_close(registry);
    const char *path = ter_test_path("abroad.sqlite");
    ck_assert(ter_registry_create(path, &(struct ter_registry_options){.epsg = 4326, .lang = TER_ZH}, &err));
    ck_assert(ter_registry_open(path, TER_WRITE, &registry, &err));
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM calendar_day"), 0);
    ter_registry_close(registry);
}
END_TEST

static void put(struct ter_registry *registry, const struct ter_calendar *calendar)
{
    struct ter_error err = {0};
    const struct ter_write_context context = {.tool = "calendar"};
    ck_assert(ter_registry_begin(registry, &context, &err));
    ck_assert_msg(ter_calendar_put(registry, calendar, &err), "%s", err.message);
    ck_assert(ter_registry_commit(registry, &err));
}

START_TEST(a_calendar_replaces_the_years_that_it_holds)
{
    struct ter_error err = {0};
    struct ter_registry *registry = register_open();
    TER_AUTO_CALENDAR struct ter_calendar own = {0}, read = {0};
    ck_assert(ter_calendar_enter(&own, day_of("2027-10-01"), false, "国庆节", NULL));
    ck_assert(ter_calendar_enter(&own, day_of("2024-03-04"), false, NULL, "local"));
    ck_assert(!ter_calendar_enter(&own, day_of("2027-10-01"), true, NULL, NULL)); /* once only */
    put(registry, &own);
    ck_assert(ter_calendar_read(registry, &read, &err));
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM calendar_day WHERE day LIKE '2024%'"), 1);
    ck_assert_int_eq(register_int(registry, "SELECT count(*) FROM calendar_day WHERE day LIKE '2023%'"), 33);
    ck_assert(!ter_calendar_works(&read, day_of("2024-03-04")));
    ck_assert(ter_calendar_works(&read, day_of("2024-10-01"))); /* its year was replaced */
    ck_assert(!ter_calendar_works(&read, day_of("2027-10-01")));
    ter_registry_close(registry);
}
END_TEST

START_TEST(a_day_that_is_none_is_refused)
{
    struct ter_error err = {0};
    struct ter_registry *registry = register_open();
    TER_AUTO_CALENDAR struct ter_calendar read = {0};
    register_sql(registry, "INSERT INTO calendar_day VALUES ('2023-02-30', 0, NULL, NULL)");
    ck_assert(!ter_calendar_read(registry, &read, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "\"2023-02-30\", which is no day"));
    ter_registry_close(registry);
}
END_TEST

Suite *suite_calendar(void)
{
    Suite *suite = suite_create("calendar");
    TER_TEST_CASE(suite, "days", shipped_years_have_their_working_days,
        working_days_pass_over_holidays_and_moved_weekends, counting_by_weeks_is_counting_by_days,
        unknown_years_have_weekends_only);
    TER_TEST_CASE(suite, "file", a_new_register_has_the_calendar_of_its_country,
        a_calendar_replaces_the_years_that_it_holds, a_day_that_is_none_is_refused);
    return suite;
}

/* Owns `terrier calendar list` and `terrier calendar use`: which days of the register's working calendar
 * differ from Monday to Friday, and taking over one that ships. */
#include "base/text.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "registry/calendar.h"

#include <string.h>

static const char *weekday_words(int weekday, enum ter_lang lang)
{
    static const char *const words[][2] = {{"Sun", "周日"}, {"Mon", "周一"}, {"Tue", "周二"}, {"Wed", "周三"},
        {"Thu", "周四"}, {"Fri", "周五"}, {"Sat", "周六"}};
    return words[weekday][lang];
}

/* The columns that `calendar import` reads come back as it reads them. */
static const struct ter_rows_column columns[] = {
    {"day", TER_FIELD_DATE, {"day", "日期"}, -1, false},
    {"weekday", TER_FIELD_TEXT, {"weekday", "星期"}, -1, false},
    {"working", TER_FIELD_INTEGER, {"worked", "上班"}, -1, false},
    {"name", TER_FIELD_TEXT, {"name", "名称"}, -1, false},
    {"source", TER_FIELD_TEXT, {"source", "依据"}, -1, false},
    {0},
};

static void add_day(struct ter_rows *rows, const struct ter_calendar_day *day, enum ter_lang lang)
{
    char text[TER_DAY_SIZE];
    ter_day_write(day->day, text);
    ter_rows_text(rows, text);
    ter_rows_text(rows, weekday_words(ter_day_weekday(day->day), lang));
    ter_rows_int(rows, day->working);
    ter_rows_text(rows, day->name);
    ter_rows_text(rows, day->source);
}

/* The years whose holidays are known: "2023-2026", "2023, 2025"; "" where there are none. */
static char *years_known(const struct ter_calendar *calendar)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, "");
    int first = calendar->count ? ter_day_year(calendar->days[0].day) : 0;
    int last = calendar->count ? ter_day_year(calendar->days[calendar->count - 1].day) : -1;
    for (int year = first; year <= last; year++) {
        int end = year;
        if (!ter_calendar_knows(calendar, year))
            continue;
        while (ter_calendar_knows(calendar, end + 1))
            end++;
        ter_buf_printf(&text, "%s%d", text.size ? ", " : "", year);
        if (end > year)
            ter_buf_printf(&text, "-%d", end);
        year = end;
    }
    return ter_buf_take(&text);
}

static void say_known(const struct ter_args *args, const struct ter_calendar *calendar, int64_t year)
{
    TER_AUTO_FREE char *years = years_known(calendar);
    if (year && !ter_calendar_knows(calendar, (int)year))
        ter_say(args,
            "the holidays of %lld are not known: for this year only weekends count; terrier calendar "
            "import brings them in",
            (long long)year);
    else if (!*years)
        ter_say(args, "no holidays are known: only weekends count; terrier calendar use cn takes over "
                      "those of China");
    else
        ter_say(args, "holidays are known of %s; for any other year only weekends count", years);
}

static bool read_year(const struct ter_args *args, int64_t *ret_year, struct ter_error *err)
{
    enum { MOST = 9999 };
    *ret_year = 0;
    if (!args->word_count)
        return true;
    if (ter_text_int(args->words[0], ret_year) && *ret_year > 0 && *ret_year <= MOST)
        return true;
    return ter_fail(err, TER_USAGE, "\"%s\" is not a year; write 2024", args->words[0]);
}

static bool list(const struct ter_args *args, bool *ret_known, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_CALENDAR struct ter_calendar calendar = {0};
    TER_AUTO_ROWS struct ter_rows rows = {0};
    int64_t year;
    if (!read_year(args, &year, err) || !ter_args_open(args, TER_READ, &registry, err) ||
        !ter_calendar_read(registry, &calendar, err))
        return false;
    enum ter_lang lang = ter_args_lang(args, registry);
    ter_rows_begin(&rows, "calendar", columns);
    for (size_t i = 0; i < calendar.count; i++)
        if (!year || ter_day_year(calendar.days[i].day) == year)
            add_day(&rows, &calendar.days[i], lang);
    *ret_known = year ? ter_calendar_knows(&calendar, (int)year) : calendar.count > 0;
    if ((args->format != TER_FORMAT_TABLE || ter_rows_count(&rows)) &&
        !ter_rows_print(&rows, args->format, lang, stdout, err))
        return false;
    say_known(args, &calendar, year);
    return true;
}

static enum ter_exit run_list(const struct ter_args *args, struct ter_error *err)
{
    bool known = true;
    if (!list(args, &known, err)) {
        ter_wrap(err, "calendar list");
        return ter_exit_for(err);
    }
    return known ? TER_EXIT_DONE : TER_EXIT_ATTENTION;
}

const struct ter_command ter_command_calendar_list = {
    .name = "calendar list",
    .usage = "[YEAR]",
    .summary = "list the holidays, and the weekends that are worked in their stead",
    .formats = "table json csv",
    .details =
        "Deadlines in working days count Monday to Friday, but for the days listed here. A year with no "
        "day here is not known: whatever counts through it says so. Exit code 3: the holidays of the "
        "year, or any at all, are not known.",
    .examples = "terrier calendar list 2023\n"
                "terrier calendar list --format csv > calendar.csv",
    .max_words = 1,
    .run = run_list,
};

/* Use ------------------------------------------------------------------------------------------------- */

static bool use(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_CALENDAR struct ter_calendar calendar = {0};
    const struct ter_write_context context = {.tool = "calendar"};
    bool none = strcmp(args->words[0], "none") == 0;
    if ((!none && !ter_calendar_shipped(args->words[0], &calendar, err)) ||
        !ter_args_open(args, TER_WRITE, &registry, err) || !ter_registry_begin(registry, &context, err) ||
        !(none ? ter_calendar_clear(registry, err) : ter_calendar_put(registry, &calendar, err)) ||
        !ter_registry_commit(registry, err))
        return false;
    TER_AUTO_CALENDAR struct ter_calendar now = {0};
    if (!ter_calendar_read(registry, &now, err))
        return false;
    say_known(args, &now, 0);
    return true;
}

static enum ter_exit run_use(const struct ter_args *args, struct ter_error *err)
{
    if (!use(args, err))
        ter_wrap(err, "calendar use %s", args->words[0]);
    return ter_exit_for(err);
}

const struct ter_command ter_command_calendar_use = {
    .name = "calendar use",
    .usage = "cn|none",
    .summary = "take over a calendar that ships with terrier, or take all days out",
    .details =
        "cn: the public holidays of mainland China with the weekends that are worked in their stead, 2023 "
        "to 2026, each day with the State Council's notice. It replaces those years; others stay. A new "
        "register in EPSG:4490, China's own system, begins with it, one in any other system with none; a "
        "register made by an older terrier keeps none until it is asked to use one, so that no deadline "
        "moves unasked.",
    .examples = "terrier calendar use cn",
    .min_words = 1,
    .max_words = 1,
    .run = run_use,
};

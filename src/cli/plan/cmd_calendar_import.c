/* Owns `terrier calendar import`: a file of holidays and worked weekends, taken over whole or not at all. */
#include "base/messages.h"
#include "base/progress.h"
#include "base/text.h"
#include "cli/cli.h"
#include "import/reader.h"
#include "registry/calendar.h"

#include <stdlib.h>
#include <string.h>

enum column { DAY, WORKING, NAME, SOURCE, COLUMNS };

static const char *const headings[COLUMNS][8] = {
    [DAY] = {"day", "date", "日期", "放假日期", "调休日期"},
    [WORKING] = {"working", "worked", "上班", "是否上班", "工作日", "是否工作日"},
    [NAME] = {"name", "holiday", "名称", "节日", "节假日", "节日名称"},
    [SOURCE] = {"source", "notice", "来源", "依据", "文号", "通知"},
};

static const struct {
    const char *text;
    bool working;
} words[] = {{"0", false}, {"no", false}, {"false", false}, {"holiday", false}, {"off", false}, {"否", false},
    {"放假", false}, {"休", false}, {"休息", false}, {"1", true}, {"yes", true}, {"true", true},
    {"working", true}, {"worked", true}, {"是", true}, {"上班", true}, {"班", true}, {"调休上班", true}};

/* One run: the file's columns, what was read, and the first row that cannot be. */
struct import {
    const char *path;
    size_t columns[COLUMNS];
    struct ter_calendar calendar;
    int64_t faults, fault_row;
    char *fault;
};

static void import_free(struct import *import)
{
    ter_calendar_free(&import->calendar);
    free(import->fault);
}

static void blame(struct import *import, int64_t row, char *reason)
{
    if (import->faults++) {
        free(reason);
        return;
    }
    import->fault_row = row;
    import->fault = reason;
}

static bool find_columns(
    const struct ter_source_info *info, size_t ret_columns[COLUMNS], struct ter_error *err)
{
    for (size_t i = 0; i < COLUMNS; i++)
        ret_columns[i] = ter_source_column(info, headings[i]);
    for (size_t i = DAY; i <= WORKING; i++)
        if (ret_columns[i] == SIZE_MAX)
            return ter_fail(err, TER_FAILED,
                "there is no column %s (%s); the columns are day, working (0: a holiday, 1: worked), name "
                "and "
                "source",
                headings[i][0], headings[i][2]);
    return true;
}

static char *cell(const struct ter_source_row *row, size_t column)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_text(&text, "");
    if (column != SIZE_MAX)
        ter_value_print(row->values[column], &text);
    TER_AUTO_FREE char *all = ter_buf_take(&text);
    return ter_strdup(ter_text_trim(all));
}

static bool read_working(const char *text, bool *ret_working)
{
    TER_AUTO_FREE char *key = ter_text_key(text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(key, words[i].text) == 0) {
            *ret_working = words[i].working;
            return true;
        }
    return false;
}

static bool read_day(const char *text, int *ret_day)
{
    static const struct ter_field field = {.type = TER_FIELD_DATE};
    char scratch[TER_SCRATCH_SIZE];
    struct ter_value value;
    struct ter_error unused = {0};
    return ter_field_read(&field, text, scratch, &value, &unused) && value.type == TER_VALUE_TEXT &&
           ter_day_read(value.text, ret_day);
}

static bool is_plain(const char *text)
{
    enum { LONGEST = 200 };
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < ' ')
            return false;
    return ter_text_width(text) <= LONGEST;
}

/* Why the row cannot be, or NULL: it is in the calendar. The caller frees the reason. */
static char *read_row(struct import *import, const struct ter_source_row *row)
{
    enum { SUNDAY = 0, SATURDAY = 6, MOST_DAYS = 10000 }; /* three hundred years of holidays */
    int day;
    bool working;
    TER_AUTO_FREE char *date = cell(row, import->columns[DAY]), *said = cell(row, import->columns[WORKING]),
                       *name = cell(row, import->columns[NAME]), *source = cell(row, import->columns[SOURCE]);
    if (!read_day(date, &day))
        return ter_format(ter_message("day: \"%s\" is no date (YYYY-MM-DD)"), date);
    if (!read_working(said, &working))
        return ter_format(ter_message("working: \"%s\" is neither 0 (a holiday) nor 1 (worked)"), said);
    int weekday = ter_day_weekday(day);
    if (working && weekday != SUNDAY && weekday != SATURDAY)
        return ter_format(
            ter_message("%s is no Saturday or Sunday, it is worked anyway; leave it out"), date);
    if (!is_plain(name) || !is_plain(source))
        return ter_strdup(ter_message("name and source are texts on one line, at most 200 wide"));
    if (import->calendar.count == MOST_DAYS)
        return ter_format(
            ter_message("the list has more than %d days; give the years that count"), MOST_DAYS);
    if (!ter_calendar_enter(&import->calendar, day, working, *name ? name : NULL, *source ? source : NULL))
        return ter_format(ter_message("%s stands in the file twice"), date);
    return NULL;
}

static bool is_blank(const struct ter_source_row *row, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (row->values[i].type != TER_VALUE_NULL)
            return false;
    return true;
}

static bool read_file(struct import *import, struct ter_error *err)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    const struct ter_read_options options = {0};
    const struct ter_source_row *row;
    if (!ter_reader_open(import->path, &options, &reader, err) ||
        !find_columns(&reader->info, import->columns, err))
        return false;
    for (;;) {
        if (!ter_interrupt_check(err) || !reader->next(reader, &row, err))
            return false;
        if (!row)
            return true;
        char *reason = is_blank(row, reader->info.column_count) ? NULL : read_row(import, row);
        if (reason)
            blame(import, row->number, reason);
    }
}

static bool read_all(struct import *import, struct ter_error *err)
{
    if (!read_file(import, err))
        return ter_wrap(err, "%s", import->path);
    if (import->faults)
        return ter_fail(err, TER_FAILED, "%s: row %lld: %s; %lld row%s cannot be, nothing was changed",
            import->path, (long long)import->fault_row, import->fault, (long long)import->faults,
            ter_plural(import->faults));
    if (!import->calendar.count)
        return ter_fail(err, TER_FAILED, "%s: there are no days in it, nothing was changed", import->path);
    return true;
}

static void report(const struct ter_args *args, const struct ter_calendar *calendar)
{
    for (size_t i = 0; i < calendar->count;) {
        int year = ter_day_year(calendar->days[i].day);
        int off = 0, worked = 0;
        for (; i < calendar->count && ter_day_year(calendar->days[i].day) == year; i++)
            *(calendar->days[i].working ? &worked : &off) += 1;
        ter_say(args, "%d: days off %d, weekend days worked %d", year, off, worked);
    }
}

static bool run_import(const struct ter_args *args, struct import *import, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const struct ter_write_context context = {.tool = "calendar", .note = import->path};
    if (!read_all(import, err) || !ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_registry_begin(registry, &context, err) || !ter_calendar_put(registry, &import->calendar, err) ||
        !ter_registry_commit(registry, err))
        return false;
    report(args, &import->calendar);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(import_free))) struct import import = {.path = args->words[0]};
    if (!run_import(args, &import, err))
        ter_wrap(err, "calendar import");
    return ter_exit_for(err);
}

const struct ter_command ter_command_calendar_import = {
    .name = "calendar import",
    .usage = "FILE",
    .summary = "take over holidays and worked weekends from a list",
    .details =
        "FILE is a CSV or a workbook with the columns day (日期), working (上班: 0 a holiday, 1 a "
        "Saturday or Sunday that is worked), name (名称) and source (依据: the notice that orders it). It "
        "replaces the years that it holds; other years stay. A row that cannot be refuses the whole "
        "file.",
    .examples = "terrier calendar import holidays-2027.csv\n"
                "terrier calendar list 2026 --format csv > mine.csv    # the form to begin from",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};

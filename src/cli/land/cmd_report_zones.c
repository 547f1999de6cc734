/* Owns `terrier report zones`: the figures of the grazing bans as a page or a table. */
#include "base/day.h"
#include "base/text.h"
#include "cli/target.h"
#include "rates_file.h"
#include "registry/attribution.h"
#include "registry/documents.h"
#include "report/zones/zones.h"
#include "zone_rows.h"

#include <string.h>

struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    struct ter_rates *rates;
    enum ter_lang lang;
    int day;
    char first[TER_DAY_SIZE], date[TER_DAY_SIZE];
    struct ter_zone_report report;
    struct ter_report_target target;
};

static void run_free(struct run *run)
{
    ter_zone_report_free(&run->report);
    ter_report_target_free(&run->target);
    ter_rates_free(run->rates);
    ter_registry_close(run->registry);
}

/* A year is asked for whole, as far as it has come; a day with the year that it is in. */
static bool read_days(struct run *run, struct ter_error *err)
{
    enum { FIRST = 1950, LAST = 2200 };
    const char *on = ter_args_value(run->args, "on");
    int day = ter_day_today();
    double year;
    if (!ter_args_number(run->args, "year", FIRST, LAST, ter_day_year(day), &year, err))
        return false;
    if (on && ter_args_value(run->args, "year"))
        return ter_fail(err, TER_USAGE, "--year and --on exclude each other: --on takes the year of its day");
    if (on && !ter_day_read(on, &day))
        return ter_fail(err, TER_USAGE, "--on \"%s\" is not a date; write YYYY-MM-DD", on);
    int last = ter_day_of((int)year + 1, 1, 1) - 1;
    if (!on && last < day)
        day = last;
    if (!on && (int)year > ter_day_year(day))
        return ter_fail(err, TER_USAGE, "--year %d is still to come", (int)year);
    ter_day_write(ter_day_of(ter_day_year(day), 1, 1), run->first);
    ter_day_write(day, run->date);
    run->day = day;
    return true;
}

static bool write_page(void *user, FILE *out, struct ter_error *err)
{
    struct run *run = user;
    TER_AUTO_STRINGS struct ter_strings documents = {0};
    TER_AUTO_ROAD_LINES struct ter_road_lines roads = {0};
    TER_AUTO_FREE char *attribution = NULL;
    TER_AUTO_FREE char *command = ter_args_value(run->args, "year")
                                      ? ter_report_command(run->args, "report zones")
                                      : ter_report_command_on(run->args, "report zones", run->day);
    if (!ter_registry_documents(run->registry, run->report.layer, &documents, err) ||
        !ter_registry_attribution(run->registry, &attribution, err) ||
        !ter_road_lines_read(run->registry, &roads, err))
        return false;
    struct ter_zones_page page = {
        .report = &run->report,
        .rates = run->rates,
        .lang = run->lang,
        .register_name = ter_registry_name(run->registry),
        .documents = &documents,
        .attribution = attribution,
        .command = command,
        .roads = &roads,
    };
    return ter_zones_page_write(&page, out, err);
}

static bool write_file(struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    ter_zone_rows_fill(&run->report, run->rates, run->lang, run->target.form != TER_REPORT_JSON, &rows);
    bool written = run->target.form == TER_REPORT_HTML
                       ? ter_report_target_fill(&run->target, write_page, run, err)
                       : ter_rows_write(&rows, run->lang, &run->target, err);
    if (written)
        ter_report_target_say(run->args, &run->target);
    return written;
}

static bool write_rows(const struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    ter_zone_rows_fill(&run->report, run->rates, run->lang, run->args->format == TER_FORMAT_TABLE, &rows);
    return ter_rows_print(&rows, run->args->format, run->lang, stdout, err);
}

static bool read_target(struct run *run, struct ter_error *err)
{
    const char *rates = ter_args_value(run->args, "rates");
    return ter_report_target_read(run->args, NULL, &run->target, err) &&
           (!run->target.path || ter_target_check(run->registry, "--out", run->target.path, rates, err));
}

static bool report(struct run *run, struct ter_error *err)
{
    if (!read_days(run, err) || !ter_rates_of_args(run->args, &run->rates, err) ||
        !ter_args_open(run->args, TER_READ, &run->registry, err))
        return false;
    run->lang = ter_args_lang(run->args, run->registry);
    return read_target(run, err) && ter_registry_read_begin(run->registry, err) &&
           ter_zone_report_compute(run->registry, run->rates, run->first, run->date, &run->report, err) &&
           (run->target.path ? write_file(run, err) : write_rows(run, err));
}

/* A target that was missed or is not known, and bans that nobody has drawn. */
static bool wants_attention(const struct ter_zone_report *one)
{
    for (size_t i = 0; i < one->herd_count; i++)
        if (one->herds[i].state == TER_HERDS_MISSED || one->herds[i].state == TER_HERDS_UNKNOWN)
            return true;
    return one->undrawn_count > 0;
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!report(&run, err)) {
        ter_wrap(err, "report zones");
        return ter_exit_for(err);
    }
    return wants_attention(&run.report) ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    {"year", "YEAR", "the bans at the year's end, events of the year (default: this year, so far)", false},
    {"on", "DATE", "the bans of that day, events of its year until then", false},
    TER_RATES_OPTION,
    TER_REPORT_OPTIONS,
    {0},
};

const struct ter_command ter_command_report_zones = {
    .name = "report zones",
    .usage = "",
    .summary = "grazing bans: areas, overlaps, violations and fines, herds, patrols",
    .options = options,
    .formats = "table json csv",
    .details =
        "Areas are measured on the ellipsoid, of the union of the bans of each kind and township, so that no "
        "land "
        "counts twice; the total counts once what several kinds hold. Townships cut the bans where they have "
        "boundaries in the register, else each ban counts in its own township. Bans that nobody has drawn "
        "are "
        "listed: no area holds them.\n\n"
        "Violations and penalties are events, by their own township and month. The herds in the reserve are "
        "those "
        "of the ledger at each year's end, by the history, or counted in the year (events of the kind "
        "count); a "
        "year in which not every herd was counted is unknown. Patrols are events about a duty area or inside "
        "of "
        "it, against the area's own quota or that of its level.\n\n"
        "Without --out it prints the figures; --out FILE.html makes the page. Exit code 3: bans are not "
        "drawn, or a "
        "year's aim was missed or is not known.",
    .examples = "terrier report zones --year 2026 --out zones.html\n"
                "terrier report zones --on 2024-12-31 --out zones-2024.xlsx\n"
                "terrier report zones --format json",
    .min_words = 0,
    .max_words = 0,
    .run = run_command,
};

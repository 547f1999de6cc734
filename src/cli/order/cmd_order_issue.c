/* Owns `terrier order issue`: from a choice of records to a numbered order and its files. */
#include "base/json.h"
#include "base/messages.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/records/filter.h"
#include "cli/records/region.h"
#include "cli/report_target.h"
#include "order_files.h"
#include "plan/order/order_rounds.h"
#include "plan/rounds/rounds.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_YEAR = 1900, LAST_YEAR = 2200 };

/* One run of the command. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_area *area;
    struct ter_filter_args filter;
    struct ter_saved_plan plan;
    int year;
    struct ter_order *order;
    struct ter_strings notes; /* what rounds rest on */
    int64_t elsewhere;        /* records that stand on another open order */
    struct ter_order_left left_out;
    struct ter_order_files files;
};

static void run_free(struct run *run)
{
    ter_order_files_free(&run->files);
    ter_strings_free(&run->left_out.codes);
    ter_strings_free(&run->left_out.why);
    ter_strings_free(&run->notes);
    ter_order_free(run->order);
    ter_saved_plan_free(&run->plan);
    ter_area_close(run->area);
    ter_registry_close(run->registry);
}

static bool read_day(struct run *run, struct ter_error *err)
{
    const char *on = ter_args_value(run->args, "on");
    int day = ter_day_today();
    if (on && !ter_day_read(on, &day))
        return ter_fail(err, TER_USAGE, "--on \"%s\" is not a date; write it like 2023-03-05", on);
    if (day > ter_day_today())
        return ter_fail(err, TER_USAGE, "--on %s is still to come", on);
    ter_day_write(day, run->order->issued_on);
    return true;
}

static bool read_number(struct run *run, struct ter_error *err)
{
    enum { LONGEST = 60 };
    const char *number = ter_args_value(run->args, "number");
    if (!number)
        return true;
    TER_AUTO_FREE char *copy = ter_strdup(number);
    const char *trimmed = ter_text_trim(copy);
    if (!*trimmed || strlen(trimmed) > LONGEST || trimmed[strcspn(trimmed, "\r\n\t")])
        return ter_fail(
            err, TER_USAGE, "--number \"%s\": write one line of at most %d bytes", number, LONGEST);
    run->order->number = ter_strdup(trimmed);
    return true;
}

static bool read_plan(struct run *run, struct ter_error *err)
{
    const char *name = ter_args_value(run->args, "plan"), *year = ter_args_value(run->args, "year");
    int64_t number = 0;
    if (year && !name)
        return ter_fail(err, TER_USAGE, "--year is a year of a plan: name the plan with --plan");
    if (year && (!ter_text_int(year, &number) || number < FIRST_YEAR || number > LAST_YEAR))
        return ter_fail(err, TER_USAGE, "--year \"%s\" is not a year", year);
    run->year = (int)number;
    if (!name)
        return true;
    if (!ter_plans_read(run->registry, name, &run->plan, err))
        return false;
    if (run->args->word_count && strcmp(run->args->words[0], run->plan.layer) != 0)
        return ter_fail(err, TER_USAGE, "the plan \"%s\" is of the layer %s, not of %s", name,
            run->plan.layer, run->args->words[0]);
    return true;
}

static bool read_request(struct run *run, struct ter_error *err)
{
    const char *layer = run->args->word_count ? run->args->words[0]
                        : run->plan.layer     ? run->plan.layer
                                              : "hydrant";
    if (!ter_registry_layer(run->registry, layer, &run->layer, err) ||
        !ter_filter_from_args(run->args, run->layer, &run->filter, err) ||
        !ter_region_from_args(run->registry, run->args, &run->filter.filter, &run->area, err))
        return false;
    if (run->filter.filter.as_of)
        return ter_fail(err, TER_USAGE, "an order is about records as they are; leave out --as-of");
    run->order->layer = ter_strdup(layer);
    TER_AUTO(ter_json_free) json_t *request = json_object();
    TER_AUTO_FREE char *command = ter_report_command(run->args, "order issue");
    ter_json_set(request, "command", ter_json_string(command));
    run->order->request = ter_json_text(request);
    return true;
}

static bool make_rounds(struct run *run, struct ter_error *err)
{
    const char *day = ter_args_value(run->args, "crew-day"), *depot = ter_args_value(run->args, "depot");
    double day_min;
    if (!day)
        return !depot || ter_fail(err, TER_USAGE, "--depot is where rounds set out: give --crew-day too");
    return (ter_crew_day_read(day, &day_min, err) || ter_wrap(err, "--crew-day")) &&
           ter_order_make_rounds(run->registry, run->layer, day_min, depot,
               ter_args_lang(run->args, run->registry), run->order, &run->notes, err);
}

/* Without --status, and not from a plan: what wants a mend. */
static bool choose(struct run *run, struct ter_error *err)
{
    struct ter_filter *filter = &run->filter.filter;
    bool planned = run->plan.name != NULL;
    run->left_out.lang = ter_args_lang(run->args, run->registry);
    if (!planned && !filter->status_count && !filter->where) {
        filter->status_count = ter_order_broken(run->layer, run->filter.statuses, TER_MAX_ARGUMENTS);
        if (!filter->status_count)
            return ter_fail(err, TER_USAGE,
                "the layer %s has no status that a mend would end; say which records with --status or "
                "--where",
                run->layer->name);
    }
    if (planned ? !ter_order_draft_planned(run->registry, run->layer, &run->plan, run->year, filter,
                      run->order, &run->left_out, err)
                : !ter_order_draft_found(run->registry, run->layer, filter, run->order, err))
        return false;
    if (!run->order->count && run->left_out.codes.count)
        return ter_fail(err, TER_FAILED, "nothing is left to be mended of the plan \"%s\": %s%s",
            run->plan.name, run->left_out.why.items[0], run->left_out.why.count > 1 ? ", …" : "");
    if (!run->order->count)
        return ter_fail(err, TER_FAILED,
            "no record is to be ordered: none passes the filters%s; terrier find %s shows which there are",
            planned ? ter_message(" among those of the plan") : "", run->layer->name);
    if (!make_rounds(run, err))
        return false;
    ter_order_draft_group(run->order);
    return true;
}

/* Which records of the plan want no mend any more. */
static void say_left_out(const struct run *run, bool zh)
{
    enum { SHOWN = 8 };
    const struct ter_strings *why = &run->left_out.why;
    TER_AUTO_BUF struct ter_buf list = {0};
    for (size_t i = 0; i < why->count && i < SHOWN; i++)
        ter_buf_printf(&list, "%s%s", i ? zh ? "、" : ", " : "", why->items[i]);
    if (why->count)
        ter_say(run->args, "  %zu of %zu are left out: %s%s", why->count, why->count + run->order->count,
            list.data, why->count > SHOWN ? ", …" : "");
}

static void say(const struct run *run)
{
    const char *paths[TER_MAX_ARGUMENTS];
    size_t files = ter_args_values(run->args, "to", paths, TER_MAX_ARGUMENTS), sheets = 0;
    const struct ter_order *order = run->order;
    bool zh = ter_args_lang(run->args, run->registry) == TER_ZH;
    for (size_t i = 0; i < order->count; i++) {
        const char *here = order->items[i].township, *before = i ? order->items[i - 1].township : NULL;
        sheets += i == 0 || (here && before ? strcmp(here, before) != 0 : here != before);
    }
    if (zh)
        ter_say(run->args, "工单 %s：%zu 条记录，%zu 个乡镇，签发日期 %s", order->number, order->count,
            sheets, order->issued_on);
    else
        ter_say(run->args, "work order %s: %zu record%s, %zu township%s, issued on %s", order->number,
            order->count, ter_plural((int64_t)order->count), sheets, ter_plural((int64_t)sheets),
            order->issued_on);
    for (size_t i = 0; i < files; i++)
        ter_say(run->args, "  written to %s", paths[i]);
    if (run->elsewhere)
        ter_say(run->args, "  %lld of them stand on another order, too, that is not settled",
            (long long)run->elsewhere);
    say_left_out(run, zh);
    for (size_t i = 0; i < run->notes.count; i++)
        ter_say(run->args, "  %s", run->notes.items[i]);
    if (!files)
        ter_say(run->args, "  terrier order show %s --to FILE.xlsx prints it", order->number);
}

static bool print_json(const struct run *run, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = json_object();
    if (run->args->format != TER_FORMAT_JSON)
        return true;
    ter_json_set(json, "number", ter_json_string(run->order->number));
    ter_json_set(json, "layer", ter_json_string(run->order->layer));
    ter_json_set(json, "issued_on", ter_json_string(run->order->issued_on));
    ter_json_set(json, "records", json_integer((json_int_t)run->order->count));
    json_t *left_out = json_array();
    for (size_t i = 0; i < run->left_out.codes.count; i++)
        json_array_append_new(left_out, ter_json_string(run->left_out.codes.items[i]));
    ter_json_set(json, "left_out", left_out);
    return ter_json_write(json, stdout, err) &&
           (putchar('\n') != EOF || ter_fail(err, TER_FAILED, "a write failed"));
}

/* The files are whole before the order is kept: one that could not be printed was never issued. They appear
 * once it is kept: no paper carries a number that is given again. */
static bool store(struct run *run, struct ter_error *err)
{
    char *number;
    if (!choose(run, err) || !ter_order_add(run->registry, run->order, &number, err))
        return false;
    free(run->order->number);
    run->order->number = number;
    return ter_order_open_elsewhere(run->registry, number, &run->elsewhere, err) &&
           ter_order_files_stage(run->args, run->registry, run->order, &run->files, err) &&
           ter_registry_commit(run->registry, err);
}

static bool issue(struct run *run, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "order issue"};
    run->order = ter_alloc(sizeof *run->order);
    if (!ter_args_open(run->args, TER_WRITE, &run->registry, err) || !read_day(run, err) ||
        !read_number(run, err) || !read_plan(run, err) || !read_request(run, err) ||
        !ter_order_files_check(run->args, run->registry, err) ||
        !ter_registry_begin(run->registry, &context, err))
        return false;
    if (store(run, err)) {
        if (!ter_order_files_publish(&run->files, err))
            return ter_wrap(err,
                "work order %s is issued, but not all of its files are there (terrier order "
                "show writes them)",
                run->order->number);
        say(run);
        return print_json(run, err);
    }
    ter_registry_rollback(run->registry);
    return false;
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!issue(&run, err))
        ter_wrap(err, "order issue");
    return ter_exit_for(err);
}

static const struct ter_option options[] = {
    {"plan", "NAME", "the records of this saved plan, by rank (terrier plan repair --save)", false},
    {"year", "Y", "with --plan: only those of this year", false},
    TER_ORDER_FILE_OPTIONS,
    {"crew-day", "HOURS", "make rounds for crews whose day is so long (8, 7.5h, 450min), by real ways",
        false},
    {"depot", "PLACE", "with --crew-day: where crews set out (LON,LAT, a station's code, a township)", false},
    {"number", "TEXT", "the order's number (default: WO-YEAR- and the next one)", false},
    {"on", "DATE", "the day on the paper (default: today)", false},
    TER_FILTER_OPTIONS,
    {0},
};

const struct ter_command ter_command_order_issue = {
    .name = "order issue",
    .usage = "[LAYER]",
    .summary = "make a work order: sheets to fill in, one a township",
    .options = options,
    .formats = "table json",
    .details =
        "Without filters: the hydrants that want a mend. The order gets a number that stands on each sheet, "
        "and "
        "the "
        "register keeps what each record was when it was issued. Each sheet has a title block, a map with "
        "the "
        "numbers of "
        "its list, the location as it is written, the defect and what to bring; what is known to the "
        "township "
        "only is "
        "listed as to be located first and not drawn.\n\n"
        "The workbook is for filling in: results from a list, dates, parts, costs, the unit. terrier import "
        "event "
        "FILLED.xlsx takes it back. The page is for printing to A4 and the pen. The signature is for the "
        "paper: "
        "no "
        "person's name is ever read into the register.",
    .examples =
        "terrier order issue --township 察素齐镇 --to order.xlsx --to order.html\n"
        "terrier order issue --plan 2023-2025 --year 2023 --number \"土左维修〔2023〕1号\" --to 2023.xlsx\n"
        "terrier order issue hydrant --where \"defect = 'seized'\" --to seized.xlsx --lang en",
    .max_words = 1,
    .run = run_command,
};

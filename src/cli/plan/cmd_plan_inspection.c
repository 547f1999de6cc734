/* Owns `terrier plan inspection`: what is due for its check, quotas of patrols, and the rounds to get there.
 */
#include "base/day.h"
#include "cli/cli.h"
#include "cli/layer/layer_file.h"
#include "cli/township_hint.h"
#include "inspection_rows.h"
#include "plan_rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TOWNSHIPS = 64 };

/* What was asked, and what was found. */
struct work {
    const struct ter_args *args;
    struct ter_registry *registry;
    enum ter_lang lang;
    struct ter_checks *checks;
    struct ter_inspection_request request;
    const char *townships[MOST_TOWNSHIPS];
    struct ter_inspection_list *list;
    struct ter_round_options rounds;
};

static void work_free(struct work *work)
{
    ter_inspection_free(work->list);
    ter_round_options_free(&work->rounds);
    ter_checks_free(work->checks);
    ter_registry_close(work->registry);
}

static bool read_day(
    const struct ter_args *args, const char *name, int otherwise, int *ret_day, struct ter_error *err)
{
    const char *text = ter_args_value(args, name);
    *ret_day = otherwise;
    if (!text || ter_day_read(text, ret_day))
        return true;
    return ter_fail(err, TER_USAGE, "--%s %s is not a date, such as 2023-10-01", name, text);
}

static bool read_checks(const struct ter_args *args, struct ter_checks **ret_checks, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    const char *path = ter_args_value(args, "checks");
    if (!path)
        return ter_checks_shipped(ret_checks, err);
    return (ter_layer_file_read(path, &text, err) &&
               ter_checks_parse(text.data, text.size, path, ret_checks, err)) ||
           ter_wrap(err, "--checks");
}

static bool read_request(struct work *work, struct ter_error *err)
{
    struct ter_inspection_request *request = &work->request;
    const struct ter_args *args = work->args;
    if (!ter_args_open(args, TER_READ, &work->registry, err) ||
        !ter_registry_layer(work->registry, args->words[0], &request->layer, err) ||
        !read_checks(args, &work->checks, err) || !ter_round_options_read(args, &work->rounds, err) ||
        !read_day(args, "on", ter_day_today(), &request->on, err) ||
        !read_day(args, "before", request->on, &request->before, err))
        return false;
    work->lang = ter_args_lang(args, work->registry);
    request->checks = work->checks;
    request->check = ter_args_value(args, "check");
    request->townships = work->townships;
    request->township_count = ter_args_values(args, "township", work->townships, MOST_TOWNSHIPS);
    ter_township_hint_named(work->registry, request->layer, work->townships, request->township_count);
    return true;
}

/* ---- rounds ---- */

/* One stop a record, whatever is due there. */
struct visits {
    const struct work *work;
    struct ter_round_stop *stops;
    char **what; /* of each record of the list: the checks that are due; NULL: none */
    size_t count;
};

static void visits_free(struct visits *visits)
{
    for (size_t i = 0; visits->what && i < visits->work->list->record_count; i++)
        free(visits->what[i]);
    free(visits->what);
    free(visits->stops);
}

static void gather(struct visits *visits)
{
    const struct ter_inspection_list *list = visits->work->list;
    visits->stops = ter_alloc((list->record_count + 1) * sizeof *visits->stops);
    visits->what = ter_alloc((list->record_count + 1) * sizeof *visits->what);
    for (size_t i = 0; i < list->count; i++) {
        const struct ter_inspection_item *item = &list->items[i];
        char **what = &visits->what[item->record];
        if (!ter_inspection_is_due(item))
            continue;
        char *longer = ter_format(
            "%s%s%s", *what ? *what : "", *what ? "; " : "", item->check->title.text[visits->work->lang]);
        free(*what);
        *what = longer;
    }
    for (size_t i = 0; i < list->record_count; i++) {
        const struct ter_inspected *record = &list->records[i];
        if (!visits->what[i])
            continue;
        bool patrol = false;
        for (size_t k = 0; k < list->count; k++)
            patrol = patrol || (list->items[k].record == i && list->items[k].check->kind == TER_CHECK_QUOTA);
        visits->stops[visits->count++] = (struct ter_round_stop){.at = record->at,
            .placed = record->placed,
            .uncertainty_m = record->uncertainty_m,
            .needs = patrol ? "patrol" : "inspection",
            .service_min = (double)NAN,
            .township = record->township,
            .payload = i};
    }
}

static void describe(void *user, size_t payload, struct ter_round_words *ret_words)
{
    const struct visits *visits = user;
    const struct ter_inspected *record = &visits->work->list->records[payload];
    *ret_words = (struct ter_round_words){.code = record->code,
        .location = record->location ? record->location : record->name,
        .work = visits->what[payload]};
}

static bool show_rounds(const struct work *work, const struct ter_rounds_shown *shown, struct ter_error *err)
{
    if (work->args->format == TER_FORMAT_JSON) {
        TER_AUTO(ter_json_free) json_t *json = ter_rounds_json(shown);
        if (!ter_json_write(json, stdout, err))
            return false;
        putchar('\n');
        return true;
    }
    if (work->args->format == TER_FORMAT_CSV) {
        TER_AUTO_ROWS struct ter_rows rows;
        ter_rounds_rows_begin(&rows, "rounds");
        ter_rounds_rows_add(&rows, shown);
        return ter_rows_print(&rows, work->args->format, work->lang, stdout, err);
    }
    putchar('\n');
    ter_rounds_print(shown, stdout);
    return true;
}

static bool make_rounds(const struct work *work, struct ter_error *err)
{
    __attribute__((cleanup(visits_free))) struct visits visits = {.work = work};
    TER_AUTO_ROUND_GROUND struct ter_round_ground ground = {0};
    TER_AUTO_ROUND_DEPOTS struct ter_round_depots depots = {0};
    TER_AUTO(ter_rounds_free) struct ter_rounds *rounds = NULL;
    gather(&visits);
    if (!ter_round_ground_open(work->registry, &ground, err) ||
        !ter_round_depots_read(work->registry, work->rounds.depot, work->rounds.rules, visits.stops,
            visits.count, work->lang, &depots, err))
        return false;
    struct ter_rounds_request request = {.stops = visits.stops,
        .stop_count = visits.count,
        .depots = depots.items,
        .depot_count = depots.count,
        .rules = work->rounds.rules,
        .ground = &ground,
        .day_min = work->rounds.day_min,
        .crews = work->rounds.crews,
        .lang = work->lang};
    if (!ter_rounds_make(&request, &rounds, err))
        return false;
    ter_strings_add(&rounds->notes, depots.how);
    struct ter_rounds_shown shown = {
        .request = &request, .rounds = rounds, .describe = describe, .user = &visits};
    return show_rounds(work, &shown, err);
}

/* ---- the command ---- */

static bool is_anything_due(const struct ter_inspection_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (ter_inspection_is_due(&list->items[i]))
            return true;
    return false;
}

static bool plan(struct work *work, struct ter_error *err)
{
    if (!read_request(work, err) ||
        !ter_inspection_find(work->registry, &work->request, work->lang, &work->list, err))
        return false;
    bool rounds = !isnan(work->rounds.day_min), table = work->args->format == TER_FORMAT_TABLE;
    if ((table || !rounds) && !ter_inspection_print(&(struct ter_inspection_shown){work->list, &work->request,
                                                        work->lang, work->args->format, work->args->quiet},
                                  stdout, err))
        return false;
    return !rounds || make_rounds(work, err);
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(work_free))) struct work work = {.args = args};
    if (!plan(&work, err)) {
        ter_wrap(err, "plan inspection %s", args->words[0]);
        return ter_exit_for(err);
    }
    return is_anything_due(work.list) ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option own_options[] = {
    {"on", "DATE", "the day it is seen on (default: today)", false},
    {"before", "DATE", "also what falls due up to and with this day", false},
    {"township", "NAME", "only this township's", true},
    {"check", "NAME", "only this check", false},
    {"checks", "FILE", "your own checks (JSON, as src/plan/inspections.json)", false},
    TER_ROUND_OPTIONS,
    {0},
};

const struct ter_command ter_command_plan_inspection = {
    .name = "plan inspection",
    .usage = "LAYER",
    .summary = "what is due for its check, quotas of patrols, and rounds to get there",
    .options = own_options,
    .formats = "table json csv",
    .details =
        "Checks are data with a source each: hydrants yearly and before winter, nursing homes quarterly, "
        "patrols "
        "by quota, counted from events. What was never inspected is due, and said as \"no inspection "
        "known\". An "
        "event that found nothing or could not test counts for nothing. Exit code 3: something is due.\n"
        "\n"
        "With --crew-day HOURS rounds are made: setting out from the nearest station (or --depot), travel by "
        "road, the work at each stop, and back within the day. Positions known too coarsely to drive to are "
        "listed to be located first. JSON and CSV then hold the rounds.",
    .examples = "terrier plan inspection hydrant\n"
                "terrier plan inspection hydrant --check frost_check --on 2023-09-20 --crew-day 8 --crews 2\n"
                "terrier plan inspection site --before 2023-12-31 --township 毕克齐镇\n"
                "terrier plan inspection township --format json",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};

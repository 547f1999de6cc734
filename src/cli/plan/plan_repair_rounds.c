/* Owns the way from a repair plan to its rounds. Knows nothing of how either is made. */
#include "plan_repair_rounds.h"

#include <math.h>

struct work {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_plan *plan;
    struct ter_round_options options;
    struct ter_round_ground ground;
    struct ter_rows rows; /* for CSV */
    json_t *json;         /* for JSON */
};

static void work_free(struct work *work)
{
    ter_round_options_free(&work->options);
    ter_round_ground_close(&work->ground);
    ter_rows_free(&work->rows);
    ter_json_free(work->json);
}

static size_t gather(const struct ter_plan *plan, int year, struct ter_round_stop *stops)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->list.count; i++) {
        const struct ter_plan_item *item = &plan->list.items[i];
        if (item->year == year)
            stops[count++] = (struct ter_round_stop){.at = item->at,
                .placed = !isnan(item->at.lon),
                .uncertainty_m = item->uncertainty_m,
                .needs = item->needs,
                .service_min = (double)NAN,
                .township = item->township,
                .payload = i};
    }
    return count;
}

static void describe(void *user, size_t payload, struct ter_round_words *ret_words)
{
    const struct ter_plan *plan = user;
    const struct ter_plan_item *item = &plan->list.items[payload];
    *ret_words =
        (struct ter_round_words){.code = item->code, .location = item->location, .work = item->defect_title};
}

static void show(struct work *work, const struct ter_rounds_shown *shown)
{
    if (work->args->format == TER_FORMAT_JSON) {
        TER_AUTO(ter_json_free) json_t *rounds = ter_rounds_json(shown);
        json_array_extend(work->json, rounds);
    } else if (work->args->format == TER_FORMAT_CSV) {
        ter_rounds_rows_add(&work->rows, shown);
    } else {
        ter_rounds_print(shown, stdout);
    }
}

static bool make_year(struct work *work, int year, struct ter_error *err)
{
    const struct ter_plan *plan = work->plan;
    TER_AUTO_ROUND_DEPOTS struct ter_round_depots depots = {0};
    TER_AUTO(ter_rounds_free) struct ter_rounds *rounds = NULL;
    TER_AUTO_FREE struct ter_round_stop *stops = ter_alloc((plan->list.count + 1) * sizeof *stops);
    size_t count = gather(plan, year, stops);
    if (!ter_round_depots_read(
            work->registry, work->options.depot, work->options.rules, stops, count, plan->lang, &depots, err))
        return false;
    struct ter_rounds_request request = {.stops = stops,
        .stop_count = count,
        .depots = depots.items,
        .depot_count = depots.count,
        .rules = work->options.rules,
        .ground = &work->ground,
        .day_min = work->options.day_min,
        .crews = work->options.crews,
        .lang = plan->lang};
    if (!ter_rounds_make(&request, &rounds, err))
        return false;
    ter_strings_add(&rounds->notes, depots.how);
    union {
        const void *in;
        void *out;
    } user = {.in = plan}; /* only read */
    struct ter_rounds_shown shown = {
        .request = &request, .rounds = rounds, .year = year, .describe = describe, .user = user.out};
    show(work, &shown);
    return true;
}

static bool finish(struct work *work, struct ter_error *err)
{
    if (work->args->format == TER_FORMAT_CSV)
        return ter_rows_print(&work->rows, TER_FORMAT_CSV, work->plan->lang, stdout, err);
    if (work->args->format != TER_FORMAT_JSON)
        return true;
    if (!ter_json_write(work->json, stdout, err))
        return false;
    putchar('\n');
    return true;
}

bool ter_plan_repair_rounds(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_plan *plan, bool *ret_made, struct ter_error *err)
{
    __attribute__((cleanup(work_free))) struct work work = {.args = args, .registry = registry, .plan = plan};
    *ret_made = false;
    if (!ter_round_options_read(args, &work.options, err))
        return false;
    if (isnan(work.options.day_min))
        return true;
    if (!ter_round_ground_open(registry, &work.ground, err))
        return false;
    ter_rounds_rows_begin(&work.rows, "rounds");
    work.json = json_array();
    for (size_t i = 0; i < plan->year_count; i++)
        if (!make_year(&work, plan->years[i].year, err))
            return false;
    if (!plan->year_count && !make_year(&work, 0, err))
        return false;
    *ret_made = true;
    return finish(&work, err);
}

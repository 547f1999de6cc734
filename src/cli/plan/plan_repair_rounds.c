/* Owns the way from a repair plan's rounds to their forms. Knows nothing of how either is made. */
#include "plan_repair_rounds.h"

#include <math.h>

bool ter_plan_rounds_read(const struct ter_args *args, struct ter_plan_rounds *rounds, struct ter_error *err)
{
    return ter_round_options_read(args, &rounds->options, err);
}

bool ter_plan_rounds_make(struct ter_registry *registry, const struct ter_plan *plan,
    struct ter_plan_rounds *rounds, struct ter_error *err)
{
    const struct ter_repair_rounds_request request = {.day_min = rounds->options.day_min,
        .crews = rounds->options.crews,
        .depot = rounds->options.depot,
        .rules = rounds->options.rules};
    rounds->plan = plan;
    return isnan(request.day_min) || ter_repair_rounds_make(registry, plan, &request, &rounds->made, err);
}

void ter_plan_rounds_free(struct ter_plan_rounds *rounds)
{
    ter_repair_rounds_free(rounds->made); /* before the rules that it borrows */
    ter_round_options_free(&rounds->options);
    rounds->made = NULL;
}

static void describe(void *user, size_t payload, struct ter_round_words *ret_words)
{
    const struct ter_plan_rounds *rounds = user;
    const struct ter_plan_item *item = &rounds->plan->list.items[payload];
    *ret_words =
        (struct ter_round_words){.code = item->code, .location = item->location, .work = item->defect_title};
}

static struct ter_rounds_shown shown_of(struct ter_plan_rounds *rounds, size_t at)
{
    const struct ter_repair_rounds_year *year = &rounds->made->years[at];
    return (struct ter_rounds_shown){.request = &year->request,
        .rounds = year->rounds,
        .year = year->year,
        .describe = describe,
        .user = rounds};
}

static void fill_rows(struct ter_plan_rounds *rounds, struct ter_rows *ret_rows)
{
    ter_rounds_rows_begin(ret_rows, "rounds");
    for (size_t i = 0; i < rounds->made->year_count; i++) {
        const struct ter_rounds_shown shown = shown_of(rounds, i);
        ter_rounds_rows_add(ret_rows, &shown);
    }
}

static bool write_json(void *user, FILE *out, struct ter_error *err)
{
    struct ter_plan_rounds *rounds = user;
    TER_AUTO(ter_json_free) json_t *all = json_array();
    for (size_t i = 0; i < rounds->made->year_count; i++) {
        const struct ter_rounds_shown shown = shown_of(rounds, i);
        TER_AUTO(ter_json_free) json_t *year = ter_rounds_json(&shown);
        json_array_extend(all, year);
    }
    return ter_json_write(all, out, err) &&
           (fputc('\n', out) != EOF || ter_fail(err, TER_FAILED, "a write failed"));
}

bool ter_plan_rounds_print(struct ter_plan_rounds *rounds, enum ter_format format, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    if (!rounds->made)
        return true;
    if (format == TER_FORMAT_JSON)
        return write_json(rounds, stdout, err);
    fill_rows(rounds, &rows);
    if (format == TER_FORMAT_CSV)
        return ter_rows_print(&rows, format, rounds->plan->lang, stdout, err);
    for (size_t i = 0; i < rounds->made->year_count; i++) {
        const struct ter_rounds_shown shown = shown_of(rounds, i);
        ter_rounds_print(&shown, stdout);
    }
    return true;
}

bool ter_plan_rounds_write(
    struct ter_plan_rounds *rounds, const struct ter_report_target *target, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    if (target->form == TER_REPORT_JSON)
        return ter_report_target_fill(target, write_json, rounds, err);
    fill_rows(rounds, &rows);
    return ter_rows_write(&rows, rounds->plan->lang, target, err);
}

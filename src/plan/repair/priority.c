/* Owns the ranking as a whole: the working plane, the norm's radius, and what is said beside the scores.
 * Knows nothing of years. */
#include "priority.h"

#include "coverage/scenario.h"
#include "priority_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

static const struct {
    const char *name, *title[2];
} states[TER_PLAN_STATES] = {
    [TER_PLAN_KNOWN] = {"known", {"known", "已知"}},
    [TER_PLAN_AT_LEAST] = {"at_least", {"at least", "至少"}},
    [TER_PLAN_NONE] = {"none", {"none given", "未定"}},
    [TER_PLAN_UNKNOWN] = {"unknown", {"not known", "不详"}},
    [TER_PLAN_COARSE] = {"too_coarse", {"position too coarse", "位置太粗"}},
    [TER_PLAN_UNPLACED] = {"no_position", {"no position", "无位置"}},
    [TER_PLAN_NO_NORM] = {"no_norm", {"no norm of reach", "无半径标准"}},
};

const char *ter_plan_state_name(enum ter_plan_state state)
{
    return states[state].name;
}

const char *ter_plan_state_title(enum ter_plan_state state, enum ter_lang lang)
{
    return states[state].title[lang];
}

/* ---- what the parts ask for ---- */

double ter_priority_radius_m(const struct ter_priority_run *run, const char *class_value)
{
    const struct ter_priority_request *request = run->request;
    const struct ter_norm *norm =
        class_value && *class_value
            ? ter_norms_find(request->norms, request->layer->name, "radius_m", class_value)
            : NULL;
    return ter_norm_value(norm, run->list->radius_m);
}

enum ter_plan_state ter_priority_position(
    const struct ter_priority_run *run, const struct ter_plan_item *item, double radius_m)
{
    if (isnan(item->at.lon))
        return TER_PLAN_UNPLACED;
    if (isnan(radius_m))
        return TER_PLAN_NO_NORM;
    if (isnan(item->uncertainty_m) || item->uncertainty_m >= radius_m * run->request->weights->coarse_from)
        return TER_PLAN_COARSE;
    return TER_PLAN_KNOWN;
}

bool ter_priority_to_plane(
    struct ter_priority_run *run, struct ter_lonlat at, struct ter_xy *ret_xy, struct ter_error *err)
{
    if (!ter_transform_apply(run->to_plane, &at.lon, &at.lat, 1, err))
        return false;
    *ret_xy = (struct ter_xy){at.lon, at.lat};
    return true;
}

/* The plane lies where the records are. Without a position or a norm nothing is measured. */
static bool open_plane(struct ter_priority_run *run, struct ter_error *err)
{
    struct ter_priority_list *list = run->list;
    int epsg = ter_registry_epsg(run->registry);
    TER_AUTO_FREE struct ter_lonlat *points = ter_alloc((list->count + 1) * sizeof *points);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!isnan(list->items[i].at.lon))
            points[count++] = list->items[i].at;
    if (!count || isnan(list->radius_m))
        return true;
    return (ter_crs_metric(epsg, ter_bbox_of(points, count), &list->epsg, err) &&
               ter_transform_open(epsg, list->epsg, &run->to_plane, err)) ||
           ter_wrap(err, "working system");
}

/* ---- what is said beside the scores ---- */

static void note_positions(const struct ter_priority_run *run)
{
    struct ter_priority_list *list = run->list;
    bool zh = run->request->lang == TER_ZH;
    double limit_m = list->radius_m * run->request->weights->coarse_from;
    if (list->coarse)
        ter_strings_printf(&list->notes,
            zh ? "%2$zu 处中有 %1$zu 处位置太粗（误差半径不小于 %3$g "
                 "米），覆盖与附近场所未计分，也未分摊给其他项"
               : "position too coarse (radius of error %3$g m or more) for %1$zu of %2$zu: coverage and "
                 "sites near earn "
                 "nothing there, and their weight goes to no other part",
            list->coarse, list->count, limit_m);
    if (list->unplaced)
        ter_strings_printf(&list->notes,
            zh ? "%2$zu 处中有 %1$zu 处没有位置，覆盖与附近场所未计分"
               : "no position for %1$zu of %2$zu: coverage and sites near earn nothing there",
            list->unplaced, list->count);
    if (run->standing_coarse)
        ter_strings_printf(&list->notes,
            zh ? "在用的有 %zu 处位置太粗，计算新增覆盖时未计入"
               : "position too coarse for %zu in service: they do not count in what a mend adds",
            run->standing_coarse);
    if (isnan(list->radius_m) && list->count)
        ter_strings_printf(&list->notes,
            zh ? "图层 %s 没有保护半径标准（--norms），覆盖与附近场所两项未计分"
               : "no norm says how far layer %s reaches (--norms): coverage and sites near earn nothing",
            run->request->layer->name);
}

static void note_ages(const struct ter_priority_run *run)
{
    size_t at_least = 0, unknown = 0;
    struct ter_priority_list *list = run->list;
    bool zh = run->request->lang == TER_ZH;
    for (size_t i = 0; i < list->count; i++) {
        at_least += list->items[i].parts[TER_PLAN_AGE].state == TER_PLAN_AT_LEAST;
        unknown += list->items[i].parts[TER_PLAN_AGE].state == TER_PLAN_UNKNOWN;
    }
    if (at_least)
        ter_strings_printf(&list->notes,
            zh ? "%2$zu 处中有 %1$zu 处未填状态起始日期，故障时长自资料导入之日起算，为下限"
               : "no date of the defect for %1$zu of %2$zu: their age counts from the import of their "
                 "source, and "
                 "is a lower bound",
            at_least, list->count);
    if (unknown)
        ter_strings_printf(&list->notes,
            zh ? "%2$zu 处中有 %1$zu 处的故障时长不详，该项未计分"
               : "age of the defect not known for %1$zu of %2$zu: it earns nothing there",
            unknown, list->count);
}

/* ---- the ranking ---- */

static bool check_statuses(const struct ter_priority_request *request, struct ter_error *err)
{
    const struct ter_layer *layer = request->layer;
    if (!layer->available.count)
        return ter_fail(err, TER_USAGE,
            "layer %s does not say in which statuses its records can be used, so none is broken",
            layer->name);
    for (size_t i = 0; i < request->status_count; i++)
        if (ter_scenario_standing(request->norms, layer, request->statuses[i]) >= TER_STANDING_PLANNED)
            return ter_fail(err, TER_USAGE, "what is \"%s\" cannot be mended", request->statuses[i]);
    return true;
}

static void run_free(struct ter_priority_run *run)
{
    ter_strings_free(&run->classes);
    ter_transform_close(run->to_plane);
    free(run->standing_at);
    free(run->standing_error_m);
    free(run->standing_radius_m);
}

static bool rank(struct ter_priority_run *run, struct ter_error *err)
{
    const struct ter_priority_request *request = run->request;
    const struct ter_norm *norm = ter_norms_find(request->norms, request->layer->name, "radius_m", NULL);
    run->list->radius_m = ter_norm_value(norm, (double)NAN);
    if (!check_statuses(request, err) || !ter_priority_read(run, err) || !open_plane(run, err) ||
        !ter_priority_sites(run, err) || !ter_priority_choose(run, err))
        return false;
    note_positions(run);
    note_ages(run);
    return true;
}

bool ter_priority_rank(struct ter_registry *registry, const struct ter_priority_request *request,
    struct ter_priority_list *ret_list, struct ter_error *err)
{
    struct ter_priority_list list = {0};
    __attribute__((cleanup(run_free))) struct ter_priority_run run = {
        .registry = registry, .request = request, .list = &list};
    if (!ter_registry_read_begin(registry, err))
        return false;
    bool done = rank(&run, err);
    ter_registry_read_end(registry);
    if (!done) {
        ter_priority_list_free(&list);
        return false;
    }
    *ret_list = list;
    return true;
}

void ter_plan_item_free(struct ter_plan_item *item)
{
    free(item->code);
    free(item->township);
    free(item->status);
    free(item->defect);
    free(item->defect_title);
    free(item->needs);
    free(item->location);
    free(item->target);
    free(item->since);
    free(item->why_no_year);
    *item = (struct ter_plan_item){0};
}

void ter_priority_list_free(struct ter_priority_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        ter_plan_item_free(&list->items[i]);
    free(list->items);
    ter_strings_free(&list->notes);
    *list = (struct ter_priority_list){0};
}

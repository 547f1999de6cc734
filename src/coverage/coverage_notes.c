/* Owns what a coverage says of itself: what was assumed, by which norm, and what it does not know. Knows
 * nothing of how figures are computed. */
#include "base/crs.h"
#include "coverage_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ter_cover_zh(const struct ter_cover_run *run)
{
    return run->request->lang == TER_ZH;
}

void ter_cover_note(struct ter_cover_run *run, const char *en, const char *zh)
{
    ter_strings_add(&run->coverage->notes, ter_cover_zh(run) ? zh : en);
}

static void assume(
    struct ter_cover_run *run, const char *title, const char *value, const char *source, char state)
{
    struct ter_coverage *coverage = run->coverage;
    coverage->assumptions =
        ter_realloc(coverage->assumptions, (coverage->assumption_count + 1) * sizeof *coverage->assumptions);
    coverage->assumptions[coverage->assumption_count++] = (struct ter_cover_assumption){
        .title = ter_strdup(title),
        .value = ter_strdup(value),
        .source = source ? ter_strdup(source) : NULL,
        .state = state,
    };
}

static void print_values(const struct ter_norm *norm, struct ter_buf *out)
{
    for (size_t i = 0; i < norm->value_count; i++)
        ter_buf_printf(out, "%s%g", i ? ", " : "", norm->values[i]);
}

static void assume_norm(struct ter_cover_run *run, const struct ter_norm *norm)
{
    TER_AUTO_BUF struct ter_buf value = {0};
    enum ter_lang lang = run->request->lang;
    if (ter_norm_value(norm, 0) > 0)
        print_values(norm, &value);
    else
        ter_buf_text(&value, ter_cover_zh(run) ? "予以标出" : "flagged");
    assume(run, norm->title.text[lang], value.data, norm->source.text[lang], norm->state);
}

/* The norms that a way of reaching goes by. */
static bool norm_matters(enum ter_reach reach, bool closes, const char *name)
{
    static const struct {
        const char *name;
        bool radius, roads, minutes, only_closing;
    } uses[] = {
        {"radius_m", true, false, false, false},
        {"walked_m", false, true, false, false},
        {"side_depth_m", false, true, false, false},
        {"minutes", false, false, true, false},
        {"district_km2", false, false, true, false},
        {"suburb_km2", false, false, true, false},
        {"avoid_crossing", false, false, true, false},
        {"spacing_m", true, true, false, true},
    };
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
        if (strcmp(uses[i].name, name) == 0)
            return (closes || !uses[i].only_closing) && (reach == TER_REACH_RADIUS     ? uses[i].radius
                                                            : reach == TER_REACH_ROADS ? uses[i].roads
                                                                                       : uses[i].minutes);
    return false;
}

static bool is_limit(enum ter_reach reach, const char *name)
{
    static const char *const names[] = {"radius_m", "walked_m", "minutes"};
    return strcmp(names[reach], name) == 0;
}

static void assume_norms(struct ter_cover_run *run)
{
    const struct ter_coverage_request *request = run->request;
    for (size_t i = 0; i < request->norms->count; i++) {
        const struct ter_norm *norm = &request->norms->items[i];
        if (strcmp(norm->layer, request->layer->name) != 0 ||
            !norm_matters(request->reach, request->close >= 0, norm->name))
            continue;
        if (request->limit_is_norm || !is_limit(request->reach, norm->name))
            assume_norm(run, norm);
    }
}

static void assume_limit(struct ter_cover_run *run)
{
    const struct ter_coverage_request *request = run->request;
    static const char *const titles[][2] = {
        [TER_REACH_RADIUS] = {"reach in a straight line (m), as asked for", "直线作用半径（米），按要求"},
        [TER_REACH_ROADS] = {"reach along roads (m), as asked for", "沿道路作用距离（米），按要求"},
        [TER_REACH_MINUTES] = {"driving time (min), as asked for", "行车时间（分钟），按要求"},
    };
    TER_AUTO_BUF struct ter_buf value = {0};
    if (request->limit_is_norm)
        return;
    for (size_t i = 0; i < run->coverage->level_count; i++)
        ter_buf_printf(&value, "%s%g", i ? ", " : "", run->coverage->levels[i].limit);
    assume(run, titles[request->reach][request->lang], value.data, NULL, 'u');
}

/* Which classes the roads have; without roads none. */
static bool *used_classes(const struct ter_road_graph *graph)
{
    bool *used = ter_alloc((graph ? graph->class_count : 0) + 1);
    for (size_t i = 0; graph && i < graph->edge_count; i++)
        used[graph->edges[i].speed_class] = true;
    return used;
}

/* "residential 35, primary 60 km/h": of the classes that the roads have. */
static void assume_speeds(struct ter_cover_run *run)
{
    const struct ter_speeds *speeds = run->request->speeds;
    TER_AUTO_BUF struct ter_buf value = {0};
    const struct ter_speed *last = NULL;
    const char *other = ter_cover_zh(run) ? "其他" : "others";
    size_t others = 0; /* classes that the table does not name share one speed */
    TER_AUTO_FREE bool *used = used_classes(run->graph);
    for (size_t i = 0; run->graph && i < run->graph->class_count; i++) {
        const struct ter_speed *speed = ter_speeds_of(speeds, run->graph->classes[i]);
        if (!used[i] || !(speed->km_h > 0) || (!*speed->class_ && others++))
            continue;
        ter_buf_printf(
            &value, "%s%s %g", last ? ", " : "", *speed->class_ ? speed->class_ : other, speed->km_h);
        last = speed;
    }
    if (last)
        assume(run,
            ter_cover_zh(run) ? "消防车速度（公里/小时，按道路等级）"
                              : "speed of an engine (km/h) by class of road",
            value.data, ter_speeds_source(speeds, last->source, run->request->lang), last->state);
    for (size_t i = 0; i < TER_SPEED_SETTINGS; i++) {
        const struct ter_speed_value *setting = &speeds->settings[i];
        TER_AUTO_FREE char *text = ter_format("%g", setting->value);
        assume(run, setting->title.text[run->request->lang], text,
            ter_speeds_source(speeds, setting->source, run->request->lang), setting->state);
    }
}

static bool is_first_of_class(const struct ter_coverage *coverage, size_t at)
{
    const char *class_ = coverage->sources[at].class_;
    for (size_t i = 0; i < at; i++) {
        const struct ter_cover_source *other = &coverage->sources[i];
        bool same = class_ && other->class_ ? strcmp(class_, other->class_) == 0 : class_ == other->class_;
        if (same && isnan(other->turnout_min) && ter_cover_source_reaches(other, true))
            return false;
    }
    return true;
}

/* The turnout of each class of stations that do not say their own. */
static void assume_turnouts(struct ter_cover_run *run)
{
    const struct ter_coverage *coverage = run->coverage;
    const struct ter_speeds *speeds = run->request->speeds;
    bool zh = ter_cover_zh(run);
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct ter_cover_source *source = &coverage->sources[i];
        if (!isnan(source->turnout_min) || !ter_cover_source_reaches(source, true) ||
            !is_first_of_class(coverage, i))
            continue;
        const struct ter_turnout *turnout = ter_speeds_turnout(speeds, source->class_);
        const char *class_ = source->class_title ? source->class_title
                             : zh                ? "未注明站级"
                                                 : "class not known";
        TER_AUTO_FREE char *title = ter_format(zh ? "出动时间（分钟）：%s" : "turnout (min): %s", class_);
        TER_AUTO_FREE char *value = ter_format("%g", turnout->minutes);
        assume(run, title, value, ter_speeds_source(speeds, turnout->source, run->request->lang),
            turnout->state);
    }
}

static void assume_system(struct ter_cover_run *run)
{
    struct ter_crs_definition definition = {0};
    struct ter_error none;
    bool known = ter_crs_define(run->plane.epsg, &definition, &none);
    TER_AUTO_FREE char *value =
        ter_format("EPSG:%d%s%s", run->plane.epsg, known ? " " : "", known ? definition.name : "");
    ter_crs_definition_free(&definition);
    assume(run,
        ter_cover_zh(run) ? "计算坐标系（平面距离和面积）" : "working system (plane distances and areas)",
        value, NULL, 'v');
}

static void assume_scenario(struct ter_cover_run *run)
{
    const struct ter_layer *layer = run->request->layer;
    const struct ter_field *status = &layer->fields[layer->role[TER_ROLE_STATUS]];
    TER_AUTO_BUF struct ter_buf words = {0};
    assume(run, ter_cover_zh(run) ? "情景" : "scenario", run->coverage->scenario_title, NULL, 'u');
    for (size_t i = 0; i < status->domain->count; i++) {
        const char *value = status->domain->choices[i].value;
        if (!ter_scenario_counts(
                &run->request->scenario, ter_scenario_standing(run->request->norms, layer, value), NULL))
            continue;
        ter_buf_text(&words, words.size ? (ter_cover_zh(run) ? "、" : ", ") : "");
        ter_field_print(status, ter_value_text(value), run->request->lang, &words);
    }
    assume(run, ter_cover_zh(run) ? "视为可用的状态" : "statuses that count as available", words.data, NULL,
        'v');
}

static void assume_exactness(struct ter_cover_run *run)
{
    bool zh = ter_cover_zh(run);
    if (run->request->assume_exact)
        assume(run, zh ? "位置误差" : "errors of position",
            zh ? "按 --assume-exact 一律视为 0：“一定覆盖”并不一定"
               : "taken as 0 by --assume-exact: what is called certain is not",
            NULL, 'u');
    else if (run->request->reach == TER_REACH_MINUTES)
        assume(run, zh ? "位置误差" : "errors of position",
            zh ? "误差半径 u：一定覆盖按低速多行 u 计算，可能覆盖从 u 以内任一道路出动计算"
               : "radius u: certain with u more at the slow speed, possible from any road within u",
            NULL, 'v');
    else
        assume(run, zh ? "位置误差" : "errors of position",
            zh ? "每条记录的误差半径 u：R−u 以内为一定覆盖，R+u 以内为可能覆盖"
               : "each record's radius u: certain within R-u, possible within R+u",
            NULL, 'v');
}

static void note_sources(struct ter_cover_run *run)
{
    struct ter_coverage *coverage = run->coverage;
    const size_t *counts = coverage->use_counts;
    struct ter_strings *notes = &coverage->notes;
    bool zh = ter_cover_zh(run);
    size_t used = counts[TER_SOURCE_USED] + counts[TER_SOURCE_TOO_COARSE];
    ter_strings_printf(
        notes, zh ? "%2$zu 条记录中 %1$zu 条计入" : "%zu of %zu records count", used, coverage->source_count);
    if (!used)
        ter_cover_note(run, "nothing counts, so nothing is covered", "没有任何记录计入，因此没有覆盖");
    if (counts[TER_SOURCE_UNPLACED])
        ter_strings_printf(notes,
            zh ? "%zu 条记录本应计入但没有位置（terrier geocode、terrier place 可补）"
               : "%zu would count but have no position (terrier geocode or terrier place gives one)",
            counts[TER_SOURCE_UNPLACED]);
    if (counts[TER_SOURCE_TOO_COARSE] && run->request->reach == TER_REACH_MINUTES)
        ter_strings_printf(notes,
            zh ? "%zu 条记录的误差半径未知，只计入“可能”"
               : "%zu with an unknown radius of error count as possible only",
            counts[TER_SOURCE_TOO_COARSE]);
    else if (counts[TER_SOURCE_TOO_COARSE])
        ter_strings_printf(notes,
            zh ? "%zu "
                 "条记录位置太粗，无法断定：误差半径未知或不小于作用半径，不构成一定覆盖；半径未知的按所记位"
                 "置计入“可能”"
               : "too coarse to say: %zu, whose radius of error is unknown or not below the reach; they "
                 "cover nothing "
                 "for certain, and one of unknown radius possibly what is round where it stands",
            counts[TER_SOURCE_TOO_COARSE]);
}

/* Stations that stand somewhere on the roads round their place, as far as is known. */
static void note_spread(struct ter_cover_run *run)
{
    if (run->request->reach != TER_REACH_MINUTES)
        return;
    double side_m = run->request->speeds->settings[TER_SPEED_SIDE_M].value;
    size_t count = 0;
    for (size_t i = 0; i < run->coverage->source_count; i++) {
        const struct ter_cover_source *source = &run->coverage->sources[i];
        count += ter_cover_source_reaches(source, false) && ter_cover_source_error_m(run, source) > side_m;
    }
    if (count)
        ter_strings_printf(&run->coverage->notes,
            ter_cover_zh(run) ? "%zu 个队站的误差半径超过 %g "
                                "米：“可能”按误差半径内的任一道路出动计算；首到时间和辖区按所记位置计算"
                              : "%zu with a radius of error above %g m: what is possible begins at any road "
                                "within it; due times and districts take the place on record",
            count, side_m);
}

static void note_overs(struct ter_cover_run *run)
{
    struct ter_coverage *coverage = run->coverage;
    bool zh = ter_cover_zh(run), has_area = false;
    for (size_t i = 0; i < coverage->over_count; i++) {
        const struct ter_cover_over *over = &coverage->overs[i];
        has_area = has_area || over->measure == TER_COVER_AREA_M2;
        if (over->unplaced)
            ter_strings_printf(&coverage->notes,
                zh ? "%s：%zu 个没有位置，不在任何数字之内" : "%s: %zu without a position are in no figure",
                over->title, over->unplaced);
        if (over->broken)
            ter_strings_printf(&coverage->notes,
                zh ? "%s：%zu 个几何损坏，不在任何数字之内"
                   : "%s: %zu with a broken geometry are in no figure",
                over->title, over->broken);
    }
    if (!coverage->over_count)
        ter_cover_note(run,
            "there is nothing to be covered: no roads, no sites, no townships; name something with --over",
            "没有可供衡量的对象：无道路、无场所、无乡镇面；请用 --over 指定");
    if (!has_area && !ter_cover_units_drawn(run->units) && run->request->shapes)
        ter_cover_note(run, "no gap polygons: neither polygons of --over nor townships are drawn",
            "未绘制缺口面：--over 中没有面，也没有乡镇面");
}

static void note_lost(struct ter_cover_run *run)
{
    size_t shut = run->coverage->use_counts[TER_SOURCE_WITHOUT];
    if (shut)
        ter_strings_printf(&run->coverage->notes,
            ter_cover_zh(run) ? "停用 %zu 处；“损失”是与不停用时相比的差"
                              : "%zu shut; what is lost is the difference to the same without that",
            shut);
}

void ter_cover_explain(struct ter_cover_run *run)
{
    assume_scenario(run);
    assume_exactness(run);
    assume_limit(run);
    assume_norms(run);
    if (run->request->reach == TER_REACH_MINUTES) {
        assume_turnouts(run);
        assume_speeds(run);
    }
    assume_system(run);
    note_sources(run);
    note_spread(run);
    note_overs(run);
    note_lost(run);
}

/* Owns which figures of a plan go into which column. Knows nothing of how they come about. */
#include "plan_rows.h"

#include "plan/order/order_words.h"

#include <math.h>
#include <stdio.h>

/* Those of the parts stand in the order of enum ter_plan_part, from FIRST_PART on. */
enum { FIRST_PART = 6 };
static const struct ter_rows_column item_columns[] = {
    {"rank", TER_FIELD_INTEGER, {"rank", "位次"}, -1, false},
    {"code", TER_FIELD_TEXT, {"code", "编号"}, -1, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, -1, false},
    {"year", TER_FIELD_INTEGER, {"year", "年度"}, -1, false},
    {"score", TER_FIELD_REAL, {"score", "得分"}, 2, false},
    {"assessed", TER_FIELD_REAL, {"of", "可评满分"}, 2, false},
    {"severity_points", TER_FIELD_REAL, {"severity", "程度"}, 2, false},
    {"certain_points", TER_FIELD_REAL, {"certain", "一定覆盖"}, 2, false},
    {"possible_points", TER_FIELD_REAL, {"possible", "可能覆盖"}, 2, false},
    {"sites_points", TER_FIELD_REAL, {"sites", "场所"}, 2, false},
    {"age_points", TER_FIELD_REAL, {"age", "时长"}, 2, false},
    {"target_points", TER_FIELD_REAL, {"target", "期限"}, 2, false},
    {"share_points", TER_FIELD_REAL, {"share", "比例"}, 2, false},
    {"defect", TER_FIELD_TEXT, {"defect (stored)", "故障（存储值）"}, -1, true},
    {"defect_title", TER_FIELD_TEXT, {"defect", "水源现状"}, -1, false},
    {"needs", TER_FIELD_TEXT, {"needs (stored)", "所需工料（存储值）"}, -1, true},
    {"needs_title", TER_FIELD_TEXT, {"what to bring", "所需工料"}, -1, false},
    {"cost_yuan", TER_FIELD_REAL, {"cost (yuan)", "费用（元）"}, 2, false},
    {"location", TER_FIELD_TEXT, {"location", "具体位置"}, -1, false},
    {"not_judged", TER_FIELD_TEXT, {"not judged", "未评定"}, -1, false},
    {"why_no_year", TER_FIELD_TEXT, {"why no year", "未排年度原因"}, -1, false},
    {"status", TER_FIELD_TEXT, {"status", "状态"}, -1, true},
    {"status_since", TER_FIELD_DATE, {"status since", "状态起始日期"}, -1, true},
    {"target_date", TER_FIELD_DATE, {"target date", "计划完成日期"}, -1, true},
    {"lon", TER_FIELD_REAL, {"longitude", "经度"}, 7, true},
    {"lat", TER_FIELD_REAL, {"latitude", "纬度"}, 7, true},
    {"uncertainty_m", TER_FIELD_REAL, {"uncertainty (m)", "误差半径（米）"}, 1, true},
    {"certain_gain_m2", TER_FIELD_REAL, {"adds for certain (m2)", "新增一定覆盖（平方米）"}, 1, true},
    {"possible_gain_m2", TER_FIELD_REAL, {"adds possibly (m2)", "新增可能覆盖（平方米）"}, 1, true},
    {"severity_measure", TER_FIELD_REAL, {"severity: measure", "程度：测值"}, 4, true},
    {"severity_state", TER_FIELD_TEXT, {"severity: state", "程度：情况"}, -1, true},
    {"certain_measure", TER_FIELD_REAL, {"certain: measure", "一定覆盖：测值"}, 4, true},
    {"certain_state", TER_FIELD_TEXT, {"certain: state", "一定覆盖：情况"}, -1, true},
    {"possible_measure", TER_FIELD_REAL, {"possible: measure", "可能覆盖：测值"}, 4, true},
    {"possible_state", TER_FIELD_TEXT, {"possible: state", "可能覆盖：情况"}, -1, true},
    {"sites_measure", TER_FIELD_REAL, {"sites: measure", "场所：测值"}, 4, true},
    {"sites_state", TER_FIELD_TEXT, {"sites: state", "场所：情况"}, -1, true},
    {"age_measure", TER_FIELD_REAL, {"age: measure", "时长：测值"}, 4, true},
    {"age_state", TER_FIELD_TEXT, {"age: state", "时长：情况"}, -1, true},
    {"target_measure", TER_FIELD_REAL, {"target: measure", "期限：测值"}, 4, true},
    {"target_state", TER_FIELD_TEXT, {"target: state", "期限：情况"}, -1, true},
    {"share_measure", TER_FIELD_REAL, {"share: measure", "比例：测值"}, 4, true},
    {"share_state", TER_FIELD_TEXT, {"share: state", "比例：情况"}, -1, true},
    {NULL, TER_FIELD_TEXT, {NULL, NULL}, 0, false},
};

static bool is_judged(const struct ter_plan_score *score)
{
    return score->state <= TER_PLAN_NONE;
}

/* Each reason once: "position too coarse; age not known". Only unknown parts are named, a position speaks for
 * itself. */
static void add_not_judged(
    struct ter_rows *rows, const struct ter_plan *plan, const struct ter_plan_item *item)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    bool zh = plan->lang == TER_ZH, said[TER_PLAN_STATES] = {false};
    for (int part = 0; part < TER_PLAN_PARTS; part++) {
        enum ter_plan_state state = item->parts[part].state;
        if (is_judged(&item->parts[part]) || (said[state] && state != TER_PLAN_UNKNOWN))
            continue;
        const char *name = item_columns[FIRST_PART + part].title[plan->lang];
        ter_buf_printf(&text, "%s%s%s%s", text.size ? zh ? "；" : "; " : "",
            state == TER_PLAN_UNKNOWN ? name : "", state == TER_PLAN_UNKNOWN && !zh ? " " : "",
            ter_plan_state_title(state, plan->lang));
        said[state] = true;
    }
    ter_rows_text(rows, text.data);
}

static void add_year(struct ter_rows *rows, int year)
{
    if (year)
        ter_rows_int(rows, year);
    else
        ter_rows_none(rows);
}

static void add_item(struct ter_rows *rows, const struct ter_plan *plan, const struct ter_plan_item *item)
{
    ter_rows_int(rows, (int64_t)item->rank);
    ter_rows_text(rows, item->code);
    ter_rows_text(rows, item->township);
    add_year(rows, item->year);
    ter_rows_real(rows, item->score);
    ter_rows_real(rows, item->assessed);
    for (int part = 0; part < TER_PLAN_PARTS; part++)
        ter_rows_real(rows, is_judged(&item->parts[part]) ? item->parts[part].points : (double)NAN);
    ter_rows_text(rows, item->defect);
    ter_rows_text(rows, item->defect_title);
    ter_rows_text(rows, item->needs);
    ter_rows_text(rows, item->needs ? ter_order_need(item->needs, plan->lang) : NULL);
    ter_rows_real(rows, item->cost_yuan);
    ter_rows_text(rows, item->location);
    add_not_judged(rows, plan, item);
    ter_rows_text(rows, item->why_no_year);
    ter_rows_text(rows, item->status);
    ter_rows_text(rows, item->since);
    ter_rows_text(rows, item->target);
    ter_rows_real(rows, item->at.lon);
    ter_rows_real(rows, item->at.lat);
    ter_rows_real(rows, item->uncertainty_m);
    ter_rows_real(rows, item->certain_gain_m2);
    ter_rows_real(rows, item->possible_gain_m2);
    for (int part = 0; part < TER_PLAN_PARTS; part++) {
        ter_rows_real(rows, item->parts[part].measure);
        ter_rows_text(rows, ter_plan_state_name(item->parts[part].state));
    }
}

void ter_plan_rows_items(const struct ter_plan *plan, struct ter_rows *ret_rows)
{
    ter_rows_begin(ret_rows, "plan_repair", item_columns);
    for (size_t i = 0; i < plan->list.count; i++)
        add_item(ret_rows, plan, &plan->list.items[i]);
}

/* ---- years by township ---- */

static void choose_year_columns(const struct ter_plan *plan, struct ter_plan_year_columns *columns)
{
    static const struct ter_rows_column first[] = {
        {"township", TER_FIELD_TEXT, {"township", "乡镇"}, -1, false},
        {"count", TER_FIELD_INTEGER, {"to mend", "待修"}, -1, false},
    };
    static const struct ter_rows_column last[] = {
        {"no_year", TER_FIELD_INTEGER, {"no year", "未排年度"}, -1, false},
        {"cost_yuan", TER_FIELD_REAL, {"cost (yuan)", "费用（元）"}, 2, false},
        {NULL, TER_FIELD_TEXT, {NULL, NULL}, 0, false},
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        columns->columns[count++] = first[i];
    for (size_t i = 0; i < plan->year_count; i++) {
        char *title = columns->titles[i];
        snprintf(title, sizeof columns->titles[i], "%d", plan->years[i].year);
        columns->columns[count++] =
            (struct ter_rows_column){title, TER_FIELD_INTEGER, {title, title}, -1, false};
    }
    for (size_t i = plan->year_count ? 0 : 1; i < sizeof last / sizeof *last; i++)
        columns->columns[count++] = last[i];
}

static void add_township(
    struct ter_rows *rows, const struct ter_plan *plan, const struct ter_plan_township *township)
{
    ter_rows_text(rows, township->name ? township->name : plan->lang == TER_ZH ? "（不详）" : "(not known)");
    ter_rows_int(rows, (int64_t)township->count);
    for (size_t i = 0; i < plan->year_count; i++)
        ter_rows_int(rows, (int64_t)township->by_year[i]);
    if (plan->year_count)
        ter_rows_int(rows, (int64_t)township->no_year);
    ter_rows_real(rows, township->cost_yuan > 0 ? township->cost_yuan : (double)NAN);
}

static void add_total(struct ter_rows *rows, const struct ter_plan *plan)
{
    double cost_yuan = 0;
    ter_rows_text(rows, plan->lang == TER_ZH ? "合计" : "total");
    ter_rows_int(rows, (int64_t)plan->list.count);
    for (size_t i = 0; i < plan->year_count; i++) {
        ter_rows_int(rows, (int64_t)plan->years[i].count);
        cost_yuan += plan->years[i].cost_yuan;
    }
    if (plan->year_count)
        ter_rows_int(rows, (int64_t)plan->no_year);
    ter_rows_real(rows, cost_yuan > 0 ? cost_yuan : (double)NAN);
}

void ter_plan_rows_townships(
    const struct ter_plan *plan, struct ter_plan_year_columns *columns, struct ter_rows *ret_rows)
{
    choose_year_columns(plan, columns);
    ter_rows_begin(ret_rows, "plan_years", columns->columns);
    for (size_t i = 0; i < plan->township_count; i++)
        add_township(ret_rows, plan, &plan->townships[i]);
    add_total(ret_rows, plan);
}

/* ---- what differs ---- */

static const struct ter_rows_column change_columns[] = {
    {"change", TER_FIELD_TEXT, {"change (stored)", "变化（代码）"}, -1, true},
    {"change_title", TER_FIELD_TEXT, {"change", "变化"}, -1, false},
    {"code", TER_FIELD_TEXT, {"code", "编号"}, -1, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, -1, false},
    {"year_before", TER_FIELD_INTEGER, {"approved year", "原年度"}, -1, false},
    {"year", TER_FIELD_INTEGER, {"year now", "现年度"}, -1, false},
    {"rank_before", TER_FIELD_INTEGER, {"rank then", "原位次"}, -1, true},
    {"rank", TER_FIELD_INTEGER, {"rank now", "现位次"}, -1, true},
    {"score_before", TER_FIELD_REAL, {"score then", "原得分"}, 2, true},
    {"score", TER_FIELD_REAL, {"score now", "现得分"}, 2, true},
    {"why", TER_FIELD_TEXT, {"why", "原因"}, -1, false},
    {NULL, TER_FIELD_TEXT, {NULL, NULL}, 0, false},
};

static void add_rank(struct ter_rows *rows, size_t rank)
{
    if (rank)
        ter_rows_int(rows, (int64_t)rank);
    else
        ter_rows_none(rows);
}

static void add_change(struct ter_rows *rows, const struct ter_plan_change *change, enum ter_lang lang)
{
    ter_rows_text(rows, ter_plan_change_name(change->kind));
    ter_rows_text(rows, ter_plan_change_title(change->kind, lang));
    ter_rows_text(rows, change->code);
    ter_rows_text(rows, change->township);
    add_year(rows, change->year_before);
    add_year(rows, change->year_now);
    add_rank(rows, change->rank_before);
    add_rank(rows, change->rank_now);
    ter_rows_real(rows, change->score_before);
    ter_rows_real(rows, change->score_now);
    ter_rows_text(rows, change->why);
}

void ter_plan_rows_changes(
    const struct ter_plan_changes *changes, enum ter_lang lang, bool brief, struct ter_rows *ret_rows)
{
    ter_rows_begin(ret_rows, "plan_changes", change_columns);
    for (size_t i = 0; i < changes->count; i++)
        if (!brief || changes->items[i].kind != TER_PLAN_SAME)
            add_change(ret_rows, &changes->items[i], lang);
}

/* ---- an approved plan ---- */

static const struct ter_rows_column saved_columns[] = {
    {"rank", TER_FIELD_INTEGER, {"rank", "位次"}, -1, false},
    {"code", TER_FIELD_TEXT, {"code", "编号"}, -1, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, -1, false},
    {"year", TER_FIELD_INTEGER, {"year", "年度"}, -1, false},
    {"score", TER_FIELD_REAL, {"score", "得分"}, 2, false},
    {"cost_yuan", TER_FIELD_REAL, {"cost (yuan)", "费用（元）"}, 2, false},
    {NULL, TER_FIELD_TEXT, {NULL, NULL}, 0, false},
};

void ter_plan_rows_saved(const struct ter_saved_plan *saved, struct ter_rows *ret_rows)
{
    ter_rows_begin(ret_rows, "plan", saved_columns);
    for (size_t i = 0; i < saved->count; i++) {
        ter_rows_int(ret_rows, saved->items[i].rank);
        ter_rows_text(ret_rows, saved->items[i].code);
        ter_rows_text(ret_rows, saved->items[i].township);
        add_year(ret_rows, saved->items[i].year);
        ter_rows_real(ret_rows, saved->items[i].score);
        ter_rows_real(ret_rows, saved->items[i].cost_yuan);
    }
}

/* Owns the columns of the lists of patches for terminals and files. */
#include "patches_rows.h"

#include "base/day.h"

#include <math.h>

const char *ter_patches_list_name(enum ter_patches_list which)
{
    static const char *const names[TER_LISTS] = {"act", "thresholds", "months", "inside"};
    return names[which];
}

static const struct ter_rows_column act_columns[] = {
    {"code", TER_FIELD_TEXT, {"code", "编号"}, 0, false},
    {"patch_no", TER_FIELD_TEXT, {"patch", "图斑号"}, 0, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, 0, false},
    {"village", TER_FIELD_TEXT, {"village", "村"}, 0, false},
    {"status", TER_FIELD_TEXT, {"status", "状态"}, 0, false},
    {"due_on", TER_FIELD_DATE, {"due", "期限"}, 0, false},
    {"days_left", TER_FIELD_INTEGER, {"days left", "剩余天数"}, 0, false},
    {"next", TER_FIELD_TEXT, {"next step", "下一步"}, 0, false},
    {"deadline", TER_FIELD_TEXT, {"deadline", "期限事项"}, 0, true},
    {"needs_visit", TER_FIELD_INTEGER, {"wants a visit", "待核查"}, 0, true},
    {"farmland_mu", TER_FIELD_REAL, {"farmland (mu)", "占用耕地(亩)"}, 2, false},
    {"farmland_by", TER_FIELD_TEXT, {"farmland by", "耕地面积来源"}, 0, true},
    {"rule", TER_FIELD_TEXT, {"rule", "依据"}, 0, true},
    {0},
};

static const struct ter_rows_column threshold_columns[] = {
    {"rule", TER_FIELD_TEXT, {"threshold", "限值"}, 0, false},
    {"scope", TER_FIELD_TEXT, {"of", "对象类别"}, 0, true},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, 0, false},
    {"village", TER_FIELD_TEXT, {"village", "村"}, 0, false},
    {"state", TER_FIELD_TEXT, {"state", "结论"}, 0, false},
    {"summary", TER_FIELD_TEXT, {"used", "已用"}, 0, false},
    {"numerator", TER_FIELD_REAL, {"numerator", "分子"}, 4, true},
    {"denominator", TER_FIELD_REAL, {"denominator", "分母"}, 4, true},
    {"value", TER_FIELD_REAL, {"value", "数值"}, 4, true},
    {"limit", TER_FIELD_REAL, {"limit", "限值数"}, 4, true},
    {"allowed", TER_FIELD_REAL, {"still allowed", "尚余"}, 4, true},
    {"codes", TER_FIELD_TEXT, {"patches counted", "计入图斑"}, 0, false},
    {"unknown", TER_FIELD_TEXT, {"without a figure", "面积不明"}, 0, true},
    {"source", TER_FIELD_TEXT, {"source", "依据"}, 0, true},
    {0},
};

static const struct ter_rows_column month_columns[] = {
    {"month", TER_FIELD_TEXT, {"month", "月份"}, 0, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, 0, false},
    {"found", TER_FIELD_INTEGER, {"new", "新增"}, 0, false},
    {"unlawful", TER_FIELD_INTEGER, {"unlawful", "违法"}, 0, false},
    {"cleared", TER_FIELD_INTEGER, {"cleared in the month", "月清"}, 0, false},
    {"closed", TER_FIELD_INTEGER, {"closed", "销号"}, 0, false},
    {"open", TER_FIELD_INTEGER, {"still open", "尚未销号"}, 0, false},
    {"overdue", TER_FIELD_INTEGER, {"overdue", "逾期"}, 0, false},
    {0},
};

static const struct ter_rows_column inside_columns[] = {
    {"code", TER_FIELD_TEXT, {"code", "编号"}, 0, false},
    {"patch_no", TER_FIELD_TEXT, {"patch", "图斑号"}, 0, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, 0, false},
    {"village", TER_FIELD_TEXT, {"village", "村"}, 0, false},
    {"project_class", TER_FIELD_TEXT, {"project class", "项目类别"}, 0, false},
    {"status", TER_FIELD_TEXT, {"status", "状态"}, 0, false},
    {"zone", TER_FIELD_TEXT, {"zone", "区域"}, 0, false},
    {"zone_title", TER_FIELD_TEXT, {"zone is", "区域名称"}, 0, false},
    {"boundary", TER_FIELD_TEXT, {"boundary", "边界依据"}, 0, false},
    {"force", TER_FIELD_TEXT, {"on the day", "当日"}, 0, true},
    {"patch_m2", TER_FIELD_REAL, {"area (m2)", "面积(平方米)"}, 2, false},
    {"inside_m2", TER_FIELD_REAL, {"inside (m2)", "区内面积(平方米)"}, 2, false},
    {0},
};

/* The list that a row goes to, and how words are written. */
struct list {
    const struct ter_patches_report *report;
    struct ter_rows *rows;
    bool for_scripts;
};

/* A field of the patch: as stored, or as people read it. */
static void field(const struct list *list, const struct ter_patch *patch, const char *name)
{
    const struct ter_layer *layer = list->report->patches->layer;
    const struct ter_field *found = ter_layer_field(layer, name);
    TER_AUTO_BUF struct ter_buf text = {0};
    struct ter_value value =
        found ? patch->values[ter_layer_field_index(layer, found)] : (struct ter_value){0};
    if (value.type != TER_VALUE_NULL && list->for_scripts)
        ter_value_print(value, &text);
    else if (value.type != TER_VALUE_NULL)
        ter_field_print(found, value, list->report->lang, &text);
    ter_rows_text(list->rows, text.size ? text.data : NULL);
}

static void act_row(const struct list *list, const struct ter_patch *patch)
{
    static const char *const by[] = {NULL, "computed", "stated"};
    const struct ter_due *next = ter_patch_next(patch);
    TER_AUTO_FREE char *words = ter_patch_next_words(list->report->patches, patch, list->report->lang);
    char day[TER_DAY_SIZE];
    if (next)
        ter_day_write(next->due, day);
    ter_rows_text(list->rows, patch->code);
    ter_rows_text(list->rows, patch->patch_no);
    ter_rows_text(list->rows, patch->township);
    ter_rows_text(list->rows, patch->village);
    field(list, patch, "status");
    ter_rows_text(list->rows, next ? day : NULL);
    if (next)
        ter_rows_int(list->rows, next->days_left);
    else
        ter_rows_none(list->rows);
    ter_rows_text(list->rows, words);
    ter_rows_text(list->rows, next ? next->rule->name : NULL);
    ter_rows_int(list->rows, patch->needs_visit);
    ter_rows_real(list->rows, patch->farmland_mu);
    ter_rows_text(list->rows, by[patch->farmland]);
    ter_rows_text(list->rows, next ? next->rule->source : NULL);
}

static void codes(struct ter_rows *rows, const struct ter_strings *list)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    for (size_t i = 0; i < list->count; i++)
        ter_buf_printf(&text, "%s%s", i ? " " : "", list->items[i]);
    ter_rows_text(rows, text.size ? text.data : NULL);
}

static void threshold_row(const struct list *list, const struct ter_threshold *row)
{
    static const char *const states[][2] = {
        {"below", "未达"}, {"reached", "已达限值"}, {"not all known", "数据不全"}, {"no data", "无数据"}};
    enum ter_lang lang = list->report->lang;
    TER_AUTO_FREE char *words = ter_threshold_words(row, lang);
    ter_rows_text(list->rows, list->for_scripts ? row->rule->name : row->rule->title.text[lang]);
    ter_rows_text(list->rows, ter_threshold_scope_name(row->rule->scope));
    ter_rows_text(list->rows, row->township);
    ter_rows_text(list->rows, row->village);
    ter_rows_text(
        list->rows, list->for_scripts ? ter_threshold_state_name(row->state) : states[row->state][lang]);
    ter_rows_text(list->rows, words);
    ter_rows_real(list->rows, row->numerator);
    ter_rows_real(list->rows, row->denominator);
    ter_rows_real(list->rows, row->value);
    ter_rows_real(list->rows, row->rule->limit);
    ter_rows_real(list->rows, row->allowed);
    codes(list->rows, &row->codes);
    codes(list->rows, &row->unknown);
    ter_rows_text(list->rows, row->rule->source);
}

static void month_row(const struct list *list, const struct ter_patch_month *row)
{
    TER_AUTO_FREE char *month = ter_format("%d-%02d", row->year, row->month);
    const size_t counts[] = {row->found, row->unlawful, row->cleared, row->closed, row->open, row->late};
    ter_rows_text(list->rows, month);
    ter_rows_text(list->rows, row->township);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        ter_rows_int(list->rows, (int64_t)counts[i]);
}

static void inside_row(const struct list *list, const struct ter_patch_inside *row)
{
    ter_rows_text(list->rows, row->patch->code);
    ter_rows_text(list->rows, row->patch->patch_no);
    ter_rows_text(list->rows, row->patch->township);
    ter_rows_text(list->rows, row->patch->village);
    field(list, row->patch, "project_class");
    field(list, row->patch, "status");
    ter_rows_text(list->rows, row->zone);
    ter_rows_text(list->rows, row->zone_title);
    ter_rows_text(list->rows, row->zone_boundary);
    ter_rows_text(list->rows,
        list->for_scripts ? ter_force_name(row->force) : ter_force_words(row->force, list->report->lang));
    ter_rows_real(list->rows, row->patch_m2);
    ter_rows_real(list->rows, row->inside_m2);
}

void ter_patches_rows(const struct ter_patches_report *report, enum ter_patches_list which, bool for_scripts,
    struct ter_rows *ret_rows)
{
    static const struct ter_rows_column *const columns[TER_LISTS] = {
        act_columns, threshold_columns, month_columns, inside_columns};
    const struct list list = {report, ret_rows, for_scripts};
    ter_rows_begin(ret_rows, ter_patches_list_name(which), columns[which]);
    switch (which) {
    case TER_LIST_ACT:
        for (size_t i = 0; i < report->pressing_count; i++)
            act_row(&list, &report->patches->items[report->pressing[i]]);
        break;
    case TER_LIST_THRESHOLDS:
        for (size_t i = 0; i < report->thresholds->count; i++)
            threshold_row(&list, &report->thresholds->items[i]);
        break;
    case TER_LIST_MONTHS:
        for (size_t i = 0; i < report->month_count; i++)
            month_row(&list, &report->months[i]);
        break;
    case TER_LIST_INSIDE:
        for (size_t i = 0; report->inside && i < report->inside->count; i++)
            inside_row(&list, &report->inside->items[i]);
        break;
    case TER_LISTS:
        break;
    }
}

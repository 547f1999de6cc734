/* Owns the form of what is due: headings, words, order of columns. Knows nothing of how it is found. */
#include "inspection_rows.h"

#include "base/day.h"

#include <math.h>

static const struct ter_rows_column columns[] = {
    {"code", TER_FIELD_TEXT, {"code", "编号"}, 0, false},
    {"name", TER_FIELD_TEXT, {"name", "名称"}, 0, false},
    {"check", TER_FIELD_TEXT, {"check", "检查项"}, 0, true},
    {"title", TER_FIELD_TEXT, {"check", "检查项"}, 0, false},
    {"state", TER_FIELD_TEXT, {"state", "状态"}, 0, true},
    {"said", TER_FIELD_TEXT, {"state", "状态"}, 0, false},
    {"due_on", TER_FIELD_DATE, {"due on", "期限"}, 0, false},
    {"days_left", TER_FIELD_INTEGER, {"days left", "剩余天数"}, 0, false},
    {"last_on", TER_FIELD_DATE, {"last", "最近一次"}, 0, false},
    {"period_from", TER_FIELD_DATE, {"from", "周期起"}, 0, true},
    {"period_to", TER_FIELD_DATE, {"to", "周期止"}, 0, true},
    {"done", TER_FIELD_INTEGER, {"done", "已完成"}, 0, false},
    {"quota", TER_FIELD_REAL, {"of", "应完成"}, 0, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, 0, false},
    {"location_text", TER_FIELD_TEXT, {"location", "位置"}, 0, false},
    {"uncertainty_m", TER_FIELD_REAL, {"± m", "误差(米)"}, 0, false},
    {"lon", TER_FIELD_REAL, {"longitude", "经度"}, -1, true},
    {"lat", TER_FIELD_REAL, {"latitude", "纬度"}, -1, true},
    {0},
};

static const struct {
    const char *name, *said[2];
} states[] = {
    [TER_INSPECTION_OVERDUE] = {"overdue", {"overdue", "已逾期"}},
    [TER_INSPECTION_DUE] = {"due", {"due", "待检查"}},
    [TER_INSPECTION_NEVER] = {"never", {"no inspection known", "无检查记录"}},
    [TER_INSPECTION_SHORT] = {"short", {"short of the quota", "未达次数"}},
    [TER_INSPECTION_NO_QUOTA] = {"no_quota", {"no quota on record", "未登记次数"}},
    [TER_INSPECTION_MET] = {"met", {"quota met", "已达次数"}},
};

static void add_day(struct ter_rows *rows, bool known, int day)
{
    char text[TER_DAY_SIZE];
    ter_day_write(day, text);
    ter_rows_text(rows, known ? text : NULL);
}

static void add_item(
    struct ter_rows *rows, const struct ter_inspection_shown *shown, const struct ter_inspection_item *item)
{
    const struct ter_inspected *record = &shown->list->records[item->record];
    bool counted = item->check->kind == TER_CHECK_QUOTA && !isnan(item->quota);
    ter_rows_text(rows, record->code);
    ter_rows_text(rows, record->name);
    ter_rows_text(rows, item->check->name);
    ter_rows_text(rows, item->check->title.text[shown->lang]);
    ter_rows_text(rows, states[item->state].name);
    ter_rows_text(rows, states[item->state].said[shown->lang]);
    add_day(rows, item->dated, item->due);
    if (item->dated)
        ter_rows_int(rows, item->days_left);
    else
        ter_rows_none(rows);
    add_day(rows, item->seen, item->last);
    add_day(rows, counted, item->period_from);
    add_day(rows, counted, item->period_to);
    if (counted)
        ter_rows_int(rows, (int64_t)item->done);
    else
        ter_rows_none(rows);
    ter_rows_real(rows, item->quota);
    ter_rows_text(rows, record->township);
    ter_rows_text(rows, record->location);
    ter_rows_real(rows, record->placed ? record->uncertainty_m : (double)NAN);
    ter_rows_real(rows, record->placed ? record->at.lon : (double)NAN);
    ter_rows_real(rows, record->placed ? record->at.lat : (double)NAN);
}

static void print_sum(
    const struct ter_inspection_shown *shown, const struct ter_inspection_sum *sum, FILE *out)
{
    bool zh = shown->lang == TER_ZH;
    const char *title = sum->check->title.text[shown->lang];
    if (sum->check->kind == TER_CHECK_QUOTA)
        fprintf(out,
            zh ? "%s：共 %zu 处，已达 %zu，未达 %zu，未登记次数 %zu\n"
               : "%s: of %zu, %zu met, %zu short, %zu without a quota on record\n",
            title, sum->checked, sum->met, sum->short_of, sum->no_quota);
    else
        fprintf(out,
            zh ? "%s：共 %zu 处，已逾期 %zu，待检查 %zu，无检查记录 %zu，未到期 %zu\n"
               : "%s: of %zu, %zu overdue, %zu due, %zu with no inspection known, %zu in time\n",
            title, sum->checked, sum->overdue, sum->due, sum->never, sum->in_time);
}

static void print_frame(const struct ter_inspection_shown *shown, FILE *out)
{
    char on[TER_DAY_SIZE], before[TER_DAY_SIZE];
    bool zh = shown->lang == TER_ZH;
    ter_day_write(shown->request->on, on);
    ter_day_write(shown->request->before, before);
    fprintf(out, zh ? "截至 %s，含 %s 前到期\n" : "As seen on %s, due up to %s\n", on, before);
    for (size_t i = 0; i < shown->list->sum_count; i++)
        print_sum(shown, &shown->list->sums[i], out);
    fputc('\n', out);
}

bool ter_inspection_print(const struct ter_inspection_shown *shown, FILE *out, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows;
    ter_rows_begin(&rows, "inspection", columns);
    for (size_t i = 0; i < shown->list->count; i++)
        add_item(&rows, shown, &shown->list->items[i]);
    bool table = shown->format == TER_FORMAT_TABLE;
    if (table)
        print_frame(shown, out);
    if ((!table || shown->list->count) && !ter_rows_print(&rows, shown->format, shown->lang, out, err))
        return false;
    for (size_t i = 0; table && !shown->quiet && i < shown->list->notes.count; i++)
        fprintf(out, "- %s\n", shown->list->notes.items[i]);
    return true;
}

/* Owns the columns of open deadlines as rows. Knows nothing of where they go. */
#include "overdue_rows.h"

static const struct ter_rows_column columns[] = {
    {"layer", TER_FIELD_TEXT, {"layer", "图层"}, -1, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, -1, false},
    {"code", TER_FIELD_TEXT, {"code", "编号"}, -1, false},
    {"name", TER_FIELD_TEXT, {"name or place", "名称或位置"}, -1, false},
    {"deadline", TER_FIELD_TEXT, {"deadline", "期限"}, -1, true},
    {"what", TER_FIELD_TEXT, {"what", "事项"}, -1, false},
    {"state", TER_FIELD_TEXT, {"state", "状态"}, -1, true},
    {"status", TER_FIELD_TEXT, {"status", "记录状态"}, -1, true},
    {"from", TER_FIELD_DATE, {"counted from", "起算日期"}, -1, false},
    {"due", TER_FIELD_DATE, {"due", "期限日期"}, -1, false},
    {"days_late", TER_FIELD_INTEGER, {"days late", "逾期天数"}, -1, false},
    {"working_days_late", TER_FIELD_INTEGER, {"working days late", "逾期工作日"}, -1, false},
    {"holidays", TER_FIELD_TEXT, {"holidays", "节假日"}, -1, true},
    {"unit", TER_FIELD_TEXT, {"responsible", "责任单位"}, -1, false},
    {"source", TER_FIELD_TEXT, {"rule", "依据"}, -1, true},
    {0},
};

static void add_day(struct ter_rows *rows, const struct ter_due *due, int day)
{
    char text[TER_DAY_SIZE];
    ter_day_write(day, text);
    ter_rows_text(rows, due->known ? text : NULL);
}

/* Days late below 0 are days left: one column says both. */
static void add_count(struct ter_rows *rows, bool given, int left)
{
    if (given)
        ter_rows_int(rows, -left);
    else
        ter_rows_none(rows);
}

static void add_due(struct ter_rows *rows, const struct ter_due *due)
{
    bool working = due->known && due->counts_working_days;
    if (due->rule->amount)
        add_day(rows, due, due->from);
    else
        ter_rows_none(rows); /* the date in the field is the deadline itself */
    add_day(rows, due, due->due);
    add_count(rows, due->known, due->days_left);
    add_count(rows, working, due->working_days_left);
    ter_rows_text(rows, working ? due->holidays_known ? "known" : "unknown" : NULL);
}

static void add_item(struct ter_rows *rows, const struct ter_overdue_item *item, enum ter_lang lang)
{
    static const char *const states[TER_OVERDUE_STATES] = {[TER_OVERDUE_LATE] = "overdue",
        [TER_OVERDUE_SOON] = "soon",
        [TER_OVERDUE_LATER] = "later",
        [TER_OVERDUE_UNKNOWN] = "unknown"};
    ter_rows_text(rows, item->layer->name);
    ter_rows_text(rows, item->township);
    ter_rows_text(rows, item->code);
    ter_rows_text(rows, item->name);
    ter_rows_text(rows, item->due.rule->name);
    ter_rows_text(rows, item->due.rule->title.text[lang]);
    ter_rows_text(rows, states[item->state]);
    ter_rows_text(rows, item->status);
    add_due(rows, &item->due);
    ter_rows_text(rows, item->unit);
    ter_rows_text(rows, item->due.rule->source);
}

void ter_overdue_rows(
    const struct ter_overdue *overdue, unsigned states, enum ter_lang lang, struct ter_rows *ret_rows)
{
    ter_rows_begin(ret_rows, "overdue", columns);
    for (size_t i = 0; i < overdue->count; i++)
        if (states & 1U << overdue->items[i].state)
            add_item(ret_rows, &overdue->items[i], lang);
}

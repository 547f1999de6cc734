/* Owns `terrier order totals`. */
#include "base/messages.h"
#include "base/text.h"
#include "cli/rows.h"
#include "plan/order/order_totals.h"
#include "plan/order/order_words.h"

#include <string.h>

static const struct {
    const char *name;
    enum ter_order_by by;
} ways[] = {{"round", TER_ORDER_BY_ROUND}, {"township", TER_ORDER_BY_TOWNSHIP}, {"year", TER_ORDER_BY_YEAR}};

static const struct ter_rows_column columns[] = {
    {"name", TER_FIELD_TEXT, {"Of", "项目"}, 0, false},
    {"order", TER_FIELD_TEXT, {"Order", "工单编号"}, 0, true},
    {"round", TER_FIELD_INTEGER, {"Round", "轮次"}, 0, true},
    {"township", TER_FIELD_TEXT, {"Township", "乡镇"}, 0, true},
    {"year", TER_FIELD_INTEGER, {"Year", "年份"}, 0, true},
    {"records", TER_FIELD_INTEGER, {"Records", "记录数"}, 0, false},
    {"answered", TER_FIELD_INTEGER, {"Came back", "已返回"}, 0, false},
    {"events", TER_FIELD_INTEGER, {"Events", "工作记录数"}, 0, false},
    {"cost_known", TER_FIELD_INTEGER, {"Cost known", "费用已知"}, 0, false},
    {"cost_unknown", TER_FIELD_INTEGER, {"Cost unknown", "费用未知"}, 0, false},
    {"cost_yuan", TER_FIELD_REAL, {"Cost (yuan)", "费用(元)"}, 2, false},
    {"parts", TER_FIELD_TEXT, {"Parts", "配件"}, 0, false},
    {0},
};

static bool read_by(const struct ter_args *args, enum ter_order_by *ret_by, struct ter_error *err)
{
    const char *by = ter_args_value(args, "by"), *names[sizeof ways / sizeof *ways];
    *ret_by = TER_ORDER_BY_TOWNSHIP;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        names[i] = ways[i].name;
        if (by && strcmp(by, ways[i].name) == 0) {
            *ret_by = ways[i].by;
            return true;
        }
    }
    if (!by)
        return true;
    const char *near = ter_text_suggest(by, names, sizeof names / sizeof *names);
    return ter_fail(err, TER_USAGE, "--by \"%s\": totals are by round, township or year%s%s%s", by,
        near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static void add_count(struct ter_rows *rows, int64_t number)
{
    if (number)
        ter_rows_int(rows, number);
    else
        ter_rows_none(rows);
}

/* What the line is of, in words. */
static char *name_of(const struct ter_order_total *line, enum ter_order_by by, enum ter_lang lang)
{
    if (by == TER_ORDER_BY_YEAR)
        return ter_format("%d", line->year);
    if (by == TER_ORDER_BY_TOWNSHIP)
        return ter_strdup(line->township ? line->township : ter_order_word(TER_ORDER_W_NO_TOWNSHIP, lang));
    if (!line->round)
        return ter_format("%s · %s", line->number, ter_order_word(TER_ORDER_W_NO_ROUND, lang));
    return ter_format(
        "%s · %s %lld", line->number, ter_order_heading(TER_ORDER_ROUND, lang), (long long)line->round);
}

static void add_row(
    struct ter_rows *rows, const struct ter_order_total *line, enum ter_order_by by, enum ter_lang lang)
{
    TER_AUTO_FREE char *name = name_of(line, by, lang);
    ter_rows_text(rows, name);
    TER_AUTO_FREE char *parts = ter_order_parts_text(&line->parts);
    ter_rows_text(rows, line->number);
    add_count(rows, line->round);
    ter_rows_text(rows, line->township);
    add_count(rows, line->year);
    ter_rows_int(rows, (int64_t)line->records);
    ter_rows_int(rows, (int64_t)line->answered);
    ter_rows_int(rows, (int64_t)line->events);
    ter_rows_int(rows, (int64_t)line->cost_known);
    ter_rows_int(rows, (int64_t)line->cost_unknown);
    ter_rows_real(rows, line->cost_yuan);
    ter_rows_text(rows, *parts ? parts : NULL);
}

/* The orders stay until the rows are printed: lines borrow their numbers. */
static bool print(const struct ter_args *args, struct ter_registry *registry, struct ter_order **orders,
    size_t count, enum ter_order_by by, struct ter_error *err)
{
    TER_AUTO_ORDER_TOTALS struct ter_order_totals totals = {0};
    TER_AUTO_ROWS struct ter_rows rows;
    double cost_yuan = 0;
    size_t known = 0, unknown = 0;
    ter_rows_begin(&rows, "totals", columns);
    for (size_t i = 0; i < count; i++)
        if (!ter_order_totals_add(registry, orders[i], by, &totals, err))
            return false;
    for (size_t i = 0; i < totals.count; i++) {
        add_row(&rows, &totals.items[i], by, ter_args_lang(args, registry));
        cost_yuan += totals.items[i].cost_yuan;
        known += totals.items[i].cost_known;
        unknown += totals.items[i].cost_unknown;
    }
    if (!ter_rows_print(&rows, args->format, ter_args_lang(args, registry), stdout, err))
        return false;
    TER_AUTO_FREE char *parts = ter_order_parts_text(&totals.parts);
    ter_say(args, "in all: %.2f yuan for %zu events, the cost of %zu is not known%s%s", cost_yuan,
        known + unknown, unknown, *parts ? ter_message("; parts: ") : "", parts);
    return true;
}

static bool read_orders(const struct ter_args *args, struct ter_registry *registry, struct ter_order **orders,
    struct ter_strings *numbers, struct ter_error *err)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (!ter_order_read(registry, numbers->items[i], &orders[i], err))
            return false;
    (void)args;
    return true;
}

static bool total(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_STRINGS struct ter_strings numbers = {0};
    enum ter_order_by by;
    if (!read_by(args, &by, err) || !ter_args_open(args, TER_READ, &registry, err))
        return false;
    for (size_t i = 0; i < args->word_count; i++)
        ter_strings_add(&numbers, args->words[i]);
    if (!args->word_count && !ter_order_numbers(registry, &numbers, err))
        return false;
    TER_AUTO_FREE struct ter_order **orders = ter_alloc((numbers.count + 1) * sizeof(struct ter_order *));
    bool done = read_orders(args, registry, orders, &numbers, err) &&
                print(args, registry, orders, numbers.count, by, err);
    for (size_t i = 0; i < numbers.count; i++)
        ter_order_free(orders[i]);
    return done;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!total(args, err))
        ter_wrap(err, "order totals");
    return ter_exit_for(err);
}

static const struct ter_option options[] = {
    {"by", "round|township|year", "what the lines are (default: township)", false},
    {0},
};

const struct ter_command ter_command_order_totals = {
    .name = "order totals",
    .usage = "[NUMBER…]",
    .summary = "parts and costs of work orders, by round, township or year",
    .options = options,
    .formats = "table json csv",
    .details =
        "Of the orders named, or of all. Costs and parts are those of the events that filled-in orders "
        "became, as "
        "they are now; an event without a cost is counted as unknown, never as 0. The year is that of the "
        "event. "
        "Parts are counted from what crews wrote: \"阀芯2个、密封圈\" are two of one and one of the other.",
    .examples = "terrier order totals --by township\n"
                "terrier order totals WO-2026-001 --by round\n"
                "terrier order totals --by year --format csv > totals.csv",
    .max_words = TER_MAX_ARGUMENTS,
    .run = run,
};

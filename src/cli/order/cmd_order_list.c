/* Owns `terrier order list`. */
#include "cli/rows.h"
#include "registry/orders.h"

static const struct ter_rows_column columns[] = {
    {"number", TER_FIELD_TEXT, {"Order", "工单编号"}, 0, false},
    {"layer", TER_FIELD_TEXT, {"Layer", "图层"}, 0, false},
    {"issued_on", TER_FIELD_DATE, {"Issued on", "签发日期"}, 0, false},
    {"records", TER_FIELD_INTEGER, {"Records", "记录数"}, 0, false},
    {"answered", TER_FIELD_INTEGER, {"Came back", "已返回"}, 0, false},
    {"closed", TER_FIELD_INTEGER, {"Settled", "已办结"}, 0, false},
    {0},
};

static bool list(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_STRINGS struct ter_strings numbers = {0};
    TER_AUTO_ROWS struct ter_rows rows;
    ter_rows_begin(&rows, "orders", columns);
    if (!ter_args_open(args, TER_READ, &registry, err) || !ter_order_numbers(registry, &numbers, err))
        return false;
    for (size_t i = 0; i < numbers.count; i++) {
        TER_AUTO(ter_order_free) struct ter_order *order = NULL;
        if (!ter_order_read(registry, numbers.items[i], &order, err))
            return false;
        ter_rows_text(&rows, order->number);
        ter_rows_text(&rows, order->layer);
        ter_rows_text(&rows, order->issued_on);
        ter_rows_int(&rows, (int64_t)order->count);
        ter_rows_int(&rows, (int64_t)order->answered);
        ter_rows_int(&rows, (int64_t)order->closed);
    }
    if (!numbers.count)
        ter_say(args, "no work orders; terrier order issue makes one");
    if (!numbers.count && args->format == TER_FORMAT_TABLE)
        return true;
    return ter_rows_print(&rows, args->format, ter_args_lang(args, registry), stdout, err);
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!list(args, err))
        ter_wrap(err, "order list");
    return ter_exit_for(err);
}

const struct ter_command ter_command_order_list = {
    .name = "order list",
    .usage = "",
    .summary = "list the work orders, the newest first",
    .formats = "table json csv",
    .details =
        "How many records each has, of how many something came back, and how many are settled: mended, or "
        "decided by order settle.",
    .examples = "terrier order list\nterrier order list --format json",
    .run = run,
};

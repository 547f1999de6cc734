/* Owns `terrier order show`: what stands on an order, what came back, what changed since. */
#include "cli/rows.h"
#include "order_files.h"
#include "plan/order/order_return.h"
#include "plan/order/order_sheets.h"

static const struct ter_rows_column columns[] = {
    {"number", TER_FIELD_INTEGER, {"No.", "序号"}, 0, false},
    {"code", TER_FIELD_TEXT, {"Code", "编号"}, 0, false},
    {"township", TER_FIELD_TEXT, {"Township", "乡镇"}, 0, false},
    {"round", TER_FIELD_INTEGER, {"Round", "轮次"}, 0, true},
    {"result", TER_FIELD_TEXT, {"Result", "结果"}, 0, false},
    {"date", TER_FIELD_DATE, {"Date", "日期"}, 0, false},
    {"parts", TER_FIELD_TEXT, {"Parts", "更换配件"}, 0, false},
    {"cost", TER_FIELD_TEXT, {"Cost (yuan)", "费用(元)"}, 0, false},
    {"event", TER_FIELD_TEXT, {"Event", "工作记录"}, 0, false},
    {"settled", TER_FIELD_TEXT, {"Settled by", "裁定"}, 0, true},
    {"changed", TER_FIELD_TEXT, {"Changed since", "签发后变动"}, 0, false},
    {0},
};

static bool add_answer(struct ter_registry *registry, const struct ter_order_item *item, enum ter_lang lang,
    struct ter_rows *rows, struct ter_error *err)
{
    static const enum ter_order_column shown[] = {
        TER_ORDER_RESULT, TER_ORDER_DATE, TER_ORDER_PARTS, TER_ORDER_COST};
    char *cells[TER_ORDER_COLUMNS] = {NULL};
    bool done = ter_order_event_cells(registry, item, lang, cells, err);
    for (size_t i = 0; done && i < sizeof shown / sizeof *shown; i++)
        ter_rows_text(rows, cells[shown[i]]);
    for (size_t i = 0; i < TER_ORDER_COLUMNS; i++)
        ter_auto_free_pointer(&cells[i]);
    return done;
}

static bool add_item(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_order_item *item, enum ter_lang lang, struct ter_rows *rows, struct ter_error *err)
{
    static const char *const takes[] = {NULL, "paper", "register"};
    TER_AUTO_FREE char *changes = NULL;
    if (!ter_order_changes(registry, layer, item, &changes, err)) {
        if (err->code != TER_NOT_FOUND) /* merged away: no history is left under this code */
            return false;
        *err = (struct ter_error){0};
    }
    ter_rows_int(rows, item->position);
    ter_rows_text(rows, item->code);
    ter_rows_text(rows, item->township);
    if (item->round)
        ter_rows_int(rows, item->round);
    else
        ter_rows_none(rows);
    if (!add_answer(registry, item, lang, rows, err))
        return false;
    ter_rows_text(rows, item->event_code);
    ter_rows_text(rows, takes[item->take]);
    ter_rows_text(rows, changes);
    return true;
}

static bool print(const struct ter_args *args, struct ter_registry *registry, const struct ter_order *order,
    struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows;
    const struct ter_layer *layer;
    ter_rows_begin(&rows, "order", columns);
    if (!ter_registry_layer(registry, order->layer, &layer, err))
        return false;
    for (size_t i = 0; i < order->count; i++)
        if (!add_item(registry, layer, &order->items[i], ter_args_lang(args, registry), &rows, err))
            return ter_wrap(err, "record %s", order->items[i].code);
    ter_say(args, "%s: %s, issued on %s; %zu of %zu came back, %zu settled", order->number, order->layer,
        order->issued_on, order->answered, order->count, order->closed);
    return ter_rows_print(&rows, args->format, ter_args_lang(args, registry), stdout, err);
}

static bool show(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_order_free) struct ter_order *order = NULL;
    TER_AUTO_ORDER_FILES struct ter_order_files files = {0};
    if (!ter_args_open(args, TER_READ, &registry, err) || !ter_order_files_check(args, registry, err) ||
        !ter_order_read(registry, args->words[0], &order, err) ||
        !ter_order_files_stage(args, registry, order, &files, err) || !ter_order_files_publish(&files, err))
        return false;
    if (!ter_args_value(args, "to"))
        return print(args, registry, order, err);
    ter_say(args, "%s: %zu records written", order->number, order->count);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!show(args, err))
        ter_wrap(err, "order show");
    return ter_exit_for(err);
}

static const struct ter_option options[] = {TER_ORDER_FILE_OPTIONS, {0}};

const struct ter_command ter_command_order_show = {
    .name = "order show",
    .usage = "NUMBER",
    .summary = "show a work order: what came back, what changed since it was issued",
    .options = options,
    .formats = "table json csv",
    .details = "\"Changed since\" names what somebody changed of a record's status, defect or place since "
               "the paper went "
               "out, by "
               "which tool and when: a filled-in row of it is a conflict until terrier order settle decides. "
               "With --to "
               "the "
               "sheets are written again, as the records are now, with what came back filled in.",
    .examples = "terrier order show WO-2026-001\n"
                "terrier order show WO-2026-001 --to again.xlsx\n"
                "terrier order show WO-2026-001 --format csv > order.csv",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};

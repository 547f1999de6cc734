/* Owns the way of a filled-in work order from its workbook into the register. Finds headings wherever a
 * program for tables or a hand has put them; what a row means is judged in plan/order_return.h. */
#include "order_import.h"

#include "base/day.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/messages.h"
#include "cli/import/import_request.h"
#include "cli/import/rejects.h"
#include "import/book.h"
#include "plan/order/order_return.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LOOKED_AT = 40 }; /* rows of each sheet in which the number and the headings must stand */

/* Where things stand on a sheet. */
struct form {
    const struct ter_book_sheet *sheet;
    const char *number;           /* NULL: none */
    size_t heading;               /* index of the row of headings; SIZE_MAX: none */
    size_t at[TER_ORDER_COLUMNS]; /* index of each column; SIZE_MAX: not there */
};

/* One run. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    struct ter_book book;
    struct ter_order *order;
    struct ter_rejects rejects;
    json_t *conflicts;
    int64_t rows, blank, fates[TER_ORDER_FATES], not_found;
};

static void run_free(struct run *run)
{
    json_decref(run->conflicts);
    ter_rejects_free(&run->rejects);
    ter_order_free(run->order);
    ter_book_free(&run->book);
    ter_registry_close(run->registry);
}

static const char events[] = "event";

/* ---- finding ---- */

static const char *number_in(const struct ter_book_sheet *sheet, const struct ter_book_row *row)
{
    for (size_t i = 0; i < sheet->width; i++) {
        if (!row->cells[i] || !ter_order_is_number_label(row->cells[i]))
            continue;
        for (size_t j = i + 1; j < sheet->width; j++)
            if (row->cells[j])
                return row->cells[j];
    }
    return NULL;
}

static bool headings_in(const struct ter_book_sheet *sheet, const struct ter_book_row *row, struct form *form)
{
    for (size_t i = 0; i < TER_ORDER_COLUMNS; i++)
        form->at[i] = SIZE_MAX;
    for (size_t i = 0; i < sheet->width; i++) {
        enum ter_order_column column = row->cells[i] ? ter_order_column_of(row->cells[i]) : TER_ORDER_COLUMNS;
        if (column < TER_ORDER_COLUMNS && form->at[column] == SIZE_MAX)
            form->at[column] = i;
    }
    return form->at[TER_ORDER_CODE] != SIZE_MAX && form->at[TER_ORDER_RESULT] != SIZE_MAX;
}

static struct form find_form(const struct ter_book_sheet *sheet)
{
    struct form form = {.sheet = sheet, .heading = SIZE_MAX};
    for (size_t i = 0; i < sheet->count && i < LOOKED_AT && form.heading == SIZE_MAX; i++) {
        if (!form.number)
            form.number = number_in(sheet, &sheet->rows[i]);
        if (headings_in(sheet, &sheet->rows[i], &form))
            form.heading = i;
    }
    return form;
}

/* Into another layer a workbook is imported for what it is, and large ones are no orders: reading them twice
 * would take its time. */
static bool may_be_order(const struct ter_args *args)
{
    enum { LARGE = 4 << 20 };
    struct stat info;
    return ter_book_is_named(args->words[1]) && stat(args->words[1], &info) == 0 &&
           (info.st_size < LARGE || strcmp(args->words[0], events) == 0);
}

bool ter_order_import_is(const struct ter_args *args)
{
    TER_AUTO_BOOK struct ter_book book = {0};
    struct ter_error ignored = {0};
    if (!may_be_order(args) || !ter_book_read(args->words[1], LOOKED_AT, &book, &ignored))
        return false;
    for (size_t i = 0; i < book.count; i++) {
        struct form form = find_form(&book.sheets[i]);
        if (form.number && form.heading != SIZE_MAX)
            return true;
    }
    return false;
}

/* All sheets are of one order. */
static bool find_number(const struct run *run, const char **ret_number, struct ter_error *err)
{
    *ret_number = NULL;
    for (size_t i = 0; i < run->book.count; i++) {
        struct form form = find_form(&run->book.sheets[i]);
        if (!form.number || form.heading == SIZE_MAX)
            continue;
        if (*ret_number && strcmp(*ret_number, form.number) != 0)
            return ter_fail(err, TER_FAILED,
                "sheet \"%s\" is of work order %s, another of %s; import each order from a workbook of its "
                "own",
                run->book.sheets[i].name, form.number, *ret_number);
        *ret_number = form.number;
    }
    return *ret_number || ter_fail(err, TER_FAILED, "no sheet has a work order's number any more");
}

/* ---- rows ---- */

static void refuse(struct run *run, const struct form *form, const struct ter_book_row *row,
    const struct ter_order_filled *filled, const struct ter_order_verdict *verdict)
{
    enum ter_lang lang = ter_args_lang(run->args, run->registry);
    bool whole = verdict->column == TER_ORDER_COLUMNS;
    bool conflict = verdict->fate == TER_ORDER_CONFLICT;
    const char *code = filled->cells[TER_ORDER_CODE];
    TER_AUTO_FREE char *reason =
        conflict
            ? ter_format(
                  ter_message("changed since the order was issued: %s; terrier order settle '%s' %s --take "
                              "paper|register decides (sheet %s)"),
                  verdict->reason, run->order->number, code, form->sheet->name)
            : ter_format(ter_message("%s (sheet %s)"), verdict->reason, form->sheet->name);
    ter_rejects_add(&run->rejects, row->number,
        ter_order_heading(whole ? TER_ORDER_CODE : verdict->column, lang),
        whole ? code : filled->cells[verdict->column], reason);
    if (!conflict)
        return;
    json_t *entry = json_object();
    ter_json_set(entry, "code", ter_json_string(code));
    ter_json_set(entry, "changed", ter_json_string(verdict->reason));
    json_array_append_new(run->conflicts, entry);
}

static bool take_row(struct run *run, struct ter_order_return *back, const struct form *form,
    const struct ter_book_row *row, struct ter_error *err)
{
    TER_AUTO_ORDER_VERDICT struct ter_order_verdict verdict = {0};
    struct ter_order_filled filled = {0};
    for (size_t i = 0; i < TER_ORDER_SIGNATURE; i++)
        filled.cells[i] = form->at[i] == SIZE_MAX ? NULL : row->cells[form->at[i]];
    if (!filled.cells[TER_ORDER_RESULT]) {
        run->blank +=
            filled.cells[TER_ORDER_CODE] != NULL && ter_order_item(run->order, filled.cells[TER_ORDER_CODE]);
        return true;
    }
    run->rows++;
    if (!ter_order_return_row(back, &filled, row->number, &verdict, err))
        return ter_wrap(err, "sheet %s, row %lld", form->sheet->name, (long long)row->number);
    run->fates[verdict.fate]++;
    run->not_found += verdict.fate == TER_ORDER_TAKEN && verdict.not_found;
    if (verdict.fate == TER_ORDER_REJECTED || verdict.fate == TER_ORDER_CONFLICT)
        refuse(run, form, row, &filled, &verdict);
    return true;
}

static bool take_rows(struct run *run, struct ter_order_return *back, struct ter_error *err)
{
    for (size_t i = 0; i < run->book.count; i++) {
        struct form form = find_form(&run->book.sheets[i]);
        for (size_t row = form.heading; form.heading != SIZE_MAX && ++row < form.sheet->count;)
            if (!take_row(run, back, &form, &form.sheet->rows[row], err))
                return false;
    }
    return true;
}

/* A workbook that brings nothing new leaves no trace, not even a source. */
static bool store(struct run *run, struct ter_error *err)
{
    TER_AUTO(ter_order_return_close) struct ter_order_return *back = NULL;
    TER_AUTO_FREE char *otherwise = ter_format("work order %s", run->order->number);
    const char *source = ter_args_value(run->args, "source");
    char sha256[TER_SHA256_HEX_SIZE], today[TER_DAY_SIZE];
    int64_t source_id;
    ter_day_write(ter_day_today(), today);
    if (!ter_sha256_file(run->args->words[1], sha256, err) ||
        !ter_order_source(
            run->registry, source ? source : otherwise, run->args->words[1], sha256, &source_id, err) ||
        !ter_order_return_open(run->registry, run->order, source_id, today,
            ter_args_lang(run->args, run->registry), &back, err) ||
        !take_rows(run, back, err) || !ter_rejects_commit(&run->rejects, err))
        return false;
    if (!ter_args_switch(run->args, "dry-run") && run->fates[TER_ORDER_TAKEN])
        return ter_registry_commit(run->registry, err);
    ter_registry_rollback(run->registry);
    return true;
}

/* ---- what is said ---- */

static bool print_json(struct run *run, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = json_object();
    const struct {
        const char *name;
        int64_t count;
    } counts[] = {{"rows", run->rows}, {"taken", run->fates[TER_ORDER_TAKEN]},
        {"unchanged", run->fates[TER_ORDER_UNCHANGED]}, {"rejected", run->fates[TER_ORDER_REJECTED]},
        {"without_result", run->blank}, {"not_found", run->not_found}};
    if (run->args->format != TER_FORMAT_JSON)
        return true;
    ter_json_set(json, "layer", ter_json_string("event"));
    ter_json_set(json, "file", ter_json_string(run->args->words[1]));
    ter_json_set(json, "order", ter_json_string(run->order->number));
    ter_json_set(json, "dry_run", json_boolean(ter_args_switch(run->args, "dry-run")));
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        ter_json_set(json, counts[i].name, json_integer(counts[i].count));
    ter_json_set(json, "conflicts", json_incref(run->conflicts));
    ter_json_set(json, "rejected_by_reason", ter_import_rejects_json(&run->rejects));
    return ter_json_write(json, stdout, err) &&
           (putchar('\n') != EOF || ter_fail(err, TER_FAILED, "a write failed"));
}

static void say(struct run *run)
{
    const struct ter_args *args = run->args;
    ter_say(args,
        "%swork order %s: %lld row%s with a result read from %s: %lld new, %lld unchanged, %lld rejected, "
        "%lld "
        "in conflict",
        ter_args_switch(args, "dry-run") ? ter_message("dry run, nothing was stored: ") : "",
        run->order->number, (long long)run->rows, ter_plural(run->rows), args->words[1],
        (long long)run->fates[TER_ORDER_TAKEN], (long long)run->fates[TER_ORDER_UNCHANGED],
        (long long)run->fates[TER_ORDER_REJECTED], (long long)run->fates[TER_ORDER_CONFLICT]);
    ter_import_say_count(args, run->blank, "records of the order have no result in this workbook");
    ter_import_say_count(args, run->not_found,
        "were not found where the register has them: terrier review shows such positions");
    ter_import_say_count(args, run->fates[TER_ORDER_CONFLICT],
        "records changed in the register since the order was issued: decide with terrier order settle, then "
        "import the "
        "workbook again");
    ter_say(args, "  %zu of %zu records of the order came back so far, %zu are settled", run->order->answered,
        run->order->count, run->order->closed);
    ter_import_say_rejects(args, &run->rejects);
}

/* The workbook's own headings decide; what would say otherwise must not be passed over in silence. */
static bool check_options(const struct ter_args *args, struct ter_error *err)
{
    static const char *const heeded[] = {"source", "rejects", "dry-run"};
    for (size_t i = 0; i < args->given_count; i++) {
        const char *name = args->given[i].option->name;
        bool good = false;
        for (size_t j = 0; j < sizeof heeded / sizeof *heeded; j++)
            good = good || strcmp(heeded[j], name) == 0;
        for (const struct ter_option *option = ter_global_options; option->name; option++)
            good = good || strcmp(option->name, name) == 0;
        if (!good)
            return ter_fail(err, TER_USAGE,
                "this is a work order's workbook, whose columns say themselves what they are; leave out --%s",
                name);
    }
    return true;
}

static bool take_back(struct run *run, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "import"};
    const char *path = run->args->words[1], *number;
    if (strcmp(run->args->words[0], events) != 0)
        return ter_fail(err, TER_USAGE,
            "this is a work order's workbook, whose rows become events: terrier import %s %s takes it back",
            events, path);
    if (!check_options(run->args, err) || !ter_args_open(run->args, TER_WRITE, &run->registry, err) ||
        !ter_book_read(path, 0, &run->book, err) || !find_number(run, &number, err))
        return false;
    TER_AUTO_FREE char *note = ter_format("work order %s", number);
    context.note = note;
    if (!ter_rejects_begin(&run->rejects, run->registry, ter_args_value(run->args, "rejects"), path, err) ||
        !ter_registry_begin(run->registry, &context, err))
        return false;
    /* Read inside the transaction: somebody else may take rows of the same order back just now. */
    if (ter_order_read(run->registry, number, &run->order, err) && store(run, err))
        return print_json(run, err);
    ter_registry_rollback(run->registry);
    return false;
}

enum ter_exit ter_order_import(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args, .conflicts = json_array()};
    if (!take_back(&run, err))
        return ter_exit_for(err);
    say(&run);
    return run.rejects.count ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

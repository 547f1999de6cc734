/* Owns `terrier report progress`. */
#include "base/day.h"
#include "base/text.h"
#include "cli/rows.h"
#include "cli/target.h"
#include "cli/township_hint.h"
#include "plan/progress/progress.h"
#include "registry/documents.h"
#include "report/progress/progress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One run of the command. */
struct run {
    const struct ter_args *args;
    enum ter_lang lang;
    struct ter_registry *registry;
    struct ter_progress *progress;
    struct ter_strings subjects, scope; /* the subjects as stored */
    struct ter_report_target target;
    char *command;
};

static void run_free(struct run *run)
{
    ter_progress_free(run->progress);
    ter_strings_free(&run->subjects);
    ter_strings_free(&run->scope);
    ter_report_target_free(&run->target);
    free(run->command);
    ter_registry_close(run->registry);
}

/* Rows ------------------------------------------------------------------------------------------------ */

static const struct ter_rows_column columns[] = {
    {"code", TER_FIELD_TEXT, {"code", "编号"}, 0, false},
    {"subject", TER_FIELD_TEXT, {"promise", "任务"}, 0, false},
    {"township", TER_FIELD_TEXT, {"township", "乡镇"}, 0, false},
    {"year", TER_FIELD_INTEGER, {"year", "年度"}, 0, false},
    {"due_on", TER_FIELD_DATE, {"due", "期限"}, 0, false},
    {"promised", TER_FIELD_REAL, {"promised", "承诺"}, 2, false},
    {"unit", TER_FIELD_TEXT, {"counted in", "单位"}, 0, false},
    {"shown", TER_FIELD_REAL, {"shown", "有凭证"}, 2, false},
    {"number", TER_FIELD_REAL, {"number shown", "凭证个数"}, 2, true},
    {"denominator", TER_FIELD_REAL, {"of", "基数"}, 2, false},
    {"denominator_of", TER_FIELD_TEXT, {"which are", "基数对象"}, 0, true},
    {"state", TER_FIELD_TEXT, {"state", "状态"}, 0, false},
    {"done_on", TER_FIELD_DATE, {"done on", "完成日期"}, 0, false},
    {"days_late", TER_FIELD_INTEGER, {"days late", "逾期天数"}, 0, false},
    {"claimed", TER_FIELD_INTEGER, {"claimed by status", "状态自称"}, 0, false},
    {"events_without_source", TER_FIELD_INTEGER, {"events without a source", "无来源记录"}, 0, true},
    {"events", TER_FIELD_TEXT, {"events", "记录"}, 0, true},
    {"register_status", TER_FIELD_TEXT, {"status in the register", "登记状态"}, 0, true},
    {"task", TER_FIELD_TEXT, {"task as printed", "任务内容"}, 0, true},
    {"responsible", TER_FIELD_TEXT, {"who answers", "承担单位"}, 0, true},
    {"legal_basis", TER_FIELD_TEXT, {"basis", "依据"}, 0, true},
    {0},
};

static void add_day(struct ter_rows *rows, bool given, int day)
{
    char text[TER_DAY_SIZE];
    ter_day_write(day, text);
    ter_rows_text(rows, given ? text : NULL);
}

static void add_count(struct ter_rows *rows, bool given, int64_t count)
{
    if (given)
        ter_rows_int(rows, count);
    else
        ter_rows_none(rows);
}

static char *joined(const struct ter_strings *list)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    for (size_t i = 0; i < list->count; i++)
        ter_buf_printf(&text, "%s%s", i ? "; " : "", list->items[i]);
    return text.size ? ter_buf_take(&text) : NULL;
}

/* For scripts the state is the word that never changes; for people it is in their language. */
static void add_row(
    struct ter_rows *rows, const struct ter_promise *promise, enum ter_lang lang, bool for_scripts)
{
    TER_AUTO_FREE char *events = joined(&promise->facts);
    bool late = promise->state == TER_PROMISE_LATE || promise->late_days > 0;
    ter_rows_text(rows, promise->code);
    ter_rows_text(rows, for_scripts ? promise->subject : promise->subject_title);
    ter_rows_text(rows, promise->township);
    add_count(rows, promise->year != 0, promise->year);
    add_day(rows, promise->has_due, promise->due);
    ter_rows_real(rows, promise->step);
    ter_rows_text(rows, for_scripts ? promise->amount_unit : promise->unit_title);
    ter_rows_real(rows, promise->shown);
    ter_rows_real(rows, promise->number);
    ter_rows_real(rows, promise->of);
    ter_rows_text(rows, promise->of_title);
    ter_rows_text(rows,
        for_scripts ? ter_promise_state_name(promise->state) : ter_promise_state_word(promise->state, lang));
    add_day(rows, promise->state == TER_PROMISE_DONE, promise->done_on);
    add_count(rows, late, promise->late_days);
    add_count(rows, for_scripts || promise->claimed, (int64_t)promise->claimed);
    ter_rows_int(rows, (int64_t)promise->unsourced);
    ter_rows_text(rows, events);
    ter_rows_text(rows, promise->status);
    ter_rows_text(rows, promise->task);
    ter_rows_text(rows, promise->unit);
    ter_rows_text(rows, promise->basis);
}

static void make_rows(const struct run *run, bool for_scripts, struct ter_rows *ret_rows)
{
    ter_rows_begin(ret_rows, "progress", columns);
    for (size_t i = 0; i < run->progress->count; i++)
        add_row(ret_rows, &run->progress->items[i], run->lang, for_scripts);
}

/* The question ---------------------------------------------------------------------------------------- */

static bool read_subjects(struct run *run, struct ter_error *err)
{
    const char *given[TER_MAX_ARGUMENTS];
    const struct ter_layer *layer;
    const struct ter_field *field;
    size_t count = ter_args_values(run->args, "subject", given, TER_MAX_ARGUMENTS);
    if (!count)
        return true;
    if (!ter_registry_layer(run->registry, "target", &layer, err) ||
        !ter_layer_need_field(layer, "subject", &field, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        char scratch[TER_SCRATCH_SIZE];
        struct ter_value value;
        if (!ter_field_read(field, given[i], scratch, &value, err)) {
            err->code = TER_USAGE;
            return ter_wrap(err, "--subject");
        }
        ter_strings_add(&run->subjects, value.text);
        TER_AUTO_BUF struct ter_buf title = {0};
        ter_field_print(field, value, run->lang, &title);
        ter_strings_add(&run->scope, title.data);
    }
    return true;
}

static bool read_day(const struct ter_args *args, int *ret_day, struct ter_error *err)
{
    const char *on = ter_args_value(args, "on");
    *ret_day = ter_day_today();
    return !on || ter_day_read(on, ret_day) ||
           ter_fail(err, TER_USAGE, "--on \"%s\" is not a date; write YYYY-MM-DD", on);
}

/* Promises name the townships that they bind. */
static bool hint(const struct run *run, const char *const *townships, size_t count, struct ter_error *err)
{
    const struct ter_layer *layer;
    if (count && !ter_registry_layer(run->registry, "target", &layer, err))
        return false;
    if (count)
        ter_township_hint_named(run->registry, layer, townships, count);
    return true;
}

static bool ask(struct run *run, struct ter_error *err)
{
    const char *townships[TER_MAX_ARGUMENTS];
    double year;
    struct ter_progress_request request = {.lang = run->lang, .townships = townships};
    if (!read_day(run->args, &request.day, err) || !read_subjects(run, err) ||
        !ter_args_number(run->args, "year", 0, 9999, 0, &year, err))
        return false;
    request.year = (int)year;
    request.township_count = ter_args_values(run->args, "township", townships, TER_MAX_ARGUMENTS);
    if (!hint(run, townships, request.township_count, err))
        return false;
    request.subjects = (const char *const *)run->subjects.items;
    request.subject_count = run->subjects.count;
    for (size_t i = 0; i < request.township_count; i++)
        ter_strings_add(&run->scope, townships[i]);
    if (request.year)
        ter_strings_printf(&run->scope, "%d", request.year);
    return ter_progress_read(run->registry, &request, &run->progress, err);
}

/* The answer ------------------------------------------------------------------------------------------ */

static bool write_page(void *user, FILE *out, struct ter_error *err)
{
    struct run *run = user;
    TER_AUTO_STRINGS struct ter_strings documents = {0};
    const struct ter_layer *layer;
    if (!ter_registry_layer(run->registry, "target", &layer, err) ||
        !ter_registry_documents(run->registry, layer, &documents, err))
        return false;
    struct ter_progress_report report = {
        .progress = run->progress,
        .lang = run->lang,
        .register_name = ter_registry_name(run->registry),
        .documents = &documents,
        .scope = &run->scope,
        .command = run->command,
    };
    return ter_progress_report_write(&report, out, err);
}

static bool write_file(struct run *run, struct ter_error *err)
{
    TER_AUTO_ROWS struct ter_rows rows = {0};
    run->command = ter_report_command_on(run->args, "report progress", run->progress->day);
    make_rows(run, run->target.form == TER_REPORT_JSON, &rows);
    bool written = run->target.form == TER_REPORT_HTML
                       ? ter_report_target_fill(&run->target, write_page, run, err)
                       : ter_rows_write(&rows, run->lang, &run->target, err);
    if (written)
        ter_report_target_say(run->args, &run->target);
    return written;
}

static void summarise(const struct run *run)
{
    const size_t *states = run->progress->states;
    char day[TER_DAY_SIZE];
    ter_day_write(run->progress->day, day);
    ter_say(run->args, "as of %s: %zu promises, %zu done, %zu late, %zu unknown, %zu not due yet", day,
        run->progress->count, states[TER_PROMISE_DONE], states[TER_PROMISE_LATE], states[TER_PROMISE_UNKNOWN],
        states[TER_PROMISE_OPEN]);
}

static bool read_target(struct run *run, struct ter_error *err)
{
    return ter_report_target_read(run->args, NULL, &run->target, err) &&
           (!run->target.path || ter_target_check(run->registry, "--out", run->target.path, NULL, err));
}

static bool report(struct run *run, struct ter_error *err)
{
    if (!ter_args_open(run->args, TER_READ, &run->registry, err))
        return false;
    run->lang = ter_args_lang(run->args, run->registry);
    if (!read_target(run, err) || !ask(run, err))
        return false;
    if (run->target.path) {
        if (!write_file(run, err))
            return false;
    } else {
        TER_AUTO_ROWS struct ter_rows rows = {0};
        make_rows(run, run->args->format != TER_FORMAT_TABLE, &rows);
        if (!ter_rows_print(&rows, run->args->format, run->lang, stdout, err))
            return false;
    }
    summarise(run);
    return true;
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!report(&run, err)) {
        ter_wrap(err, "report progress");
        return ter_exit_for(err);
    }
    bool wanting = run.progress->states[TER_PROMISE_LATE] || run.progress->states[TER_PROMISE_UNKNOWN];
    return wanting ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    {"on", "DATE", "judge as of that day, by the facts dated until then (default: today)", false},
    {"year", "YEAR", "only what was promised for that year", false},
    {"township", "TOWNSHIP", "only the promises of that township", true},
    {"subject", "SUBJECT", "only promises of that kind (new_hydrants, 新建消火栓 …)", true},
    TER_REPORT_OPTIONS,
    {0},
};

const struct ter_command ter_command_report_progress = {
    .name = "report progress",
    .usage = "",
    .summary = "promises against facts: what is done, late, not due yet, or unknown",
    .options = options,
    .formats = "table json csv",
    .details =
        "Promises are the records of layer target. Facts are events with a date and a source (a document "
        "number, or the file that brought them): of kind completed about the target itself, with the number "
        "reached, or about the records that the target promises - completed for new hydrants and stations, "
        "begun for stations begun, repair with a result that mends for hydrants mended. A fact fills the "
        "promise that is due first. Percentages name what they are of.\n\n"
        "A promise that is due and of which no such event shows anything is unknown, never late or done; "
        "statuses set by hand without an event are shown as claims and count for nothing. Facts count by "
        "the day they happened, so any day can be asked for. A day that is over is judged as it ended: what "
        "was "
        "due on it and is not shown is late by 0 days, or unknown.\n\n"
        "Without --out it prints a table; --out FILE.html makes the page. Exit code 3: something is late or "
        "unknown.",
    .examples =
        "terrier report progress\n"
        "terrier report progress --on 2023-12-31 --out progress-2023.html\n"
        "terrier report progress --subject new_hydrants --format json\n"
        "terrier event add target P-0006 completed amount=12 document_no=验收〔2023〕8号 --on 2023-12-20",
    .min_words = 0,
    .max_words = 0,
    .run = run_command,
};

/* Owns `terrier check`: what was found, what was mended, and what remains to be done by hand. */
#include "base/json.h"
#include "base/messages.h"
#include "cli.h"
#include "registry/check.h"
#include "table.h"

#include <string.h>

enum { COLUMNS = 6, TABLE_LIMIT = 20 };
static const double near_m = 2; /* two points of one kind nearer than this are most likely one thing */

/* Where findings go. */
struct report {
    const struct ter_args *args;
    enum ter_lang lang;
    struct ter_table table;
    struct ter_json_array array;
    struct ter_strings advice; /* kind and advice of what is left to be done by hand, each kind once */
    struct ter_error err;      /* of the first line that could not be written */
};

static const char *severity_name(enum ter_severity severity, enum ter_lang lang)
{
    static const char *const names[2][2] = {
        [TER_WARNING] = {"warning", "警告"}, [TER_FAULT] = {"fault", "错误"}};
    return names[severity][lang];
}

static void add_row(struct report *report, const char *severity, const char *kind, const char *layer,
    const char *code, const char *fix, const char *detail)
{
    const char *cells[COLUMNS] = {severity, kind, layer, code, fix, detail};
    for (size_t i = 0; i < COLUMNS; i++)
        ter_table_add(&report->table, cells[i]);
}

static void add_object(struct report *report, const char *severity, const char *kind, const char *layer,
    const char *code, bool fixable, const char *detail, const char *advice)
{
    TER_AUTO(ter_json_free) json_t *object = json_object();
    ter_json_set(object, "kind", ter_json_string(kind));
    ter_json_set(object, "severity", ter_json_string(severity));
    ter_json_set(object, "layer", ter_json_string(layer));
    ter_json_set(object, "code", ter_json_string(code));
    ter_json_set(object, "detail", ter_json_string(detail));
    ter_json_set(object, "fixable", json_boolean(fixable));
    ter_json_set(object, "advice", ter_json_string(advice));
    if (report->err.code == TER_OK && !ter_json_array_add(&report->array, object, &report->err))
        return;
}

static void note_advice(struct report *report, const struct ter_finding *finding)
{
    for (size_t i = 0; i < report->advice.count; i += 2)
        if (strcmp(report->advice.items[i], finding->kind) == 0)
            return;
    ter_strings_add(&report->advice, finding->kind);
    ter_strings_add(&report->advice, finding->advice);
}

static void found(void *user, const struct ter_finding *finding)
{
    struct report *report = user;
    if (!finding->fixable)
        note_advice(report, finding);
    if (report->args->format == TER_FORMAT_JSON)
        add_object(report, severity_name(finding->severity, TER_EN), finding->kind, finding->layer,
            finding->code, finding->fixable, finding->detail, finding->fixable ? NULL : finding->advice);
    else
        add_row(report, severity_name(finding->severity, report->lang), finding->kind, finding->layer,
            finding->code, finding->fixable ? "--fix" : "", finding->detail);
}

static void mended(void *user, const char *kind, const char *layer, const char *detail)
{
    struct report *report = user;
    if (report->args->format == TER_FORMAT_JSON)
        add_object(report, "mended", kind, layer, NULL, false, detail, NULL);
    else
        printf("%s %s%s%s: %s\n", report->lang == TER_ZH ? "已修复" : "mended", kind, layer ? " " : "",
            layer ? layer : "", detail);
}

static bool read_options(
    const struct ter_args *args, struct ter_check_options *ret_options, struct ter_error *err)
{
    enum { MOST = 1000000000 };
    double limit;
    ret_options->quick = ter_args_switch(args, "quick");
    bool done = ter_args_number(args, "duplicates", 0, 1000, near_m, &ret_options->duplicates_m, err) &&
                ter_args_number(
                    args, "limit", 0, MOST, args->format == TER_FORMAT_JSON ? 0 : TABLE_LIMIT, &limit, err);
    ret_options->limit = done ? (int64_t)limit : 0;
    return done;
}

static void begin_table(struct report *report)
{
    static const char *const headings[2][COLUMNS] = {
        {"severity", "kind", "layer", "code", "mended by", "detail"},
        {"程度", "类别", "图层", "编号", "可修复", "说明"},
    };
    ter_table_free(&report->table);
    ter_table_begin(&report->table, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++)
        ter_table_add(&report->table, headings[report->lang][i]);
}

static void print_rest(struct report *report, const struct ter_check_result *result, bool fixed)
{
    const struct ter_args *args = report->args;
    if (ter_table_rows(&report->table)) {
        ter_table_hide_blank_columns(&report->table);
        ter_table_print(&report->table, stdout);
    }
    for (size_t i = 0; i < report->advice.count; i += 2)
        ter_say(args, "%s: %s", report->advice.items[i], report->advice.items[i + 1]);
    if (!result->faults && !result->warnings)
        ter_say(args, fixed ? "nothing is left to mend" : "no faults");
    else
        ter_say(args, "%lld fault%s, %lld warning%s%s", (long long)result->faults, ter_plural(result->faults),
            (long long)result->warnings, ter_plural(result->warnings),
            fixed ? ter_message("; to be mended by hand")
                  : (result->fixable ? ter_message("; terrier check --fix mends what is marked") : ""));
}

static bool look_and_mend(struct ter_check *check, struct report *report, struct ter_check_result *ret_result,
    struct ter_error *err)
{
    bool fix = ter_args_switch(report->args, "fix");
    /* With --fix the first look only finds out what to mend; what is told is what the second finds left. */
    if (!ter_check_run(check, fix ? NULL : found, report, ret_result, err))
        return false;
    if (!fix)
        return true;
    return (!ret_result->fixable || ter_check_mend(check, mended, report, err)) &&
           ter_check_run(check, found, report, ret_result, err);
}

static bool check_all(const struct ter_args *args, struct report *report, struct ter_check_result *ret_result,
    struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_check_close) struct ter_check *check = NULL;
    struct ter_check_options options;
    bool fix = ter_args_switch(args, "fix");
    if (!read_options(args, &options, err) ||
        !ter_args_open(args, fix ? TER_MEND : TER_READ, &registry, err) ||
        !ter_check_open(registry, &options, &check, err))
        return false;
    ter_registry_read_end(registry); /* a check compares with a model, which is attached before it reads */
    report->lang = ter_args_lang(args, registry);
    begin_table(report);
    if (args->format == TER_FORMAT_JSON)
        ter_json_array_begin(&report->array, stdout);
    if (!look_and_mend(check, report, ret_result, err))
        return false;
    if (args->format == TER_FORMAT_JSON)
        ter_json_array_end(&report->array);
    else
        print_rest(report, ret_result, fix);
    *err = report->err;
    return report->err.code == TER_OK;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    struct report report = {.args = args};
    struct ter_check_result result = {0};
    bool done = check_all(args, &report, &result, err);
    ter_table_free(&report.table);
    ter_strings_free(&report.advice);
    if (!done) {
        ter_wrap(err, "check");
        return ter_exit_for(err);
    }
    return result.faults || result.warnings ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option own_options[] = {
    {"fix", NULL, "mend what can be mended safely, and say what was done", false},
    {"duplicates", "M", "name points of one kind nearer to each other than this (default: 2; 0: do not look)",
        false},
    {"quick", NULL, "spare the checks that read every index", false},
    {"limit", "N", "at most so many lines of one kind and layer (default: 20, with json all; 0: all)", false},
    {0},
};

const struct ter_command ter_command_check = {
    .name = "check",
    .usage = "",
    .summary = "look for faults in the register, and mend what is safe",
    .options = own_options,
    .formats = "table json",
    .details = "Looked for are: damage to the file, a schema or spatial index out of step, broken or "
               "misplaced geometries, "
               "positions\nwithout method or radius, values, codes and life-cycles that the layers do not "
               "permit, records "
               "that point to nothing,\nand things that may stand in the register twice. A fault cannot be "
               "right; a warning "
               "wants a look.\nThe exit code is 0 when nothing was found (with --fix: nothing is left), 3 "
               "when something was, "
               "1 when the register\ncould not be checked. --fix never deletes a record; each change of a "
               "record is in the "
               "history. Without --fix\nnothing is written.",
    .examples = "terrier check\nterrier check --fix\nterrier check --duplicates 5 --format json",
    .max_words = 0,
    .run = run,
};

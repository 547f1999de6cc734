/* Owns where reports go and how they replace a file. Knows nothing of what is reported. */
#include "report_target.h"

#include "base/day.h"
#include "base/messages.h"
#include "report/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const struct {
    const char *ending;
    enum ter_report_form form;
} forms[] = {
    {".html", TER_REPORT_HTML},
    {".htm", TER_REPORT_HTML},
    {".json", TER_REPORT_JSON},
    {".csv", TER_REPORT_CSV},
    {".xlsx", TER_REPORT_XLSX},
};

static bool read_form(const char *path, enum ter_report_form *ret_form, struct ter_error *err)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t ending = strlen(forms[i].ending);
        if (length > ending && strcasecmp(path + length - ending, forms[i].ending) == 0) {
            *ret_form = forms[i].form;
            return true;
        }
    }
    return ter_fail(
        err, TER_USAGE, "--out \"%s\": a report is an .html, .json, .csv or .xlsx; end the name so", path);
}

static bool check_old(
    const struct ter_args *args, const char *path, enum ter_report_form form, struct ter_error *err)
{
    if (access(path, F_OK) != 0 || ter_args_switch(args, "overwrite"))
        return true;
    if (form == TER_REPORT_HTML && ter_page_is_report(path))
        return true;
    return ter_fail(err, TER_FAILED,
        "%s is there already and %s; name another file, or permit it with --overwrite", path,
        form == TER_REPORT_HTML ? ter_message("no report of terrier's") : ter_message("may be somebody's"));
}

bool ter_report_target_read(const struct ter_args *args, const char *otherwise,
    struct ter_report_target *ret_target, struct ter_error *err)
{
    const char *path = ter_args_value(args, "out");
    struct ter_report_target target = {.path = NULL};
    if (!path)
        path = otherwise;
    if (!path && ter_args_switch(args, "overwrite"))
        return ter_fail(err, TER_USAGE, "--overwrite needs --out FILE");
    if (!path) {
        *ret_target = target;
        return true;
    }
    if (!read_form(path, &target.form, err) || !check_old(args, path, target.form, err))
        return false;
    target.path = ter_strdup(path);
    *ret_target = target;
    return true;
}

void ter_report_target_free(struct ter_report_target *target)
{
    free(target->path);
    target->path = NULL;
}

static bool fail_at(const struct ter_report_target *target, struct ter_error *err)
{
    return ter_fail(err, TER_FAILED, "%s: %s", target->path, ter_staging_reason(errno));
}

bool ter_report_target_fill(const struct ter_report_target *target,
    bool (*write)(void *user, FILE *out, struct ter_error *err), void *user, struct ter_error *err)
{
    TER_AUTO(ter_staging_close) struct ter_staging *staging = NULL;
    TER_AUTO_STRINGS struct ter_strings files = {0};
    if (!ter_staging_open(target->path, &staging, err))
        return false;
    TER_AUTO_FREE char *path = ter_staging_path(staging);
    FILE *out = fopen(path, "wbe");
    if (!out)
        return fail_at(target, err);
    if (!write(user, out, err)) {
        fclose(out);
        return ter_wrap(err, "%s", target->path);
    }
    errno = 0;
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed)
        return fail_at(target, err);
    return ter_staging_publish(staging, NULL, &files, err);
}

void ter_report_target_say(const struct ter_args *args, const struct ter_report_target *target)
{
    ter_say(args, "report written to %s", target->path);
}

static bool says_where(const char *name)
{
    static const char *const names[] = {"out", "overwrite"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    for (const struct ter_option *option = ter_global_options; option->name; option++)
        if (strcmp(option->name, name) == 0)
            return strcmp(name, "lang") != 0; /* some of an answer's texts are in a language */
    return false;
}

char *ter_report_command(const struct ter_args *args, const char *command)
{
    TER_AUTO_BUF struct ter_buf line = {0};
    ter_buf_text(&line, "terrier --db");
    ter_page_quote(&line, args->db);
    ter_buf_printf(&line, " %s", command);
    for (size_t i = 0; i < args->word_count; i++)
        ter_page_quote(&line, args->words[i]);
    for (size_t i = 0; i < args->given_count; i++) {
        if (says_where(args->given[i].option->name))
            continue;
        ter_buf_printf(&line, " --%s", args->given[i].option->name);
        if (args->given[i].value)
            ter_page_quote(&line, args->given[i].value);
    }
    ter_buf_text(&line, " --format json");
    return ter_buf_take(&line);
}

char *ter_report_command_on(const struct ter_args *args, const char *command, int day)
{
    char text[TER_DAY_SIZE];
    TER_AUTO_FREE char *line = ter_report_command(args, command);
    ter_day_write(day, text);
    return ter_args_value(args, "on") ? ter_strdup(line) : ter_format("%s --on %s", line, text);
}

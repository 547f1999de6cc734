/* Owns the list of commands and the options they share. Knows nothing of what they do. */
#include "cli.h"

#include "base/text.h"

#include <string.h>

extern const struct ter_command ter_command_topology;
extern const struct ter_command ter_command_publish, ter_command_report_zones, ter_command_area,
    ter_command_overlay;
extern const struct ter_command ter_command_fine, ter_command_at, ter_command_backup,
    ter_command_calendar_import, ter_command_calendar_list, ter_command_calendar_use, ter_command_check,
    ter_command_coverage, ter_command_derive, ter_command_derive_again, ter_command_derive_show,
    ter_command_event_add, ter_command_event_list, ter_command_export, ter_command_find,
    ter_command_gazetteer_import, ter_command_gazetteer_stats, ter_command_geocode, ter_command_help,
    ter_command_import, ter_command_init, ter_command_layer_add, ter_command_layer_check,
    ter_command_layer_list, ter_command_layer_show, ter_command_log, ter_command_merge, ter_command_nearest,
    ter_command_order_issue, ter_command_order_list, ter_command_order_settle, ter_command_order_show,
    ter_command_order_totals, ter_command_place, ter_command_plan_drop, ter_command_plan_list,
    ter_command_plan_inspection, ter_command_plan_repair, ter_command_plan_show, ter_command_report_coverage,
    ter_command_report_repair, ter_command_report_overdue, ter_command_report_patches,
    ter_command_report_progress, ter_command_qgis, ter_command_review, ter_command_set, ter_command_split;

const struct ter_command *const ter_commands[] = {
    &ter_command_init,
    &ter_command_layer_list,
    &ter_command_layer_show,
    &ter_command_layer_check,
    &ter_command_layer_add,
    &ter_command_calendar_list,
    &ter_command_calendar_use,
    &ter_command_calendar_import,
    &ter_command_import,
    &ter_command_gazetteer_import,
    &ter_command_gazetteer_stats,
    &ter_command_geocode,
    &ter_command_review,
    &ter_command_place,
    &ter_command_find,
    &ter_command_nearest,
    &ter_command_at,
    &ter_command_log,
    &ter_command_set,
    &ter_command_event_add,
    &ter_command_event_list,
    &ter_command_merge,
    &ter_command_split,
    &ter_command_coverage,
    &ter_command_report_coverage,
    &ter_command_plan_repair,
    &ter_command_plan_list,
    &ter_command_plan_show,
    &ter_command_plan_drop,
    &ter_command_report_repair,
    &ter_command_plan_inspection,
    &ter_command_order_issue,
    &ter_command_order_list,
    &ter_command_order_show,
    &ter_command_order_settle,
    &ter_command_order_totals,
    &ter_command_report_overdue,
    &ter_command_report_progress,
    &ter_command_derive,
    &ter_command_derive_again,
    &ter_command_derive_show,
    &ter_command_fine,
    &ter_command_report_zones,
    &ter_command_report_patches,
    &ter_command_area,
    &ter_command_overlay,
    &ter_command_topology,
    &ter_command_export,
    &ter_command_publish,
    &ter_command_qgis,
    &ter_command_check,
    &ter_command_backup,
    &ter_command_help,
    NULL,
};

/* By the command with which a part of the list begins. */
static const struct {
    const struct ter_command *first;
    const char *title;
} headings[] = {
    {&ter_command_init, "Make a register"},
    {&ter_command_import, "Fill it"},
    {&ter_command_find, "Ask it"},
    {&ter_command_set, "Keep it up to date"},
    {&ter_command_coverage, "Cover"},
    {&ter_command_plan_repair, "Plan and follow up"},
    {&ter_command_derive, "Zones and land"},
    {&ter_command_export, "Hand it on"},
    {&ter_command_check, "Look after it"},
};

const char *ter_commands_heading(const struct ter_command *command)
{
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (headings[i].first == command)
            return headings[i].title;
    return NULL;
}

/* Repeatable: the last one counts, so that an alias of the shell can set defaults. */
const struct ter_option ter_global_options[] = {
    {"db", "FILE", "the register; TERRIER_DB in the environment serves in its place", true},
    {"format", "FORMAT", "form of the output", true},
    {"lang", "en|zh", "language of the output (default: the register's own)", true},
    {"quiet", NULL, "say nothing but the result; -q", true},
    {"help", NULL, "show this help; -h", true},
    {"version", NULL, "show the version; -V", true},
    {0},
};

static const struct ter_command *by_name(const char *name)
{
    for (size_t i = 0; ter_commands[i]; i++)
        if (strcmp(ter_commands[i]->name, name) == 0)
            return ter_commands[i];
    return NULL;
}

const struct ter_command *ter_commands_lookup(const char *const *words, size_t count, size_t *ret_used)
{
    const struct ter_command *command = NULL;
    if (count >= 2) {
        TER_AUTO_FREE char *both = ter_format("%s %s", words[0], words[1]);
        command = by_name(both);
        *ret_used = 2;
    }
    if (!command && count >= 1) {
        command = by_name(words[0]);
        *ret_used = 1;
    }
    if (!command)
        *ret_used = 0;
    return command;
}

/* The second words of a group: "list, show" for "layer"; empty when there is no such group. */
static void list_group(const char *group, struct ter_buf *out)
{
    size_t length = strlen(group);
    for (size_t i = 0; ter_commands[i]; i++) {
        const char *name = ter_commands[i]->name;
        if (strncmp(name, group, length) == 0 && name[length] == ' ')
            ter_buf_printf(out, "%s%s", out->size ? ", " : "", name + length + 1);
    }
}

/* The command, or the first word of a group, that is most like these words. */
static char *suggest(const char *words)
{
    TER_AUTO_STRINGS struct ter_strings names = {0};
    for (size_t i = 0; ter_commands[i]; i++) {
        const char *name = ter_commands[i]->name;
        ter_strings_add(&names, name);
        if (strchr(name, ' '))
            ter_strings_printf(&names, "%.*s", (int)strcspn(name, " "), name);
    }
    const char *near = ter_text_suggest(words, (const char *const *)names.items, names.count);
    return near ? ter_strdup(near) : NULL;
}

bool ter_commands_unknown(const char *const *words, size_t count, struct ter_error *err)
{
    TER_AUTO_FREE char *both =
        ter_format("%s%s%s", words[0], count > 1 ? " " : "", count > 1 ? words[1] : "");
    TER_AUTO_BUF struct ter_buf group = {0};
    list_group(words[0], &group);
    TER_AUTO_FREE char *near = group.size && count == 1 ? NULL : suggest(both);
    if (!near && !group.size)
        near = suggest(words[0]);
    if (near && strcmp(near, words[0]) != 0)
        return ter_fail(
            err, TER_USAGE, "no command \"%s\"; did you mean \"%s\"?", group.size ? both : words[0], near);
    if (group.size)
        return ter_fail(err, TER_USAGE, "%s needs one of: %s", words[0], group.data);
    return ter_fail(err, TER_USAGE, "no command \"%s\" (terrier help lists them)", words[0]);
}

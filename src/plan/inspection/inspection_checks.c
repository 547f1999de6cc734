/* Owns the table of recurring inspections: reading it, replacing entries, periods. Knows nothing of records.
 */
#include "inspection_checks.h"

#include "base/day.h"
#include "base/embedded.h"
#include "layer/node.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_inspections[];

static const char *const period_names[] = {
    [TER_PERIOD_WEEK] = "week", [TER_PERIOD_MONTH] = "month", [TER_PERIOD_QUARTER] = "quarter"};

enum ter_check_period ter_check_period_of(const char *name)
{
    for (enum ter_check_period period = TER_PERIOD_WEEK; name && period < TER_PERIOD_NONE; period++)
        if (strcmp(period_names[period], name) == 0)
            return period;
    return TER_PERIOD_NONE;
}

void ter_check_period_days(enum ter_check_period period, int day, int *ret_first, int *ret_last)
{
    enum { DAYS_A_WEEK = 7, MONTHS_A_QUARTER = 3 };
    char text[TER_DAY_SIZE];
    int year = 1970, month = 1;
    if (period == TER_PERIOD_WEEK) {
        *ret_first = day - (ter_day_weekday(day) + DAYS_A_WEEK - 1) % DAYS_A_WEEK;
        *ret_last = *ret_first + DAYS_A_WEEK - 1;
        return;
    }
    ter_day_write(day, text);
    sscanf(text, "%d-%d", &year, &month);
    if (period == TER_PERIOD_QUARTER)
        month = (month - 1) / MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1;
    *ret_first = ter_day_of(year, month, 1);
    *ret_last = ter_day_add_months(*ret_first, period == TER_PERIOD_QUARTER ? MONTHS_A_QUARTER : 1) - 1;
}

/* ---- memory ---- */

static void free_check(struct ter_check *check)
{
    free(check->name);
    free(check->layer);
    for (int lang = TER_EN; lang <= TER_ZH; lang++) {
        free(check->title.text[lang]);
        free(check->source.text[lang]);
    }
    ter_strings_free(&check->kinds);
    ter_strings_free(&check->about_layers);
    ter_strings_free(&check->statuses);
    ter_strings_free(&check->fields);
    free(check->deadline);
    free(check->period_field);
}

void ter_checks_free(struct ter_checks *checks)
{
    for (size_t i = 0; checks && i < checks->count; i++)
        free_check(&checks->items[i]);
    if (checks) {
        free(checks->items);
        ter_strings_free(&checks->not_counted);
    }
    free(checks);
}

/* ---- reading ---- */

static bool read_state(const struct ter_node *parent, char *ret_state, struct ter_error *err)
{
    TER_AUTO_FREE char *state = NULL;
    if (!ter_node_string(parent, "state", false, &state, err))
        return false;
    if (state && (strlen(state) != 1 || !strchr("vs?u", state[0]))) {
        struct ter_node node = ter_node_child(parent, "state");
        return ter_node_fault(&node, err, "must be \"v\", \"s\", \"?\" or \"u\"");
    }
    *ret_state = state ? state[0] : 'u';
    return true;
}

/* MM-DD. */
static bool read_date(
    const struct ter_node *parent, const char *key, int *ret_month, int *ret_date, struct ter_error *err)
{
    TER_AUTO_FREE char *text = NULL;
    if (!ter_node_string(parent, key, true, &text, err))
        return false;
    TER_AUTO_FREE char *whole = ter_format("2023-%s", text); /* no leap year: 29 February is in none */
    int day;
    struct ter_node node = ter_node_child(parent, key);
    if (!ter_day_read(whole, &day) || sscanf(text, "%d-%d", ret_month, ret_date) != 2)
        return ter_node_fault(&node, err, "must be a day of the year, MM-DD");
    return true;
}

static bool read_season(const struct ter_node *parent, struct ter_check *check, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, "season");
    check->kind = TER_CHECK_SEASON;
    if (!TER_NODE_MEMBERS(&node, err, "from", "to") ||
        !read_date(&node, "from", &check->from_month, &check->from_date, err) ||
        !read_date(&node, "to", &check->to_month, &check->to_date, err))
        return false;
    if (check->from_month * 100 + check->from_date > check->to_month * 100 + check->to_date)
        return ter_node_fault(&node, err, "must begin before it ends, within one year");
    return check->kinds.count
               ? true
               : ter_node_fault(parent, err, "a season needs kinds: the events that show it done");
}

static bool read_quota(const struct ter_node *parent, struct ter_check *check, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, "quota");
    TER_AUTO_FREE char *about = NULL, *period = NULL;
    bool given = false;
    check->kind = TER_CHECK_QUOTA;
    check->number = 0;
    if (!TER_NODE_MEMBERS(&node, err, "number", "fields", "period", "period_field", "about") ||
        !ter_node_number(&node, "number", &check->number, &given, err) ||
        !ter_node_strings(&node, "fields", &check->fields, err) ||
        !ter_node_string(&node, "period", false, &period, err) ||
        !ter_node_string(&node, "period_field", false, &check->period_field, err) ||
        !ter_node_string(&node, "about", true, &about, err))
        return false;
    check->by_township = strcmp(about, "township") == 0;
    check->period = ter_check_period_of(period);
    if (!given)
        check->number = (double)NAN;
    if (!check->by_township && strcmp(about, "record") != 0)
        return ter_node_fault(&node, err, "about must be \"record\" or \"township\"");
    if (given == (check->fields.count > 0) || (given && !(check->number > 0)))
        return ter_node_fault(&node, err, "needs either a number above 0 or fields");
    if ((check->period == TER_PERIOD_NONE) == !check->period_field)
        return ter_node_fault(&node, err, "needs either period (week, month, quarter) or period_field");
    return check->kinds.count ? true
                              : ter_node_fault(parent, err, "a quota needs kinds: the events that count");
}

static bool read_rule(const struct ter_node *node, struct ter_check *check, struct ter_error *err)
{
    bool season = ter_node_child(node, "season").json, quota = ter_node_child(node, "quota").json;
    if (season + quota + (check->deadline != NULL) != 1)
        return ter_node_fault(node, err, "needs one of deadline, season and quota");
    return season ? read_season(node, check, err) : quota ? read_quota(node, check, err) : true;
}

static bool read_check(const struct ter_node *node, struct ter_check *check, struct ter_error *err)
{
    return TER_NODE_MEMBERS(node, err, "name", "layer", "deadline", "season", "quota", "kinds",
               "about_layers", "statuses", "state", "title", "source") &&
           ter_node_identifier(node, "name", &check->name, err) &&
           ter_node_identifier(node, "layer", &check->layer, err) &&
           ter_node_string(node, "deadline", false, &check->deadline, err) &&
           ter_node_strings(node, "kinds", &check->kinds, err) &&
           ter_node_strings(node, "about_layers", &check->about_layers, err) &&
           ter_node_strings(node, "statuses", &check->statuses, err) &&
           read_state(node, &check->state, err) && ter_node_label(node, "title", true, &check->title, err) &&
           ter_node_label(node, "source", true, &check->source, err) && read_rule(node, check, err);
}

static bool add_check(struct ter_checks *checks, const struct ter_node *node, struct ter_error *err)
{
    struct ter_check check = {.period = TER_PERIOD_NONE};
    if (!read_check(node, &check, err)) {
        free_check(&check);
        return false;
    }
    for (size_t i = 0; i < checks->count; i++)
        if (strcmp(checks->items[i].name, check.name) == 0 &&
            strcmp(checks->items[i].layer, check.layer) == 0) {
            free_check(&checks->items[i]);
            checks->items[i] = check;
            return true;
        }
    checks->items = ter_realloc(checks->items, (checks->count + 1) * sizeof *checks->items);
    checks->items[checks->count++] = check;
    return true;
}

static bool add_table(
    struct ter_checks *checks, const char *text, size_t size, const char *name, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    int version = 1;
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    struct ter_node root = {json, ""}, list = ter_node_child(&root, "checks");
    if (!TER_NODE_MEMBERS(&root, err, "version", "about", "not_counted", "checks") ||
        !ter_node_whole(&root, "version", 1, 1, &version, err))
        return ter_wrap(err, "%s", name);
    if (ter_node_child(&root, "not_counted").json) {
        ter_strings_free(&checks->not_counted);
        checks->not_counted = (struct ter_strings){0};
        if (!ter_node_strings(&root, "not_counted", &checks->not_counted, err))
            return ter_wrap(err, "%s", name);
    }
    if (list.json && !json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list [ … ]") || ter_wrap(err, "%s", name);
    for (size_t i = 0; list.json && i < json_array_size(list.json); i++) {
        struct ter_node node = ter_node_item(&list, i);
        if (!add_check(checks, &node, err))
            return ter_wrap(err, "%s", name);
    }
    return true;
}

bool ter_checks_shipped(struct ter_checks **ret_checks, struct ter_error *err)
{
    TER_AUTO(ter_checks_free) struct ter_checks *checks = ter_alloc(sizeof *checks);
    const struct ter_embedded *file = ter_embedded_inspections;
    if (!add_table(checks, (const char *)file->data, file->size, file->name, err))
        return false;
    *ret_checks = checks;
    checks = NULL;
    return true;
}

bool ter_checks_parse(
    const char *text, size_t size, const char *name, struct ter_checks **ret_checks, struct ter_error *err)
{
    TER_AUTO(ter_checks_free) struct ter_checks *checks = NULL;
    if (!ter_checks_shipped(&checks, err) || !add_table(checks, text, size, name, err))
        return false;
    *ret_checks = checks;
    checks = NULL;
    return true;
}

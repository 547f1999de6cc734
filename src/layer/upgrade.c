/* Owns the rule of what a new version of a layer may change. Knows definitions only, no table and no file.
 *
 * Safe is what leaves every stored record and every before-image valid, and what no table has built into it:
 *
 * - titles, descriptions, aliases, colours, severities, needs: shown, or read on import
 * - Shapefile names, style, indexes, deadlines, available, superseded: derived afresh at each
 *   use, or kept beside
 * - uncertainty_m: counts for positions given from now on
 * - new fields that may be empty, new values, new transitions: permit more than before
 * - wider limits, `required` or a domain taken away: permit more than before
 * - guards, new, changed or gone: asked of what changes from now on; of records that no guard
 *   would let in today, `check` tells
 *
 * Everything else is refused. A table's columns, the default of its status and its geometry cannot be altered
 * in place; a value, field or transition taken away would leave records and a history that nothing explains;
 * a stricter rule would find records that break it. */
#include "upgrade.h"

#include "base/messages.h"
#include "guard.h"

#include <stdio.h>
#include <string.h>

struct pair {
    const struct ter_layer *old, *next;
    struct ter_strings *notes;
};

static bool refuse(struct ter_error *err, const char *path, const char *what, const char *remedy)
{
    return ter_fail(err, TER_FAILED, "at %s: %s; %s", path, what, remedy);
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The head -------------------------------------------------------------------------------------------- */

static bool check_geometry(const struct pair *pair, struct ter_error *err)
{
    if (pair->old->geometry == pair->next->geometry)
        return true;
    TER_AUTO_FREE char *what =
        ter_format(ter_message("was %s and cannot become %s, records have their positions already"),
            ter_geometry_name(pair->old->geometry), ter_geometry_name(pair->next->geometry));
    return refuse(err, "/geometry", what, ter_message("make a layer of another name"));
}

static bool check_code(const struct pair *pair, struct ter_error *err)
{
    if (strcmp(pair->old->code_prefix, pair->next->code_prefix) == 0 &&
        pair->old->code_digits == pair->next->code_digits)
        return true;
    TER_AUTO_FREE char *what = ter_format(ter_message("the codes were %s%0*d … and keep that form"),
        pair->old->code_prefix, pair->old->code_digits, 1);
    return refuse(err, "/code", what, ter_message("put the old prefix and digits back"));
}

/* Fields ---------------------------------------------------------------------------------------------- */

/* Where the layer's own fields begin: those that every layer has stand around them. */
static void field_path(
    const struct ter_layer *layer, const struct ter_field *field, const char *member, char ret_path[64])
{
    size_t first = layer->role[TER_ROLE_CODE] + 1;
    snprintf(ret_path, 64, "/fields/%zu/%s", ter_layer_field_index(layer, field) - first, member);
}

static const struct ter_choice *choice_of(const struct ter_domain *domain, const char *value)
{
    for (size_t i = 0; i < domain->count; i++)
        if (strcmp(domain->choices[i].value, value) == 0)
            return &domain->choices[i];
    return NULL;
}

/* Every value that records may hold must stay permitted; `status` has its list in another place. */
static bool check_choices(
    const struct pair *pair, const struct ter_field *old, const struct ter_field *next, struct ter_error *err)
{
    bool status = next == &pair->next->fields[pair->next->role[TER_ROLE_STATUS]];
    TER_AUTO_FREE char *path =
        status ? ter_strdup("/status/values") : ter_format("/domains/%s", next->domain->name);
    for (size_t i = 0; i < old->domain->count; i++) {
        const char *value = old->domain->choices[i].value;
        if (choice_of(next->domain, value))
            continue;
        TER_AUTO_FREE char *what =
            ter_format(ter_message("\"%s\" is gone, but records and the history may hold it"), value);
        return refuse(
            err, path, what, ter_message("put it back; its title may say that it is no longer used"));
    }
    for (size_t i = 0; pair->notes && i < next->domain->count; i++)
        if (!choice_of(old->domain, next->domain->choices[i].value))
            ter_note(pair->notes, "new value %s of %s", next->domain->choices[i].value, next->name);
    return true;
}

static bool check_domain(
    const struct pair *pair, const struct ter_field *old, const struct ter_field *next, struct ter_error *err)
{
    if (!next->domain)
        return true;
    if (old->domain)
        return check_choices(pair, old, next, err);
    char path[64];
    field_path(pair->next, next, "domain", path);
    return refuse(err, path,
        ter_message("the field took any text so far, and records hold what the list may lack"),
        ter_message("add a new field with the list instead"));
}

/* Limits may only be moved outwards. */
static bool check_limits(
    const struct pair *pair, const struct ter_field *old, const struct ter_field *next, struct ter_error *err)
{
    bool tighter_min = next->has_min && (!old->has_min || next->min > old->min);
    bool tighter_max = next->has_max && (!old->has_max || next->max < old->max);
    if (!tighter_min && !tighter_max)
        return true;
    char path[64];
    field_path(pair->next, next, tighter_min ? "min" : "max", path);
    return refuse(err, path, ter_message("is stricter than before, and records may lie outside"),
        ter_message("keep the old limit or a wider one"));
}

static bool check_field(
    const struct pair *pair, const struct ter_field *old, const struct ter_field *next, struct ter_error *err)
{
    static const char *const types[] = {"text", "integer", "real", "date"};
    char path[64];
    if (old->type != next->type) {
        field_path(pair->next, next, "type", path);
        TER_AUTO_FREE char *what =
            ter_format(ter_message("was %s and cannot become %s"), types[old->type], types[next->type]);
        return refuse(err, path, what, ter_message("add a new field of that type instead"));
    }
    if (next->required && !old->required) {
        field_path(pair->next, next, "required", path);
        return refuse(err, path, "records may have it empty", "leave it optional");
    }
    if (next->automatic != old->automatic) {
        field_path(pair->next, next, "automatic", path);
        return refuse(err, path, "who fills a field cannot change", "add a new field instead");
    }
    return check_domain(pair, old, next, err) && check_limits(pair, old, next, err);
}

static bool check_new_field(const struct pair *pair, const struct ter_field *field, struct ter_error *err)
{
    char path[64];
    if (field->required) {
        field_path(pair->next, field, "required", path);
        return refuse(
            err, path, "the records that are there have no value for a new field", "leave it optional");
    }
    if (pair->notes)
        ter_note(pair->notes, "new field %s", field->name);
    return true;
}

static bool check_fields(const struct pair *pair, struct ter_error *err)
{
    for (size_t i = 0; i < pair->old->field_count; i++) {
        const char *name = pair->old->fields[i].name;
        if (ter_layer_field(pair->next, name))
            continue;
        TER_AUTO_FREE char *what =
            ter_format(ter_message("\"%s\" is gone, and its values would be lost"), name);
        return refuse(
            err, "/fields", what, ter_message("put it back; its title may say that it is no longer used"));
    }
    for (size_t i = 0; i < pair->next->field_count; i++) {
        const struct ter_field *next = &pair->next->fields[i], *old = ter_layer_field(pair->old, next->name);
        if (!(old ? check_field(pair, old, next, err) : check_new_field(pair, next, err)))
            return false;
    }
    return true;
}

/* The life-cycle -------------------------------------------------------------------------------------- */

static bool has_transition(const struct ter_layer *layer, const struct ter_transition *wanted)
{
    for (size_t i = 0; i < layer->transition_count; i++)
        if (strcmp(layer->transitions[i].from, wanted->from) == 0 &&
            strcmp(layer->transitions[i].to, wanted->to) == 0)
            return true;
    return false;
}

static bool check_status(const struct pair *pair, struct ter_error *err)
{
    if (!same_text(pair->old->initial_status, pair->next->initial_status)) {
        TER_AUTO_FREE char *what =
            ter_format(ter_message("was \"%s\", which is built into the table"), pair->old->initial_status);
        return refuse(err, "/status/initial", what, "put it back");
    }
    for (size_t i = 0; i < pair->old->transition_count; i++) {
        const struct ter_transition *old = &pair->old->transitions[i];
        if (has_transition(pair->next, old))
            continue;
        TER_AUTO_FREE char *path = ter_format("/status/transitions/%s", old->from);
        TER_AUTO_FREE char *what =
            ter_format(ter_message("\"%s\" is gone, but records may have gone this way"), old->to);
        return refuse(err, path, what, "put it back");
    }
    for (size_t i = 0; pair->notes && i < pair->next->transition_count; i++)
        if (!has_transition(pair->old, &pair->next->transitions[i]))
            ter_note(pair->notes, "status %s may now become %s", pair->next->transitions[i].from,
                pair->next->transitions[i].to);
    return true;
}

static const struct ter_guard *guard_of(const struct ter_layer *layer, const char *name)
{
    for (size_t i = 0; i < layer->guard_count; i++)
        if (strcmp(layer->guards[i].name, name) == 0)
            return &layer->guards[i];
    return NULL;
}

static bool check_guards(const struct pair *pair, struct ter_error *err)
{
    (void)err;
    for (size_t i = 0; pair->notes && i < pair->next->guard_count; i++)
        if (!guard_of(pair->old, pair->next->guards[i].name))
            ter_note(pair->notes, "new guard %s; terrier check tells of records that it would refuse",
                pair->next->guards[i].name);
    for (size_t i = 0; pair->notes && i < pair->old->guard_count; i++)
        if (!guard_of(pair->next, pair->old->guards[i].name))
            ter_note(pair->notes, "guard %s is gone", pair->old->guards[i].name);
    return true;
}

static bool check_version(const struct pair *pair, struct ter_error *err)
{
    if (pair->next->version > pair->old->version)
        return true;
    TER_AUTO_FREE char *what = ter_format(ter_message("is %d, but the register has version %d already"),
        pair->next->version, pair->old->version);
    TER_AUTO_FREE char *remedy = ter_format(ter_message("raise it to %d"), pair->old->version + 1);
    return refuse(err, "/version", what, remedy);
}

bool ter_layer_may_become(const struct ter_layer *old, const struct ter_layer *next,
    struct ter_strings *notes, struct ter_error *err)
{
    const struct pair pair = {old, next, notes};
    static bool (*const checks[])(const struct pair *, struct ter_error *) = {
        check_version, check_geometry, check_code, check_fields, check_status, check_guards};
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (!checks[i](&pair, err))
            return false;
    return true;
}

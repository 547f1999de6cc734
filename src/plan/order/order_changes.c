/* Owns the question what changed of a record since its work order was issued. Knows nothing of answers. */
#include "order_return_parts.h"

#include "base/json.h"
#include "registry/history.h"

#include <string.h>

/* Whether a mend, or its want, depends on this field: status, what is broken, where it is. */
static bool matters(const struct ter_layer *layer, const char *name)
{
    static const enum ter_role roles[] = {
        TER_ROLE_STATUS, TER_ROLE_LOCATION_TEXT, TER_ROLE_LOCATION_CORRECTED, TER_ROLE_TOWNSHIP};
    const struct ter_field *field = ter_layer_field(layer, name);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(layer->fields[layer->role[roles[i]]].name, name) == 0)
            return true;
    const struct ter_domain *domain = field ? field->domain : NULL;
    for (size_t i = 0; domain && i < domain->count; i++)
        if (domain->choices[i].severity >= 0 || domain->choices[i].needs)
            return true;
    return false;
}

/* What a mend does itself: another status, and the defect gone. */
static bool is_mend(const struct ter_layer *layer, const char *name, const json_t *after)
{
    return strcmp(layer->fields[layer->role[TER_ROLE_STATUS]].name, name) == 0 || json_is_null(after);
}

static const char *shown(const json_t *value, char **text)
{
    if (!value || json_is_null(value))
        return "-";
    if (json_is_string(value))
        return json_string_value(value);
    *text = ter_json_text(value);
    return *text;
}

/* "status in_service -> out_of_service, position moved (set, 2026-11-22T09:30:00.123Z)" */
static void describe(
    const struct ter_layer *layer, const struct ter_history_entry *entry, bool mended, struct ter_buf *out)
{
    TER_AUTO_BUF struct ter_buf what = {0};
    const char *name;
    json_t *after;
    json_object_foreach((json_t *)(uintptr_t)entry->after, name, after)
    {
        TER_AUTO_FREE char *left = NULL, *right = NULL;
        if (matters(layer, name) && !(mended && is_mend(layer, name, after)))
            ter_buf_printf(&what, "%s%s %s -> %s", what.size ? ", " : "", name,
                shown(json_object_get(entry->before, name), &left), shown(after, &right));
    }
    if (entry->moved)
        ter_buf_printf(&what, "%sposition moved", what.size ? ", " : "");
    if (what.size)
        ter_buf_printf(out, "%s%s (%s%s%s, %s)", out->size ? "; " : "", what.data, entry->tool,
            entry->note ? ": " : "", entry->note ? entry->note : "", entry->at_utc);
}

static bool find_changes(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_order_item *item, bool mended, char **ret_changes, struct ter_error *err)
{
    TER_AUTO(ter_history_close) struct ter_history *history = NULL;
    TER_AUTO_BUF struct ter_buf out = {0};
    struct ter_history_filter filter = {.layer = layer, .code = item->code, .first_id = item->history_id + 1};
    *ret_changes = NULL;
    if (!ter_history_open(registry, &filter, &history, err))
        return false;
    for (;;) {
        const struct ter_history_entry *entry;
        if (!ter_history_next(history, &entry, err))
            return false;
        if (!entry)
            break;
        if (strcmp(entry->operation, "update") == 0 && entry->after)
            describe(layer, entry, mended, &out);
    }
    if (out.size)
        *ret_changes = ter_buf_take(&out);
    return true;
}

bool ter_order_changes(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_order_item *item, char **ret_changes, struct ter_error *err)
{
    return find_changes(registry, layer, item, false, ret_changes, err);
}

bool ter_order_changes_but_mend(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_order_item *item, char **ret_changes, struct ter_error *err)
{
    return find_changes(registry, layer, item, true, ret_changes, err);
}

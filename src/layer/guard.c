/* Owns guards: how they are read from a layer file, and when one is asked. Knows nothing of triggers. */
#include "guard.h"

#include "base/embedded.h"
#include "definition.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_layers[];

/* The event that a guard wants ------------------------------------------------------------------------ */

/* Layer event as it ships. Kinds and fields are looked up there, so that a mistyped one is found when the
 * file is read and not when the guard never opens. */
static bool load_event_layer(struct ter_layer **ret_layer, struct ter_error *err)
{
    const struct ter_embedded *file = ter_embedded_layers;
    while (strcmp(file->name, "event.json") != 0)
        file++;
    return ter_layer_parse((const char *)file->data, file->size, "layers/event.json", ret_layer, err);
}

/* "kind" and the fields given are tests like any other: read as such, they get the same errors. */
static bool check_kinds(const struct ter_node *node, const struct ter_layer *events, struct ter_error *err)
{
    TER_AUTO(ter_conditions_free) struct ter_condition_set *set = NULL;
    TER_AUTO(ter_json_free) json_t *test = json_object();
    struct ter_node at = *node;
    json_object_set(test, "kind", json_object_get(node->json, "kind"));
    at.json = test;
    return ter_conditions_read(&at, events, &set, err);
}

static bool check_given(const struct ter_node *node, const struct ter_layer *events,
    const struct ter_guard_event *event, struct ter_error *err)
{
    for (size_t i = 0; i < event->given.count; i++) {
        const struct ter_field *field;
        struct ter_node list = ter_node_child(node, "given"), one = ter_node_item(&list, i);
        if (!ter_layer_need_field(events, event->given.items[i], &field, err)) {
            err->code = TER_FAILED;
            return ter_wrap(err, "at %s", one.path);
        }
        if (strcmp(field->name, event->given.items[i]) != 0)
            return ter_fail(err, TER_FAILED, "at %s: write the field's name, \"%s\"", one.path, field->name);
    }
    return true;
}

static void describe_event(const struct ter_layer *events, const struct ter_guard_event *event,
    enum ter_lang lang, struct ter_buf *out)
{
    static const struct {
        const char *either, *with, *comma, *position;
    } words[] = {[TER_EN] = {" or ", ", with ", ", ", "position"}, [TER_ZH] = {"或", "，须有", "、", "位置"}};
    const struct ter_field *kind = ter_layer_field(events, "kind");
    for (size_t i = 0; i < event->kinds.count; i++) {
        ter_buf_text(out, i ? words[lang].either : "");
        ter_field_print(kind, ter_value_text(event->kinds.items[i]), lang, out);
    }
    for (size_t i = 0; i < event->given.count; i++)
        ter_buf_printf(out, "%s%s", i ? words[lang].comma : words[lang].with,
            ter_layer_field(events, event->given.items[i])->title.text[lang]);
    if (event->position)
        ter_buf_printf(
            out, "%s%s", event->given.count ? words[lang].comma : words[lang].with, words[lang].position);
}

static bool read_event(const struct ter_layer *layer, const struct ter_node *node,
    struct ter_guard_event *event, struct ter_error *err)
{
    TER_AUTO(ter_layer_free) struct ter_layer *events = NULL;
    struct ter_node kind = ter_node_child(node, "kind");
    if (strcmp(layer->name, "event") == 0)
        return ter_node_fault(node, err, "events cannot wait for events about themselves");
    if (!TER_NODE_MEMBERS(node, err, "kind", "given", "position", "also_about") ||
        !load_event_layer(&events, err) || !ter_node_strings(node, "kind", &event->kinds, err) ||
        !ter_node_strings(node, "given", &event->given, err) ||
        !ter_node_switch(node, "position", &event->position, err) ||
        !ter_node_string(node, "also_about", false, &event->also_about, err))
        return false;
    if (!event->kinds.count)
        return ter_node_fault(&kind, err, "must list at least one kind of event");
    const struct ter_field *also = event->also_about ? ter_layer_field(layer, event->also_about) : NULL;
    if (event->also_about && (!also || also->type != TER_FIELD_TEXT))
        return ter_fail(err, TER_FAILED, "at %s/also_about: \"%s\" is not a text field of the layer",
            node->path, event->also_about);
    if (!check_kinds(node, events, err) || !check_given(node, events, event, err))
        return false;
    for (enum ter_lang lang = TER_EN; lang <= TER_ZH; lang++) {
        TER_AUTO_BUF struct ter_buf words = {0};
        describe_event(events, event, lang, &words);
        event->words[lang] = ter_buf_take(&words);
    }
    return true;
}

/* Guards ---------------------------------------------------------------------------------------------- */

static bool read_statuses(const struct ter_layer *layer, const struct ter_node *node, const char *key,
    struct ter_strings *ret_list, struct ter_error *err)
{
    struct ter_node list = ter_node_child(node, key);
    if (!ter_node_strings(node, key, ret_list, err))
        return false;
    if (list.json && !ret_list->count)
        return ter_node_fault(&list, err, "lists no status; leave it out to mean any");
    for (size_t i = 0; i < ret_list->count; i++) {
        struct ter_node one = ter_node_item(&list, i);
        if (!ter_status_need(layer, &one, ret_list->items[i], err))
            return false;
    }
    return true;
}

/* A guard on ways that the layer does not have would never be asked: somebody mistook a status. */
static bool check_ways(const struct ter_layer *layer, const struct ter_node *node,
    const struct ter_guard *guard, struct ter_error *err)
{
    if (guard->from.count && !guard->to.count)
        return ter_node_fault(node, err, "has \"from\" but no \"to\"");
    for (size_t i = 0; i < guard->from.count; i++) {
        bool open = false;
        for (size_t j = 0; j < guard->to.count; j++)
            open = open || (strcmp(guard->from.items[i], guard->to.items[j]) != 0 &&
                               ter_layer_transition_allowed(layer, guard->from.items[i], guard->to.items[j]));
        if (!open)
            return ter_fail(err, TER_FAILED,
                "at %s/from: no way leads from \"%s\" to a status in \"to\" (/status/transitions)",
                node->path, guard->from.items[i]);
    }
    return true;
}

static bool read_conditions(const struct ter_layer *layer, const struct ter_node *node, const char *key,
    struct ter_condition_set **ret_set, struct ter_error *err)
{
    struct ter_node conditions = ter_node_child(node, key);
    return !conditions.json || ter_conditions_read(&conditions, layer, ret_set, err);
}

static bool read_guard(const struct ter_layer *layer, const struct ter_node *node, struct ter_guard *guard,
    struct ter_error *err)
{
    struct ter_node event = ter_node_child(node, "event");
    if (!TER_NODE_MEMBERS(
            node, err, "name", "title", "to", "from", "where", "needs", "event", "refusal", "source") ||
        !ter_node_identifier(node, "name", &guard->name, err) ||
        !ter_node_label(node, "title", true, &guard->title, err) ||
        !ter_node_label(node, "refusal", true, &guard->refusal, err) ||
        !ter_node_string(node, "source", false, &guard->source, err) ||
        !read_statuses(layer, node, "to", &guard->to, err) ||
        !read_statuses(layer, node, "from", &guard->from, err) || !check_ways(layer, node, guard, err) ||
        !read_conditions(layer, node, "where", &guard->where, err) ||
        !read_conditions(layer, node, "needs", &guard->needs, err))
        return false;
    if (event.json) {
        guard->event = ter_alloc(sizeof *guard->event);
        if (!read_event(layer, &event, guard->event, err))
            return false;
    }
    if (!guard->event && (!guard->needs || !guard->needs->count))
        return ter_node_fault(node, err, "needs nothing; give it \"needs\" or \"event\"");
    if (guard->event && !guard->to.count)
        return ter_node_fault(&event, err, "is asked of a change of status only; give the guard a \"to\"");
    return true;
}

bool ter_guards_read(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err)
{
    struct ter_node status = ter_node_child(root, "status"), list = ter_node_child(&status, "guards");
    size_t count = json_array_size(list.json);
    if (list.json && !json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list of guards");
    layer->guards = ter_alloc((count + 1) * sizeof *layer->guards);
    for (size_t i = 0; i < count; i++) {
        struct ter_node one = ter_node_item(&list, i);
        struct ter_guard *guard = &layer->guards[layer->guard_count++];
        if (!read_guard(layer, &one, guard, err))
            return false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(layer->guards[j].name, guard->name) == 0)
                return ter_node_fault(&one, err, "has the name of another guard");
    }
    return true;
}

void ter_guards_free(struct ter_guard *guards, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ter_guard *guard = &guards[i];
        free(guard->name);
        for (enum ter_lang lang = TER_EN; lang <= TER_ZH; lang++) {
            free(guard->title.text[lang]);
            free(guard->refusal.text[lang]);
            if (guard->event)
                free(guard->event->words[lang]);
        }
        free(guard->source);
        ter_strings_free(&guard->to);
        ter_strings_free(&guard->from);
        ter_conditions_free(guard->where);
        ter_conditions_free(guard->needs);
        if (guard->event) {
            ter_strings_free(&guard->event->kinds);
            ter_strings_free(&guard->event->given);
            free(guard->event->also_about);
            free(guard->event);
        }
    }
    free(guards);
}

/* When one is asked ----------------------------------------------------------------------------------- */

static bool lists(const struct ter_strings *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

static const char *status_of(const struct ter_layer *layer, const struct ter_value *values)
{
    struct ter_value status = values[layer->role[TER_ROLE_STATUS]];
    return status.type == TER_VALUE_TEXT ? status.text : layer->initial_status;
}

void ter_guard_mark(const struct ter_guard *guard, bool *marks)
{
    ter_conditions_mark(guard->where, marks);
    ter_conditions_mark(guard->needs, marks);
}

static bool looks_at_change(const struct ter_guard *guard, const struct ter_layer *layer,
    const struct ter_value *old, const struct ter_value *values)
{
    bool marks[TER_MAX_FIELDS] = {false};
    ter_guard_mark(guard, marks);
    for (size_t i = 0; i < layer->field_count; i++)
        if (marks[i] && !ter_value_equal(old[i], values[i]))
            return true;
    return false;
}

static bool way_is_guarded(const struct ter_guard *guard, const struct ter_layer *layer,
    const struct ter_value *old, const struct ter_value *values)
{
    const char *now = status_of(layer, values);
    if (!guard->to.count)
        return !old || looks_at_change(guard, layer, old, values);
    if (!lists(&guard->to, now))
        return false;
    if (!old)
        return !guard->from.count;
    const char *before = status_of(layer, old);
    return strcmp(before, now) != 0 && (!guard->from.count || lists(&guard->from, before));
}

bool ter_guard_asked(const struct ter_guard *guard, const struct ter_layer *layer,
    const struct ter_value *old, const struct ter_value *values)
{
    return way_is_guarded(guard, layer, old, values) && ter_conditions_hold(guard->where, layer, values);
}

bool ter_guard_concerns(
    const struct ter_guard *guard, const struct ter_layer *layer, const struct ter_value *values)
{
    return ter_guard_asked(guard, layer, NULL, values);
}

/* Owns what is known to have happened: events with their day and source, and statuses that claim as much
 * without one. Does not know what was promised. */
#include "base/day.h"
#include "base/map.h"
#include "progress_parts.h"
#include "registry/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool listed(const struct ter_strings *list, const char *text)
{
    for (size_t i = 0; text && i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static char *copy(const char *text)
{
    return text ? ter_strdup(text) : NULL;
}

const struct ter_layer *ter_progress_layer(const struct ter_registry *registry, const char *name)
{
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++)
        if (strcmp(ter_registry_layer_at(registry, i)->name, name) == 0)
            return ter_registry_layer_at(registry, i);
    return NULL;
}

static struct ter_value value_of(
    const struct ter_layer *layer, const struct ter_record *record, const char *field)
{
    const struct ter_field *found = ter_layer_field(layer, field);
    return found ? record->values[ter_layer_field_index(layer, found)] : (struct ter_value){0};
}

const char *ter_progress_text(
    const struct ter_layer *layer, const struct ter_record *record, const char *field)
{
    struct ter_value value = value_of(layer, record, field);
    return value.type == TER_VALUE_TEXT ? value.text : NULL;
}

double ter_progress_number(const struct ter_layer *layer, const struct ter_record *record, const char *field)
{
    return ter_value_number(value_of(layer, record, field), NAN);
}

bool ter_fact_fits(const struct ter_fact *fact, const struct ter_promise_rule *rule)
{
    return rule->layer && same(fact->layer, rule->layer) && fact->code && listed(&rule->kinds, fact->kind) &&
           (!rule->results.count || listed(&rule->results, fact->result));
}

/* Events ---------------------------------------------------------------------------------------------- */

static void free_fact(struct ter_fact *fact)
{
    free(fact->event);
    free(fact->kind);
    free(fact->result);
    free(fact->township);
    free(fact->layer);
    free(fact->code);
}

static bool matters(const struct ter_fact *fact, const struct ter_promises *rules)
{
    if (same(fact->layer, "target"))
        return fact->code && same(fact->kind, "completed");
    for (size_t i = 0; i < rules->count; i++)
        if (ter_fact_fits(fact, &rules->items[i]))
            return true;
    return false;
}

/* Who did it is no source: a document is, or the file that brought the event. */
static struct ter_fact read_fact(const struct ter_layer *layer, const struct ter_record *record)
{
    return (struct ter_fact){
        .event = copy(ter_progress_text(layer, record, "code")),
        .kind = copy(ter_progress_text(layer, record, "kind")),
        .result = copy(ter_progress_text(layer, record, "result")),
        .township = copy(ter_progress_text(layer, record, "township")),
        .layer = copy(ter_progress_text(layer, record, "about_layer")),
        .code = copy(ter_progress_text(layer, record, "about_code")),
        .amount = ter_progress_number(layer, record, "amount"),
        .sourced = ter_progress_text(layer, record, "document_no") ||
                   !isnan(ter_progress_number(layer, record, "source_id")),
    };
}

static bool read_events(struct ter_registry *registry, const struct ter_promises *rules, int since, int day,
    struct ter_facts *facts, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    const struct ter_layer *layer;
    static const struct ter_filter all = {0};
    if (!ter_registry_layer(registry, "event", &layer, err) ||
        !ter_find_open(registry, layer, &all, &cursor, err))
        return false;
    while (ter_find_next(cursor, &record, err)) {
        if (!record)
            return true;
        struct ter_fact fact = {0};
        if (same(ter_progress_text(layer, record, "status"), "withdrawn") ||
            !ter_day_read(ter_progress_text(layer, record, "happened_on"), &fact.day) || fact.day < since ||
            fact.day > day)
            continue;
        int happened = fact.day;
        fact = read_fact(layer, record);
        fact.day = happened;
        if (!matters(&fact, rules)) {
            free_fact(&fact);
            continue;
        }
        facts->items = ter_grow(facts->items, &facts->capacity, facts->count + 1, sizeof *facts->items);
        facts->items[facts->count++] = fact;
    }
    return false;
}

/* An event that names no township happened where its record is. */
static bool read_township(struct ter_registry *registry, const char *layer_name, const char *code,
    char **ret_township, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    const struct ter_layer *layer = ter_progress_layer(registry, layer_name);
    struct ter_filter filter = {.code = code};
    if (!layer || *ret_township)
        return true;
    if (!ter_find_open(registry, layer, &filter, &cursor, err) || !ter_find_next(cursor, &record, err))
        return false;
    if (record)
        *ret_township = copy(ter_progress_text(layer, record, "township"));
    return true;
}

static int by_day(const void *a, const void *b)
{
    const struct ter_fact *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return strcmp(x->event, y->event);
}

/* Claims ---------------------------------------------------------------------------------------------- */

static bool went(const struct ter_promise_rule *rule, const struct ter_history_entry *entry, int day)
{
    char at[TER_DAY_SIZE] = "";
    const char *from = json_string_value(json_object_get(entry->before, "status"));
    const char *to = entry->after ? json_string_value(json_object_get(entry->after, "status")) : NULL;
    const char *since =
        entry->after ? json_string_value(json_object_get(entry->after, "status_since")) : NULL;
    int then;
    if (!entry->code || !listed(&rule->from, from) || !listed(&rule->to, to))
        return false;
    snprintf(at, sizeof at, "%.10s", since ? since : entry->at_utc);
    return ter_day_read(at, &then) && then <= day;
}

static uint64_t key_of(const char *code)
{
    return ter_hash(0, code, strlen(code));
}

/* Each record claims once, and only what no event shows. */
static void note_shown(
    const struct ter_facts *facts, const struct ter_promise_rule *rule, struct ter_map *ret_known)
{
    for (size_t i = 0; i < facts->count; i++)
        if (ter_fact_fits(&facts->items[i], rule))
            ter_map_put(ret_known, key_of(facts->items[i].code), NULL);
}

static bool read_claims(struct ter_registry *registry, const struct ter_promise_rule *rule, int day,
    struct ter_facts *facts, struct ter_error *err)
{
    TER_AUTO(ter_history_close) struct ter_history *history = NULL;
    TER_AUTO_MAP struct ter_map known = {0};
    const struct ter_history_entry *entry;
    struct ter_history_filter filter = {
        .layer = rule->layer ? ter_progress_layer(registry, rule->layer) : NULL};
    if (!filter.layer || !rule->from.count)
        return true;
    note_shown(facts, rule, &known);
    if (!ter_history_open(registry, &filter, &history, err))
        return false;
    while (ter_history_next(history, &entry, err)) {
        bool is_new = false;
        if (!entry)
            return true;
        if (went(rule, entry, day))
            ter_map_put(&known, key_of(entry->code), &is_new);
        if (!is_new)
            continue;
        facts->claims =
            ter_grow(facts->claims, &facts->claim_capacity, facts->claim_count + 1, sizeof *facts->claims);
        facts->claims[facts->claim_count++] = (struct ter_claim){rule, ter_strdup(entry->code), NULL};
    }
    return false;
}

bool ter_facts_read(struct ter_registry *registry, const struct ter_promises *rules, int since, int day,
    struct ter_facts *ret_facts, struct ter_error *err)
{
    struct ter_facts *facts = ret_facts;
    if (!read_events(registry, rules, since, day, facts, err))
        return false;
    for (size_t i = 0; i < rules->count; i++)
        if (!read_claims(registry, &rules->items[i], day, facts, err))
            return false;
    for (size_t i = 0; i < facts->count; i++)
        if (facts->items[i].code && !read_township(registry, facts->items[i].layer, facts->items[i].code,
                                        &facts->items[i].township, err))
            return false;
    for (size_t i = 0; i < facts->claim_count; i++)
        if (!read_township(registry, facts->claims[i].rule->layer, facts->claims[i].code,
                &facts->claims[i].township, err))
            return false;
    if (facts->count)
        qsort(facts->items, facts->count, sizeof *facts->items, by_day);
    return true;
}

void ter_facts_free(struct ter_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++)
        free_fact(&facts->items[i]);
    for (size_t i = 0; i < facts->claim_count; i++) {
        free(facts->claims[i].code);
        free(facts->claims[i].township);
    }
    free(facts->items);
    free(facts->claims);
    *facts = (struct ter_facts){0};
}

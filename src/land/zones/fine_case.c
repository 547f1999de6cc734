/* Owns the reading of a violation and of what was done about it. Decides nothing. */
#include "fine_case.h"

#include "registry/store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_value *copy_values(const struct ter_record *record)
{
    struct ter_value *values = ter_alloc(record->count * sizeof *values);
    for (size_t i = 0; i < record->count; i++)
        values[i] = ter_value_copy(record->values[i]);
    return values;
}

static void free_values(const struct ter_layer *layer, struct ter_value *values)
{
    for (size_t i = 0; values && i < layer->field_count; i++)
        ter_value_free(&values[i]);
    free(values);
}

static double number_of(const struct ter_layer *layer, const struct ter_value *values, const char *name)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    return field ? ter_value_number(values[ter_layer_field_index(layer, field)], (double)NAN) : (double)NAN;
}

static bool read_event(
    struct ter_registry *registry, const char *code, struct ter_fine_case *fine_case, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.code = code};
    const struct ter_record *record;
    int64_t id;
    if (!ter_registry_layer(registry, "event", &fine_case->layer, err) ||
        !ter_store_id(registry, fine_case->layer, code, &id, err) ||
        !ter_find_open(registry, fine_case->layer, &filter, &cursor, err) ||
        !ter_find_next(cursor, &record, err))
        return false;
    if (!record)
        return ter_fail(err, TER_NOT_FOUND, "event %s was deleted just now", code);
    fine_case->values = copy_values(record);
    fine_case->placed = ter_wkb_to_point(record->geometry, &fine_case->at);
    fine_case->radius_m = ter_value_number(record->values[fine_case->layer->role[TER_ROLE_UNCERTAINTY_M]], 0);
    return true;
}

/* The herd that grazed, where the event names one. Over the carrying capacity its own place serves where the
 * event has none: the capacity is the herd's, wherever it was counted. */
static bool read_herd(struct ter_registry *registry, struct ter_fine_case *fine_case, struct ter_error *err)
{
    const char *name = ter_zone_text(fine_case->layer, fine_case->values, "about_layer");
    const char *code = ter_zone_text(fine_case->layer, fine_case->values, "about_code");
    const char *offence = ter_zone_text(fine_case->layer, fine_case->values, "offence");
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.code = code};
    const struct ter_record *record;
    if (!name || !code)
        return true;
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++)
        if (strcmp(ter_registry_layer_at(registry, i)->name, name) == 0)
            fine_case->herd_layer = ter_registry_layer_at(registry, i);
    if (!fine_case->herd_layer || !ter_layer_field(fine_case->herd_layer, "capacity_units"))
        return true;
    if (!ter_find_open(registry, fine_case->herd_layer, &filter, &cursor, err) ||
        !ter_find_next(cursor, &record, err))
        return false;
    if (!record)
        return true;
    fine_case->herd = copy_values(record);
    if (!fine_case->placed && offence && strcmp(offence, "over_capacity") == 0) {
        fine_case->placed = ter_wkb_to_point(record->geometry, &fine_case->at);
        fine_case->radius_m =
            ter_value_number(record->values[fine_case->herd_layer->role[TER_ROLE_UNCERTAINTY_M]], 0);
    }
    return true;
}

static bool add_paper(struct ter_fine_case *fine_case, const struct ter_record *record, struct ter_error *err)
{
    const struct ter_layer *layer = fine_case->layer;
    const char *status = ter_zone_text(layer, record->values, "status");
    size_t at = fine_case->facts.paper_count;
    if (status && strcmp(status, "withdrawn") == 0)
        return true;
    if (at == TER_MOST_PAPERS)
        return ter_fail(err, TER_FAILED, "more than %d events are about it", TER_MOST_PAPERS);
    struct ter_value *values = fine_case->paper_values[at] = copy_values(record);
    struct ter_fine_paper paper = {
        .code = ter_zone_text(layer, values, "code"),
        .kind = ter_zone_text(layer, values, "kind"),
        .on = ter_zone_text(layer, values, "happened_on"),
        .due_on = ter_zone_text(layer, values, "due_on"),
        .result = ter_zone_text(layer, values, "result"),
        .document_no = ter_zone_text(layer, values, "document_no"),
    };
    fine_case->papers[at] = paper;
    fine_case->facts.paper_count++;
    return true;
}

/* Events about this event: few, found by the index of what events are about. */
static bool read_papers(
    struct ter_registry *registry, const char *code, struct ter_fine_case *fine_case, struct ter_error *err)
{
    const struct ter_layer *layer = fine_case->layer;
    const struct ter_field *about_layer, *about_code;
    if (!ter_layer_need_field(layer, "about_layer", &about_layer, err) ||
        !ter_layer_need_field(layer, "about_code", &about_code, err))
        return false;
    const struct ter_condition about[] = {
        {ter_layer_field_index(layer, about_layer), TER_EQUAL, ter_value_text(layer->name)},
        {ter_layer_field_index(layer, about_code), TER_EQUAL, ter_value_text(code)}};
    struct ter_filter filter = {.conditions = about, .condition_count = sizeof about / sizeof *about};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        if (!add_paper(fine_case, record, err))
            return false;
    }
}

static int by_date(const void *a, const void *b)
{
    const struct ter_fine_paper *x = a, *y = b;
    int order = strcmp(x->on, y->on);
    return order ? order : strcmp(x->code, y->code);
}

static void fill_facts(struct ter_fine_case *fine_case, const char *today)
{
    struct ter_fine_facts *facts = &fine_case->facts;
    const struct ter_layer *layer = fine_case->layer;
    const struct ter_value *values = fine_case->values;
    facts->code = ter_zone_text(layer, values, "code");
    facts->kind = ter_zone_text(layer, values, "kind");
    facts->status = ter_zone_text(layer, values, "status");
    facts->offence = ter_zone_text(layer, values, "offence");
    facts->happened_on = ter_zone_text(layer, values, "happened_on");
    facts->today = today;
    facts->sheep_units = number_of(layer, values, "sheep_units");
    facts->livestock = ter_zone_text(layer, values, "livestock");
    facts->capacity_units =
        fine_case->herd ? number_of(fine_case->herd_layer, fine_case->herd, "capacity_units") : (double)NAN;
    facts->herd_in_reserve =
        fine_case->herd ? ter_zone_text(fine_case->herd_layer, fine_case->herd, "in_reserve") : NULL;
    facts->papers = fine_case->papers;
    qsort(fine_case->papers, facts->paper_count, sizeof *fine_case->papers, by_date);
}

bool ter_fine_case_read(struct ter_registry *registry, const char *code, const char *today,
    struct ter_fine_case *ret_case, struct ter_error *err)
{
    if (!read_event(registry, code, ret_case, err) || !read_herd(registry, ret_case, err) ||
        !read_papers(registry, code, ret_case, err))
        return false;
    fill_facts(ret_case, today);
    if (!ret_case->placed)
        return true;
    if (!ter_zones_at(registry, ret_case->at, ret_case->radius_m, 0, ret_case->facts.happened_on,
            &ret_case->zones, err))
        return false;
    ret_case->facts.zones = &ret_case->zones;
    return true;
}

void ter_fine_case_free(struct ter_fine_case *fine_case)
{
    free_values(fine_case->layer, fine_case->values);
    free_values(fine_case->herd_layer, fine_case->herd);
    for (size_t i = 0; i < TER_MOST_PAPERS; i++)
        free_values(fine_case->layer, fine_case->paper_values[i]);
    ter_zones_free(&fine_case->zones);
    *fine_case = (struct ter_fine_case){0};
}

/* Owns the judgement whether a position lies in a zone. Knows nothing of where the position came from. */
#include "zones.h"

#include "analysis/area.h"
#include "base/crs.h"
#include "base/day.h"
#include "base/messages.h"
#include "boundary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is asked, the same for all layers. */
struct question {
    struct ter_registry *registry;
    struct ter_lonlat at;
    double radius_m, reach_m;
    const char *date;
    bool past;
    uint8_t point[TER_WKB_POINT_SIZE];
    struct ter_zones zones;
    int64_t *seen; /* ids of the layer in hand that its history has answered for */
    size_t seen_count, seen_capacity;
};

const char *ter_zone_text(const struct ter_layer *layer, const struct ter_value *values, const char *name)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    struct ter_value value = field ? values[ter_layer_field_index(layer, field)] : (struct ter_value){0};
    return value.type == TER_VALUE_TEXT ? value.text : NULL;
}

static struct ter_value *copy_values(const struct ter_record *record)
{
    struct ter_value *values = ter_alloc(record->count * sizeof *values);
    for (size_t i = 0; i < record->count; i++)
        values[i] = ter_value_copy(record->values[i]);
    return values;
}

static void free_values(const struct ter_layer *layer, struct ter_value *values)
{
    for (size_t i = 0; i < layer->field_count; i++)
        ter_value_free(&values[i]);
    free(values);
}

static void add_zone(struct question *question, const struct ter_layer *layer,
    const struct ter_record *record, struct ter_zone zone)
{
    struct ter_zones *zones = &question->zones;
    zones->items = ter_grow(zones->items, &zones->capacity, zones->count + 1, sizeof *zones->items);
    zone.layer = layer;
    zone.values = copy_values(record);
    zones->items[zones->count++] = zone;
}

static void note_broken(struct question *question, const struct ter_layer *layer,
    const struct ter_record *record, const struct ter_error *why)
{
    TER_AUTO_BUF struct ter_buf code = {0};
    ter_buf_text(&code, "");
    ter_value_print(record->values[layer->role[TER_ROLE_CODE]], &code);
    ter_note(&question->zones.notes, "%s %s cannot be judged: %s", layer->name, code.data, why->message);
}

static void judge(struct question *question, const struct ter_layer *layer, const struct ter_record *record,
    enum ter_force_basis basis)
{
    TER_AUTO(ter_area_close) struct ter_area *area = NULL;
    struct ter_error broken = {0};
    double own_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], 0);
    struct ter_zone zone = {.margin_m = question->radius_m + own_m, .basis = basis};
    if (!ter_area_open(record->geometry, &area, &broken)) {
        note_broken(question, layer, record, &broken);
        return;
    }
    zone.contains = ter_area_meets(area, (struct ter_wkb){question->point, sizeof question->point});
    zone.boundary_m = ter_boundary_distance_m(question->at, record->geometry);
    if (!zone.contains && zone.boundary_m > zone.margin_m && zone.boundary_m > question->reach_m)
        return;
    zone.force = ter_force_on(layer, record->values, question->date, basis);
    if (zone.force == TER_FORCE_OVER || zone.force == TER_FORCE_EXPIRED) {
        question->zones.not_valid++;
        return;
    }
    zone.call = zone.boundary_m <= zone.margin_m ? TER_CALL_TOO_CLOSE
                : zone.contains                  ? TER_CALL_INSIDE
                                                 : TER_CALL_OUTSIDE;
    add_zone(question, layer, record, zone);
}

static int64_t id_of(const struct ter_layer *layer, const struct ter_record *record)
{
    return record->values[layer->role[TER_ROLE_ID]].integer;
}

static bool was_seen(const struct question *question, int64_t id)
{
    for (size_t i = 0; i < question->seen_count; i++)
        if (question->seen[i] == id)
            return true;
    return false;
}

static void see(struct question *question, int64_t id)
{
    question->seen =
        ter_grow(question->seen, &question->seen_capacity, question->seen_count + 1, sizeof *question->seen);
    question->seen[question->seen_count++] = id;
}

/* A record that is here now and was not found here on the day. Its history says whether it was there at all,
 * and without a boundary, or elsewhere. */
static bool judge_late(struct question *question, const struct ter_layer *layer,
    const struct ter_record *record, struct ter_error *err)
{
    struct ter_condition is_it = {layer->role[TER_ROLE_ID], TER_EQUAL, ter_value_int(id_of(layer, record))};
    struct ter_filter filter = {.conditions = &is_it, .condition_count = 1, .as_of = question->date};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *then;
    if (!ter_find_open(question->registry, layer, &filter, &cursor, err) ||
        !ter_find_next(cursor, &then, err))
        return false;
    if (!then)
        judge(question, layer, record, TER_BASIS_DATES);
    else if (!then->geometry.data) {
        struct ter_record drawn_later = {then->values, then->count, record->geometry};
        judge(question, layer, &drawn_later, TER_BASIS_HISTORY);
    }
    return true;
}

static bool judge_all(struct question *question, const struct ter_layer *layer,
    const struct ter_filter *filter, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    if (!ter_find_open(question->registry, layer, filter, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        if (!record->geometry.data || (question->past && was_seen(question, id_of(layer, record))))
            continue;
        if (filter->as_of)
            see(question, id_of(layer, record));
        if (filter->as_of || !question->past)
            judge(question, layer, record, filter->as_of ? TER_BASIS_HISTORY : TER_BASIS_PRESENT);
        else if (!judge_late(question, layer, record, err))
            return false;
    }
}

static int by_id(const void *a, const void *b)
{
    const struct ter_zone *x = a, *y = b;
    int64_t left = x->values[x->layer->role[TER_ROLE_ID]].integer;
    int64_t right = y->values[y->layer->role[TER_ROLE_ID]].integer;
    return left < right ? -1 : left > right;
}

/* How far away an edge still matters is known of each zone only when it is read: the spatial index finds
 * those with a usual radius, the few with a larger one are all looked at. */
static bool judge_moment(
    struct question *question, const struct ter_layer *layer, const char *as_of, struct ter_error *err)
{
    double usual_m = fmax(layer->manual_uncertainty_m, layer->imported_uncertainty_m);
    TER_AUTO_FREE char *usual = ter_format("uncertainty_m IS NULL OR uncertainty_m <= %.15g", usual_m);
    TER_AUTO_FREE char *coarse = ter_format("uncertainty_m > %.15g", usual_m);
    double around_m = fmax(question->radius_m + usual_m, question->reach_m);
    struct ter_filter near = {
        .where = usual, .has_bbox = true, .bbox = ter_bbox_round(question->at, around_m), .as_of = as_of};
    struct ter_filter far = {.where = coarse, .as_of = as_of};
    return judge_all(question, layer, &near, err) && judge_all(question, layer, &far, err);
}

static bool judge_layer(struct question *question, const struct ter_layer *layer, struct ter_error *err)
{
    size_t first = question->zones.count;
    question->seen_count = 0;
    if ((question->past && !judge_moment(question, layer, question->date, err)) ||
        !judge_moment(question, layer, NULL, err))
        return false;
    if (question->zones.count > first + 1)
        qsort(question->zones.items + first, question->zones.count - first, sizeof *question->zones.items,
            by_id);
    return true;
}

static void add_undrawn(struct question *question, const struct ter_layer *layer,
    const struct ter_record *record, enum ter_force force)
{
    struct ter_zones *zones = &question->zones;
    zones->undrawn =
        ter_grow(zones->undrawn, &zones->undrawn_capacity, zones->undrawn_count + 1, sizeof *zones->undrawn);
    zones->undrawn[zones->undrawn_count++] = (struct ter_undrawn){layer, copy_values(record), force};
}

/* Nothing more happens to it. */
static bool is_closed(const struct ter_layer *layer, const struct ter_value *values)
{
    const char *status = ter_zone_text(layer, values, "status");
    return status && ter_layer_status_is_final(layer, status) && !layer->available.count;
}

/* Zones that nobody has drawn, in force or on their way to it: an answer without a word of them would be a
 * false all-clear. A partial index of the layer's table finds them. */
static bool note_undrawn(struct question *question, const struct ter_layer *layer, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.where = "geom IS NULL"};
    const struct ter_record *record;
    size_t count = 0;
    if (!ter_find_open(question->registry, layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        enum ter_force force = ter_force_on(
            layer, record->values, question->date, question->past ? TER_BASIS_DATES : TER_BASIS_PRESENT);
        if (force == TER_FORCE_OVER || force == TER_FORCE_EXPIRED || is_closed(layer, record->values))
            continue;
        if (count++ < TER_MOST_UNDRAWN)
            add_undrawn(question, layer, record, force);
    }
    if (count)
        ter_note(&question->zones.notes,
            "%s: %zu without a boundary yet: whether they hold this position is not known", layer->name,
            count);
    return true;
}

static bool is_past(const char *date)
{
    int day;
    return ter_day_read(date, &day) && day < ter_day_today();
}

static void question_free(struct question *question)
{
    ter_zones_free(&question->zones);
    free(question->seen);
}

bool ter_zones_at(struct ter_registry *registry, struct ter_lonlat at, double radius_m, double reach_m,
    const char *date, struct ter_zones *ret_zones, struct ter_error *err)
{
    __attribute__((cleanup(question_free))) struct question question = {.registry = registry,
        .at = at,
        .radius_m = radius_m,
        .reach_m = reach_m,
        .date = date,
        .past = is_past(date)};
    ter_wkb_from_point(at, question.point);
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++) {
        const struct ter_layer *layer = ter_registry_layer_at(registry, i);
        bool areas = layer->geometry == TER_POLYGON || layer->geometry == TER_MULTIPOLYGON;
        if (areas && (!judge_layer(&question, layer, err) || !note_undrawn(&question, layer, err)))
            return ter_wrap(err, "layer %s", layer->name);
    }
    *ret_zones = question.zones;
    question.zones = (struct ter_zones){0};
    return true;
}

void ter_zones_free(struct ter_zones *zones)
{
    for (size_t i = 0; i < zones->count; i++)
        free_values(zones->items[i].layer, zones->items[i].values);
    for (size_t i = 0; i < zones->undrawn_count; i++)
        free_values(zones->undrawn[i].layer, zones->undrawn[i].values);
    free(zones->items);
    free(zones->undrawn);
    ter_strings_free(&zones->notes);
    *zones = (struct ter_zones){0};
}

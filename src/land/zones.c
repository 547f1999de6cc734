/* Owns the judgement whether a position lies in a zone. Knows nothing of where the position came from. */
#include "zones.h"

#include "analysis/area.h"
#include "base/crs.h"
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
    uint8_t point[TER_WKB_POINT_SIZE];
    struct ter_zones zones;
};

static const char *text_of(const struct ter_layer *layer, const struct ter_record *record, const char *name)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    struct ter_value value =
        field ? record->values[ter_layer_field_index(layer, field)] : (struct ter_value){0};
    return value.type == TER_VALUE_TEXT ? value.text : NULL;
}

/* Dates are compared as texts: YYYY-MM-DD sorts by time. */
static bool is_valid(const struct ter_layer *layer, const struct ter_record *record, const char *date)
{
    const char *from = text_of(layer, record, "valid_from"), *to = text_of(layer, record, "valid_to");
    struct ter_value status = record->values[layer->role[TER_ROLE_STATUS]];
    if ((from && strcmp(date, from) < 0) || (to && strcmp(date, to) > 0))
        return false;
    for (size_t i = 0; i < layer->available.count; i++)
        if (status.type == TER_VALUE_TEXT && strcmp(layer->available.items[i], status.text) == 0)
            return true;
    return !layer->available.count;
}

static void add_zone(struct question *question, const struct ter_layer *layer,
    const struct ter_record *record, struct ter_zone zone)
{
    struct ter_zones *zones = &question->zones;
    zones->items = ter_grow(zones->items, &zones->capacity, zones->count + 1, sizeof *zones->items);
    zone.layer = layer;
    zone.values = ter_alloc(record->count * sizeof *zone.values);
    for (size_t i = 0; i < record->count; i++)
        zone.values[i] = ter_value_copy(record->values[i]);
    zones->items[zones->count++] = zone;
}

static void note_broken(struct question *question, const struct ter_layer *layer,
    const struct ter_record *record, const struct ter_error *why)
{
    TER_AUTO_BUF struct ter_buf code = {0};
    ter_buf_text(&code, "");
    ter_value_print(record->values[layer->role[TER_ROLE_CODE]], &code);
    ter_strings_printf(
        &question->zones.notes, "%s %s cannot be judged: %s", layer->name, code.data, why->message);
}

static void judge(struct question *question, const struct ter_layer *layer, const struct ter_record *record)
{
    TER_AUTO(ter_area_close) struct ter_area *area = NULL;
    struct ter_error broken = {0};
    double own_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], 0);
    struct ter_zone zone = {.margin_m = question->radius_m + own_m};
    if (!ter_area_open(record->geometry, &area, &broken)) {
        note_broken(question, layer, record, &broken);
        return;
    }
    zone.contains = ter_area_meets(area, (struct ter_wkb){question->point, sizeof question->point});
    zone.boundary_m = ter_boundary_distance_m(question->at, record->geometry);
    if (!zone.contains && zone.boundary_m > zone.margin_m && zone.boundary_m > question->reach_m)
        return;
    if (!is_valid(layer, record, question->date)) {
        question->zones.not_valid++;
        return;
    }
    zone.call = zone.boundary_m <= zone.margin_m ? TER_CALL_TOO_CLOSE
                : zone.contains                  ? TER_CALL_INSIDE
                                                 : TER_CALL_OUTSIDE;
    add_zone(question, layer, record, zone);
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
        if (record->geometry.data)
            judge(question, layer, record);
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
static bool judge_layer(struct question *question, const struct ter_layer *layer, struct ter_error *err)
{
    double usual_m = fmax(layer->manual_uncertainty_m, layer->imported_uncertainty_m);
    TER_AUTO_FREE char *usual = ter_format("uncertainty_m IS NULL OR uncertainty_m <= %.15g", usual_m);
    TER_AUTO_FREE char *coarse = ter_format("uncertainty_m > %.15g", usual_m);
    double around_m = fmax(question->radius_m + usual_m, question->reach_m);
    struct ter_filter near = {
        .where = usual, .has_bbox = true, .bbox = ter_bbox_round(question->at, around_m)};
    struct ter_filter far = {.where = coarse};
    size_t first = question->zones.count;
    if (!judge_all(question, layer, &near, err) || !judge_all(question, layer, &far, err))
        return false;
    if (question->zones.count > first + 1)
        qsort(question->zones.items + first, question->zones.count - first, sizeof *question->zones.items,
            by_id);
    return true;
}

static bool is_over(const struct ter_layer *layer, const struct ter_record *record)
{
    struct ter_value status = record->values[layer->role[TER_ROLE_STATUS]];
    return status.type != TER_VALUE_TEXT || ter_layer_status_is_final(layer, status.text);
}

/* Zones that nobody has drawn, in force or on their way to it: an answer without a word of them would be a
 * false all-clear. */
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
        count += !is_over(layer, record);
    }
    if (count)
        ter_strings_printf(&question->zones.notes,
            "%s: %zu without a boundary yet: whether they hold this position is not known", layer->name,
            count);
    return true;
}

bool ter_zones_at(struct ter_registry *registry, struct ter_lonlat at, double radius_m, double reach_m,
    const char *date, struct ter_zones *ret_zones, struct ter_error *err)
{
    struct question question = {registry, at, radius_m, reach_m, date, {0}, {0}};
    ter_wkb_from_point(at, question.point);
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++) {
        const struct ter_layer *layer = ter_registry_layer_at(registry, i);
        bool areas = layer->geometry == TER_POLYGON || layer->geometry == TER_MULTIPOLYGON;
        if (areas && (!judge_layer(&question, layer, err) || !note_undrawn(&question, layer, err))) {
            ter_zones_free(&question.zones);
            return ter_wrap(err, "layer %s", layer->name);
        }
    }
    *ret_zones = question.zones;
    return true;
}

void ter_zones_free(struct ter_zones *zones)
{
    for (size_t i = 0; i < zones->count; i++) {
        for (size_t j = 0; j < zones->items[i].layer->field_count; j++)
            ter_value_free(&zones->items[i].values[j]);
        free(zones->items[i].values);
    }
    free(zones->items);
    ter_strings_free(&zones->notes);
    *zones = (struct ter_zones){0};
}

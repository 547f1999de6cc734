/* Owns where crews set out: stations, townships, a place that was given. Knows nothing of rounds. */
#include "analysis/area.h"
#include "analysis/located.h"
#include "base/text.h"
#include "registry/gazetteer.h"
#include "registry/store.h"
#include "rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char stations[] = "station", townships[] = "township", name_field[] = "name";

static void add(struct ter_round_depots *depots, struct ter_lonlat at, const char *name)
{
    depots->items = ter_realloc(depots->items, (depots->count + 1) * sizeof *depots->items);
    ter_strings_add(&depots->names, name);
    depots->items[depots->count++] = (struct ter_round_depot){at, NULL};
}

/* The list of names may have moved while it grew. */
static void name_all(struct ter_round_depots *depots)
{
    for (size_t i = 0; i < depots->count; i++)
        depots->items[i].name = depots->names.items[i];
}

static const struct ter_layer *layer_named(const struct ter_registry *registry, const char *name)
{
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++)
        if (strcmp(ter_registry_layer_at(registry, i)->name, name) == 0)
            return ter_registry_layer_at(registry, i);
    return NULL;
}

static bool add_record(struct ter_round_depots *depots, const struct ter_layer *layer,
    const struct ter_record *record, double most_off_m, struct ter_error *err)
{
    const struct ter_field *name = ter_layer_field(layer, name_field);
    struct ter_value code = record->values[layer->role[TER_ROLE_CODE]], value = code;
    struct ter_lonlat at;
    if (name && record->values[ter_layer_field_index(layer, name)].type == TER_VALUE_TEXT)
        value = record->values[ter_layer_field_index(layer, name)];
    if (!record->geometry.data)
        return true;
    if (!ter_geometry_centre(record->geometry, &at, err))
        return ter_wrap(err, "%s %s", layer->name, code.text);
    double off_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], (double)INFINITY);
    if (off_m > most_off_m)
        return true; /* nobody can say how far it is from there */
    TER_AUTO_FREE char *rough = strcmp(layer->name, stations) == 0 && off_m > TER_REVIEW_ABOVE_M
                                    ? ter_format(" (± %.0f m)", off_m)
                                    : ter_strdup("");
    TER_AUTO_FREE char *text = ter_format("%s%s", value.text, rough);
    add(depots, at, text);
    return true;
}

/* A layer's records that are available and have a position within most_off_m; with a code, only that one,
 * whatever its status. */
static bool add_layer(struct ter_registry *registry, const char *name, const char *code, double most_off_m,
    struct ter_round_depots *depots, struct ter_error *err)
{
    const struct ter_layer *layer = layer_named(registry, name);
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!layer)
        return true;
    struct ter_filter filter = {.code = code,
        .statuses = (const char *const *)layer->available.items,
        .status_count = code ? 0 : layer->available.count};
    if (!ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        if (!add_record(depots, layer, record, most_off_m, err))
            return false;
    }
}

/* ---- one that was given ---- */

static bool add_township(
    struct ter_registry *registry, const char *name, struct ter_round_depots *depots, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_lonlat at;
    if (!ter_gazetteer_boundary(registry, name, &wkb, err))
        return false;
    if (!wkb.size)
        return true;
    if (!ter_geometry_centre((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &at, err))
        return ter_wrap(err, "%s", name);
    add(depots, at, name);
    return true;
}

static bool read_given(struct ter_registry *registry, const char *given, enum ter_lang lang,
    struct ter_round_depots *depots, struct ter_error *err)
{
    struct ter_error unread = {0};
    struct ter_lonlat at;
    if (ter_lonlat_parse(given, &at, &unread)) {
        add(depots, at, given);
        depots->how = ter_format(lang == TER_ZH ? "出发地：%s" : "crews set out from %s", given);
        return true;
    }
    if (!add_layer(registry, stations, given, (double)INFINITY, depots, err) ||
        (!depots->count && !add_township(registry, given, depots, err)))
        return false;
    if (!depots->count)
        return ter_fail(err, TER_NOT_FOUND,
            "\"%s\" is no LON,LAT, no station with a position and no township with a boundary; stations: "
            "terrier find station",
            given);
    depots->how = ter_format(lang == TER_ZH ? "出发地：%s" : "crews set out from %s", depots->names.items[0]);
    return true;
}

/* ---- those that are known ---- */

/* Of those that are driven to: a coarse one would pull it away. */
static bool add_middle(
    const struct ter_round_stop *stops, size_t count, double most_off_m, struct ter_round_depots *depots)
{
    struct ter_lonlat sum = {0, 0};
    size_t placed = 0;
    for (size_t i = 0; i < count; i++)
        if (stops[i].placed && stops[i].uncertainty_m <= most_off_m) {
            sum.lon += stops[i].at.lon;
            sum.lat += stops[i].at.lat;
            placed++;
        }
    if (!placed)
        return false;
    add(depots, (struct ter_lonlat){sum.lon / (double)placed, sum.lat / (double)placed}, "");
    return true;
}

static bool read_known(struct ter_registry *registry, double most_off_m, const struct ter_round_stop *stops,
    size_t count, enum ter_lang lang, struct ter_round_depots *depots, struct ter_error *err)
{
    static const char *const of_stations[] = {
        "crews set out from the nearest station in service", "从最近的执勤队站出发"};
    static const char *const of_townships[] = {"no station in service is known well enough to set out from: "
                                               "crews set out from the middle of the nearest township",
        "执勤队站均无足够准确的位置：从最近乡镇的中心出发"};
    static const char *const of_stops[] = {
        "neither stations nor townships are known well enough: crews set out from the "
        "middle of the stops (--depot LON,LAT says better)",
        "无足够准确的队站位置和乡镇边界：从各处的中心位置出发（可用 --depot 经度,纬度 指定）"};
    static const char *const middle[] = {"middle of the stops", "各处中心"};
    if (!add_layer(registry, stations, NULL, most_off_m, depots, err))
        return false;
    const char *how = of_stations[lang];
    if (!depots->count) {
        if (!add_layer(registry, townships, NULL, (double)INFINITY, depots, err))
            return false;
        how = of_townships[lang];
    }
    if (!depots->count && add_middle(stops, count, most_off_m, depots)) {
        free(depots->names.items[0]);
        depots->names.items[0] = ter_strdup(middle[lang]);
        how = of_stops[lang];
    }
    depots->how = ter_strdup(how);
    return true;
}

bool ter_round_depots_read(struct ter_registry *registry, const char *given,
    const struct ter_round_rules *rules, const struct ter_round_stop *stops, size_t stop_count,
    enum ter_lang lang, struct ter_round_depots *ret_depots, struct ter_error *err)
{
    struct ter_round_depots depots = {0};
    bool done = given ? read_given(registry, given, lang, &depots, err)
                      : read_known(registry, rules->settings[TER_ROUND_LOCATE_ABOVE_M].value, stops,
                            stop_count, lang, &depots, err);
    if (!done) {
        ter_round_depots_free(&depots);
        return ter_wrap(err, "--depot");
    }
    name_all(&depots);
    *ret_depots = depots;
    return true;
}

void ter_round_depots_free(struct ter_round_depots *depots)
{
    free(depots->items);
    ter_strings_free(&depots->names);
    free(depots->how);
    *depots = (struct ter_round_depots){0};
}

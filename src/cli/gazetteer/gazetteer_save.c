/* Owns the way of staged rows into the gazetteer: whose position a place takes that has none, which area is
 * the register's. Knows nothing of files. */
#include "gazetteer_save.h"

#include "base/digest.h"
#include "base/progress.h"
#include "registry/gazetteer.h"

#include <stdlib.h>
#include <string.h>

struct saving {
    struct ter_registry *registry;
    struct ter_gazetteer_rows *rows;
    struct ter_gazetteer_saved saved;
    int64_t source, county; /* the row of the area that becomes the county; -1: none */
};

static bool is_kind(const struct ter_place *place, const char *kind)
{
    return strcmp(place->kind, kind) == 0;
}

static char *text_of(const struct ter_record *record, enum ter_gazetteer_column column)
{
    struct ter_value value = record->values[column];
    return value.type == TER_VALUE_TEXT ? ter_strdup(value.text) : NULL;
}

static int number_of(const struct ter_record *record, enum ter_gazetteer_column column)
{
    return (int)ter_value_number(record->values[column], 0);
}

/* ---- places ---- */

/* The only township of the name; *ret_found is false when there is none, or more than one. */
static bool find_township(struct ter_registry *registry, const char *name, struct ter_place *ret_town,
    bool *ret_found, struct ter_error *err)
{
    TER_AUTO_FREE char *key = ter_gazetteer_key(name);
    struct ter_place *places = NULL;
    size_t count = 0, found = 0;
    if (!ter_gazetteer_places(registry, key, &places, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if ((is_kind(&places[i], "town") || is_kind(&places[i], "township")) && ++found == 1) {
            *ret_town = places[i];
            places[i] = (struct ter_place){0};
        }
    ter_places_free(places, count);
    *ret_found = found == 1;
    if (found > 1)
        ter_place_clear(ret_town);
    return true;
}

/* A place that is known only by its area has the radius of the circle that covers it: of its township's, else
 * the county's. */
static bool place_by_area(
    struct saving *saving, struct ter_place *place, int64_t number, struct ter_error *err)
{
    struct ter_place area = {0};
    bool found;
    if (!find_township(saving->registry, place->township, &area, &found, err))
        return false;
    saving->saved.by_township += found;
    if (!found) {
        if (!ter_gazetteer_county(saving->registry, &area, &found, err))
            return false;
        saving->saved.by_county += found;
    }
    if (!found)
        return ter_fail(err, TER_FAILED,
            "row %lld: \"%s\" has no position, and its township \"%s\" is not in the gazetteer; give lon and "
            "lat, or import the township first",
            (long long)number, place->name, place->township);
    place->at = area.at;
    place->uncertainty_m = area.uncertainty_m + area.extent_m;
    place->by_area = true;
    ter_place_clear(&area);
    return true;
}

static struct ter_place read_place(const struct ter_record *record)
{
    struct ter_place place = {
        .name = text_of(record, TER_GAZETTEER_NAME),
        .alt_names = text_of(record, TER_GAZETTEER_ALT_NAMES),
        .kind = text_of(record, TER_GAZETTEER_KIND),
        .township = text_of(record, TER_GAZETTEER_TOWNSHIP),
        .source = text_of(record, TER_GAZETTEER_ORIGIN),
        .uncertainty_m = ter_value_number(record->values[TER_GAZETTEER_UNCERTAINTY], 0),
        .extent_m = ter_value_number(record->values[TER_GAZETTEER_EXTENT], 0),
    };
    ter_wkb_to_point(record->geometry, &place.at);
    return place;
}

static void rename_kind(struct ter_place *place, const char *kind)
{
    free(place->kind);
    place->kind = ter_strdup(kind);
}

/* Say in which township a place lies. *ret_doubled: it is that township itself, once more, as a point. */
static void locate(const struct saving *saving, struct ter_place *place, bool *ret_doubled)
{
    static const char *const wider[] = {"area", "county", "city"};
    *ret_doubled = false;
    for (size_t i = 0; i < sizeof wider / sizeof *wider; i++)
        if (is_kind(place, wider[i]))
            return;
    const char *township = ter_gazetteer_areas_township(saving->rows->areas, place->at);
    if (!township)
        return;
    if (is_kind(place, "town"))
        *ret_doubled = strcmp(place->name, township) == 0;
    else
        place->township = ter_strdup(township);
}

static bool save_place(struct saving *saving, const struct ter_record *record, int64_t number, bool placed,
    struct ter_error *err)
{
    struct ter_place place = read_place(record);
    bool is_area = number_of(record, TER_GAZETTEER_ADMIN_LEVEL) > 0, doubled = false, done = true;
    if (is_area && number == saving->county)
        rename_kind(&place, "county");
    else if (placed && !is_area && !place.township)
        locate(saving, &place, &doubled);
    if (!placed)
        done = place_by_area(saving, &place, number, err);
    if (done && !doubled)
        done = ter_gazetteer_add_place(saving->registry, saving->source, &place, err);
    saving->saved.places += done && !doubled;
    saving->saved.doubled += doubled;
    ter_place_clear(&place);
    return done;
}

/* ---- ways ---- */

static bool save_way(
    struct saving *saving, const struct ter_record *record, int64_t number, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!ter_wkb_points(record->geometry, &points))
        return ter_fail(err, TER_FAILED, "row %lld: its line is damaged", (long long)number);
    struct ter_road road = {
        .name = text_of(record, TER_GAZETTEER_NAME),
        .alt_names = text_of(record, TER_GAZETTEER_ALT_NAMES),
        .ref = text_of(record, TER_GAZETTEER_REF),
        .class_ = text_of(record, TER_GAZETTEER_CLASS),
        .township = text_of(record, TER_GAZETTEER_TOWNSHIP),
        .source = text_of(record, TER_GAZETTEER_ORIGIN),
        .points = ter_memdup(points.items, points.count * sizeof *points.items),
        .point_count = points.count,
        .uncertainty_m = ter_value_number(record->values[TER_GAZETTEER_UNCERTAINTY], 0),
        .way = (enum ter_way)number_of(record, TER_GAZETTEER_WAY),
        .oneway = number_of(record, TER_GAZETTEER_ONEWAY),
        .bridge = number_of(record, TER_GAZETTEER_BRIDGE) != 0,
        .tunnel = number_of(record, TER_GAZETTEER_TUNNEL) != 0,
        .layer = number_of(record, TER_GAZETTEER_LAYER),
        .lanes = number_of(record, TER_GAZETTEER_LANES),
        .ring = number_of(record, TER_GAZETTEER_JUNCTION) != 0,
    };
    bool done = ter_gazetteer_add_road(saving->registry, saving->source, &road, err);
    saving->saved.ways[road.way]++;
    saving->saved.named_roads += road.way == TER_ROAD && (road.name || road.alt_names || road.ref);
    ter_road_clear(&road);
    return done;
}

/* ---- all ---- */

/* Places that take another's position come in a second pass, when that other is there. */
static bool save_rows(
    struct saving *saving, bool placed, struct ter_progress *progress, struct ter_error *err)
{
    const struct ter_record *record;
    int64_t number, done = 0;
    if (!ter_stage_rewind(saving->rows->stage, err))
        return false;
    for (;;) {
        if (!ter_interrupt_check(err) || !ter_stage_next(saving->rows->stage, &record, &number, err))
            return false;
        if (!record)
            return true;
        bool is_place = number_of(record, TER_GAZETTEER_WAY) == TER_STAGED_PLACE;
        if ((record->geometry.data != NULL) == placed &&
            !(is_place ? save_place(saving, record, number, placed, err)
                       : save_way(saving, record, number, err)))
            return false;
        ter_progress_update(progress, ++done);
    }
}

/* A register is about one area: where another source has named it already, this file's is an area as others.
 */
static bool choose_county(struct saving *saving, struct ter_error *err)
{
    struct ter_place known = {0};
    bool found;
    if (!ter_gazetteer_county(saving->registry, &known, &found, err))
        return false;
    ter_place_clear(&known);
    saving->county = found ? -1 : ter_gazetteer_areas_county(saving->rows->areas);
    return true;
}

static bool save(struct saving *saving, const char *source, const char *file, struct ter_error *err)
{
    char sha256[TER_SHA256_HEX_SIZE];
    struct ter_progress progress;
    if (!ter_sha256_file(file, sha256, err) ||
        !ter_gazetteer_replace(
            saving->registry, source, file, sha256, saving->rows->attribution, &saving->source, err) ||
        !choose_county(saving, err))
        return false;
    ter_progress_begin(&progress, "storing", saving->rows->places + saving->rows->ways);
    bool done = save_rows(saving, true, &progress, err) &&
                (!saving->rows->unplaced || save_rows(saving, false, &progress, err)) &&
                ter_gazetteer_finish(saving->registry, saving->source, err);
    ter_progress_end(&progress);
    return done;
}

bool ter_gazetteer_rows_save(struct ter_registry *registry, const struct ter_args *args,
    struct ter_gazetteer_rows *rows, struct ter_gazetteer_saved *ret_saved, struct ter_error *err)
{
    const char *file = args->words[0], *slash = strrchr(file, '/'), *name = ter_args_value(args, "source");
    struct ter_write_context context = {.tool = "gazetteer import"};
    struct saving saving = {.registry = registry, .rows = rows};
    if (!name)
        name = slash ? slash + 1 : file;
    if (!ter_registry_begin(registry, &context, err))
        return false;
    if (!save(&saving, name, file, err) || !ter_registry_commit(registry, err)) {
        ter_registry_rollback(registry);
        return false;
    }
    *ret_saved = saving.saved;
    return true;
}

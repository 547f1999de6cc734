/* Owns the areas that patches have inside zones in force. Knows nothing of how a shape is measured
 * (overlay/overlay.h), nor of what is done about them. */
#include "patches_in.h"

#include "land/overlay/overlay.h"

#include <stdlib.h>
#include <string.h>

/* A zone that is in force, as words; its shape is one of the tiles' areas. */
struct zone {
    char *code, *title;
    char *boundary; /* NULL: the layer does not say */
    enum ter_force force;
};

/* The work of one comparison. */
struct work {
    const struct ter_patches *patches;
    const struct ter_layer *zones;
    enum ter_lang lang;
    char date[TER_DAY_SIZE];
    struct ter_tiles *tiles;
    struct zone *items; /* of the tiles' areas, in their order */
    size_t count, capacity;
    struct ter_patches_inside *inside;
};

static void work_free(struct work *work)
{
    ter_tiles_close(work->tiles);
    for (size_t i = 0; i < work->count; i++) {
        free(work->items[i].code);
        free(work->items[i].title);
        free(work->items[i].boundary);
    }
    free(work->items);
}

void ter_patches_inside_free(struct ter_patches_inside *inside)
{
    for (size_t i = 0; i < inside->count; i++) {
        free(inside->items[i].zone);
        free(inside->items[i].zone_title);
        free(inside->items[i].zone_boundary);
    }
    free(inside->items);
    *inside = (struct ter_patches_inside){0};
}

/* Zones ----------------------------------------------------------------------------------------------- */

/* A zone's field as people read it; NULL where the layer has none such, or it is empty. */
static char *words_of(const struct work *work, const struct ter_value *values, const char *name)
{
    const struct ter_field *field = ter_layer_field(work->zones, name);
    TER_AUTO_BUF struct ter_buf text = {0};
    if (!field || values[ter_layer_field_index(work->zones, field)].type == TER_VALUE_NULL)
        return NULL;
    ter_field_print(field, values[ter_layer_field_index(work->zones, field)], work->lang, &text);
    return ter_buf_take(&text);
}

static void add_zone(struct work *work, const struct ter_record *record)
{
    enum ter_force force = ter_force_on(work->zones, record->values, work->date, TER_BASIS_PRESENT);
    if (force != TER_FORCE_YES && force != TER_FORCE_SEASON_UNKNOWN)
        return;
    if (!record->geometry.data) {
        work->inside->zones_undrawn++;
        return;
    }
    work->inside->zones++;
    work->inside->broken += !ter_tiles_add(work->tiles, record->geometry);
    work->items = ter_grow(work->items, &work->capacity, work->count + 1, sizeof *work->items);
    char *name = words_of(work, record->values, "name");
    work->items[work->count++] = (struct zone){
        .code = words_of(work, record->values, "code"),
        .title = name ? name : words_of(work, record->values, "kind"),
        .boundary = words_of(work, record->values, "boundary"),
        .force = force,
    };
}

static bool read_zones(
    struct ter_registry *registry, const char *code, struct work *work, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.code = code};
    if (!ter_find_open(registry, work->zones, &filter, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        add_zone(work, record);
    }
    ter_tiles_seal(work->tiles);
    return true;
}

/* Patches --------------------------------------------------------------------------------------------- */

static char *copy_of(const char *text)
{
    return text ? ter_strdup(text) : NULL;
}

static void add_inside(
    struct work *work, const struct ter_patch *patch, double patch_m2, const struct ter_overlay_part *part)
{
    enum { LEAST_HUNDREDTHS = 1 };
    struct ter_patches_inside *inside = work->inside;
    const struct zone *zone = &work->items[part->area];
    if (ter_area_hundredths(part->area_m2) < LEAST_HUNDREDTHS) /* they touch */
        return;
    inside->items = ter_grow(inside->items, &inside->capacity, inside->count + 1, sizeof *inside->items);
    inside->items[inside->count++] = (struct ter_patch_inside){
        .patch = patch,
        .zone = copy_of(zone->code),
        .zone_title = copy_of(zone->title),
        .zone_boundary = copy_of(zone->boundary),
        .force = zone->force,
        .patch_m2 = patch_m2,
        .inside_m2 = part->area_m2,
    };
}

static void measure_patches(struct work *work, const struct ter_ellipsoid *ellipsoid)
{
    TER_AUTO(ter_overlay_close) struct ter_overlay *overlay = ter_overlay_open(work->tiles, ellipsoid);
    TER_AUTO_OVERLAY_PARTS struct ter_overlay_parts parts = {0};
    for (size_t i = 0; i < work->patches->count; i++) {
        const struct ter_patch *patch = &work->patches->items[i];
        struct ter_wkb shape = {(const uint8_t *)patch->wkb.data, patch->wkb.size};
        if (!patch->open)
            continue;
        if (!shape.size)
            work->inside->patches_undrawn++;
        else if (!ter_overlay_measure(overlay, shape, &parts))
            work->inside->broken++;
        else
            for (size_t j = 0; j < parts.count; j++)
                add_inside(work, patch, parts.area_m2, &parts.items[j]);
    }
}

static int by_patch_and_zone(const void *a, const void *b)
{
    const struct ter_patch_inside *x = a, *y = b;
    if (x->patch != y->patch)
        return x->patch < y->patch ? -1 : 1;
    return strcmp(x->zone, y->zone);
}

bool ter_patches_in(struct ter_registry *registry, const struct ter_patches *patches,
    const struct ter_layer *zones, const char *code, enum ter_lang lang,
    struct ter_patches_inside *ret_inside, struct ter_error *err)
{
    struct ter_ellipsoid ellipsoid;
    if (zones->geometry != TER_POLYGON && zones->geometry != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "layer %s holds no areas", zones->name);
    __attribute__((cleanup(work_free))) struct work work = {
        .patches = patches, .zones = zones, .lang = lang, .tiles = ter_tiles_open(), .inside = ret_inside};
    ter_day_write(patches->today, work.date);
    if (!ter_ellipsoid_open(ter_registry_epsg(registry), &ellipsoid, err) ||
        !read_zones(registry, code, &work, err))
        return false;
    measure_patches(&work, &ellipsoid);
    if (ret_inside->count)
        qsort(ret_inside->items, ret_inside->count, sizeof *ret_inside->items, by_patch_and_zone);
    return true;
}

/* Owns the areas that patches have inside zones. Knows nothing of what is done about them. */
#include "patches_in.h"

#include "land/area/ellipsoid.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The work of one comparison. */
struct work {
    GEOSContextHandle_t geos;
    struct ter_ellipsoid ellipsoid;
    const struct ter_patches *patches;
    const struct ter_layer *zones;
    enum ter_lang lang;
    char date[TER_DAY_SIZE];
    GEOSGeometry **shapes; /* of the patches; NULL: none, or broken */
    GEOSSTRtree *tree;
    struct ter_patches_inside *inside;
};

static void work_free(struct work *work)
{
    GEOSSTRtree_destroy_r(work->geos, work->tree);
    for (size_t i = 0; work->shapes && i < work->patches->count; i++)
        GEOSGeom_destroy_r(work->geos, work->shapes[i]);
    free(work->shapes);
    GEOS_finish_r(work->geos);
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

static GEOSGeometry *read_wkb(const struct work *work, struct ter_wkb wkb)
{
    GEOSWKBReader *reader = GEOSWKBReader_create_r(work->geos);
    GEOSGeometry *geometry = GEOSWKBReader_read_r(work->geos, reader, wkb.data, wkb.size);
    GEOSWKBReader_destroy_r(work->geos, reader);
    if (geometry && GEOSisValid_r(work->geos, geometry) == 1)
        return geometry;
    GEOSGeom_destroy_r(work->geos, geometry);
    return NULL;
}

static struct ter_wkb wkb_of(const struct ter_patch *patch)
{
    return (struct ter_wkb){(const uint8_t *)patch->wkb.data, patch->wkb.size};
}

static void index_patches(struct work *work)
{
    enum { NODE_ENTRIES = 10 };
    work->shapes = ter_alloc((work->patches->count + 1) * sizeof *work->shapes);
    work->tree = GEOSSTRtree_create_r(work->geos, NODE_ENTRIES);
    for (size_t i = 0; i < work->patches->count; i++) {
        const struct ter_patch *patch = &work->patches->items[i];
        if (!patch->open)
            continue;
        if (!patch->wkb.size) {
            work->inside->patches_undrawn++;
            continue;
        }
        work->shapes[i] = read_wkb(work, wkb_of(patch));
        if (work->shapes[i])
            GEOSSTRtree_insert_r(work->geos, work->tree, work->shapes[i], &work->shapes[i]);
        else
            work->inside->broken++;
    }
}

/* The area of what two shapes share; false where GEOS cannot say. */
static bool shared_m2(const struct work *work, const GEOSGeometry *a, const GEOSGeometry *b, double *ret_m2)
{
    GEOSGeometry *shared = GEOSIntersection_r(work->geos, a, b);
    size_t size = 0;
    bool done = false;
    *ret_m2 = 0;
    if (!shared)
        return false;
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(work->geos);
    GEOSWKBWriter_setByteOrder_r(work->geos, writer, GEOS_WKB_NDR);
    unsigned char *bytes =
        GEOSisEmpty_r(work->geos, shared) ? NULL : GEOSWKBWriter_write_r(work->geos, writer, shared, &size);
    done = !bytes || ter_ellipsoid_area_m2(&work->ellipsoid, (struct ter_wkb){bytes, size}, ret_m2);
    GEOSFree_r(work->geos, bytes);
    GEOSWKBWriter_destroy_r(work->geos, writer);
    GEOSGeom_destroy_r(work->geos, shared);
    return done;
}

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

/* One zone as it is held against the patches. */
struct zone {
    struct work *work;
    const struct ter_value *values;
    const GEOSGeometry *shape;
    const GEOSPreparedGeometry *prepared;
    enum ter_force force;
};

static void compare(void *item, void *user)
{
    enum { LEAST_HUNDREDTHS = 1 };
    struct zone *zone = user;
    struct work *work = zone->work;
    GEOSGeometry **shape = item;
    const struct ter_patch *patch = &work->patches->items[shape - work->shapes];
    double inside_m2 = 0, patch_m2 = 0;
    if (GEOSPreparedIntersects_r(work->geos, zone->prepared, *shape) != 1)
        return;
    bool measured = ter_ellipsoid_area_m2(&work->ellipsoid, wkb_of(patch), &patch_m2);
    if (GEOSPreparedContains_r(work->geos, zone->prepared, *shape) == 1)
        inside_m2 = patch_m2;
    else
        measured = measured && shared_m2(work, zone->shape, *shape, &inside_m2);
    if (!measured) {
        work->inside->broken++;
        return;
    }
    if (ter_area_hundredths(inside_m2) < LEAST_HUNDREDTHS) /* they touch */
        return;
    struct ter_patches_inside *inside = work->inside;
    inside->items = ter_grow(inside->items, &inside->capacity, inside->count + 1, sizeof *inside->items);
    char *name = words_of(work, zone->values, "name");
    inside->items[inside->count++] = (struct ter_patch_inside){.patch = patch,
        .zone = words_of(work, zone->values, "code"),
        .zone_title = name ? name : words_of(work, zone->values, "kind"),
        .zone_boundary = words_of(work, zone->values, "boundary"),
        .force = zone->force,
        .patch_m2 = patch_m2,
        .inside_m2 = inside_m2};
}

static void compare_zone(struct work *work, const struct ter_record *record)
{
    enum ter_force force = ter_force_on(work->zones, record->values, work->date, TER_BASIS_PRESENT);
    if (force != TER_FORCE_YES && force != TER_FORCE_SEASON_UNKNOWN)
        return;
    if (!record->geometry.data) {
        work->inside->zones_undrawn++;
        return;
    }
    work->inside->zones++;
    GEOSGeometry *shape = read_wkb(work, record->geometry);
    const GEOSPreparedGeometry *prepared = shape ? GEOSPrepare_r(work->geos, shape) : NULL;
    struct zone zone = {work, record->values, shape, prepared, force};
    if (prepared)
        GEOSSTRtree_query_r(work->geos, work->tree, shape, compare, &zone);
    else
        work->inside->broken++;
    GEOSPreparedGeom_destroy_r(work->geos, prepared);
    GEOSGeom_destroy_r(work->geos, shape);
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
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.code = code};
    const struct ter_record *record;
    if (zones->geometry != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "layer %s holds no areas", zones->name);
    __attribute__((cleanup(work_free))) struct work work = {
        .geos = GEOS_init_r(), .patches = patches, .zones = zones, .lang = lang, .inside = ret_inside};
    ter_day_write(patches->today, work.date);
    if (!ter_ellipsoid_open(ter_registry_epsg(registry), &work.ellipsoid, err) ||
        !ter_find_open(registry, zones, &filter, &cursor, err))
        return false;
    index_patches(&work);
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        compare_zone(&work, record);
    }
    if (ret_inside->count)
        qsort(ret_inside->items, ret_inside->count, sizeof *ret_inside->items, by_patch_and_zone);
    return true;
}

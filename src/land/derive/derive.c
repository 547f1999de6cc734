/* Owns the carrying out of a recipe: its sources are widened, joined, cut and measured. Knows nothing of
 * where sources come from. */
#include "derive.h"

#include "base/crs.h"
#include "base/progress.h"
#include "land/area/ellipsoid.h"
#include "land/overlay/tract.h"

#include <math.h>
#include <stdlib.h>

/* A cut that takes less leaves the area as it is. */
static const double nothing_m2 = 0.01;

struct work {
    const struct ter_recipe *recipe;
    const struct ter_sources *sources;
    struct ter_bbox box; /* of what is added, with its width */
    struct ter_tracts *tracts;
    struct ter_tract *area;
    double uncertainty_m;
    struct ter_progress progress;
    int64_t done;
};

static void work_free(struct work *work)
{
    ter_progress_end(&work->progress);
    ter_tract_free(work->area);
    ter_tracts_close(work->tracts);
}

/* ---- sources ---- */

void ter_sources_add(struct ter_sources *sources, size_t term, const char *key, struct ter_wkb wkb,
    double extent_m, double radius_m)
{
    sources->items = ter_grow(sources->items, &sources->capacity, sources->count + 1, sizeof *sources->items);
    struct ter_source_shape *shape = &sources->items[sources->count++];
    *shape = (struct ter_source_shape){
        .term = term, .key = ter_strdup(key), .extent_m = extent_m, .radius_m = radius_m};
    ter_buf_add(&shape->wkb, wkb.data, wkb.size);
}

void ter_sources_free(struct ter_sources *sources)
{
    for (size_t i = 0; i < sources->count; i++) {
        free(sources->items[i].key);
        ter_buf_free(&sources->items[i].wkb);
    }
    free(sources->items);
    *sources = (struct ter_sources){0};
}

static struct ter_wkb wkb_of(const struct ter_source_shape *shape)
{
    return (struct ter_wkb){(const uint8_t *)shape->wkb.data, shape->wkb.size};
}

static double width_of(const struct work *work, const struct ter_source_shape *shape)
{
    return work->recipe->terms[shape->term].buffer_m + shape->extent_m;
}

/* ---- where it is ---- */

static void stretch(struct ter_bbox *box, struct ter_bbox other, bool first)
{
    box->west = first ? other.west : fmin(box->west, other.west);
    box->south = first ? other.south : fmin(box->south, other.south);
    box->east = first ? other.east : fmax(box->east, other.east);
    box->north = first ? other.north : fmax(box->north, other.north);
}

static bool meet(struct ter_bbox a, struct ter_bbox b)
{
    return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

/* The box of a source with what lies round it. */
static bool box_of(const struct work *work, const struct ter_source_shape *shape, struct ter_bbox *ret_box)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    double width_m = width_of(work, shape);
    if (!ter_wkb_points(wkb_of(shape), &points) || !points.count)
        return false;
    *ret_box = ter_bbox_of(points.items, points.count);
    if (width_m > 0) {
        const struct ter_lonlat corners[] = {
            {ret_box->west, ret_box->south}, {ret_box->east, ret_box->north}};
        for (size_t i = 0; i < 2; i++)
            stretch(ret_box, ter_bbox_round(corners[i], width_m * 1.01), false);
    }
    return true;
}

static bool find_box(struct work *work, struct ter_error *err)
{
    bool first = true;
    for (size_t i = 0; i < work->sources->count; i++) {
        const struct ter_source_shape *shape = &work->sources->items[i];
        struct ter_bbox box;
        if (work->recipe->terms[shape->term].use != TER_RECIPE_ADD || !box_of(work, shape, &box))
            continue;
        stretch(&work->box, box, first);
        first = false;
    }
    return !first || ter_fail(err, TER_FAILED, "there is nothing to make a zone of");
}

/* ---- widening ---- */

static bool check_width(const struct work *work, const struct ter_source_shape *shape, struct ter_error *err)
{
    enum ter_geometry_type type = ter_wkb_type(wkb_of(shape));
    if (type == TER_POLYGON || type == TER_MULTIPOLYGON || width_of(work, shape) > 0)
        return true;
    TER_AUTO_BUF struct ter_buf term = {0};
    ter_recipe_term_print(&work->recipe->terms[shape->term], &term);
    return ter_fail(err, TER_USAGE,
        "%s: %s is a %s and no area: say how far the zone reaches from it, with --buffer M or %s@M (no width "
        "is "
        "made up)",
        term.data, shape->key, ter_geometry_name(type), term.data);
}

static bool widen(struct work *work, const struct ter_source_shape *shape, struct ter_tract **ret_tract,
    struct ter_error *err)
{
    TER_AUTO(ter_tract_free) struct ter_tract *bare = NULL;
    return check_width(work, shape, err) &&
           ((ter_tract_read(work->tracts, wkb_of(shape), &bare, err) &&
                ter_tract_buffer(bare, width_of(work, shape), ret_tract, err)) ||
               ter_wrap(err, "%s", shape->key));
}

/* Tracts on their way into a union. */
struct heap {
    struct ter_tract **items;
    size_t count, capacity;
    double uncertainty_m; /* the worst of them */
};

static void heap_free(struct heap *heap)
{
    for (size_t i = 0; i < heap->count; i++)
        ter_tract_free(heap->items[i]);
    free(heap->items);
}

static void note_uncertainty(const struct work *work, const struct ter_source_shape *shape, struct heap *heap)
{
    double width_m = work->recipe->terms[shape->term].buffer_m;
    heap->uncertainty_m = fmax(heap->uncertainty_m, shape->radius_m + width_m);
}

/* Widen the sources of one use, or of one term of it, as far as they lie where the zone is. */
static bool gather(
    struct work *work, enum ter_recipe_use use, size_t term, struct heap *heap, struct ter_error *err)
{
    for (size_t i = 0; i < work->sources->count; i++) {
        const struct ter_source_shape *shape = &work->sources->items[i];
        struct ter_bbox box;
        if (work->recipe->terms[shape->term].use != use || (term != SIZE_MAX && shape->term != term))
            continue;
        ter_progress_update(&work->progress, ++work->done);
        if (!box_of(work, shape, &box) || !meet(box, work->box))
            continue;
        if (!ter_interrupt_check(err))
            return false;
        heap->items = ter_grow(heap->items, &heap->capacity, heap->count + 1, sizeof *heap->items);
        if (!widen(work, shape, &heap->items[heap->count], err))
            return false;
        heap->count++;
        note_uncertainty(work, shape, heap);
    }
    return true;
}

static bool join(struct work *work, enum ter_recipe_use use, size_t term, struct ter_tract **ret_tract,
    double *ret_uncertainty_m, struct ter_error *err)
{
    __attribute__((cleanup(heap_free))) struct heap heap = {0};
    if (!gather(work, use, term, &heap, err) ||
        !ter_tract_union(
            work->tracts, (const struct ter_tract *const *)heap.items, heap.count, ret_tract, err))
        return false;
    *ret_uncertainty_m = heap.uncertainty_m;
    return true;
}

/* ---- cutting ---- */

/* Whether a term is the last to leave nothing: the line for the user. */
static bool check_left(const struct work *work, const char *why, struct ter_error *err)
{
    return !ter_tract_is_empty(work->area) || ter_fail(err, TER_FAILED, "nothing is left of the zone%s", why);
}

static bool cut(
    struct work *work, enum ter_recipe_use use, size_t term, enum ter_tract_cut what, struct ter_error *err)
{
    TER_AUTO(ter_tract_free) struct ter_tract *other = NULL;
    struct ter_tract *left = NULL;
    double uncertainty_m = 0;
    if (!join(work, use, term, &other, &uncertainty_m, err) ||
        !ter_tract_cut(work->area, other, what, &left, err))
        return false;
    if (ter_tract_plane_m2(work->area) - ter_tract_plane_m2(left) > nothing_m2)
        work->uncertainty_m = fmax(work->uncertainty_m, uncertainty_m);
    ter_tract_free(work->area);
    work->area = left;
    return true;
}

static bool has_use(const struct ter_recipe *recipe, enum ter_recipe_use use)
{
    for (size_t i = 0; i < recipe->count; i++)
        if (recipe->terms[i].use == use)
            return true;
    return false;
}

static bool cut_all(struct work *work, struct ter_error *err)
{
    if (has_use(work->recipe, TER_RECIPE_MINUS) &&
        (!cut(work, TER_RECIPE_MINUS, SIZE_MAX, TER_TRACT_OUTSIDE, err) ||
            !check_left(work, ": what is taken away covers all of it", err)))
        return false;
    for (size_t i = 0; i < work->recipe->count; i++) {
        if (work->recipe->terms[i].use != TER_RECIPE_CLIP)
            continue;
        TER_AUTO_BUF struct ter_buf why = {0};
        ter_buf_text(&why, ": it lies outside of ");
        ter_recipe_term_print(&work->recipe->terms[i], &why);
        if (!cut(work, TER_RECIPE_CLIP, i, TER_TRACT_INSIDE, err) || !check_left(work, why.data, err))
            return false;
    }
    return true;
}

/* ---- all of it ---- */

static bool measure(int epsg, struct ter_wkb wkb, double *ret_m2, struct ter_error *err)
{
    struct ter_ellipsoid ellipsoid;
    *ret_m2 = 0;
    return ter_ellipsoid_open(epsg, &ellipsoid, err) &&
           (!wkb.size || ter_ellipsoid_area_m2(&ellipsoid, wkb, ret_m2) ||
               ter_fail(err, TER_FAILED, "the area cannot be measured"));
}

bool ter_derive_build(int epsg, const struct ter_recipe *recipe, const struct ter_sources *sources,
    struct ter_derived *ret_derived, struct ter_error *err)
{
    __attribute__((cleanup(work_free))) struct work work = {.recipe = recipe, .sources = sources};
    ter_progress_begin(&work.progress, "deriving", (int64_t)sources->count);
    if (!find_box(&work, err) || !ter_tracts_open(epsg, work.box, &work.tracts, err) ||
        !join(&work, TER_RECIPE_ADD, SIZE_MAX, &work.area, &work.uncertainty_m, err) ||
        !check_left(&work, ": its sources have no extent", err) || !cut_all(&work, err) ||
        !ter_tract_write(work.area, &ret_derived->wkb, err))
        return false;
    struct ter_wkb wkb = {(const uint8_t *)ret_derived->wkb.data, ret_derived->wkb.size};
    if (!wkb.size)
        return ter_fail(err, TER_FAILED, "nothing is left of the zone: it is too thin to be drawn");
    ret_derived->uncertainty_m = work.uncertainty_m;
    ret_derived->metric_epsg = ter_tracts_epsg(work.tracts);
    return measure(epsg, wkb, &ret_derived->area_m2, err);
}

void ter_derived_free(struct ter_derived *derived)
{
    ter_buf_free(&derived->wkb);
}

/* ---- two shapes ---- */

static bool subtract(struct ter_tract *from, struct ter_tract *what, int epsg, struct ter_buf *ret_wkb,
    double *ret_m2, struct ter_error *err)
{
    TER_AUTO(ter_tract_free) struct ter_tract *rest = NULL;
    if (!ter_tract_cut(from, what, TER_TRACT_OUTSIDE, &rest, err))
        return false;
    ter_tract_drop_slivers(rest, nothing_m2); /* along edges that both have */
    return ter_tract_write(rest, ret_wkb, err) &&
           measure(epsg, (struct ter_wkb){(const uint8_t *)ret_wkb->data, ret_wkb->size}, ret_m2, err);
}

static bool common_box(struct ter_wkb a, struct ter_wkb b, struct ter_bbox *ret_box)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    if ((a.size && !ter_wkb_points(a, &points)) || (b.size && !ter_wkb_points(b, &points)) || !points.count)
        return false;
    *ret_box = ter_bbox_of(points.items, points.count);
    return true;
}

static bool read_or_empty(
    struct ter_tracts *tracts, struct ter_wkb wkb, struct ter_tract **ret_tract, struct ter_error *err)
{
    return wkb.size ? ter_tract_read(tracts, wkb, ret_tract, err)
                    : ter_tract_union(tracts, NULL, 0, ret_tract, err);
}

bool ter_shapes_compare(int epsg, struct ter_wkb before, struct ter_wkb after,
    struct ter_shape_changes *ret_changes, struct ter_error *err)
{
    TER_AUTO(ter_tracts_close) struct ter_tracts *tracts = NULL;
    TER_AUTO(ter_tract_free) struct ter_tract *old = NULL;
    TER_AUTO(ter_tract_free) struct ter_tract *new = NULL;
    struct ter_bbox box;
    if (!common_box(before, after, &box))
        return ter_fail(err, TER_FAILED, "there are no shapes to compare");
    return ter_tracts_open(epsg, box, &tracts, err) && read_or_empty(tracts, before, &old, err) &&
           read_or_empty(tracts, after, &new, err) && measure(epsg, before, &ret_changes->before_m2, err) &&
           measure(epsg, after, &ret_changes->after_m2, err) &&
           subtract(new, old, epsg, &ret_changes->added, &ret_changes->added_m2, err) &&
           subtract(old, new, epsg, &ret_changes->removed, &ret_changes->removed_m2, err);
}

void ter_shape_changes_free(struct ter_shape_changes *changes)
{
    ter_buf_free(&changes->added);
    ter_buf_free(&changes->removed);
}

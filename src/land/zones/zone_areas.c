/* Owns the areas of the bans: united by kind and by township, so that no land counts twice (GEOS), measured
 * on the ellipsoid. Shapes stay in degrees, where their edges are straight. */
#include "zone_report_parts.h"
#include "zone_shapes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One reading of all bans. */
struct reading {
    struct ter_zone_canvas canvas;
    struct ter_zone_report *report;
    const struct ter_layer *layer; /* of the townships */
    const struct ter_domain *domain;
    struct ter_zone_shapes *in_force, *coming; /* by kind */
    GEOSGeometry **unions;                     /* by kind, of what is in force */
    GEOSGeometry **townships;                  /* by township; NULL where they have no boundaries */
    struct ter_zone_shapes
        *by_township; /* kind * townships + township, where the records' own township counts */
};

static void free_shapes(const struct reading *reading, struct ter_zone_shapes *lists, size_t count)
{
    for (size_t i = 0; lists && i < count; i++) {
        for (size_t j = 0; j < lists[i].count; j++)
            GEOSGeom_destroy_r(reading->canvas.geos, lists[i].items[j]);
        free(lists[i].items);
    }
    free(lists);
}

static void free_all(const struct reading *reading, GEOSGeometry **items, size_t count)
{
    for (size_t i = 0; items && i < count; i++)
        GEOSGeom_destroy_r(reading->canvas.geos, items[i]);
    free(items);
}

static void reading_free(struct reading *reading)
{
    size_t kinds = reading->report->kind_count, townships = reading->report->township_count;
    free_shapes(reading, reading->in_force, kinds);
    free_shapes(reading, reading->coming, kinds);
    free_shapes(reading, reading->by_township, kinds * (townships + 1));
    free_all(reading, reading->unions, kinds);
    free_all(reading, reading->townships, townships);
    GEOS_finish_r(reading->canvas.geos);
}

/* Records --------------------------------------------------------------------------------------------- */

static bool kind_of(const struct reading *reading, const struct ter_record *record, size_t *ret_kind)
{
    const char *value = ter_zone_text(reading->report->layer, record->values, "kind");
    for (size_t i = 0; value && i < reading->domain->count; i++)
        if (strcmp(reading->domain->choices[i].value, value) == 0) {
            *ret_kind = i;
            return true;
        }
    return false;
}

static void add_name(
    struct ter_zone_report *report, const struct ter_record *record, size_t kind, enum ter_force force)
{
    const char *name = ter_zone_text(report->layer, record->values, "name");
    const char *code = ter_zone_text(report->layer, record->values, "code");
    const char *township = ter_zone_text(report->layer, record->values, "township");
    report->undrawn = ter_grow(
        report->undrawn, &report->undrawn_capacity, report->undrawn_count + 1, sizeof *report->undrawn);
    report->undrawn[report->undrawn_count++] = (struct ter_zone_name){code ? ter_strdup(code) : NULL,
        name ? ter_strdup(name) : NULL, township ? ter_strdup(township) : NULL, kind, force};
}

static size_t township_of(const struct ter_zone_report *report, const char *name)
{
    size_t at = 0;
    while (at < report->township_count && (!name || strcmp(report->townships[at], name) != 0))
        at++;
    return at;
}

static void count(struct ter_zone_kind *kind, enum ter_force force, bool drawn)
{
    bool comes = force == TER_FORCE_COMING || force == TER_FORCE_NOT_YET;
    kind->resting += force == TER_FORCE_OUT_OF_SEASON || force == TER_FORCE_SEASON_UNKNOWN;
    kind->in_force += force == TER_FORCE_YES;
    kind->in_force_undrawn += force == TER_FORCE_YES && !drawn;
    kind->coming += comes;
    kind->coming_undrawn += comes && !drawn;
}

static void count_boundary(struct ter_zone_report *report, const struct ter_record *record)
{
    const char *boundary = ter_zone_text(report->layer, record->values, "boundary");
    size_t at = 0;
    if (!report->boundaries)
        return;
    while (at < report->boundaries->count &&
           (!boundary || strcmp(report->boundaries->choices[at].value, boundary) != 0))
        at++;
    report->boundary_counts[at]++;
}

static bool take_ban(
    void *user, const struct ter_record *record, enum ter_force_basis basis, struct ter_error *err)
{
    struct reading *reading = user;
    struct ter_zone_report *report = reading->report;
    enum ter_force force = ter_force_on(report->layer, record->values, report->date, basis);
    size_t kind;
    (void)err;
    if (force == TER_FORCE_OVER || force == TER_FORCE_EXPIRED || !kind_of(reading, record, &kind))
        return true;
    GEOSGeometry *shape =
        record->geometry.data ? ter_zone_shape_read(&reading->canvas, record->geometry) : NULL;
    count(&report->kinds[kind], force, shape != NULL);
    count_boundary(report, record);
    if (!shape) {
        add_name(report, record, kind, force);
    } else if (force == TER_FORCE_YES) {
        size_t township = township_of(report, ter_zone_text(report->layer, record->values, "township"));
        if (!report->by_polygons)
            ter_zone_shapes_add(&reading->by_township[kind * (report->township_count + 1) + township],
                GEOSGeom_clone_r(reading->canvas.geos, shape));
        ter_zone_shapes_add(&reading->in_force[kind], shape);
    } else if (force == TER_FORCE_COMING || force == TER_FORCE_NOT_YET) {
        ter_zone_shapes_add(&reading->coming[kind], shape);
    } else {
        GEOSGeom_destroy_r(reading->canvas.geos, shape);
    }
    return true;
}

/* Townships ------------------------------------------------------------------------------------------- */

static void add_township(struct reading *reading, const char *name, GEOSGeometry *shape)
{
    struct ter_zone_report *report = reading->report;
    size_t room = report->township_count + 1;
    report->townships = ter_realloc(report->townships, room * sizeof *report->townships);
    reading->townships = ter_realloc(reading->townships, room * sizeof *reading->townships);
    reading->townships[report->township_count] = shape;
    report->townships[report->township_count++] = ter_strdup(name);
}

static bool take_township(
    void *user, const struct ter_record *record, enum ter_force_basis basis, struct ter_error *err)
{
    struct reading *reading = user;
    const struct ter_layer *layer = reading->layer;
    const char *name = ter_zone_text(layer, record->values, "name");
    (void)err;
    if (!name || !record->geometry.data ||
        township_of(reading->report, name) < reading->report->township_count ||
        ter_force_on(layer, record->values, reading->report->date, basis) != TER_FORCE_YES)
        return true;
    GEOSGeometry *shape = ter_zone_shape_read(&reading->canvas, record->geometry);
    if (shape)
        add_township(reading, name, shape);
    return true;
}

/* Without boundaries: the townships that the bans themselves name. */
static bool take_own_township(
    void *user, const struct ter_record *record, enum ter_force_basis basis, struct ter_error *err)
{
    struct reading *reading = user;
    const char *name = ter_zone_text(reading->report->layer, record->values, "township");
    (void)basis;
    (void)err;
    if (name && township_of(reading->report, name) == reading->report->township_count)
        add_township(reading, name, NULL);
    return true;
}

static bool read_townships(struct ter_registry *registry, struct reading *reading, struct ter_error *err)
{
    struct ter_zone_report *report = reading->report;
    reading->layer = ter_zone_layer(registry, "township");
    if (reading->layer && !ter_zone_walk(registry, reading->layer, report->date, take_township, reading, err))
        return false;
    report->by_polygons = report->township_count > 0;
    return report->by_polygons ||
           ter_zone_walk(registry, report->layer, report->date, take_own_township, reading, err);
}

/* Figures --------------------------------------------------------------------------------------------- */

static void add_cell(struct ter_zone_report *report, size_t kind, size_t township, double m2)
{
    static const double least_m2 = 0.005;
    if (m2 < least_m2)
        return;
    report->cells =
        ter_grow(report->cells, &report->cell_capacity, report->cell_count + 1, sizeof *report->cells);
    report->cells[report->cell_count++] = (struct ter_zone_cell){kind, township, m2};
}

static bool fill_cells(
    struct reading *reading, size_t kind, const GEOSGeometry *shape, double whole_m2, struct ter_error *err)
{
    struct ter_zone_report *report = reading->report;
    double inside = 0, m2;
    for (size_t i = 0; i < report->township_count; i++) {
        if (!ter_zone_shapes_shared_m2(&reading->canvas, shape, reading->townships[i], &m2, err))
            return false;
        inside += m2;
        add_cell(report, kind, i, m2);
    }
    add_cell(report, kind, report->township_count, whole_m2 - inside);
    return true;
}

/* By the township of each record: their union in each. */
static bool fill_own_cells(
    struct reading *reading, size_t first, size_t last, size_t kind, struct ter_error *err)
{
    struct ter_zone_report *report = reading->report;
    for (size_t township = 0; township <= report->township_count; township++) {
        struct ter_zone_shapes all = {0};
        for (size_t i = first; i < last; i++) {
            const struct ter_zone_shapes *own =
                &reading->by_township[i * (report->township_count + 1) + township];
            for (size_t j = 0; j < own->count; j++)
                ter_zone_shapes_add(&all, own->items[j]);
        }
        GEOSGeometry *united = ter_zone_shapes_unite(&reading->canvas, all.items, all.count);
        free(all.items);
        if (!united)
            return ter_zone_shapes_failed(err);
        add_cell(report, kind, township, ter_zone_shape_m2(&reading->canvas, united));
        GEOSGeom_destroy_r(reading->canvas.geos, united);
    }
    return true;
}

static bool measure_kind(struct reading *reading, size_t kind, struct ter_error *err)
{
    struct ter_zone_report *report = reading->report;
    GEOSGeometry *coming =
        ter_zone_shapes_unite(&reading->canvas, reading->coming[kind].items, reading->coming[kind].count);
    if (!coming)
        return ter_zone_shapes_failed(err);
    report->kinds[kind].coming_m2 = ter_zone_shape_m2(&reading->canvas, coming);
    if (reading->coming[kind].count)
        ter_zone_shape_write(&reading->canvas, coming, &report->coming_shapes[kind]);
    GEOSGeom_destroy_r(reading->canvas.geos, coming);
    reading->unions[kind] =
        ter_zone_shapes_unite(&reading->canvas, reading->in_force[kind].items, reading->in_force[kind].count);
    if (!reading->unions[kind])
        return ter_zone_shapes_failed(err);
    report->kinds[kind].m2 = ter_zone_shape_m2(&reading->canvas, reading->unions[kind]);
    report->sum_m2 += report->kinds[kind].m2;
    if (reading->in_force[kind].count)
        ter_zone_shape_write(&reading->canvas, reading->unions[kind], &report->shapes[kind]);
    return report->by_polygons ? fill_cells(reading, kind, reading->unions[kind], report->kinds[kind].m2, err)
                               : fill_own_cells(reading, kind, kind + 1, kind, err);
}

static bool measure_overlaps(struct reading *reading, struct ter_error *err)
{
    struct ter_zone_report *report = reading->report;
    static const double least_m2 = 0.005;
    for (size_t a = 0; a < report->kind_count; a++)
        for (size_t b = a + 1; b < report->kind_count; b++) {
            double m2;
            if (!(report->kinds[a].m2 > 0) || !(report->kinds[b].m2 > 0))
                continue;
            if (!ter_zone_shapes_shared_m2(
                    &reading->canvas, reading->unions[a], reading->unions[b], &m2, err))
                return false;
            if (m2 < least_m2)
                continue;
            report->overlaps = ter_grow(report->overlaps, &report->overlap_capacity,
                report->overlap_count + 1, sizeof *report->overlaps);
            report->overlaps[report->overlap_count++] = (struct ter_zone_overlap){a, b, m2};
        }
    return true;
}

static bool measure_all(struct reading *reading, struct ter_error *err)
{
    struct ter_zone_report *report = reading->report;
    for (size_t kind = 0; kind < report->kind_count; kind++)
        if (!measure_kind(reading, kind, err))
            return false;
    GEOSGeometry *whole = ter_zone_shapes_unite(&reading->canvas, reading->unions, report->kind_count);
    if (!whole)
        return ter_zone_shapes_failed(err);
    report->total_m2 = ter_zone_shape_m2(&reading->canvas, whole);
    bool good = report->by_polygons ? fill_cells(reading, report->kind_count, whole, report->total_m2, err)
                                    : fill_own_cells(reading, 0, report->kind_count, report->kind_count, err);
    GEOSGeom_destroy_r(reading->canvas.geos, whole);
    return good && measure_overlaps(reading, err);
}

bool ter_zone_read_areas(struct ter_registry *registry, struct ter_zone_report *report, struct ter_error *err)
{
    __attribute__((cleanup(reading_free))) struct reading reading = {
        .canvas.geos = GEOS_init_r(), .report = report};
    const struct ter_field *kind;
    if (!ter_layer_need_field(report->layer, "kind", &kind, err) ||
        !ter_ellipsoid_open(ter_registry_epsg(registry), &reading.canvas.ellipsoid, err) ||
        !read_townships(registry, &reading, err))
        return false;
    if (!kind->domain)
        return ter_fail(err, TER_FAILED, "layer %s: its kinds are no list", report->layer->name);
    reading.domain = kind->domain;
    report->kind_count = kind->domain->count;
    report->kinds = ter_alloc(report->kind_count * sizeof *report->kinds);
    report->shapes = ter_alloc(report->kind_count * sizeof *report->shapes);
    report->coming_shapes = ter_alloc(report->kind_count * sizeof *report->coming_shapes);
    reading.in_force = ter_alloc(report->kind_count * sizeof *reading.in_force);
    reading.coming = ter_alloc(report->kind_count * sizeof *reading.coming);
    reading.unions = ter_alloc(report->kind_count * sizeof(GEOSGeometry *));
    reading.by_township =
        ter_alloc(report->kind_count * (report->township_count + 1) * sizeof *reading.by_township);
    const struct ter_field *boundary = ter_layer_field(report->layer, "boundary");
    report->boundaries = boundary ? boundary->domain : NULL;
    if (report->boundaries)
        report->boundary_counts =
            ter_alloc((report->boundaries->count + 1) * sizeof *report->boundary_counts);
    for (size_t i = 0; i < report->kind_count; i++)
        report->kinds[i].choice = &kind->domain->choices[i];
    return ter_zone_walk(registry, report->layer, report->date, take_ban, &reading, err) &&
           measure_all(&reading, err);
}

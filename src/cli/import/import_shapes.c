/* Owns the account of mended shapes and slivers. Knows nothing of how shapes are mended. */
#include "import_shapes.h"

#include "base/messages.h"
#include "cli/csv.h"
#include "cli/target.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nobody surveys less than a square metre: it is left over from drawing or cutting. */
static const double usual_sliver_m2 = 1;

static const char header[] = "row,code,finding,lon,lat,area_before_m2,area_after_m2";

bool ter_import_shapes_begin(struct ter_import_shapes *shapes, const struct ter_args *args,
    const struct ter_registry *registry, const struct ter_layer *layer, const char *input,
    struct ter_error *err)
{
    shapes->layer = layer;
    shapes->areas = layer->geometry == TER_POLYGON || layer->geometry == TER_MULTIPOLYGON;
    shapes->path = ter_args_value(args, "mended");
    if (!ter_args_number(args, "slivers", 0, 1e12, usual_sliver_m2, &shapes->sliver_m2, err) ||
        !ter_ellipsoid_open(ter_registry_epsg(registry), &shapes->ellipsoid, err))
        return false;
    if (!shapes->path)
        return true;
    if (!ter_target_check(registry, "--mended", shapes->path, input, err) ||
        !ter_target_check_kind("--mended", shapes->path, header, "list of mended shapes", err))
        return false;
    shapes->beside = ter_beside_open(shapes->path);
    shapes->temporary = shapes->beside ? ter_beside_path(shapes->beside, "rows") : NULL;
    shapes->file = shapes->temporary ? fopen(shapes->temporary, "wxe") : NULL;
    if (!shapes->file)
        return ter_fail(err, TER_FAILED, "--mended %s: %s", shapes->path, strerror(errno));
    fprintf(shapes->file, "%s\n", header);
    return true;
}

/* ---- findings ---- */

static void write_number(FILE *file, int decimals, double number)
{
    TER_AUTO_FREE char *text = isnan(number) ? NULL : ter_format("%.*f", decimals, number);
    ter_csv_cell(file, false, text);
}

static void write_line(FILE *file, const struct ter_import_shape *shape)
{
    TER_AUTO_FREE char *row = ter_format("%lld", (long long)shape->row);
    ter_csv_cell(file, true, row);
    ter_csv_cell(file, false, shape->code);
    ter_csv_cell(file, false, shape->finding);
    write_number(file, 7, shape->at.lon);
    write_number(file, 7, shape->at.lat);
    write_number(file, 2, shape->before_m2);
    write_number(file, 2, shape->after_m2);
    fputc('\n', file);
}

static void shape_free(struct ter_import_shape *shape)
{
    free(shape->code);
    free(shape->finding);
}

/* Take over the shape. */
static void keep(struct ter_import_shapes *shapes, struct ter_import_shape shape)
{
    if (shape.sliver)
        shapes->slivers++;
    else
        shapes->mended++;
    if (shapes->file)
        write_line(shapes->file, &shape);
    if (shapes->count >= TER_IMPORT_SHAPES_KEPT) {
        shape_free(&shape);
        return;
    }
    shapes->items = ter_grow(shapes->items, &shapes->capacity, shapes->count + 1, sizeof *shapes->items);
    shapes->items[shapes->count++] = shape;
}

static char *code_of(const struct ter_import_shapes *shapes, const struct ter_mapped_row *row)
{
    const struct ter_value *code = &row->record.values[shapes->layer->role[TER_ROLE_CODE]];
    return code->type == TER_VALUE_TEXT ? ter_strdup(code->text) : NULL;
}

static double area_m2(const struct ter_import_shapes *shapes, struct ter_wkb wkb)
{
    double area = (double)NAN;
    return shapes->areas && wkb.data && ter_ellipsoid_area_m2(&shapes->ellipsoid, wkb, &area) ? area
                                                                                              : (double)NAN;
}

static void put_count(struct ter_buf *out, int64_t count, const char *one, const char *many)
{
    if (count)
        ter_buf_printf(out, "%s%lld %s", out->size ? "; " : "", (long long)count, count == 1 ? one : many);
}

static char *words_for(const struct ter_geometry_mending *mending)
{
    struct ter_buf out = {0};
    const struct ter_geometry_mended *counts = &mending->counts;
    if (mending->fault)
        ter_buf_printf(&out, ter_message("%s: drawn anew%s"), mending->fault,
            counts->changed ? ter_message(", with another area") : ter_message(", with the same area"));
    put_count(&out, counts->closed, ter_message("ring closed"), ter_message("rings closed"));
    put_count(&out, counts->doubled, ter_message("repeated position left out"),
        ter_message("repeated positions left out"));
    put_count(&out, counts->reordered, ter_message("hole put behind its ring"),
        ter_message("holes put behind their rings"));
    put_count(&out, counts->flat, ter_message("hole without area left out"),
        ter_message("holes without area left out"));
    return ter_buf_take(&out);
}

static void take_mended(struct ter_import_shapes *shapes, const struct ter_geometry_mending *mending,
    const struct ter_mapped_row *row)
{
    double after_m2 = area_m2(shapes, row->record.geometry);
    keep(shapes, (struct ter_import_shape){
                     .row = row->number,
                     .code = code_of(shapes, row),
                     .finding = words_for(mending),
                     .at = mending->at,
                     .before_m2 = mending->before.data ? area_m2(shapes, mending->before) : after_m2,
                     .after_m2 = after_m2,
                 });
}

/* ---- slivers ---- */

static uint32_t u32_at(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The bytes of a polygon that was checked. */
static size_t polygon_size(const uint8_t *polygon)
{
    size_t size = 9;
    for (uint32_t rings = u32_at(polygon + 5); rings; rings--)
        size += 4 + 16 * (size_t)u32_at(polygon + size);
    return size;
}

static void take_part(struct ter_import_shapes *shapes, struct ter_wkb polygon, uint32_t part, uint32_t parts,
    const struct ter_mapped_row *row)
{
    double m2 = area_m2(shapes, polygon);
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!(m2 < shapes->sliver_m2) || !ter_wkb_points(polygon, &points) || !points.count)
        return;
    keep(shapes, (struct ter_import_shape){
                     .row = row->number,
                     .code = code_of(shapes, row),
                     .finding = parts > 1 ? ter_format(ter_message("sliver: part %u of %u"), part, parts)
                                          : ter_strdup(ter_message("sliver")),
                     .at = points.items[0],
                     .before_m2 = m2,
                     .after_m2 = m2,
                     .sliver = true,
                 });
}

static void take_slivers(struct ter_import_shapes *shapes, const struct ter_mapped_row *row)
{
    struct ter_wkb wkb = row->record.geometry;
    if (ter_wkb_type(wkb) == TER_POLYGON) {
        take_part(shapes, wkb, 1, 1, row);
        return;
    }
    uint32_t parts = u32_at(wkb.data + 5);
    const uint8_t *at = wkb.data + 9;
    for (uint32_t i = 0; i < parts; i++) {
        size_t size = polygon_size(at);
        take_part(shapes, (struct ter_wkb){at, size}, i + 1, parts, row);
        at += size;
    }
}

void ter_import_shapes_take(
    struct ter_import_shapes *shapes, const struct ter_mapping *mapping, const struct ter_mapped_row *row)
{
    const struct ter_geometry_mending *mending = ter_mapping_mending(mapping);
    if (!row->record.geometry.data)
        return;
    if (mending)
        take_mended(shapes, mending, row);
    if (shapes->areas && shapes->sliver_m2 > 0)
        take_slivers(shapes, row);
}

/* ---- telling ---- */

static void say_one(const struct ter_import_shape *shape, const struct ter_args *args)
{
    bool changed = fabs(shape->before_m2 - shape->after_m2) >= 0.005;
    TER_AUTO_FREE char *areas = isnan(shape->after_m2) ? ter_strdup("")
                                : changed ? ter_format(ter_message(", %.2f m2 before, %.2f m2 after"),
                                                shape->before_m2, shape->after_m2)
                                          : ter_format(ter_message(", %.2f m2"), shape->after_m2);
    ter_say(args, "    row %lld%s%s: %s at %.7f,%.7f%s", (long long)shape->row, shape->code ? ", " : "",
        shape->code ? shape->code : "", shape->finding, shape->at.lon, shape->at.lat, areas);
}

static void say_kind(const struct ter_import_shapes *shapes, bool slivers, const struct ter_args *args)
{
    enum { SHOWN = 10 };
    int64_t count = slivers ? shapes->slivers : shapes->mended, said = 0;
    if (!count)
        return;
    if (slivers)
        ter_say(args, "  %lld sliver%s below %g m2, stored as they are:", (long long)count, ter_plural(count),
            shapes->sliver_m2);
    else
        ter_say(args, "  %lld shape%s mended:", (long long)count, ter_plural(count));
    for (size_t i = 0; i < shapes->count && said < SHOWN; i++)
        if (shapes->items[i].sliver == slivers) {
            say_one(&shapes->items[i], args);
            said++;
        }
    if (count > said)
        ter_say(args, "    and %lld more%s", (long long)(count - said),
            shapes->path ? "" : ter_message("; --mended FILE writes them all"));
}

void ter_import_shapes_say(const struct ter_import_shapes *shapes, const struct ter_args *args)
{
    say_kind(shapes, false, args);
    say_kind(shapes, true, args);
}

json_t *ter_import_shapes_json(const struct ter_import_shapes *shapes)
{
    json_t *list = json_array();
    for (size_t i = 0; i < shapes->count; i++) {
        const struct ter_import_shape *shape = &shapes->items[i];
        json_t *json = json_object();
        ter_json_set(json, "row", json_integer(shape->row));
        ter_json_set(json, "code", ter_json_string(shape->code));
        ter_json_set(json, "sliver", json_boolean(shape->sliver));
        ter_json_set(json, "finding", ter_json_string(shape->finding));
        ter_json_set(json, "lon", ter_json_number(shape->at.lon));
        ter_json_set(json, "lat", ter_json_number(shape->at.lat));
        ter_json_set(json, "area_before_m2", ter_json_number(shape->before_m2));
        ter_json_set(json, "area_after_m2", ter_json_number(shape->after_m2));
        json_array_append_new(list, json);
    }
    return list;
}

bool ter_import_shapes_commit(struct ter_import_shapes *shapes, struct ter_error *err)
{
    if (!shapes->path)
        return true;
    bool good = !ferror(shapes->file);
    good = fclose(shapes->file) == 0 && good;
    shapes->file = NULL;
    if (good && !shapes->mended && !shapes->slivers) {
        good = unlink(shapes->path) == 0 || errno == ENOENT;
    } else if (good) {
        good = rename(shapes->temporary, shapes->path) == 0;
    }
    return good || ter_fail(err, TER_FAILED, "--mended %s: %s", shapes->path, strerror(errno));
}

void ter_import_shapes_free(struct ter_import_shapes *shapes)
{
    if (shapes->file)
        fclose(shapes->file);
    ter_beside_close(shapes->beside);
    free(shapes->temporary);
    for (size_t i = 0; i < shapes->count; i++)
        shape_free(&shapes->items[i]);
    free(shapes->items);
}

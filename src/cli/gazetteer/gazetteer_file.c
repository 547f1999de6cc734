/* Owns the reading of gazetteer files: which reader, which rows, where they are. Knows nothing of how rows
 * are stored, nor what a tag or a feature code means.
 *
 * Rows go into a flat temporary file: memory stays the same for a village and for a province, and the
 * register is locked only while they are stored. */
#include "gazetteer_file.h"

#include "base/crs.h"
#include "base/messages.h"
#include "base/progress.h"
#include "base/text.h"
#include "gazetteer_clip.h"
#include "gazetteer_shape.h"
#include "gazetteer_way.h"
#include "import/wkt.h"

#include <stdlib.h>
#include <string.h>

static const double widest_m = 1000000;
static const double osm_uncertainty_m = 8; /* aerial images and hand-held receivers, in towns */

/* One file being read. */
struct gathering {
    struct ter_gazetteer_rows rows;
    struct ter_gazetteer_columns columns;
    double uncertainty_m;            /* of rows that give none; 0: they must */
    struct ter_transform *transform; /* NULL: positions are in the register's system already */
    struct ter_clip *clip;
    struct ter_buf wkb;
    char *texts[TER_GAZETTEER_COLUMNS]; /* of the row in hand */
    struct ter_value values[TER_GAZETTEER_COLUMNS];
};

/* ---- one row's values ---- */

static void begin_row(struct gathering *gathering)
{
    for (size_t i = 0; i < TER_GAZETTEER_COLUMNS; i++) {
        free(gathering->texts[i]);
        gathering->texts[i] = NULL;
        gathering->values[i] = (struct ter_value){0};
    }
}

/* Takes over the text. */
static void put_text(struct gathering *gathering, enum ter_gazetteer_column column, char *text)
{
    free(gathering->texts[column]);
    gathering->texts[column] = text;
    gathering->values[column] = ter_value_text(text);
}

static void copy_text(
    struct gathering *gathering, const struct ter_source_row *row, enum ter_gazetteer_column column)
{
    put_text(gathering, column, ter_gazetteer_text(&gathering->columns, row, column));
}

static bool put_uncertainty(
    struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    double metres = gathering->uncertainty_m;
    bool overridden = gathering->rows.kind == TER_GAZETTEER_GEONAMES && metres > 0;
    if (!overridden &&
        !ter_gazetteer_number(&gathering->columns, row, TER_GAZETTEER_UNCERTAINTY, metres, &metres, err))
        return false;
    if (!(metres > 0 && metres <= widest_m))
        return ter_fail(err, TER_FAILED,
            "row %lld, column uncertainty_m: %s; no position without an error radius: give metres above 0, "
            "in "
            "the column or with --uncertainty",
            (long long)row->number,
            metres == 0 ? ter_message("nothing is given") : ter_message("the value is out of range"));
    gathering->values[TER_GAZETTEER_UNCERTAINTY] = ter_value_real(metres);
    return true;
}

/* OpenStreetMap's licence asks for its own words; for other places the first row's source serves. */
static void keep_attribution(struct ter_gazetteer_rows *rows, const char *origin)
{
    static const char osm[] = "© OpenStreetMap contributors, ODbL";
    bool from_osm = origin && strstr(origin, "OpenStreetMap");
    const char *words = rows->kind == TER_GAZETTEER_GEONAMES ? "GeoNames, CC BY 4.0"
                        : rows->kind == TER_GAZETTEER_PLACES ? origin
                                                             : NULL;
    if (from_osm)
        words = osm;
    if (!words || (rows->attribution && (!from_osm || strcmp(rows->attribution, osm) == 0)))
        return;
    free(rows->attribution);
    rows->attribution = ter_strdup(words);
}

/* In exports of OpenStreetMap the column `source` is a tag: which image somebody drew from. */
static void put_origin(struct gathering *gathering, const struct ter_source_row *row)
{
    bool tag = gathering->columns.from_osm && !gathering->columns.set[TER_GAZETTEER_ORIGIN];
    put_text(gathering, TER_GAZETTEER_ORIGIN,
        tag ? ter_strdup("OpenStreetMap")
            : ter_gazetteer_text(&gathering->columns, row, TER_GAZETTEER_ORIGIN));
}

static bool stage(struct gathering *gathering, int64_t number, struct ter_wkb geometry, struct ter_error *err)
{
    struct ter_record record = {gathering->values, TER_GAZETTEER_COLUMNS, geometry};
    bool place = gathering->values[TER_GAZETTEER_WAY].integer == TER_STAGED_PLACE;
    *(place ? &gathering->rows.places : &gathering->rows.ways) += 1;
    keep_attribution(&gathering->rows, gathering->texts[TER_GAZETTEER_ORIGIN]);
    return ter_stage_add(gathering->rows.stage, &record, number, err);
}

/* ---- places ---- */

/* The geometry's point, or the circle round a shape. */
static bool point_of_shape(struct gathering *gathering, const struct ter_source_row *row,
    struct ter_lonlat *ret_at, double *ret_radius_m, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    enum ter_geometry_type type = ter_wkb_type(row->geometry);
    if (type == TER_LINESTRING || type == TER_MULTILINESTRING)
        return ter_fail(err, TER_FAILED,
            "row %lld: the geometry is a line and no place; roads are imported with --kind roads",
            (long long)row->number);
    if (!ter_shape_transform(row->geometry, gathering->transform, &gathering->wkb, err) ||
        !ter_wkb_points((struct ter_wkb){(const uint8_t *)gathering->wkb.data, gathering->wkb.size}, &points))
        return ter_wrap(err, "row %lld", (long long)row->number);
    ter_shape_circle(points.items, points.count, ret_at, ret_radius_m);
    return true;
}

/* The position in the columns lon and lat; *ret_given is false where both are blank. */
static bool point_of_cells(struct gathering *gathering, const struct ter_source_row *row,
    struct ter_lonlat *ret_at, bool *ret_given, struct ter_error *err)
{
    const struct ter_gazetteer_columns *columns = &gathering->columns;
    TER_AUTO_FREE char *lon = ter_gazetteer_text(columns, row, TER_GAZETTEER_LON);
    TER_AUTO_FREE char *lat = ter_gazetteer_text(columns, row, TER_GAZETTEER_LAT);
    *ret_given = lon || lat;
    if (!*ret_given)
        return true;
    if (!lon || !lat)
        return ter_fail(err, TER_FAILED, "row %lld, column %s: nothing is given; a position needs both",
            (long long)row->number, lon ? "lat" : "lon");
    if (!ter_gazetteer_number(columns, row, TER_GAZETTEER_LON, 0, &ret_at->lon, err) ||
        !ter_gazetteer_number(columns, row, TER_GAZETTEER_LAT, 0, &ret_at->lat, err))
        return false;
    if ((gathering->transform &&
            !ter_transform_apply(gathering->transform, &ret_at->lon, &ret_at->lat, 1, err)) ||
        !ter_lonlat_check(*ret_at, err))
        return ter_wrap(err, "row %lld", (long long)row->number);
    return true;
}

static bool stage_unplaced(
    struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    if (gathering->values[TER_GAZETTEER_TOWNSHIP].type == TER_VALUE_NULL)
        return ter_fail(err, TER_FAILED,
            "row %lld, column lon: nothing is given; a place needs a position, or the township it lies in",
            (long long)row->number);
    gathering->rows.unplaced++;
    return stage(gathering, row->number, (struct ter_wkb){0}, err);
}

/* An area above townships may hold the clip's area without having its middle there. */
static bool is_inside(const struct gathering *gathering, struct ter_wkb point, int level)
{
    enum { LAST_ABOVE_TOWNSHIPS = 7 };
    struct ter_wkb shape = {(const uint8_t *)gathering->wkb.data, gathering->wkb.size};
    bool wide = level >= 1 && level <= LAST_ABOVE_TOWNSHIPS && shape.size;
    return ter_clip_meets(gathering->clip, wide ? shape : point);
}

static bool stage_place(struct gathering *gathering, const struct ter_source_row *row, struct ter_lonlat at,
    double radius_m, struct ter_error *err)
{
    uint8_t bytes[TER_WKB_POINT_SIZE];
    struct ter_wkb point = {bytes, sizeof bytes};
    double extent_m, level;
    if (!put_uncertainty(gathering, row, err) ||
        !ter_gazetteer_number(&gathering->columns, row, TER_GAZETTEER_EXTENT, radius_m, &extent_m, err) ||
        !ter_gazetteer_number(&gathering->columns, row, TER_GAZETTEER_ADMIN_LEVEL, 0, &level, err))
        return false;
    if (!(extent_m >= 0 && extent_m <= widest_m))
        return ter_fail(err, TER_FAILED, "row %lld, column extent_m: %.10g is not a radius in metres",
            (long long)row->number, extent_m);
    ter_wkb_from_point(at, bytes);
    if (!is_inside(gathering, point, (int)level)) {
        gathering->rows.outside++;
        return true;
    }
    if (level >= 1)
        ter_gazetteer_areas_add(gathering->rows.areas, row->number, gathering->texts[TER_GAZETTEER_NAME],
            (int)level, extent_m,
            (struct ter_wkb){(const uint8_t *)gathering->wkb.data, gathering->wkb.size});
    else
        ter_gazetteer_areas_watch(gathering->rows.areas, at);
    gathering->values[TER_GAZETTEER_EXTENT] = ter_value_real(extent_m);
    gathering->values[TER_GAZETTEER_ADMIN_LEVEL] = ter_value_int((int64_t)level);
    return stage(gathering, row->number, point, err);
}

static bool gather_place(struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    struct ter_lonlat at;
    double radius_m = 0;
    bool given = row->geometry.data != NULL;
    gathering->values[TER_GAZETTEER_WAY] = ter_value_int(TER_STAGED_PLACE);
    copy_text(gathering, row, TER_GAZETTEER_NAME);
    copy_text(gathering, row, TER_GAZETTEER_KIND);
    copy_text(gathering, row, TER_GAZETTEER_TOWNSHIP);
    put_origin(gathering, row);
    put_text(gathering, TER_GAZETTEER_ALT_NAMES, ter_gazetteer_other_names(&gathering->columns, row));
    if (!gathering->texts[TER_GAZETTEER_NAME] || !gathering->texts[TER_GAZETTEER_KIND])
        return ter_fail(err, TER_FAILED,
            "row %lld, column %s: nothing is given; a place needs a name and a kind", (long long)row->number,
            gathering->texts[TER_GAZETTEER_NAME] ? "kind" : "name");
    ter_buf_clear(&gathering->wkb);
    if (given ? !point_of_shape(gathering, row, &at, &radius_m, err)
              : !point_of_cells(gathering, row, &at, &given, err))
        return false;
    return given ? stage_place(gathering, row, at, radius_m, err) : stage_unplaced(gathering, row, err);
}

/* ---- ways ---- */

/* One part of a line becomes one row. */
static bool stage_part(struct gathering *gathering, const struct ter_source_row *row,
    const struct ter_lonlat *points, size_t point_count, struct ter_error *err)
{
    if (point_count < 2)
        return ter_fail(
            err, TER_FAILED, "row %lld: a road needs at least two points", (long long)row->number);
    ter_shape_line(points, point_count, &gathering->wkb);
    return stage(gathering, row->number,
        (struct ter_wkb){(const uint8_t *)gathering->wkb.data, gathering->wkb.size}, err);
}

/* The row's geometry, else what its column wkt says, read into `written`. */
static bool shape_of_way(struct gathering *gathering, const struct ter_source_row *row,
    struct ter_buf *written, struct ter_wkb *ret_shape, struct ter_error *err)
{
    TER_AUTO_FREE char *text =
        row->geometry.data ? NULL : ter_gazetteer_text(&gathering->columns, row, TER_GAZETTEER_WKT);
    *ret_shape = row->geometry;
    if (!text)
        return true;
    if (!ter_wkt_read(text, written, err))
        return ter_wrap(err, "row %lld, column wkt", (long long)row->number);
    if (written->size)
        *ret_shape = (struct ter_wkb){(const uint8_t *)written->data, written->size};
    return true;
}

/* Lines are kept whole where any of them lies in the clip's area: cut ones would meet others where no
 * junction is, and would lose those at the edge. */
static bool stage_line(struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    TER_AUTO_BUF struct ter_buf written = {0};
    struct ter_wkb shape;
    if (!shape_of_way(gathering, row, &written, &shape, err))
        return false;
    enum ter_geometry_type type = ter_wkb_type(shape);
    if (!shape.data) {
        gathering->rows.shapeless++;
        return true;
    }
    if (type != TER_LINESTRING && type != TER_MULTILINESTRING)
        return ter_fail(err, TER_FAILED, "row %lld: a road must be a line, and this is %s",
            (long long)row->number, type == TER_GEOMETRY_NONE ? "no geometry" : ter_geometry_name(type));
    if (!ter_shape_transform(shape, gathering->transform, &gathering->wkb, err))
        return ter_wrap(err, "row %lld", (long long)row->number);
    struct ter_wkb line = {(const uint8_t *)gathering->wkb.data, gathering->wkb.size};
    if (!ter_clip_meets(gathering->clip, line)) {
        gathering->rows.outside++;
        return true;
    }
    if (!ter_wkb_points(line, &points))
        return ter_fail(err, TER_FAILED, "row %lld: the geometry is damaged", (long long)row->number);
    for (size_t i = 0, start = 0; i < points.part_count; start = points.parts[i++])
        if (!stage_part(gathering, row, points.items + start, points.parts[i] - start, err))
            return false;
    return true;
}

static bool gather_way(struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    copy_text(gathering, row, TER_GAZETTEER_NAME);
    copy_text(gathering, row, TER_GAZETTEER_TOWNSHIP);
    put_origin(gathering, row);
    put_text(gathering, TER_GAZETTEER_ALT_NAMES, ter_gazetteer_other_names(&gathering->columns, row));
    put_text(gathering, TER_GAZETTEER_REF, ter_gazetteer_refs(&gathering->columns, row));
    copy_text(gathering, row, TER_GAZETTEER_CLASS);
    if (!ter_gazetteer_way(
            &gathering->columns, row, gathering->texts[TER_GAZETTEER_CLASS], gathering->values, err))
        return false;
    return put_uncertainty(gathering, row, err) && stage_line(gathering, row, err);
}

/* ---- the file ---- */

static bool gather_row(struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    begin_row(gathering);
    if (gathering->rows.kind == TER_GAZETTEER_OSM) {
        TER_AUTO_FREE char *way = ter_gazetteer_text(&gathering->columns, row, TER_GAZETTEER_WAY);
        return way && strcmp(way, "place") != 0 ? gather_way(gathering, row, err)
                                                : gather_place(gathering, row, err);
    }
    return gathering->rows.kind == TER_GAZETTEER_ROADS ? gather_way(gathering, row, err)
                                                       : gather_place(gathering, row, err);
}

static bool gather(struct gathering *gathering, struct ter_reader *reader, struct ter_error *err)
{
    struct ter_progress progress;
    const struct ter_source_row *row = NULL;
    bool going;
    ter_progress_begin(&progress, "reading", reader->info.size_hint);
    do {
        going = ter_interrupt_check(err) && reader->next(reader, &row, err) &&
                (!row || gather_row(gathering, row, err));
        if (row)
            ter_progress_update(&progress, row->done);
    } while (going && row);
    ter_progress_end(&progress);
    return going;
}

static bool prepare(const struct ter_args *args, int storage_epsg, const struct ter_source_info *info,
    struct gathering *gathering, struct ter_error *err)
{
    double otherwise_m = gathering->rows.kind == TER_GAZETTEER_OSM ? osm_uncertainty_m : 0;
    bool other = info->epsg && info->epsg != storage_epsg;
    gathering->rows.areas = ter_gazetteer_areas_open();
    return ter_args_number(
               args, "uncertainty", 0.01, widest_m, otherwise_m, &gathering->uncertainty_m, err) &&
           ter_gazetteer_columns_find(args, info, &gathering->columns, err) &&
           ter_gazetteer_kind_check(gathering->rows.kind, &gathering->columns, info, err) &&
           ter_clip_open(args, storage_epsg, &gathering->clip, err) &&
           (!other || ter_transform_open(info->epsg, storage_epsg, &gathering->transform, err)) &&
           ter_stage_open(TER_GAZETTEER_COLUMNS, &gathering->rows.stage, err);
}

static bool check_any(const struct gathering *gathering, struct ter_error *err)
{
    if (gathering->rows.places || gathering->rows.ways)
        return true;
    if (gathering->rows.outside)
        return ter_fail(err, TER_FAILED,
            "nothing of it lies in the area of --clip (%lld rows lie outside); the gazetteer stays as it was",
            (long long)gathering->rows.outside);
    return ter_fail(err, TER_FAILED, "the file has no %s; the gazetteer stays as it was",
        gathering->rows.kind == TER_GAZETTEER_ROADS ? ter_message("roads") : ter_message("places"));
}

/* A network without names is of use; that it was meant to have some is likely. */
static void note_columns(struct gathering *gathering)
{
    if (gathering->rows.kind == TER_GAZETTEER_ROADS &&
        !ter_gazetteer_columns_have(&gathering->columns, TER_GAZETTEER_NAME) &&
        !ter_gazetteer_columns_have(&gathering->columns, TER_GAZETTEER_REF))
        ter_note(&gathering->rows.notes, "the file has no column name and no column ref: its roads "
                                         "carry hoses and engines, and no text finds "
                                         "them (--map name=COLUMN)");
}

static void end(struct gathering *gathering)
{
    begin_row(gathering);
    ter_buf_free(&gathering->wkb);
    ter_clip_close(gathering->clip);
    ter_transform_close(gathering->transform);
}

bool ter_gazetteer_rows_read(
    const struct ter_args *args, int storage_epsg, struct ter_gazetteer_rows *ret_rows, struct ter_error *err)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    struct gathering gathering = {0};
    if (!ter_gazetteer_kind_open(args, &gathering.rows.kind, &reader, err))
        return false;
    bool done = prepare(args, storage_epsg, &reader->info, &gathering, err) &&
                gather(&gathering, reader, err) && check_any(&gathering, err);
    for (size_t i = 0; i < reader->notes.count; i++)
        ter_strings_add(&gathering.rows.notes, reader->notes.items[i]);
    note_columns(&gathering);
    end(&gathering);
    if (done)
        *ret_rows = gathering.rows;
    else
        ter_gazetteer_rows_free(&gathering.rows);
    return done;
}

void ter_gazetteer_rows_free(struct ter_gazetteer_rows *rows)
{
    ter_stage_close(rows->stage);
    ter_gazetteer_areas_close(rows->areas);
    free(rows->attribution);
    ter_strings_free(&rows->notes);
    *rows = (struct ter_gazetteer_rows){0};
}

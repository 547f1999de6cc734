/* Owns the reading of gazetteer files: columns, checks, positions. Knows nothing of how rows are stored. */
#include "gazetteer_file.h"

#include "base/crs.h"
#include "base/progress.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {[TER_GAZETTEER_PLACES] = "places", [TER_GAZETTEER_ROADS] = "roads"};
enum { KINDS = sizeof kind_names / sizeof kind_names[0] };

enum column { NAME, ALT_NAMES, KIND, REF, CLASS, TOWNSHIP, LON, LAT, UNCERTAINTY, EXTENT, ORIGIN, COLUMNS };

/* Headings that are understood, compared by ter_text_key. */
static const char *const headings[COLUMNS][4] = {
    [NAME] = {"name", "名称", "地名", "道路名称"},
    [ALT_NAMES] = {"alt_names", "alt_name", "别名"},
    [KIND] = {"kind", "类别", "类型"},
    [REF] = {"ref", "编号", "道路编号"},
    [CLASS] = {"class", "highway", "等级"},
    [TOWNSHIP] = {"township", "乡镇", "乡镇名称"},
    [LON] = {"lon", "longitude", "经度"},
    [LAT] = {"lat", "latitude", "纬度"},
    [UNCERTAINTY] = {"uncertainty_m", "误差半径"},
    [EXTENT] = {"extent_m", "范围半径"},
    [ORIGIN] = {"source", "来源"},
};

static const double widest_m = 1000000;

/* One file being read. */
struct gathering {
    struct ter_gazetteer_rows rows;
    size_t at[COLUMNS];              /* index of each column in the file; SIZE_MAX: not there */
    double uncertainty_m;            /* of rows that give none; 0: they must */
    struct ter_transform *transform; /* NULL: positions are in the register's system already */
};

static size_t find_column(const struct ter_source_info *info, enum column column)
{
    for (size_t name = 0; name < 4 && headings[column][name]; name++)
        for (size_t i = 0; i < info->column_count; i++) {
            TER_AUTO_FREE char *key = ter_text_key(info->columns[i]);
            if (strcmp(key, headings[column][name]) == 0)
                return i;
        }
    return SIZE_MAX;
}

/* A cell as text, NULL where it is blank or the file has no such column; the caller frees it. */
static char *cell_text(
    const struct gathering *gathering, const struct ter_source_row *row, enum column column)
{
    if (gathering->at[column] == SIZE_MAX)
        return NULL;
    struct ter_buf text = {0};
    ter_value_print(row->values[gathering->at[column]], &text);
    if (!text.size)
        return NULL;
    TER_AUTO_FREE char *whole = ter_buf_take(&text);
    const char *trimmed = ter_text_trim(whole);
    return *trimmed ? ter_strdup(trimmed) : NULL;
}

static bool cell_number(const struct gathering *gathering, const struct ter_source_row *row,
    enum column column, double otherwise, double *ret_number, struct ter_error *err)
{
    TER_AUTO_FREE char *text = cell_text(gathering, row, column);
    *ret_number = otherwise;
    if (!text || ter_text_double(text, ret_number))
        return true;
    return ter_fail(err, TER_FAILED, "row %lld, column %s: \"%s\" is not a number", (long long)row->number,
        headings[column][0], text);
}

static bool read_uncertainty(
    const struct gathering *gathering, const struct ter_source_row *row, double *ret_m, struct ter_error *err)
{
    if (!cell_number(gathering, row, UNCERTAINTY, gathering->uncertainty_m, ret_m, err))
        return false;
    if (*ret_m > 0 && *ret_m <= widest_m)
        return true;
    return ter_fail(err, TER_FAILED,
        "row %lld, column uncertainty_m: %s; no position without an error radius: give metres above 0, in "
        "the column "
        "or with --uncertainty",
        (long long)row->number, *ret_m == 0 ? "nothing is given" : "the value is out of range");
}

static bool read_point(const struct gathering *gathering, const struct ter_source_row *row,
    struct ter_lonlat *ret_at, struct ter_error *err)
{
    if (row->geometry.data) {
        if (!ter_wkb_to_point(row->geometry, ret_at))
            return ter_fail(err, TER_FAILED,
                "row %lld: the geometry is no point; roads are imported with --kind roads",
                (long long)row->number);
    } else {
        TER_AUTO_FREE char *lon = cell_text(gathering, row, LON), *lat = cell_text(gathering, row, LAT);
        if (!lon || !lat)
            return ter_fail(err, TER_FAILED,
                "row %lld, column %s: nothing is given; a place needs a position", (long long)row->number,
                lon ? "lat" : "lon");
        if (!cell_number(gathering, row, LON, 0, &ret_at->lon, err) ||
            !cell_number(gathering, row, LAT, 0, &ret_at->lat, err))
            return false;
    }
    if ((gathering->transform &&
            !ter_transform_apply(gathering->transform, &ret_at->lon, &ret_at->lat, 1, err)) ||
        !ter_lonlat_check(*ret_at, err))
        return ter_wrap(err, "row %lld", (long long)row->number);
    return true;
}

static bool gather_place(struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    struct ter_place place = {0};
    TER_AUTO_FREE char *name = cell_text(gathering, row, NAME), *kind = cell_text(gathering, row, KIND);
    if (!name || !kind)
        return ter_fail(err, TER_FAILED,
            "row %lld, column %s: nothing is given; a place needs a name and a kind", (long long)row->number,
            name ? "kind" : "name");
    if (!read_point(gathering, row, &place.at, err) ||
        !read_uncertainty(gathering, row, &place.uncertainty_m, err) ||
        !cell_number(gathering, row, EXTENT, 0, &place.extent_m, err))
        return false;
    if (place.extent_m < 0 || place.extent_m > widest_m)
        return ter_fail(err, TER_FAILED, "row %lld, column extent_m: %.10g is not a radius in metres",
            (long long)row->number, place.extent_m);
    place.name = ter_strdup(name);
    place.kind = ter_strdup(kind);
    place.alt_names = cell_text(gathering, row, ALT_NAMES);
    place.township = cell_text(gathering, row, TOWNSHIP);
    place.source = cell_text(gathering, row, ORIGIN);
    gathering->rows.places = ter_grow(gathering->rows.places, &gathering->rows.capacity,
        gathering->rows.count + 1, sizeof *gathering->rows.places);
    gathering->rows.places[gathering->rows.count++] = place;
    return true;
}

/* One part of a line becomes one road. */
static bool gather_part(struct gathering *gathering, const struct ter_source_row *row,
    const struct ter_lonlat *points, size_t point_count, double uncertainty_m, struct ter_error *err)
{
    struct ter_road road = {.uncertainty_m = uncertainty_m, .point_count = point_count};
    if (point_count < 2)
        return ter_fail(
            err, TER_FAILED, "row %lld: a road needs at least two points", (long long)row->number);
    TER_AUTO_FREE struct ter_lonlat *line = ter_memdup(points, point_count * sizeof *points);
    for (size_t i = 0; i < point_count; i++)
        if ((gathering->transform &&
                !ter_transform_apply(gathering->transform, &line[i].lon, &line[i].lat, 1, err)) ||
            !ter_lonlat_check(line[i], err))
            return ter_wrap(err, "row %lld", (long long)row->number);
    road.points = line;
    line = NULL;
    road.name = cell_text(gathering, row, NAME);
    road.alt_names = cell_text(gathering, row, ALT_NAMES);
    road.ref = cell_text(gathering, row, REF);
    road.class_ = cell_text(gathering, row, CLASS);
    road.township = cell_text(gathering, row, TOWNSHIP);
    road.source = cell_text(gathering, row, ORIGIN);
    gathering->rows.roads = ter_grow(gathering->rows.roads, &gathering->rows.capacity,
        gathering->rows.count + 1, sizeof *gathering->rows.roads);
    gathering->rows.roads[gathering->rows.count++] = road;
    return true;
}

static bool gather_road(struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    TER_AUTO_FREE char *name = cell_text(gathering, row, NAME), *ref = cell_text(gathering, row, REF);
    TER_AUTO_POINTS struct ter_points points = {0};
    enum ter_geometry_type type = ter_wkb_type(row->geometry);
    double uncertainty_m;
    if (!name && !ref) {
        gathering->rows.nameless++;
        return true;
    }
    if ((type != TER_LINESTRING && type != TER_MULTILINESTRING) || !ter_wkb_points(row->geometry, &points))
        return ter_fail(err, TER_FAILED, "row %lld: a road must be a line, and this is %s",
            (long long)row->number, type == TER_GEOMETRY_NONE ? "without geometry" : ter_geometry_name(type));
    if (!read_uncertainty(gathering, row, &uncertainty_m, err))
        return false;
    for (size_t i = 0, start = 0; i < points.part_count; start = points.parts[i++])
        if (!gather_part(gathering, row, points.items + start, points.parts[i] - start, uncertainty_m, err))
            return false;
    return true;
}

static bool gather(struct gathering *gathering, struct ter_reader *reader, struct ter_error *err)
{
    const struct ter_source_row *row;
    for (;;) {
        if (!ter_interrupt_check(err) || !reader->next(reader, &row, err))
            return false;
        if (!row)
            return true;
        if (!(gathering->rows.kind == TER_GAZETTEER_PLACES ? gather_place(gathering, row, err)
                                                           : gather_road(gathering, row, err)))
            return false;
    }
}

/* The kind that --kind names, else the one that the file's geometry means. */
static bool choose_kind(const struct ter_args *args, const struct ter_source_info *info,
    enum ter_gazetteer_kind *ret_kind, struct ter_error *err)
{
    const char *wanted = ter_args_value(args, "kind");
    bool lines = info->geometry == TER_LINESTRING || info->geometry == TER_MULTILINESTRING;
    *ret_kind = lines ? TER_GAZETTEER_ROADS : TER_GAZETTEER_PLACES;
    if (!wanted)
        return true;
    for (int kind = 0; kind < KINDS; kind++)
        if (strcmp(wanted, kind_names[kind]) == 0) {
            *ret_kind = (enum ter_gazetteer_kind)kind;
            return true;
        }
    return ter_fail(err, TER_USAGE, "--kind \"%s\": known are places and roads", wanted);
}

static bool check_columns(
    const struct gathering *gathering, const struct ter_source_info *info, struct ter_error *err)
{
    static const enum column needed[] = {NAME, KIND, LON, LAT};
    size_t count = gathering->rows.kind == TER_GAZETTEER_ROADS ? 0
                   : info->geometry == TER_GEOMETRY_NONE       ? 4
                                                               : 2;
    for (size_t i = 0; i < count; i++)
        if (gathering->at[needed[i]] == SIZE_MAX)
            return ter_fail(err, TER_FAILED, "the file has no column %s; places need name, kind, lon and lat",
                headings[needed[i]][0]);
    if (gathering->rows.kind == TER_GAZETTEER_ROADS && gathering->at[NAME] == SIZE_MAX &&
        gathering->at[REF] == SIZE_MAX)
        return ter_fail(
            err, TER_FAILED, "the file has no column name and no column ref; roads need one of them");
    return true;
}

static bool prepare(const struct ter_args *args, int storage_epsg, const struct ter_source_info *info,
    struct gathering *gathering, struct ter_error *err)
{
    if (!choose_kind(args, info, &gathering->rows.kind, err) ||
        !ter_args_number(args, "uncertainty", 0.01, widest_m, 0, &gathering->uncertainty_m, err))
        return false;
    for (int column = 0; column < COLUMNS; column++)
        gathering->at[column] = find_column(info, (enum column)column);
    bool other = info->geometry != TER_GEOMETRY_NONE && info->epsg && info->epsg != storage_epsg;
    return check_columns(gathering, info, err) &&
           (!other || ter_transform_open(info->epsg, storage_epsg, &gathering->transform, err));
}

bool ter_gazetteer_rows_read(const struct ter_args *args, int storage_epsg, struct ter_reader *reader,
    struct ter_gazetteer_rows *ret_rows, struct ter_error *err)
{
    struct gathering gathering = {0};
    bool done =
        prepare(args, storage_epsg, &reader->info, &gathering, err) && gather(&gathering, reader, err);
    if (done && !gathering.rows.count)
        done = ter_fail(err, TER_FAILED, "the file has no %s with a name; the gazetteer stays as it was",
            kind_names[gathering.rows.kind]);
    ter_transform_close(gathering.transform);
    if (done)
        *ret_rows = gathering.rows;
    else
        ter_gazetteer_rows_free(&gathering.rows);
    return done;
}

void ter_gazetteer_rows_free(struct ter_gazetteer_rows *rows)
{
    ter_places_free(rows->places, rows->places ? rows->count : 0);
    ter_roads_free(rows->roads, rows->roads ? rows->count : 0);
    *rows = (struct ter_gazetteer_rows){0};
}

const char *ter_gazetteer_kind_name(enum ter_gazetteer_kind kind)
{
    return kind_names[kind];
}

/* Owns `terrier gazetteer import` and `gazetteer stats`: places and roads by name, from a file into the register. */
#include "base/crs.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/progress.h"
#include "base/text.h"
#include "cli.h"
#include "import/reader.h"
#include "registry/gazetteer.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

enum kind { PLACES, ROADS, KINDS };
static const char *const kind_names[KINDS] = {"places", "roads"};

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

/* One import: what is read is kept until all of it is known to be good. */
struct gathering {
    enum kind kind;
    size_t at[COLUMNS]; /* index of each column in the file; SIZE_MAX: not there */
    double uncertainty_m; /* of rows that give none; 0: they must */
    struct ter_transform *transform; /* NULL: positions are in the register's system already */
    struct ter_place *places;
    struct ter_road *roads;
    size_t count, capacity;
    int64_t rows, nameless;
};

static void gathering_free(struct gathering *gathering)
{
    ter_transform_close(gathering->transform);
    ter_places_free(gathering->places, gathering->places ? gathering->count : 0);
    ter_roads_free(gathering->roads, gathering->roads ? gathering->count : 0);
}

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
static char *cell_text(const struct gathering *gathering, const struct ter_source_row *row, enum column column)
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

static bool cell_number(const struct gathering *gathering, const struct ter_source_row *row, enum column column,
    double otherwise, double *ret_number, struct ter_error *err)
{
    TER_AUTO_FREE char *text = cell_text(gathering, row, column);
    *ret_number = otherwise;
    if (!text || ter_text_double(text, ret_number))
        return true;
    return ter_fail(err, TER_FAILED, "row %lld, column %s: \"%s\" is not a number", (long long)row->number,
        headings[column][0], text);
}

static bool read_uncertainty(const struct gathering *gathering, const struct ter_source_row *row, double *ret_m,
    struct ter_error *err)
{
    if (!cell_number(gathering, row, UNCERTAINTY, gathering->uncertainty_m, ret_m, err))
        return false;
    if (*ret_m > 0 && *ret_m <= widest_m)
        return true;
    return ter_fail(err, TER_FAILED,
        "row %lld, column uncertainty_m: %s; no position without an error radius: give metres above 0, in the column "
        "or with --uncertainty",
        (long long)row->number, *ret_m == 0 ? "nothing is given" : "the value is out of range");
}

static bool read_point(const struct gathering *gathering, const struct ter_source_row *row,
    struct ter_lonlat *ret_at, struct ter_error *err)
{
    if (row->geometry.data) {
        if (!ter_wkb_to_point(row->geometry, ret_at))
            return ter_fail(err, TER_FAILED, "row %lld: the geometry is no point; roads are imported with --kind roads",
                (long long)row->number);
    } else {
        TER_AUTO_FREE char *lon = cell_text(gathering, row, LON), *lat = cell_text(gathering, row, LAT);
        if (!lon || !lat)
            return ter_fail(err, TER_FAILED, "row %lld, column %s: nothing is given; a place needs a position",
                (long long)row->number, lon ? "lat" : "lon");
        if (!cell_number(gathering, row, LON, 0, &ret_at->lon, err) ||
            !cell_number(gathering, row, LAT, 0, &ret_at->lat, err))
            return false;
    }
    if ((gathering->transform && !ter_transform_apply(gathering->transform, &ret_at->lon, &ret_at->lat, 1, err)) ||
        !ter_lonlat_check(*ret_at, err))
        return ter_wrap(err, "row %lld", (long long)row->number);
    return true;
}

static bool gather_place(struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    struct ter_place place = {0};
    TER_AUTO_FREE char *name = cell_text(gathering, row, NAME), *kind = cell_text(gathering, row, KIND);
    if (!name || !kind)
        return ter_fail(err, TER_FAILED, "row %lld, column %s: nothing is given; a place needs a name and a kind",
            (long long)row->number, name ? "kind" : "name");
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
    gathering->places =
        ter_grow(gathering->places, &gathering->capacity, gathering->count + 1, sizeof *gathering->places);
    gathering->places[gathering->count++] = place;
    return true;
}

/* One part of a line becomes one road. */
static bool gather_part(struct gathering *gathering, const struct ter_source_row *row,
    const struct ter_lonlat *points, size_t point_count, double uncertainty_m, struct ter_error *err)
{
    struct ter_road road = {.uncertainty_m = uncertainty_m, .point_count = point_count};
    if (point_count < 2)
        return ter_fail(err, TER_FAILED, "row %lld: a road needs at least two points", (long long)row->number);
    TER_AUTO_FREE struct ter_lonlat *line = ter_memdup(points, point_count * sizeof *points);
    for (size_t i = 0; i < point_count; i++)
        if ((gathering->transform && !ter_transform_apply(gathering->transform, &line[i].lon, &line[i].lat, 1, err)) ||
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
    gathering->roads =
        ter_grow(gathering->roads, &gathering->capacity, gathering->count + 1, sizeof *gathering->roads);
    gathering->roads[gathering->count++] = road;
    return true;
}

static bool gather_road(struct gathering *gathering, const struct ter_source_row *row, struct ter_error *err)
{
    TER_AUTO_FREE char *name = cell_text(gathering, row, NAME), *ref = cell_text(gathering, row, REF);
    TER_AUTO_POINTS struct ter_points points = {0};
    enum ter_geometry_type type = ter_wkb_type(row->geometry);
    double uncertainty_m;
    if (!name && !ref) {
        gathering->nameless++;
        return true;
    }
    if ((type != TER_LINESTRING && type != TER_MULTILINESTRING) || !ter_wkb_points(row->geometry, &points))
        return ter_fail(err, TER_FAILED, "row %lld: a road must be a line, and this is %s", (long long)row->number,
            type == TER_GEOMETRY_NONE ? "without geometry" : ter_geometry_name(type));
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
        gathering->rows++;
        if (!(gathering->kind == PLACES ? gather_place(gathering, row, err) : gather_road(gathering, row, err)))
            return false;
    }
}

/* The kind that --kind names, else the one that the file's geometry means. */
static bool choose_kind(const struct ter_args *args, const struct ter_source_info *info, enum kind *ret_kind,
    struct ter_error *err)
{
    const char *wanted = ter_args_value(args, "kind");
    bool lines = info->geometry == TER_LINESTRING || info->geometry == TER_MULTILINESTRING;
    *ret_kind = lines ? ROADS : PLACES;
    if (!wanted)
        return true;
    for (int kind = 0; kind < KINDS; kind++)
        if (strcmp(wanted, kind_names[kind]) == 0) {
            *ret_kind = (enum kind)kind;
            return true;
        }
    return ter_fail(err, TER_USAGE, "--kind \"%s\": known are places and roads", wanted);
}

static bool check_columns(const struct gathering *gathering, const struct ter_source_info *info, struct ter_error *err)
{
    static const enum column needed[] = {NAME, KIND, LON, LAT};
    size_t count = gathering->kind == ROADS ? 0 : info->geometry == TER_GEOMETRY_NONE ? 4 : 2;
    for (size_t i = 0; i < count; i++)
        if (gathering->at[needed[i]] == SIZE_MAX)
            return ter_fail(err, TER_FAILED, "the file has no column %s; places need name, kind, lon and lat",
                headings[needed[i]][0]);
    if (gathering->kind == ROADS && gathering->at[NAME] == SIZE_MAX && gathering->at[REF] == SIZE_MAX)
        return ter_fail(err, TER_FAILED, "the file has no column name and no column ref; roads need one of them");
    return true;
}

static bool prepare(const struct ter_args *args, const struct ter_registry *registry,
    const struct ter_source_info *info, struct gathering *gathering, struct ter_error *err)
{
    int storage = ter_registry_epsg(registry);
    if (!choose_kind(args, info, &gathering->kind, err) ||
        !ter_args_number(args, "uncertainty", 0.01, widest_m, 0, &gathering->uncertainty_m, err))
        return false;
    for (int column = 0; column < COLUMNS; column++)
        gathering->at[column] = find_column(info, (enum column)column);
    bool other = info->geometry != TER_GEOMETRY_NONE && info->epsg && info->epsg != storage;
    return check_columns(gathering, info, err) &&
           (!other || ter_transform_open(info->epsg, storage, &gathering->transform, err));
}

/* What must be said wherever the data is shown: OpenStreetMap's licence asks for its own words. */
static const char *attribution(const struct gathering *gathering)
{
    for (size_t i = 0; i < gathering->count; i++) {
        const char *origin = gathering->kind == PLACES ? gathering->places[i].source : gathering->roads[i].source;
        if (origin && strstr(origin, "OpenStreetMap"))
            return "© OpenStreetMap contributors, ODbL";
    }
    return gathering->count && gathering->kind == PLACES ? gathering->places[0].source : NULL;
}

static bool store(struct ter_registry *registry, const struct gathering *gathering, const char *source,
    const char *file, struct ter_error *err)
{
    char sha256[TER_SHA256_HEX_SIZE];
    int64_t id;
    if (!ter_sha256_file(file, sha256, err) ||
        !ter_gazetteer_replace(registry, source, file, sha256, attribution(gathering), &id, err))
        return false;
    for (size_t i = 0; i < gathering->count; i++)
        if (!ter_interrupt_check(err) ||
            !(gathering->kind == PLACES ? ter_gazetteer_add_place(registry, id, &gathering->places[i], err)
                                        : ter_gazetteer_add_road(registry, id, &gathering->roads[i], err)))
            return false;
    return ter_gazetteer_finish(registry, id, err);
}

static bool store_all(struct ter_registry *registry, const struct ter_args *args, const struct gathering *gathering,
    struct ter_error *err)
{
    const char *file = args->words[0], *slash = strrchr(file, '/'), *source = ter_args_value(args, "source");
    struct ter_write_context context = {.tool = "gazetteer import"};
    if (!ter_registry_begin(registry, &context, err))
        return false;
    if (store(registry, gathering, source ? source : slash ? slash + 1 : file, file, err) &&
        ter_registry_commit(registry, err))
        return true;
    ter_registry_rollback(registry);
    return false;
}

static bool import(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    __attribute__((cleanup(gathering_free))) struct gathering gathering = {0};
    struct ter_read_options options = {.encoding = ter_args_value(args, "encoding")};
    if (!ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_reader_open(args->words[0], &options, &reader, err) ||
        !prepare(args, registry, &reader->info, &gathering, err) || !gather(&gathering, reader, err))
        return false;
    if (!gathering.count)
        return ter_fail(err, TER_FAILED, "the file has no %s with a name; the gazetteer stays as it was",
            kind_names[gathering.kind]);
    if (!store_all(registry, args, &gathering, err))
        return false;
    ter_say(args, "gazetteer: %zu %s from %s", gathering.count, kind_names[gathering.kind], args->words[0]);
    if (gathering.nameless)
        ter_say(args, "  %lld lines without a name and a ref were left out", (long long)gathering.nameless);
    for (size_t i = 0; i < reader->notes.count; i++)
        ter_say(args, "  %s", reader->notes.items[i]);
    return true;
}

static enum ter_exit run_import(const struct ter_args *args, struct ter_error *err)
{
    if (!import(args, err))
        ter_wrap(err, "gazetteer import %s", args->words[0]);
    return ter_exit_for(err);
}

static bool stats(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    struct ter_gazetteer_stats count;
    if (!ter_args_open(args, TER_READ, &registry, err) || !ter_gazetteer_count(registry, &count, err))
        return false;
    if (args->format == TER_FORMAT_JSON) {
        TER_AUTO(ter_json_free) json_t *json = json_object();
        ter_json_set(json, "places", json_integer(count.places));
        ter_json_set(json, "roads", json_integer(count.roads));
        bool written = ter_json_write(json, stdout, err);
        putchar('\n');
        return written;
    }
    bool zh = ter_args_lang(args, registry) == TER_ZH;
    TER_AUTO_FREE char *places = ter_format("%lld", (long long)count.places);
    TER_AUTO_FREE char *roads = ter_format("%lld", (long long)count.roads);
    const char *const cells[] = {zh ? "类别" : "kind", zh ? "数量" : "rows", zh ? "地点" : "places", places,
        zh ? "道路" : "roads", roads};
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 2);
    ter_table_align_right(&table, 1);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        ter_table_add(&table, cells[i]);
    ter_table_print(&table, stdout);
    return true;
}

static enum ter_exit run_stats(const struct ter_args *args, struct ter_error *err)
{
    if (!stats(args, err))
        ter_wrap(err, "gazetteer stats");
    return ter_exit_for(err);
}

static const struct ter_option import_options[] = {
    {"kind", "places|roads", "what the file holds (default: roads for lines, else places)", false},
    {"uncertainty", "M", "error radius of rows that give none, in metres", false},
    {"source", "TEXT", "name of the source; a later file of this name replaces it (default: the file's name)", false},
    {"encoding", "NAME", "encoding of a text file, such as GB18030 (default: detected)", false},
    {0},
};

const struct ter_command ter_command_gazetteer_import = {
    .name = "gazetteer import",
    .usage = "FILE",
    .summary = "read named places or roads, for the geocoder to find",
    .options = import_options,
    .details =
        "Places are a CSV file (or points) with the columns name, kind, lon, lat and uncertainty_m, and where known "
        "alt_names\n(separated by ;), township, extent_m and source. The kinds county, town and village have a meaning "
        "of their own.\nRoads are lines with name or ref, uncertainty_m, and where known alt_names, class, township and "
        "source.\n\nThe import is all or nothing, and replaces what the same source brought before.",
    .examples = "terrier gazetteer import places.csv --kind places\n"
                "terrier gazetteer import roads.geojson --kind roads --uncertainty 30",
    .min_words = 1,
    .max_words = 1,
    .run = run_import,
};

const struct ter_command ter_command_gazetteer_stats = {
    .name = "gazetteer stats",
    .usage = "",
    .summary = "count the places and roads that the geocoder knows",
    .formats = "table json",
    .examples = "terrier gazetteer stats",
    .run = run_stats,
};

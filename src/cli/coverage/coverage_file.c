/* Owns the reading of a file of things to be covered: which columns name, weigh and place them, and what kind
 * of shapes they are. Knows nothing of coverage. */
#include "coverage_file.h"

#include "base/crs.h"
#include "base/messages.h"
#include "base/progress.h"
#include "base/text.h"
#include "import/cell.h"
#include "import/columns.h"
#include "import/reader.h"
#include "import/wkt.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

/* A file being read. */
struct source {
    const struct ter_coverage_file *file;
    struct ter_cover_over *over;
    struct ter_reader *reader;
    struct ter_columns columns;
    struct ter_transform *transform;            /* NULL: the register's own system */
    size_t code, name, township, error, weight; /* columns; SIZE_MAX: none */
    bool measured;                              /* over->measure is known */
    struct ter_buf wkb, text;
    uint8_t point[TER_WKB_POINT_SIZE];
};

static void source_free(struct source *source)
{
    ter_columns_free(&source->columns);
    ter_transform_close(source->transform);
    ter_reader_close(source->reader);
    ter_buf_free(&source->wkb);
    ter_buf_free(&source->text);
}

static void choose_columns(struct source *source)
{
    static const char *const codes[] = {"code", "编号", "id", "osm_id", NULL};
    static const char *const names[] = {"name", "名称", NULL};
    static const char *const townships[] = {"township", "乡镇", "乡镇名称", "所属乡镇", NULL};
    static const char *const radii[] = {"uncertainty_m", "误差半径(米)", "误差半径", NULL};
    const struct ter_source_info *info = &source->reader->info;
    source->code = ter_source_column(info, codes);
    source->name = ter_source_column(info, names);
    source->township = ter_source_column(info, townships);
    source->error = ter_source_column(info, radii);
    source->weight = SIZE_MAX;
    if (source->file->weight) {
        TER_AUTO_FREE char *key = ter_text_key(source->file->weight);
        source->weight = ter_source_column(info, (const char *const[]){key, NULL});
    }
}

/* The columns of positions, by the headings that an import understands. */
static bool choose_position(struct source *source, struct ter_error *err)
{
    const struct ter_source_info *info = &source->reader->info;
    char name[] = "features";
    struct ter_layer any = {.name = name, .geometry = info->geometry ? info->geometry : TER_POINT};
    struct ter_map_options options = {0};
    struct ter_error none = {0};
    if (ter_columns_resolve(&any, info, &options, &source->columns, &none))
        return true;
    TER_AUTO_BUF struct ter_buf list = {0};
    for (size_t i = 0; i < info->column_count; i++)
        ter_buf_printf(&list, "%s%s", i ? ", " : "", info->columns[i]);
    return ter_fail(err, TER_FAILED,
        "there are no positions: no geometries, and no columns lon and lat, 经度 and 纬度, or wkt (it has: "
        "%s)",
        list.data ? list.data : ter_message("no columns"));
}

static bool choose_crs(struct source *source, struct ter_strings *notes, struct ter_error *err)
{
    const struct ter_source_info *info = &source->reader->info;
    bool stated = source->columns.use_geometry && info->epsg;
    if (!stated)
        ter_strings_printf(notes,
            source->file->lang == TER_ZH ? "%s：坐标按本库的 EPSG:%d 理解"
                                         : "%s: positions are taken as EPSG:%d, the register's own",
            source->over->name, source->file->epsg);
    return !stated || info->epsg == source->file->epsg ||
           ter_transform_open(info->epsg, source->file->epsg, &source->transform, err);
}

/* NaN for a blank cell. */
static bool cell_number(struct source *source, const struct ter_source_row *row, size_t column,
    double *ret_number, struct ter_error *err)
{
    struct ter_value value = row->values[column];
    *ret_number = ter_value_number(value, (double)NAN);
    if (value.type != TER_VALUE_TEXT || strspn(value.text, " \t") == value.size ||
        ter_cell_number(value.text, ret_number))
        return true;
    return ter_fail(err, TER_FAILED, "column %s: \"%s\" is not a number",
        source->reader->info.columns[column], value.text);
}

static bool read_numbers(
    struct source *source, const struct ter_source_row *row, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    struct ter_lonlat at;
    if (!cell_number(source, row, (size_t)source->columns.x, &at.lon, err) ||
        !cell_number(source, row, (size_t)source->columns.y, &at.lat, err))
        return false;
    if (isnan(at.lon) || isnan(at.lat))
        return true;
    if (!ter_lonlat_check(at, err))
        return false;
    ter_wkb_from_point(at, source->point);
    *ret_wkb = (struct ter_wkb){source->point, sizeof source->point};
    return true;
}

static bool read_text(
    struct source *source, const struct ter_source_row *row, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    struct ter_value value = row->values[source->columns.wkt];
    ter_buf_clear(&source->wkb);
    if (value.type != TER_VALUE_TEXT)
        return true;
    if (!ter_wkt_read(value.text, &source->wkb, err))
        return false;
    if (source->wkb.size)
        *ret_wkb = (struct ter_wkb){(const uint8_t *)source->wkb.data, source->wkb.size};
    return true;
}

/* Bring it into the register's system, and refuse what is not on the globe. */
static bool move(struct source *source, struct ter_wkb *wkb, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    TER_AUTO_BUF struct ter_buf moved = {0};
    if (!ter_wkb_points(*wkb, &points))
        return ter_fail(err, TER_FAILED, "its geometry is broken");
    for (size_t i = 0; i < points.count; i++) {
        struct ter_lonlat *at = &points.items[i];
        if (isnan(at->lon) && isnan(at->lat)) { /* an empty point */
            *wkb = (struct ter_wkb){NULL, 0};
            return true;
        }
        if ((source->transform && !ter_transform_apply(source->transform, &at->lon, &at->lat, 1, err)) ||
            !ter_lonlat_check(*at, err))
            return false;
    }
    ter_buf_add(&moved, wkb->data, wkb->size);
    ter_wkb_put_points(moved.data, points.items);
    ter_buf_free(&source->wkb);
    source->wkb = moved;
    moved = (struct ter_buf){0};
    *wkb = points.count ? (struct ter_wkb){(const uint8_t *)source->wkb.data, source->wkb.size}
                        : (struct ter_wkb){NULL, 0};
    return true;
}

static bool read_shape(
    struct source *source, const struct ter_source_row *row, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    *ret_wkb = (struct ter_wkb){NULL, 0};
    if (source->columns.use_geometry)
        *ret_wkb = row->geometry;
    else if (!(source->columns.x != TER_NO_COLUMN ? read_numbers(source, row, ret_wkb, err)
                                                  : read_text(source, row, ret_wkb, err)))
        return false;
    return !ret_wkb->data || move(source, ret_wkb, err);
}

/* The first shape says what the file holds. */
static bool take_measure(struct source *source, struct ter_wkb wkb, struct ter_error *err)
{
    enum ter_geometry_type type = ter_wkb_type(wkb);
    enum ter_cover_measure measure = source->file->count ? TER_COVER_COUNT : TER_COVER_AREA_M2;
    if (type == TER_POINT || type == TER_MULTIPOINT)
        measure = TER_COVER_COUNT;
    else if (type == TER_LINESTRING || type == TER_MULTILINESTRING)
        measure = TER_COVER_LENGTH_M;
    else if (type == TER_GEOMETRYCOLLECTION)
        return ter_fail(
            err, TER_FAILED, "is a collection of shapes; make points, lines or polygons of it first");
    if (source->measured && measure != source->over->measure)
        return ter_fail(err, TER_FAILED,
            "is a %s, the features before it are not; name one layer with FILE:SRC_LAYER",
            ter_geometry_name(type));
    source->over->measure = measure;
    source->measured = true;
    return true;
}

static const char *cell_text(const struct ter_source_row *row, size_t column)
{
    return column != SIZE_MAX && row->values[column].type == TER_VALUE_TEXT ? row->values[column].text : NULL;
}

static bool add_row(struct source *source, const struct ter_source_row *row, struct ter_error *err)
{
    double error_m = 0, weight = 1;
    struct ter_wkb wkb;
    ter_buf_clear(&source->text);
    if (source->code != SIZE_MAX)
        ter_value_print(row->values[source->code], &source->text);
    if (!source->text.size)
        ter_buf_printf(&source->text, "%lld", (long long)row->number);
    if (!read_shape(source, row, &wkb, err) || (wkb.data && !take_measure(source, wkb, err)) ||
        (source->error != SIZE_MAX && !cell_number(source, row, source->error, &error_m, err)) ||
        (source->weight != SIZE_MAX && !cell_number(source, row, source->weight, &weight, err)))
        return ter_wrap(err, "row %lld", (long long)row->number);
    ter_cover_over_add(source->over, source->text.data, cell_text(row, source->name),
        cell_text(row, source->township), wkb, isnan(error_m) ? 0 : fmax(error_m, 0),
        isnan(weight) ? 0 : fmax(weight, 0));
    return true;
}

static bool read_rows(struct source *source, struct ter_error *err)
{
    for (const struct ter_source_row *row;;) {
        if (!ter_interrupt_check(err) || !source->reader->next(source->reader, &row, err))
            return false;
        if (!row)
            return true;
        if (!add_row(source, row, err))
            return false;
    }
}

char *ter_coverage_file_path(const char *text, const char **ret_layer)
{
    const char *colon = access(text, F_OK) == 0 ? NULL : strrchr(text, ':');
    *ret_layer = colon ? colon + 1 : NULL;
    return colon ? ter_strndup(text, (size_t)(colon - text)) : ter_strdup(text);
}

/* What people call it: the source layer, else the file without folder and extension. */
static char *name_of(const char *path, const char *from)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    return from ? ter_strdup(from)
                : ter_strndup(base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

bool ter_coverage_file_read(const struct ter_coverage_file *file, struct ter_cover_over *ret_over,
    struct ter_strings *notes, struct ter_error *err)
{
    __attribute__((cleanup(source_free))) struct source source = {.file = file, .over = ret_over};
    struct ter_read_options options = {0};
    TER_AUTO_FREE char *path = ter_coverage_file_path(file->text, &options.from);
    ret_over->name = name_of(path, options.from);
    ret_over->title = ter_strdup(ret_over->name);
    if (!ter_reader_open(path, &options, &source.reader, err))
        return ter_wrap(err, "%s", path);
    choose_columns(&source);
    if (!choose_position(&source, err) || !choose_crs(&source, notes, err) || !read_rows(&source, err))
        return ter_wrap(err, "%s", path);
    if (source.weight != SIZE_MAX && ret_over->measure == TER_COVER_COUNT)
        ret_over->weight = ter_strdup(file->weight);
    for (size_t i = 0; i < source.reader->notes.count; i++)
        ter_strings_printf(notes, "%s: %s", ret_over->name, source.reader->notes.items[i]);
    return true;
}

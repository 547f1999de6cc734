/* Owns the reading of --for: records of the register, or rows of any file. Knows nothing of the join. */
#include "for_features.h"

#include "analysis/area.h"
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
    struct ter_reader *reader;
    struct ter_columns columns;
    struct ter_transform *transform;
    size_t key, uncertainty; /* columns; SIZE_MAX: none */
    struct ter_buf wkb, text;
};

static void source_free(struct source *source)
{
    ter_columns_free(&source->columns);
    ter_transform_close(source->transform);
    ter_reader_close(source->reader);
    ter_buf_free(&source->wkb);
    ter_buf_free(&source->text);
}

static bool choose_key(struct source *source, const char *name, struct ter_error *err)
{
    static const char *const codes[] = {"code", "编号", "id", NULL};
    static const char *const radii[] = {"uncertainty_m", "误差半径(米)", "误差半径", NULL};
    const struct ter_source_info *info = &source->reader->info;
    source->uncertainty = ter_source_column(info, radii);
    source->key = ter_source_column(info, codes);
    if (!name)
        return true;
    TER_AUTO_FREE char *wanted = ter_text_key(name);
    source->key = ter_source_column(info, (const char *const[]){wanted, NULL});
    if (source->key != SIZE_MAX)
        return true;
    const char *near = ter_text_suggest(name, info->columns, info->column_count);
    return near ? ter_fail(err, TER_USAGE, "--key %s: no such column; did you mean \"%s\"?", name, near)
                : ter_fail(err, TER_USAGE, "--key %s: the file has no such column", name);
}

/* The columns of positions, by the headings that an import understands. */
static bool choose_position(struct source *source, struct ter_error *err)
{
    const struct ter_source_info *info = &source->reader->info;
    struct ter_layer any = {.geometry = info->geometry ? info->geometry : TER_POINT};
    struct ter_map_options options = {0};
    struct ter_error none = {0};
    char name[] = "points";
    any.name = name;
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

static bool choose_crs(
    struct source *source, int storage_epsg, struct ter_strings *notes, struct ter_error *err)
{
    const struct ter_source_info *info = &source->reader->info;
    bool stated = source->columns.use_geometry && info->epsg;
    if (!stated)
        ter_note(notes, "positions of the file are taken as EPSG:%d, the register's own", storage_epsg);
    return !stated || info->epsg == storage_epsg ||
           ter_transform_open(info->epsg, storage_epsg, &source->transform, err);
}

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

/* NaN where the row has no position. */
static bool read_position(
    struct source *source, const struct ter_source_row *row, struct ter_lonlat *ret_at, struct ter_error *err)
{
    const struct ter_columns *columns = &source->columns;
    struct ter_wkb wkb = {NULL, 0};
    if (columns->use_geometry) {
        wkb = row->geometry;
    } else if (columns->x != TER_NO_COLUMN) {
        if (!cell_number(source, row, (size_t)columns->x, &ret_at->lon, err) ||
            !cell_number(source, row, (size_t)columns->y, &ret_at->lat, err))
            return false;
        if (isnan(ret_at->lon) || isnan(ret_at->lat))
            *ret_at = (struct ter_lonlat){(double)NAN, (double)NAN};
    } else if (row->values[columns->wkt].type == TER_VALUE_TEXT) {
        ter_buf_clear(&source->wkb);
        if (!ter_wkt_read(row->values[columns->wkt].text, &source->wkb, err))
            return false;
        if (source->wkb.size)
            wkb = (struct ter_wkb){(const uint8_t *)source->wkb.data, source->wkb.size};
    }
    if (wkb.data && !ter_geometry_centre(wkb, ret_at, err))
        return false;
    if (isnan(ret_at->lon))
        return true;
    return (!source->transform ||
               ter_transform_apply(source->transform, &ret_at->lon, &ret_at->lat, 1, err)) &&
           ter_lonlat_check(*ret_at, err);
}

static bool add_row(struct source *source, const struct ter_source_row *row, struct ter_located *features,
    struct ter_error *err)
{
    struct ter_lonlat at = {(double)NAN, (double)NAN};
    double uncertainty_m = (double)NAN;
    ter_buf_clear(&source->text);
    if (source->key != SIZE_MAX)
        ter_value_print(row->values[source->key], &source->text);
    if (!source->text.size)
        ter_buf_printf(&source->text, "%lld", (long long)row->number);
    if (!read_position(source, row, &at, err) ||
        (source->uncertainty != SIZE_MAX &&
            !cell_number(source, row, source->uncertainty, &uncertainty_m, err)))
        return ter_wrap(err, "row %lld", (long long)row->number);
    ter_located_add(features, row->number, source->text.data, source->text.size, at, uncertainty_m);
    return true;
}

static bool read_rows(struct source *source, struct ter_located *features, struct ter_error *err)
{
    for (const struct ter_source_row *row;;) {
        if (!ter_interrupt_check(err) || !source->reader->next(source->reader, &row, err))
            return false;
        if (!row)
            return true;
        if (!add_row(source, row, features, err))
            return false;
    }
}

static bool read_file(const struct ter_args *args, const char *path, const char *from, int storage_epsg,
    struct ter_located *features, struct ter_strings *notes, struct ter_error *err)
{
    __attribute__((cleanup(source_free))) struct source source = {0};
    struct ter_read_options options = {.from = from};
    if (!ter_reader_open(path, &options, &source.reader, err) ||
        !choose_key(&source, ter_args_value(args, "key"), err) || !choose_position(&source, err) ||
        !choose_crs(&source, storage_epsg, notes, err) || !read_rows(&source, features, err))
        return ter_wrap(err, "%s", path);
    for (size_t i = 0; i < source.reader->notes.count; i++)
        ter_strings_add(notes, source.reader->notes.items[i]);
    return true;
}

/* A layer's name has neither dot nor slash, so that a file can always be named. */
static bool looks_like_path(const char *text)
{
    return strpbrk(text, "./\\") != NULL || access(text, F_OK) == 0;
}

/* FILE[:SRC_LAYER]; *ret_layer is NULL where none is named. */
static char *split_path(const char *text, const char **ret_layer)
{
    const char *colon = access(text, F_OK) == 0 ? NULL : strrchr(text, ':');
    *ret_layer = colon ? colon + 1 : NULL;
    return colon ? ter_strndup(text, (size_t)(colon - text)) : ter_strdup(text);
}

static bool read_path(const struct ter_args *args, const char *text, int storage_epsg,
    struct ter_located *features, struct ter_strings *notes, struct ter_error *err)
{
    const char *from;
    TER_AUTO_FREE char *path = split_path(text, &from);
    return read_file(args, path, from, storage_epsg, features, notes, err);
}

char *ter_for_features_path(const struct ter_args *args)
{
    const char *text = ter_args_value(args, "for"), *from;
    return text && looks_like_path(text) ? split_path(text, &from) : NULL;
}

bool ter_for_features_read(struct ter_registry *registry, const struct ter_args *args,
    struct ter_located *features, const struct ter_layer **ret_layer, struct ter_strings *notes,
    struct ter_error *err)
{
    const char *text = ter_args_value(args, "for");
    struct ter_filter all = {0};
    *ret_layer = NULL;
    if (!text)
        return ter_fail(err, TER_USAGE, "--for is missing: name a LAYER, or a FILE, whose nearest to find");
    if (looks_like_path(text))
        return read_path(args, text, ter_registry_epsg(registry), features, notes, err) ||
               ter_wrap(err, "--for");
    if (!ter_registry_layer(registry, text, ret_layer, err))
        return ter_wrap(err, "--for");
    if (ter_args_value(args, "key"))
        return ter_fail(err, TER_USAGE, "--key goes with a file; records of %s go by their code", text);
    if ((*ret_layer)->geometry == TER_GEOMETRY_NONE)
        return ter_fail(err, TER_USAGE, "--for: layer %s has no geometry to measure from", text);
    return ter_located_read(registry, *ret_layer, &all, true, features, err) || ter_wrap(err, "--for");
}

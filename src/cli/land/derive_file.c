/* Owns the reading of a file whose features a zone is derived from. Knows nothing of what is made of them. */
#include "derive_file.h"

#include "base/crs.h"
#include "base/progress.h"
#include "cli/gazetteer/gazetteer_shape.h"
#include "cli/row_test.h"
#include "import/columns.h"
#include "import/wkt.h"

#include <math.h>
#include <string.h>

/* A file being read. */
struct source {
    const struct ter_derive_file *file;
    const struct ter_recipe_term *term;
    size_t index;
    struct ter_sources *sources;
    struct ter_reader *reader;
    struct ter_columns columns;
    struct ter_transform *transform;
    struct ter_row_test *test;
    size_t code; /* column; SIZE_MAX: none */
    size_t shapeless;
    struct ter_buf wkb, moved, key;
    uint8_t point[TER_WKB_POINT_SIZE];
};

static void source_free(struct source *source)
{
    ter_columns_free(&source->columns);
    ter_transform_close(source->transform);
    ter_row_test_close(source->test);
    ter_reader_close(source->reader);
    ter_buf_free(&source->wkb);
    ter_buf_free(&source->moved);
    ter_buf_free(&source->key);
}

/* The columns of positions, by the headings that an import understands. */
static bool choose_position(struct source *source, struct ter_error *err)
{
    const struct ter_source_info *info = &source->reader->info;
    char name[] = "features";
    struct ter_layer any = {.name = name, .geometry = info->geometry ? info->geometry : TER_POINT};
    struct ter_map_options options = {0};
    struct ter_error none = {0};
    return ter_columns_resolve(&any, info, &options, &source->columns, &none) ||
           ter_fail(err, TER_FAILED,
               "there are no positions: no geometries, and no columns lon and lat, 经度 and 纬度, or wkt");
}

static bool choose_crs(struct source *source, struct ter_strings *notes, struct ter_error *err)
{
    int epsg = source->columns.use_geometry ? source->reader->info.epsg : 0;
    if (!epsg)
        ter_strings_printf(notes,
            source->file->lang == TER_ZH ? "%s：坐标按本库的 EPSG:%d 理解"
                                         : "%s: positions are taken as EPSG:%d, the register's own",
            source->term->name, source->file->epsg);
    return !epsg || epsg == source->file->epsg ||
           ter_transform_open(epsg, source->file->epsg, &source->transform, err);
}

static bool open_source(struct source *source, struct ter_strings *notes, struct ter_error *err)
{
    static const char *const codes[] = {
        "code", "编号", "标识码", "bsm", "图斑编号", "tbbh", "id", "osm_id", NULL};
    const struct ter_read_options options = {.from = source->term->part};
    if (!ter_reader_open(source->term->name, &options, &source->reader, err) ||
        !choose_position(source, err) || !choose_crs(source, notes, err) ||
        (source->term->where &&
            !ter_row_test_open(source->term->where, &source->reader->info, &source->test, err)))
        return false;
    source->code = ter_source_column(&source->reader->info, codes);
    return true;
}

/* The row's geometry as it stands there; empty where it has none. */
static bool read_shape(
    struct source *source, const struct ter_source_row *row, struct ter_wkb *ret_wkb, struct ter_error *err)
{
    const struct ter_columns *columns = &source->columns;
    *ret_wkb = (struct ter_wkb){NULL, 0};
    if (columns->use_geometry) {
        *ret_wkb = row->geometry;
    } else if (columns->x != TER_NO_COLUMN) {
        struct ter_lonlat at = {ter_value_number(row->values[columns->x], (double)NAN),
            ter_value_number(row->values[columns->y], (double)NAN)};
        if (isnan(at.lon) || isnan(at.lat))
            return true;
        ter_wkb_from_point(at, source->point);
        *ret_wkb = (struct ter_wkb){source->point, sizeof source->point};
    } else if (columns->wkt != TER_NO_COLUMN && row->values[columns->wkt].type == TER_VALUE_TEXT) {
        ter_buf_clear(&source->wkb);
        if (!ter_wkt_read(row->values[columns->wkt].text, &source->wkb, err))
            return false;
        if (source->wkb.size)
            *ret_wkb = (struct ter_wkb){(const uint8_t *)source->wkb.data, source->wkb.size};
    }
    return true;
}

static bool add_row(struct source *source, const struct ter_source_row *row, struct ter_error *err)
{
    struct ter_wkb wkb;
    if (row->no_record || (source->test && !ter_row_test_holds(source->test, row)))
        return true;
    ter_buf_clear(&source->key);
    if (source->code != SIZE_MAX)
        ter_value_print(row->values[source->code], &source->key);
    if (!source->key.size)
        ter_buf_printf(&source->key, "%lld", (long long)row->number);
    if (!read_shape(source, row, &wkb, err))
        return ter_wrap(err, "row %lld", (long long)row->number);
    if (!wkb.data) {
        source->shapeless++;
        return true;
    }
    if (!ter_shape_transform(wkb, source->transform, &source->moved, err))
        return ter_wrap(err, "row %lld", (long long)row->number);
    ter_sources_add(source->sources, source->index, source->key.data,
        (struct ter_wkb){(const uint8_t *)source->moved.data, source->moved.size}, 0, 0);
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

bool ter_derive_file_read(void *user, const struct ter_recipe_term *term, size_t index,
    struct ter_sources *sources, struct ter_strings *notes, struct ter_error *err)
{
    __attribute__((cleanup(source_free))) struct source source = {
        .file = user, .term = term, .index = index, .sources = sources};
    if (!open_source(&source, notes, err) || !read_rows(&source, err))
        return false;
    if (source.shapeless)
        ter_strings_printf(notes,
            source.file->lang == TER_ZH ? "%s：%zu个要素没有图形，未计入"
                                        : "%s: %zu features without a shape are left out",
            term->name, source.shapeless);
    for (size_t i = 0; i < source.reader->notes.count; i++)
        ter_strings_printf(notes, "%s: %s", term->name, source.reader->notes.items[i]);
    return true;
}

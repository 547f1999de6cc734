/* Owns the reading of --clip and the question whether something lies inside. Knows nothing of names. */
#include "gazetteer_clip.h"

#include "analysis/area.h"
#include "gazetteer_shape.h"
#include "import/reader.h"

#include <stdlib.h>

struct ter_clip {
    struct ter_area **areas;
    size_t count, capacity;
};

static bool add_area(struct ter_clip *clip, const struct ter_source_row *row,
    const struct ter_transform *transform, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    enum ter_geometry_type type = ter_wkb_type(row->geometry);
    if (type != TER_POLYGON && type != TER_MULTIPOLYGON)
        return ter_fail(err, TER_FAILED, "row %lld is %s, and an area to clip to is made of polygons",
            (long long)row->number, type == TER_GEOMETRY_NONE ? "without geometry" : ter_geometry_name(type));
    clip->areas = ter_grow(clip->areas, &clip->capacity, clip->count + 1, sizeof *clip->areas);
    if (!ter_shape_transform(row->geometry, transform, &wkb, err) ||
        !ter_area_open((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &clip->areas[clip->count], err))
        return ter_wrap(err, "row %lld", (long long)row->number);
    clip->count++;
    return true;
}

static bool read_areas(struct ter_clip *clip, const char *path, int storage_epsg, struct ter_error *err)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    const struct ter_read_options options = {0};
    const struct ter_source_row *row;
    if (!ter_reader_open(path, &options, &reader, err))
        return false;
    int epsg = reader->info.epsg;
    if (epsg && epsg != storage_epsg && !ter_transform_open(epsg, storage_epsg, &transform, err))
        return false;
    for (;;) {
        if (!reader->next(reader, &row, err))
            return false;
        if (!row)
            return clip->count || ter_fail(err, TER_FAILED, "has no polygons");
        if (!add_area(clip, row, transform, err))
            return false;
    }
}

bool ter_clip_open(
    const struct ter_args *args, int storage_epsg, struct ter_clip **ret_clip, struct ter_error *err)
{
    const char *path = ter_args_value(args, "clip");
    *ret_clip = NULL;
    if (!path)
        return true;
    TER_AUTO(ter_clip_close) struct ter_clip *clip = ter_alloc(sizeof *clip);
    if (!read_areas(clip, path, storage_epsg, err))
        return ter_wrap(err, "--clip %s", path);
    *ret_clip = clip;
    clip = NULL;
    return true;
}

void ter_clip_close(struct ter_clip *clip)
{
    if (!clip)
        return;
    for (size_t i = 0; i < clip->count; i++)
        ter_area_close(clip->areas[i]);
    free(clip->areas);
    free(clip);
}

bool ter_clip_meets(const struct ter_clip *clip, struct ter_wkb geometry)
{
    if (!clip)
        return true;
    for (size_t i = 0; i < clip->count; i++)
        if (ter_area_meets(clip->areas[i], geometry))
            return true;
    return false;
}

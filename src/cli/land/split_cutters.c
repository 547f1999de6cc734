/* Owns the reading of what an area is split by. Knows nothing of the cut. */
#include "split_cutters.h"

#include "base/crs.h"
#include "base/messages.h"
#include "cli/records/record.h"
#include "import/mapping.h"

#include <stdlib.h>
#include <string.h>

void ter_cutters_free(struct ter_cutters *cutters)
{
    for (size_t i = 0; i < cutters->count; i++) {
        ter_buf_free(&cutters->items[i].wkb);
        for (size_t j = 0; cutters->items[i].values && j < cutters->field_count; j++)
            ter_value_free(&cutters->items[i].values[j]);
        free(cutters->items[i].values);
    }
    free(cutters->items);
    free(cutters->given);
    ter_strings_free(&cutters->notes);
    *cutters = (struct ter_cutters){0};
}

static struct ter_cutter *add(struct ter_cutters *cutters, struct ter_wkb wkb)
{
    cutters->items = ter_realloc(cutters->items, (cutters->count + 1) * sizeof *cutters->items);
    struct ter_cutter *cutter = &cutters->items[cutters->count++];
    *cutter = (struct ter_cutter){0};
    ter_buf_add(&cutter->wkb, wkb.data, wkb.size);
    return cutter;
}

/* Areas come as an import would read them, values and system and all. */
static bool read_areas(const struct ter_layer *layer, int epsg, struct ter_reader *reader,
    struct ter_cutters *cutters, struct ter_error *err)
{
    TER_AUTO(ter_mapping_close) struct ter_mapping *mapping = NULL;
    struct ter_map_options options = {.storage_epsg = epsg};
    const struct ter_source_row *row;
    if (!ter_mapping_open(layer, &reader->info, &options, &mapping, err))
        return false;
    cutters->field_count = layer->field_count;
    cutters->given = ter_memdup(ter_mapping_given(mapping), layer->field_count * sizeof *cutters->given);
    for (;;) {
        const struct ter_mapped_row *mapped;
        const struct ter_reject *reject;
        if (!reader->next(reader, &row, err))
            return false;
        if (!row)
            return true;
        ter_mapping_apply(mapping, row, &mapped, &reject);
        if (reject)
            return ter_fail(err, TER_FAILED, "row %lld%s%s: %s", (long long)reject->number,
                reject->column ? ter_message(", column ") : "", reject->column ? reject->column : "",
                reject->reason);
        if (!mapped->record.geometry.data)
            return ter_fail(err, TER_FAILED, "row %lld has no geometry", (long long)mapped->number);
        struct ter_cutter *cutter = add(cutters, mapped->record.geometry);
        cutter->values = ter_alloc(layer->field_count * sizeof *cutter->values);
        for (size_t i = 0; i < layer->field_count; i++)
            cutter->values[i] = ter_value_copy(mapped->record.values[i]);
    }
}

static bool into_register(const struct ter_transform *transform, struct ter_buf *wkb, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!ter_wkb_points((struct ter_wkb){(const uint8_t *)wkb->data, wkb->size}, &points))
        return ter_fail(err, TER_FAILED, "a line is broken");
    for (size_t i = 0; transform && i < points.count; i++)
        if (!ter_transform_apply(transform, &points.items[i].lon, &points.items[i].lat, 1, err))
            return false;
    if (points.count)
        ter_wkb_put_points(wkb->data, points.items);
    return true;
}

static bool read_lines(
    int epsg, struct ter_reader *reader, struct ter_cutters *cutters, struct ter_error *err)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    const struct ter_source_row *row;
    int of_file = reader->info.epsg;
    if (!of_file)
        ter_note(&cutters->notes, "the lines are taken as EPSG:%d, the register's own", epsg);
    else if (of_file != epsg && !ter_transform_open(of_file, epsg, &transform, err))
        return false;
    for (;;) {
        if (!reader->next(reader, &row, err))
            return false;
        if (!row)
            return true;
        if (row->geometry.data && !into_register(transform, &add(cutters, row->geometry)->wkb, err))
            return ter_wrap(err, "row %lld", (long long)row->number);
    }
}

bool ter_cutters_from_file(struct ter_registry *registry, const struct ter_layer *layer, const char *path,
    const char *from, struct ter_cutters *ret_cutters, struct ter_error *err)
{
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    struct ter_read_options options = {.from = from};
    int epsg = ter_registry_epsg(registry);
    if (!ter_reader_open(path, &options, &reader, err))
        return ter_wrap(err, "%s", path);
    enum ter_geometry_type type = reader->info.geometry;
    bool lines = type == TER_LINESTRING || type == TER_MULTILINESTRING;
    if (!(lines ? read_lines(epsg, reader, ret_cutters, err)
                : read_areas(layer, epsg, reader, ret_cutters, err)))
        return ter_wrap(err, "%s", path);
    return ret_cutters->count ? true : ter_fail(err, TER_FAILED, "%s holds no area and no line", path);
}

bool ter_cutters_from_record(
    struct ter_registry *registry, const char *text, struct ter_cutters *ret_cutters, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const char *colon = strchr(text, ':');
    const struct ter_layer *by;
    const struct ter_record *record;
    int64_t id;
    if (!colon || colon == text || !colon[1])
        return ter_fail(err, TER_USAGE, "--by \"%s\": write LAYER:CODE, such as grazing_ban:GB-0001", text);
    TER_AUTO_FREE char *name = ter_strndup(text, (size_t)(colon - text));
    if (!ter_registry_layer(registry, name, &by, err) ||
        !ter_record_read(registry, by, colon + 1, &id, &cursor, &record, err))
        return ter_wrap(err, "--by");
    if (!record->geometry.data)
        return ter_fail(
            err, TER_FAILED, "--by: %s %s has no geometry: nobody has drawn it yet", name, colon + 1);
    add(ret_cutters, record->geometry);
    return true;
}

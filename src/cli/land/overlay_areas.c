/* Owns the reading of the areas that an overlay is made with. Knows nothing of what is measured. */
#include "overlay_areas.h"

#include "base/progress.h"
#include "cli/coverage/coverage_file.h"
#include "registry/find.h"

#include <stdlib.h>
#include <unistd.h>

void ter_overlay_areas_free(struct ter_overlay_areas *areas)
{
    free(areas->name);
    ter_strings_free(&areas->codes);
    ter_tiles_close(areas->tiles);
    ter_buf_free(&areas->wkb);
    free(areas->starts);
    *areas = (struct ter_overlay_areas){0};
}

struct ter_wkb ter_overlay_area_shape(const struct ter_overlay_areas *areas, size_t area)
{
    size_t first = areas->starts[area];
    return (struct ter_wkb){(const uint8_t *)areas->wkb.data + first, areas->starts[area + 1] - first};
}

static void add(struct ter_overlay_areas *areas, const char *code, struct ter_wkb shape)
{
    if (!shape.data) {
        areas->without++;
        return;
    }
    areas->broken += !ter_tiles_add(areas->tiles, shape);
    ter_strings_add(&areas->codes, code);
    if (!areas->keep_shapes)
        return;
    areas->starts = ter_grow(areas->starts, &areas->capacity, areas->codes.count + 1, sizeof *areas->starts);
    areas->starts[areas->codes.count - 1] = areas->wkb.size;
    ter_buf_add(&areas->wkb, shape.data, shape.size);
    areas->starts[areas->codes.count] = areas->wkb.size;
}

static bool read_layer(
    struct ter_registry *registry, bool available, struct ter_overlay_areas *areas, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_layer *layer = areas->layer;
    const size_t fields[] = {
        layer->role[TER_ROLE_ID], layer->role[TER_ROLE_CODE], layer->role[TER_ROLE_STATUS]};
    struct ter_filter filter = {.fields = fields, .field_count = sizeof fields / sizeof *fields};
    if (layer->geometry != TER_POLYGON && layer->geometry != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "layer %s holds no areas", layer->name);
    if (available && !layer->available.count)
        return ter_fail(err, TER_USAGE,
            "--in-force: layer %s does not say in which statuses its records are in force", layer->name);
    if (available) {
        filter.statuses = (const char *const *)layer->available.items;
        filter.status_count = layer->available.count;
    }
    if (!ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_interrupt_check(err) || !ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        struct ter_value status = record->values[fields[2]];
        if (!areas->every && status.type == TER_VALUE_TEXT &&
            ter_layer_status_is_superseded(layer, status.text))
            areas->superseded++;
        else
            add(areas, record->values[fields[1]].text, record->geometry);
    }
}

static bool read_file(struct ter_registry *registry, const char *text, enum ter_lang lang,
    struct ter_overlay_areas *areas, struct ter_strings *notes, struct ter_error *err)
{
    struct ter_coverage_file file = {.text = text, .epsg = ter_registry_epsg(registry), .lang = lang};
    __attribute__((cleanup(ter_cover_over_free))) struct ter_cover_over over = {0};
    if (!ter_coverage_file_read(&file, &over, notes, err))
        return false;
    areas->name = ter_strdup(over.name);
    for (size_t i = 0; i < over.count; i++)
        add(areas, over.features[i].code, over.features[i].shape);
    return true;
}

bool ter_overlay_areas_read(struct ter_registry *registry, const char *text, bool available,
    enum ter_lang lang, struct ter_overlay_areas *ret_areas, struct ter_strings *notes, struct ter_error *err)
{
    const char *from;
    TER_AUTO_FREE char *path = ter_coverage_file_path(text, &from);
    bool is_file = access(path, F_OK) == 0;
    ret_areas->tiles = ter_tiles_open();
    if (is_file && available)
        return ter_fail(err, TER_USAGE, "--in-force is for a layer; a file's areas all count");
    if (!is_file) {
        if (!ter_registry_layer(registry, text, &ret_areas->layer, err))
            return ter_wrap(err, "%s is no file", text);
        ret_areas->name = ter_strdup(ret_areas->layer->name);
    }
    if (!(is_file ? read_file(registry, text, lang, ret_areas, notes, err)
                  : read_layer(registry, available, ret_areas, err)))
        return false;
    if (ret_areas->broken == ret_areas->codes.count)
        return ter_fail(err, TER_FAILED, "%s has no areas to be laid over", ret_areas->name);
    ter_tiles_seal(ret_areas->tiles);
    return true;
}

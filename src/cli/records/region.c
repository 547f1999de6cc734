/* Owns the reading of --in LAYER:CODE. Knows nothing of what is looked for inside. */
#include "region.h"

#include "base/messages.h"
#include "record.h"

#include <string.h>

static bool open_area(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    struct ter_area **ret_area, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    int64_t id;
    if (layer->geometry != TER_POLYGON && layer->geometry != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "a record of %s is a %s and no area%s", layer->name,
            ter_geometry_name(layer->geometry),
            layer->geometry == TER_POINT ? ter_message("; --near with --within looks round a point") : "");
    if (!ter_record_read(registry, layer, code, &id, &cursor, &record, err))
        return false;
    if (!record->geometry.data)
        return ter_fail(err, TER_FAILED, "%s %s has no geometry: nobody has drawn it yet", layer->name, code);
    return ter_area_open(record->geometry, ret_area, err) || ter_wrap(err, "%s %s", layer->name, code);
}

bool ter_region_from_args(struct ter_registry *registry, const struct ter_args *args,
    struct ter_filter *filter, struct ter_area **ret_area, struct ter_error *err)
{
    const char *text = ter_args_value(args, "in"), *colon = text ? strchr(text, ':') : NULL;
    const struct ter_layer *layer;
    if (!text)
        return true;
    if (!colon || colon == text || !colon[1])
        return ter_fail(err, TER_USAGE, "--in \"%s\": write LAYER:CODE, such as township:T-0001", text);
    TER_AUTO_FREE char *name = ter_strndup(text, (size_t)(colon - text));
    if (!ter_registry_layer(registry, name, &layer, err) ||
        !open_area(registry, layer, colon + 1, ret_area, err))
        return ter_wrap(err, "--in");
    filter->region = ter_area_region(*ret_area);
    return true;
}

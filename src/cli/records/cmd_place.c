/* Owns `terrier place`: a position given by hand. */
#include "base/crs.h"
#include "base/messages.h"
#include "cli/cli.h"
#include "record.h"
#include "registry/store.h"

static const double least_m = 0.01, most_m = 1000000;

/* How far the record moves; negative when it had no position. */
static bool read_former(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    struct ter_lonlat at, int64_t *ret_id, double *ret_moved_m, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    struct ter_lonlat former;
    if (!ter_record_read(registry, layer, code, ret_id, &cursor, &record, err))
        return false;
    *ret_moved_m = ter_wkb_to_point(record->geometry, &former) ? ter_distance_m(former, at) : -1;
    return true;
}

static void report(const struct ter_args *args, const struct ter_position *position, double moved_m)
{
    TER_AUTO_FREE char *moved =
        moved_m > 0 ? ter_format(ter_message(", %.*f m from where it was"), moved_m < 10 ? 1 : 0, moved_m)
                    : ter_strdup(moved_m == 0 ? ter_message(", where it was before") : "");
    ter_say(args, "%s: placed at %.10g,%.10g ± %.10g m%s", args->words[1], position->at.lon, position->at.lat,
        position->uncertainty_m, moved);
}

static bool place_in(struct ter_registry *registry, const struct ter_args *args,
    const struct ter_layer *layer, const struct ter_position *position, struct ter_error *err)
{
    int64_t id;
    double moved_m;
    if (!read_former(registry, layer, args->words[1], position->at, &id, &moved_m, err) ||
        !ter_store_place(registry, layer, id, position, err) || !ter_registry_commit(registry, err))
        return false;
    report(args, position, moved_m);
    return true;
}

static bool place(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const struct ter_layer *layer;
    const char *note = ter_args_value(args, "note");
    struct ter_position position = {.method = "manual", .note = note};
    struct ter_write_context context = {.tool = "place", .note = note};
    if (!ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &layer, err))
        return false;
    if (layer->geometry != TER_POINT)
        return ter_fail(err, TER_USAGE, "layer %s holds geometries of type %s, which a position cannot place",
            layer->name, ter_geometry_name(layer->geometry));
    if (!ter_args_number(args, "uncertainty", least_m, most_m, layer->manual_uncertainty_m,
            &position.uncertainty_m, err) ||
        !ter_args_position(args, registry, args->words[2], &position.at, &position.uncertainty_m, err) ||
        !ter_registry_begin(registry, &context, err))
        return false;
    if (place_in(registry, args, layer, &position, err))
        return true;
    ter_registry_rollback(registry);
    return false;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!place(args, err))
        ter_wrap(err, "place %s %s", args->words[0], args->words[1]);
    return ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    {"uncertainty", "M", "radius in metres within which it surely lies (default: the layer's own)", false},
    TER_DATUM_OPTION,
    {"note", "TEXT", "from what; kept with the position and in the history", false},
    {0},
};

const struct ter_command ter_command_place = {
    .name = "place",
    .usage = "LAYER CODE LON,LAT",
    .summary = "give one record its position by hand",
    .options = own_options,
    .details =
        "The position is in degrees of the register's reference system, longitude first. No geocoding and no "
        "import moves it again.",
    .examples = "terrier place hydrant H-000012 111.1612,40.7305 --uncertainty 5 --note \"handheld GPS\"\n"
                "terrier place hydrant H-000012 111.1680,40.7320 --datum gcj02 --note \"phone map\"",
    .min_words = 3,
    .max_words = 3,
    .run = run,
};

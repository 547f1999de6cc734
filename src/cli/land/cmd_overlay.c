/* Owns `terrier overlay`: how much of each record lies in the areas of another layer or a file. */
#include "base/map.h"
#include "base/progress.h"
#include "base/text.h"
#include "cli/records/filter.h"
#include "cli/records/region.h"
#include "land/overlay/overlay_run.h"
#include "land/overlay/piece.h"
#include "land_rows.h"
#include "overlay_areas.h"
#include "overlay_groups.h"
#include "registry/meanwhile.h"
#include "registry/store.h"
#include "superseded.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct ter_land_column pair_columns[] = {
    {"code", TER_FIELD_TEXT, {"record", "记录"}, "CODE", 0, NULL},
    {"area", TER_FIELD_TEXT, {"area", "区域"}, "AREA", 0, NULL},
    {"area_m2", TER_FIELD_REAL, {"record (m2)", "记录面积(平方米)"}, "AREA_M2", 2, NULL},
    {"inside_m2", TER_FIELD_REAL, {"inside (m2)", "区域内(平方米)"}, "INSIDE_M2", 2, NULL},
    {"inside_mu", TER_FIELD_REAL, {"inside (mu)", "区域内(亩)"}, "INSIDE_MU", 4, NULL},
    {"share", TER_FIELD_REAL, {"share (%)", "占比(%)"}, "SHARE", 2, NULL},
    {0},
};
static const struct ter_land_sheet pair_sheet = {
    "overlay", {"Overlay", "叠加分析"}, pair_columns, 0, TER_GEOMETRY_NONE};
static const struct ter_land_sheet drawn_sheet = {
    "overlay", {"Overlay", "叠加分析"}, pair_columns, 0, TER_MULTIPOLYGON};

struct written {
    int64_t id;
    double area_m2;
};

struct overlay {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_overlay_areas areas;
    struct ter_land_rows *rows;
    struct ter_overlay_groups *groups; /* NULL: each pair */
    struct ter_pieces *pieces;         /* NULL: shapes are not asked for */
    struct ter_buf piece;
    double min_m2;
    const struct ter_field *write;
    struct ter_meanwhile meanwhile;
    struct written *written; /* what is to be stored */
    size_t written_count, written_capacity;
    struct ter_strings notes;
    int64_t records, touched, without, broken, small, superseded;
    double area_m2, inside_m2, pairs_m2; /* sums: of the records, inside, of all pairs */
};

static void overlay_free(struct overlay *overlay)
{
    ter_overlay_areas_free(&overlay->areas);
    ter_land_rows_close(overlay->rows);
    ter_overlay_groups_close(overlay->groups);
    ter_pieces_close(overlay->pieces);
    ter_buf_free(&overlay->piece);
    free(overlay->written);
    ter_strings_free(&overlay->notes);
}

/* The shape of the shared part, where a map is asked for. */
static struct ter_wkb piece_of(
    struct overlay *overlay, const struct ter_overlay_row *row, const struct ter_overlay_part *part)
{
    struct ter_wkb none = {NULL, 0};
    if (!overlay->pieces || !ter_pieces_cut(overlay->pieces, row->shape,
                                ter_overlay_area_shape(&overlay->areas, part->area), &overlay->piece))
        return none;
    return (struct ter_wkb){(const uint8_t *)overlay->piece.data, overlay->piece.size};
}

static bool add_pair(struct overlay *overlay, const struct ter_overlay_row *row,
    const struct ter_overlay_part *part, struct ter_error *err)
{
    overlay->pairs_m2 += part->area_m2;
    if (part->area_m2 < overlay->min_m2) {
        overlay->small++;
        return true;
    }
    if (overlay->groups)
        return true;
    const struct ter_value values[] = {
        ter_value_text(row->code),
        ter_value_text(overlay->areas.codes.items[part->area]),
        ter_land_m2(row->parts.area_m2),
        ter_land_m2(part->area_m2),
        ter_land_mu(part->area_m2),
        ter_land_rounded(100 * part->area_m2 / row->parts.area_m2, 4),
    };
    return ter_land_rows_add(overlay->rows, values, piece_of(overlay, row, part), err);
}

/* Only what changes is stored. */
static void keep_written(struct overlay *overlay, const struct ter_overlay_row *row, struct ter_value old)
{
    double rounded = round(row->parts.inside_m2 * 100) / 100;
    if (ter_value_equal(old, ter_value_real(rounded)))
        return;
    overlay->written = ter_grow(
        overlay->written, &overlay->written_capacity, overlay->written_count + 1, sizeof *overlay->written);
    overlay->written[overlay->written_count++] = (struct written){row->id, rounded};
}

static bool take_row(void *user, const struct ter_overlay_row *row, struct ter_error *err)
{
    struct overlay *overlay = user;
    overlay->without += !row->shape.data;
    overlay->broken += row->broken;
    if (!row->shape.data || row->broken)
        return true;
    overlay->records++;
    overlay->touched += row->parts.count > 0;
    overlay->area_m2 += row->parts.area_m2;
    overlay->inside_m2 += row->parts.inside_m2;
    for (size_t i = 0; i < row->parts.count; i++)
        if (!add_pair(overlay, row, &row->parts.items[i], err))
            return false;
    if (overlay->groups)
        ter_overlay_groups_add(overlay->groups, row->extra[1], &row->parts);
    if (overlay->write)
        keep_written(overlay, row, row->extra[0]);
    return true;
}

static bool measure(struct overlay *overlay, struct ter_error *err)
{
    TER_AUTO(ter_area_close) struct ter_area *region = NULL;
    struct ter_filter_args filter;
    struct ter_ellipsoid ellipsoid;
    size_t code = overlay->layer->role[TER_ROLE_CODE];
    struct ter_overlay_run run = {
        .registry = overlay->registry,
        .layer = overlay->layer,
        .filter = &filter.filter,
        .tiles = overlay->areas.tiles,
        .ellipsoid = &ellipsoid,
        .extra = {overlay->write ? ter_layer_field_index(overlay->layer, overlay->write) : code,
            overlay->groups ? ter_overlay_groups_field(overlay->groups) : code},
        .extra_count = 2,
        .each = take_row,
        .user = overlay,
        .every = ter_superseded_wanted(overlay->args),
        .ret_superseded = &overlay->superseded,
    };
    return ter_filter_from_args(overlay->args, overlay->layer, &filter, err) &&
           ter_region_from_args(overlay->registry, overlay->args, &filter.filter, &region, err) &&
           ter_ellipsoid_open(ter_registry_epsg(overlay->registry), &ellipsoid, err) &&
           ter_overlay_run(&run, err);
}

static bool store(struct overlay *overlay, struct ter_error *err)
{
    TER_AUTO_FREE char *note = ter_format("inside %s", overlay->areas.name);
    struct ter_write_context context = {.tool = "overlay", .note = note};
    if (!overlay->written_count)
        return true;
    if (!ter_registry_begin(overlay->registry, &context, err))
        return false;
    __attribute__((cleanup(ter_progress_end))) struct ter_progress progress;
    bool done = ter_meanwhile_write(overlay->registry, &overlay->meanwhile, err);
    ter_progress_begin(&progress, "storing", (int64_t)overlay->written_count);
    for (size_t i = 0; done && i < overlay->written_count; i++) {
        ter_progress_update(&progress, (int64_t)i);
        const struct ter_change change = {ter_layer_field_index(overlay->layer, overlay->write),
            ter_value_real(overlay->written[i].area_m2)};
        int64_t id = overlay->written[i].id;
        done = ter_interrupt_check(err) &&
               ter_meanwhile_unchanged(overlay->registry, &overlay->meanwhile, overlay->layer, id, err) &&
               ter_store_update(overlay->registry, overlay->layer, id, &change, 1, NULL, err);
    }
    if (done && ter_registry_commit(overlay->registry, err))
        return true;
    ter_registry_rollback(overlay->registry);
    return false;
}

static void say_totals(const struct overlay *overlay)
{
    const struct ter_args *args = overlay->args;
    bool zh = ter_args_lang(args, overlay->registry) == TER_ZH;
    ter_say(args, "records: %lld, %.2f m2; %lld of them lie in %s in part or whole",
        (long long)overlay->records, overlay->area_m2, (long long)overlay->touched, overlay->areas.name);
    ter_say(args, "inside: %.2f m2 (%.4f mu), counted once where areas overlap each other",
        overlay->inside_m2, ter_mu_from_m2(overlay->inside_m2));
    double twice_m2 = overlay->pairs_m2 - overlay->inside_m2;
    if (twice_m2 > 0.005)
        ter_say(args, "  areas of %s overlap each other: the sum of all pairs is %.2f m2 more",
            overlay->areas.name, twice_m2);
    if (overlay->small)
        ter_say(args, "  %lld parts under %g m2 are not listed", (long long)overlay->small, overlay->min_m2);
    if (overlay->without)
        ter_say(args, "  records without a shape: %lld", (long long)overlay->without);
    if (overlay->broken)
        ter_say(args, "  records whose shape cannot be measured: %lld", (long long)overlay->broken);
    if (overlay->areas.without + overlay->areas.broken)
        ter_say(args, "  areas of %2$s without a usable shape: %1$zu",
            overlay->areas.without + overlay->areas.broken, overlay->areas.name);
    ter_superseded_say(args, overlay->layer, zh ? TER_ZH : TER_EN, overlay->superseded);
    if (overlay->areas.superseded && overlay->areas.layer != overlay->layer)
        ter_superseded_say(args, overlay->areas.layer, zh ? TER_ZH : TER_EN, overlay->areas.superseded);
    if (overlay->write)
        ter_say(args, "  %s: %zu records changed", overlay->write->name, overlay->written_count);
    for (size_t i = 0; i < overlay->notes.count; i++)
        ter_say(args, "  %s", overlay->notes.items[i]);
    ter_land_rows_say(overlay->rows);
}

static bool read_write_field(struct overlay *overlay, struct ter_error *err)
{
    const char *name = ter_args_value(overlay->args, "store");
    if (!name)
        return true;
    if (ter_args_value(overlay->args, "as-of"))
        return ter_fail(err, TER_USAGE, "--store stores what is so today; leave out --as-of");
    if (!ter_layer_need_field(overlay->layer, name, &overlay->write, err))
        return ter_wrap(err, "--store");
    if (overlay->write->type != TER_FIELD_REAL || overlay->write->domain || overlay->write->automatic)
        return ter_fail(err, TER_USAGE, "--store %s: is no field for an area in square metres", name);
    return true;
}

static bool wants_shapes(const struct ter_args *args)
{
    return ter_args_value(args, "to") || args->format == TER_FORMAT_GEOJSON;
}

static bool open_rows(struct overlay *overlay, struct ter_error *err)
{
    const char *by = ter_args_value(overlay->args, "by");
    const struct ter_land_sheet *sheet = &pair_sheet;
    if (by) {
        if (!ter_overlay_groups_open(
                overlay->layer, by, ter_args_lang(overlay->args, overlay->registry), &overlay->groups, err))
            return ter_wrap(err, "--by");
        if (overlay->args->format == TER_FORMAT_GEOJSON)
            return ter_fail(err, TER_USAGE, "--by gives sums, which have no shapes: not as geojson");
        sheet = &ter_overlay_groups_sheet;
    } else if (wants_shapes(overlay->args)) {
        overlay->pieces = ter_pieces_open();
        sheet = &drawn_sheet;
    }
    return ter_land_rows_open(overlay->args, overlay->registry, sheet, &overlay->rows, err);
}

static bool run_overlay(struct overlay *overlay, struct ter_error *err)
{
    enum ter_lang lang = ter_args_lang(overlay->args, overlay->registry);
    overlay->areas.every = ter_args_switch(overlay->args, "all");
    overlay->areas.keep_shapes = wants_shapes(overlay->args) && !ter_args_value(overlay->args, "by");
    if (overlay->layer->geometry != TER_POLYGON && overlay->layer->geometry != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "layer %s holds no areas", overlay->layer->name);
    if (!ter_args_number(overlay->args, "min-area", 0, 1e15, 0, &overlay->min_m2, err) ||
        !read_write_field(overlay, err) || !open_rows(overlay, err) ||
        !ter_meanwhile_read(overlay->registry, &overlay->meanwhile, err) ||
        !ter_overlay_areas_read(overlay->registry, overlay->args->words[1],
            ter_args_switch(overlay->args, "in-force"), lang, &overlay->areas, &overlay->notes, err) ||
        !measure(overlay, err) ||
        (overlay->groups && !ter_overlay_groups_write(overlay->groups, overlay->rows, err)) ||
        !ter_land_rows_commit(overlay->rows, err) || !store(overlay, err))
        return false;
    say_totals(overlay);
    return true;
}

static bool overlay(const struct ter_args *args, bool *ret_attention, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    __attribute__((cleanup(overlay_free))) struct overlay overlay = {.args = args};
    if (!ter_args_open(args, ter_args_value(args, "store") ? TER_WRITE : TER_READ, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &overlay.layer, err))
        return false;
    overlay.registry = registry;
    if (!run_overlay(&overlay, err))
        return false;
    *ret_attention = overlay.broken || overlay.areas.broken;
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    bool attention = false;
    if (!overlay(args, &attention, err)) {
        ter_wrap(err, "overlay %s %s", args->words[0], args->words[1]);
        return ter_exit_for(err);
    }
    return attention ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    {"min-area", "M2", "list no part smaller than so many square metres (sums count all)", false},
    {"by", "FIELD", "sums by this field of LAYER, counted once; by code: one row a record", false},
    {"in-force", NULL, "only areas in a status in which they count (layer show names them)", false},
    {"store", "FIELD", "store what lies inside, in m2, in this field of LAYER", false},
    {"to", "FILE", "write a file (.gpkg, .geojson, .shp, .csv), with the parts' shapes", false},
    TER_MEASURED_OPTIONS,
    {"as-of", "DATE", "records as they stood at the end of that day", false},
    {0},
};

const struct ter_command ter_command_overlay = {
    .name = "overlay",
    .usage = "LAYER LAYER|FILE[:SRC_LAYER]",
    .summary = "how much of each record lies in the areas of another layer",
    .options = options,
    .formats = "table json csv geojson",
    .details =
        "One row for each record and each area that have land in common: how many square metres and mu of\n"
        "the record lie in it, on the ellipsoid, and what share that is. Filters choose among the records\n"
        "of the first layer. With --by the rows are sums by a field, where land that several areas share\n"
        "counts once; --by code gives one row for each record that has land inside.\n"
        "\n"
        "--store farmland_m2 stores each record's sum, 0 included, and history keeps what was there. Exit "
        "code 3\n"
        "says that a shape could not be measured, so that land is missing from the sums.",
    .examples = "terrier overlay land_use farmland.gpkg --by code --store farmland_m2\n"
                "terrier overlay land_use grazing_ban --in-force --min-area 1\n"
                "terrier overlay grazing_ban township --by kind --format csv\n"
                "terrier overlay land_use plan.gpkg:build_zone --to parts.gpkg",
    .min_words = 2,
    .max_words = 2,
    .run = run,
};

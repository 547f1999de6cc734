/* Owns `terrier area`: the areas of records on the ellipsoid, beside those stated, adjusted to a control
 * area. */
#include "base/progress.h"
#include "cli/records/filter.h"
#include "cli/records/region.h"
#include "land/area/adjust.h"
#include "land/area/stated.h"
#include "land/overlay/overlay_run.h"
#include "land_rows.h"
#include "registry/meanwhile.h"
#include "registry/store.h"
#include "superseded.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char field_name[] = TER_AREA_FIELD;

/* What may be missing to a control area and still be shared out, in per cent: rounding and areas in the plane
 * make up a tenth of that. Where it is more, a patch is missing or the control area is that of other land. */
static const double most_residual = 1;

static const struct ter_land_column columns[] = {
    {"code", TER_FIELD_TEXT, {"record", "记录"}, "CODE", 0, NULL},
    {"area_m2", TER_FIELD_REAL, {"area (m2)", "椭球面积(平方米)"}, "AREA_M2", 2, NULL},
    {"area_mu", TER_FIELD_REAL, {"area (mu)", "椭球面积(亩)"}, "AREA_MU", 4, NULL},
    {"stated_m2", TER_FIELD_REAL, {"stated (m2)", "登记面积(平方米)"}, "STATED_M2", 2, NULL},
    {"difference_m2", TER_FIELD_REAL, {"more than stated (m2)", "与登记相差(平方米)"}, "DIFF_M2", 2, NULL},
    {"adjusted_m2", TER_FIELD_REAL, {"adjusted (m2)", "平差后面积(平方米)"}, "ADJUST_M2", 2, NULL},
    {"adjusted_mu", TER_FIELD_REAL, {"adjusted (mu)", "平差后面积(亩)"}, "ADJUST_MU", 4, NULL},
    {0},
};
static const struct ter_land_sheet sheet = {"areas", {"Areas", "面积"}, columns, 0, TER_GEOMETRY_NONE};

struct measured {
    int64_t id;
    char *code;
    double area_m2, stated_m2; /* stated: NaN where there is none */
    int64_t hundredths;        /* as it is stored: rounded, and adjusted */
};

struct areas {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    const struct ter_field *field; /* NULL: the layer keeps no areas */
    struct ter_land_rows *rows;
    struct ter_meanwhile meanwhile;
    struct measured *items;
    size_t count, capacity;
    int64_t control;                 /* in hundredths; 0: none */
    int64_t before;                  /* the sum before it was adjusted, in hundredths */
    double tolerance, most_residual; /* per cent */
    int64_t without, broken, differing, stored, superseded;
};

static void areas_free(struct areas *areas)
{
    for (size_t i = 0; i < areas->count; i++)
        free(areas->items[i].code);
    free(areas->items);
    ter_land_rows_close(areas->rows);
}

static bool take_row(void *user, const struct ter_overlay_row *row, struct ter_error *err)
{
    struct areas *areas = user;
    (void)err;
    areas->without += !row->shape.data;
    areas->broken += row->broken;
    if (!row->shape.data || row->broken)
        return true;
    areas->items = ter_grow(areas->items, &areas->capacity, areas->count + 1, sizeof *areas->items);
    areas->items[areas->count++] = (struct measured){
        .id = row->id,
        .code = ter_strdup(row->code),
        .area_m2 = row->parts.area_m2,
        .stated_m2 = areas->field ? ter_value_number(row->extra[0], (double)NAN) : (double)NAN,
        .hundredths = ter_area_hundredths(row->parts.area_m2),
    };
    return true;
}

static bool measure(struct areas *areas, struct ter_error *err)
{
    TER_AUTO(ter_area_close) struct ter_area *region = NULL;
    TER_AUTO(ter_tiles_close) struct ter_tiles *none = ter_tiles_open();
    struct ter_filter_args filter;
    struct ter_ellipsoid ellipsoid;
    struct ter_overlay_run run = {
        .registry = areas->registry,
        .layer = areas->layer,
        .filter = &filter.filter,
        .tiles = none,
        .ellipsoid = &ellipsoid,
        .extra = {areas->field ? ter_layer_field_index(areas->layer, areas->field) : 0},
        .extra_count = 1,
        .each = take_row,
        .user = areas,
        .every = ter_superseded_wanted(areas->args),
        .ret_superseded = &areas->superseded,
    };
    ter_tiles_seal(none);
    return ter_meanwhile_read(areas->registry, &areas->meanwhile, err) &&
           ter_filter_from_args(areas->args, areas->layer, &filter, err) &&
           ter_region_from_args(areas->registry, areas->args, &filter.filter, &region, err) &&
           ter_ellipsoid_open(ter_registry_epsg(areas->registry), &ellipsoid, err) &&
           ter_overlay_run(&run, err);
}

static double residual_percent(const struct areas *areas)
{
    return 100 * (double)(areas->control - areas->before) / (double)areas->before;
}

static bool is_far_off(const struct areas *areas)
{
    return areas->control && !(fabs(residual_percent(areas)) <= areas->most_residual);
}

static bool adjust(struct areas *areas, struct ter_error *err)
{
    TER_AUTO_FREE int64_t *hundredths = ter_alloc((areas->count + 1) * sizeof *hundredths);
    for (size_t i = 0; i < areas->count; i++)
        areas->before += hundredths[i] = areas->items[i].hundredths;
    if (!areas->control)
        return true;
    if (!ter_adjust(hundredths, areas->count, areas->control, err))
        return ter_wrap(err, "--control");
    for (size_t i = 0; i < areas->count; i++)
        areas->items[i].hundredths = hundredths[i];
    return true;
}

static bool differs(const struct areas *areas, const struct measured *item)
{
    return ter_stated_differs(item->area_m2, item->stated_m2, areas->tolerance);
}

static bool add_rows(struct areas *areas, struct ter_error *err)
{
    for (size_t i = 0; i < areas->count; i++) {
        const struct measured *item = &areas->items[i];
        double adjusted_m2 = areas->control ? (double)item->hundredths / 100 : (double)NAN;
        double area_m2 = (double)ter_area_hundredths(item->area_m2) / 100;
        areas->differing += differs(areas, item);
        if (ter_args_switch(areas->args, "differing") && !differs(areas, item))
            continue;
        const struct ter_value values[] = {
            ter_value_text(item->code),
            ter_land_m2(area_m2),
            ter_land_mu(area_m2),
            ter_land_m2(item->stated_m2),
            ter_land_m2(area_m2 - item->stated_m2),
            ter_land_m2(adjusted_m2),
            ter_land_mu(adjusted_m2),
        };
        if (!ter_land_rows_add(areas->rows, values, (struct ter_wkb){NULL, 0}, err))
            return false;
    }
    return ter_land_rows_commit(areas->rows, err);
}

/* An area of what somebody has redrawn or measured meanwhile must not be stored, nor one shared out beside
 * it. */
static bool check_unchanged(struct areas *areas, struct ter_error *err)
{
    if (!ter_meanwhile_write(areas->registry, &areas->meanwhile, err))
        return false;
    for (size_t i = 0; i < areas->count; i++)
        if (!ter_meanwhile_unchanged(
                areas->registry, &areas->meanwhile, areas->layer, areas->items[i].id, err))
            return false;
    return true;
}

static bool store_all(struct areas *areas, struct ter_error *err)
{
    bool replace = ter_args_switch(areas->args, "replace");
    size_t field = ter_layer_field_index(areas->layer, areas->field);
    __attribute__((cleanup(ter_progress_end))) struct ter_progress progress;
    ter_progress_begin(&progress, "storing", (int64_t)areas->count);
    for (size_t i = 0; i < areas->count; i++) {
        const struct measured *item = &areas->items[i];
        ter_progress_update(&progress, (int64_t)i);
        if (!ter_interrupt_check(err))
            return false;
        double area_m2 = (double)item->hundredths / 100;
        if (item->stated_m2 == area_m2 || (!isnan(item->stated_m2) && !replace))
            continue;
        const struct ter_change change = {field, ter_value_real(area_m2)};
        if (!ter_store_update(areas->registry, areas->layer, item->id, &change, 1, NULL, err))
            return ter_wrap(err, "%s", item->code);
        areas->stored++;
    }
    return true;
}

static bool store(struct areas *areas, struct ter_error *err)
{
    struct ter_write_context context = {
        .tool = "area", .note = areas->control ? "adjusted to a control area" : NULL};
    if (!ter_args_switch(areas->args, "write") || is_far_off(areas))
        return true;
    if (!ter_registry_begin(areas->registry, &context, err))
        return false;
    if (check_unchanged(areas, err) && store_all(areas, err) && ter_registry_commit(areas->registry, err))
        return true;
    ter_registry_rollback(areas->registry);
    return false;
}

static void say_control(const struct areas *areas)
{
    double residual_m2 = (double)(areas->control - areas->before) / 100;
    ter_say(areas->args, "adjusted to %.2f m2: %.2f m2 (%.1f ppm) shared out; the sum is exact",
        (double)areas->control / 100, residual_m2, 1e4 * residual_percent(areas));
    if (is_far_off(areas))
        ter_say(areas->args,
            "  that is %.2f %%, more than %g %%, and nothing is stored: see whether the control area is "
            "that of these records; --residual allows more",
            residual_percent(areas), areas->most_residual);
}

static void say_totals(const struct areas *areas)
{
    const struct ter_args *args = areas->args;
    ter_say(args, "records: %zu, %.2f m2 (%.4f mu)", areas->count, (double)areas->before / 100,
        (double)ter_mu_from_hundredths(areas->before, 4) / 1e4);
    if (areas->control)
        say_control(areas);
    if (areas->differing)
        ter_say(args, "stated otherwise, by more than %2$g %%: %1$lld", (long long)areas->differing,
            areas->tolerance);
    if (areas->without)
        ter_say(args, "records without a shape: %lld", (long long)areas->without);
    if (areas->broken)
        ter_say(args, "records whose shape cannot be measured: %lld", (long long)areas->broken);
    if (ter_args_switch(args, "write"))
        ter_say(args, "%s: %lld records changed", field_name, (long long)areas->stored);
    ter_superseded_say(args, areas->layer, ter_args_lang(args, areas->registry), areas->superseded);
    ter_land_rows_say(areas->rows);
}

/* "277.9 mu", "277.9亩", "185000 m2", "185000". */
static bool read_control(struct areas *areas, struct ter_error *err)
{
    static const double most_m2 = 1e15;
    const char *text = ter_args_value(areas->args, "control");
    if (!text)
        return true;
    char *end;
    double number = strtod(text, &end);
    end += strspn(end, " ");
    bool mu = strcmp(end, "mu") == 0 || strcmp(end, "亩") == 0;
    if (end == text || !(mu || strcmp(end, "m2") == 0 || !*end) || !(number > 0 && number < most_m2))
        return ter_fail(err, TER_USAGE, "--control \"%s\" is no area; write 185266.67 (m2) or 277.9mu", text);
    areas->control = ter_area_hundredths(mu ? ter_m2_from_mu(number) : number);
    return true;
}

static bool check_request(struct areas *areas, struct ter_error *err)
{
    const struct ter_args *args = areas->args;
    areas->field = ter_layer_field(areas->layer, field_name);
    if (areas->layer->geometry != TER_POLYGON && areas->layer->geometry != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "layer %s holds no areas", areas->layer->name);
    if (areas->field && areas->field->type != TER_FIELD_REAL)
        areas->field = NULL;
    if (ter_args_switch(args, "write") && !areas->field)
        return ter_fail(err, TER_USAGE, "--write: layer %s has no field %s", areas->layer->name, field_name);
    if (ter_args_switch(args, "write") && ter_args_value(args, "as-of"))
        return ter_fail(err, TER_USAGE, "--write stores what is so today; leave out --as-of");
    if (ter_args_switch(args, "replace") && !ter_args_switch(args, "write"))
        return ter_fail(err, TER_USAGE, "--replace goes with --write");
    if (ter_args_value(args, "residual") && !ter_args_value(args, "control"))
        return ter_fail(err, TER_USAGE, "--residual goes with --control");
    return ter_args_number(args, "residual", 0, 1e6, most_residual, &areas->most_residual, err) &&
           ter_args_number(args, "tolerance", 0, 100, TER_STATED_TOLERANCE, &areas->tolerance, err) &&
           read_control(areas, err);
}

static bool area(const struct ter_args *args, bool *ret_attention, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    __attribute__((cleanup(areas_free))) struct areas areas = {.args = args};
    if (!ter_args_open(args, ter_args_switch(args, "write") ? TER_WRITE : TER_READ, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &areas.layer, err))
        return false;
    areas.registry = registry;
    if (!check_request(&areas, err) || !ter_land_rows_open(args, registry, &sheet, &areas.rows, err) ||
        !measure(&areas, err) || !adjust(&areas, err) || !add_rows(&areas, err) || !store(&areas, err))
        return false;
    say_totals(&areas);
    *ret_attention = areas.differing || areas.broken || is_far_off(&areas);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    bool attention = false;
    if (!area(args, &attention, err)) {
        ter_wrap(err, "area %s", args->words[0]);
        return ter_exit_for(err);
    }
    return attention ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    {"control", "AREA", "adjust the areas so that they add up to this: 185266.67 (m2) or 277.9mu", false},
    {"residual", "PERCENT", "what --control may be off by for areas to be stored (default 1)", false},
    {"write", NULL, "store the areas in area_m2 of records that state none", false},
    {"replace", NULL, "with --write: also of those that state another", false},
    {"tolerance", "PERCENT", "what a stated area may be off by (default 0.1)", false},
    {"differing", NULL, "list only records that state another area", false},
    {"to", "FILE", "write a file (.csv, .xlsx, .json …) in place of the table", false},
    TER_MEASURED_OPTIONS,
    {"as-of", "DATE", "records as they stood at the end of that day", false},
    {0},
};

const struct ter_command ter_command_area = {
    .name = "area",
    .usage = "LAYER",
    .summary = "areas on the ellipsoid, adjusted to a control area where one is given",
    .options = options,
    .formats = "table json csv",
    .details =
        "Areas by the formula of the national land survey, in square metres and mu (1 mu is 2000/3 m2),\n"
        "beside what the records state in area_m2; a difference above the tolerance ends with exit code 3.\n"
        "\n"
        "--control shares what is missing out over the records that the filters leave: in hundredths of a\n"
        "square metre, by size, the rest to the largest first. The adjusted areas add up to it exactly. "
        "Where it\n"
        "is off by more than --residual, that is said, nothing is stored, and the exit code is 3.\n"
        "\n"
        "A shape that was redrawn elsewhere, in QGIS for example, leaves its stated area behind: "
        "--differing\n"
        "finds it, --write --replace measures it again.",
    .examples = "terrier area land_use --write\n"
                "terrier area land_use --differing --tolerance 1\n"
                "terrier area land_use --where \"village = '王家村'\" --control 277.9mu --write --replace",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};

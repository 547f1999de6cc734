/* Owns `terrier import --positions`: the rows of a survey, read as a key, a position and a radius. Knows
 * nothing of what a position may replace. */
#include "import_positions.h"

#include "base/json.h"
#include "base/messages.h"
#include "base/progress.h"
#include "import_request.h"
#include "registry/survey.h"
#include "rejects.h"

#include <string.h>

enum { KEY, METHOD, RADIUS, VIEW_FIELDS };

/* All that a survey may say of a record, as a layer of its own: other columns have no field there. */
struct view {
    struct ter_layer layer;
    struct ter_field fields[VIEW_FIELDS];
    struct ter_strings radius_headings;
};

static void view_free(struct view *view)
{
    ter_strings_free(&view->radius_headings);
}

/* Headings of a radius in the files of receivers and phones, beside the layer's own. */
static const char *const receiver_headings[] = {
    "accuracy", "horizontal accuracy", "hacc", "精度", "水平精度"};

static void add_receiver_headings(struct view *view)
{
    struct ter_strings *own = &view->fields[RADIUS].aliases;
    for (size_t i = 0; i < own->count; i++)
        ter_strings_add(&view->radius_headings, own->items[i]);
    for (size_t i = 0; i < sizeof receiver_headings / sizeof *receiver_headings; i++)
        ter_strings_add(&view->radius_headings, receiver_headings[i]);
    *own = view->radius_headings;
}

static void make_view(const struct ter_layer *layer, const struct ter_field *key, struct view *view)
{
    *view = (struct view){.layer = *layer};
    view->fields[KEY] = *key;
    view->fields[KEY].automatic = view->fields[KEY].required = false; /* it is looked up, not written */
    view->fields[METHOD] = layer->fields[layer->role[TER_ROLE_METHOD]];
    view->fields[METHOD].automatic = true; /* it is "surveyed", whatever the file says */
    view->fields[RADIUS] = layer->fields[layer->role[TER_ROLE_UNCERTAINTY_M]];
    view->fields[RADIUS].required = false;
    add_receiver_headings(view);
    view->layer.fields = view->fields;
    view->layer.field_count = VIEW_FIELDS;
    for (size_t i = 0; i < TER_ROLE_COUNT; i++)
        view->layer.role[i] = SIZE_MAX;
    view->layer.role[TER_ROLE_METHOD] = METHOD;
    view->layer.role[TER_ROLE_UNCERTAINTY_M] = RADIUS;
}

static bool choose_key(const struct ter_args *args, const struct ter_layer *layer,
    const struct ter_field **ret_key, struct ter_error *err)
{
    const char *name = ter_args_value(args, "key");
    *ret_key = &layer->fields[layer->role[TER_ROLE_CODE]];
    if (name && !ter_layer_need_field(layer, name, ret_key, err))
        return ter_wrap(err, "--key");
    if (*ret_key == &layer->fields[layer->role[TER_ROLE_UNCERTAINTY_M]])
        return ter_fail(err, TER_USAGE, "--key %s: a radius tells no record from another", name);
    return true;
}

static bool check_set(const struct ter_layer *layer, const struct ter_map_options *map, struct ter_error *err)
{
    const char *radius = layer->fields[layer->role[TER_ROLE_UNCERTAINTY_M]].name;
    for (size_t i = 0; i < map->set_count; i++)
        if (strcmp(map->set[i].field, radius) != 0)
            return ter_fail(
                err, TER_USAGE, "--set %s: with --positions only %s can be set", map->set[i].field, radius);
    return true;
}

static bool open_mapping(const struct view *view, struct ter_reader *reader,
    const struct ter_import_request *request, struct ter_mapping **ret_mapping, struct ter_error *err)
{
    const char *key = view->fields[KEY].name;
    TER_AUTO(ter_mapping_close) struct ter_mapping *mapping = NULL;
    if (!ter_mapping_open(&view->layer, &reader->info, &request->map, &mapping, err))
        return false;
    if (!ter_mapping_given(mapping)[KEY])
        return ter_fail(err, TER_USAGE,
            "no column gives %s, by which records are known; name it with --map %s=COLUMN, or choose another "
            "--key",
            key, key);
    if (!ter_mapping_has_geometry(mapping))
        return ter_fail(err, TER_USAGE,
            "no columns give positions; name them with --map longitude=COLUMN --map latitude=COLUMN");
    *ret_mapping = mapping;
    mapping = NULL;
    return true;
}

static void stage_row(
    struct ter_survey *survey, const struct ter_mapped_row *row, struct ter_rejects *rejects)
{
    struct ter_lonlat at;
    const struct ter_value *values = row->record.values;
    double uncertainty_m = ter_value_number(values[RADIUS], 0);
    if (values[KEY].type == TER_VALUE_NULL)
        ter_rejects_add(rejects, row->number, NULL, NULL, "the key is empty");
    else if (!ter_wkb_to_point(row->record.geometry, &at))
        ter_rejects_add(rejects, row->number, NULL, NULL, "there is no position in this row");
    else if (!(uncertainty_m > 0))
        ter_rejects_add(rejects, row->number, NULL, NULL, "the radius must be above 0 m");
    else
        ter_survey_add(survey, row->number, values[KEY], at, uncertainty_m);
}

static bool stage_rows(struct ter_reader *reader, struct ter_mapping *mapping, struct ter_survey *survey,
    struct ter_rejects *rejects, int64_t *ret_rows, struct ter_error *err)
{
    const struct ter_source_row *row;
    for (*ret_rows = 0;; ++*ret_rows) {
        const struct ter_mapped_row *mapped;
        const struct ter_reject *reject;
        if (!ter_interrupt_check(err) || !reader->next(reader, &row, err))
            return false;
        if (!row)
            return true;
        ter_mapping_apply(mapping, row, &mapped, &reject);
        if (reject)
            ter_rejects_add(rejects, reject->number, reject->column, reject->value, reject->reason);
        else
            stage_row(survey, mapped, rejects);
    }
}

static void reject_stored(void *user, int64_t row, const char *reason)
{
    ter_rejects_add(user, row, NULL, NULL, reason);
}

static bool report(const struct ter_args *args, int64_t rows, int64_t rejected,
    const struct ter_survey_result *result, struct ter_error *err)
{
    bool dry_run = ter_args_switch(args, "dry-run");
    ter_say(args, "%s%s: %lld position%s read from %s: %lld placed, %lld unchanged, %lld rejected",
        dry_run ? ter_message("dry run, nothing was stored: ") : "", args->words[0], (long long)rows,
        ter_plural(rows), args->words[1], (long long)result->placed, (long long)result->unchanged,
        (long long)rejected);
    ter_import_say_count(args, result->kept, "left where a better survey (a smaller radius) put them");
    if (args->format != TER_FORMAT_JSON)
        return true;
    TER_AUTO(ter_json_free)
    json_t *json = json_pack("{s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:I}", "layer", args->words[0], "file",
        args->words[1], "dry_run", dry_run, "rows", (json_int_t)rows, "placed", (json_int_t)result->placed,
        "unchanged", (json_int_t)result->unchanged, "kept_surveyed", (json_int_t)result->kept, "rejected",
        (json_int_t)rejected);
    if (!ter_json_write(json, stdout, err))
        return false;
    putchar('\n');
    return true;
}

enum ter_exit ter_import_positions(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    __attribute__((cleanup(view_free))) struct view view = {0};
    TER_AUTO(ter_mapping_close) struct ter_mapping *mapping = NULL;
    TER_AUTO(ter_survey_close) struct ter_survey *survey = NULL;
    TER_AUTO_REJECTS struct ter_rejects rejects = {0};
    TER_AUTO_IMPORT_REQUEST struct ter_import_request request = {0};
    struct ter_survey_result result;
    const struct ter_layer *layer;
    const struct ter_field *key;
    int64_t rows;
    if (!ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &layer, err) || !choose_key(args, layer, &key, err) ||
        !ter_import_request_open(args, registry, layer, &request, &reader, err) ||
        !check_set(layer, &request.map, err))
        return ter_exit_for(err);
    request.map.refuse_zero_radius = true; /* a survey that does not know its own is none */
    struct ter_source source = ter_import_source(&request);
    if (!ter_survey_open(registry, layer, ter_layer_field_index(layer, key), &source, &survey, err))
        return ter_exit_for(err);
    make_view(layer, key, &view);
    if (!open_mapping(&view, reader, &request, &mapping, err) ||
        !ter_rejects_begin(&rejects, registry, ter_args_value(args, "rejects"), request.file, err) ||
        !stage_rows(reader, mapping, survey, &rejects, &rows, err) ||
        !ter_survey_commit(
            survey, ter_args_switch(args, "dry-run"), rejects.count, reject_stored, &rejects, &result, err) ||
        !ter_rejects_commit(&rejects, err) || !report(args, rows, rejects.count, &result, err))
        return ter_exit_for(err);
    ter_mapping_finish(mapping);
    ter_import_say_rejects(args, &rejects);
    ter_import_say_notes(args, &reader->notes);
    ter_import_say_notes(args, ter_mapping_notes(mapping));
    return rejects.count ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

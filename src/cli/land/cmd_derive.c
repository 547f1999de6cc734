/* Owns `terrier derive`: a zone made from what has a name, stored with its recipe. */
#include "cli/records/record.h"
#include "derive_run.h"
#include "land/area/ellipsoid.h"

#include <string.h>

struct job {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_recipe recipe;
    struct ter_derive_values values;
    struct ter_derive_run run;
    char *code; /* of the new record; NULL: nothing was stored */
};

static void job_free(struct job *job)
{
    ter_recipe_free(&job->recipe);
    ter_derive_values_free(&job->values);
    ter_derive_run_free(&job->run);
    ter_auto_free_pointer(&job->code);
    ter_registry_close(job->registry);
}

static bool read_code(struct job *job, int64_t id, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    TER_AUTO_FREE char *where = ter_format("id = %lld", (long long)id);
    struct ter_filter filter = {.where = where};
    if (!ter_find_open(job->registry, job->layer, &filter, &cursor, err) ||
        !ter_find_next(cursor, &record, err))
        return false;
    if (!record)
        return ter_fail(err, TER_FAILED, "the new record cannot be found");
    job->code = ter_strdup(record->values[job->layer->role[TER_ROLE_CODE]].text);
    return true;
}

static bool store(struct job *job, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "derive", .note = ter_args_value(job->args, "note")};
    struct ter_wkb wkb = ter_derive_run_wkb(&job->run);
    int64_t id;
    if (!ter_registry_begin(job->registry, &context, err))
        return false;
    if (ter_store_insert(job->registry, job->layer, job->values.items, job->values.count, &wkb, &id, err) &&
        read_code(job, id, err) &&
        ter_derive_run_keep(&job->run, job->registry, job->layer, job->code, &job->recipe, err) &&
        ter_registry_commit(job->registry, err))
        return true;
    ter_registry_rollback(job->registry);
    return false;
}

static json_t *answer(const struct job *job)
{
    const struct ter_derived *derived = &job->run.derived;
    json_t *json = json_object(), *notes = json_array();
    for (size_t i = 0; i < job->run.notes.count; i++)
        json_array_append_new(notes, ter_json_string(job->run.notes.items[i]));
    ter_json_set(json, "layer", ter_json_string(job->layer->name));
    ter_json_set(json, "code", ter_json_string(job->code));
    ter_json_set(json, "dry_run", json_boolean(!job->code));
    ter_json_set(json, "status", ter_json_string(job->layer->initial_status));
    ter_json_set(json, "derived_from", ter_json_string(job->run.words.data));
    ter_json_set(json, "buffer_m", ter_json_number(ter_recipe_width_m(&job->recipe)));
    ter_json_set(json, "area_m2", ter_json_number(derived->area_m2));
    ter_json_set(json, "area_mu", ter_json_number(ter_mu_from_m2(derived->area_m2)));
    ter_json_set(json, "uncertainty_m", ter_json_number(ter_derive_run_uncertainty_m(&job->run, job->layer)));
    ter_json_set(json, "working_epsg", json_integer(derived->metric_epsg));
    ter_json_set(json, "sources", json_integer((json_int_t)job->run.sources.count));
    ter_json_set(json, "recipe", ter_recipe_json(&job->recipe));
    ter_json_set(json, "notes", notes);
    return json;
}

static void say(const struct job *job)
{
    const struct ter_args *args = job->args;
    const struct ter_derived *derived = &job->run.derived;
    if (job->code)
        ter_say(args, "%s %s (%s): %s", job->layer->name, job->code, job->layer->initial_status,
            job->run.words.data);
    else
        ter_say(args, "dry run, nothing was stored: %s: %s", job->layer->name, job->run.words.data);
    ter_say(args, "  %.2f m2 (%.2f mu) on the ellipsoid, from %zu source%s; widths laid off in EPSG:%d",
        derived->area_m2, ter_mu_from_m2(derived->area_m2), job->run.sources.count,
        ter_plural((int64_t)job->run.sources.count), derived->metric_epsg);
    ter_say(args, "  its edge may be off by %.0f m: the sources' own radius and the assumed width",
        ter_derive_run_uncertainty_m(&job->run, job->layer));
    if (ter_layer_field(job->layer, "confirmed_by"))
        ter_say(args, "  it stays %s until confirmed_by names the source that confirms it",
            job->layer->initial_status);
    for (size_t i = 0; i < job->run.notes.count; i++)
        ter_say(args, "  %s", job->run.notes.items[i]);
}

static bool print(const struct job *job, struct ter_error *err)
{
    say(job);
    if (job->args->format != TER_FORMAT_JSON)
        return true;
    TER_AUTO(ter_json_free) json_t *json = answer(job);
    if (!ter_json_write(json, stdout, err))
        return false;
    putchar('\n');
    return true;
}

static bool derive(struct job *job, struct ter_error *err)
{
    const struct ter_args *args = job->args;
    bool dry = ter_args_switch(args, "dry-run");
    if (!ter_args_open(args, dry ? TER_READ : TER_WRITE, &job->registry, err) ||
        !ter_registry_layer(job->registry, args->words[0], &job->layer, err))
        return false;
    if (job->layer->geometry != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "layer %s holds no areas: its geometries are of type %s",
            job->layer->name, ter_geometry_name(job->layer->geometry));
    if (!ter_derive_recipe_from_args(args, &job->recipe, err) ||
        !ter_derive_values_from_args(args, job->layer, &job->values, err) ||
        !ter_derive_run_do(job->registry, job->layer, NULL, &job->recipe, &job->run, err))
        return false;
    ter_derive_run_values(&job->run, &job->recipe, job->layer, &job->values);
    return (dry || store(job, err)) && print(job, err);
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(job_free))) struct job job = {.args = args};
    if (!derive(&job, err))
        ter_wrap(err, "derive %s", args->words[0]);
    return ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    TER_DERIVE_OPTIONS,
    {"kind", "KIND", "which kind of zone it is, in either language", false},
    {"name", "TEXT", "what the zone is called", false},
    {"set", "FIELD=VALUE", "any other field of the zone", true},
    {"note", "TEXT", "why; kept in the history", false},
    {"dry-run", NULL, "say what would come of it, store nothing", false},
    {0},
};

const struct ter_command ter_command_derive = {
    .name = "derive",
    .usage = "LAYER",
    .summary = "make a zone from roads, waters, villages, records or files",
    .options = own_options,
    .formats = "table json",
    .details =
        "The zone is the union of all sources, each with its --buffer round it (round ends and corners),\n"
        "without each --minus, inside each --clip. A width is an assumption of whoever gives it: lines and\n"
        "points without one are refused. In --minus and --clip a width is written behind: road:G110@12.\n"
        "\n"
        "--where of a layer is an SQL expression over its fields, of a file COLUMN=VALUE,VALUE* (also != < "
        "<=\n"
        "> >=), joined by \" and \". --clip county is the area of all townships; where only the gazetteer's\n"
        "circle is known, that is taken, and said.\n"
        "\n"
        "The new record is a draft; its boundary says that it was derived, from what, and how wide. How far\n"
        "its edge may be off is the worst of its sources' own radius and the width together. The recipe is\n"
        "stored: derive show tells it, derive again carries it out anew. docs/zones.md tells more.",
    .examples =
        "terrier derive grazing_ban --kind '(四)' --road 110国道 --road G209 --buffer 50 --clip county\n"
        "terrier derive grazing_ban --kind '(四)' --road G110 --buffer 50 --road 103省道 --buffer 30 "
        "--minus road:G110@12\n"
        "terrier derive grazing_ban --kind '(十四)' --villages 毕克齐镇 --buffer 200\n"
        "terrier derive grazing_ban --kind '(十五)' --of trees.gpkg --where 'age>=100' --buffer 30\n"
        "terrier derive grazing_ban --kind '(十三)' --water 大黑河 --buffer 100 --clip survey.gpkg:DLTB "
        "--where 'DLBM=03*,04*' --dry-run",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};

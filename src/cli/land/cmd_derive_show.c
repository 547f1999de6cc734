/* Owns `terrier derive show`: the recipe of one zone, in words and as it is stored. */
#include "base/messages.h"
#include "derive_change.h"
#include "registry/store.h"

#include <string.h>

struct job {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_recipe_run *runs; /* the latest first */
    size_t count;
};

static void job_free(struct job *job)
{
    ter_recipe_runs_free(job->runs, job->count);
    ter_registry_close(job->registry);
}

static bool read_runs(struct job *job, struct ter_error *err)
{
    const struct ter_args *args = job->args;
    const char *code = args->words[1];
    int64_t id;
    if (!ter_args_open(args, TER_READ, &job->registry, err) ||
        !ter_registry_layer(job->registry, args->words[0], &job->layer, err) ||
        !ter_recipe_runs(job->registry, job->layer, code, &job->runs, &job->count, err))
        return false;
    return job->count || (ter_store_id(job->registry, job->layer, code, &id, err) &&
                             ter_fail(err, TER_NOT_FOUND, "it was not derived: there is no recipe for it"));
}

static bool print_json(const struct job *job, struct ter_error *err)
{
    struct ter_json_array array;
    bool written = true;
    ter_json_array_begin(&array, stdout);
    for (size_t i = 0; written && i < job->count; i++) {
        const struct ter_recipe_run *run = &job->runs[i];
        TER_AUTO(ter_json_free) json_t *json = json_object();
        json_t *recipe = NULL, *sources = NULL;
        if (!ter_json_parse(run->recipe, strlen(run->recipe), "the recipe", &recipe, err))
            return false;
        ter_json_set(json, "recipe", recipe);
        if (!ter_json_parse(run->sources, strlen(run->sources), "the list of sources", &sources, err))
            return false;
        ter_json_set(json, "code", ter_json_string(run->code));
        ter_json_set(json, "derived_at", ter_json_string(run->made_at));
        ter_json_set(json, "shape_sha256", ter_json_string(run->shape_sha256));
        ter_json_set(json, "sources", sources);
        written = ter_json_array_add(&array, json, err);
    }
    if (written)
        ter_json_array_end(&array);
    return written;
}

static bool print_words(const struct job *job, struct ter_error *err)
{
    const struct ter_recipe_run *run = &job->runs[0];
    TER_AUTO_RECIPE struct ter_recipe recipe = {0};
    TER_AUTO_BUF struct ter_buf words = {0};
    TER_AUTO(ter_json_free) json_t *sources = NULL;
    if (!ter_recipe_read(run->recipe, strlen(run->recipe), &recipe, err) ||
        !ter_json_parse(run->sources, strlen(run->sources), "the list of sources", &sources, err))
        return false;
    ter_recipe_describe(&recipe, ter_args_lang(job->args, job->registry), &words);
    size_t count = json_array_size(sources);
    ter_say(job->args, "%s: %s", run->code, words.data);
    ter_say(job->args, "  derived %s from %zu source%s%s", run->made_at, count, ter_plural((int64_t)count),
        run->exists ? "" : ter_message("; the record was deleted since"));
    if (job->count > 1)
        ter_say(
            job->args, "  %zu other shapes were derived before (--format json lists all)", job->count - 1);
    ter_say(job->args, "%s", run->recipe);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(job_free))) struct job job = {.args = args};
    bool done = read_runs(&job, err) &&
                (args->format == TER_FORMAT_JSON ? print_json(&job, err) : print_words(&job, err));
    if (!done)
        ter_wrap(err, "derive show %s %s", args->words[0], args->words[1]);
    return ter_exit_for(err);
}

const struct ter_command ter_command_derive_show = {
    .name = "derive show",
    .usage = "LAYER CODE",
    .summary = "tell how a zone was derived",
    .formats = "table json",
    .details = "The recipe of the last run, in words and as it is stored. --format json gives every run, the "
               "latest\n"
               "first, with all of its sources: [term, name, digest of the shape].",
    .examples = "terrier derive show grazing_ban GB-0016",
    .min_words = 2,
    .max_words = 2,
    .run = run,
};

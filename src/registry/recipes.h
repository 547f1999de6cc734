/* The recipes by which shapes of records were derived, each run with the shape that it gave. */
#ifndef TER_REGISTRY_RECIPES_H
#define TER_REGISTRY_RECIPES_H

#include "base/digest.h"
#include "registry.h"

/* One run of a recipe. */
struct ter_recipe_run {
    char *code;                             /* of the record */
    char *recipe;                           /* a JSON object */
    char *sources;                          /* what it found, as JSON */
    char *made_at;                          /* UTC */
    char shape_sha256[TER_SHA256_HEX_SIZE]; /* of the WKB that it gave */
    bool exists;                            /* the record is still there */
};

/* Keep a run, inside a write transaction. The same shape again takes the place of the run that gave it. */
TER_CHECKED bool ter_recipe_keep(struct ter_registry *registry, const struct ter_layer *layer,
    const char *code, const char *recipe, const char *sources, const char shape_sha256[TER_SHA256_HEX_SIZE],
    struct ter_error *err);

/* All runs for one record, or for all of the layer (code NULL): by code, and the latest first. The array is
 * the caller's: ter_recipe_runs_free. */
TER_CHECKED bool ter_recipe_runs(struct ter_registry *registry, const struct ter_layer *layer,
    const char *code, struct ter_recipe_run **ret_runs, size_t *ret_count, struct ter_error *err);
void ter_recipe_runs_free(struct ter_recipe_run *runs, size_t count);

#endif

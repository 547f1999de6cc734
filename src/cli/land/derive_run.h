/* One run of a recipe: what it found and gave, and its place in the register. */
#ifndef TER_CLI_DERIVE_RUN_H
#define TER_CLI_DERIVE_RUN_H

#include "base/digest.h"
#include "cli/cli.h"
#include "derive_request.h"
#include "land/derive/derive.h"

struct ter_derive_run {
    struct ter_sources sources;
    struct ter_derived derived;
    struct ter_strings notes;
    char sha256[TER_SHA256_HEX_SIZE]; /* of the shape */
    struct ter_buf words;             /* the recipe, in the register's language */
};

/* Carry a recipe out for a zone of the layer; self_code is NULL for a new one. */
TER_CHECKED bool ter_derive_run_do(struct ter_registry *registry, const struct ter_layer *layer,
    const char *self_code, const struct ter_recipe *recipe, struct ter_derive_run *ret_run,
    struct ter_error *err);
void ter_derive_run_free(struct ter_derive_run *run);
#define TER_AUTO_DERIVE_RUN __attribute__((cleanup(ter_derive_run_free)))

struct ter_wkb ter_derive_run_wkb(const struct ter_derive_run *run);

/* What the derivation itself says of a zone: how its boundary came about, how wide, how sure. The values
 * borrow from the run. */
void ter_derive_run_values(const struct ter_derive_run *run, const struct ter_recipe *recipe,
    const struct ter_layer *layer, struct ter_derive_values *values);

/* Keep the recipe with the zone, inside a write transaction. */
TER_CHECKED bool ter_derive_run_keep(const struct ter_derive_run *run, struct ter_registry *registry,
    const struct ter_layer *layer, const char *code, const struct ter_recipe *recipe, struct ter_error *err);

/* How far the edge may be off, which is what the record says of it. */
double ter_derive_run_uncertainty_m(const struct ter_derive_run *run, const struct ter_layer *layer);

#endif

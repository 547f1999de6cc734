/* Owns what a run of a recipe is for the register: the values of its zone, and the recipe kept beside it.
 * Knows nothing of options and output. */
#include "derive_run.h"

#include "derive_file.h"
#include "registry/recipes.h"

struct ter_wkb ter_derive_run_wkb(const struct ter_derive_run *run)
{
    return (struct ter_wkb){(const uint8_t *)run->derived.wkb.data, run->derived.wkb.size};
}

bool ter_derive_run_do(struct ter_registry *registry, const struct ter_layer *layer, const char *self_code,
    const struct ter_recipe *recipe, struct ter_derive_run *ret_run, struct ter_error *err)
{
    struct ter_derive_file files = {ter_registry_epsg(registry), ter_registry_lang(registry)};
    const struct ter_derive_request request = {
        .registry = registry,
        .recipe = recipe,
        .self = layer,
        .self_code = self_code,
        .lang = files.lang,
        .read_file = ter_derive_file_read,
        .user = &files,
    };
    if (!ter_derive_find(&request, &ret_run->sources, &ret_run->notes, err) ||
        !ter_derive_build(files.epsg, recipe, &ret_run->sources, &ret_run->derived, err))
        return false;
    ter_sha256_bytes(ret_run->derived.wkb.data, ret_run->derived.wkb.size, ret_run->sha256);
    ter_recipe_describe(recipe, files.lang, &ret_run->words);
    return true;
}

void ter_derive_run_free(struct ter_derive_run *run)
{
    ter_sources_free(&run->sources);
    ter_derived_free(&run->derived);
    ter_strings_free(&run->notes);
    ter_buf_free(&run->words);
}

double ter_derive_run_uncertainty_m(const struct ter_derive_run *run, const struct ter_layer *layer)
{
    return run->derived.uncertainty_m > 0 ? run->derived.uncertainty_m : layer->imported_uncertainty_m;
}

void ter_derive_run_values(const struct ter_derive_run *run, const struct ter_recipe *recipe,
    const struct ter_layer *layer, struct ter_derive_values *values)
{
    double width_m = ter_recipe_width_m(recipe);
    ter_derive_put(values, layer, "boundary", ter_value_text(width_m > 0 ? "buffer" : "derived"));
    ter_derive_put(values, layer, "derived_from", ter_value_text(run->words.data));
    ter_derive_put(values, layer, "buffer_m", width_m > 0 ? ter_value_real(width_m) : (struct ter_value){0});
    ter_derive_put(values, layer, "area_m2", ter_value_real(run->derived.area_m2));
    ter_derive_put(values, layer, "method", ter_value_text("geocoded"));
    ter_derive_put(values, layer, "uncertainty_m", ter_value_real(ter_derive_run_uncertainty_m(run, layer)));
    ter_derive_put(values, layer, "placed_note", ter_value_text(run->words.data));
}

bool ter_derive_run_keep(const struct ter_derive_run *run, struct ter_registry *registry,
    const struct ter_layer *layer, const char *code, const struct ter_recipe *recipe, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = ter_recipe_json(recipe);
    TER_AUTO(ter_json_free) json_t *sources = ter_sources_json(&run->sources);
    TER_AUTO_FREE char *text = ter_json_text(json);
    TER_AUTO_FREE char *sources_text = ter_json_text(sources);
    return ter_recipe_keep(registry, layer, code, text, sources_text, run->sha256, err);
}

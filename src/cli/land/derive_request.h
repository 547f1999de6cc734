/* The options of `derive`, sorted out: the recipe, and the values of the zone. */
#ifndef TER_CLI_DERIVE_REQUEST_H
#define TER_CLI_DERIVE_REQUEST_H

#include "cli/cli.h"
#include "land/derive/recipe.h"
#include "registry/store.h"

/* Initialisers for a `static const struct ter_option options[]`. */
// clang-format off
#define TER_DERIVE_OPTIONS                                                                                   \
    {"road", "NAME", "a road or railway of the gazetteer, by name or number (110国道, G110)", true},         \
    {"water", "NAME", "a river, canal or reservoir of the gazetteer", true},                                 \
    {"village", "NAME", "a village; where several have the name, TOWNSHIP/NAME", true},                      \
    {"villages", "TOWNSHIP", "all villages of a township", true},                                            \
    {"place", "NAME", "a place of any kind", true},                                                          \
    {"of", "LAYER[:CODE]|FILE", "records of a layer, or features of a file (FILE:SRC_LAYER)", true},         \
    {"where", "EXPR", "only those of the --of, --minus or --clip before it for which this holds", true},     \
    {"buffer", "M", "how far the zone reaches round what stands before it; nobody else says so", true},      \
    {"minus", "WHAT", "without this: road:NAME@M, village:NAME@M, LAYER[:CODE], FILE …", true},              \
    {"clip", "county|WHAT", "only what lies inside: the county, LAYER[:CODE], FILE …", true}
// clang-format on

/* Read the recipe in the order in which the options stand: a --where belongs to the --of, --minus or --clip
 * before it, a --buffer to all sources before it that have none yet, the last one also to those behind it. */
TER_CHECKED bool ter_derive_recipe_from_args(
    const struct ter_args *args, struct ter_recipe *ret_recipe, struct ter_error *err);

/* Values of the zone's fields; texts live as long as the struct, which is never copied. */
struct ter_derive_values {
    struct ter_change items[TER_MAX_FIELDS];
    char scratch[TER_MAX_FIELDS][TER_SCRATCH_SIZE];
    size_t count;
    struct ter_strings texts;
};

/* Read --kind, --name and --set FIELD=VALUE. What the derivation itself says of a zone, and its status, may
 * not be set. */
TER_CHECKED bool ter_derive_values_from_args(const struct ter_args *args, const struct ter_layer *layer,
    struct ter_derive_values *ret_values, struct ter_error *err);
void ter_derive_values_free(struct ter_derive_values *values);
#define TER_AUTO_DERIVE_VALUES __attribute__((cleanup(ter_derive_values_free)))

/* Set a field of the zone where the layer has it, in the place of what it was set to before. */
void ter_derive_put(struct ter_derive_values *values, const struct ter_layer *layer, const char *field,
    struct ter_value value);

#endif

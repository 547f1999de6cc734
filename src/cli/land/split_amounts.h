/* Amounts of an area that is split: which they are, and those that can be measured again for each part. */
#ifndef TER_CLI_SPLIT_AMOUNTS_H
#define TER_CLI_SPLIT_AMOUNTS_H

#include "land/patches/split.h"
#include "overlay_areas.h"

/* Whether a field holds an amount (farmland, stated areas, fines): nobody knows what share of it a part has.
 */
bool ter_split_is_amount(const struct ter_field *field);

/* An amount that is measured: so much of each part lies in the areas that the user names. */
struct ter_split_amount {
    const struct ter_field *field;
    struct ter_overlay_areas areas;
    double *parts_m2; /* of each part */
};

enum { TER_SPLIT_AMOUNTS = 2 };

/* Zero-initialise; ter_split_amounts_free ends it. */
struct ter_split_amounts {
    struct ter_split_amount items[TER_SPLIT_AMOUNTS];
    size_t count;
};
void ter_split_amounts_free(struct ter_split_amounts *amounts);

/* Read the areas of --farmland and --basic-farmland, where they are given. */
TER_CHECKED bool ter_split_amounts_read(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_layer *layer, struct ter_split_amounts *ret_amounts, struct ter_strings *notes,
    struct ter_error *err);

/* Measure each part; `values` are those of the whole. Where the whole's own amount is within a thousandth
 * (and 1 m2) of what is measured, the parts add up to it to 0.01 m2; else they have what is measured, which
 * is noted. */
TER_CHECKED bool ter_split_amounts_measure(struct ter_split_amounts *amounts,
    const struct ter_ellipsoid *ellipsoid, const struct ter_split *split, const struct ter_layer *layer,
    const struct ter_value *values, struct ter_strings *notes, struct ter_error *err);

/* The part's amount; false where the field is none that was measured. */
bool ter_split_amount_of(
    const struct ter_split_amounts *amounts, const struct ter_field *field, size_t part, double *ret_m2);

/* The option that would measure the field, NULL where none does. */
const char *ter_split_amount_option(const struct ter_field *field);

#endif

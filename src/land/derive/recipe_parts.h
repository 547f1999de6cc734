/* What the files about recipes share. */
#ifndef TER_LAND_RECIPE_PARTS_H
#define TER_LAND_RECIPE_PARTS_H

#include "recipe.h"

/* "road", "water" …, as people write them and as they are stored. */
extern const char *const ter_recipe_what_names[TER_RECIPE_WHATS];

#endif

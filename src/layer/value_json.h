/* Cells as JSON and back. */
#ifndef TER_LAYER_VALUE_JSON_H
#define TER_LAYER_VALUE_JSON_H

#include "base/json.h"
#include "value.h"

/* A new JSON value; null where there is none, and for reals that are not finite. */
json_t *ter_value_to_json(struct ter_value value);

/* The cell of a JSON value, its text borrowed from it; null for anything that is no number and no string. */
struct ter_value ter_value_from_json(const json_t *json);

#endif

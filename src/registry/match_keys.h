/* What a row, or a record, is known by. */
#ifndef TER_REGISTRY_MATCH_KEYS_H
#define TER_REGISTRY_MATCH_KEYS_H

#include "load.h"

enum ter_match_mode { TER_MATCH_BY_KEY, TER_MATCH_BY_ROW, TER_MATCH_BY_CONTENT };

struct ter_match_keys {
    const struct ter_layer *layer;
    const struct ter_load_options *options;
    enum ter_match_mode mode;
    size_t field; /* that identifies; not by content */
};

struct ter_match_keys ter_match_keys_of(
    const struct ter_layer *layer, const struct ter_load_options *options);

/* Has the row, or the record, a key of its own? Else its content is looked at. */
bool ter_match_has_key(const struct ter_match_keys *keys, const struct ter_value *values);

uint64_t ter_match_key(struct ter_value value);
uint64_t ter_match_content(
    const struct ter_match_keys *keys, const struct ter_value *values, struct ter_wkb geometry);

#endif

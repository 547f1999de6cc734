/* Owns the 64-bit keys that rows and records are recognised by:
 *   by key      a hash of the identifying field, looked for in the whole layer
 *   by row      the number that the source itself gives its rows (序号), looked for among the source's
 * records by content  a hash of all that the file gives, likewise */
#include "match_keys.h"

#include "base/map.h"

struct ter_match_keys ter_match_keys_of(const struct ter_layer *layer, const struct ter_load_options *options)
{
    size_t code = layer->role[TER_ROLE_CODE], row = layer->role[TER_ROLE_SOURCE_ROW];
    struct ter_match_keys keys = {layer, options, TER_MATCH_BY_CONTENT, 0};
    if (options->key != SIZE_MAX || options->given[code]) {
        keys.mode = TER_MATCH_BY_KEY;
        keys.field = options->key != SIZE_MAX ? options->key : code;
    } else if (options->given[row]) {
        keys.mode = TER_MATCH_BY_ROW;
        keys.field = row;
    }
    return keys;
}

bool ter_match_has_key(const struct ter_match_keys *keys, const struct ter_value *values)
{
    return keys->mode != TER_MATCH_BY_CONTENT && values[keys->field].type != TER_VALUE_NULL;
}

static uint64_t hash_value(uint64_t seed, struct ter_value value)
{
    double number = ter_value_number(value, 0); /* 1 and 1.0 are the same */
    if (value.type == TER_VALUE_TEXT)
        return ter_hash(seed, value.text, value.size);
    return value.type == TER_VALUE_NULL ? ter_hash(seed, "", 0) : ter_hash(seed + 1, &number, sizeof number);
}

uint64_t ter_match_key(struct ter_value value)
{
    return hash_value(0, value);
}

/* What the registry fills in by itself is no content: a file that leaves it blank must find its rows again.
 */
static bool is_content(const struct ter_match_keys *keys, size_t field)
{
    static const enum ter_role filled[] = {TER_ROLE_CODE, TER_ROLE_STATUS_SINCE, TER_ROLE_SOURCE_ROW,
        TER_ROLE_METHOD, TER_ROLE_PRECISION, TER_ROLE_UNCERTAINTY_M, TER_ROLE_PLACED_NOTE};
    if (!keys->options->given[field] || keys->layer->fields[field].automatic ||
        keys->options->computed == &keys->layer->fields[field])
        return false;
    for (size_t i = 0; i < sizeof filled / sizeof *filled; i++)
        if (field == keys->layer->role[filled[i]])
            return false;
    return true;
}

uint64_t ter_match_content(
    const struct ter_match_keys *keys, const struct ter_value *values, struct ter_wkb geometry)
{
    const struct ter_layer *layer = keys->layer;
    uint64_t hash = 0;
    for (size_t i = 0; i < layer->field_count; i++)
        if (is_content(keys, i)) {
            bool initial = i == layer->role[TER_ROLE_STATUS] && values[i].type == TER_VALUE_NULL;
            hash = hash_value(hash, initial ? ter_value_text(layer->initial_status) : values[i]);
        }
    return keys->options->has_geometry ? ter_hash(hash, geometry.data, geometry.size) : hash;
}

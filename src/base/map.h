/* A map from 64-bit keys to 64-bit values: row numbers, ids, hashes of texts. */
#ifndef TER_BASE_MAP_H
#define TER_BASE_MAP_H

#include "memory.h"

/* Zero-initialise; ter_map_free ends it. A slot with key 0 is free; the key 0 itself has a place of its own.
 */
struct ter_map {
    struct ter_map_slot {
        uint64_t key;
        int64_t value;
    } * slots;
    size_t count, capacity; /* of slots; the capacity is a power of two */
    bool has_zero;
    int64_t zero;
};

/* The value's place for a key, made (with 0) where there is none; ret_new (may be NULL) says so. Valid until
 * the next put. */
int64_t *ter_map_put(struct ter_map *map, uint64_t key, bool *ret_new);

/* The value's place, or NULL. */
int64_t *ter_map_get(struct ter_map *map, uint64_t key);

/* Walk through the values in no particular order: start with *at = 0, ends with NULL. */
int64_t *ter_map_next(struct ter_map *map, size_t *at);
void ter_map_free(struct ter_map *map);
#define TER_AUTO_MAP __attribute__((cleanup(ter_map_free)))

/* Hash bytes, going on from `seed` (start with 0): for hashing a row cell by cell. */
uint64_t ter_hash(uint64_t seed, const void *bytes, size_t size);

#endif

/* A map from 64-bit keys to 64-bit values: row numbers, ids, hashes of texts. */
#ifndef TER_BASE_MAP_H
#define TER_BASE_MAP_H

#include "memory.h"

/* Zero-initialise; ter_map_free ends it. */
struct ter_map {
    struct ter_map_slot {
        uint64_t key;
        int64_t value;
        bool used;
    } * slots;
    size_t count, capacity; /* the capacity is a power of two */
};

/* The value's place for a key, made (with 0) where there is none; ret_new (may be NULL) says so. Valid until
 * the next put. */
int64_t *ter_map_put(struct ter_map *map, uint64_t key, bool *ret_new);

/* The value's place, or NULL. */
int64_t *ter_map_get(const struct ter_map *map, uint64_t key);
void ter_map_free(struct ter_map *map);
#define TER_AUTO_MAP __attribute__((cleanup(ter_map_free)))

/* Hash bytes, going on from `seed` (start with 0): for hashing a row cell by cell. */
uint64_t ter_hash(uint64_t seed, const void *bytes, size_t size);

#endif

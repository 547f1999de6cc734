/* Owns hashing and the one hash table (open addressing, linear probing, at most three quarters full). */
#include "map.h"

#include <stdlib.h>
#include <string.h>

/* The finaliser of SplitMix64 (Steele, Lea & Flood 2014): every bit of the key moves half of the result's. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t ter_hash(uint64_t seed, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint64_t hash = mix(seed + 0x9e3779b97f4a7c15u + size);
    for (; size >= 8; size -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        hash = mix(hash ^ word) + 0x9e3779b97f4a7c15u;
    }
    uint64_t rest = 0;
    for (size_t i = 0; i < size; i++)
        rest = rest << 8 | at[i];
    return mix(hash ^ rest);
}

static struct ter_map_slot *slot_of(const struct ter_map *map, uint64_t key)
{
    size_t at = mix(key) & (map->capacity - 1);
    while (map->slots[at].key && map->slots[at].key != key)
        at = (at + 1) & (map->capacity - 1);
    return &map->slots[at];
}

static void grow(struct ter_map *map)
{
    struct ter_map larger = *map;
    larger.capacity = map->capacity ? map->capacity * 2 : 64;
    larger.slots = ter_alloc(larger.capacity * sizeof *larger.slots);
    for (size_t i = 0; i < map->capacity; i++)
        if (map->slots[i].key)
            *slot_of(&larger, map->slots[i].key) = map->slots[i];
    free(map->slots);
    *map = larger;
}

static int64_t *put_zero(struct ter_map *map, bool *ret_new)
{
    if (ret_new)
        *ret_new = !map->has_zero;
    if (!map->has_zero)
        map->zero = 0;
    map->has_zero = true;
    return &map->zero;
}

int64_t *ter_map_put(struct ter_map *map, uint64_t key, bool *ret_new)
{
    if (!key)
        return put_zero(map, ret_new);
    if (map->count * 4 >= map->capacity * 3)
        grow(map);
    struct ter_map_slot *slot = slot_of(map, key);
    if (ret_new)
        *ret_new = !slot->key;
    if (!slot->key) {
        *slot = (struct ter_map_slot){key, 0};
        map->count++;
    }
    return &slot->value;
}

int64_t *ter_map_get(struct ter_map *map, uint64_t key)
{
    if (!key)
        return map->has_zero ? &map->zero : NULL;
    if (!map->count)
        return NULL;
    struct ter_map_slot *slot = slot_of(map, key);
    return slot->key ? &slot->value : NULL;
}

int64_t *ter_map_next(struct ter_map *map, size_t *at)
{
    if (*at == 0 && map->has_zero) {
        ++*at;
        return &map->zero;
    }
    size_t first = map->has_zero ? 1 : 0;
    while (*at - first < map->capacity) {
        struct ter_map_slot *slot = &map->slots[*at - first];
        ++*at;
        if (slot->key)
            return &slot->value;
    }
    return NULL;
}

void ter_map_free(struct ter_map *map)
{
    free(map->slots);
    *map = (struct ter_map){0};
}

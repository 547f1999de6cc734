/* Owns the set of known names in memory: an open hash table of 64-bit hashes. Knows nothing of texts. */
#include "known_names.h"

#include "base/map.h"
#include "internal.h"

#include <stdlib.h>
#include <string.h>

struct ter_known_names {
    uint64_t *slots; /* hash << 2 | kinds; 0: free */
    size_t capacity; /* a power of two, at most half full */
    size_t longest;
};

static uint64_t *slot_of(const struct ter_known_names *known, uint64_t hash)
{
    size_t at = hash & (known->capacity - 1);
    while (known->slots[at] && known->slots[at] >> 2 != hash)
        at = (at + 1) & (known->capacity - 1);
    return &known->slots[at];
}

static uint64_t hash_of(const char *key, size_t length)
{
    return ter_hash(0, key, length) >> 2;
}

static bool fill(sqlite3 *db, struct ter_known_names *known, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(db, "SELECT kind, key FROM known_name", &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        const char *key = ter_db_text(select, 1);
        size_t length = (size_t)sqlite3_column_bytes(select, 1);
        uint64_t hash = hash_of(key, length), *slot = slot_of(known, hash);
        *slot |= hash << 2 | (uint64_t)(sqlite3_column_int(select, 0) & 3);
        known->longest = length > known->longest ? length : known->longest;
    }
}

bool ter_known_names_open(
    struct ter_registry *registry, struct ter_known_names **ret_known, struct ter_error *err)
{
    TER_AUTO(ter_known_names_close) struct ter_known_names *known = ter_alloc(sizeof *known);
    int64_t count;
    if (!ter_db_int(registry->db, "SELECT max(id) FROM known_name", 0, &count, err))
        return false;
    for (known->capacity = 64; known->capacity < 2 * (size_t)count;)
        known->capacity *= 2;
    known->slots = ter_alloc(known->capacity * sizeof *known->slots);
    if (!fill(registry->db, known, err))
        return false;
    *ret_known = known;
    known = NULL;
    return true;
}

unsigned ter_known_names_find(const struct ter_known_names *known, const char *key, size_t length)
{
    return *slot_of(known, hash_of(key, length)) & 3;
}

size_t ter_known_names_longest(const struct ter_known_names *known)
{
    return known->longest;
}

void ter_known_names_close(struct ter_known_names *known)
{
    if (!known)
        return;
    free(known->slots);
    free(known);
}

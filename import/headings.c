/* Owns the set of known headings, asked for every cell of a file's first rows. Knows nothing of layers, and
 * nothing of rows. */
#include "headings.h"

#include "base/text.h"
#include "quantity.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 256, LONGEST = 240 }; /* bytes; no heading is longer */

/* Open addressing; a slot without a key is free. At most half of the slots are taken. */
struct ter_headings {
    struct ter_heading *slots;
    size_t slot_count, count;
};

static size_t slot_of(const struct ter_headings *headings, const char *key)
{
    uint32_t sum = 2166136261u; /* FNV-1a */
    for (const char *at = key; *at; at++)
        sum = (sum ^ (uint8_t)*at) * 16777619u;
    size_t slot = sum & (headings->slot_count - 1);
    while (headings->slots[slot].key && strcmp(headings->slots[slot].key, key) != 0)
        slot = (slot + 1) & (headings->slot_count - 1);
    return slot;
}

static void grow(struct ter_headings *headings)
{
    struct ter_headings wider = {.slot_count = headings->slot_count * 2, .count = headings->count};
    wider.slots = ter_alloc(wider.slot_count * sizeof *wider.slots);
    for (size_t i = 0; i < headings->slot_count; i++)
        if (headings->slots[i].key)
            wider.slots[slot_of(&wider, headings->slots[i].key)] = headings->slots[i];
    free(headings->slots);
    *headings = wider;
}

struct ter_headings *ter_headings_new(void)
{
    struct ter_headings *headings = ter_alloc(sizeof *headings);
    headings->slot_count = FIRST_SLOTS;
    headings->slots = ter_alloc(FIRST_SLOTS * sizeof *headings->slots);
    return headings;
}

void ter_headings_free(struct ter_headings *headings)
{
    if (!headings)
        return;
    for (size_t i = 0; i < headings->slot_count; i++)
        free(headings->slots[i].key);
    free(headings->slots);
    free(headings);
}

static void add_key(struct ter_headings *headings, const char *key, bool fills)
{
    size_t slot = slot_of(headings, key);
    if (!*key || headings->slots[slot].key)
        return;
    headings->slots[slot] = (struct ter_heading){ter_strdup(key), fills};
    if (++headings->count * 2 > headings->slot_count)
        grow(headings);
}

void ter_headings_add(struct ter_headings *headings, const char *text, bool fills)
{
    const char *unit;
    TER_AUTO_FREE char *key = ter_text_key(text);
    TER_AUTO_FREE char *plain = ter_quantity_heading(text, &unit);
    add_key(headings, key, fills);
    add_key(headings, plain, fills);
}

const struct ter_heading *ter_headings_find(const struct ter_headings *headings, const char *text)
{
    if (!*text || strlen(text) > LONGEST)
        return NULL;
    TER_AUTO_FREE char *key = ter_text_key(text);
    const struct ter_heading *found = &headings->slots[slot_of(headings, key)];
    if (found->key)
        return found;
    const char *unit;
    TER_AUTO_FREE char *plain = ter_quantity_heading(text, &unit);
    found = unit ? &headings->slots[slot_of(headings, plain)] : found;
    return found->key ? found : NULL;
}

/* Owns the names that a text may hold: plain ones, those with a suffix, those that the gazetteer knows. Knows
 * nothing of the words around them.
 *
 * The cost of a plain name grows by the same for each character: names are one lane beside the states rather
 * than an arc from every character to every other. */
#include "lattice.h"
#include "registry/known_names.h"

#include <stdio.h>
#include <string.h>

enum {
    LONGEST_NAME = 24, /* characters of a name with a suffix */
    LONGEST_NAME_SPACED = 48,
    LONGEST_KNOWN = 16, /* … that is looked up among the known names */
    LONGEST_KNOWN_SPACED = 40,
    COMMON_NAME = 10, /* longer ones are rare: each unit of cost beyond counts more */
    SHORT_COST = 2,   /* a road name of one character before its suffix is rare */
    SINGLE_COST = 6,  /* one character names nothing */
};

static void close_name(struct ter_lattice *lattice, size_t from, size_t to, int cost)
{
    struct ter_token name = {.kind = TER_TOKEN_NAME, .point = TER_POINT_NONE};
    if (lattice->characters.items[to].breaks && !lattice->characters.items[to - 1].space)
        ter_lattice_settle(lattice, from, to, cost, lattice->enter_before[from], name);
}

/* Carry names over the character `at`: those that go on, and those that begin. */
void ter_offer_names(struct ter_lattice *lattice, size_t at)
{
    const struct ter_character *character = &lattice->characters.items[at];
    int step = lattice->name_costs[at + 1] - lattice->name_costs[at];
    struct ter_lane *lane = &lattice->name, *enter = &lattice->enter[at];
    *enter = (struct ter_lane){TER_UNREACHED, at};
    if (character->breaks && !character->punctuation)
        enter->cost = ter_lattice_cost(lattice, at, TER_TOKEN_NAME, &lattice->enter_before[at]);
    if (character->ends_names) {
        lane->cost = TER_UNREACHED;
        return;
    }
    if (lane->cost < TER_UNREACHED)
        lane->cost += step;
    int begun = ter_token_cost(TER_TOKEN_NAME) + step;
    if (lattice->language->spaced) {
        if (enter->cost < TER_UNREACHED && enter->cost + begun < lane->cost)
            *lane = (struct ter_lane){enter->cost + begun, at};
    } else {
        if (enter->cost < TER_UNREACHED)
            close_name(lattice, at, at + 1, enter->cost + begun + SINGLE_COST);
        if (at && lattice->enter[at - 1].cost < TER_UNREACHED) {
            int cost =
                lattice->enter[at - 1].cost + begun + lattice->name_costs[at] - lattice->name_costs[at - 1];
            if (cost < lane->cost)
                *lane = (struct ter_lane){cost, at - 1};
        }
    }
    if (lane->cost < TER_UNREACHED)
        close_name(lattice, lane->from, at + 1, lane->cost);
}

static int stem_cost(const struct ter_lattice *lattice, enum ter_token_kind kind, size_t from, size_t to)
{
    int cost = lattice->name_costs[to] - lattice->name_costs[from], stem = cost;
    if (stem > COMMON_NAME)
        cost += (stem - COMMON_NAME) * 3 / 2;
    if (kind == TER_TOKEN_ROAD && to - from == 1 && !lattice->language->spaced)
        cost += SHORT_COST;
    return cost;
}

/* Queen Street E: the end of the point of the compass that belongs to the name before it, or `at`. */
static size_t point_behind(const struct ter_lattice *lattice, size_t at)
{
    enum { LONGEST_ABBREVIATION = 2 };
    size_t next = ter_characters_skip(&lattice->characters, at);
    if (!lattice->language->spaced || next == at || !(lattice->kinds[next] & TER_KIND_BIT(TER_PART_POINT)))
        return at;
    for (size_t i = lattice->first[next]; i < lattice->first[next + 1]; i++)
        if (lattice->matches[i].word->kind == TER_PART_POINT &&
            lattice->matches[i].end - next <= LONGEST_ABBREVIATION)
            return lattice->matches[i].end;
    return at;
}

/* A blank may stand inside a name, at a cost. */
static bool bars_names(const struct ter_character *character)
{
    return character->ends_names && !character->space;
}

/* Offer the names that end with a suffix at `at`, from wherever it is cheapest that they begin. */
static void offer_suffixed(struct ter_lattice *lattice, const struct ter_suffix_rule *rule, size_t at,
    const struct ter_match *suffix)
{
    size_t longest = lattice->language->spaced ? LONGEST_NAME_SPACED : LONGEST_NAME;
    struct ter_lane best = {TER_UNREACHED, at};
    uint8_t best_before = 0, before = 0;
    for (size_t from = at;
         from-- > 0 && at - from <= longest && !bars_names(&lattice->characters.items[from]);) {
        if (!lattice->reached[from] || lattice->characters.items[from].space ||
            (double)(at - from) < suffix->word->value)
            continue;
        int cost =
            ter_lattice_cost(lattice, from, rule->kind, &before) + stem_cost(lattice, rule->kind, from, at);
        if (cost < best.cost) {
            best = (struct ter_lane){cost, from};
            best_before = before;
        }
    }
    struct ter_token token = {.kind = rule->kind, .point = TER_POINT_NONE};
    int cost = best.cost + ter_token_cost(rule->kind) + rule->cost;
    ter_lattice_settle(lattice, best.from, suffix->end, cost, best_before, token);
    size_t end = point_behind(lattice, suffix->end);
    if (end > suffix->end && rule->kind == TER_TOKEN_ROAD)
        ter_lattice_settle(lattice, best.from, end, cost + 1, best_before, token);
}

void ter_offer_suffixes(struct ter_lattice *lattice, size_t at)
{
    for (size_t rule = 0; rule < lattice->language->suffix_count; rule++) {
        const struct ter_suffix_rule *suffix = &lattice->language->suffixes[rule];
        if (!(lattice->kinds[at] & TER_KIND_BIT(suffix->suffix)))
            continue;
        for (size_t i = lattice->first[at]; i < lattice->first[at + 1]; i++)
            if (lattice->matches[i].word->kind == suffix->suffix)
                offer_suffixed(lattice, suffix, at, &lattice->matches[i]);
    }
}

/* Offer the pieces of text that are names of the gazetteer. Their key is made on the way: numerals become
 * digits, and no piece begins or ends inside one. */
void ter_offer_known(struct ter_lattice *lattice, size_t from)
{
    const struct ter_characters *characters = &lattice->characters;
    size_t longest = lattice->language->spaced ? LONGEST_KNOWN_SPACED : LONGEST_KNOWN;
    char key[LONGEST_KNOWN_SPACED * 8];
    size_t size = 0, limit = ter_known_names_longest(lattice->known);
    if (from && characters->items[from - 1].may_count && characters->items[from].may_count)
        return;
    for (size_t at = from; at < lattice->count && at - from < longest && !characters->items[at].ends_names;) {
        double number;
        size_t next = ter_characters_number(characters, at, true, &number);
        if (next > at && characters->items[at].code >= 0x80) {
            size += (size_t)snprintf(key + size, sizeof key - size, "%.0f", number);
        } else {
            next = at + 1;
            size_t bytes = (size_t)(characters->items[next].plain_at - characters->items[at].plain_at);
            memcpy(key + size, characters->plain + characters->items[at].plain_at, bytes);
            size += bytes;
        }
        at = next;
        if (size > limit || size > sizeof key - 32)
            return;
        if (at - from < 2 || !characters->items[at].breaks || characters->items[at - 1].space)
            continue;
        unsigned found = ter_known_names_find(lattice->known, key, size);
        int cost = found ? (lattice->sizes[at] - lattice->sizes[from]) / 2 : 0;
        struct ter_token token = {.kind = TER_TOKEN_ROAD, .point = TER_POINT_NONE};
        if (found & TER_KNOWN_ROAD)
            ter_lattice_offer(lattice, from, at, cost - 1, &token);
        token.kind = TER_TOKEN_PLACE;
        if (found & TER_KNOWN_PLACE)
            ter_lattice_offer(lattice, from, at, cost, &token);
    }
}

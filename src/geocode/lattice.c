/* Owns the cheapest way through the tokens on offer (Viterbi's algorithm). Knows nothing of words.
 *
 * A way's cost depends on the kind of its last token only, so at each character one state a kind is kept, and
 * the bits of the kinds that were reached. */
#include "lattice.h"

int ter_lattice_cost(
    const struct ter_lattice *lattice, size_t at, enum ter_token_kind kind, uint8_t *ret_before)
{
    int least = TER_UNREACHED;
    for (uint64_t left = lattice->reached[at]; left; left &= left - 1) {
        int before = __builtin_ctzll(left);
        int cost = lattice->states[at][before].cost + lattice->vocabulary->pairs[before][kind];
        if (cost < least) {
            least = cost;
            *ret_before = (uint8_t)before;
        }
    }
    return least;
}

/* Let a token lead to `end`, if nothing cheaper of its kind does. */
static void settle_at(
    struct ter_lattice *lattice, size_t end, int cost, uint8_t before, const struct ter_token *token)
{
    uint64_t bit = TER_KIND_BIT(token->kind);
    struct ter_state *state = &lattice->states[end][token->kind];
    if (cost >= TER_UNREACHED || ((lattice->reached[end] & bit) && state->cost <= cost))
        return;
    lattice->tokens = ter_grow(
        lattice->tokens, &lattice->token_capacity, lattice->token_count + 1, sizeof *lattice->tokens);
    *state = (struct ter_state){cost, (uint16_t)lattice->token_count, before};
    lattice->tokens[lattice->token_count++] = *token;
    lattice->reached[end] |= bit;
}

/* Where words are written without spaces a blank may be nothing, or divide like punctuation. */
void ter_lattice_settle(
    struct ter_lattice *lattice, size_t from, size_t to, int cost, uint8_t before, struct ter_token token)
{
    size_t next = ter_characters_skip(&lattice->characters, to);
    token.start = from;
    token.end = to;
    if (next == to || !lattice->language->spaced)
        settle_at(lattice, to, cost, before, &token);
    if (next > to)
        settle_at(lattice, next, cost, before, &token);
}

void ter_lattice_offer(
    struct ter_lattice *lattice, size_t from, size_t to, int cost, const struct ter_token *token)
{
    uint8_t before = 0;
    int so_far = ter_lattice_cost(lattice, from, token->kind, &before);
    ter_lattice_settle(lattice, from, to, so_far + cost + ter_token_cost(token->kind), before, *token);
}

/* Walk back along the cheapest path. */
void ter_lattice_path(const struct ter_lattice *lattice, struct ter_tokens *ret_tokens)
{
    uint8_t kind = TER_TOKEN_START;
    size_t end = lattice->count, count = 0;
    if (!(lattice->reached[end] & ~TER_KIND_BIT(TER_TOKEN_START)))
        return;
    ter_lattice_cost(
        lattice, end, TER_TOKEN_START, &kind); /* nothing costs more before a start: the pairs are 0 */
    ret_tokens->items = ter_alloc((lattice->count + 1) * sizeof *ret_tokens->items);
    for (struct ter_token *items = ret_tokens->items; kind != TER_TOKEN_START; count++) {
        const struct ter_state *state = &lattice->states[end][kind];
        items[count] = lattice->tokens[state->token];
        end = items[count].start;
        kind = state->before;
        items[count].start = lattice->characters.items[items[count].start].at;
        items[count].end = lattice->characters.items[items[count].end].at;
    }
    for (size_t i = 0; i < count / 2; i++) {
        struct ter_token swap = ret_tokens->items[i];
        ret_tokens->items[i] = ret_tokens->items[count - 1 - i];
        ret_tokens->items[count - 1 - i] = swap;
    }
    ret_tokens->count = count;
}

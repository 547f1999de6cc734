/* Owns the tokens that are made of parts: directions, distances, corners, road numbers. Knows nothing of
 * names.
 */
#include "lattice.h"

/* Note in the token what one part of it says. */
static void note_part(struct ter_token *token, double *number, const struct ter_word *word)
{
    switch (word->kind) {
    case TER_PART_POINT:
    case TER_PART_CARDINAL:
        token->point = (enum ter_point)word->value;
        break;
    case TER_PART_FACE:
        token->face = true;
        break;
    case TER_PART_TIP:
    case TER_TOKEN_MOUTH: /* 南口 */
        token->tip = true;
        break;
    case TER_PART_OF:
        token->of = true;
        break;
    case TER_PART_MOUTH:
        token->mouth = true;
        break;
    case TER_PART_MARK:
        token->unit_m = word->value;
        break;
    case TER_PART_PLUS:
        token->value += *number * token->unit_m;
        token->unit_m = 1;
        *number = 0;
        break;
    case TER_PART_ROUND:
        token->value = word->value;
        token->unit_m = word->value;
        break;
    case TER_PART_UNIT:
        token->value += *number * word->value;
        token->unit_m = word->value;
        *number = 0;
        break;
    default:
        break;
    }
}

/* One way through a pattern, as far as it has come. */
struct way {
    size_t from, at;
    double number; /* not yet counted in the token's value */
    struct ter_token token;
};

/* Offer every way to read the pattern's parts from `part` on. */
static void offer_parts(
    struct ter_lattice *lattice, const struct ter_pattern *pattern, size_t part, const struct way *way)
{
    if (part == TER_PATTERN_PARTS || !pattern->parts[part].part) {
        struct ter_token token = way->token;
        token.value += way->number * token.unit_m;
        ter_lattice_offer(lattice, way->from, way->at, pattern->cost, &token);
        return;
    }
    int wanted = pattern->parts[part].part;
    if (pattern->parts[part].optional)
        offer_parts(lattice, pattern, part + 1, way);
    size_t at = way->at > way->from ? ter_characters_skip(&lattice->characters, way->at) : way->at;
    if (!lattice->language->spaced && at > way->from && at < lattice->count &&
        lattice->characters.items[at].code == ' ') /* 200 米 */
        at++;
    if (at == lattice->count || !(lattice->kinds[at] & TER_KIND_BIT(wanted)))
        return;
    if (wanted == TER_PART_NUMBER || wanted == TER_PART_DIGITS) {
        struct way next = *way;
        next.at = ter_characters_number(&lattice->characters, at, wanted == TER_PART_NUMBER, &next.number);
        if (next.at > at)
            offer_parts(lattice, pattern, part + 1, &next);
        return;
    }
    for (size_t i = lattice->first[at]; i < lattice->first[at + 1]; i++) {
        struct way next = *way;
        if (lattice->matches[i].word->kind != wanted)
            continue;
        note_part(&next.token, &next.number, lattice->matches[i].word);
        next.at = lattice->matches[i].end;
        offer_parts(lattice, pattern, part + 1, &next);
    }
}

void ter_offer_patterns(struct ter_lattice *lattice, size_t from)
{
    for (size_t i = 0; i < lattice->language->pattern_count; i++) {
        const struct ter_pattern *pattern = &lattice->language->patterns[i];
        if (!(lattice->kinds[from] & lattice->vocabulary->starts[i]))
            continue;
        struct way way = {
            .from = from, .at = from, .token = {.kind = pattern->kind, .point = TER_POINT_NONE, .unit_m = 1}};
        offer_parts(lattice, pattern, 0, &way);
    }
}

void ter_offer_ref(struct ter_lattice *lattice, size_t from)
{
    struct ter_token token = {.kind = TER_TOKEN_REF, .point = TER_POINT_NONE};
    size_t to = ter_characters_ref(&lattice->characters, from);
    if (to > from)
        ter_lattice_offer(lattice, from, to, 0, &token);
}

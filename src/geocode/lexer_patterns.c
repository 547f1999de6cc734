/* Owns the tokens that are made of parts: directions, distances, corners, road numbers. Knows nothing of
 * names.
 */
#include "lattice.h"

#include <math.h>

/* A quantity may be a range: its least and most are counted beside each other. */
struct lane {
    double number; /* read, its unit not yet */
    double metres;
};

/* One way through a pattern, as far as it has come. */
struct way {
    size_t from, at;
    struct lane least, most;
    bool ranges; /* 至 was read: what follows is the most */
    enum ter_vagueness vague;
    struct ter_token token;
};

static void count_unit(struct lane *lane, double unit_m)
{
    lane->metres += lane->number * unit_m;
    lane->number = 0;
}

static void note_number(struct way *way, double least, double most)
{
    if (!way->ranges)
        way->least.number = least;
    way->most.number = most;
}

static void note_vagueness(struct way *way, enum ter_vagueness vague)
{
    if (vague > way->vague)
        way->vague = vague;
}

/* Note what one part says. */
static void note_part(struct way *way, const struct ter_word *word)
{
    struct ter_token *token = &way->token;
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
    case TER_PART_ABOUT:
    case TER_PART_MORE:
    case TER_PART_AFTER:
        note_vagueness(way, (enum ter_vagueness)word->value);
        break;
    case TER_PART_NUMBER:
        note_number(way, word->value, word->value);
        break;
    case TER_TOKEN_TO:
    case TER_TOKEN_DASH:
        way->ranges = true;
        way->most = (struct lane){0};
        break;
    case TER_PART_ROUND:
        way->least.metres = way->most.metres = word->value;
        token->unit_m = word->value;
        break;
    case TER_PART_PLUS:
    case TER_PART_UNIT:
        count_unit(&way->least, word->kind == TER_PART_UNIT ? word->value : token->unit_m);
        count_unit(&way->most, word->kind == TER_PART_UNIT ? word->value : token->unit_m);
        token->unit_m = word->kind == TER_PART_UNIT ? word->value : 1;
        break;
    default:
        break;
    }
}

/* One in the place of the last digit that is not 0: 100 of 300, 10 of 350. */
static double last_place(double number)
{
    double place = 1;
    while (place < number && fmod(number, place * 10) == 0)
        place *= 10;
    return place;
}

/* What a vague word makes of a distance. 100多米 is taken as 100 to 150 metres: its middle, and a spread that
 * reaches from end to end, rather than the figure itself, which only is the least that it can be. */
static void settle_distance(struct way *way)
{
    static const struct {
        double least, most; /* times the figures */
        double spread;      /* at least this part of the distance to either side */
        bool within_place;  /* 300多 is less than 400 */
    } readings[] = {
        [TER_EXACTLY] = {1, 1, 0, false},
        [TER_ABOUT] = {1, 1, 0.1, false},
        [TER_OR_MORE] = {1, 1.5, 0, true},
        [TER_UP_TO] = {0, 1, 0, false},
        [TER_SEVERAL] = {2, 9, 0, false},
    };
    struct ter_token *token = &way->token;
    count_unit(&way->least, token->unit_m);
    count_unit(&way->most, token->unit_m);
    double figure = way->most.metres, least = way->least.metres * readings[way->vague].least,
           most = figure * readings[way->vague].most;
    if (readings[way->vague].within_place)
        most = fmin(most, figure + last_place(figure / token->unit_m) * token->unit_m);
    token->value = (least + most) / 2;
    token->spread_m = fmax(fabs(most - least) / 2, token->value * readings[way->vague].spread);
}

static void offer_parts(
    struct ter_lattice *lattice, const struct ter_pattern *pattern, size_t part, const struct way *way);

static void offer_number(struct ter_lattice *lattice, const struct ter_pattern *pattern, size_t part,
    const struct way *way, size_t at)
{
    struct way next = *way;
    double least, most;
    if (pattern->parts[part].part == TER_PART_NUMBER) {
        next.at = ter_characters_range(&lattice->characters, at, &least, &most);
    } else {
        next.at = ter_characters_number(&lattice->characters, at, false, &least);
        most = least;
    }
    if (next.at == at)
        return;
    note_number(&next, least, most);
    offer_parts(lattice, pattern, part + 1, &next);
}

/* Offer every way to read the pattern's parts from `part` on. */
static void offer_parts(
    struct ter_lattice *lattice, const struct ter_pattern *pattern, size_t part, const struct way *way)
{
    if (part == TER_PATTERN_PARTS || !pattern->parts[part].part) {
        struct way whole = *way;
        settle_distance(&whole);
        ter_lattice_offer(lattice, way->from, way->at, pattern->cost, &whole.token);
        return;
    }
    int wanted = pattern->parts[part].part;
    if (pattern->parts[part].optional)
        offer_parts(lattice, pattern, part + 1, way);
    size_t at = way->at > way->from ? ter_characters_skip(&lattice->characters, way->at) : way->at;
    if (at == lattice->count || !(lattice->kinds[at] & TER_KIND_BIT(wanted)))
        return;
    if ((wanted == TER_PART_NUMBER || wanted == TER_PART_DIGITS) && lattice->characters.items[at].may_count)
        offer_number(lattice, pattern, part, way, at);
    for (size_t i = lattice->first[at]; i < lattice->first[at + 1]; i++) {
        struct way next = *way;
        if (lattice->matches[i].word->kind != wanted)
            continue;
        note_part(&next, lattice->matches[i].word);
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

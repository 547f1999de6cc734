/* Owns the division of a text into tokens. Knows nothing of what tokens mean together, or of the gazetteer
 * beyond which names are in it.
 *
 * Chinese is written without spaces and names contain words (景秀南国, 和平路), so no single word can be
 * taken for itself. All tokens that could start at each character are arcs of a graph (lattice.h); the text
 * is read along the cheapest way through it. A word costs little, each character of a name a little more, and
 * some pairs of neighbours cost extra. The costs stand in the language's table. */
#include "lexer.h"

#include "base/text.h"
#include "lattice.h"

#include <stdlib.h>
#include <string.h>

enum {
    BINDING_COST = 2, /* - and / between names say more than other punctuation */
    MATCHES_A_CHARACTER = 8,
    BLANK_IN_NAME = 1, /* a line broken inside a name, where words are written without spaces */
};

static bool word_stands_at(const struct ter_lattice *lattice, size_t at, const struct ter_lexeme *lexeme)
{
    if (at + lexeme->length > lattice->count || !lattice->characters.items[at + lexeme->length].breaks)
        return false;
    for (size_t i = 0; i < lexeme->length; i++)
        if (lattice->characters.items[at + i].code != lexeme->codes[i])
            return false;
    return true;
}

static void find_words_at(struct ter_lattice *lattice, size_t at, size_t *count)
{
    const struct ter_character *character = &lattice->characters.items[at];
    size_t bucket = ter_word_bucket(character->code);
    if (character->may_count)
        lattice->kinds[at] |= TER_KIND_BIT(TER_PART_NUMBER) | TER_KIND_BIT(TER_PART_DIGITS);
    for (size_t i = lattice->vocabulary->first[bucket]; i < lattice->vocabulary->first[bucket + 1]; i++) {
        const struct ter_lexeme *lexeme = &lattice->vocabulary->lexemes[i];
        if (!character->breaks || !word_stands_at(lattice, at, lexeme))
            continue;
        lattice->matches =
            ter_grow(lattice->matches, &lattice->match_capacity, *count + 1, sizeof *lattice->matches);
        lattice->matches[(*count)++] = (struct ter_match){lexeme->word, at + lexeme->length};
        lattice->kinds[at] |= TER_KIND_BIT(lexeme->word->kind);
    }
}

/* Say whether a word divides names where it stands: 侧 does in 南侧, 以 in 以东, 路 in 路路. */
static bool divides_here(const struct ter_lattice *lattice, size_t at, int kind)
{
    uint64_t point = TER_KIND_BIT(TER_PART_POINT);
    const struct ter_character *character = &lattice->characters.items[at];
    return (kind == TER_PART_FACE && at && (lattice->kinds[at - 1] & point)) ||
           (kind == TER_PART_TOWARDS && (lattice->kinds[at + 1] & point)) ||
           (kind == TER_PART_ROAD && character[1].code == character->code);
}

/* What it costs beyond its letters that a word or a blank stands inside a name. */
static int word_in_name_cost(const struct ter_lattice *lattice, size_t at)
{
    static const uint64_t dividers = TER_KIND_BIT(TER_TOKEN_RELATION) | TER_KIND_BIT(TER_TOKEN_JUNCTION) |
                                     TER_KIND_BIT(TER_TOKEN_FROM) | TER_KIND_BIT(TER_TOKEN_ALONG) |
                                     TER_KIND_BIT(TER_TOKEN_PLACE_WORD);
    int cost = lattice->kinds[at] & dividers ? lattice->language->word_in_name : 0;
    if (lattice->characters.items[at].space && !lattice->language->spaced)
        return BLANK_IN_NAME;
    for (size_t i = lattice->first[at]; i < lattice->first[at + 1]; i++) {
        const struct ter_word *word = lattice->matches[i].word;
        bool binds = word->kind == TER_TOKEN_AND || word->kind == TER_TOKEN_TO;
        if (binds || (word->value > cost && divides_here(lattice, at, word->kind)))
            cost = (int)word->value;
    }
    return cost;
}

static void find_words(struct ter_lattice *lattice)
{
    size_t count = 0;
    for (size_t i = 0; i < lattice->count; i++) {
        lattice->first[i] = count;
        find_words_at(lattice, i, &count);
    }
    lattice->first[lattice->count] = lattice->first[lattice->count + 1] = count;
    for (size_t i = 0; i < lattice->count; i++) {
        const struct ter_character *character = &lattice->characters.items[i];
        bool word_begins =
            !lattice->language->spaced ||
            (!character->punctuation && (i == 0 || lattice->characters.items[i - 1].punctuation));
        lattice->sizes[i + 1] = lattice->sizes[i] + (word_begins ? lattice->language->name_cost : 0);
        lattice->name_costs[i + 1] = lattice->name_costs[i] + lattice->sizes[i + 1] - lattice->sizes[i] +
                                     word_in_name_cost(lattice, i);
    }
}

static void offer_words(struct ter_lattice *lattice, size_t from)
{
    for (size_t i = lattice->first[from]; i < lattice->first[from + 1]; i++) {
        const struct ter_word *word = lattice->matches[i].word;
        if (word->kind >= TER_TOKEN_KINDS)
            continue;
        struct ter_token token = {.kind = (enum ter_token_kind)word->kind,
            .point = TER_POINT_NONE,
            .value = word->value,
            .unit_m = 1};
        ter_lattice_offer(lattice, from, lattice->matches[i].end, 0, &token);
    }
}

static void read_all(struct ter_lattice *lattice)
{
    static const struct ter_token punctuation = {.kind = TER_TOKEN_PUNCTUATION, .point = TER_POINT_NONE};
    static const uint64_t binding = TER_KIND_BIT(TER_TOKEN_DASH) | TER_KIND_BIT(TER_TOKEN_AND);
    size_t start = ter_characters_skip(&lattice->characters, 0);
    lattice->states[start][TER_TOKEN_START] = (struct ter_state){0};
    lattice->reached[start] = TER_KIND_BIT(TER_TOKEN_START);
    for (size_t at = 0; at < start; at++)
        lattice->enter[at].cost = TER_UNREACHED;
    lattice->name.cost = TER_UNREACHED;
    for (size_t at = start; at < lattice->count; at++) {
        if (lattice->kinds[at])
            ter_offer_suffixes(lattice, at);
        if (lattice->reached[at]) {
            if (lattice->kinds[at]) {
                offer_words(lattice, at);
                ter_offer_patterns(lattice, at);
            }
            ter_offer_ref(lattice, at);
            ter_offer_coordinates(lattice, at);
            if (lattice->characters.items[at].punctuation)
                ter_lattice_offer(
                    lattice, at, at + 1, lattice->kinds[at] & binding ? BINDING_COST : 0, &punctuation);
            else if (lattice->known)
                ter_offer_known(lattice, at);
        }
        ter_offer_names(lattice, at);
    }
}

void ter_lex(const char *text, const struct ter_language *language, const struct ter_known_names *known,
    struct ter_tokens *ret_tokens)
{
    struct ter_tokens tokens = {.text = ter_text_nfkc(text)};
    struct ter_lattice lattice;
    if (!language->spaced) /* a line break says no more than a space */
        for (char *at = tokens.text; *at; at++)
            *at = strchr("\t\n\r", *at) ? ' ' : *at;
    ter_characters_split(tokens.text, language->spaced, &lattice.characters);
    lattice.language = language;
    lattice.vocabulary = ter_vocabulary(language);
    lattice.known = known;
    lattice.count = lattice.characters.count;
    lattice.token_count = 0;
    lattice.token_capacity = lattice.match_capacity = (lattice.count + 1) * MATCHES_A_CHARACTER;
    lattice.tokens = ter_realloc(NULL, lattice.token_capacity * sizeof *lattice.tokens);
    lattice.matches = ter_realloc(NULL, lattice.match_capacity * sizeof *lattice.matches);
    lattice.states = ter_realloc(NULL, (lattice.count + 1) * sizeof *lattice.states);
    memset(lattice.kinds, 0, (lattice.count + 1) * sizeof *lattice.kinds);
    memset(lattice.reached, 0, (lattice.count + 1) * sizeof *lattice.reached);
    lattice.name_costs[0] = lattice.sizes[0] = 0;
    find_words(&lattice);
    read_all(&lattice);
    ter_lattice_path(&lattice, &tokens);
    tokens.read = lattice.characters.items[lattice.count].at;
    free(lattice.states);
    free(lattice.tokens);
    free(lattice.matches);
    *ret_tokens = tokens;
}

void ter_tokens_free(struct ter_tokens *tokens)
{
    free(tokens->text);
    free(tokens->items);
    *tokens = (struct ter_tokens){0};
}

char *ter_token_text(const struct ter_tokens *tokens, const struct ter_token *token)
{
    return ter_strndup(tokens->text + token->start, token->end - token->start);
}

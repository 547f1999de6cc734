/* Owns the division of a text into tokens. Knows nothing of what tokens mean together, or of the gazetteer.
 *
 * Chinese is written without spaces and names contain words (景秀南国, 和平路), so no single word can be
 * taken for itself. All tokens that could start at each character are arcs of a graph; the text is read along
 * the cheapest path through it (Viterbi's algorithm). A word costs little, each character of a name a little
 * more, and some pairs of neighbours cost extra. The costs stand in the language's table. */
#include "lexer.h"

#include "base/text.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CHARACTER_COST = 2, LONGEST_NAME = 40, COMMON_ROAD_NAME = 5, LONG_ROAD_COST = 3 };

struct match {
    const struct ter_word *word;
    size_t end; /* character after it */
};

/* The cheapest way to stand behind a token of one kind at one character. */
struct state {
    int cost;
    enum ter_token_kind before; /* kind of the token before … */
    size_t start;               /* … which ends where this one starts, in characters */
    struct ter_token token;
};

struct lexer {
    const struct ter_language *language;
    const char *text;
    size_t offsets[TER_MAX_LOCATION + 1]; /* of each character, in bytes */
    bool punctuation[TER_MAX_LOCATION + 1];
    size_t count;          /* characters */
    struct match *matches; /* the words that stand at each character … */
    size_t match_capacity;
    size_t first[TER_MAX_LOCATION + 2]; /* … from first[i] to before first[i + 1] */
    struct state *states;               /* (count + 1) x TER_TOKEN_KINDS */
    signed char pairs[TER_TOKEN_KINDS][TER_TOKEN_KINDS];
};

static bool is_punctuation(uint32_t codepoint)
{
    if (codepoint < 0x80)
        return !isalnum((int)codepoint);
    return (codepoint >= 0x2010 && codepoint <= 0x206f) ||
           (codepoint >= 0x3000 && codepoint <= 0x3020 && codepoint != 0x3007) ||
           (codepoint >= 0xfe30 && codepoint <= 0xfe4f) || codepoint == 0xfffd;
}

static void split_characters(struct lexer *lexer)
{
    size_t at = 0, used;
    uint32_t codepoint;
    while (lexer->count < TER_MAX_LOCATION && (used = ter_text_next(lexer->text + at, &codepoint))) {
        lexer->offsets[lexer->count] = at;
        lexer->punctuation[lexer->count++] = is_punctuation(codepoint);
        at += used;
    }
    lexer->offsets[lexer->count] = at;
}

/* The character that starts at a byte offset; offsets are those of whole characters. */
static size_t character_at(const struct lexer *lexer, size_t from, size_t offset)
{
    while (from < lexer->count && lexer->offsets[from] < offset)
        from++;
    return from;
}

static void find_words(struct lexer *lexer)
{
    size_t count = 0;
    for (size_t i = 0; i < lexer->count; i++) {
        const char *at = lexer->text + lexer->offsets[i];
        size_t left = lexer->offsets[lexer->count] - lexer->offsets[i];
        lexer->first[i] = count;
        for (size_t w = 0; w < lexer->language->word_count; w++) {
            const struct ter_word *word = &lexer->language->words[w];
            if (tolower((unsigned char)*at) != (unsigned char)*word->text)
                continue;
            size_t length = strlen(word->text);
            if (length > left || strncasecmp(at, word->text, length) != 0)
                continue;
            lexer->matches =
                ter_grow(lexer->matches, &lexer->match_capacity, count + 1, sizeof *lexer->matches);
            lexer->matches[count++] =
                (struct match){word, character_at(lexer, i, lexer->offsets[i] + length)};
        }
    }
    for (size_t i = lexer->count; i < sizeof lexer->first / sizeof lexer->first[0]; i++)
        lexer->first[i] = count;
}

static struct state *state_at(const struct lexer *lexer, size_t character, enum ter_token_kind kind)
{
    return &lexer->states[character * TER_TOKEN_KINDS + kind];
}

/* Offer a token from one character to another. */
static void relax(struct lexer *lexer, size_t from, size_t to, int cost, struct ter_token token)
{
    token.start = lexer->offsets[from];
    token.end = lexer->offsets[to];
    struct state *end = state_at(lexer, to, token.kind);
    for (int before = 0; before < TER_TOKEN_KINDS; before++) {
        int so_far = state_at(lexer, from, (enum ter_token_kind)before)->cost;
        if (so_far == INT_MAX)
            continue;
        int total = so_far + cost + lexer->pairs[before][token.kind];
        if (total < end->cost)
            *end = (struct state){total, (enum ter_token_kind)before, from, token};
    }
}

static void offer_words(struct lexer *lexer, size_t from)
{
    for (size_t i = lexer->first[from]; i < lexer->first[from + 1]; i++) {
        const struct ter_word *word = lexer->matches[i].word;
        if (word->kind >= TER_TOKEN_KINDS)
            continue;
        struct ter_token token = {
            .kind = (enum ter_token_kind)word->kind, .point = TER_POINT_NONE, .value = word->value};
        relax(lexer, from, lexer->matches[i].end, ter_token_cost(token.kind), token);
    }
}

static void offer_name(struct lexer *lexer, size_t from)
{
    struct ter_token name = {.kind = TER_TOKEN_NAME, .point = TER_POINT_NONE};
    for (size_t to = from + 1; to <= lexer->count && to - from <= LONGEST_NAME; to++) {
        if (lexer->punctuation[to - 1])
            break;
        relax(lexer, from, to, ter_token_cost(TER_TOKEN_NAME) + CHARACTER_COST * (int)(to - from), name);
    }
}

/* Long road names are rare, and so are those of one character before the suffix. */
static int suffixed_cost(enum ter_token_kind kind, size_t stem)
{
    int cost = ter_token_cost(kind) + CHARACTER_COST * (int)stem;
    if (kind == TER_TOKEN_ROAD && stem > COMMON_ROAD_NAME)
        cost += LONG_ROAD_COST * (int)(stem - COMMON_ROAD_NAME);
    if (kind == TER_TOKEN_ROAD && stem == 1)
        cost += CHARACTER_COST;
    return cost;
}

/* What it costs that a word which divides names stands at this character of one. */
static int divider_cost(const struct lexer *lexer, size_t at)
{
    double cost = 0;
    for (size_t i = lexer->first[at]; i < lexer->first[at + 1]; i++) {
        const struct ter_word *word = lexer->matches[i].word;
        if (word->kind == TER_TOKEN_AND || word->kind == TER_TOKEN_TO)
            cost = word->value;
    }
    return (int)cost;
}

static void offer_suffixed(struct lexer *lexer, size_t from)
{
    int dividers = 0;
    for (size_t at = from; at < lexer->count && at - from <= LONGEST_NAME && !lexer->punctuation[at]; at++) {
        dividers += divider_cost(lexer, at);
        for (size_t i = lexer->first[at]; i < lexer->first[at + 1]; i++) {
            const struct match *match = &lexer->matches[i];
            for (size_t rule = 0; rule < lexer->language->suffix_count; rule++) {
                const struct ter_suffix_rule *suffix = &lexer->language->suffixes[rule];
                if (match->word->kind != suffix->suffix || (double)(at - from) < match->word->value)
                    continue;
                struct ter_token token = {.kind = suffix->kind, .point = TER_POINT_NONE};
                relax(lexer, from, match->end, dividers + suffixed_cost(suffix->kind, at - from), token);
            }
        }
    }
}

/* Read a number at a character; returns the character after it, or `at` when there is none. */
static size_t read_number(const struct lexer *lexer, size_t at, bool numerals, double *ret_value)
{
    const char *text = lexer->text + lexer->offsets[at];
    size_t used = strspn(text, "0123456789");
    if (used && used <= 7) {
        if (text[used] == '.' && isdigit((unsigned char)text[used + 1]))
            used += 1 + strspn(text + used + 1, "0123456789");
        *ret_value = strtod(text, NULL);
    } else {
        used = numerals && !used ? ter_names_numeral(text, ret_value) : 0;
    }
    return used ? character_at(lexer, at, lexer->offsets[at] + used) : at;
}

/* Note in the token what one part of it says. */
static void note_part(struct ter_token *token, const struct ter_word *word)
{
    switch (word->kind) {
    case TER_PART_POINT:
    case TER_PART_CARDINAL:
        token->point = (enum ter_point)word->value;
        break;
    case TER_PART_FACE:
        token->face = true;
        break;
    case TER_PART_MOUTH:
        token->mouth = true;
        break;
    case TER_PART_UNIT:
        token->unit_m = word->value;
        break;
    default:
        break;
    }
}

/* Offer every way to read the pattern's parts from `part` on at character `at`. */
static void offer_parts(struct lexer *lexer, const struct ter_pattern *pattern, size_t part, size_t from,
    size_t at, struct ter_token token)
{
    if (part == TER_PATTERN_PARTS || !pattern->parts[part].part) {
        token.value *= token.unit_m;
        relax(lexer, from, at, ter_token_cost(pattern->kind), token);
        return;
    }
    int wanted = pattern->parts[part].part;
    if (pattern->parts[part].optional)
        offer_parts(lexer, pattern, part + 1, from, at, token);
    if (at == lexer->count)
        return;
    if (wanted == TER_PART_NUMBER || wanted == TER_PART_DIGITS) {
        size_t after = read_number(lexer, at, wanted == TER_PART_NUMBER, &token.value);
        if (after > at)
            offer_parts(lexer, pattern, part + 1, from, after, token);
        return;
    }
    for (size_t i = lexer->first[at]; i < lexer->first[at + 1]; i++) {
        struct ter_token next = token;
        if (lexer->matches[i].word->kind != wanted)
            continue;
        note_part(&next, lexer->matches[i].word);
        offer_parts(lexer, pattern, part + 1, from, lexer->matches[i].end, next);
    }
}

static void offer_patterns(struct lexer *lexer, size_t from)
{
    for (size_t i = 0; i < lexer->language->pattern_count; i++) {
        const struct ter_pattern *pattern = &lexer->language->patterns[i];
        struct ter_token token = {.kind = pattern->kind, .point = TER_POINT_NONE, .unit_m = 1};
        offer_parts(lexer, pattern, 0, from, from, token);
    }
}

static void offer_ref(struct lexer *lexer, size_t from)
{
    struct ter_token token = {.kind = TER_TOKEN_REF, .point = TER_POINT_NONE};
    size_t used = ter_names_ref(lexer->text + lexer->offsets[from], token.ref);
    size_t to = character_at(lexer, from, lexer->offsets[from] + used);
    bool inside = from && isalnum((unsigned char)lexer->text[lexer->offsets[from] - 1]);
    if (used && !inside && to <= lexer->count)
        relax(lexer, from, to, ter_token_cost(TER_TOKEN_REF), token);
}

static void read_all(struct lexer *lexer)
{
    struct ter_token punctuation = {.kind = TER_TOKEN_PUNCTUATION, .point = TER_POINT_NONE};
    for (size_t i = 0; i < (lexer->count + 1) * TER_TOKEN_KINDS; i++)
        lexer->states[i].cost = INT_MAX;
    state_at(lexer, 0, TER_TOKEN_START)->cost = 0;
    for (size_t from = 0; from < lexer->count; from++) {
        offer_words(lexer, from);
        offer_patterns(lexer, from);
        offer_ref(lexer, from);
        if (lexer->punctuation[from]) {
            relax(lexer, from, from + 1, ter_token_cost(TER_TOKEN_PUNCTUATION), punctuation);
        } else {
            offer_suffixed(lexer, from);
            offer_name(lexer, from);
        }
    }
}

/* Walk back along the cheapest path. */
static void take_path(const struct lexer *lexer, struct ter_tokens *ret_tokens)
{
    enum ter_token_kind kind = TER_TOKEN_START;
    for (int i = 1; i < TER_TOKEN_KINDS; i++)
        if (state_at(lexer, lexer->count, (enum ter_token_kind)i)->cost <
            state_at(lexer, lexer->count, kind)->cost)
            kind = (enum ter_token_kind)i;
    ret_tokens->items = ter_alloc((lexer->count + 1) * sizeof *ret_tokens->items);
    for (size_t at = lexer->count; at > 0;) {
        const struct state *state = state_at(lexer, at, kind);
        ret_tokens->items[ret_tokens->count++] = state->token;
        at = state->start;
        kind = state->before;
    }
    for (size_t i = 0; i < ret_tokens->count / 2; i++) {
        struct ter_token *a = &ret_tokens->items[i], *b = &ret_tokens->items[ret_tokens->count - 1 - i];
        struct ter_token swap = *a;
        *a = *b;
        *b = swap;
    }
}

void ter_lex(const char *text, const struct ter_language *language, struct ter_tokens *ret_tokens)
{
    struct ter_tokens tokens = {.text = ter_text_nfkc(text)};
    struct lexer lexer = {.language = language, .text = tokens.text};
    for (size_t i = 0; i < language->pair_count; i++)
        lexer.pairs[language->pairs[i].before][language->pairs[i].after] =
            (signed char)language->pairs[i].cost;
    split_characters(&lexer);
    find_words(&lexer);
    lexer.states = ter_alloc((lexer.count + 1) * TER_TOKEN_KINDS * sizeof *lexer.states);
    read_all(&lexer);
    take_path(&lexer, &tokens);
    tokens.read = lexer.offsets[lexer.count];
    free(lexer.states);
    free(lexer.matches);
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

/* The graph of all tokens that a text may be divided into, and the cheapest way through it. */
#ifndef TER_GEOCODE_LATTICE_H
#define TER_GEOCODE_LATTICE_H

#include "characters.h"
#include "vocabulary.h"

#include <limits.h>

enum { TER_UNREACHED = INT_MAX / 2 };

struct ter_match {
    const struct ter_word *word;
    size_t end; /* character after it */
};

/* The cheapest way to stand behind a token of one kind at one character. */
struct ter_state {
    int cost;
    uint16_t token; /* in lattice.tokens */
    uint8_t before; /* kind of the token before it */
};

/* A name on its way, and where it began. */
struct ter_lane {
    int cost;
    size_t from;
};

struct ter_lattice {
    const struct ter_language *language;
    const struct ter_vocabulary *vocabulary;
    const struct ter_known_names *known;
    struct ter_characters characters;
    size_t count;
    struct ter_match *matches; /* the words that stand at each character … */
    size_t match_capacity;
    size_t first[TER_MAX_LOCATION + 2];   /* … from first[i] to before first[i + 1] */
    uint64_t kinds[TER_MAX_LOCATION + 1]; /* their kinds as bits, numbers among them */
    int name_costs[TER_MAX_LOCATION + 1]; /* what the characters before cost inside a name, summed up */
    int sizes[TER_MAX_LOCATION + 1];      /* the same without what words inside names cost */
    struct ter_token *tokens;
    size_t token_count, token_capacity;
    uint64_t reached[TER_MAX_LOCATION + 1];      /* kinds of tokens that end there, as bits */
    struct ter_state (*states)[TER_TOKEN_KINDS]; /* one row a character; set where reached */
    struct ter_lane enter[TER_MAX_LOCATION + 1]; /* a name that begins at the character, before its first */
    uint8_t enter_before[TER_MAX_LOCATION + 1];  /* the kind of token before it */
    struct ter_lane name;                        /* the cheapest name that goes on at the character at hand */
};

/* What the cheapest way to `at` costs if a token of the kind follows; ret_before gets the kind that it ends
 * with. TER_UNREACHED where no token ends. */
int ter_lattice_cost(
    const struct ter_lattice *lattice, size_t at, enum ter_token_kind kind, uint8_t *ret_before);

/* Take a token in, at the whole cost of the way through it, if no cheaper one of its kind ends where it does.
 */
void ter_lattice_settle(
    struct ter_lattice *lattice, size_t from, size_t to, int cost, uint8_t before, struct ter_token token);

/* Take a token in behind whatever ends where it starts; `cost` is beyond that of its kind. */
void ter_lattice_offer(
    struct ter_lattice *lattice, size_t from, size_t to, int cost, const struct ter_token *token);

/* Write down the tokens of the cheapest way through the whole text. */
void ter_lattice_path(const struct ter_lattice *lattice, struct ter_tokens *ret_tokens);

/* ---- who offers tokens, one function a family (lexer_names.c, lexer_patterns.c, lexer_coordinates.c) ----
 */

/* Carry plain names over the character `at`: those that go on, and those that begin. */
void ter_offer_names(struct ter_lattice *lattice, size_t at);

/* Offer the names whose suffix stands at `at`. */
void ter_offer_suffixes(struct ter_lattice *lattice, size_t at);

/* Offer the pieces of text from `from` on that the gazetteer knows. */
void ter_offer_known(struct ter_lattice *lattice, size_t from);

/* Offer what the language's patterns make of the words and numbers from `from` on, and road numbers. */
void ter_offer_patterns(struct ter_lattice *lattice, size_t from);
void ter_offer_ref(struct ter_lattice *lattice, size_t from);

/* Offer the coordinates that begin at `from`. */
void ter_offer_coordinates(struct ter_lattice *lattice, size_t from);

#endif

/* From a location's text to tokens. */
#ifndef TER_GEOCODE_LEXER_H
#define TER_GEOCODE_LEXER_H

#include "registry/names.h"
#include "words.h"

struct ter_known_names;

struct ter_token {
    enum ter_token_kind kind;
    enum ter_point point; /* of a direction, corner, side or gate */
    size_t start, end;    /* bytes in ter_tokens.text */
    double value;         /* metres, or an enum ter_relation, or the word's own value */
    double unit_m;        /* of a distance */
    double spread_m;      /* of a distance: half the range that its words leave open */
    bool face;            /* 东侧 rather than 东 */
    bool mouth;           /* 东门口 rather than 东门 */
    bool tip;             /* 东头 */
    bool of;              /* "north of": what it is counted from follows */
};

struct ter_tokens {
    char *text; /* the location in NFKC */
    struct ter_token *items;
    size_t count;
    size_t read; /* bytes of the text that the tokens cover; less than all only where it is far too long */
};

enum { TER_MAX_LOCATION = 160 }; /* characters; what comes after is not read */

/* Divide a text into the cheapest sequence of tokens. Every character up to TER_MAX_LOCATION is in one token,
 * but for the spaces of a spaced language. `known` may be NULL: names of the gazetteer, cheap to read. */
void ter_lex(const char *text, const struct ter_language *language, const struct ter_known_names *known,
    struct ter_tokens *ret_tokens);
void ter_tokens_free(struct ter_tokens *tokens);
#define TER_AUTO_TOKENS __attribute__((cleanup(ter_tokens_free)))

/* A token's own text; the caller frees it. */
char *ter_token_text(const struct ter_tokens *tokens, const struct ter_token *token)
    __attribute__((returns_nonnull));

#endif

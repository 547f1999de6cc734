/* A language's tables as the lexer needs them: words found by their first character. */
#ifndef TER_GEOCODE_VOCABULARY_H
#define TER_GEOCODE_VOCABULARY_H

#include "words.h"

#include <stdint.h>

enum { TER_WORD_BUCKETS = 512, TER_MAX_PATTERNS = 32 };

struct ter_lexeme {
    const uint32_t *codes; /* its characters */
    size_t length;
    const struct ter_word *word;
};

struct ter_vocabulary {
    struct ter_lexeme *lexemes; /* ordered by bucket */
    size_t first[TER_WORD_BUCKETS + 1];
    uint64_t starts[TER_MAX_PATTERNS]; /* bits of the word kinds that each pattern may begin with */
    signed char pairs[TER_TOKEN_KINDS][TER_TOKEN_KINDS];
};

#define TER_KIND_BIT(kind) (UINT64_C(1) << (kind))
_Static_assert(TER_WORD_KINDS <= 64, "kinds of words are kept as bits");

/* The lexemes that may begin with a character stand from first[bucket] to before first[bucket + 1]. */
static inline size_t ter_word_bucket(uint32_t codepoint)
{
    return codepoint % TER_WORD_BUCKETS;
}

/* Built on first use, once for all threads. */
const struct ter_vocabulary *ter_vocabulary(const struct ter_language *language);

#endif

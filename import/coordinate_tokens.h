/* The pieces of which coordinates are written. */
#ifndef TER_IMPORT_COORDINATE_TOKENS_H
#define TER_IMPORT_COORDINATE_TOKENS_H

#include "coordinates.h"

#include <stddef.h>

/* Marks after a number, in the order in which they must come. */
enum ter_mark { TER_MARK_NONE, TER_MARK_DEGREES, TER_MARK_MINUTES, TER_MARK_SECONDS, TER_MARK_COLON };

enum ter_token_kind { TER_TOKEN_NUMBER, TER_TOKEN_LETTER, TER_TOKEN_SEPARATOR };

struct ter_coordinate_token {
    enum ter_token_kind kind;
    double value; /* TER_TOKEN_NUMBER: without its sign; TER_TOKEN_LETTER: the sign it gives, 0 for none */
    bool negative, whole;
    enum ter_mark mark;
    enum ter_axis axis; /* TER_TOKEN_LETTER */
};

enum { TER_COORDINATE_TOKENS = 24 };

struct ter_coordinate_tokens {
    struct ter_coordinate_token items[TER_COORDINATE_TOKENS];
    size_t count;
};

/* Cut a text into pieces; brackets are left out. Fails on what is no part of a coordinate. `tokens` is zeroed
 * by the caller. */
TER_CHECKED bool ter_coordinate_tokens_read(
    const char *text, struct ter_coordinate_tokens *tokens, struct ter_error *err);

#endif

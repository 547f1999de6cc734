/* The characters of a location as words are compared with them. */
#ifndef TER_GEOCODE_CHARACTERS_H
#define TER_GEOCODE_CHARACTERS_H

#include "lexer.h"

#include <stdint.h>

struct ter_character {
    uint32_t code;     /* folded: lower case, simplified */
    uint16_t at;       /* byte in the verbatim text … */
    uint16_t plain_at; /* … and in the folded one */
    bool punctuation, space;
    bool ends_names; /* no name goes on over it */
    bool breaks;     /* a token may begin here, and another end before it */
    bool may_count;  /* a digit or the beginning of a numeral */
    bool may_number_roads;
};

struct ter_characters {
    const char *text;                                 /* verbatim, borrowed */
    char plain[TER_MAX_LOCATION * 4 + 1];             /* folded */
    struct ter_character items[TER_MAX_LOCATION + 1]; /* one more: the end */
    size_t count;
};

/* Split the text, of which at most TER_MAX_LOCATION characters are taken. */
void ter_characters_split(const char *text, bool spaced, struct ter_characters *ret_characters);

/* Read a number at a character, also a numeral if `numerals`; returns the character after it, or `at`. */
size_t ter_characters_number(
    const struct ter_characters *characters, size_t at, bool numerals, double *ret_value);

/* Read a number, or a numeral that says two: 两三百 is from 200 to 300. */
size_t ter_characters_range(
    const struct ter_characters *characters, size_t at, double *ret_least, double *ret_most);

/* Read a road number; returns the character after it, or `at` when there is none. */
size_t ter_characters_ref(const struct ter_characters *characters, size_t at);

/* The character after the spaces at `at`. */
size_t ter_characters_skip(const struct ter_characters *characters, size_t at);

#endif

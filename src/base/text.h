/* UTF-8 text: validity, normal forms for comparing, display width, likeness. */
#ifndef TER_BASE_TEXT_H
#define TER_BASE_TEXT_H

#include "memory.h"

/* Say whether `length` bytes are valid UTF-8 without NUL; ret_offset (may be NULL) gets the first bad byte.
 */
bool ter_text_valid(const char *text, size_t length, size_t *ret_offset);

/* The text with U+FFFD for each byte that is no UTF-8. The caller frees it. */
char *ter_text_replace_bad(const char *text, size_t length) __attribute__((returns_nonnull));

/* Number of bytes <= max_bytes after which `text` can be cut without splitting a UTF-8 character. */
size_t ter_text_cut(const char *text, size_t max_bytes);

/* Decode one character of valid UTF-8; returns its length in bytes, 0 at the end of the string. */
size_t ter_text_next(const char *text, uint32_t *ret_codepoint);

/* NFKC form (full-width digits and compatibility ideographs become the common ones). The caller frees it.
 * Input that is not valid UTF-8 is returned as it is. */
char *ter_text_nfkc(const char *text) __attribute__((returns_nonnull));

/* The form in which names are compared: NFKC, case folded, white space removed at the ends and collapsed
 * inside. The caller frees it. */
char *ter_text_key(const char *text) __attribute__((returns_nonnull));

/* Take from a text, in place, what would speak to a terminal instead of being shown: control characters
 * become blanks, and what turns the direction of writing, or is no UTF-8, becomes a mark. It does not get
 * longer. */
void ter_text_tame(char *text);

/* Say whether a spreadsheet that opens a text file may take this for a formula; apostrophes in front, which
 * mark a text, are looked through. */
bool ter_text_is_formula(const char *text);

/* Columns the text takes on a terminal (Chinese characters take two). */
size_t ter_text_width(const char *text);

/* Strip white space (also U+3000) from both ends in place; returns the new start inside `text`. */
char *ter_text_trim(char *text);

/* Damerau-Levenshtein distance in characters. */
size_t ter_text_distance(const char *a, const char *b);

/* The word of `words` that is most like `word`, or NULL when none is near enough to suggest. */
const char *ter_text_suggest(const char *word, const char *const *words, size_t count);

/* Read a whole string as a number, in the C locale; false when anything is left over, or it is not finite. */
bool ter_text_double(const char *text, double *ret_value);
bool ter_text_int(const char *text, int64_t *ret_value);

/* Write a number as "%.15g" does, ten times as fast where seven decimals hold it, as they do positions and
 * lengths. Returns the length. */
enum { TER_NUMBER_SIZE = 32 };
size_t ter_text_number(double number, char ret_text[TER_NUMBER_SIZE]);

/* Write a number of ten-millionths with seven decimals, without zeros at the end. Returns the length. */
size_t ter_text_ten_millionths(int64_t scaled, char ret_text[TER_NUMBER_SIZE]);

/* Say whether the text is a real calendar date written YYYY-MM-DD. */
bool ter_text_is_date(const char *text);

#endif

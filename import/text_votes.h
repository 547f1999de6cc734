/* Which encoding the texts of a file have that does not state one: UTF-8, or GBK. Each text is a vote,
 * because one short text alone can be read as both: the GBK bytes of 未知 are those of "δ֪" in UTF-8. */
#ifndef TER_IMPORT_TEXT_VOTES_H
#define TER_IMPORT_TEXT_VOTES_H

#include "base/memory.h"

/* Zero-initialise; ter_text_votes_free ends it. Texts in plain ASCII are no votes. */
struct ter_text_votes {
    size_t wide;    /* UTF-8 with characters of three or four bytes, as Chinese ones are */
    size_t letters; /* UTF-8 with letters of two bytes, as a word of another language has them */
    size_t
        chance; /* UTF-8 as well, but of letters that no word has, while in GBK each is a common character */
    size_t broken; /* no UTF-8 */
    char *example; /* the first text of `chance`, as it was */
};
void ter_text_votes_free(struct ter_text_votes *votes);
#define TER_AUTO_TEXT_VOTES __attribute__((cleanup(ter_text_votes_free)))

void ter_text_vote(struct ter_text_votes *votes, const char *text);

/* Whether so many texts have voted that more would not change the result. */
bool ter_text_votes_settled(const struct ter_text_votes *votes);

/* Whether they are UTF-8. */
bool ter_text_votes_utf8(const struct ter_text_votes *votes);

/* The sentence that says what was assumed; NULL where no text has voted. The caller frees it. */
char *ter_text_votes_words(const struct ter_text_votes *votes);

/* Bytes of a text before a last character that was cut off in its middle, as narrow columns do; the text's
 * length where none is. */
size_t ter_text_before_cut(const char *text);

#endif

/* Owns the choice between UTF-8 and GBK for texts without a stated encoding. Knows nothing of files. */
#include "text_votes.h"

#include "base/messages.h"
#include "base/text.h"
#include "decode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Texts after which the rest of a file is not read for this; a table has fewer kinds of short texts. */
enum { SETTLED = 500 };

void ter_text_votes_free(struct ter_text_votes *votes)
{
    free(votes->example);
    *votes = (struct ter_text_votes){0};
}

size_t ter_text_before_cut(const char *text)
{
    size_t size = strlen(text), good = size;
    if (ter_text_valid(text, size, &good))
        return size;
    const unsigned char *rest = (const unsigned char *)text + good;
    size_t left = size - good, needs = rest[0] >= 0xf0 ? 4 : rest[0] >= 0xe0 ? 3 : rest[0] >= 0xc2 ? 2 : 0;
    if (left >= needs)
        return size; /* broken, not cut */
    for (size_t i = 1; i < left; i++)
        if ((rest[i] & 0xc0) != 0x80)
            return size;
    return good;
}

static bool is_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text > 127)
            return false;
    return true;
}

static bool has_wide(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] >= 0xe0)
            return true;
    return false;
}

/* Of a text whose characters beyond ASCII have two bytes: does it read as letters? They do not where each is
 * a character of GB 2312 (the second byte 0xa1 and above), unless a letter from A to Z stands beside an
 * accented one (0xc3 … 0xc9: Müller), or three and more are of one alphabet. */
static bool reads_as_letters(const char *text)
{
    size_t count = 0, same = 0;
    unsigned char first = 0;
    for (const char *at = text; *at;) {
        unsigned char lead = (unsigned char)at[0], trail = lead > 127 ? (unsigned char)at[1] : 0;
        if (lead <= 127) {
            at++;
            continue;
        }
        bool beside = (at > text && isalpha((unsigned char)at[-1])) || isalpha((unsigned char)at[2]);
        if (trail < 0xa1 || (lead >= 0xc3 && lead <= 0xc9 && beside))
            return true;
        first = count++ ? first : lead;
        same += lead == first;
        at += 2;
    }
    return count >= 3 && same == count;
}

void ter_text_vote(struct ter_text_votes *votes, const char *text)
{
    size_t size = strlen(text), whole = ter_text_before_cut(text);
    if (is_ascii(text))
        return;
    if (!ter_text_valid(text, whole, NULL) || (whole < size && !has_wide(text, whole))) {
        votes->broken++;
    } else if (has_wide(text, whole)) {
        votes->wide++;
    } else if (reads_as_letters(text)) {
        votes->letters++;
    } else {
        votes->chance++;
        if (!votes->example)
            votes->example = ter_strdup(text);
    }
}

bool ter_text_votes_settled(const struct ter_text_votes *votes)
{
    return votes->broken + votes->wide + votes->letters >= SETTLED;
}

bool ter_text_votes_utf8(const struct ter_text_votes *votes)
{
    size_t utf8 = votes->wide + votes->letters;
    return utf8 > votes->broken || (!votes->broken && !votes->chance);
}

char *ter_text_votes_words(const struct ter_text_votes *votes)
{
    TER_AUTO_FREE char *read = NULL;
    struct ter_error unused = {0};
    if (!(votes->wide + votes->letters + votes->chance + votes->broken))
        return NULL;
    if (ter_text_votes_utf8(votes))
        return ter_strdup(
            ter_message("assumed encoding UTF-8: the file does not state one; --encoding overrides"));
    if (votes->broken)
        return ter_strdup(ter_message("assumed encoding GB18030: not valid UTF-8; --encoding overrides"));
    if (!ter_decode_text(votes->example, "GB18030", &read, &unused))
        read = ter_strdup(votes->example);
    return ter_format(
        ter_message("assumed encoding GB18030: as UTF-8 \"%s\" would be \"%s\"; --encoding overrides"), read,
        votes->example);
}

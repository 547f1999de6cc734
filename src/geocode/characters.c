/* Owns the characters of a text: folding, classes, and where one token may end and another begin. Knows no
 * words. */
#include "characters.h"

#include "base/text.h"
#include "registry/han.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

static bool is_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 0xc0 && code <= 0x24f && code != 0xd7 && code != 0xf7);
}

static bool is_punctuation(uint32_t code)
{
    if (code < 0x80)
        return !is_digit(code) && !is_letter(code);
    return code < 0xc0 || code == 0xd7 || code == 0xf7 || (code >= 0x2010 && code <= 0x206f) ||
           (code >= 0x3000 && code <= 0x3020 && code != 0x3007) || (code >= 0xfe30 && code <= 0xfe4f) ||
           code == 0xfffd;
}

/* Characters of a name in a language that writes spaces: St. Mary's-Road. */
static bool is_inside_names(uint32_t code)
{
    return code == ' ' || code == '.' || code == '\'' || code == '-' || code == 0x2019 || code == 0x2bc;
}

static bool is_numeral(uint32_t code)
{
    static const uint16_t numerals[] = {0x3007, 0x96f6, 0x4e00, 0x4e8c, 0x4e24, 0x4e09, 0x56db, 0x4e94,
        0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5341, 0x767e, 0x5343,
        0x4e07}; /* 〇零一二两三四五六七八九十百千万 */
    for (size_t i = 0; i < sizeof numerals / sizeof numerals[0]; i++)
        if (numerals[i] == code)
            return true;
    return false;
}

static bool begins_ref(uint32_t code)
{
    static const uint16_t words[] = {
        'g', 's', 'x', 'y', 'c', 'z', 'h', 0x56fd, 0x7701, 0x53bf, 0x4e61, 0x6751, 0x4e13}; /* 国省县乡村专 */
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i] == code)
            return true;
    return is_digit(code);
}

static size_t encode(uint32_t code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

static uint32_t fold(uint32_t code)
{
    if (code < 0x80)
        return (uint32_t)tolower((int)code);
    if (code >= 0xc0 && code <= 0xde && code != 0xd7)
        return code + 0x20;
    return ter_han_simplified(code);
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0x200b || code == 0xfeff;
}

/* A full stop behind a letter only says that a word is cut short: St. */
static void classify(struct ter_character *character, bool spaced, bool behind_letter)
{
    uint32_t code = character->code;
    character->space =
        spaced ? code == ' ' || code == '\t' || (code == '.' && behind_letter) : is_blank(code);
    character->punctuation = is_punctuation(code) || character->space;
    character->ends_names = character->punctuation && !(spaced && is_inside_names(code));
    character->may_count = is_digit(code) || is_numeral(code);
    character->may_number_roads = begins_ref(code);
}

/* In a spaced language a word ends where letters or digits do; elsewhere any character may be its last. */
static bool breaks_before(const struct ter_characters *characters, size_t at, bool spaced)
{
    if (!spaced || at == 0 || at == characters->count)
        return true;
    uint32_t before = characters->items[at - 1].code, code = characters->items[at].code;
    return !((is_letter(before) && is_letter(code)) || (is_digit(before) && is_digit(code)));
}

void ter_characters_split(const char *text, bool spaced, struct ter_characters *ret_characters)
{
    struct ter_characters *characters = ret_characters;
    size_t at = 0, plain = 0, used;
    uint32_t code;
    characters->text = text;
    characters->count = 0;
    while (characters->count < TER_MAX_LOCATION && (used = ter_text_next(text + at, &code))) {
        struct ter_character *character = &characters->items[characters->count++];
        *character =
            (struct ter_character){.code = fold(code), .at = (uint16_t)at, .plain_at = (uint16_t)plain};
        classify(character, spaced, characters->count > 1 && is_letter(character[-1].code));
        plain += encode(character->code, characters->plain + plain);
        at += used;
    }
    characters->plain[plain] = '\0';
    characters->items[characters->count] =
        (struct ter_character){.at = (uint16_t)at, .plain_at = (uint16_t)plain, .ends_names = true};
    for (size_t i = 0; i <= characters->count; i++)
        characters->items[i].breaks = breaks_before(characters, i, spaced);
}

/* The character that `used` bytes of the folded text after `from` reach. */
static size_t character_after(const struct ter_characters *characters, size_t from, size_t used)
{
    size_t end = characters->items[from].plain_at + used, at = from;
    while (at < characters->count && characters->items[at].plain_at < end)
        at++;
    return at;
}

/* strtod reads a figure four times as long as its digits take; what may go on behind them is left to it. */
static double number_at(const char *text, size_t digit_count)
{
    double value = 0;
    if (text[digit_count] && strchr(".eEpPxX", text[digit_count]))
        return strtod(text, NULL);
    for (size_t i = 0; i < digit_count; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

/* Read digits, "1.5", "1,200"; returns the bytes they take. */
static size_t read_digits(const char *text, double *ret_value)
{
    enum { MOST_DIGITS = 7, GROUP = 3 };
    static const char digits[] = "0123456789";
    size_t used = strspn(text, digits);
    if (!used || used > MOST_DIGITS)
        return 0;
    *ret_value = number_at(text, used);
    if (used <= GROUP && text[used] == ',' && strspn(text + used + 1, digits) == GROUP) {
        *ret_value = *ret_value * 1000 + strtod(text + used + 1, NULL);
        return used + 1 + GROUP;
    }
    if (text[used] == '.' && isdigit((unsigned char)text[used + 1]))
        used += 1 + strspn(text + used + 1, digits);
    return used;
}

size_t ter_characters_number(
    const struct ter_characters *characters, size_t at, bool numerals, double *ret_value)
{
    if (at >= characters->count || !characters->items[at].may_count)
        return at;
    const char *text = characters->plain + characters->items[at].plain_at;
    size_t used = read_digits(text, ret_value);
    if (!used && numerals && !isdigit((unsigned char)*text))
        used = ter_names_numeral(text, ret_value);
    return character_after(characters, at, used);
}

enum { NUMERAL_BYTES = 3, MOST_NUMERAL_BYTES = 12 * NUMERAL_BYTES };

/* 1 to 9 for the digit of a numeral, 10 for its multipliers, 11 for its zero, 0 for anything else. */
static int numeral_rank(const char *text)
{
    static const char ranks[] = "一二三四五六七八九十百千万";
    if (strncmp(text, "两", NUMERAL_BYTES) == 0)
        return 2;
    if (strncmp(text, "〇", NUMERAL_BYTES) == 0 || strncmp(text, "零", NUMERAL_BYTES) == 0)
        return 11;
    for (int i = 0; ranks[i]; i += NUMERAL_BYTES)
        if (strncmp(text, ranks + i, NUMERAL_BYTES) == 0)
            return i / NUMERAL_BYTES < 9 ? i / NUMERAL_BYTES + 1 : 10;
    return 0;
}

/* Read the numeral of `size` bytes without the digit at `left_out`. */
static bool read_without(const char *text, size_t size, size_t left_out, double *ret_value)
{
    char one[MOST_NUMERAL_BYTES + 1];
    memcpy(one, text, left_out);
    memcpy(one + left_out, text + left_out + NUMERAL_BYTES, size - left_out - NUMERAL_BYTES);
    one[size - NUMERAL_BYTES] = '\0';
    return ter_names_numeral(one, ret_value) == size - NUMERAL_BYTES;
}

/* 两三百, 十五六: two digits that follow each other in counting (三五 as well) say two numbers; returns the
 * bytes they take, or 0. */
static size_t read_pair(const char *text, double *ret_least, double *ret_most)
{
    size_t at = 0;
    int digit = 0, next = 0;
    for (; at < MOST_NUMERAL_BYTES - 2 * NUMERAL_BYTES; at += NUMERAL_BYTES) {
        digit = numeral_rank(text + at);
        if (!digit)
            return 0;
        next = numeral_rank(text + at + NUMERAL_BYTES);
        if (digit < 10 && next > 0 && next < 10)
            break;
    }
    bool follows = next == digit + 1 || (digit == 3 && next == 5);
    size_t size = at + 2 * NUMERAL_BYTES;
    if (size <= MOST_NUMERAL_BYTES && follows && next < 10 && numeral_rank(text + size) == 10)
        size += NUMERAL_BYTES;
    bool pair = follows && next < 10 && size <= MOST_NUMERAL_BYTES && !numeral_rank(text + size) &&
                read_without(text, size, at + NUMERAL_BYTES, ret_least) &&
                read_without(text, size, at, ret_most) && *ret_least < *ret_most;
    return pair ? size : 0;
}

size_t ter_characters_range(
    const struct ter_characters *characters, size_t at, double *ret_least, double *ret_most)
{
    bool numeral =
        at < characters->count && characters->items[at].may_count && characters->items[at].code >= 0x80;
    if (numeral) { /* only numerals are written as pairs */
        const char *text = characters->plain + characters->items[at].plain_at;
        size_t used = read_pair(text, ret_least, ret_most);
        if (used)
            return character_after(characters, at, used);
    }
    size_t end = ter_characters_number(characters, at, true, ret_least);
    *ret_most = *ret_least;
    return end;
}

size_t ter_characters_ref(const struct ter_characters *characters, size_t at)
{
    if (at >= characters->count || !characters->items[at].may_number_roads)
        return at;
    if (at && characters->items[at - 1].code < 0x80 && !characters->items[at - 1].punctuation)
        return at; /* the middle of a word */
    char ref[TER_REF_SIZE];
    size_t used = ter_names_ref(characters->plain + characters->items[at].plain_at, ref);
    return character_after(characters, at, used);
}

size_t ter_characters_skip(const struct ter_characters *characters, size_t at)
{
    while (at < characters->count && characters->items[at].space)
        at++;
    return at;
}

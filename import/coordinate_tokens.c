/* Owns the signs, letters and words beside the numbers of coordinates. Knows nothing of how many numbers make
 * one. */
#include "coordinate_tokens.h"

#include "base/text.h"

#include <string.h>

enum { MAX_TEXT = 200 };

/* Words and signs, longest first where one begins another. Case is folded before; full-width forms too. */
static const struct {
    const char *text;
    enum ter_axis axis;
    double sign;
} letters[] = {
    {"longitude", TER_AXIS_LON, 0},
    {"latitude", TER_AXIS_LAT, 0},
    {"long", TER_AXIS_LON, 0},
    {"lon", TER_AXIS_LON, 0},
    {"lng", TER_AXIS_LON, 0},
    {"lat", TER_AXIS_LAT, 0},
    {"东经", TER_AXIS_LON, 1},
    {"東經", TER_AXIS_LON, 1},
    {"西经", TER_AXIS_LON, -1},
    {"西經", TER_AXIS_LON, -1},
    {"北纬", TER_AXIS_LAT, 1},
    {"北緯", TER_AXIS_LAT, 1},
    {"南纬", TER_AXIS_LAT, -1},
    {"南緯", TER_AXIS_LAT, -1},
    {"经度", TER_AXIS_LON, 0},
    {"經度", TER_AXIS_LON, 0},
    {"纬度", TER_AXIS_LAT, 0},
    {"緯度", TER_AXIS_LAT, 0},
    {"east", TER_AXIS_LON, 1},
    {"west", TER_AXIS_LON, -1},
    {"north", TER_AXIS_LAT, 1},
    {"south", TER_AXIS_LAT, -1},
    {"e", TER_AXIS_LON, 1},
    {"w", TER_AXIS_LON, -1},
    {"n", TER_AXIS_LAT, 1},
    {"s", TER_AXIS_LAT, -1},
    {"东", TER_AXIS_LON, 1},
    {"東", TER_AXIS_LON, 1},
    {"西", TER_AXIS_LON, -1},
    {"北", TER_AXIS_LAT, 1},
    {"南", TER_AXIS_LAT, -1},
};

static const struct {
    const char *text;
    enum ter_mark mark;
} marks[] = {
    {"°", TER_MARK_DEGREES},
    {"º", TER_MARK_DEGREES},
    {"˚", TER_MARK_DEGREES},
    {"度", TER_MARK_DEGREES},
    {"deg", TER_MARK_DEGREES},
    {"d", TER_MARK_DEGREES},
    {"''", TER_MARK_SECONDS},
    {"′′", TER_MARK_SECONDS},
    {"’’", TER_MARK_SECONDS},
    {"'", TER_MARK_MINUTES},
    {"′", TER_MARK_MINUTES},
    {"’", TER_MARK_MINUTES},
    {"‘", TER_MARK_MINUTES},
    {"´", TER_MARK_MINUTES},
    {"`", TER_MARK_MINUTES},
    {"分", TER_MARK_MINUTES},
    {"min", TER_MARK_MINUTES},
    {"\"", TER_MARK_SECONDS},
    {"″", TER_MARK_SECONDS},
    {"”", TER_MARK_SECONDS},
    {"“", TER_MARK_SECONDS},
    {"〃", TER_MARK_SECONDS},
    {"秒", TER_MARK_SECONDS},
    {"sec", TER_MARK_SECONDS},
    {":", TER_MARK_COLON},
};

static const char *const separators[] = {",", ";", "/", "|", "、", "，", "；"};
static const char *const brackets[] = {"(", ")", "[", "]", "{", "}", "【", "】", "〔", "〕", "<", ">"};
static const char *const minus_signs[] = {"-", "−", "–", "—"};

static bool skip(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

static bool skip_any(const char **at, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (skip(at, words[i]))
            return true;
    return false;
}
#define SKIP_ANY(at, words) skip_any(at, words, sizeof(words) / sizeof *(words))

static void skip_blanks(const char **at)
{
    *at += strspn(*at, " \t\r\n");
}

/* Full-width letters, digits and signs become the common ones, other blanks a blank, capitals small. Other
 * than NFKC this leaves the signs for minutes and seconds alone. */
static bool fold(const char *text, char *ret_folded, struct ter_error *err)
{
    char *out = ret_folded;
    uint32_t c;
    for (size_t length; (length = ter_text_next(text, &c)) > 0; text += length) {
        if ((size_t)(out - ret_folded) + length >= MAX_TEXT)
            return ter_fail(err, TER_FAILED, "too long for a coordinate");
        if (c >= 0xff01 && c <= 0xff5e)
            c -= 0xfee0;
        if (c == 0x3000 || c == 0xa0 || c == 0x2009 || c == 0x202f || c == 0xfeff)
            c = ' ';
        if (c < 0x80) {
            *out++ = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
            continue;
        }
        memcpy(out, text, length);
        out += length;
    }
    *out = '\0';
    return true;
}

/* Digits with at most one point; an exponent is nobody's way to write a position. */
static bool take_number(const char **at, struct ter_coordinate_token *token)
{
    const char *start = *at;
    size_t digits = strspn(start, "0123456789"), fraction = 0, length = digits;
    if (start[digits] == '.') {
        fraction = strspn(start + digits + 1, "0123456789");
        length += 1 + fraction;
    }
    char copy[40];
    if (digits + fraction == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, start, length);
    copy[length] = '\0';
    if (copy[length - 1] == '.') /* "111." */
        copy[length - 1] = '\0';
    *token = (struct ter_coordinate_token){.kind = TER_TOKEN_NUMBER, .whole = fraction == 0};
    if (!ter_text_double(copy, &token->value))
        return false;
    *at += length;
    return true;
}

static void take_mark(const char **at, struct ter_coordinate_token *token)
{
    const char *ahead = *at;
    skip_blanks(&ahead);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (skip(&ahead, marks[i].text)) {
            token->mark = marks[i].mark;
            *at = ahead;
            return;
        }
}

static bool take_letter(const char **at, struct ter_coordinate_token *token)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (skip(at, letters[i].text)) {
            *token = (struct ter_coordinate_token){
                .kind = TER_TOKEN_LETTER, .value = letters[i].sign, .axis = letters[i].axis};
            skip_blanks(at);
            if (letters[i].sign == 0) /* "lon: 111.16", "经度=111.16" */
                *at += **at == ':' || **at == '=';
            return true;
        }
    return false;
}

static bool take_token(const char **at, struct ter_coordinate_token *token, struct ter_error *err)
{
    bool negative = SKIP_ANY(at, minus_signs), positive = !negative && skip(at, "+");
    skip_blanks(at);
    if (take_number(at, token)) {
        token->negative = negative;
        take_mark(at, token);
        return true;
    }
    if (negative || positive)
        return ter_fail(err, TER_FAILED, "a sign without a number");
    if (SKIP_ANY(at, separators)) {
        *token = (struct ter_coordinate_token){.kind = TER_TOKEN_SEPARATOR};
        return true;
    }
    if (take_letter(at, token))
        return true;
    uint32_t c;
    int length = (int)ter_text_next(*at, &c);
    return ter_fail(err, TER_FAILED, "not a number; \"%.*s\" is no part of a coordinate", length, *at);
}

bool ter_coordinate_tokens_read(const char *text, struct ter_coordinate_tokens *tokens, struct ter_error *err)
{
    char folded[MAX_TEXT];
    const char *at = folded;
    if (!fold(text, folded, err))
        return false;
    for (;;) {
        skip_blanks(&at);
        if (SKIP_ANY(&at, brackets))
            continue;
        if (!*at)
            return true;
        if (tokens->count == TER_COORDINATE_TOKENS)
            return ter_fail(err, TER_FAILED, "too many numbers for a coordinate");
        if (!take_token(&at, &tokens->items[tokens->count], err))
            return false;
        tokens->count++;
    }
}

/* Owns what is to be known of UTF-8 text. The only file that includes utf8proc.h. */
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

bool ter_text_valid(const char *text, size_t length, size_t *ret_offset)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    size_t at = 0;
    while (at < length) {
        if (bytes[at] && bytes[at] < 0x80) {
            at++;
            continue;
        }
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t used = utf8proc_iterate(bytes + at, (utf8proc_ssize_t)(length - at), &codepoint);
        if (used <= 0 || codepoint == 0) {
            if (ret_offset)
                *ret_offset = at;
            return false;
        }
        at += (size_t)used;
    }
    return true;
}

char *ter_text_replace_bad(const char *text, size_t length)
{
    TER_AUTO_BUF struct ter_buf out = {0};
    size_t good;
    for (; !ter_text_valid(text, length, &good); text += good + 1, length -= good + 1) {
        ter_buf_add(&out, text, good);
        ter_buf_text(&out, "\uFFFD");
    }
    ter_buf_add(&out, text, length);
    return ter_buf_take(&out);
}

size_t ter_text_cut(const char *text, size_t max_bytes)
{
    size_t length = strnlen(text, max_bytes + 1);
    if (length <= max_bytes)
        return length;
    size_t at = max_bytes;
    while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
        at--;
    return at;
}

size_t ter_text_next(const char *text, uint32_t *ret_codepoint)
{
    if (!*text)
        return 0;
    if ((unsigned char)*text < 0x80) {
        *ret_codepoint = (uint32_t)*text;
        return 1;
    }
    utf8proc_int32_t codepoint;
    utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &codepoint);
    if (used <= 0) { /* a stray byte stands for itself, so that a walk always moves on */
        *ret_codepoint = 0xfffd;
        return 1;
    }
    *ret_codepoint = (uint32_t)codepoint;
    return (size_t)used;
}

/* Converters of PDF write some ideographs as radicals of U+2E80 … U+2EFF, for which Unicode has no
 * compatibility mapping. These stand alone as characters; the pairs are from its
 * EquivalentUnifiedIdeograph.txt. */
static utf8proc_int32_t replace_radical(utf8proc_int32_t codepoint, void *unused)
{
    static const struct {
        uint16_t radical, ideograph;
    } pairs[] = {
        {0x2e8c, 0x5c0f}, {0x2e9c, 0x65e5}, {0x2e9d, 0x6708}, {0x2ea0, 0x6c11}, /* 小 日 月 民 */
        {0x2ec1, 0x864e}, {0x2ec4, 0x897f}, {0x2ec5, 0x89c1}, {0x2ec6, 0x89d2}, /* 虎 西 见 角 */
        {0x2ec9, 0x8d1d}, {0x2ecb, 0x8f66}, {0x2ed1, 0x9577}, {0x2ed3, 0x957f}, /* 贝 车 長 长 */
        {0x2ed4, 0x95e8}, {0x2ed7, 0x96e8}, {0x2ed8, 0x9752}, {0x2ed9, 0x97e6}, /* 门 雨 青 韦 */
        {0x2eda, 0x9875}, {0x2edb, 0x98ce}, {0x2edc, 0x98de}, {0x2edd, 0x98df}, /* 页 风 飞 食 */
        {0x2ee2, 0x9a6c}, {0x2ee3, 0x9aa8}, {0x2ee4, 0x9b3c}, {0x2ee5, 0x9c7c}, /* 马 骨 鬼 鱼 */
        {0x2ee6, 0x9e1f}, {0x2ee7, 0x5364}, {0x2ee8, 0x9ea6}, {0x2ee9, 0x9ec4}, /* 鸟 卤 麦 黄 */
        {0x2eea, 0x9efe}, {0x2eec, 0x9f50}, {0x2eee, 0x9f7f}, {0x2ef0, 0x9f99}, /* 黾 齐 齿 龙 */
    };
    (void)unused;
    if (codepoint < 0x2e80 || codepoint > 0x2eff)
        return codepoint;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i].radical == codepoint)
            return pairs[i].ideograph;
    return codepoint;
}

static char *map_text(const char *text, utf8proc_option_t options)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t length = utf8proc_map_custom(
        (const utf8proc_uint8_t *)text, 0, &mapped, options | UTF8PROC_NULLTERM, replace_radical, NULL);
    if (length < 0) {
        free(mapped);
        return ter_strdup(text);
    }
    return (char *)mapped;
}

/* An ideograph of U+4E00 … U+9FFF: three bytes, which composition and compatibility leave as they are. */
static bool is_ideograph(const unsigned char *at)
{
    return at[0] >= 0xe4 && at[0] <= 0xe9 && (at[0] > 0xe4 ? at[1] >= 0x80 : at[1] >= 0xb8) && at[1] < 0xc0 &&
           at[2] >= 0x80 && at[2] < 0xc0;
}

/* Nearly all names are; they need no library to be normal. */
static bool all_plain(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        if (*at >= 0x80 && !is_ideograph(at))
            return false;
        at += *at < 0x80 ? 1 : 3;
    }
    return true;
}

char *ter_text_nfkc(const char *text)
{
    if (all_plain(text))
        return ter_strdup(text);
    return map_text(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
}

char *ter_text_key(const char *text)
{
    char *key =
        all_plain(text)
            ? ter_strdup(text)
            : map_text(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
    char *out = key;
    bool space = false;
    for (const char *in = key; *in; in++) {
        if (isspace((unsigned char)*in)) {
            space = out > key;
            continue;
        }
        if (space)
            *out++ = ' ';
        space = false;
        *out++ = (char)((unsigned char)*in < 0x80 ? tolower((unsigned char)*in) : *in);
    }
    *out = '\0';
    return key;
}

/* Marks and overrides of direction, and separators of lines: U+061C, U+200E-200F, U+2028-202E, U+2066-2069.
 */
static bool turns(uint32_t codepoint)
{
    return codepoint == 0x61c || codepoint == 0x200e || codepoint == 0x200f ||
           (codepoint >= 0x2028 && codepoint <= 0x202e) || (codepoint >= 0x2066 && codepoint <= 0x2069);
}

void ter_text_tame(char *text)
{
    char *to = text;
    uint32_t codepoint;
    for (size_t used; (used = ter_text_next(text, &codepoint)); text += used) {
        if (codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0))
            *to++ = ' ';
        else if (turns(codepoint) || (codepoint == 0xfffd && used == 1))
            *to++ = '?';
        else
            for (size_t i = 0; i < used; i++)
                *to++ = text[i];
    }
    *to = '\0';
}

bool ter_text_is_formula(const char *text)
{
    /* the full-width ones count where the spreadsheet runs in an East Asian language */
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    text += strspn(text, "'");
    if (!*text || strchr("=+-@\t\r\n", *text))
        return *text;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return true;
    return false;
}

size_t ter_text_width(const char *text)
{
    size_t width = 0;
    uint32_t codepoint;
    for (size_t used; (used = ter_text_next(text, &codepoint)); text += used) {
        int columns = utf8proc_charwidth((utf8proc_int32_t)codepoint);
        width += columns > 0 ? (size_t)columns : 0;
    }
    return width;
}

char *ter_text_trim(char *text)
{
    static const char ideographic_space[] = "\xe3\x80\x80";
    for (;;) {
        if (isspace((unsigned char)*text))
            text++;
        else if (strncmp(text, ideographic_space, 3) == 0)
            text += 3;
        else
            break;
    }
    size_t length = strlen(text);
    for (;;) {
        if (length && isspace((unsigned char)text[length - 1]))
            length--;
        else if (length >= 3 && memcmp(text + length - 3, ideographic_space, 3) == 0)
            length -= 3;
        else
            break;
    }
    text[length] = '\0';
    return text;
}

static size_t decode(const char *text, uint32_t *codepoints, size_t max)
{
    size_t count = 0;
    for (size_t used; count < max && (used = ter_text_next(text, &codepoints[count])); text += used)
        count++;
    return count;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t low = a < b ? a : b;
    return low < c ? low : c;
}

size_t ter_text_distance(const char *a, const char *b)
{
    enum { LONGEST = 64 }; /* names; anything longer is as good as unlike */
    uint32_t x[LONGEST], y[LONGEST];
    size_t rows[3][LONGEST + 1];
    size_t m = decode(a, x, LONGEST), n = decode(b, y, LONGEST);
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= n; j++)
        last[j] = before[j] = j;
    for (size_t i = 1; i <= m; i++) {
        now[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t change = last[j - 1] + (x[i - 1] != y[j - 1]);
            now[j] = min3(change, last[j] + 1, now[j - 1] + 1);
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] && before[j - 2] + 1 < now[j])
                now[j] = before[j - 2] + 1;
        }
        size_t *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return last[n];
}

const char *ter_text_suggest(const char *word, const char *const *words, size_t count)
{
    const char *best = NULL;
    size_t best_distance = 0;
    size_t length = ter_text_width(word);
    for (size_t i = 0; i < count; i++) {
        size_t distance = ter_text_distance(word, words[i]);
        if (distance * 3 <= length + 1 && (!best || distance < best_distance)) {
            best = words[i];
            best_distance = distance;
        }
    }
    return best;
}

bool ter_text_double(const char *text, double *ret_value)
{
    if (!(isdigit((unsigned char)*text) || *text == '-' || *text == '+' || *text == '.'))
        return false;
    for (const char *p = text; *p; p++) /* strtod would take hexadecimal and "inf" */
        if (!(isdigit((unsigned char)*p) || strchr("+-.eE", *p)))
            return false;
    char *end;
    double value = strtod(text, &end);
    if (*end || end == text || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

bool ter_text_int(const char *text, int64_t *ret_value)
{
    if (!(isdigit((unsigned char)*text) || *text == '-' || *text == '+'))
        return false;
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (*end || end == text || errno)
        return false;
    *ret_value = value;
    return true;
}

enum { TEN_MILLIONTHS = 10000000 };

size_t ter_text_ten_millionths(int64_t scaled, char ret_text[TER_NUMBER_SIZE])
{
    char digits[TER_NUMBER_SIZE];
    size_t at = sizeof digits, size = 0;
    uint64_t rest = scaled < 0 ? -(uint64_t)scaled : (uint64_t)scaled;
    for (int part = TEN_MILLIONTHS; part > 1; part /= 10, rest /= 10)
        if (rest % 10 || at < sizeof digits)
            digits[--at] = (char)('0' + rest % 10);
    if (at < sizeof digits)
        digits[--at] = '.';
    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (scaled < 0)
        ret_text[size++] = '-';
    memcpy(ret_text + size, digits + at, sizeof digits - at);
    size += sizeof digits - at;
    ret_text[size] = '\0';
    return size;
}

/* A whole number of ten-millionths that divides back into the very double is what %.15g finds: of numbers
 * with at most 15 digits no two are the same double, and a division of exact doubles rounds correctly. Below
 * 1e-4 there are exponents. */
size_t ter_text_number(double number, char ret_text[TER_NUMBER_SIZE])
{
    double scaled = nearbyint(number * TEN_MILLIONTHS), size = fabs(scaled);
    if (!(size < 1e15) || !(size >= 1e3) || scaled / TEN_MILLIONTHS != number)
        return (size_t)snprintf(ret_text, TER_NUMBER_SIZE, "%.15g", number);
    return ter_text_ten_millionths((int64_t)scaled, ret_text);
}

bool ter_text_is_date(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char shape[] = "dddd-dd-dd";
    for (size_t i = 0; i < sizeof shape; i++)
        if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i])
            return false;
    int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

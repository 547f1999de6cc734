/* Owns the recognition of coordinates in a location's text, so that their figures are not taken for anything
 * else. Knows nothing of what they mean: a text with coordinates is told that they were not read. */
#include "lattice.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A latitude or longitude as written. */
struct angle {
    bool hemisphere; /* N, 东经 */
    bool degrees;    /* has a sign of degrees */
    size_t decimals;
};

/* The longer of two words with one beginning stands first. */
static const char *const hemispheres[] = {"北纬", "南纬", "东经", "西经", "latitude", "longitude", "lat",
    "long", "lng", "lon", "n", "s", "e", "w", NULL};
static const char *const degree_signs[] = {"°", "度", NULL};
static const char *const minute_signs[] = {"′′", "′", "''", "'", "分", "″", "\"", "秒", NULL};
static const char *const separators[] = {",", ";", "/", "、", NULL};

static size_t word_at(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (**words == *text && strncmp(text, *words, strlen(*words)) == 0) /* most differ at once */
            return strlen(*words);
    return 0;
}

static bool is_letter_or_digit(char byte)
{
    return isalnum((unsigned char)byte);
}

/* Read 34, 34.72 or 34°43'12"; returns its bytes, or 0. */
static size_t read_figure(const char *text, struct angle *ret_angle)
{
    enum { MOST_DIGITS = 3, WIDEST = 180 };
    static const char digits[] = "0123456789";
    size_t at = *text == '-', whole = strspn(text + at, digits), sign;
    if (whole == 0 || whole > MOST_DIGITS || strtod(text + at, NULL) > WIDEST)
        return 0;
    at += whole;
    if (text[at] == '.') {
        ret_angle->decimals = strspn(text + at + 1, digits);
        at += ret_angle->decimals + 1;
    }
    sign = word_at(text + at, degree_signs);
    ret_angle->degrees = sign > 0;
    for (at += sign; sign;) {
        size_t figure = strspn(text + at, "0123456789.");
        sign = figure ? word_at(text + at + figure, minute_signs) : 0;
        at += sign ? figure + sign : 0;
    }
    return at;
}

static size_t read_angle(const char *text, struct angle *ret_angle)
{
    size_t at = word_at(text, hemispheres), used;
    *ret_angle = (struct angle){.hemisphere = at > 0};
    if (at)
        at += strspn(text + at, " :=.");
    if (!(used = read_figure(text + at, ret_angle)))
        return 0;
    at += used;
    size_t spaces = strspn(text + at, " "), behind = word_at(text + at + spaces, hemispheres);
    if (behind == 1 && !ret_angle->hemisphere && !is_letter_or_digit(text[at + spaces + 1])) {
        ret_angle->hemisphere = true;
        at += spaces + 1;
    }
    return is_letter_or_digit(text[at]) && !ret_angle->degrees ? 0 : at;
}

/* Two angles beside each other, or one that says itself what it is; returns their bytes, or 0. */
static size_t read_coordinates(const char *text)
{
    enum { FEWEST_DECIMALS = 2, FEWEST_ALONE = 3 };
    struct angle first, second;
    size_t one = read_angle(text, &first), at = one;
    if (!one || (!first.degrees && first.decimals < FEWEST_DECIMALS))
        return 0;
    at += strspn(text + at, " ");
    size_t divided = at + word_at(text + at, separators);
    at = divided + strspn(text + divided, " ");
    size_t other = at > one || first.hemisphere || first.degrees ? read_angle(text + at, &second) : 0;
    if (other && (second.degrees || second.decimals >= FEWEST_DECIMALS))
        return at + other;
    return first.hemisphere && (first.degrees || first.decimals >= FEWEST_ALONE) ? one : 0;
}

void ter_offer_coordinates(struct ter_lattice *lattice, size_t from)
{
    const struct ter_characters *characters = &lattice->characters;
    const char *text = characters->plain + characters->items[from].plain_at;
    struct ter_token token = {.kind = TER_TOKEN_COORDINATES, .point = TER_POINT_NONE};
    bool inside_word = from && is_letter_or_digit(text[-1]);
    size_t used = inside_word ? 0 : read_coordinates(text), to = from;
    while (used && to < lattice->count &&
           characters->items[to].plain_at < characters->items[from].plain_at + used)
        to++;
    if (to > from && characters->items[to].breaks)
        ter_lattice_offer(lattice, from, to, 0, &token);
}

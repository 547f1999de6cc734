/* Owns the rules by which a name may be another one, written wrong. Knows nothing of tables.
 *
 * What tells one of several names apart is never taken for another: digits, numerals, and characters of
 * direction, order and size (han.h). The last character of a road says what it is, and stays; a village may
 * leave out what it is (村, 营), and its last character is then a part of its name. Slips of the pen are
 * looked for in places of four characters and more, and in Latin words of five letters and more; in roads
 * with Chinese names only the exchange of two characters: 湖北路 and 河北路 are two roads. */
#include "likeness.h"

#include "base/map.h"
#include "base/text.h"
#include "han.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_CHARACTERS = 40,
    LEAST_FOR_SLIP = 4,   /* characters of a Chinese name */
    LEAST_LATIN_WORD = 5, /* letters */
};

/* A name taken apart. */
struct glyphs {
    uint32_t at[MOST_CHARACTERS];
    bool kept[MOST_CHARACTERS]; /* not to be changed, left out or added */
    size_t count;
    const struct ending *ending; /* what was taken off; NULL: nothing */
    bool chinese;
};

/* What a place's name may leave out: what it is. Villages are written with and without 营. */
enum ending_class { ENDING_VILLAGE, ENDING_TOWNSHIP, ENDING_TOWN, ENDING_STREET };
static const struct ending {
    const char *text;
    enum ending_class is;
} place_endings[] = {
    {"营行政村", ENDING_VILLAGE},
    {"营自然村", ENDING_VILLAGE},
    {"营村委会", ENDING_VILLAGE},
    {"营村", ENDING_VILLAGE},
    {"行政村", ENDING_VILLAGE},
    {"自然村", ENDING_VILLAGE},
    {"村委会", ENDING_VILLAGE},
    {"嘎查", ENDING_VILLAGE},
    {"村", ENDING_VILLAGE},
    {"营", ENDING_VILLAGE},
    {"苏木", ENDING_TOWNSHIP},
    {"乡", ENDING_TOWNSHIP},
    {"镇", ENDING_TOWN},
    {"街道", ENDING_STREET},
};

/* In Latin writing: words for direction, order and size. */
static const char *const latin_kept[] = {"north", "south", "east", "west", "northern", "southern", "eastern",
    "western", "upper", "lower", "inner", "outer", "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "great", "little", "grand", "petit", "petite", "grande", "three",
    "seven", "eight"};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- taking a name apart ---- */

static const struct ending *ending_of(const char *key, size_t length)
{
    for (size_t i = 0; i < COUNT(place_endings); i++) {
        size_t ending = strlen(place_endings[i].text);
        /* at least two characters of the name remain */
        if (length >= ending + 6 && memcmp(key + length - ending, place_endings[i].text, ending) == 0)
            return &place_endings[i];
    }
    return NULL;
}

static bool is_letter(uint32_t codepoint)
{
    return codepoint > 0x2f && codepoint != 0xb7 && !(codepoint >= 0x3a && codepoint <= 0x40) &&
           !(codepoint >= 0x2000 && codepoint <= 0x206f);
}

static bool is_kept_word(const struct glyphs *glyphs, size_t start, size_t end)
{
    if (end - start < LEAST_LATIN_WORD - 1) /* one more letter may make it long enough: the judge counts */
        return true;
    for (size_t i = start; i < end; i++)
        if (glyphs->at[i] >= '0' && glyphs->at[i] <= '9')
            return true;
    for (size_t i = 0; i < COUNT(latin_kept); i++) {
        size_t j = 0;
        while (j < end - start && latin_kept[i][j] && (uint32_t)latin_kept[i][j] == glyphs->at[start + j])
            j++;
        if (j == end - start && !latin_kept[i][j])
            return true;
    }
    return false;
}

static void keep_latin(struct glyphs *glyphs)
{
    for (size_t start = 0, end; start < glyphs->count; start = end + 1) {
        for (end = start; end < glyphs->count && is_letter(glyphs->at[end]); end++)
            ;
        bool kept = is_kept_word(glyphs, start, end);
        for (size_t i = start; i < end; i++)
            glyphs->kept[i] = kept;
        if (end < glyphs->count)
            glyphs->kept[end] = true;
    }
}

static void keep_chinese(struct glyphs *glyphs)
{
    for (size_t i = 0; i < glyphs->count; i++)
        glyphs->kept[i] = !ter_han_is(glyphs->at[i]) || ter_han_distinguishes(glyphs->at[i]);
    if (!glyphs->ending)
        glyphs->kept[glyphs->count - 1] = true;
}

/* False for names that are too long or too short to be compared. */
static bool take_apart(const char *key, enum ter_named named, struct glyphs *ret_glyphs)
{
    struct glyphs glyphs = {0};
    size_t length = strlen(key);
    glyphs.ending = named == TER_NAMED_PLACE ? ending_of(key, length) : NULL;
    const char *end = key + length - (glyphs.ending ? strlen(glyphs.ending->text) : 0);
    for (const char *at = key; at < end;) {
        if (glyphs.count == MOST_CHARACTERS)
            return false;
        at += ter_text_next(at, &glyphs.at[glyphs.count]);
        glyphs.chinese = glyphs.chinese || ter_han_is(glyphs.at[glyphs.count]);
        glyphs.count++;
    }
    if (glyphs.count < 2)
        return false;
    if (glyphs.chinese)
        keep_chinese(&glyphs);
    else
        keep_latin(&glyphs);
    *ret_glyphs = glyphs;
    return true;
}

/* ---- one character for another ---- */

/* Numbers of sounds and shapes must not be taken for code points. */
#define NO_CODEPOINT 0x200000u

static uint32_t sound(const struct glyphs *glyphs, size_t i)
{
    unsigned number = ter_han_distinguishes(glyphs->at[i]) ? 0 : ter_han_sound(glyphs->at[i]);
    return number ? NO_CODEPOINT + number : glyphs->at[i];
}

static uint32_t shape(const struct glyphs *glyphs, size_t i)
{
    unsigned number = ter_han_distinguishes(glyphs->at[i]) ? 0 : ter_han_shape(glyphs->at[i]);
    return number ? NO_CODEPOINT + number : glyphs->at[i];
}

/* ---- forms ---- */

enum form { SOUND, SHAPE, ANAGRAM, LETTERS };

static uint64_t form_of(enum form form, enum ter_named named, const uint32_t *units, size_t count)
{
    return ter_hash((uint64_t)form * 4 + (uint64_t)named + 1, units, count * sizeof *units) >> 17;
}

static int compare_units(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool takes_slips(const struct glyphs *glyphs, enum ter_named named)
{
    return !glyphs->chinese || named == TER_NAMED_PLACE;
}

/* The name without one of its characters, for each: two names with one slip between them share one of these.
 */
static size_t add_slips(
    const struct glyphs *glyphs, enum ter_named named, uint64_t forms[TER_MOST_FORMS], size_t count)
{
    uint32_t rest[MOST_CHARACTERS];
    if (glyphs->chinese && glyphs->count < LEAST_FOR_SLIP - 1)
        return count;
    forms[count++] = form_of(LETTERS, named, glyphs->at, glyphs->count);
    if (glyphs->chinese && glyphs->count < LEAST_FOR_SLIP)
        return count;
    for (size_t i = 0; i < glyphs->count && count < TER_MOST_FORMS; i++) {
        if (glyphs->kept[i] || (i && glyphs->at[i] == glyphs->at[i - 1]))
            continue;
        memcpy(rest, glyphs->at, i * sizeof *rest);
        memcpy(rest + i, glyphs->at + i + 1, (glyphs->count - i - 1) * sizeof *rest);
        forms[count++] = form_of(LETTERS, named, rest, glyphs->count - 1);
    }
    return count;
}

size_t ter_likeness_forms(const char *key, enum ter_named named, uint64_t ret_forms[TER_MOST_FORMS])
{
    struct glyphs glyphs;
    uint32_t units[MOST_CHARACTERS];
    size_t count = 0;
    if (!take_apart(key, named, &glyphs))
        return 0;
    if (glyphs.chinese) {
        for (size_t i = 0; i < glyphs.count; i++)
            units[i] = sound(&glyphs, i);
        ret_forms[count++] = form_of(SOUND, named, units, glyphs.count);
        for (size_t i = 0; i < glyphs.count; i++)
            units[i] = shape(&glyphs, i);
        ret_forms[count++] = form_of(SHAPE, named, units, glyphs.count);
    }
    if (takes_slips(&glyphs, named))
        return add_slips(&glyphs, named, ret_forms, count);
    memcpy(units, glyphs.at, glyphs.count * sizeof *units);
    qsort(units, glyphs.count, sizeof *units, compare_units);
    ret_forms[count++] = form_of(ANAGRAM, named, units, glyphs.count);
    return count;
}

/* ---- the judge ---- */

/* How many characters differ where only sounds (or shapes) may; SIZE_MAX: others differ too. A name of which
 * nothing is left as it was is another name, however it sounds. */
static size_t differing(const struct glyphs *a, const struct glyphs *b,
    uint32_t (*unit)(const struct glyphs *glyphs, size_t i), enum ter_named named)
{
    size_t changed = 0;
    if (a->count != b->count)
        return SIZE_MAX;
    for (size_t i = 0; i < a->count; i++) {
        if (a->at[i] == b->at[i])
            continue;
        if (unit(a, i) != unit(b, i) || (named == TER_NAMED_ROAD && i + 1 == a->count))
            return SIZE_MAX;
        changed++;
    }
    size_t most = a->count - (named == TER_NAMED_ROAD) <= 3 ? 1 : a->count / 2;
    return changed <= most ? changed : SIZE_MAX;
}

static bool exchanged(const struct glyphs *a, const struct glyphs *b, size_t first)
{
    if (a->count != b->count || first + 1 >= a->count || a->at[first] != b->at[first + 1] ||
        a->at[first + 1] != b->at[first] || a->kept[first] || a->kept[first + 1])
        return false;
    return memcmp(a->at + first + 2, b->at + first + 2, (a->count - first - 2) * sizeof *a->at) == 0;
}

/* The letters of the word round a character. */
static size_t word_length(const struct glyphs *glyphs, size_t i)
{
    size_t start = i, end = i;
    while (start && is_letter(glyphs->at[start - 1]))
        start--;
    while (end < glyphs->count && is_letter(glyphs->at[end]))
        end++;
    return end - start;
}

static bool long_enough(const struct glyphs *glyphs, size_t i)
{
    return glyphs->chinese ? glyphs->count >= LEAST_FOR_SLIP : word_length(glyphs, i) >= LEAST_LATIN_WORD;
}

/* One character wrong, missing or too many, at the first difference. */
static bool slipped(const struct glyphs *a, const struct glyphs *b, size_t first)
{
    if (a->count == b->count)
        return first < a->count && !a->kept[first] && !b->kept[first] && long_enough(a, first) &&
               long_enough(b, first) &&
               memcmp(a->at + first + 1, b->at + first + 1, (a->count - first - 1) * sizeof *a->at) == 0;
    const struct glyphs *longer = a->count > b->count ? a : b, *shorter = a->count > b->count ? b : a;
    return longer->count == shorter->count + 1 && !longer->kept[first] && long_enough(longer, first) &&
           memcmp(longer->at + first + 1, shorter->at + first, (shorter->count - first) * sizeof *a->at) == 0;
}

/* 王庄村 and 王庄镇 are two places; 王庄 may be either, and 王庄营 the village. */
static bool endings_agree(const struct glyphs *a, const struct glyphs *b)
{
    return !a->ending || !b->ending || a->ending->is == b->ending->is;
}

bool ter_likeness_judge(const char *key, const char *other, enum ter_named named, enum ter_likeness *ret_how,
    unsigned *ret_changed)
{
    struct glyphs a, b;
    if (strcmp(key, other) == 0 || !take_apart(key, named, &a) || !take_apart(other, named, &b) ||
        !endings_agree(&a, &b) || a.chinese != b.chinese)
        return false;
    size_t by_sound = differing(&a, &b, sound, named), by_shape = differing(&a, &b, shape, named), first = 0;
    if (by_sound != SIZE_MAX || by_shape != SIZE_MAX) {
        *ret_how = by_sound != SIZE_MAX ? TER_SAME_SOUND : TER_SAME_SHAPE;
        *ret_changed = (unsigned)(by_sound != SIZE_MAX ? by_sound : by_shape);
        return true;
    }
    while (first < a.count && first < b.count && a.at[first] == b.at[first])
        first++;
    if (!exchanged(&a, &b, first) && !(takes_slips(&a, named) && slipped(&a, &b, first)))
        return false;
    *ret_how = TER_TYPO;
    *ret_changed = 1;
    return true;
}

/* Owns the tables of single Chinese characters. The texts beside it, embedded in the program, say it all.
 *
 * han/simplified.txt: a traditional character and its simplified form, one pair a line. They are the single
 * characters that ICU's transform Hant-Hans changes (uconv -x Hant-Hans), without those that simplified
 * writing has as well, with a sense of their own (乾 著 藉).
 *
 * han/sounds.txt: a syllable without tone (ü is v), and the characters of GB 2312 that have it as their
 * commonest reading (uconv -x Han-Latin).
 *
 * han/shapes.txt: characters that hands and scanners take for one another in names of villages, one group a
 * line; made by hand.
 *
 * ICU's data is Unicode's: Copyright 1991-2022 Unicode, Inc., Unicode License (unicode.org/license.txt). */
#include "han.h"

#include "base/embedded.h"
#include "base/text.h"

#include <string.h>

extern const struct ter_embedded ter_embedded_han[];

enum { FIRST = 0x3400, LAST = 0x9fff };

/* The texts by code point: filled when the first question is asked, and never changed after. */
static struct {
    bool filled;
    uint16_t simplified[LAST - FIRST + 1];
    uint16_t sound[LAST - FIRST + 1];
    uint8_t shape[LAST - FIRST + 1];
    bool distinguishes[LAST - FIRST + 1];
} tables;

static const char distinguishing[] =
    "东西南北中上下前后左右内外大小新旧老高低一二三四五六七八九十百千万亿零两半甲乙丙丁";

bool ter_han_is(uint32_t codepoint)
{
    return (codepoint >= FIRST && codepoint <= LAST) || (codepoint >= 0x20000 && codepoint <= 0x323af);
}

static const char *text_of(const char *name)
{
    const struct ter_embedded *file = ter_embedded_han;
    while (strcmp(file->name, name) != 0)
        file++;
    return (const char *)file->data;
}

static void fill_simplified(void)
{
    for (const char *at = text_of("simplified.txt"); *at; at++) {
        uint32_t from, to;
        at += ter_text_next(at, &from);
        at += ter_text_next(at, &to);
        tables.simplified[from - FIRST] = (uint16_t)to;
    }
}

/* Each line's number goes to the characters in it. */
static void fill_sounds(void)
{
    uint16_t line = 1;
    uint32_t codepoint;
    for (const char *at = text_of("sounds.txt"); *at; line++, at++) {
        at += strcspn(at, " ") + 1;
        for (; *at != '\n'; at += ter_text_next(at, &codepoint)) {
            ter_text_next(at, &codepoint);
            tables.sound[codepoint - FIRST] = line;
        }
    }
}

static void fill_shapes(void)
{
    uint8_t line = 1;
    uint32_t codepoint;
    for (const char *at = text_of("shapes.txt"); *at; line++, at++)
        for (; *at != '\n'; at += ter_text_next(at, &codepoint)) {
            ter_text_next(at, &codepoint);
            tables.shape[codepoint - FIRST] = line;
        }
}

static void fill_distinguishing(void)
{
    uint32_t codepoint;
    for (const char *at = distinguishing; *at; at += ter_text_next(at, &codepoint)) {
        ter_text_next(at, &codepoint);
        tables.distinguishes[codepoint - FIRST] = true;
    }
}

/* The place of a character in the tables; false for one that lies outside. */
static bool find(uint32_t codepoint, size_t *ret_index)
{
    if (codepoint < FIRST || codepoint > LAST)
        return false;
    if (!tables.filled) {
        fill_simplified();
        fill_sounds();
        fill_shapes();
        fill_distinguishing();
        tables.filled = true;
    }
    *ret_index = codepoint - FIRST;
    return true;
}

uint32_t ter_han_simplified(uint32_t codepoint)
{
    size_t index;
    return find(codepoint, &index) && tables.simplified[index] ? tables.simplified[index] : codepoint;
}

unsigned ter_han_sound(uint32_t codepoint)
{
    size_t index;
    return find(codepoint, &index) ? tables.sound[index] : 0;
}

unsigned ter_han_shape(uint32_t codepoint)
{
    size_t index;
    return find(codepoint, &index) ? tables.shape[index] : 0;
}

bool ter_han_distinguishes(uint32_t codepoint)
{
    size_t index;
    return (codepoint >= '0' && codepoint <= '9') || codepoint == 0x3007 /* 〇 */ ||
           (find(codepoint, &index) && tables.distinguishes[index]);
}

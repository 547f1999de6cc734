/* Owns the comparison of names: road numbers in all spellings, numerals, words for classes of ways, the key.
 * Knows nothing of the registry's tables. */
#include "names.h"

#include "base/text.h"
#include "han.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Road classes by JTG A03: the letter of the number, and the word that stands for it. */
static const struct road_class {
    char letter;
    const char *word;
} road_classes[] = {
    {'G', "国道"},
    {'S', "省道"},
    {'X', "县道"},
    {'Y', "乡道"},
    {'C', "村道"},
    {'Z', "专用道"},
    {'Z', "专用公路"},
};

enum { ROAD_CLASSES = sizeof road_classes / sizeof road_classes[0], MAX_REF_DIGITS = 4 };

/* Asked at each character of each name: most words differ at once. */
static size_t word_length(const char *text, const char *word)
{
    size_t length = 0;
    while (word[length] && text[length] == word[length])
        length++;
    return word[length] ? 0 : length;
}

static size_t class_word(const char *text, char *ret_letter)
{
    for (size_t i = 0; i < ROAD_CLASSES; i++) {
        size_t length = word_length(text, road_classes[i].word);
        if (length) {
            *ret_letter = road_classes[i].letter;
            return length;
        }
    }
    return 0;
}

static size_t class_letter(const char *text, char *ret_letter)
{
    char letter = (char)toupper((unsigned char)*text);
    for (size_t i = 0; i < ROAD_CLASSES; i++) {
        if (letter != road_classes[i].letter)
            continue;
        *ret_letter = letter;
        return text[1] == ' ' || text[1] == '-' ? 2 : 1;
    }
    return 0;
}

static size_t digits(const char *text)
{
    size_t count = 0;
    while (isdigit((unsigned char)text[count]))
        count++;
    return count <= MAX_REF_DIGITS ? count : 0;
}

size_t ter_names_ref(const char *text, char ret_ref[TER_REF_SIZE])
{
    char letter = 0, again = 0;
    size_t at = class_word(text, &letter);
    size_t written = class_letter(text + at, &again);
    if (written && (!letter || again == letter)) {
        letter = again;
        at += written;
    }
    size_t number = at, count = digits(text + at);
    if (!count)
        return 0;
    at += count;
    size_t behind = class_word(text + at, &again);
    if (behind && (!letter || again == letter)) {
        letter = again;
        at += behind;
    }
    if (!letter || (!behind && isalnum((unsigned char)text[at])))
        return 0;
    at += word_length(text + at, "线");
    snprintf(ret_ref, TER_REF_SIZE, "%c%.*s", letter, (int)count, text + number);
    return at;
}

static const struct numeral {
    const char *word;
    int value; /* 0-9 are digits, from 10 on multipliers */
} numerals[] = {
    {"〇", 0},
    {"零", 0},
    {"一", 1},
    {"二", 2},
    {"两", 2},
    {"三", 3},
    {"四", 4},
    {"五", 5},
    {"六", 6},
    {"七", 7},
    {"八", 8},
    {"九", 9},
    {"十", 10},
    {"百", 100},
    {"千", 1000},
    {"万", 10000},
};

static size_t numeral_at(const char *text, int *ret_value)
{
    for (size_t i = 0; i < sizeof numerals / sizeof numerals[0]; i++) {
        size_t length = word_length(text, numerals[i].word);
        if (length) {
            *ret_value = numerals[i].value;
            return length;
        }
    }
    return 0;
}

size_t ter_names_numeral(const char *text, double *ret_value)
{
    double total = 0, current = -1; /* current: digits not yet multiplied, -1: none */
    int value, multiplier = 0;
    bool zero = false; /* 三百零五 is 305, 三百五 is 350 */
    size_t at = 0, used;
    while (total < 1e9 && current < 1e6 && (used = numeral_at(text + at, &value))) {
        if (value < 10) {
            if (multiplier && current > 0)
                break; /* 一百二三 is no numeral */
            zero = zero || (multiplier && value == 0);
            current = current < 0 ? value : current * 10 + value;
        } else {
            if (current < 0 && !(value == 10 && !at) && !(value == 10000 && at))
                break; /* only 十 begins a number: 百灵, 万家沟 are names */
            total = value == 10000 ? (total + fmax(current, 0)) * value : total + (at ? current : 1) * value;
            current = -1;
            multiplier = value;
            zero = false;
        }
        at += used;
    }
    if (current > 0)
        total += multiplier >= 100 && !zero ? current * multiplier / 10 : current;
    if (at)
        *ret_value = total;
    return at;
}

static char *spaceless(char *key)
{
    char *out = key;
    for (const char *in = key; *in; in++) {
        bool between_latin = out > key && (unsigned char)out[-1] < 0x80 && (unsigned char)in[1] < 0x80;
        if (*in != ' ' || between_latin)
            *out++ = *in;
    }
    *out = '\0';
    return key;
}

/* Both forms of a character take as many bytes. */
static char *simplified(char *key)
{
    uint32_t codepoint;
    for (char *at = key; *at; at += ter_text_next(at, &codepoint)) {
        if ((unsigned char)*at < 0xe0 || ter_text_next(at, &codepoint) != 3)
            continue;
        uint32_t simple = ter_han_simplified(codepoint);
        if (simple != codepoint) {
            at[0] = (char)(0xe0 | simple >> 12);
            at[1] = (char)(0x80 | (simple >> 6 & 0x3f));
            at[2] = (char)(0x80 | (simple & 0x3f));
        }
    }
    return key;
}

char *ter_gazetteer_key(const char *name)
{
    TER_AUTO_FREE char *plain = simplified(spaceless(ter_text_key(name)));
    char ref[TER_REF_SIZE];
    if (*plain && ter_names_ref(plain, ref) == strlen(plain))
        return ter_strdup(ref);
    struct ter_buf key = {0};
    const char *from = plain, *at = plain;
    while (*at) {
        double number;
        uint32_t codepoint;
        size_t used = ter_names_numeral(at, &number);
        if (used) {
            ter_buf_add(&key, from, (size_t)(at - from));
            ter_buf_printf(&key, "%.0f", number);
            from = at + used;
        }
        at += used ? used : ter_text_next(at, &codepoint);
    }
    ter_buf_add(&key, from, (size_t)(at - from));
    return ter_buf_take(&key);
}

/* ---- words for classes of ways ---- */

/* The first word is the key; the others are read as it. Classes are those of OpenStreetMap. */
static const struct class_words {
    int way;
    const char *classes[8];
    const char *words[8];
} class_words[] = {
    {1, {"rail", "narrow_gauge", "preserved"},
        {"铁路", "铁道", "火车道", "铁路线", "火车线", "railway", "railroad"}},
    {1, {"subway"}, {"地铁", "地铁线", "subway", "metro"}},
    {1, {"light_rail", "monorail"}, {"轻轨", "轻轨线", "light rail"}},
    {1, {"tram"}, {"有轨电车", "tram", "tramway"}},
    {0, {"motorway"}, {"高速", "高速公路", "高速路", "expressway", "motorway", "freeway"}},
    {2, {"river"}, {"河", "河流", "river"}},
    {2, {"stream"}, {"小河", "溪", "小溪", "stream", "creek", "brook"}},
    {2, {"canal"}, {"水渠", "渠", "渠道", "canal"}},
    {2, {"ditch", "drain"}, {"排水沟", "水沟", "沟", "ditch", "drain"}},
};
enum { CLASS_WORDS = sizeof class_words / sizeof class_words[0] };

const char *ter_names_word_for_class(int way, const char *class_)
{
    for (size_t i = 0; class_ && i < CLASS_WORDS; i++)
        for (size_t j = 0; class_words[i].way == way && j < 8 && class_words[i].classes[j]; j++)
            if (strcmp(class_words[i].classes[j], class_) == 0)
                return class_words[i].words[0];
    return NULL;
}

static const char *find_class_word(const char *key)
{
    for (size_t i = 0; i < CLASS_WORDS; i++)
        for (size_t j = 0; j < 8 && class_words[i].words[j]; j++)
            if (strcmp(class_words[i].words[j], key) == 0)
                return class_words[i].words[0];
    return NULL;
}

const char *ter_names_class_word(const char *key)
{
    const char *word = find_class_word(key);
    return word ? word : key;
}

const char *ter_names_class_word_at(size_t i)
{
    return i < CLASS_WORDS ? class_words[i].words[0] : NULL;
}

bool ter_names_is_class_word(const char *key)
{
    return find_class_word(key);
}

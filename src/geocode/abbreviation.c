/* Owns the abbreviations in street names. Knows nothing of texts: names come as keys of the gazetteer. */
#include "abbreviation.h"

#include <stdbool.h>
#include <string.h>

enum { MOST_FORMS = 4, MOST_WORDS = 12, MOST_VARIANTS = 16 };

/* Forms of one word. */
typedef const char *const forms[MOST_FORMS];

static const forms streets[] = {
    {"street", "st", "str"},
    {"avenue", "ave", "av"},
    {"road", "rd"},
    {"boulevard", "blvd", "boul"},
    {"lane", "ln"},
    {"drive", "dr", "drv"},
    {"highway", "hwy"},
    {"court", "ct", "crt"},
    {"place", "pl"},
    {"parkway", "pkwy"},
    {"square", "sq"},
    {"terrace", "ter", "terr"},
    {"crescent", "cres", "cr"},
    {"close", "cl"},
    {"circle", "cir", "circ"},
    {"expressway", "expy", "expwy"},
    {"freeway", "fwy"},
    {"turnpike", "tpke"},
    {"trail", "trl", "tr"},
    {"way", "wy"},
    {"gardens", "gdns", "gdn"},
    {"grove", "gr"},
};

static const forms directions[] = {
    {"north", "n"},
    {"south", "s"},
    {"east", "e"},
    {"west", "w"},
    {"northeast", "ne"},
    {"northwest", "nw"},
    {"southeast", "se"},
    {"southwest", "sw"},
};

struct word {
    const char *text;
    size_t length;
    const forms *other; /* NULL: it has one form */
};

static const forms *find_forms(const forms *table, size_t count, const struct word *word)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < MOST_FORMS && table[i][j]; j++)
            if (strlen(table[i][j]) == word->length && memcmp(table[i][j], word->text, word->length) == 0)
                return &table[i];
    return NULL;
}

#define FIND(table, word) find_forms(table, sizeof(table) / sizeof((table)[0]), word)

static size_t split(const char *key, struct word words[MOST_WORDS])
{
    size_t count = 0;
    while (*key && count < MOST_WORDS) {
        size_t length = strcspn(key, " ");
        words[count++] = (struct word){key, length, NULL};
        key += length + (key[length] == ' ');
    }
    return *key ? 0 : count;
}

/* "Main St N": the direction may follow the word for the street. */
static bool mark(struct word *words, size_t count)
{
    struct word *last = &words[count - 1];
    const forms *after = count > 2 ? FIND(directions, last) : NULL;
    if (after) {
        last->other = after;
        last--;
    }
    last->other = FIND(streets, last);
    if (count > 2 && last != words)
        words[0].other = FIND(directions, &words[0]);
    return last->other || words[0].other;
}

static void add_forms(const struct word *words, size_t count, size_t at, const char *before, const char *key,
    struct ter_strings *ret_forms)
{
    if (at == count) {
        if (strcmp(before, key) != 0 && ret_forms->count < MOST_VARIANTS)
            ter_strings_add(ret_forms, before);
        return;
    }
    const char *space = at ? " " : "";
    for (size_t i = 0; i < MOST_FORMS; i++) {
        const char *form = words[at].other ? (*words[at].other)[i] : words[at].text;
        if (!form || (i && !words[at].other))
            break;
        int length = words[at].other ? (int)strlen(form) : (int)words[at].length;
        TER_AUTO_FREE char *longer = ter_format("%s%s%.*s", before, space, length, form);
        add_forms(words, count, at + 1, longer, key, ret_forms);
    }
}

void ter_abbreviation_forms(const char *key, struct ter_strings *ret_forms)
{
    struct word words[MOST_WORDS];
    size_t count = split(key, words);
    if (count >= 2 && mark(words, count))
        add_forms(words, count, 0, "", key, ret_forms);
}

/* Owns the order in which a language's words are found: by first character. Knows nothing of texts. */
#include "vocabulary.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <threads.h>

static struct ter_vocabulary vocabularies[TER_LANGUAGES];

static size_t text_count(const struct ter_language *language)
{
    size_t count = 0;
    for (size_t i = 0; i < language->word_count; i++)
        for (const char *text = language->words[i].texts; text; text = strchr(text + 1, '|'))
            count++;
    return count;
}

/* Take the text that begins at `text` and ends before a | or the end; returns where it ends. */
static const char *take_text(const char *text, const struct ter_word *word, struct ter_lexeme *ret_lexeme)
{
    size_t size = strcspn(text, "|");
    uint32_t *codes = ter_alloc((size + 1) * sizeof *codes);
    size_t length = 0;
    for (const char *end = text + size; text < end; length++)
        text += ter_text_next(text, &codes[length]);
    *ret_lexeme = (struct ter_lexeme){codes, length, word};
    return text;
}

static int by_bucket(const void *a, const void *b)
{
    const struct ter_lexeme *x = a, *y = b;
    size_t p = ter_word_bucket(x->codes[0]), q = ter_word_bucket(y->codes[0]);
    if (p != q)
        return p < q ? -1 : 1;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return (x->length > y->length) - (x->length < y->length);
}

static void order_words(const struct ter_language *language, struct ter_vocabulary *vocabulary)
{
    size_t count = text_count(language), at = 0;
    vocabulary->lexemes = ter_alloc(count * sizeof *vocabulary->lexemes);
    for (size_t i = 0; i < language->word_count; i++)
        for (const char *text = language->words[i].texts; *text; text += *text == '|')
            text = take_text(text, &language->words[i], &vocabulary->lexemes[at++]);
    qsort(vocabulary->lexemes, count, sizeof *vocabulary->lexemes, by_bucket);
    at = 0;
    for (size_t bucket = 0; bucket <= TER_WORD_BUCKETS; bucket++) {
        while (at < count && ter_word_bucket(vocabulary->lexemes[at].codes[0]) < bucket)
            at++;
        vocabulary->first[bucket] = at;
    }
}

static void note_starts(const struct ter_language *language, struct ter_vocabulary *vocabulary)
{
    for (size_t i = 0; i < language->pattern_count && i < TER_MAX_PATTERNS; i++) {
        bool optional = true;
        for (size_t part = 0; optional && part < TER_PATTERN_PARTS; part++) {
            vocabulary->starts[i] |= TER_KIND_BIT(language->patterns[i].parts[part].part);
            optional = language->patterns[i].parts[part].optional;
        }
    }
}

static void spread_pairs(const struct ter_language *language, struct ter_vocabulary *vocabulary)
{
    for (size_t i = 0; i < language->pair_count; i++) {
        const struct ter_pair_cost *pair = &language->pairs[i];
        for (int before = 0; before < TER_TOKEN_KINDS; before++)
            for (int after = 0; after < TER_TOKEN_KINDS; after++)
                if ((pair->before == TER_ANY_TOKEN || pair->before == before) &&
                    (pair->after == TER_ANY_TOKEN || pair->after == after))
                    vocabulary->pairs[before][after] = (signed char)pair->cost;
    }
}

static void build_all(void)
{
    static const struct ter_language *const languages[TER_LANGUAGES] = {&ter_language_zh, &ter_language_en};
    for (size_t i = 0; i < TER_LANGUAGES; i++) {
        struct ter_vocabulary *vocabulary = &vocabularies[languages[i]->id];
        order_words(languages[i], vocabulary);
        note_starts(languages[i], vocabulary);
        spread_pairs(languages[i], vocabulary);
    }
}

const struct ter_vocabulary *ter_vocabulary(const struct ter_language *language)
{
    static once_flag built = ONCE_FLAG_INIT;
    call_once(&built, build_all);
    return &vocabularies[language->id];
}

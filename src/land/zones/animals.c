/* Owns the reading of animals as sheep units: "12 sheep + 3 cattle", "羊12只、牛3头". Knows nothing of fines.
 */
#include "base/text.h"
#include "rates.h"

#include <stdlib.h>
#include <string.h>

/* Counting words that follow a number in Chinese and say nothing else. */
static const char *const measures[] = {"只", "头", "匹", "峰", "个"};
static const char *const separators[] = {"+", ",", ";", "、", "，", "；", "和", "及"};

/* One term: a number and the word beside it. */
struct term {
    double count;
    const struct ter_rate_animal *animal; /* NULL: the number is sheep units already */
};

static const char *skip_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return text + strlen(words[i]);
    return text;
}

static bool means(const struct ter_rate_animal *animal, const char *key)
{
    const char *fixed[] = {animal->name, animal->title.text[TER_EN], animal->title.text[TER_ZH]};
    for (size_t i = 0; i < 3 + animal->words.count; i++) {
        TER_AUTO_FREE char *other = ter_text_key(i < 3 ? fixed[i] : animal->words.items[i - 3]);
        if (strcmp(other, key) == 0)
            return true;
    }
    return false;
}

static bool find_animal(const struct ter_rates *rates, const char *word,
    const struct ter_rate_animal **ret_animal, struct ter_error *err)
{
    TER_AUTO_FREE char *key = ter_text_key(word);
    TER_AUTO_BUF struct ter_buf known = {0};
    for (size_t i = 0; i < rates->animal_count; i++) {
        if (means(&rates->animals[i], key)) {
            *ret_animal = &rates->animals[i];
            return true;
        }
        ter_buf_printf(&known, "%s%s %s", i ? ", " : "", rates->animals[i].title.text[TER_EN],
            rates->animals[i].title.text[TER_ZH]);
    }
    return ter_fail(err, TER_USAGE, "\"%s\" is not an animal of the table (known: %s)", word, known.data);
}

static bool starts_number(char c)
{
    return (c >= '0' && c <= '9') || c == '.';
}

/* The word up to a number, a separator or the end. */
static char *take_word(const char **text)
{
    const char *start = *text, *at = start;
    while (*at && !starts_number(*at) &&
           skip_any(at, separators, sizeof separators / sizeof *separators) == at) {
        uint32_t codepoint;
        at += ter_text_next(at, &codepoint);
    }
    *text = at;
    TER_AUTO_FREE char *word = ter_strndup(start, (size_t)(at - start));
    return ter_strdup(ter_text_trim(word));
}

static bool take_number(const char **text, double *ret_number, struct ter_error *err)
{
    size_t length = strspn(*text, "0123456789.");
    TER_AUTO_FREE char *number = ter_strndup(*text, length);
    static const double most = 1e6;
    if (!ter_text_double(number, ret_number) || !(*ret_number > 0) || *ret_number > most)
        return ter_fail(err, TER_USAGE, "\"%s\" is not a number of animals", number);
    *text += length;
    return true;
}

/* "12 sheep", "羊12只", "3头牛": the word may stand on either side of the number. */
static bool take_term(
    const struct ter_rates *rates, const char **text, struct term *ret_term, struct ter_error *err)
{
    TER_AUTO_FREE char *before = take_word(text);
    if (!starts_number(**text))
        return ter_fail(err, TER_USAGE,
            "how many \"%s\"? Write a number beside each animal: 12 sheep + 3 cattle",
            *before ? before : *text);
    if (!take_number(text, &ret_term->count, err))
        return false;
    *text += strspn(*text, " ");
    const char *measured = skip_any(*text, measures, sizeof measures / sizeof *measures);
    if (measured != *text && strncmp(*text, "个羊单位", strlen("个羊单位")) != 0)
        *text = measured;
    TER_AUTO_FREE char *after = take_word(text);
    if (*before && *after)
        return ter_fail(
            err, TER_USAGE, "\"%s\" and \"%s\" stand beside one number; divide terms with +", before, after);
    const char *word = *before ? before : after;
    ret_term->animal = NULL;
    return !*word || find_animal(rates, word, &ret_term->animal, err);
}

/* Each term goes to `add`; the text is read in its NFKC form, so that full-width digits count. */
static bool walk(const struct ter_rates *rates, const char *text, void (*add)(void *user, struct term term),
    void *user, struct ter_error *err)
{
    TER_AUTO_FREE char *plain = ter_text_nfkc(text);
    const char *at = ter_text_trim(plain);
    if (!*at)
        return ter_fail(err, TER_USAGE, "no animals are named; write them as 12 sheep + 3 cattle");
    while (*at) {
        struct term term;
        if (!take_term(rates, &at, &term, err))
            return false;
        add(user, term);
        const char *next = skip_any(at, separators, sizeof separators / sizeof *separators);
        if (next != at && !next[strspn(next, " ")])
            return ter_fail(err, TER_USAGE, "\"%s\" ends in the middle", text);
        at = next + strspn(next, " ");
    }
    return true;
}

static void sum_up(void *user, struct term term)
{
    double *sum = user;
    *sum += term.count * (term.animal ? term.animal->units : 1);
}

bool ter_rates_animals(
    const struct ter_rates *rates, const char *text, double *ret_units, struct ter_error *err)
{
    double sum = 0;
    if (!walk(rates, text, sum_up, &sum, err))
        return false;
    *ret_units = sum;
    return true;
}

static void write_term(void *user, struct term term)
{
    struct ter_buf *out = user;
    ter_buf_printf(
        out, "%s%.10g × %.10g", out->size ? " + " : "", term.count, term.animal ? term.animal->units : 1);
}

void ter_rates_animals_explain(const struct ter_rates *rates, const char *text, struct ter_buf *out)
{
    TER_AUTO_BUF struct ter_buf terms = {0};
    struct ter_error ignored = {0};
    double sum = 0;
    if (walk(rates, text, write_term, &terms, &ignored) && walk(rates, text, sum_up, &sum, &ignored))
        ter_buf_printf(out, "%s = %.10g", terms.data, sum);
}

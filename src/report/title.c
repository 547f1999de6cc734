/* Owns the order of the title block's lines, and the sentence of how sure positions are. Knows no report. */
#include "title.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Several layers may name one document. */
static void list_once(const struct ter_strings *from, struct ter_strings *ret_list)
{
    for (size_t i = 0; from && i < from->count; i++) {
        size_t at = 0;
        while (at < ret_list->count && strcmp(ret_list->items[at], from->items[i]) != 0)
            at++;
        if (at == ret_list->count)
            ter_strings_add(ret_list, from->items[i]);
    }
}

void ter_title_begin(struct ter_page *page, FILE *out, const struct ter_title *title)
{
    TER_AUTO_STRINGS struct ter_strings name = {0}, date = {0}, data = {0}, scope = {0}, documents = {0};
    ter_strings_add(&name, title->register_name);
    ter_strings_add(&date, title->date);
    if (title->attribution)
        ter_strings_add(&data, title->attribution);
    list_once(title->scope, &scope);
    if (!scope.count)
        ter_strings_add(&scope, ter_word(TER_WORD_SCOPE_ALL, title->lang));
    list_once(title->documents, &documents);
    const struct ter_page_fact facts[] = {
        {TER_WORD_REGISTER, &name},
        {TER_WORD_DATE, &date},
        {TER_WORD_SCENARIO, title->scenario},
        {TER_WORD_SCOPE, &scope},
        {TER_WORD_YEARS_RULE, title->rule},
        {TER_WORD_POSITIONS, title->positions},
        {TER_WORD_DOCUMENTS, &documents},
        {TER_WORD_ATTRIBUTION, &data},
    };
    const struct ter_page_title block = {
        .title = title->title,
        .subtitle = title->subtitle,
        .facts = facts,
        .fact_count = sizeof facts / sizeof *facts,
        .warnings = title->warnings,
        .has_map = title->has_map,
    };
    ter_page_begin(page, out, title->lang, &block);
}

static int by_number(const void *a, const void *b)
{
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

char *ter_title_positions(
    const char *sentence, enum ter_lang lang, size_t placed, size_t all, double *radii_m, size_t known)
{
    qsort(radii_m, known, sizeof *radii_m, by_number);
    struct ter_figure with = ter_figure_count((double)placed), of = ter_figure_count((double)all),
                      half = ter_figure_of(
                          TER_FIGURE_LENGTH_M, known ? radii_m[(known - 1) / 2] : (double)NAN, lang),
                      most = ter_figure_of(
                          TER_FIGURE_LENGTH_M, known ? radii_m[(known - 1) * 9 / 10] : (double)NAN, lang);
    return ter_words_fill(sentence, (const char *const[]){with.text, of.text, half.text, most.text, NULL});
}

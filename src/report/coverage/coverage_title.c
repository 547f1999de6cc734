/* Owns the coverage report's title block: what was asked of what, and how sure the positions are. */
#include "coverage_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int by_number(const void *a, const void *b)
{
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Half of the records that count lie within the first, nine of ten within the second. */
static void add_known(const struct ter_coverage *coverage, struct ter_strings *lines)
{
    TER_AUTO_FREE double *radii_m = ter_alloc((coverage->source_count + 1) * sizeof *radii_m);
    size_t known = 0,
           used = coverage->use_counts[TER_SOURCE_USED] + coverage->use_counts[TER_SOURCE_TOO_COARSE];
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct ter_cover_source *source = &coverage->sources[i];
        if (source->use <= TER_SOURCE_TOO_COARSE && isfinite(source->uncertainty_m))
            radii_m[known++] = source->uncertainty_m;
    }
    qsort(radii_m, known, sizeof *radii_m, by_number);
    struct ter_figure counted = ter_figure_count((double)used),
                      all = ter_figure_count((double)coverage->source_count);
    double half_m = known ? radii_m[(known - 1) / 2] : NAN,
           most_m = known ? radii_m[(known - 1) * 9 / 10] : NAN;
    struct ter_figure half = ter_figure_of(TER_FIGURE_LENGTH_M, half_m, coverage->lang);
    struct ter_figure most = ter_figure_of(TER_FIGURE_LENGTH_M, most_m, coverage->lang);
    TER_AUTO_FREE char *line = ter_word_fill(TER_WORD_POSITIONS_KNOWN, coverage->lang,
        (const char *const[]){counted.text, all.text, half.text, most.text, NULL});
    ter_strings_add(lines, line);
}

static void add_count(const struct ter_coverage *coverage, enum ter_source_use use, enum ter_word word,
    struct ter_strings *lines)
{
    struct ter_figure count = ter_figure_count((double)coverage->use_counts[use]);
    if (!coverage->use_counts[use])
        return;
    TER_AUTO_FREE char *line = ter_word_fill(word, coverage->lang, (const char *const[]){count.text, NULL});
    ter_strings_add(lines, line);
}

static void add_scope(const struct ter_coverage *coverage, struct ter_strings *lines)
{
    TER_AUTO_BUF struct ter_buf limits = {0}, overs = {0};
    for (size_t i = 0; i < coverage->level_count; i++) {
        TER_AUTO_FREE char *limit = ter_coverage_limit_words(coverage, coverage->levels[i].limit);
        ter_buf_printf(&limits, "%s%s", i ? " · " : "", limit);
    }
    for (size_t i = 0; i < coverage->over_count; i++)
        ter_buf_printf(
            &overs, "%s%s", i ? coverage->lang == TER_ZH ? "、" : ", " : "", coverage->overs[i].title);
    TER_AUTO_FREE char *line = ter_word_fill(
        TER_WORD_SCOPE_OVERS, coverage->lang, (const char *const[]){limits.data, overs.data, NULL});
    ter_strings_add(lines, coverage->over_count ? line : limits.data);
}

static void add_warnings(const struct ter_coverage *coverage, struct ter_strings *lines)
{
    if (coverage->assume_exact)
        ter_strings_add(lines, ter_word(TER_WORD_EXACT_ASSUMED, coverage->lang));
}

void ter_coverage_title(struct ter_page *page, FILE *out, const struct ter_coverage_report *report)
{
    const struct ter_coverage *coverage = report->coverage;
    TER_AUTO_STRINGS struct ter_strings name = {0}, scope = {0}, scenario = {0}, date = {0}, positions = {0},
                                        data = {0}, warnings = {0};
    char today[sizeof "2023-12-31"];
    time_t now = time(NULL);
    struct tm local;
    strftime(today, sizeof today, "%Y-%m-%d", localtime_r(&now, &local));
    ter_strings_add(&name, report->register_name);
    add_scope(coverage, &scope);
    ter_strings_add(&scenario, coverage->scenario_title);
    ter_strings_add(&date, today);
    add_known(coverage, &positions);
    add_count(coverage, TER_SOURCE_TOO_COARSE, TER_WORD_POSITIONS_COARSE, &positions);
    add_count(coverage, TER_SOURCE_UNPLACED, TER_WORD_POSITIONS_NONE, &positions);
    add_warnings(coverage, &warnings);
    if (report->attribution)
        ter_strings_add(&data, report->attribution);
    const struct ter_page_fact facts[] = {
        {TER_WORD_REGISTER, &name},
        {TER_WORD_DATE, &date},
        {TER_WORD_SCENARIO, &scenario},
        {TER_WORD_SCOPE, &scope},
        {TER_WORD_POSITIONS, &positions},
        {TER_WORD_DOCUMENTS, report->documents},
        {TER_WORD_ATTRIBUTION, &data},
    };
    TER_AUTO_FREE char *title = ter_word_fill(
        TER_WORD_COVERAGE_TITLE, coverage->lang, (const char *const[]){coverage->kind_title, NULL});
    TER_AUTO_FREE char *limit = ter_coverage_limit_words(coverage, ter_coverage_main(coverage)->limit);
    TER_AUTO_FREE char *subtitle = ter_word_fill(
        TER_WORD_SUBTITLE, coverage->lang, (const char *const[]){limit, coverage->scenario_title, NULL});
    struct ter_page_title block = {
        .title = title,
        .subtitle = subtitle,
        .facts = facts,
        .fact_count = sizeof facts / sizeof *facts,
        .warnings = &warnings,
        .has_map = true,
    };
    ter_page_begin(page, out, coverage->lang, &block);
}

/* Owns the coverage report's title block: what was asked of what, and how sure the positions are. */
#include "base/day.h"
#include "coverage_parts.h"
#include "report/title.h"

#include <math.h>
#include <stdlib.h>

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
    TER_AUTO_FREE char *line = ter_title_positions(ter_word(TER_WORD_POSITIONS_KNOWN, coverage->lang),
        coverage->lang, used, coverage->source_count, radii_m, known);
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
    TER_AUTO_STRINGS struct ter_strings scope = {0}, scenario = {0}, positions = {0}, warnings = {0};
    char today[TER_DAY_SIZE];
    ter_day_write(ter_day_today(), today);
    add_scope(coverage, &scope);
    ter_strings_add(&scenario, coverage->scenario_title);
    add_known(coverage, &positions);
    add_count(coverage, TER_SOURCE_TOO_COARSE, TER_WORD_POSITIONS_COARSE, &positions);
    add_count(coverage, TER_SOURCE_UNPLACED, TER_WORD_POSITIONS_NONE, &positions);
    add_warnings(coverage, &warnings);
    TER_AUTO_FREE char *title = ter_word_fill(
        TER_WORD_COVERAGE_TITLE, coverage->lang, (const char *const[]){coverage->kind_title, NULL});
    TER_AUTO_FREE char *limit = ter_coverage_limit_words(coverage, ter_coverage_main(coverage)->limit);
    TER_AUTO_FREE char *subtitle = ter_word_fill(
        TER_WORD_SUBTITLE, coverage->lang, (const char *const[]){limit, coverage->scenario_title, NULL});
    const struct ter_title block = {.lang = coverage->lang,
        .title = title,
        .subtitle = subtitle,
        .register_name = report->register_name,
        .date = today,
        .scenario = &scenario,
        .scope = &scope,
        .positions = &positions,
        .documents = report->documents,
        .attribution = report->attribution,
        .warnings = &warnings,
        .has_map = true};
    ter_title_begin(page, out, &block);
}

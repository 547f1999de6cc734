/* Owns what the coverage report's map shows, from the ground up. */
#include "coverage_parts.h"
#include "report/ground.h"

#include <math.h>
#include <string.h>

/* What all layers of the map ask for. */
struct drawing {
    struct ter_sheet *sheet;
    const struct ter_coverage *coverage;
    const struct ter_cover_level *level;
    enum ter_lang lang;
};

static void begin(const struct drawing *drawing, const char *class, const char *title,
    enum ter_sheet_shape shape, bool hidden)
{
    struct ter_sheet_style style = {.class = class, .title = title, .shape = shape, .hidden = hidden};
    ter_sheet_layer(drawing->sheet, &style);
}

static void begin_word(const struct drawing *drawing, const char *class, enum ter_word word,
    enum ter_sheet_shape shape, bool hidden)
{
    begin(drawing, class, ter_word(word, drawing->lang), shape, hidden);
}

static void begin_over(const struct drawing *drawing, const char *class, enum ter_word word, size_t over,
    enum ter_sheet_shape shape)
{
    TER_AUTO_FREE char *title =
        ter_word_fill(word, drawing->lang, (const char *const[]){drawing->coverage->overs[over].title, NULL});
    begin(drawing, class, title, shape, false);
}

static struct ter_wkb wkb_of(const struct ter_cover_shape *shape)
{
    return (struct ter_wkb){(const uint8_t *)shape->wkb.data, shape->wkb.size};
}

/* Possible without certain: certain lies within possible, so that its rings turn into holes of it. */
static void draw_areas(const struct drawing *drawing)
{
    const struct ter_cover_level *level = drawing->level;
    begin_word(drawing, "s-possible", TER_WORD_ONLY_POSSIBLE, TER_SHEET_AREAS, false);
    ter_sheet_difference(drawing->sheet, wkb_of(&level->possible), wkb_of(&level->certain),
        ter_word(TER_WORD_ONLY_POSSIBLE, drawing->lang));
    begin_word(drawing, "s-certain", TER_WORD_CERTAIN, TER_SHEET_AREAS, false);
    ter_sheet_wkb(drawing->sheet, wkb_of(&level->certain), ter_word(TER_WORD_CERTAIN, drawing->lang));
}

/* The areas of the other limits, to be switched on. */
static void draw_limits(const struct drawing *drawing)
{
    for (size_t i = 0; i < drawing->coverage->level_count; i++) {
        const struct ter_cover_level *level = &drawing->coverage->levels[i];
        TER_AUTO_FREE char *limit = ter_coverage_limit_words(drawing->coverage, level->limit);
        TER_AUTO_FREE char *title = ter_format(
            drawing->lang == TER_ZH ? "%s，%s" : "%s, %s", limit, ter_word(TER_WORD_CERTAIN, drawing->lang));
        if (level == drawing->level)
            continue;
        begin(drawing, "s-limit", title, TER_SHEET_AREAS, true);
        ter_sheet_wkb(drawing->sheet, wkb_of(&level->certain), title);
    }
}

static void draw_gaps_of(const struct drawing *drawing, size_t over, const char *title)
{
    for (size_t i = 0; i < drawing->level->gap_count; i++) {
        const struct ter_cover_gap *gap = &drawing->level->gaps[i];
        if (gap->over != over)
            continue;
        TER_AUTO_FREE char *label =
            ter_format("%s\n%s\n%s", title, ter_coverage_township(drawing->coverage, gap->township),
                ter_figure_of(TER_FIGURE_AREA_M2, gap->shape.m2, drawing->lang).text);
        ter_sheet_wkb(drawing->sheet, wkb_of(&gap->shape), label);
    }
}

static bool overs_have_areas(const struct ter_coverage *coverage)
{
    for (size_t i = 0; i < coverage->over_count; i++)
        if (coverage->overs[i].measure == TER_COVER_AREA_M2)
            return true;
    return false;
}

/* Where an area was asked for, the townships' own gaps would only cover it up: to be switched on. */
static void draw_gaps(const struct drawing *drawing)
{
    const char *whole = ter_word(TER_WORD_TOWNSHIP_AREA, drawing->lang);
    TER_AUTO_FREE char *title =
        ter_word_fill(TER_WORD_UNREACHED_OF, drawing->lang, (const char *const[]){whole, NULL});
    begin(drawing, "s-gap", title, TER_SHEET_AREAS, overs_have_areas(drawing->coverage));
    draw_gaps_of(drawing, SIZE_MAX, title);
    for (size_t i = 0; i < drawing->coverage->over_count; i++) {
        const char *name = drawing->coverage->overs[i].title;
        TER_AUTO_FREE char *words =
            ter_word_fill(TER_WORD_UNREACHED_OF, drawing->lang, (const char *const[]){name, NULL});
        begin(drawing, "s-gap", words, TER_SHEET_AREAS, false);
        draw_gaps_of(drawing, i, words);
    }
}

static char *feature_label(const struct drawing *drawing, size_t over, size_t index, size_t township)
{
    const struct ter_cover_over *of = &drawing->coverage->overs[over];
    const struct ter_cover_feature *feature = index < of->count ? &of->features[index] : NULL;
    const char *name = feature && feature->name && *feature->name ? feature->name
                       : feature                                  ? feature->code
                                                                  : "";
    bool known = township < drawing->coverage->township_count && drawing->coverage->townships[township].name;
    return ter_format("%s%s%s%s%s", of->title, *name ? " " : "", name, known ? "\n" : "",
        known ? drawing->coverage->townships[township].name : "");
}

static void draw_pieces(const struct drawing *drawing, size_t over)
{
    begin_over(drawing, "l-gap", TER_WORD_UNREACHED_OF, over, TER_SHEET_LINES);
    for (size_t i = 0; i < drawing->level->piece_count; i++) {
        const struct ter_cover_piece *piece = &drawing->level->pieces[i];
        if (piece->over != over)
            continue;
        TER_AUTO_FREE char *name = feature_label(drawing, over, piece->feature, piece->township);
        TER_AUTO_FREE char *label = ter_format(
            "%s\n%s", name, ter_figure_of(TER_FIGURE_LENGTH_M, piece->length_m, drawing->lang).text);
        ter_sheet_line(drawing->sheet, piece->points, piece->point_count, label);
    }
}

static void draw_points(const struct drawing *drawing, size_t over, enum ter_certainty certainty)
{
    bool gap = certainty == TER_GAP;
    begin_over(drawing, gap ? "d-gap" : "d-possible", gap ? TER_WORD_UNREACHED_OF : TER_WORD_POSSIBLE_OF,
        over, TER_SHEET_DOTS);
    for (size_t i = 0; i < drawing->level->point_count; i++) {
        const struct ter_cover_point *point = &drawing->level->points[i];
        if (point->over != over || point->certainty != certainty)
            continue;
        TER_AUTO_FREE char *name = feature_label(drawing, over, point->feature, point->township);
        TER_AUTO_BUF struct ter_buf label = {0};
        ter_buf_text(&label, name);
        if (isfinite(point->distance_m))
            ter_buf_printf(&label, "\n%s %s", ter_word(TER_WORD_NEAREST, drawing->lang),
                ter_figure_of(TER_FIGURE_LENGTH_M, point->distance_m, drawing->lang).text);
        ter_sheet_point(drawing->sheet, point->at, 0, label.data);
    }
}

static void draw_districts(const struct drawing *drawing)
{
    const struct ter_coverage *coverage = drawing->coverage;
    begin_word(drawing, "s-district", TER_WORD_FIRST_AREAS, TER_SHEET_AREAS, false);
    for (size_t i = 0; i < coverage->district_count; i++) {
        const struct ter_cover_district *district = &coverage->districts[i];
        const struct ter_cover_source *source = &coverage->sources[district->source];
        TER_AUTO_FREE char *label =
            ter_format("%s\n%s", source->name && *source->name ? source->name : source->code,
                ter_figure_of(TER_FIGURE_AREA_M2, district->m2, drawing->lang).text);
        ter_sheet_wkb(drawing->sheet, wkb_of(&district->shape), label);
    }
    begin_word(drawing, "l-barrier", TER_WORD_BARRIERS, TER_SHEET_LINES, false);
    for (size_t i = 0; i < coverage->crossing_count; i++)
        ter_sheet_line(
            drawing->sheet, coverage->crossings[i].points, coverage->crossings[i].point_count, NULL);
}

static char *source_label(const struct drawing *drawing, const struct ter_cover_source *source)
{
    TER_AUTO_BUF struct ter_buf label = {0};
    ter_buf_printf(&label, "%s %s", source->code, source->name ? source->name : "");
    if (source->township)
        ter_buf_printf(&label, "\n%s", source->township);
    if (isfinite(source->uncertainty_m))
        ter_buf_printf(
            &label, "\n± %s", ter_figure_of(TER_FIGURE_LENGTH_M, source->uncertainty_m, drawing->lang).text);
    return ter_buf_take(&label);
}

static void draw_uses(
    const struct drawing *drawing, enum ter_source_use use, const char *class, const char *title, bool hidden)
{
    begin(drawing, class, title, TER_SHEET_DOTS, hidden);
    for (size_t i = 0; i < drawing->coverage->source_count; i++) {
        const struct ter_cover_source *source = &drawing->coverage->sources[i];
        if (source->use != use)
            continue;
        TER_AUTO_FREE char *label = source_label(drawing, source);
        ter_sheet_point(drawing->sheet, source->at, 0, label);
    }
}

/* Circles that are wider than the reach would hide the map: then they are to be switched on. */
static void draw_errors(const struct drawing *drawing)
{
    const struct ter_coverage *coverage = drawing->coverage;
    bool wide = coverage->use_counts[TER_SOURCE_TOO_COARSE] > 0;
    begin_word(drawing, "c-error", TER_WORD_ERROR_CIRCLE, TER_SHEET_CIRCLES, wide);
    for (size_t i = 0; i < coverage->source_count; i++) {
        const struct ter_cover_source *source = &coverage->sources[i];
        if (source->use <= TER_SOURCE_TOO_COARSE && source->uncertainty_m > 0)
            ter_sheet_point(drawing->sheet, source->at, source->uncertainty_m, NULL);
    }
}

static void draw_sources(const struct drawing *drawing)
{
    const struct ter_coverage *coverage = drawing->coverage;
    const struct {
        enum ter_source_use use;
        const char *class;
        enum ter_word word;
        bool hidden;
    } uses[] = {
        {TER_SOURCE_ASIDE, "d-aside", TER_WORD_ASIDE, true},
        {TER_SOURCE_WITHOUT, "d-shut", TER_WORD_SHUT, false},
        {TER_SOURCE_TOO_COARSE, "d-coarse", TER_WORD_TOO_COARSE, false},
        {TER_SOURCE_USED, "d-used", TER_WORD_USED, false},
    };
    if (!coverage->assume_exact)
        draw_errors(drawing);
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        TER_AUTO_FREE char *title = ter_word_fill(TER_WORD_OF_KIND, drawing->lang,
            (const char *const[]){coverage->kind_title, ter_word(uses[i].word, drawing->lang), NULL});
        draw_uses(drawing, uses[i].use, uses[i].class, title, uses[i].hidden);
    }
}

static void draw_steps(const struct drawing *drawing)
{
    static const enum ter_word words[] = {TER_WORD_MEND, TER_WORD_BUILD, TER_WORD_NEW_PLACE};
    begin_word(drawing, "d-step", TER_WORD_PROPOSED, TER_SHEET_DOTS, false);
    for (size_t i = 0; i < drawing->coverage->step_count; i++) {
        const struct ter_cover_step *step = &drawing->coverage->steps[i];
        TER_AUTO_FREE char *label =
            ter_format("%zu: %s\n%s", i + 1, ter_word(words[step->kind], drawing->lang),
                step->code ? step->code : ter_figure_position(step->at).text);
        ter_sheet_point(drawing->sheet, step->at, 0, label);
    }
}

static void draw_worst(const struct drawing *drawing)
{
    begin_word(drawing, "n-worst", TER_WORD_WORST_ON_MAP, TER_SHEET_NUMBERS, false);
    for (size_t i = 0; i < drawing->level->worst_count; i++) {
        const struct ter_cover_worst *worst = &drawing->level->worst[i];
        const struct ter_cover_over *over = &drawing->coverage->overs[worst->over];
        TER_AUTO_FREE char *label = ter_format("%zu: %s\n%s\n%s", i + 1, over->title, worst->label,
            ter_figure_of(ter_coverage_measure(over), worst->size, drawing->lang).text);
        ter_sheet_point(drawing->sheet, worst->at, (double)(i + 1), label);
    }
}

void ter_coverage_map(struct ter_page *page, const struct ter_coverage_report *report)
{
    TER_AUTO(ter_sheet_close) struct ter_sheet *sheet = ter_sheet_open(page->lang);
    const struct drawing drawing = {
        .sheet = sheet,
        .coverage = report->coverage,
        .level = ter_coverage_main(report->coverage),
        .lang = page->lang,
    };
    ter_ground_draw(drawing.sheet, drawing.lang, report->roads);
    draw_areas(&drawing);
    draw_limits(&drawing);
    draw_gaps(&drawing);
    draw_districts(&drawing);
    for (size_t i = 0; i < drawing.coverage->over_count; i++)
        draw_pieces(&drawing, i);
    for (size_t i = 0; i < drawing.coverage->over_count; i++) {
        draw_points(&drawing, i, TER_POSSIBLE);
        draw_points(&drawing, i, TER_GAP);
    }
    draw_sources(&drawing);
    draw_steps(&drawing);
    draw_worst(&drawing);
    ter_page_section(page, ter_page_word(page, TER_WORD_MAP), report->command);
    ter_sheet_write(sheet, page, report->attribution);
}

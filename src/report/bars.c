/* Owns the drawing of bars, patterns and swatches as SVG. Colours stand in assets/page.css alone. */
#include "bars.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

/* In the units of the drawing, 1000 across: at that width a unit is a CSS pixel. */
enum {
    WIDTH = 1000,
    ROW = 30,
    BAR = 18,
    NAME_END = 205,
    BAR_START = 220,
    BAR_WIDTH = 440,
    REMARK_START = 675
};
enum { NAME_COLUMNS = 26 }; /* characters of a name that fit, a Chinese one counting two */

static void write_rect(
    struct ter_markup *markup, const char *class, double x, double y, double width, double height)
{
    if (!(width > 0))
        return;
    ter_markup_begin_class(markup, "rect", class);
    ter_markup_attributef(markup, "x", "%.2f", x);
    ter_markup_attributef(markup, "y", "%.2f", y);
    ter_markup_attributef(markup, "width", "%.2f", width);
    ter_markup_attributef(markup, "height", "%.2f", height);
    ter_markup_end(markup);
}

static double part(double value, double total)
{
    double share = total > 0 && isfinite(value) ? value / total : 0;
    return fmin(fmax(share, 0), 1);
}

static void write_parts(
    struct ter_markup *markup, const struct ter_bar *bar, double x, double y, double width, double height)
{
    double certain = width * part(bar->certain, bar->total);
    double possible = fmax(width * part(bar->possible, bar->total), certain);
    if (!(bar->total > 0))
        return;
    write_rect(markup, "s-gap", x + possible, y, width - possible, height);
    write_rect(markup, "s-possible", x + certain, y, possible - certain, height);
    write_rect(markup, "s-certain", x, y, certain, height);
}

static void write_label(struct ter_markup *markup, const char *class, double x, double y, const char *text)
{
    ter_markup_begin_class(markup, "text", class);
    ter_markup_attributef(markup, "x", "%.0f", x);
    ter_markup_attributef(markup, "y", "%.1f", y);
    ter_markup_text(markup, text);
    ter_markup_end(markup);
}

/* A name that is too long ends in "…". */
static char *shorten(const char *name, size_t columns)
{
    size_t end = 0;
    if (ter_text_width(name) <= columns)
        return ter_strdup(name);
    for (uint32_t character; name[end];) {
        size_t next = end + ter_text_next(name + end, &character);
        TER_AUTO_FREE char *start = ter_strndup(name, next);
        if (next == end || ter_text_width(start) > columns - 1)
            break;
        end = next;
    }
    return ter_format("%.*s…", (int)end, name);
}

/* Where the parts of a row lie: widths in the drawing's units. */
static void write_segments(struct ter_markup *markup, const struct ter_bar_part *parts, size_t count,
    const struct ter_bar_stack *stack, double unit, double y)
{
    double x = BAR_START;
    for (size_t i = 0; i < count; i++) {
        double width = isfinite(stack->values[i]) ? fmax(stack->values[i], 0) * unit : 0;
        write_rect(markup, parts[i].class, x, y, width, BAR);
        x += width;
    }
}

static double sum_of(const struct ter_bar_stack *stack, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += isfinite(stack->values[i]) ? fmax(stack->values[i], 0) : 0;
    return sum;
}

static void write_row(struct ter_page *page, const struct ter_bar_part *parts, size_t part_count,
    const struct ter_bar_stack *stack, double whole, size_t row)
{
    enum { BASELINE = 14 };
    struct ter_markup *markup = &page->markup;
    double y = (double)row * ROW + (double)(ROW - BAR) / 2;
    TER_AUTO_FREE char *name = shorten(stack->name, NAME_COLUMNS);
    ter_markup_begin(markup, "g");
    ter_markup_elementf(markup, "title", NULL, "%s: %s", stack->name, stack->remark);
    write_label(markup, "name", NAME_END, y + BASELINE, name);
    if (whole > 0)
        write_segments(markup, parts, part_count, stack, BAR_WIDTH / whole, y);
    write_label(markup, "remark", REMARK_START, y + BASELINE, stack->remark);
    ter_markup_end(markup);
}

static void write_legend(struct ter_page *page, const struct ter_bar_part *parts, size_t count)
{
    ter_markup_begin_class(&page->markup, "p", "keys");
    for (size_t i = 0; i < count; i++) {
        ter_markup_begin(&page->markup, "span");
        ter_bars_swatch(page, TER_SWATCH_AREA, parts[i].class);
        ter_markup_text(&page->markup, parts[i].title);
        ter_markup_end(&page->markup);
    }
    ter_markup_end(&page->markup);
}

void ter_bars_stacks(struct ter_page *page, const char *title, enum ter_bar_scale scale,
    const struct ter_bar_part *parts, size_t part_count, const struct ter_bar_stack *stacks, size_t count,
    size_t most)
{
    struct ter_markup *markup = &page->markup;
    size_t shown = count < most ? count : most;
    double largest = 0;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, sum_of(&stacks[i], part_count));
    ter_markup_begin_class(markup, "figure", "bars");
    ter_markup_element(markup, "figcaption", NULL, title);
    write_legend(page, parts, part_count);
    ter_markup_begin(markup, "svg");
    ter_markup_attributef(markup, "viewBox", "0 0 %d %zu", WIDTH, shown * ROW);
    ter_markup_attribute(markup, "role", "img");
    ter_markup_attribute(markup, "aria-label", title);
    for (size_t i = 0; i < shown; i++)
        write_row(page, parts, part_count, &stacks[i],
            scale == TER_BARS_COMMON ? largest : sum_of(&stacks[i], part_count), i);
    ter_markup_end(markup);
    if (shown < count) {
        struct ter_figure more = ter_figure_count((double)(count - shown));
        TER_AUTO_FREE char *note =
            ter_word_fill(TER_WORD_CHART_MORE, page->lang, (const char *const[]){more.text, NULL});
        ter_markup_element(markup, "p", "small", note);
    }
    ter_markup_end(markup);
}

enum { CERTAIN, ONLY_POSSIBLE, GAP, COVERAGE_PARTS };

void ter_bars_write(
    struct ter_page *page, const char *title, const struct ter_bar *bars, size_t count, size_t most)
{
    const struct ter_bar_part parts[COVERAGE_PARTS] = {
        [CERTAIN] = {"s-certain", ter_page_word(page, TER_WORD_CERTAIN)},
        [ONLY_POSSIBLE] = {"s-possible", ter_page_word(page, TER_WORD_ONLY_POSSIBLE)},
        [GAP] = {"s-gap", ter_page_word(page, TER_WORD_GAP)},
    };
    double(*values)[COVERAGE_PARTS] = ter_alloc((count + 1) * sizeof *values);
    TER_AUTO_FREE struct ter_bar_stack *stacks = ter_alloc((count + 1) * sizeof *stacks);
    for (size_t i = 0; i < count; i++) {
        double possible = fmax(bars[i].possible, bars[i].certain);
        values[i][CERTAIN] = bars[i].certain;
        values[i][ONLY_POSSIBLE] = possible - bars[i].certain;
        values[i][GAP] = bars[i].total - possible;
        stacks[i] = (struct ter_bar_stack){bars[i].name, values[i], bars[i].remark};
    }
    ter_bars_stacks(page, title, TER_BARS_SHARES, parts, COVERAGE_PARTS, stacks, count, most);
    free(values);
}

void ter_bars_single(struct ter_page *page, const struct ter_bar *bar, const char *label)
{
    enum { SINGLE_WIDTH = 200, SINGLE_HEIGHT = 12 };
    struct ter_markup *markup = &page->markup;
    ter_markup_begin_class(markup, "svg", "single");
    ter_markup_attributef(markup, "viewBox", "-0.5 -0.5 %d %d", SINGLE_WIDTH + 1, SINGLE_HEIGHT + 1);
    ter_markup_attribute(markup, "preserveAspectRatio", "none");
    ter_markup_attribute(markup, "role", "img");
    ter_markup_attribute(markup, "aria-label", label);
    write_parts(markup, bar, 0, 0, SINGLE_WIDTH, SINGLE_HEIGHT);
    ter_markup_end(markup);
}

/* Stripes and dots of this size; what is in them is coloured by the style sheet through the classes. */
static void begin_pattern(struct ter_markup *markup, const char *id, int size, const char *transform)
{
    ter_markup_begin(markup, "pattern");
    ter_markup_attribute(markup, "id", id);
    ter_markup_attributef(markup, "width", "%d", size);
    ter_markup_attributef(markup, "height", "%d", size);
    ter_markup_attribute(markup, "patternUnits", "userSpaceOnUse");
    if (transform)
        ter_markup_attribute(markup, "patternTransform", transform);
}

void ter_bars_patterns(struct ter_page *page)
{
    enum { STRIPES = 6, DOTS = 7 };
    struct ter_markup *markup = &page->markup;
    ter_markup_begin_class(markup, "svg", "patterns");
    ter_markup_attribute(markup, "aria-hidden", "true");
    ter_markup_begin(markup, "defs");
    begin_pattern(markup, "stripes", STRIPES, "rotate(45)");
    write_rect(markup, "p-ground", 0, 0, STRIPES, STRIPES);
    write_rect(markup, "p-stripe", 0, 0, 2, STRIPES);
    ter_markup_end(markup);
    begin_pattern(markup, "dots", DOTS, NULL);
    write_rect(markup, "p-paper", 0, 0, DOTS, DOTS);
    write_rect(markup, "p-dot", 2, 2, 2, 2);
    ter_markup_end(markup);
    ter_markup_end(markup);
    ter_markup_end(markup);
}

void ter_bars_swatch(struct ter_page *page, enum ter_swatch swatch, const char *class)
{
    static const char *const elements[] = {"rect", "line", "circle"};
    static const char *const shapes[][5][2] = {
        [TER_SWATCH_AREA] = {{"x", "1"}, {"y", "1"}, {"width", "22"}, {"height", "12"}},
        [TER_SWATCH_LINE] = {{"x1", "1"}, {"y1", "7"}, {"x2", "23"}, {"y2", "7"}},
        [TER_SWATCH_DOT] = {{"cx", "12"}, {"cy", "7"}, {"r", "5"}},
    };
    struct ter_markup *markup = &page->markup;
    ter_markup_begin_class(markup, "svg", "swatch");
    ter_markup_attribute(markup, "viewBox", "0 0 24 14");
    ter_markup_attribute(markup, "aria-hidden", "true");
    ter_markup_begin_class(markup, elements[swatch], class);
    for (size_t i = 0; shapes[swatch][i][0]; i++)
        ter_markup_attribute(markup, shapes[swatch][i][0], shapes[swatch][i][1]);
    ter_markup_end(markup);
    ter_markup_end(markup);
}

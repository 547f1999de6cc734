/* Owns the drawing of small maps as SVG. Knows nothing of what they show; assets/page.css colours them. */
#include "plot.h"

#include <math.h>

enum { UNITS_A_MM = 10 }; /* whole numbers of a tenth of a millimetre keep the page small */

static long unit(double mm)
{
    return lround(mm * UNITS_A_MM);
}

static void write_line(struct ter_markup *markup, const char *class, struct ter_xy from, struct ter_xy to)
{
    ter_markup_begin_class(markup, "path", class);
    ter_markup_attributef(
        markup, "d", "M%ld %ldL%ld %ld", unit(from.x), unit(from.y), unit(to.x), unit(to.y));
    ter_markup_end(markup);
}

/* All lines of a pen are one path. */
static void write_pen(struct ter_markup *markup, const struct ter_drawing *drawing, enum ter_pen pen)
{
    static const char *const classes[] = {
        [TER_PEN_ROAD] = "w-road", [TER_PEN_MAIN_ROAD] = "w-main", [TER_PEN_BOUNDARY] = "w-boundary"};
    TER_AUTO_BUF struct ter_buf path = {0};
    for (size_t i = 0; i < drawing->line_count; i++) {
        const struct ter_drawing_line *line = &drawing->lines[i];
        for (size_t j = 0; line->pen == pen && j < line->count; j++) {
            struct ter_xy point = drawing->points[line->first + j];
            ter_buf_printf(&path, "%c%ld %ld", j ? 'L' : 'M', unit(point.x), unit(point.y));
        }
    }
    if (!path.size)
        return;
    ter_markup_begin_class(markup, "path", classes[pen]);
    ter_markup_attribute(markup, "d", path.data);
    ter_markup_end(markup);
}

static void write_circle(struct ter_markup *markup, const char *class, struct ter_xy at, double radius_mm)
{
    ter_markup_begin_class(markup, "circle", class);
    ter_markup_attributef(markup, "cx", "%ld", unit(at.x));
    ter_markup_attributef(markup, "cy", "%ld", unit(at.y));
    ter_markup_attributef(markup, "r", "%ld", unit(radius_mm));
    ter_markup_end(markup);
}

static void write_text(struct ter_markup *markup, const char *class, struct ter_xy at, const char *text)
{
    ter_markup_begin_class(markup, "text", class);
    ter_markup_attributef(markup, "x", "%ld", unit(at.x));
    ter_markup_attributef(markup, "y", "%ld", unit(at.y));
    ter_markup_text(markup, text);
    ter_markup_end(markup);
}

/* Leaders first, so that no number is struck through. */
static void write_dots(struct ter_markup *markup, const struct ter_drawing *drawing)
{
    static const double dot_mm = 0.5, baseline_mm = 0.85;
    for (size_t i = 0; i < drawing->dot_count; i++) {
        const struct ter_drawing_dot *dot = &drawing->dots[i];
        if (ter_xy_distance_m(dot->at, dot->label) > 0)
            write_line(markup, "w-leader", dot->at, dot->label);
        write_circle(markup, "w-dot", dot->at, dot_mm);
    }
    for (size_t i = 0; i < drawing->dot_count; i++) {
        const struct ter_drawing_dot *dot = &drawing->dots[i];
        TER_AUTO_FREE char *number = ter_format("%u", dot->number);
        write_circle(
            markup, dot->vague ? "w-vague" : "w-badge", dot->label, ter_drawing_badge_mm(dot->number));
        write_text(markup, dot->vague ? "w-vague-number" : "w-number",
            (struct ter_xy){dot->label.x, dot->label.y + baseline_mm}, number);
    }
}

static void write_north(struct ter_markup *markup, const struct ter_drawing *drawing)
{
    struct ter_xy tip = {drawing->width_mm - 5, 6}, foot = {tip.x, tip.y + 7};
    write_line(markup, "w-mark", foot, tip);
    write_line(markup, "w-mark", tip, (struct ter_xy){tip.x - 1, tip.y + 2});
    write_line(markup, "w-mark", tip, (struct ter_xy){tip.x + 1, tip.y + 2});
    write_text(markup, "w-text", (struct ter_xy){tip.x, tip.y - 1}, "N");
}

static void write_scale(struct ter_markup *markup, const struct ter_drawing *drawing)
{
    struct ter_xy from = {5, drawing->height_mm - 5}, to = {from.x + drawing->scale_mm, from.y};
    if (!(drawing->scale_mm > 0))
        return;
    write_line(markup, "w-mark w-bar", from, to);
    write_line(markup, "w-mark", from, (struct ter_xy){from.x, from.y - 1.5});
    write_line(markup, "w-mark", to, (struct ter_xy){to.x, to.y - 1.5});
    write_text(markup, "w-text", (struct ter_xy){(from.x + to.x) / 2, from.y - 1.2}, drawing->scale_text);
}

void ter_plot_write(struct ter_page *page, const struct ter_drawing *drawing, const char *label)
{
    struct ter_markup *markup = &page->markup;
    ter_markup_begin_class(markup, "svg", "plot");
    ter_markup_attributef(
        markup, "viewBox", "0 0 %ld %ld", unit(drawing->width_mm), unit(drawing->height_mm));
    ter_markup_attribute(markup, "role", "img");
    ter_markup_attribute(markup, "aria-label", label);
    for (int pen = 0; pen < TER_PENS; pen++)
        write_pen(markup, drawing, (enum ter_pen)pen);
    write_dots(markup, drawing);
    write_north(markup, drawing);
    write_scale(markup, drawing);
    ter_markup_end(markup);
}

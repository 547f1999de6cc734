/* Owns the drawing of small maps in dots: everything is a stroke, a segment with a round pen, and the edge of
 * a pen is as soft as a dot is wide. Knows nothing of what the map shows. */
#include "plot.h"

#include "gdal_log.h"

#include <cpl_vsi.h>
#include <gdal.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BANDS = 3 };

struct plot {
    uint8_t *dots; /* row after row, red green blue */
    int width, height;
    double dots_a_mm;
};

struct ink {
    uint8_t band[BANDS];
};

static const struct ink black = {{31, 42, 51}}, white = {{255, 255, 255}}, grey = {{150, 160, 168}};
static const struct {
    struct ink ink;
    double width_mm;
} pens[TER_PENS] = {
    [TER_PEN_ROAD] = {{{176, 186, 193}}, 0.35},
    [TER_PEN_MAIN_ROAD] = {{{120, 134, 144}}, 0.8},
    [TER_PEN_BOUNDARY] = {{{74, 45, 115}}, 0.5},
};

static void put(struct plot *plot, int x, int y, struct ink ink, double cover)
{
    uint8_t *dot = plot->dots + ((size_t)y * (size_t)plot->width + (size_t)x) * BANDS;
    for (int i = 0; i < BANDS; i++)
        dot[i] = (uint8_t)lround(dot[i] + (ink.band[i] - dot[i]) * cover);
}

static int within(double value, int most)
{
    return value < 0 ? 0 : value > most ? most : (int)value;
}

/* A segment with a round pen; a disc where its ends are one. Millimetres. */
static void stroke(struct plot *plot, struct ter_xy a, struct ter_xy b, double width_mm, struct ink ink)
{
    double scale = plot->dots_a_mm, reach = width_mm / 2 * scale;
    struct ter_xy from = {a.x * scale, a.y * scale}, to = {b.x * scale, b.y * scale};
    int west = within(floor(fmin(from.x, to.x) - reach - 1), plot->width - 1),
        east = within(ceil(fmax(from.x, to.x) + reach + 1), plot->width - 1),
        north = within(floor(fmin(from.y, to.y) - reach - 1), plot->height - 1),
        south = within(ceil(fmax(from.y, to.y) + reach + 1), plot->height - 1);
    for (int y = north; y <= south; y++)
        for (int x = west; x <= east; x++) {
            struct ter_xy dot = {x + 0.5, y + 0.5};
            double part = ter_xy_nearest_part(from, to, dot);
            struct ter_xy near = {from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part};
            double cover = reach + 0.5 - ter_xy_distance_m(dot, near);
            if (cover > 0)
                put(plot, x, y, ink, fmin(cover, 1));
        }
}

static void disc(struct plot *plot, struct ter_xy at, double radius_mm, struct ink ink)
{
    stroke(plot, at, at, radius_mm * 2, ink);
}

/* ---- characters ---- */

/* The strokes of each character on a grid 4 wide and 6 high: pairs of digits x y, lines parted by blanks. */
static const struct {
    char character;
    const char *strokes;
} characters[] = {
    {'0', "1030 3041 4145 4536 3616 1605 0501 0110"},
    {'1', "0220 2026 0646"},
    {'2', "0110 1030 3041 4142 4206 0646"},
    {'3', "0040 4022 2232 3243 4345 4536 3616 1605"},
    {'4', "3000 3036 3004 0444"},
    {'5', "4000 0003 0333 3344 4445 4536 3606"},
    {'6', "3010 1002 0205 0516 1636 3645 4544 4433 3303"},
    {'7', "0040 4016"},
    {'8', "1030 3041 4142 4233 3313 1302 0201 0110 1304 0405 0516 1636 3645 4544 4433"},
    {'9', "4313 1302 0201 0110 1030 3041 4144 4426 2616"},
    {'k', "0006 0432 1446"},
    {'m', "0602 0212 1223 2326 2332 3243 4346"},
    {'N', "0600 0046 4640"},
    {'.', "2626"},
};

static const char *strokes_of(char character)
{
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        if (characters[i].character == character)
            return characters[i].strokes;
    return "";
}

enum { CELL_WIDTH = 4, CELL_HEIGHT = 6, CELL_STEP = 6 };

/* A text of these characters, its middle at a place. */
static void inscribe(
    struct plot *plot, struct ter_xy middle, const char *text, double height_mm, struct ink ink)
{
    static const double pen_part = 0.16;
    double unit = height_mm / CELL_HEIGHT;
    double wide = (double)(strlen(text) * CELL_STEP - (CELL_STEP - CELL_WIDTH)) * unit;
    struct ter_xy corner = {middle.x - wide / 2, middle.y - height_mm / 2};
    for (; *text; text++, corner.x += CELL_STEP * unit)
        for (const char *at = strokes_of(*text); *at; at += at[4] ? 5 : 4) {
            struct ter_xy from = {corner.x + (at[0] - '0') * unit, corner.y + (at[1] - '0') * unit};
            struct ter_xy to = {corner.x + (at[2] - '0') * unit, corner.y + (at[3] - '0') * unit};
            stroke(plot, from, to, height_mm * pen_part, ink);
        }
}

/* ---- the map ---- */

static void draw_lines(struct plot *plot, const struct ter_drawing *drawing)
{
    for (size_t i = 0; i < drawing->line_count; i++) {
        const struct ter_drawing_line *line = &drawing->lines[i];
        const struct ter_xy *points = drawing->points + line->first;
        for (size_t j = 1; j < line->count; j++)
            stroke(plot, points[j - 1], points[j], pens[line->pen].width_mm, pens[line->pen].ink);
    }
}

/* Leaders first, so that no number is struck through. */
static void draw_dots(struct plot *plot, const struct ter_drawing *drawing)
{
    static const double leader_mm = 0.2, dot_mm = 0.5, rim_mm = 0.35, digit_mm = 2.0;
    for (size_t i = 0; i < drawing->dot_count; i++) {
        const struct ter_drawing_dot *dot = &drawing->dots[i];
        stroke(plot, dot->at, dot->label, leader_mm, black);
        disc(plot, dot->at, dot_mm, black);
    }
    for (size_t i = 0; i < drawing->dot_count; i++) {
        const struct ter_drawing_dot *dot = &drawing->dots[i];
        double radius_mm = ter_drawing_badge_mm(dot->number);
        char number[16];
        snprintf(number, sizeof number, "%u", dot->number);
        disc(plot, dot->label, radius_mm, black);
        if (dot->vague)
            disc(plot, dot->label, radius_mm - rim_mm, white);
        inscribe(plot, dot->label, number, digit_mm, dot->vague ? black : white);
    }
}

static void draw_frame(struct plot *plot, const struct ter_drawing *drawing)
{
    static const double pen_mm = 0.3, inset_mm = 5, letter_mm = 2.4;
    double right = drawing->width_mm, low = drawing->height_mm;
    const struct ter_xy corners[] = {{0, 0}, {right, 0}, {right, low}, {0, low}, {0, 0}};
    for (size_t i = 1; i < sizeof corners / sizeof *corners; i++)
        stroke(plot, corners[i - 1], corners[i], pen_mm, grey);
    struct ter_xy foot = {right - inset_mm, inset_mm + 8}, tip = {right - inset_mm, inset_mm + 1};
    stroke(plot, foot, tip, pen_mm, black);
    stroke(plot, tip, (struct ter_xy){tip.x - 1, tip.y + 2}, pen_mm, black);
    stroke(plot, tip, (struct ter_xy){tip.x + 1, tip.y + 2}, pen_mm, black);
    inscribe(plot, (struct ter_xy){tip.x, tip.y - letter_mm}, "N", letter_mm, black);
    if (!(drawing->scale_mm > 0))
        return;
    struct ter_xy from = {inset_mm, low - inset_mm}, to = {inset_mm + drawing->scale_mm, low - inset_mm};
    stroke(plot, from, to, pen_mm * 2, black);
    stroke(plot, from, (struct ter_xy){from.x, from.y - 1.5}, pen_mm, black);
    stroke(plot, to, (struct ter_xy){to.x, to.y - 1.5}, pen_mm, black);
    inscribe(plot, (struct ter_xy){(from.x + to.x) / 2, from.y - letter_mm}, drawing->scale_text, letter_mm,
        black);
}

/* ---- the file ---- */

static GDALDatasetH in_memory(const struct plot *plot)
{
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("MEM"), "", plot->width, plot->height, BANDS, GDT_Byte, NULL);
    if (dataset &&
        GDALDatasetRasterIO(dataset, GF_Write, 0, 0, plot->width, plot->height, plot->dots, plot->width,
            plot->height, GDT_Byte, BANDS, NULL, BANDS, BANDS * plot->width, 1) != CE_None) {
        GDALClose(dataset);
        dataset = NULL;
    }
    return dataset;
}

static bool encode(const struct plot *plot, struct ter_buf *ret_png)
{
    TER_AUTO_FREE char *name = ter_format("/vsimem/terrier-plot-%p.png", (const void *)plot);
    GDALDatasetH dataset = in_memory(plot);
    GDALDatasetH png =
        dataset ? GDALCreateCopy(GDALGetDriverByName("PNG"), name, dataset, FALSE, NULL, NULL, NULL) : NULL;
    bool done = png != NULL;
    if (png)
        GDALClose(png);
    if (dataset)
        GDALClose(dataset);
    vsi_l_offset size = 0;
    GByte *bytes = done ? VSIGetMemFileBuffer(name, &size, TRUE) : NULL;
    if (bytes && size)
        ter_buf_add(ret_png, bytes, (size_t)size);
    VSIFree(bytes);
    return bytes && size;
}

bool ter_plot_png(const struct ter_drawing *drawing, struct ter_buf *ret_png, struct ter_error *err)
{
    static const double mm_an_inch = 25.4;
    struct ter_gdal_log log = {0};
    struct plot plot = {.dots_a_mm = TER_PLOT_DPI / mm_an_inch};
    plot.width = (int)ceil(drawing->width_mm * plot.dots_a_mm);
    plot.height = (int)ceil(drawing->height_mm * plot.dots_a_mm);
    size_t size = (size_t)plot.width * (size_t)plot.height * BANDS;
    TER_AUTO_FREE uint8_t *dots = plot.dots = ter_alloc(size + 1);
    memset(dots, 0xff, size);
    draw_lines(&plot, drawing);
    draw_dots(&plot, drawing);
    draw_frame(&plot, drawing);
    ter_gdal_start();
    ter_gdal_listen(&log);
    bool done = encode(&plot, ret_png);
    ter_gdal_deaf();
    return done || ter_fail(err, TER_FAILED, "the map cannot be drawn: %s", log.message);
}

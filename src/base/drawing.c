/* Owns what lies where on a small map: clipping, the places of numbers, the scale bar. Knows neither what is
 * drawn nor with what. */
#include "drawing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void ter_drawing_free(struct ter_drawing *drawing)
{
    free(drawing->points);
    free(drawing->lines);
    free(drawing->dots);
    *drawing = (struct ter_drawing){0};
}

/* ---- lines ---- */

/* One edge of the sheet: keep of from-to, given as parts of the way, what has value + slope * part >= 0. */
static bool keep_part(double value, double slope, double *from, double *to)
{
    if (slope == 0)
        return value >= 0;
    double part = -value / slope;
    if (slope > 0 && part > *from)
        *from = part;
    if (slope < 0 && part < *to)
        *to = part;
    return *from < *to;
}

/* What of a segment lies on the sheet (Liang and Barsky 1984), as parts of the way from a to b. */
static bool clip(
    const struct ter_drawing *drawing, struct ter_xy a, struct ter_xy b, double *from, double *to)
{
    double dx = b.x - a.x, dy = b.y - a.y;
    *from = 0;
    *to = 1;
    return keep_part(a.x, dx, from, to) && keep_part(drawing->width_mm - a.x, -dx, from, to) &&
           keep_part(a.y, dy, from, to) && keep_part(drawing->height_mm - a.y, -dy, from, to);
}

static struct ter_xy along(struct ter_xy a, struct ter_xy b, double part)
{
    return (struct ter_xy){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

static void add_point(struct ter_drawing *drawing, struct ter_xy point)
{
    drawing->points = ter_grow(
        drawing->points, &drawing->point_capacity, drawing->point_count + 1, sizeof *drawing->points);
    drawing->points[drawing->point_count++] = point;
}

static struct ter_drawing_line *begin_line(struct ter_drawing *drawing, enum ter_pen pen, struct ter_xy at)
{
    drawing->lines =
        ter_grow(drawing->lines, &drawing->line_capacity, drawing->line_count + 1, sizeof *drawing->lines);
    struct ter_drawing_line *line = &drawing->lines[drawing->line_count++];
    *line = (struct ter_drawing_line){pen, drawing->point_count, 1};
    add_point(drawing, at);
    return line;
}

/* Points nearer than ink can show are left out, but for the last of a piece. */
void ter_drawing_line(
    struct ter_drawing *drawing, enum ter_pen pen, const struct ter_xy *points, size_t count)
{
    static const double shown_mm = 0.2;
    struct ter_drawing_line *line = NULL;
    for (size_t i = 1; i < count; i++) {
        double from, to;
        if (!clip(drawing, points[i - 1], points[i], &from, &to)) {
            line = NULL;
            continue;
        }
        if (!line || from > 0)
            line = begin_line(drawing, pen, along(points[i - 1], points[i], from));
        struct ter_xy end = along(points[i - 1], points[i], to);
        bool last = to < 1 || i + 1 == count;
        if (!last && ter_xy_distance_m(drawing->points[drawing->point_count - 1], end) < shown_mm)
            continue;
        add_point(drawing, end);
        line->count++;
        if (to < 1)
            line = NULL;
    }
    if (line && line->count < 2) { /* all its points were too near to its first */
        drawing->line_count--;
        drawing->point_count = line->first;
    }
}

/* ---- dots ---- */

double ter_drawing_badge_mm(unsigned number)
{
    static const double by_digits[] = {1.9, 2.1, 2.6, 3.2};
    size_t digits = number < 10 ? 0 : number < 100 ? 1 : number < 1000 ? 2 : 3;
    return by_digits[digits];
}

void ter_drawing_dot(struct ter_drawing *drawing, struct ter_xy at, unsigned number, bool vague)
{
    drawing->dots =
        ter_grow(drawing->dots, &drawing->dot_capacity, drawing->dot_count + 1, sizeof *drawing->dots);
    drawing->dots[drawing->dot_count++] = (struct ter_drawing_dot){at, at, number, vague};
}

/* Whether the number of the dot `which` may stand there: on the sheet, free of numbers that have a place. */
static bool is_free(const struct ter_drawing *drawing, size_t which, struct ter_xy at)
{
    static const double gap_mm = 0.25;
    double radius_mm = ter_drawing_badge_mm(drawing->dots[which].number);
    if (at.x < radius_mm || at.y < radius_mm || at.x > drawing->width_mm - radius_mm ||
        at.y > drawing->height_mm - radius_mm)
        return false;
    for (size_t i = 0; i < which; i++) {
        const struct ter_drawing_dot *other = &drawing->dots[i];
        double apart_mm = radius_mm + ter_drawing_badge_mm(other->number) + gap_mm;
        if (ter_xy_distance_m(at, other->label) < apart_mm)
            return false;
    }
    return true;
}

/* The nearest free place round a dot, ring by ring; where the sheet is full, the number stays on its dot. */
static void place(struct ter_drawing *drawing, size_t which)
{
    enum { RINGS = 40, RINGS_IN_A_CROWD = 6, CROWD = 500, FIRST_DIRECTIONS = 8, MORE_A_RING = 4 };
    int rings = drawing->dot_count > CROWD ? RINGS_IN_A_CROWD : RINGS; /* a full sheet has no place to find */
    struct ter_drawing_dot *dot = &drawing->dots[which];
    double step_mm = ter_drawing_badge_mm(dot->number);
    for (int ring = 1; ring <= rings; ring++) {
        int directions = FIRST_DIRECTIONS + MORE_A_RING * ring;
        for (int direction = 0; direction < directions; direction++) {
            double angle = 2 * M_PI * direction / directions - M_PI / 4, away_mm = step_mm * (ring + 0.5);
            struct ter_xy at = {dot->at.x + away_mm * cos(angle), dot->at.y + away_mm * sin(angle)};
            if (!is_free(drawing, which, at))
                continue;
            dot->label = at;
            return;
        }
    }
}

void ter_drawing_arrange(struct ter_drawing *drawing)
{
    for (size_t i = 0; i < drawing->dot_count; i++)
        if (!is_free(drawing, i, drawing->dots[i].at))
            place(drawing, i);
}

/* ---- scale ---- */

void ter_drawing_scale(struct ter_drawing *drawing, double metres_a_mm)
{
    enum { MOST_DECADES = 8 }; /* up to twice round the globe */
    static const double lengths_m[] = {1, 2, 5}, kilometre_m = 1000, part_of_sheet = 6;
    double longest_m = drawing->width_mm / part_of_sheet * metres_a_mm, best_m = 0;
    for (int decade = 0; decade < MOST_DECADES && pow(10, decade) <= longest_m; decade++)
        for (size_t i = 0; i < sizeof lengths_m / sizeof *lengths_m; i++)
            if (lengths_m[i] * pow(10, decade) <= longest_m)
                best_m = lengths_m[i] * pow(10, decade);
    if (!(best_m > 0))
        return;
    drawing->scale_mm = best_m / metres_a_mm;
    bool kilometres = best_m >= kilometre_m;
    snprintf(drawing->scale_text, sizeof drawing->scale_text, "%.0f %s",
        kilometres ? best_m / kilometre_m : best_m, kilometres ? "km" : "m");
}

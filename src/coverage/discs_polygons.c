/* Owns polygons drawn from rings of arcs: chords, which hole belongs to which outer ring, and their WKB.
 *
 * The vertices lie on the arcs, all but. A chord therefore stays inside its disc, where no other disc's arc
 * runs, and chords of different arcs cannot cross: rings of chords touch and hold each other as the rings of
 * arcs do.
 */
#include "discs_rings.h"
#include "discs_strips.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rings smaller than a square millimetre are what rounding leaves between circles that all but touch. */
static const double least_ring_m2 = 1e-6;

/* As part of the radius: a micrometre at 150 m, a thousand times the rounding of coordinates. */
static const double drawn_inwards = 7e-9;

enum { NO_SHELL = -1 };

struct drawing {
    const struct ter_discs *discs;
    struct ter_disc_rings rings;
    struct ter_xy *points;
    size_t count, capacity;
    size_t *ends;      /* of each ring in `points`; an empty ring is left out */
    double *areas_m2;  /* of each ring, below 0 for holes */
    ptrdiff_t *shells; /* of each outline: its outer ring */
};

static void drawing_free(struct drawing *drawing)
{
    ter_disc_rings_free(&drawing->rings);
    free(drawing->points);
    free(drawing->ends);
    free(drawing->areas_m2);
    free(drawing->shells);
}

/* ---- chords ---- */

static void add_point(struct drawing *drawing, size_t first, struct ter_xy at)
{
    if (drawing->count > first && drawing->points[drawing->count - 1].x == at.x &&
        drawing->points[drawing->count - 1].y == at.y)
        return;
    drawing->points =
        ter_grow(drawing->points, &drawing->capacity, drawing->count + 1, sizeof *drawing->points);
    drawing->points[drawing->count++] = at;
}

/* A chord over the angle a lies r (1 - cos(a / 2)) away from its arc. No more than an eighth of a circle, so
 * that a ring has an inside however coarse it may be. */
static double angle_of_chord(double radius_m, double chord_m)
{
    return fmin(2 * acos(fmax(1 - chord_m / radius_m, 0)), M_PI / 4);
}

/* A point of an arc, a little inside its disc: circles that only touch, outside of each other, must not come
 * to share a vertex, which would make one ring touch itself. */
static struct ter_xy drawn_at(const struct ter_discs *discs, const struct ter_arc *arc, double turned_rad)
{
    const struct ter_disc *disc = &discs->discs[arc->disc];
    double angle = arc->from_rad + turned_rad, radius_m = disc->radius_m * (1 - drawn_inwards);
    return (struct ter_xy){disc->at.x + radius_m * cos(angle), disc->at.y + radius_m * sin(angle)};
}

static void draw_arc(struct drawing *drawing, size_t first, const struct ter_ring_step *step, double chord_m)
{
    const struct ter_arc *arc = &drawing->discs->arcs[step->arc];
    double angle = angle_of_chord(drawing->discs->discs[arc->disc].radius_m, chord_m);
    size_t chords = (size_t)ceil(arc->sweep_rad / angle);
    bool circle = ter_arc_is_circle(arc);
    add_point(drawing, first, circle ? drawn_at(drawing->discs, arc, 0) : step->from);
    for (size_t i = 1; i < chords; i++)
        add_point(drawing, first, drawn_at(drawing->discs, arc, arc->sweep_rad * (double)i / (double)chords));
}

static double area_of(const struct ter_xy *points, size_t count)
{
    double twice_m2 = 0;
    for (size_t i = 2; i < count; i++)
        twice_m2 += (points[i - 1].x - points[0].x) * (points[i].y - points[0].y) -
                    (points[i - 1].y - points[0].y) * (points[i].x - points[0].x);
    return twice_m2 / 2;
}

static void draw(struct drawing *drawing, double chord_m)
{
    const struct ter_disc_rings *rings = &drawing->rings;
    drawing->ends = ter_alloc(rings->count * sizeof *drawing->ends);
    drawing->areas_m2 = ter_alloc(rings->count * sizeof *drawing->areas_m2);
    for (size_t i = 0; i < rings->count; i++) {
        size_t first = drawing->count;
        for (size_t j = 0; j < rings->rings[i].count; j++)
            draw_arc(drawing, first, &rings->steps[rings->rings[i].first + j], chord_m);
        if (first < drawing->count)
            drawing->areas_m2[i] = area_of(drawing->points + first, drawing->count - first);
        if (fabs(drawing->areas_m2[i]) < least_ring_m2) {
            drawing->areas_m2[i] = 0;
            drawing->count = first;
        }
        drawing->ends[i] = drawing->count;
    }
}

static size_t first_of(const struct drawing *drawing, size_t ring)
{
    return ring ? drawing->ends[ring - 1] : 0;
}

/* ---- which hole belongs to which outer ring ---- */

/* An outline of holes only, by its westernmost point. */
struct loose {
    struct ter_xy west;
    size_t outline;
};

static int by_west(const void *a, const void *b)
{
    const struct loose *x = a, *y = b;
    if (x->west.x != y->west.x)
        return x->west.x < y->west.x ? -1 : 1;
    return x->outline < y->outline ? -1 : x->outline > y->outline;
}

static void find_own_shells(struct drawing *drawing)
{
    drawing->shells = ter_alloc(drawing->rings.outlines * sizeof *drawing->shells);
    for (size_t i = 0; i < drawing->rings.outlines; i++)
        drawing->shells[i] = NO_SHELL;
    for (size_t i = 0; i < drawing->rings.count; i++) {
        ptrdiff_t *shell = &drawing->shells[drawing->rings.rings[i].outline];
        if (drawing->areas_m2[i] > 0 &&
            (*shell == NO_SHELL || drawing->areas_m2[i] > drawing->areas_m2[*shell]))
            *shell = (ptrdiff_t)i;
    }
}

static size_t gather_loose(const struct drawing *drawing, struct loose *loose)
{
    size_t count = 0;
    for (size_t i = 0; i < drawing->rings.count; i++) {
        size_t outline = drawing->rings.rings[i].outline;
        if (drawing->shells[outline] != NO_SHELL || first_of(drawing, i) == drawing->ends[i])
            continue;
        if (!count || loose[count - 1].outline != outline) /* rings of an outline follow each other */
            loose[count++] = (struct loose){drawing->points[first_of(drawing, i)], outline};
        for (size_t j = first_of(drawing, i); j < drawing->ends[i]; j++)
            if (drawing->points[j].x < loose[count - 1].west.x)
                loose[count - 1].west = drawing->points[j];
    }
    return count;
}

/* What is first met to the west of an outline's westernmost point is the outer ring round it, or a hole that
 * lies farther west in the same one. */
static void find_shells_of_loose(struct drawing *drawing)
{
    TER_AUTO_FREE struct loose *loose = ter_alloc(drawing->rings.count * sizeof *loose);
    size_t count = gather_loose(drawing, loose);
    if (!count)
        return;
    TER_AUTO(ter_strips_close)
    struct ter_strips *strips = ter_strips_open(drawing->points, drawing->ends, drawing->rings.count);
    qsort(loose, count, sizeof *loose, by_west);
    for (size_t i = 0; i < count; i++) {
        size_t ring = ter_strips_left_of(strips, loose[i].west);
        if (ring != SIZE_MAX)
            drawing->shells[loose[i].outline] = drawing->shells[drawing->rings.rings[ring].outline];
    }
}

/* ---- WKB ---- */

static void add_bytes(struct ter_buf *wkb, uint64_t value, size_t size)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
    ter_buf_add(wkb, bytes, size);
}

static void add_header(struct ter_buf *wkb, enum ter_geometry_type type, size_t count)
{
    add_bytes(wkb, 1, 1);
    add_bytes(wkb, type, 4);
    add_bytes(wkb, count, 4);
}

static void add_position(struct ter_buf *wkb, struct ter_xy at)
{
    uint64_t bits;
    memcpy(&bits, &at.x, sizeof bits);
    add_bytes(wkb, bits, sizeof bits);
    memcpy(&bits, &at.y, sizeof bits);
    add_bytes(wkb, bits, sizeof bits);
}

static void add_ring(struct ter_buf *wkb, const struct drawing *drawing, size_t ring)
{
    size_t first = first_of(drawing, ring), end = drawing->ends[ring];
    add_bytes(wkb, end - first + 1, 4);
    for (size_t i = first; i < end; i++)
        add_position(wkb, drawing->points[i]);
    add_position(wkb, drawing->points[first]);
}

/* A ring as part of a polygon: outer rings come before their holes. */
struct part {
    ptrdiff_t shell;
    size_t ring;
};

static int by_shell(const void *a, const void *b)
{
    const struct part *x = a, *y = b;
    if (x->shell != y->shell)
        return x->shell < y->shell ? -1 : 1;
    bool x_first = (size_t)x->shell == x->ring, y_first = (size_t)y->shell == y->ring;
    if (x_first != y_first)
        return x_first ? -1 : 1;
    return x->ring < y->ring ? -1 : x->ring > y->ring;
}

static size_t gather_parts(const struct drawing *drawing, struct part *parts)
{
    size_t count = 0;
    for (size_t i = 0; i < drawing->rings.count; i++) {
        double area_m2 = drawing->areas_m2[i];
        ptrdiff_t shell = area_m2 > 0 ? (ptrdiff_t)i : drawing->shells[drawing->rings.rings[i].outline];
        if (area_m2 != 0 && shell != NO_SHELL)
            parts[count++] = (struct part){shell, i};
    }
    if (count)
        qsort(parts, count, sizeof *parts, by_shell);
    return count;
}

static void write_polygons(const struct drawing *drawing, struct ter_buf *wkb)
{
    TER_AUTO_FREE struct part *parts = ter_alloc(drawing->rings.count * sizeof *parts);
    size_t count = gather_parts(drawing, parts), polygons = 0;
    for (size_t i = 0; i < count; i++)
        polygons += (size_t)parts[i].shell == parts[i].ring;
    add_header(wkb, TER_MULTIPOLYGON, polygons);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && parts[end].shell == parts[i].shell;)
            end++;
        add_header(wkb, TER_POLYGON, end - i);
        for (size_t j = i; j < end; j++)
            add_ring(wkb, drawing, parts[j].ring);
    }
}

bool ter_discs_polygons(
    const struct ter_discs *discs, double chord_m, struct ter_buf *ret_wkb, struct ter_error *err)
{
    if (!(chord_m > 0))
        return ter_fail(err, TER_USAGE, "chords at most %g m from their arcs cannot be drawn", chord_m);
    struct drawing drawing = {.discs = discs};
    bool done = ter_discs_find_rings(discs, &drawing.rings, err);
    if (done) {
        draw(&drawing, chord_m);
        find_own_shells(&drawing);
        find_shells_of_loose(&drawing);
        write_polygons(&drawing, ret_wkb);
    }
    drawing_free(&drawing);
    return done;
}

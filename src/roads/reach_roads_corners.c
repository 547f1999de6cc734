/* Owns the convex shapes beside roads as polygons, with chords for their arcs. Knows nothing of GEOS. */
#include "reach_roads_corners.h"

#include <math.h>

static void add_corner(struct ter_corners *corners, struct ter_xy origin, double x, double y)
{
    corners->items[corners->count++] = (struct ter_xy){origin.x + x, origin.y + y};
}

static void add_arc(
    struct ter_corners *corners, const struct ter_strip *strip, double from, double turn, size_t steps)
{
    for (size_t i = 0; i <= steps; i++) {
        double angle = from + turn * (double)i / (double)steps;
        add_corner(corners, strip->a, strip->radius_m * cos(angle), strip->radius_m * sin(angle));
    }
}

/* The ends of the arc are the very corners of the rectangles beside it. */
static void add_bend(struct ter_corners *corners, const struct ter_strip *strip)
{
    double turn = atan2(
        strip->b.x * strip->c.y - strip->b.y * strip->c.x, strip->b.x * strip->c.x + strip->b.y * strip->c.y);
    double right = turn > 0 ? strip->radius_m : -strip->radius_m; /* outside of a bend to the left */
    size_t steps = 1 + (size_t)(fabs(turn) / (M_PI / 2) * TER_REACH_QUADRANT);
    double from = atan2(strip->b.y, strip->b.x) - copysign(M_PI / 2, turn);
    add_corner(corners, strip->a, 0, 0);
    add_arc(corners, strip, from, turn, steps);
    corners->items[1] = (struct ter_xy){strip->a.x + strip->b.y * right, strip->a.y - strip->b.x * right};
    corners->items[1 + steps] =
        (struct ter_xy){strip->a.x + strip->c.y * right, strip->a.y - strip->c.x * right};
}

static void add_rectangle(struct ter_corners *corners, const struct ter_strip *strip)
{
    double length = ter_xy_distance_m(strip->a, strip->b);
    double x = (strip->b.x - strip->a.x) / length * strip->radius_m,
           y = (strip->b.y - strip->a.y) / length * strip->radius_m;
    add_corner(corners, strip->a, -y, x);
    add_corner(corners, strip->a, y, -x);
    add_corner(corners, strip->b, y, -x);
    add_corner(corners, strip->b, -y, x);
}

/* The larger, the more corners: chords stay within half a metre up to a radius of 24 km. */
static void add_circle(struct ter_corners *corners, const struct ter_strip *strip)
{
    enum { LEAST = 4 * TER_REACH_QUADRANT, MOST = TER_MOST_CORNERS - 16 };
    static const double chord_m = 0.5;
    double needed = ceil(M_PI / acos(1 - fmin(1, chord_m / strip->radius_m)));
    size_t count = needed <= LEAST ? LEAST : needed >= MOST ? MOST : (size_t)needed;
    add_arc(corners, strip, 0, 2 * M_PI * (double)(count - 1) / (double)count, count - 1);
}

void ter_strip_corners(const struct ter_strip *strip, struct ter_corners *ret_corners)
{
    ret_corners->count = 0;
    if (strip->kind == TER_STRIP_BESIDE)
        add_rectangle(ret_corners, strip);
    else if (strip->kind == TER_STRIP_BEND)
        add_bend(ret_corners, strip);
    else
        add_circle(ret_corners, strip);
}

void ter_corners_cut(const struct ter_corners *from, struct ter_xy origin, struct ter_half_plane plane,
    struct ter_corners *ret_left)
{
    ret_left->count = 0;
    for (size_t i = 0; i < from->count && ret_left->count + 2 <= TER_MOST_CORNERS; i++) {
        struct ter_xy a = from->items[i], b = from->items[(i + 1) % from->count];
        double at_a = plane.x * (a.x - origin.x) + plane.y * (a.y - origin.y) - plane.least;
        double at_b = plane.x * (b.x - origin.x) + plane.y * (b.y - origin.y) - plane.least;
        if (at_a >= 0)
            ret_left->items[ret_left->count++] = a;
        if ((at_a < 0) != (at_b < 0)) {
            double part = at_a / (at_a - at_b);
            add_corner(ret_left, a, part * (b.x - a.x), part * (b.y - a.y));
        }
    }
}

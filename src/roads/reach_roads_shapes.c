/* Owns the convex shapes beside roads: rectangles, bends, circles, and what barriers hide of them. Knows
 * nothing of roads. */
#include "reach_roads_parts.h"

#include <math.h>

static double dot(struct ter_xy a, struct ter_xy b)
{
    return a.x * b.x + a.y * b.y;
}

static struct ter_xy minus(struct ter_xy a, struct ter_xy b)
{
    return (struct ter_xy){a.x - b.x, a.y - b.y};
}

static struct ter_half_plane half_plane(struct ter_xy normal, double least)
{
    return (struct ter_half_plane){normal.x, normal.y, least};
}

static struct ter_xy turned_left(struct ter_xy direction)
{
    return (struct ter_xy){-direction.y, direction.x};
}

static struct ter_xy opposite(struct ter_xy direction)
{
    return (struct ter_xy){-direction.x, -direction.y};
}

/* The direction of a rectangle's segment, and its length. Segments without length make no rectangles. */
static struct ter_xy direction_of(const struct ter_strip *strip, double *ret_length)
{
    struct ter_xy along = minus(strip->b, strip->a);
    *ret_length = hypot(along.x, along.y);
    return (struct ter_xy){along.x / *ret_length, along.y / *ret_length};
}

struct ter_convex ter_strip_convex(const struct ter_strip *strip)
{
    struct ter_convex convex = {.radius_m = strip->radius_m};
    if (strip->kind == TER_STRIP_BEND) {
        convex.planes[0] = half_plane(strip->b, 0);
        convex.planes[1] = half_plane(opposite(strip->c), 0);
        convex.plane_count = 2;
    } else if (strip->kind == TER_STRIP_BESIDE) {
        double length;
        struct ter_xy along = direction_of(strip, &length), left = turned_left(along);
        convex.planes[0] = half_plane(along, 0);
        convex.planes[1] = half_plane(opposite(along), -length);
        convex.planes[2] = half_plane(left, -strip->radius_m);
        convex.planes[3] = half_plane(opposite(left), -strip->radius_m);
        convex.plane_count = 4;
        convex.radius_m = INFINITY;
    }
    return convex;
}

struct ter_box ter_strip_box(const struct ter_strip *strip)
{
    struct ter_xy ends[] = {strip->a, strip->b};
    return ter_box_grown(ter_box_round(ends, strip->kind == TER_STRIP_BESIDE ? 2 : 1), strip->radius_m);
}

bool ter_half_planes_cut(const struct ter_half_plane *planes, size_t count, struct ter_xy origin,
    struct ter_xy from, struct ter_xy to, double *low, double *high)
{
    struct ter_xy a = minus(from, origin), b = minus(to, origin);
    for (size_t i = 0; i < count; i++) {
        double at_a = planes[i].x * a.x + planes[i].y * a.y - planes[i].least;
        double at_b = planes[i].x * b.x + planes[i].y * b.y - planes[i].least;
        if (at_a < 0 && at_b < 0)
            return false;
        if (at_a < 0)
            *low = fmax(*low, at_a / (at_a - at_b));
        else if (at_b < 0)
            *high = fmin(*high, at_a / (at_a - at_b));
    }
    return *low <= *high;
}

static bool circle_cut(struct ter_xy a, struct ter_xy b, double radius_m, double *low, double *high)
{
    struct ter_xy along = minus(b, a);
    double length2 = dot(along, along), outside2 = dot(a, a) - radius_m * radius_m;
    if (length2 <= 0)
        return outside2 <= 0;
    double middle = -dot(a, along) / length2, under = middle * middle - outside2 / length2;
    if (under < 0)
        return false;
    *low = fmax(*low, middle - sqrt(under));
    *high = fmin(*high, middle + sqrt(under));
    return *low <= *high;
}

bool ter_convex_cut(const struct ter_convex *convex, struct ter_xy origin, struct ter_xy from,
    struct ter_xy to, double *low, double *high)
{
    return ter_half_planes_cut(convex->planes, convex->plane_count, origin, from, to, low, high) &&
           (convex->radius_m == INFINITY ||
               circle_cut(minus(from, origin), minus(to, origin), convex->radius_m, low, high));
}

/* ---- shadows ---- */

/* From a road's segment one sees straight to the side: hidden is what lies behind the barrier, as seen along
 * the normal. The two sides have shadows of their own. */
static bool shadow_beside(const struct ter_strip *strip, bool left, struct ter_xy from, struct ter_xy to,
    struct ter_shadow *ret_shadow)
{
    double length;
    struct ter_xy along = direction_of(strip, &length);
    struct ter_xy side = left ? turned_left(along) : opposite(turned_left(along));
    struct ter_half_plane room[] = {half_plane(side, 0), half_plane(opposite(side), -strip->radius_m),
        half_plane(along, 0), half_plane(opposite(along), -length)};
    double low = 0, high = 1;
    if (!ter_half_planes_cut(room, 4, strip->a, from, to, &low, &high))
        return false;
    struct ter_xy a = minus(from, strip->a), step = minus(to, from);
    struct ter_xy one = {a.x + low * step.x, a.y + low * step.y},
                  other = {a.x + high * step.x, a.y + high * step.y};
    double one_along = dot(one, along), other_along = dot(other, along);
    if (one_along > other_along) {
        struct ter_xy swap = one;
        one = other;
        other = swap;
        double swap_along = one_along;
        one_along = other_along;
        other_along = swap_along;
    }
    if (other_along - one_along <= 1e-9)
        return false; /* seen end on */
    struct ter_xy across = turned_left(minus(other, one));
    if (dot(across, side) < 0)
        across = opposite(across);
    ret_shadow->planes[0] = half_plane(along, one_along);
    ret_shadow->planes[1] = half_plane(opposite(along), -other_along);
    ret_shadow->planes[2] = half_plane(across, dot(across, one));
    return true;
}

/* From a node one sees all round. */
static bool shadow_round(
    const struct ter_strip *strip, struct ter_xy from, struct ter_xy to, struct ter_shadow *ret_shadow)
{
    double low = 0, high = 1;
    struct ter_xy one = minus(from, strip->a), other = minus(to, strip->a);
    if (!circle_cut(one, other, strip->radius_m, &low, &high))
        return false;
    double area = one.x * other.y - one.y * other.x; /* twice the triangle's */
    if (fabs(area) <= 1e-9 * (1 + dot(one, one) + dot(other, other)))
        return false; /* seen end on, or the barrier passes through the node itself */
    struct ter_xy across = turned_left(minus(other, one));
    if (dot(across, one) < 0)
        across = opposite(across);
    double sign = area > 0 ? 1 : -1;
    struct ter_xy first = turned_left(one), last = opposite(turned_left(other));
    ret_shadow->planes[0] = (struct ter_half_plane){sign * first.x, sign * first.y, 0};
    ret_shadow->planes[1] = (struct ter_half_plane){sign * last.x, sign * last.y, 0};
    ret_shadow->planes[2] = half_plane(across, dot(across, one));
    return true;
}

bool ter_strip_shadow(const struct ter_strip *strip, bool left, struct ter_xy from, struct ter_xy to,
    struct ter_shadow *ret_shadow)
{
    if (strip->kind == TER_STRIP_BESIDE)
        return shadow_beside(strip, left, from, to, ret_shadow);
    return left && shadow_round(strip, from, to, ret_shadow);
}

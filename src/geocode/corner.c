/* Owns the geometry of corners. Knows nothing of texts.
 *
 * The true azimuths of the arms divide the ground round a junction; a grid that is turned has its corners
 * where the roads leave room, not where the compass has its quarters. */
#include "corner.h"

#include "uncertainty.h"

#include <math.h>
#include <stdlib.h>

static const double arm_beyond_m = 15; /* where the width of an arm is taken, beyond the junction's nodes */
static const double on_arm_deg = 12;   /* so near to an arm a direction names no corner */
static const double wide_deg = 150;    /* beyond this there is no corner, but one side of a road */
static const double narrow_deg = 25, farthest_m = 80, assumed_m = 12;

struct arm {
    double azimuth_deg;
    double left_m, right_m; /* from the line through the centre to the kerbs */
};

static size_t add_arms(const struct ter_track *track, double spread_m, struct arm *arms, size_t count)
{
    double azimuths[TER_MOST_ARMS];
    const struct ter_xy centre = {0, 0};
    size_t found = ter_track_arms(track, centre, spread_m, azimuths);
    for (size_t i = 0; i < found; i++) {
        struct ter_xy at = ter_xy_move(centre, azimuths[i], spread_m + arm_beyond_m);
        struct ter_span span = ter_track_span(track, at, azimuths[i]);
        arms[count++] = (struct arm){azimuths[i], -span.left_kerb_m, span.right_kerb_m};
    }
    return count;
}

static int by_azimuth(const void *a, const void *b)
{
    double x = fmod(((const struct arm *)a)->azimuth_deg + 720, 360);
    double y = fmod(((const struct arm *)b)->azimuth_deg + 720, 360);
    return (x > y) - (x < y);
}

static double clockwise_deg(double from, double to)
{
    double turn = fmod(to - from, 360);
    return turn < 0 ? turn + 360 : turn;
}

/* Where the kerbs of two arms meet, the second clockwise from the first. */
static struct ter_xy kerbs_meet(const struct arm *first, const struct arm *second, double kerb_m)
{
    double w1 = fmax(first->right_m, 0) + kerb_m, w2 = fmax(second->left_m, 0) + kerb_m;
    struct ter_xy n1 = ter_xy_move((struct ter_xy){0, 0}, first->azimuth_deg + 90, 1);
    struct ter_xy n2 = ter_xy_move((struct ter_xy){0, 0}, second->azimuth_deg - 90, 1);
    double det = n1.x * n2.y - n1.y * n2.x;
    return (struct ter_xy){(w1 * n2.y - w2 * n1.y) / det, (n1.x * w2 - n2.x * w1) / det};
}

/* The place in the sector between two arms. */
static struct ter_xy in_sector(
    const struct arm *first, const struct arm *second, double azimuth_deg, double kerb_m)
{
    double gap = clockwise_deg(first->azimuth_deg, second->azimuth_deg);
    double into = clockwise_deg(first->azimuth_deg, azimuth_deg);
    if (gap > narrow_deg && gap < wide_deg) {
        struct ter_xy at = kerbs_meet(first, second, kerb_m);
        double far_m = hypot(at.x, at.y);
        double shrink = far_m > farthest_m ? farthest_m / far_m : 1;
        return (struct ter_xy){at.x * shrink, at.y * shrink};
    }
    into = gap >= wide_deg ? fmin(fmax(into, 35), gap - 35) : gap / 2;
    double away_m = fmax(fmax(first->right_m, second->left_m), 0) + kerb_m;
    return ter_xy_move((struct ter_xy){0, 0}, first->azimuth_deg + into, away_m * M_SQRT2);
}

struct ter_corner ter_corner_find(
    const struct ter_track *a, const struct ter_track *b, double spread_m, double azimuth_deg, double kerb_m)
{
    struct arm arms[2 * TER_MOST_ARMS];
    size_t count = add_arms(a, spread_m, arms, 0);
    count = add_arms(b, spread_m, arms, count);
    if (count < 2)
        return (struct ter_corner){
            ter_xy_move((struct ter_xy){0, 0}, azimuth_deg, fmax(spread_m, assumed_m) + kerb_m), true};
    qsort(arms, count, sizeof *arms, by_azimuth);
    size_t sector = 0;
    for (size_t i = 0; i < count; i++) {
        double gap = clockwise_deg(arms[i].azimuth_deg, arms[(i + 1) % count].azimuth_deg);
        if (clockwise_deg(arms[i].azimuth_deg, azimuth_deg) <= gap)
            sector = i;
    }
    const struct arm *first = &arms[sector], *second = &arms[(sector + 1) % count];
    double near =
        fmin(ter_turn_deg(first->azimuth_deg, azimuth_deg), ter_turn_deg(second->azimuth_deg, azimuth_deg));
    return (struct ter_corner){in_sector(first, second, azimuth_deg, kerb_m), near < on_arm_deg};
}

/* What the files of the union of discs share: the discs, their index, and the arcs of the outline. */
#ifndef TER_COVERAGE_DISCS_PARTS_H
#define TER_COVERAGE_DISCS_PARTS_H

#include "discs.h"
#include "discs_tree.h"

/* A piece of a disc's edge that no other disc covers, counter-clockwise. Where it begins, its circle leaves
 * the disc `after`; where it ends, it enters the disc `before`. A whole circle has its own disc for both. */
struct ter_arc {
    uint32_t disc, after, before;
    double from_rad, sweep_rad;
};

/* Where circle `of` leaves disc `out_of`, which is where circle `out_of` enters disc `of`: the point on the
 * left of the way from one centre to the other. Two circles cross in two points, and this tells them apart
 * without coordinates. */
static inline uint64_t ter_crossing(uint32_t of, uint32_t out_of)
{
    return (uint64_t)of << 32 | out_of;
}

/* Two crossings on one circle that lie so close together that rounding may have put them in either order. */
struct ter_meeting {
    uint64_t one, other;
};

struct ter_discs {
    struct ter_disc *discs; /* no two with the same centre */
    size_t count;
    struct ter_frame_tree *tree;
    struct ter_xy origin; /* sums of areas are taken about this point, the middle of it all */
    struct ter_arc *arcs; /* those of a disc one after another */
    size_t arc_count, arc_capacity;
    struct ter_meeting *meetings;
    size_t meeting_count, meeting_capacity;
    struct ter_frame_tree *arc_tree;
};

/* Arcs shorter than this are no more than points: three circles through one point, as rounding sees them. At
 * a radius of 150 m it is 1.5 micrometres, ten times what rounding does to the flattest crossing. */
static const double ter_arc_least_rad = 1e-8;

static inline bool ter_arc_is_point(const struct ter_arc *arc)
{
    return arc->sweep_rad <= ter_arc_least_rad;
}

static inline bool ter_arc_is_circle(const struct ter_arc *arc)
{
    return arc->after == arc->disc;
}

/* Find the arcs of discs->discs, by means of the tree. */
void ter_discs_find_arcs(struct ter_discs *discs);

struct ter_xy ter_arc_at(const struct ter_discs *discs, const struct ter_arc *arc, double turned_rad);
struct ter_frame ter_arc_frame(const struct ter_discs *discs, const struct ter_arc *arc);

/* What a piece of an arc adds to the area round which it runs: half the integral of x dy - y dx about
 * `origin`. */
double ter_arc_area_m2(const struct ter_discs *discs, const struct ter_arc *arc, double from_turned_rad,
    double to_turned_rad, struct ter_xy origin);

/* Stretches of a segment that are covered, as parts of it (0 … 1), in order and apart from each other. Zero-
 * initialise; may be used again and again. */
struct ter_stretch {
    double from, to;
};
struct ter_stretches {
    struct ter_stretch *items;
    size_t count, capacity;
};
void ter_discs_cover_segment(
    const struct ter_discs *discs, struct ter_xy a, struct ter_xy b, struct ter_stretches *stretches);

#endif

/* What the files of a reach share: the convex shapes of which its area is made, and how it is built. */
#ifndef TER_ROADS_REACH_ROADS_PARTS_H
#define TER_ROADS_REACH_ROADS_PARTS_H

#include "box_tree.h"
#include "reach_roads.h"
#include "road_search.h"

/* ---- convex shapes ---- */

/* Points p with x * p.x + y * p.y >= least, p counted from the shape's own origin, so that no digits are
 * lost. */
struct ter_half_plane {
    double x, y, least;
};

enum ter_strip_kind {
    TER_STRIP_BESIDE, /* the rectangle on both sides of the segment from a to b */
    TER_STRIP_BEND,   /* between the rectangles of two segments that meet in a, on the outer side; b and c are
                         their directions */
    TER_STRIP_ROUND,  /* the circle of radius_m round a */
};

/* A convex shape of the reach, without what lies behind barriers. */
struct ter_strip {
    struct ter_xy a, b, c;
    double radius_m; /* half the rectangle's width, or of the circle */
    uint32_t first_shadow, shadow_count;
    enum ter_strip_kind kind;
    bool over; /* reached over all barriers: it has no shadows */
    bool bare; /* of a bridge, a tunnel, a motorway: the road is reached, nothing beside it */
};

/* What a barrier hides from the road: what lies between two lines of sight and behind the barrier. */
struct ter_shadow {
    struct ter_half_plane planes[3];
};

/* A shape as half-planes and perhaps a circle, counted from strip->a. */
struct ter_convex {
    struct ter_half_plane planes[4];
    size_t plane_count;
    double radius_m; /* INFINITY: no circle */
};
struct ter_convex ter_strip_convex(const struct ter_strip *strip);
struct ter_box ter_strip_box(const struct ter_strip *strip);

/* The part of a segment inside: from *low to *high, which come in as 0 and 1. False where there is none. */
bool ter_half_planes_cut(const struct ter_half_plane *planes, size_t count, struct ter_xy origin,
    struct ter_xy from, struct ter_xy to, double *low, double *high);
bool ter_convex_cut(const struct ter_convex *convex, struct ter_xy origin, struct ter_xy from,
    struct ter_xy to, double *low, double *high);

/* What a barrier's segment hides of a shape; false where nothing. */
bool ter_strip_shadow(const struct ter_strip *strip, bool left, struct ter_xy from, struct ter_xy to,
    struct ter_shadow *ret_shadow);

/* ---- the reach ---- */

/* A reached piece of an edge. */
struct ter_reach_piece {
    double from, to; /* parts of its length */
    uint32_t edge;
};

struct ter_reach_surface;

struct ter_road_reach {
    const struct ter_road_graph *graph;
    double side_m;
    bool *counts;                   /* edge by edge: whether it is of the network */
    struct ter_reach_piece *pieces; /* by edge and part */
    size_t piece_count, piece_capacity;
    float *left_m; /* node by node: reach left there, metres; below 0: not reached */
    struct ter_strip *strips;
    size_t strip_count, strip_capacity;
    struct ter_shadow *shadows;
    size_t shadow_count, shadow_capacity;
    size_t first_round;        /* strips before it belong to pieces, those from here on are circles */
    struct ter_box_tree *tree; /* of the strips */
    struct ter_reach_surface *surface;
    size_t aside;
};

/* Start one; `counts` (edge by edge) is taken over. */
struct ter_road_reach *ter_reach_new(const struct ter_road_graph *graph, double side_m, bool *counts);

/* Take over what a search has reached within a limit. A unit of cost is worth so many metres off the road. */
void ter_reach_take(
    struct ter_road_reach *reach, const struct ter_road_search *search, double limit, double metres_per_cost);
void ter_reach_add_circle(struct ter_road_reach *reach, struct ter_xy at, double radius_m, bool over);

/* Whether one can leave a road to the side: not from a bridge, in a tunnel, or through a motorway's fence. */
bool ter_reach_has_sides(const struct ter_road_graph *graph, const struct ter_road_edge *edge);

/* Finish: circles at nodes, shadows, the tree. `bars`: enum ter_road_bar, or-ed. */
void ter_reach_finish(struct ter_road_reach *reach, unsigned bars);

/* ---- its surface (GEOS), made at the first question ---- */

struct ter_reach_surface *ter_reach_surface_new(const struct ter_road_reach *reach);
void ter_reach_surface_free(struct ter_reach_surface *surface);

/* The nearest road for hoses that can be reached in a straight line; as ter_road_graph_foot. */
bool ter_reach_foot(const struct ter_road_graph *graph, struct ter_xy at, double farthest_m,
    const bool *counts, unsigned bars, struct ter_road_foot *ret_foot);

#endif

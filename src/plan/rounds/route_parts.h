/* What the files of route planning share: routes with sums along them, and routes put together from pieces.
 */
#ifndef TER_PLAN_ROUTE_PARTS_H
#define TER_PLAN_ROUTE_PARTS_H

#include "route_plan.h"

/* One route: at[0] and at[count + 1] are the depot. The sums run from at[0] up to each place: travel as
 * driven, travel the other way round, service. */
struct ter_route {
    uint32_t *at;
    double *there, *back, *work;
    size_t count, capacity;
};

struct ter_route_state {
    const struct ter_route_problem *problem;
    struct ter_route *routes;      /* problem->count of them; those without stops are spare */
    uint32_t *route_of, *place_of; /* of each stop; route_of: TER_ROUTE_NONE while it is in none */
    double travel;                 /* of all routes */
    size_t used;                   /* routes with stops */
};
enum { TER_ROUTE_NEAR = 24 }; /* neighbours of a stop that moves look at */
#define TER_ROUTE_NONE UINT32_MAX

/* The nearest others of each stop, nearest first: `width` for each stop from 1 on. */
struct ter_route_near {
    uint32_t *items;
    size_t width;
};

struct ter_route_state ter_route_state_new(const struct ter_route_problem *problem);
void ter_route_state_free(struct ter_route_state *state);
void ter_route_state_copy(struct ter_route_state *to, const struct ter_route_state *from);
double ter_route_state_cost(const struct ter_route_state *state);

static inline double ter_route_way(const struct ter_route_problem *problem, size_t from, size_t to)
{
    return problem->travel[from * (problem->count + 1) + to];
}

/* A run of places of one route, `first` to `last` in its order, or the other way round. first > last: none.
 */
struct ter_route_piece {
    uint32_t route, first, last;
    bool reversed;
};

/* Up to two routes as they would be, put together from pieces of the present ones. */
enum { TER_ROUTE_PIECES = 5 };
struct ter_route_move {
    struct {
        uint32_t route; /* that it replaces */
        struct ter_route_piece pieces[TER_ROUTE_PIECES];
        size_t count;
    } to[2];
    size_t count;
};

/* What a move would save (< 0) or cost; INFINITY where a route would not fit into the day. */
double ter_route_move_weigh(const struct ter_route_state *state, const struct ter_route_move *move);
void ter_route_move_make(struct ter_route_state *state, const struct ter_route_move *move);

/* Replace a route's stops. */
void ter_route_set(struct ter_route_state *state, uint32_t number, const uint32_t *stops, size_t count);

/* Improve until no move of the neighbourhood helps. */
TER_CHECKED bool ter_route_improve(
    struct ter_route_state *state, const struct ter_route_near *near, struct ter_error *err);

/* Shake and put together again, `times` times; the best state stays. */
TER_CHECKED bool ter_route_shake(
    struct ter_route_state *state, const struct ter_route_near *near, size_t times, struct ter_error *err);

#endif

/* The shortest set of routes from one depot: each begins and ends there and fits into a day.
 *
 * Built by savings (Clarke and Wright 1964) on directed ways; improved by 2-opt, or-opt and exchanges within
 * and between routes until none of them helps; then shaken by removing strings of neighbouring stops and
 * putting them back where they cost least (Christiaens and Vanden Berghe 2020), a fixed number of times.
 * Travel need not be the same in both directions. The same problem gives the same routes. */
#ifndef TER_PLAN_ROUTE_PLAN_H
#define TER_PLAN_ROUTE_PLAN_H

#include "base/memory.h"

struct ter_route_problem {
    size_t count;          /* stops, numbered from 1; 0 is the depot */
    const double *travel;  /* minutes, finite, >= 0: travel[from * (count + 1) + to] */
    const double *service; /* minutes at each stop, [0] not used */
    double setup;          /* minutes, once a route */
    double day;            /* the longest route: setup, travel and service; INFINITY: any */
    size_t shakes;         /* how often to shake; 0: only build and improve */
};

struct ter_routes {
    uint32_t *stops; /* route by route, each in order */
    size_t *ends;    /* route i ends before stops[ends[i]] */
    size_t count;
    double cost; /* travel and setup over all routes */
};

/* How often it pays to shake a problem of this size; for 1,000 stops some seconds. */
size_t ter_route_shakes(size_t count);

/* Plan. Every stop must fit into a day of its own (ter_route_fits_alone); those that do not are not in the
 * answer. Fails only when interrupted. */
TER_CHECKED bool ter_route_plan(
    const struct ter_route_problem *problem, struct ter_routes *ret_routes, struct ter_error *err);
void ter_routes_free(struct ter_routes *routes);
#define TER_AUTO_ROUTES __attribute__((cleanup(ter_routes_free)))

bool ter_route_fits_alone(const struct ter_route_problem *problem, size_t stop);

#endif

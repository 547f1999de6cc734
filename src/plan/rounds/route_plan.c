/* Owns the way from a problem to its routes: who is near whom, the first routes by savings, then improving
 * and shaking. Knows nothing of places, roads and crews. */
#include "route_plan.h"

#include "route_parts.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_NEAR = 100, SHAKES_A_STOP = 300, MOST_SHAKES = 60000 };

bool ter_route_fits_alone(const struct ter_route_problem *problem, size_t stop)
{
    return problem->setup + ter_route_way(problem, 0, stop) + problem->service[stop] +
               ter_route_way(problem, stop, 0) <=
           problem->day;
}

size_t ter_route_shakes(size_t count)
{
    return count * SHAKES_A_STOP < MOST_SHAKES ? count * SHAKES_A_STOP : MOST_SHAKES;
}

/* ---- who is near whom ---- */

struct neighbour {
    double way; /* the shorter direction */
    uint32_t stop;
};

static int nearer(const void *left, const void *right)
{
    const struct neighbour *a = left, *b = right;
    if (a->way != b->way)
        return a->way < b->way ? -1 : 1;
    return (a->stop > b->stop) - (a->stop < b->stop);
}

static struct ter_route_near find_near(const struct ter_route_problem *problem)
{
    size_t count = problem->count, others = count ? count - 1 : 0;
    struct ter_route_near near = {.width = others < MOST_NEAR ? others : MOST_NEAR};
    TER_AUTO_FREE struct neighbour *row = ter_alloc((count + 1) * sizeof *row);
    near.items = ter_alloc((count * near.width + 1) * sizeof *near.items);
    for (uint32_t stop = 1; stop <= count; stop++) {
        size_t filled = 0;
        for (uint32_t other = 1; other <= count; other++)
            if (other != stop)
                row[filled++] = (struct neighbour){
                    fmin(ter_route_way(problem, stop, other), ter_route_way(problem, other, stop)), other};
        qsort(row, filled, sizeof *row, nearer);
        for (size_t i = 0; i < near.width; i++)
            near.items[(stop - 1) * near.width + i] = row[i].stop;
    }
    return near;
}

/* ---- savings ---- */

struct saving {
    double minutes;
    uint32_t from, to;
};

static int larger(const void *left, const void *right)
{
    const struct saving *a = left, *b = right;
    if (a->minutes != b->minutes)
        return a->minutes > b->minutes ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

static double saved(const struct ter_route_problem *problem, uint32_t from, uint32_t to)
{
    return ter_route_way(problem, from, 0) + ter_route_way(problem, 0, to) -
           ter_route_way(problem, from, to) + problem->setup;
}

/* Both directions of each pair of neighbours; a pair that is found from both ends is there twice, which does
 * no harm: the second time the two are in one route. */
static struct saving *list_savings(
    const struct ter_route_problem *problem, const struct ter_route_near *near, size_t *ret_count)
{
    struct saving *list = ter_alloc((2 * problem->count * near->width + 1) * sizeof *list);
    size_t count = 0;
    for (uint32_t stop = 1; stop <= problem->count; stop++)
        for (size_t i = 0; i < near->width; i++) {
            uint32_t other = near->items[(stop - 1) * near->width + i];
            list[count++] = (struct saving){saved(problem, stop, other), stop, other};
            list[count++] = (struct saving){saved(problem, other, stop), other, stop};
        }
    qsort(list, count, sizeof *list, larger);
    *ret_count = count;
    return list;
}

/* Join the route that ends with one stop to the route that begins with the other. */
static void join(struct ter_route_state *state, const struct saving *saving)
{
    uint32_t a = state->route_of[saving->from], b = state->route_of[saving->to];
    if (a == TER_ROUTE_NONE || b == TER_ROUTE_NONE || a == b ||
        state->place_of[saving->from] != state->routes[a].count || state->place_of[saving->to] != 1)
        return;
    struct ter_route_move move = {.count = 2};
    move.to[0].route = a;
    move.to[0].pieces[0] = (struct ter_route_piece){a, 0, (uint32_t)state->routes[a].count, false};
    move.to[0].pieces[1] = (struct ter_route_piece){b, 1, (uint32_t)state->routes[b].count + 1, false};
    move.to[0].count = 2;
    move.to[1].route = b;
    move.to[1].pieces[0] = (struct ter_route_piece){b, 0, 0, false};
    move.to[1].pieces[1] = move.to[1].pieces[0];
    move.to[1].count = 2;
    if (ter_route_move_weigh(state, &move) < 0)
        ter_route_move_make(state, &move);
}

static void build(struct ter_route_state *state, const struct ter_route_near *near)
{
    const struct ter_route_problem *problem = state->problem;
    uint32_t route = 0;
    for (uint32_t stop = 1; stop <= problem->count; stop++)
        if (ter_route_fits_alone(problem, stop))
            ter_route_set(state, route++, &stop, 1);
    size_t count;
    TER_AUTO_FREE struct saving *savings = list_savings(problem, near, &count);
    for (size_t i = 0; i < count && savings[i].minutes > 0; i++)
        join(state, &savings[i]);
}

/* ---- the plan ---- */

/* Routes in the order of their lowest stop, so that the order of the search does not show. */
static struct ter_routes take(const struct ter_route_state *state)
{
    size_t count = state->problem->count;
    struct ter_routes routes = {.stops = ter_alloc((count + 1) * sizeof *routes.stops),
        .ends = ter_alloc((count + 1) * sizeof *routes.ends),
        .cost = ter_route_state_cost(state)};
    TER_AUTO_FREE bool *taken = ter_alloc((count + 1) * sizeof *taken);
    size_t filled = 0;
    for (size_t stop = 1; stop <= count; stop++) {
        uint32_t number = state->route_of[stop];
        if (number == TER_ROUTE_NONE || taken[number])
            continue;
        const struct ter_route *route = &state->routes[number];
        for (size_t i = 1; i <= route->count; i++)
            routes.stops[filled++] = route->at[i];
        routes.ends[routes.count++] = filled;
        taken[number] = true;
    }
    return routes;
}

bool ter_route_plan(
    const struct ter_route_problem *problem, struct ter_routes *ret_routes, struct ter_error *err)
{
    struct ter_route_near near = find_near(problem);
    struct ter_route_state state = ter_route_state_new(problem);
    build(&state, &near);
    bool done = ter_route_improve(&state, &near, err) &&
                (!problem->shakes || (ter_route_shake(&state, &near, problem->shakes, err) &&
                                         ter_route_improve(&state, &near, err)));
    if (done)
        *ret_routes = take(&state);
    ter_route_state_free(&state);
    free(near.items);
    return done;
}

void ter_routes_free(struct ter_routes *routes)
{
    free(routes->stops);
    free(routes->ends);
    *routes = (struct ter_routes){0};
}

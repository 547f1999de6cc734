/* Owns routes as they stand: the sums along them, and what putting pieces of them together would cost. Knows
 * nothing of which moves are worth trying. */
#include "route_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ter_route_state ter_route_state_new(const struct ter_route_problem *problem)
{
    struct ter_route_state state = {.problem = problem};
    state.routes = ter_alloc((problem->count + 1) * sizeof *state.routes);
    state.route_of = ter_alloc((problem->count + 1) * sizeof *state.route_of);
    state.place_of = ter_alloc((problem->count + 1) * sizeof *state.place_of);
    for (size_t i = 0; i <= problem->count; i++)
        state.route_of[i] = TER_ROUTE_NONE;
    return state;
}

void ter_route_state_free(struct ter_route_state *state)
{
    for (size_t i = 0; state->routes && i < state->problem->count; i++) {
        free(state->routes[i].at);
        free(state->routes[i].there);
    }
    free(state->routes);
    free(state->route_of);
    free(state->place_of);
    *state = (struct ter_route_state){0};
}

static void reserve(struct ter_route *route, size_t count)
{
    if (count + 2 <= route->capacity)
        return;
    size_t capacity = 2 * (count + 2);
    route->at = ter_realloc(route->at, capacity * sizeof *route->at);
    route->there = ter_realloc(route->there, 3 * capacity * sizeof *route->there);
    route->back = route->there + capacity;
    route->work = route->back + capacity;
    route->capacity = capacity;
}

static double travel_of(const struct ter_route *route)
{
    return route->count ? route->there[route->count + 1] : 0;
}

/* The sums, and where each stop is, after a route's stops have changed. */
static void settle(struct ter_route_state *state, uint32_t number)
{
    const struct ter_route_problem *problem = state->problem;
    struct ter_route *route = &state->routes[number];
    route->there[0] = route->back[0] = route->work[0] = 0;
    for (size_t i = 1; i <= route->count + 1; i++) {
        uint32_t before = route->at[i - 1], here = route->at[i];
        route->there[i] = route->there[i - 1] + ter_route_way(problem, before, here);
        route->back[i] = route->back[i - 1] + ter_route_way(problem, here, before);
        route->work[i] = route->work[i - 1] + (here ? problem->service[here] : 0);
        if (here) {
            state->route_of[here] = number;
            state->place_of[here] = (uint32_t)i;
        }
    }
}

void ter_route_set(struct ter_route_state *state, uint32_t number, const uint32_t *stops, size_t count)
{
    struct ter_route *route = &state->routes[number];
    state->travel -= travel_of(route);
    state->used -= route->count > 0;
    reserve(route, count);
    memmove(route->at + 1, stops, count * sizeof *stops);
    route->at[0] = route->at[count + 1] = 0;
    route->count = count;
    settle(state, number);
    state->travel += travel_of(route);
    state->used += count > 0;
}

static void copy_route(struct ter_route *to, const struct ter_route *from)
{
    reserve(to, from->count);
    to->count = from->count;
    memcpy(to->at, from->at, (from->count + 2) * sizeof *to->at);
    memcpy(to->there, from->there, (from->count + 2) * sizeof *to->there);
    memcpy(to->back, from->back, (from->count + 2) * sizeof *to->back);
    memcpy(to->work, from->work, (from->count + 2) * sizeof *to->work);
}

void ter_route_state_copy(struct ter_route_state *to, const struct ter_route_state *from)
{
    size_t count = from->problem->count;
    for (size_t i = 0; i < count; i++) {
        if (from->routes[i].count)
            copy_route(&to->routes[i], &from->routes[i]);
        else
            to->routes[i].count = 0;
    }
    memcpy(to->route_of, from->route_of, (count + 1) * sizeof *to->route_of);
    memcpy(to->place_of, from->place_of, (count + 1) * sizeof *to->place_of);
    to->travel = from->travel;
    to->used = from->used;
}

double ter_route_state_cost(const struct ter_route_state *state)
{
    return state->travel + (double)state->used * state->problem->setup;
}

/* ---- pieces ---- */

static uint32_t end_of(const struct ter_route_state *state, const struct ter_route_piece *piece, bool first)
{
    return state->routes[piece->route].at[first != piece->reversed ? piece->first : piece->last];
}

/* Travel and work of a route put together from pieces. */
struct sum {
    double travel, work;
    size_t stops;
};

static struct sum sum_of(
    const struct ter_route_state *state, const struct ter_route_piece *pieces, size_t count)
{
    struct sum sum = {0};
    const struct ter_route_piece *before = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct ter_route_piece *piece = &pieces[i];
        if (piece->first > piece->last)
            continue;
        const struct ter_route *route = &state->routes[piece->route];
        const double *along = piece->reversed ? route->back : route->there;
        if (before)
            sum.travel +=
                ter_route_way(state->problem, end_of(state, before, false), end_of(state, piece, true));
        sum.travel += along[piece->last] - along[piece->first];
        sum.work += route->work[piece->last] - (piece->first ? route->work[piece->first - 1] : 0);
        sum.stops += piece->last - piece->first + 1;
        before = piece;
    }
    sum.stops -= 2; /* the depot, at both ends */
    return sum;
}

double ter_route_move_weigh(const struct ter_route_state *state, const struct ter_route_move *move)
{
    const struct ter_route_problem *problem = state->problem;
    double change = 0;
    for (size_t i = 0; i < move->count; i++) {
        struct sum sum = sum_of(state, move->to[i].pieces, move->to[i].count);
        const struct ter_route *old = &state->routes[move->to[i].route];
        if (sum.stops && problem->setup + sum.travel + sum.work > problem->day)
            return INFINITY;
        change += sum.stops ? sum.travel + problem->setup : 0;
        change -= old->count ? travel_of(old) + problem->setup : 0;
    }
    return change;
}

static size_t lay_out(const struct ter_route_state *state, const struct ter_route_piece *pieces, size_t count,
    uint32_t *ret_stops)
{
    size_t laid = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ter_route_piece *piece = &pieces[i];
        const uint32_t *at = state->routes[piece->route].at;
        for (uint32_t k = piece->first; k <= piece->last && piece->first <= piece->last; k++) {
            uint32_t stop = at[piece->reversed ? piece->last - (k - piece->first) : k];
            if (stop)
                ret_stops[laid++] = stop;
        }
    }
    return laid;
}

void ter_route_move_make(struct ter_route_state *state, const struct ter_route_move *move)
{
    uint32_t *stops[2] = {NULL, NULL};
    size_t counts[2] = {0, 0};
    for (size_t i = 0; i < move->count; i++) {
        stops[i] = ter_alloc((state->problem->count + 1) * sizeof **stops);
        counts[i] = lay_out(state, move->to[i].pieces, move->to[i].count, stops[i]);
    }
    for (size_t i = 0; i < move->count; i++) {
        ter_route_set(state, move->to[i].route, stops[i], counts[i]);
        free(stops[i]);
    }
}

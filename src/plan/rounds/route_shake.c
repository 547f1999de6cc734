/* Owns the search beyond the first local optimum: strings of neighbouring stops are taken out and put back
 * where they cost least; a cooling threshold decides what is kept. Knows nothing of the first routes and of
 * single moves.
 *
 * After Christiaens and Vanden Berghe, Slack Induction by String Removals, Transportation Science 54 (2020),
 * whose settings these are. */
#include "base/progress.h"
#include "route_parts.h"

#include <math.h>
#include <string.h>

enum { MEAN_REMOVED = 10, LONGEST_STRING = 10, CHECK_EVERY = 256 };
static const double blink = 0.01;                        /* share of places that an insertion overlooks */
static const double first_heat = 0.2, last_heat = 0.002; /* of the mean cost of a stop */

struct shake {
    struct ter_route_state *state;
    const struct ter_route_near *near;
    uint32_t *removed;
    double *rank; /* of each stop, while they are put in order */
    uint32_t *scratch;
    bool *touched; /* routes that lost a string in this step */
    size_t removed_count;
    uint64_t random;
};

/* xorshift64*: the same numbers on every machine. */
static uint64_t next(struct shake *shake)
{
    shake->random ^= shake->random >> 12;
    shake->random ^= shake->random << 25;
    shake->random ^= shake->random >> 27;
    return shake->random * UINT64_C(2685821657736338717);
}

static double chance(struct shake *shake) /* 0 <= … < 1 */
{
    return (double)(next(shake) >> 11) / (double)(UINT64_C(1) << 53);
}

static size_t pick(struct shake *shake, size_t count)
{
    return (size_t)(chance(shake) * (double)count);
}

/* ---- taking out ---- */

/* A string of `length` stops that holds the place of `stop`. */
static void remove_string(struct shake *shake, uint32_t stop, size_t length)
{
    struct ter_route_state *state = shake->state;
    uint32_t number = state->route_of[stop];
    const struct ter_route *route = &state->routes[number];
    size_t place = state->place_of[stop];
    size_t lowest = place >= length ? place - length + 1 : 1;
    size_t highest = route->count - length + 1 < place ? route->count - length + 1 : place;
    size_t first = lowest + pick(shake, highest - lowest + 1), kept = 0;
    for (size_t i = 1; i <= route->count; i++) {
        if (i >= first && i < first + length) {
            shake->removed[shake->removed_count++] = route->at[i];
            state->route_of[route->at[i]] = TER_ROUTE_NONE;
        } else {
            shake->scratch[kept++] = route->at[i];
        }
    }
    ter_route_set(state, number, shake->scratch, kept);
    shake->touched[number] = true;
}

static void remove_round(struct shake *shake, uint32_t stop, size_t most)
{
    struct ter_route_state *state = shake->state;
    uint32_t number = state->route_of[stop];
    if (number == TER_ROUTE_NONE || shake->touched[number])
        return;
    size_t longest = state->routes[number].count < most ? state->routes[number].count : most;
    remove_string(shake, stop, 1 + pick(shake, longest));
}

static void take_out(struct shake *shake)
{
    struct ter_route_state *state = shake->state;
    size_t count = state->problem->count;
    size_t mean = count / (state->used ? state->used : 1);
    size_t most = mean < 1 ? 1 : mean < LONGEST_STRING ? mean : LONGEST_STRING;
    double most_strings = 4.0 * MEAN_REMOVED / (1.0 + (double)most) - 1;
    size_t strings = 1 + pick(shake, most_strings < 1 ? 1 : (size_t)most_strings);
    uint32_t seed = 1 + (uint32_t)pick(shake, count);
    const uint32_t *others = shake->near->items + (seed - 1) * shake->near->width;
    shake->removed_count = 0;
    memset(shake->touched, 0, count * sizeof *shake->touched);
    remove_round(shake, seed, most);
    size_t done = 1;
    for (size_t i = 0; i < shake->near->width && done < strings; i++) {
        size_t before = shake->removed_count;
        remove_round(shake, others[i], most);
        done += shake->removed_count > before;
    }
}

/* ---- putting back ---- */

enum order { ORDER_RANDOM, ORDER_WORK, ORDER_FAR, ORDER_CLOSE };
static const enum order drawn[] = {ORDER_RANDOM, ORDER_RANDOM, ORDER_RANDOM, ORDER_RANDOM, ORDER_WORK,
    ORDER_WORK, ORDER_WORK, ORDER_WORK, ORDER_FAR, ORDER_FAR, ORDER_CLOSE};

static double rank_of(struct shake *shake, enum order order, uint32_t stop)
{
    const struct ter_route_problem *problem = shake->state->problem;
    double away = ter_route_way(problem, 0, stop) + ter_route_way(problem, stop, 0);
    switch (order) {
    case ORDER_WORK:
        return -problem->service[stop];
    case ORDER_FAR:
        return -away;
    case ORDER_CLOSE:
        return away;
    default:
        return chance(shake);
    }
}

static void put_in_order(struct shake *shake)
{
    enum order order = drawn[pick(shake, sizeof drawn / sizeof *drawn)];
    for (size_t i = 0; i < shake->removed_count; i++)
        shake->rank[i] = rank_of(shake, order, shake->removed[i]);
    for (size_t i = 1; i < shake->removed_count; i++) /* a few dozen: by insertion */
        for (size_t k = i; k && shake->rank[k] < shake->rank[k - 1]; k--) {
            double rank = shake->rank[k];
            uint32_t stop = shake->removed[k];
            shake->rank[k] = shake->rank[k - 1];
            shake->removed[k] = shake->removed[k - 1];
            shake->rank[k - 1] = rank;
            shake->removed[k - 1] = stop;
        }
}

struct spot {
    uint32_t route;
    size_t behind;
    double cost;
};

static void look_in(struct shake *shake, uint32_t number, uint32_t stop, struct spot *best)
{
    const struct ter_route_problem *problem = shake->state->problem;
    const struct ter_route *route = &shake->state->routes[number];
    double left = problem->day - problem->setup - route->there[route->count + 1] -
                  route->work[route->count + 1] - problem->service[stop];
    const double *from_stop = problem->travel + stop * (problem->count + 1);
    if (left < 0)
        return;
    for (size_t i = 0; i <= route->count; i++) {
        double cost = ter_route_way(problem, route->at[i], stop) + from_stop[route->at[i + 1]] -
                      (route->there[i + 1] - route->there[i]);
        if (cost < best->cost && cost <= left && chance(shake) >= blink)
            *best = (struct spot){number, i, cost};
    }
}

static uint32_t spare_route(const struct ter_route_state *state)
{
    uint32_t number = 0;
    while (state->routes[number].count)
        number++;
    return number;
}

static void put_back(struct shake *shake, uint32_t stop)
{
    struct ter_route_state *state = shake->state;
    struct spot best = {0, 0, (double)INFINITY};
    for (uint32_t i = 0; i < state->problem->count; i++)
        if (state->routes[i].count)
            look_in(shake, i, stop, &best);
    if (isinf(best.cost)) {
        ter_route_set(state, spare_route(state), &stop, 1);
        return;
    }
    const struct ter_route *route = &state->routes[best.route];
    memcpy(shake->scratch, route->at + 1, best.behind * sizeof *shake->scratch);
    shake->scratch[best.behind] = stop;
    memcpy(shake->scratch + best.behind + 1, route->at + 1 + best.behind,
        (route->count - best.behind) * sizeof *shake->scratch);
    ter_route_set(state, best.route, shake->scratch, route->count + 1);
}

/* ---- the search ---- */

static bool cool(struct shake *shake, size_t times, struct ter_route_state *kept,
    struct ter_route_state *best, struct ter_error *err)
{
    struct ter_route_state *state = shake->state;
    double per_stop = ter_route_state_cost(state) / (double)state->problem->count;
    double heat = first_heat * per_stop, cooling = pow(last_heat / first_heat, 1.0 / (double)times);
    for (size_t step = 0; step < times; step++, heat *= cooling) {
        if (step % CHECK_EVERY == 0 && !ter_interrupt_check(err))
            return false;
        take_out(shake);
        put_in_order(shake);
        for (size_t i = 0; i < shake->removed_count; i++)
            put_back(shake, shake->removed[i]);
        double cost = ter_route_state_cost(state);
        if (cost < ter_route_state_cost(best))
            ter_route_state_copy(best, state);
        double luck = chance(shake);
        if (cost < ter_route_state_cost(kept) - heat * log(luck > 0 ? luck : 1e-300))
            ter_route_state_copy(kept, state);
        else
            ter_route_state_copy(state, kept);
    }
    return true;
}

bool ter_route_shake(
    struct ter_route_state *state, const struct ter_route_near *near, size_t times, struct ter_error *err)
{
    size_t count = state->problem->count;
    if (!times || count < 2)
        return true;
    TER_AUTO_FREE uint32_t *removed = ter_alloc((count + 1) * sizeof *removed);
    TER_AUTO_FREE uint32_t *scratch = ter_alloc((count + 1) * sizeof *scratch);
    TER_AUTO_FREE double *rank = ter_alloc((count + 1) * sizeof *rank);
    TER_AUTO_FREE bool *touched = ter_alloc((count + 1) * sizeof *touched);
    struct ter_route_state kept = ter_route_state_new(state->problem);
    struct ter_route_state best = ter_route_state_new(state->problem);
    struct shake shake = {
        state, near, removed, rank, scratch, touched, 0, UINT64_C(88172645463325252) + count};
    ter_route_state_copy(&kept, state);
    ter_route_state_copy(&best, state);
    bool done = cool(&shake, times, &kept, &best, err);
    ter_route_state_copy(state, &best);
    ter_route_state_free(&kept);
    ter_route_state_free(&best);
    return done;
}

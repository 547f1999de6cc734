/* Owns which moves are tried: segments moved, turned and exchanged, ways crossed, within a route and between
 * two. Knows nothing of how routes were built. */
#include "base/progress.h"
#include "route_parts.h"

#include <math.h>

/* Gains below this are rounding. */
static const double least_gain = 1e-7;

/* The longest segment that is moved, and that is exchanged. */
enum { MOST_MOVED = 3, MOST_SWAPPED = 2 };

struct trial {
    struct ter_route_state *state;
    struct ter_route_move best;
    double change; /* of the best one */
};

static void try_move(struct trial *trial, const struct ter_route_move *move)
{
    double change = ter_route_move_weigh(trial->state, move);
    if (change < trial->change) {
        trial->change = change;
        trial->best = *move;
    }
}

static struct ter_route_piece run_of(uint32_t route, uint32_t first, uint32_t last)
{
    return (struct ter_route_piece){route, first, last, false};
}

static struct ter_route_piece turned(struct ter_route_piece piece)
{
    piece.reversed = true;
    return piece;
}

/* From a place to the end of its route, depot included. */
static struct ter_route_piece tail_of(const struct ter_route_state *state, uint32_t route, uint32_t first)
{
    return run_of(route, first, (uint32_t)state->routes[route].count + 1);
}

/* ---- or-opt: a segment elsewhere, as it is or turned ---- */

/* Put places first … last of a route behind place `after` of another, or of the same one. */
static void try_segment(struct trial *trial, uint32_t from, uint32_t first, uint32_t last, uint32_t to,
    uint32_t after, bool reversed)
{
    const struct ter_route_state *state = trial->state;
    struct ter_route_piece segment = {from, first, last, reversed};
    struct ter_route_move move = {.count = from == to ? 1 : 2};
    move.to[0].route = from;
    if (from != to) {
        move.to[0].pieces[0] = run_of(from, 0, first - 1);
        move.to[0].pieces[1] = tail_of(state, from, last + 1);
        move.to[0].count = 2;
        move.to[1].route = to;
        move.to[1].pieces[0] = run_of(to, 0, after);
        move.to[1].pieces[1] = segment;
        move.to[1].pieces[2] = tail_of(state, to, after + 1);
        move.to[1].count = 3;
    } else if (after < first) {
        move.to[0].pieces[0] = run_of(from, 0, after);
        move.to[0].pieces[1] = segment;
        move.to[0].pieces[2] = run_of(from, after + 1, first - 1);
        move.to[0].pieces[3] = tail_of(state, from, last + 1);
        move.to[0].count = 4;
    } else if (after > last) {
        move.to[0].pieces[0] = run_of(from, 0, first - 1);
        move.to[0].pieces[1] = run_of(from, last + 1, after);
        move.to[0].pieces[2] = segment;
        move.to[0].pieces[3] = tail_of(state, from, after + 1);
        move.to[0].count = 4;
    } else {
        return;
    }
    try_move(trial, &move);
}

/* Segments that begin or end with stop a, before and behind stop b. */
static void try_segments(struct trial *trial, uint32_t a, uint32_t b)
{
    const struct ter_route_state *state = trial->state;
    uint32_t from = state->route_of[a], to = state->route_of[b];
    uint32_t here = state->place_of[a], there = state->place_of[b];
    for (uint32_t length = 1; length <= MOST_MOVED; length++)
        for (int side = 0; side < (length > 1 ? 2 : 1); side++) {
            uint32_t first = side ? here - (length - 1) : here, last = first + length - 1;
            if ((side && here < length) || last > state->routes[from].count)
                continue;
            for (int turn = 0; turn < (length > 1 ? 2 : 1); turn++) {
                try_segment(trial, from, first, last, to, there, turn);
                try_segment(trial, from, first, last, to, there - 1, turn);
            }
        }
}

/* ---- 2-opt: within a route, between two ---- */

static void try_turn(struct trial *trial, uint32_t route, uint32_t first, uint32_t last)
{
    if (first >= last || !first || last > trial->state->routes[route].count)
        return;
    struct ter_route_move move = {.count = 1};
    move.to[0].route = route;
    move.to[0].pieces[0] = run_of(route, 0, first - 1);
    move.to[0].pieces[1] = turned(run_of(route, first, last));
    move.to[0].pieces[2] = tail_of(trial->state, route, last + 1);
    move.to[0].count = 3;
    try_move(trial, &move);
}

/* Head of one up to `i`, tail of the other from `j` on, and the rest likewise. */
static void try_tails(struct trial *trial, uint32_t a, uint32_t i, uint32_t b, uint32_t j)
{
    struct ter_route_move move = {.count = 2};
    move.to[0].route = a;
    move.to[0].pieces[0] = run_of(a, 0, i);
    move.to[0].pieces[1] = tail_of(trial->state, b, j);
    move.to[1].route = b;
    move.to[1].pieces[0] = run_of(b, 0, j - 1);
    move.to[1].pieces[1] = tail_of(trial->state, a, i + 1);
    move.to[0].count = move.to[1].count = 2;
    try_move(trial, &move);
}

/* Both heads in one, up to `i` and back from `j`; both tails in the other. */
static void try_heads(struct trial *trial, uint32_t a, uint32_t i, uint32_t b, uint32_t j)
{
    struct ter_route_move move = {.count = 2};
    move.to[0].route = a;
    move.to[0].pieces[0] = run_of(a, 0, i);
    move.to[0].pieces[1] = turned(run_of(b, 0, j));
    move.to[1].route = b;
    move.to[1].pieces[0] = turned(tail_of(trial->state, a, i + 1));
    move.to[1].pieces[1] = tail_of(trial->state, b, j + 1);
    move.to[0].count = move.to[1].count = 2;
    try_move(trial, &move);
}

static void try_crossings(struct trial *trial, uint32_t a, uint32_t b)
{
    const struct ter_route_state *state = trial->state;
    uint32_t one = state->route_of[a], other = state->route_of[b];
    uint32_t i = state->place_of[a], j = state->place_of[b];
    if (one != other) {
        try_tails(trial, one, i, other, j);
        try_tails(trial, one, i - 1, other, j + 1);
        try_heads(trial, one, i, other, j);
        try_heads(trial, one, i - 1, other, j - 1);
    } else if (i < j) {
        try_turn(trial, one, i + 1, j);
        try_turn(trial, one, i, j - 1);
        try_turn(trial, one, i, j);
    } else {
        try_turn(trial, one, j + 1, i);
        try_turn(trial, one, j, i - 1);
    }
}

/* ---- exchanges ---- */

static void try_swap(struct trial *trial, uint32_t a, uint32_t i, uint32_t i_last, uint32_t b, uint32_t j,
    uint32_t j_last, unsigned turns)
{
    const struct ter_route_state *state = trial->state;
    struct ter_route_piece one = {a, i, i_last, turns & 1}, other = {b, j, j_last, turns & 2};
    struct ter_route_move move = {.count = a == b ? 1 : 2};
    move.to[0].route = a;
    move.to[0].pieces[0] = run_of(a, 0, i - 1);
    move.to[0].pieces[1] = other;
    if (a == b) {
        move.to[0].pieces[2] = run_of(a, i_last + 1, j - 1);
        move.to[0].pieces[3] = one;
        move.to[0].pieces[4] = tail_of(state, a, j_last + 1);
        move.to[0].count = 5;
    } else {
        move.to[0].pieces[2] = tail_of(state, a, i_last + 1);
        move.to[1].route = b;
        move.to[1].pieces[0] = run_of(b, 0, j - 1);
        move.to[1].pieces[1] = one;
        move.to[1].pieces[2] = tail_of(state, b, j_last + 1);
        move.to[0].count = move.to[1].count = 3;
    }
    try_move(trial, &move);
}

/* Segments that begin with a, and those that begin just before or behind b. */
static void try_swaps(struct trial *trial, uint32_t a, uint32_t b)
{
    const struct ter_route_state *state = trial->state;
    for (int side = -1; side <= 1; side += 2)
        for (uint32_t length_a = 1; length_a <= MOST_SWAPPED; length_a++)
            for (uint32_t length_b = 0; length_b < MOST_SWAPPED; length_b++) {
                uint32_t one = state->route_of[a], other = state->route_of[b];
                uint32_t i = state->place_of[a], j = state->place_of[b];
                if (side < 0 && j < 2 + length_b)
                    continue;
                j = side < 0 ? j - 1 - length_b : j + 1;
                uint32_t i_last = i + length_a - 1, j_last = j + length_b;
                if (i_last > state->routes[one].count || j_last > state->routes[other].count ||
                    (one == other && i <= j_last && j <= i_last))
                    continue;
                for (unsigned turns = 0; turns < 4; turns++)
                    if ((length_a > 1 || !(turns & 1)) && (length_b || !(turns & 2))) {
                        if (one == other && j < i)
                            try_swap(trial, one, j, j_last, one, i, i_last, (turns >> 1) | (turns & 1) << 1);
                        else
                            try_swap(trial, one, i, i_last, other, j, j_last, turns);
                    }
            }
}

/* ---- until nothing helps ---- */

static bool improve_at(struct ter_route_state *state, const struct ter_route_near *near, uint32_t stop)
{
    struct trial trial = {.state = state, .change = -least_gain};
    const uint32_t *others = near->items + (stop - 1) * near->width;
    for (size_t i = 0; i < near->width && i < TER_ROUTE_NEAR; i++) {
        if (state->route_of[others[i]] == TER_ROUTE_NONE)
            continue;
        try_segments(&trial, stop, others[i]);
        try_crossings(&trial, stop, others[i]);
        try_swaps(&trial, stop, others[i]);
    }
    if (!(trial.change < -least_gain))
        return false;
    ter_route_move_make(state, &trial.best);
    return true;
}

bool ter_route_improve(
    struct ter_route_state *state, const struct ter_route_near *near, struct ter_error *err)
{
    bool improved = true;
    while (improved) {
        improved = false;
        if (!ter_interrupt_check(err))
            return false;
        for (uint32_t stop = 1; stop <= state->problem->count; stop++)
            while (state->route_of[stop] != TER_ROUTE_NONE && improve_at(state, near, stop))
                improved = true;
    }
    return true;
}

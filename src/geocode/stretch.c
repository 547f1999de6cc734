/* Owns the middle of a stretch of road. Knows nothing of names, texts or error radii.
 *
 * A place beside the road is a node of the road's network at its foot on each line that passes; the middle is
 * half way along the shortest way from any foot of one place to any of the other. */
#include "stretch.h"

#include "network.h"

#include <math.h>
#include <stdlib.h>

static const double touch_m = 2;

/* Another way is a carriageway of the same stretch where it is about as long and passes this near. */
static const double carriageways_m = 60, detour = 0.03, detour_m = 25;

/* ---- the places at both ends ---- */

/* Where the lines pass the place that a way begins or ends at. */
struct sources {
    struct ter_network_source *items;
    size_t count;
};

/* Where a line ends before it is level with a place: how much before. */
static double level_m(const struct ter_track *track, const struct ter_foot *foot, struct ter_xy place)
{
    const struct ter_track_line *line = &track->lines[foot->line];
    bool at_end = ter_xy_distance_m(foot->at, line->points[0]) < touch_m ||
                  ter_xy_distance_m(foot->at, line->points[line->count - 1]) < touch_m;
    double turn_deg = ter_turn_deg(ter_track_heading_deg(track, foot), ter_xy_azimuth_deg(foot->at, place));
    return at_end ? fabs(cos(turn_deg * M_PI / 180)) * foot->distance_m : 0;
}

static struct sources add_sources(struct ter_network *network, struct ter_stretch_end end)
{
    const struct ter_track *track = network->track;
    struct sources sources = {ter_alloc((track->count + 1) * sizeof *sources.items), 0};
    for (size_t i = 0; i < track->count; i++) {
        if (!ter_track_near(track, i, end.at, end.reach_m + touch_m))
            continue;
        struct ter_foot foot = ter_track_foot_on(track, i, end.at);
        if (!(foot.distance_m <= end.reach_m + touch_m))
            continue;
        size_t node = ter_network_add_node(network, foot.at);
        ter_network_tie(network, node, &foot);
        sources.items[sources.count++] = (struct ter_network_source){node, level_m(track, &foot, end.at)};
    }
    return sources;
}

/* ---- the middle ---- */

/* A point half way along, on an edge from one node to another. */
struct half_way {
    struct ter_xy at;
    double heading_deg;
    double length_m; /* of the whole way through it */
};

struct half_ways {
    struct half_way *items;
    size_t count, capacity;
};

/* Where one who goes along this edge has half_m behind them, if that is on it and no shorter way leads there.
 */
static bool find_half_way(const struct ter_network *network, const struct ter_network_edge *edge,
    bool forward, const double *behind, const double *ahead, double half_m, struct half_way *ret_half)
{
    size_t from = forward ? edge->a : edge->b, to = forward ? edge->b : edge->a;
    double part_m = half_m - behind[from], rest_m = edge->length_m - part_m;
    if (!(part_m >= 0 && rest_m >= 0) || edge->length_m <= 0 || behind[to] + rest_m < half_m - 0.01)
        return false;
    struct ter_xy a = network->nodes[from], b = network->nodes[to];
    double part = part_m / edge->length_m;
    *ret_half = (struct half_way){{a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)},
        ter_xy_azimuth_deg(a, b), half_m + fmin(ahead[to] + rest_m, ahead[from] + part_m)};
    return isfinite(ret_half->length_m);
}

static struct half_ways find_half_ways(
    const struct ter_network *network, const double *behind, const double *ahead, double half_m)
{
    struct half_ways all = {0};
    for (size_t i = 0; i < network->edge_count; i++)
        for (int forward = 0; forward < 2; forward++) {
            struct half_way half;
            if (!find_half_way(network, &network->edges[i], forward, behind, ahead, half_m, &half))
                continue;
            all.items = ter_grow(all.items, &all.capacity, all.count + 1, sizeof *all.items);
            all.items[all.count++] = half;
        }
    return all;
}

/* The mean of the shortest way's middle and those beside it. */
static struct ter_arrival mean_of(const struct half_ways *all)
{
    const struct half_way *best = &all->items[0];
    for (size_t i = 1; i < all->count; i++)
        if (all->items[i].length_m < best->length_m)
            best = &all->items[i];
    struct ter_xy sum = {0, 0};
    double weight = 0, longest_m = best->length_m * (1 + detour) + detour_m;
    for (size_t i = 0; i < all->count; i++) {
        struct ter_xy at = all->items[i].at;
        bool again = false; /* a line drawn there and back, or two edges that meet there */
        for (size_t j = 0; j < i && !again; j++)
            again = ter_xy_distance_m(at, all->items[j].at) < 1;
        if (again || all->items[i].length_m > longest_m || ter_xy_distance_m(at, best->at) > carriageways_m)
            continue;
        sum = (struct ter_xy){sum.x + at.x, sum.y + at.y};
        weight++;
    }
    struct ter_xy at = weight > 0 ? (struct ter_xy){sum.x / weight, sum.y / weight} : best->at;
    return (struct ter_arrival){.at = at, .heading_deg = best->heading_deg};
}

static bool find_middle(struct ter_network *network, const struct sources *from, const struct sources *to,
    double longest_m, struct ter_arrival *ret_middle, double *ret_length_m)
{
    TER_AUTO_FREE double *behind = ter_network_ways(network, from->items, from->count, longest_m);
    TER_AUTO_FREE double *ahead = ter_network_ways(network, to->items, to->count, longest_m);
    double length_m = INFINITY;
    for (size_t i = 0; i < network->node_count; i++)
        length_m = fmin(length_m, behind[i] + ahead[i]);
    if (!(length_m <= longest_m))
        return false;
    struct half_ways halves = find_half_ways(network, behind, ahead, length_m / 2);
    bool found = halves.count > 0;
    if (found) {
        *ret_middle = mean_of(&halves);
        *ret_length_m = length_m;
    }
    free(halves.items);
    return found;
}

double ter_stretch_longest_m(double apart_m)
{
    return 3 * apart_m + 500;
}

/* The way lies in the ellipse round both places. */
double ter_stretch_reach_m(double apart_m)
{
    return (ter_stretch_longest_m(apart_m) + apart_m) / 2;
}

bool ter_stretch_find(const struct ter_track *track, struct ter_stretch_end from, struct ter_stretch_end to,
    struct ter_arrival *ret_middle, double *ret_length_m)
{
    TER_AUTO_NETWORK struct ter_network network = {0};
    ter_network_build(track, &network);
    struct sources sources[2] = {add_sources(&network, from), add_sources(&network, to)};
    double longest_m = ter_stretch_longest_m(ter_xy_distance_m(from.at, to.at));
    bool found = find_middle(&network, &sources[0], &sources[1], longest_m, ret_middle, ret_length_m);
    free(sources[0].items);
    free(sources[1].items);
    return found;
}

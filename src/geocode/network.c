/* Owns the graph of a road's lines and the shortest ways in it. Knows nothing of names, texts or error radii.
 *
 * Nodes are the vertices of the lines; equal ones are one node, so lines that share a vertex hang together.
 * An end that hangs loose is linked to the line that it touches, else across a gap of the name to the end
 * ahead. */
#include "network.h"

#include <math.h>
#include <stdlib.h>

static const double touch_m = 2, gap_m = 100, gap_turn_deg = 30;

size_t ter_network_add_node(struct ter_network *network, struct ter_xy at)
{
    network->nodes =
        ter_grow(network->nodes, &network->node_capacity, network->node_count + 1, sizeof *network->nodes);
    network->nodes[network->node_count] = at;
    return network->node_count++;
}

static void add_edge(struct ter_network *network, size_t a, size_t b)
{
    if (a == b)
        return;
    network->edges =
        ter_grow(network->edges, &network->edge_capacity, network->edge_count + 1, sizeof *network->edges);
    network->edges[network->edge_count++] =
        (struct ter_network_edge){a, b, ter_xy_distance_m(network->nodes[a], network->nodes[b])};
}

void ter_network_tie(struct ter_network *network, size_t node, const struct ter_foot *foot)
{
    const struct ter_xy *points = network->track->lines[foot->line].points + foot->segment;
    network->ties =
        ter_grow(network->ties, &network->tie_capacity, network->tie_count + 1, sizeof *network->ties);
    network->ties[network->tie_count++] =
        (struct ter_network_tie){foot->line, foot->segment, ter_xy_distance_m(points[0], foot->at), node};
}

/* ---- vertices ---- */

struct vertex {
    struct ter_xy at;
    size_t *node;
};

static int by_place(const void *a, const void *b)
{
    struct ter_xy p = ((const struct vertex *)a)->at, q = ((const struct vertex *)b)->at;
    return p.x != q.x ? (p.x > q.x) - (p.x < q.x) : (p.y > q.y) - (p.y < q.y);
}

static void number_vertices(struct ter_network *network)
{
    const struct ter_track *track = network->track;
    size_t count = 0;
    for (size_t i = 0; i < track->count; i++)
        count += track->lines[i].count;
    TER_AUTO_FREE struct vertex *all = ter_alloc((count + 1) * sizeof *all);
    network->vertex_nodes = ter_alloc((count + 1) * sizeof *network->vertex_nodes);
    network->vertices = ter_alloc((track->count + 1) * sizeof *network->vertices);
    size_t next = 0;
    for (size_t i = 0; i < track->count; i++) {
        network->vertices[i] = network->vertex_nodes + next;
        for (size_t j = 0; j < track->lines[i].count; j++, next++)
            all[next] = (struct vertex){track->lines[i].points[j], network->vertex_nodes + next};
    }
    qsort(all, count, sizeof *all, by_place);
    for (size_t i = 0; i < count; i++)
        *all[i].node = i && by_place(&all[i - 1], &all[i]) == 0 ? *all[i - 1].node
                                                                : ter_network_add_node(network, all[i].at);
}

/* ---- loose ends ---- */

struct loose {
    size_t line, node;
    struct ter_xy at;
    double heading_deg; /* out of the line */
};

static struct loose line_end(const struct ter_network *network, size_t line, bool last)
{
    const struct ter_track_line *own = &network->track->lines[line];
    size_t end = last ? own->count - 1 : 0, before = last ? own->count - 2 : 1;
    return (struct loose){line, network->vertices[line][end], own->points[end],
        ter_xy_azimuth_deg(own->points[before], own->points[end])};
}

static bool tie_to_touched(struct ter_network *network, const struct loose *end)
{
    bool touches = false;
    for (size_t i = 0; i < network->track->count; i++) {
        if (i == end->line || !ter_track_near(network->track, i, end->at, touch_m))
            continue;
        struct ter_foot foot = ter_track_foot_on(network->track, i, end->at);
        if (foot.distance_m > touch_m)
            continue;
        ter_network_tie(network, end->node, &foot);
        touches = true;
    }
    return touches;
}

/* A road that goes on beyond a gap of its name goes straight on. */
static bool goes_on(const struct loose *from, const struct loose *to)
{
    if (fabs(from->at.x - to->at.x) > gap_m || ter_xy_distance_m(from->at, to->at) > gap_m)
        return false;
    double azimuth_deg = ter_xy_azimuth_deg(from->at, to->at);
    return ter_turn_deg(from->heading_deg, azimuth_deg) <= gap_turn_deg &&
           ter_turn_deg(to->heading_deg + 180, azimuth_deg) <= gap_turn_deg;
}

static void link_loose_ends(struct ter_network *network)
{
    TER_AUTO_FREE size_t *degree = ter_alloc((network->node_count + 1) * sizeof *degree);
    TER_AUTO_FREE struct loose *ends = ter_alloc((2 * network->track->count + 1) * sizeof *ends);
    size_t count = 0;
    for (size_t i = 0; i < network->track->count; i++)
        for (size_t j = 0; j + 1 < network->track->lines[i].count; j++)
            if (network->vertices[i][j] != network->vertices[i][j + 1]) {
                degree[network->vertices[i][j]]++;
                degree[network->vertices[i][j + 1]]++;
            }
    for (size_t i = 0; i < network->track->count; i++)
        for (int last = 0; last < 2 && network->track->lines[i].count > 1; last++) {
            struct loose end = line_end(network, i, last);
            if (degree[end.node] == 1 && !tie_to_touched(network, &end))
                ends[count++] = end;
        }
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (goes_on(&ends[i], &ends[j]))
                add_edge(network, ends[i].node, ends[j].node);
}

/* ---- edges ---- */

static int by_segment(const void *a, const void *b)
{
    const struct ter_network_tie *p = a, *q = b;
    if (p->line != q->line)
        return (p->line > q->line) - (p->line < q->line);
    if (p->segment != q->segment)
        return (p->segment > q->segment) - (p->segment < q->segment);
    return (p->along_m > q->along_m) - (p->along_m < q->along_m);
}

/* Each segment leads from vertex to vertex by way of the nodes that are tied to it. */
static void add_segments(struct ter_network *network)
{
    size_t tie = 0;
    if (network->tie_count)
        qsort(network->ties, network->tie_count, sizeof *network->ties, by_segment);
    for (size_t i = 0; i < network->track->count; i++)
        for (size_t j = 0; j + 1 < network->track->lines[i].count; j++) {
            size_t here = network->vertices[i][j];
            for (;
                 tie < network->tie_count && network->ties[tie].line == i && network->ties[tie].segment == j;
                 tie++) {
                add_edge(network, here, network->ties[tie].node);
                here = network->ties[tie].node;
            }
            add_edge(network, here, network->vertices[i][j + 1]);
        }
}

/* Sort the edges by their nodes. */
static void index_edges(struct ter_network *network)
{
    network->first = ter_alloc((network->node_count + 2) * sizeof *network->first);
    network->edges_at = ter_alloc((2 * network->edge_count + 1) * sizeof *network->edges_at);
    for (size_t i = 0; i < network->edge_count; i++) {
        network->first[network->edges[i].a + 2]++;
        network->first[network->edges[i].b + 2]++;
    }
    for (size_t i = 2; i < network->node_count + 2; i++)
        network->first[i] += network->first[i - 1];
    for (size_t i = 0; i < network->edge_count; i++) {
        network->edges_at[network->first[network->edges[i].a + 1]++] = i;
        network->edges_at[network->first[network->edges[i].b + 1]++] = i;
    }
}

/* ---- shortest ways ---- */

struct reached {
    double m;
    size_t node;
};

struct front {
    struct reached *items; /* a heap, the nearest first */
    size_t count, capacity;
};

static void push(struct front *front, struct reached item)
{
    front->items = ter_grow(front->items, &front->capacity, front->count + 1, sizeof *front->items);
    size_t at = front->count++;
    for (; at && front->items[(at - 1) / 2].m > item.m; at = (at - 1) / 2)
        front->items[at] = front->items[(at - 1) / 2];
    front->items[at] = item;
}

static struct reached pop(struct front *front)
{
    struct reached top = front->items[0], last = front->items[--front->count];
    size_t at = 0, child;
    while ((child = 2 * at + 1) < front->count) {
        if (child + 1 < front->count && front->items[child + 1].m < front->items[child].m)
            child++;
        if (front->items[child].m >= last.m)
            break;
        front->items[at] = front->items[child];
        at = child;
    }
    front->items[at] = last;
    return top;
}

void ter_network_build(const struct ter_track *track, struct ter_network *ret_network)
{
    struct ter_network network = {.track = track};
    number_vertices(&network);
    link_loose_ends(&network);
    *ret_network = network;
}

void ter_network_free(struct ter_network *network)
{
    free(network->nodes);
    free(network->vertices);
    free(network->vertex_nodes);
    free(network->ties);
    free(network->edges);
    free(network->first);
    free(network->edges_at);
    *network = (struct ter_network){0};
}

static void spread(const struct ter_network *network, struct front *front, double farthest_m, double *ways_m)
{
    while (front->count) {
        struct reached here = pop(front);
        if (here.m > ways_m[here.node])
            continue;
        for (size_t i = network->first[here.node]; i < network->first[here.node + 1]; i++) {
            const struct ter_network_edge *edge = &network->edges[network->edges_at[i]];
            size_t next = edge->a == here.node ? edge->b : edge->a;
            double way_m = here.m + edge->length_m;
            if (way_m >= ways_m[next] || way_m > farthest_m)
                continue;
            ways_m[next] = way_m;
            push(front, (struct reached){way_m, next});
        }
    }
}

double *ter_network_ways(
    struct ter_network *network, const struct ter_network_source *sources, size_t count, double farthest_m)
{
    double *ways_m = ter_alloc((network->node_count + 1) * sizeof *ways_m);
    struct front front = {0};
    if (!network->first) {
        add_segments(network);
        index_edges(network);
    }
    for (size_t i = 0; i < network->node_count; i++)
        ways_m[i] = INFINITY;
    for (size_t i = 0; i < count; i++) {
        ways_m[sources[i].node] = sources[i].level_m;
        push(&front, (struct reached){sources[i].level_m, sources[i].node});
    }
    spread(network, &front, farthest_m, ways_m);
    free(front.items);
    return ways_m;
}

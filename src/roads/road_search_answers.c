/* Owns what a finished search says of places on edges. Knows nothing of how it was found. */
#include "road_search_parts.h"

#include <math.h>
#include <stdlib.h>

size_t ter_road_starts_of(
    const struct ter_road_search *search, size_t edge, const struct ter_road_start **ret_starts)
{
    size_t low = 0, high = search->start_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (search->starts[middle].edge < edge)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < search->start_count && search->starts[end].edge == edge)
        end++;
    *ret_starts = search->starts + low;
    return end - low;
}

/* ---- one place ---- */

enum origin_kind { FROM_START, FROM_END, TO_END };

/* Where the way to a place comes from: the end of the edge, or a start on it. */
struct origin {
    double cost;
    uint32_t source;
    enum origin_kind kind;
    double part; /* of a start */
};

static void keep_nearest(struct origin *origins, size_t *count, size_t ranks, struct origin new)
{
    size_t at = 0;
    while (at < *count && origins[at].source != new.source)
        at++;
    if (at > 0 && at == ranks)
        at--;
    else if (at == *count) {
        (*count)++;
        origins[at] = (struct origin){INFINITY, TER_ROAD_NOBODY, FROM_START, 0};
    }
    if (!ter_road_nearer(new.cost, new.source, origins[at].cost, origins[at].source))
        return;
    for (; at > 0 && ter_road_nearer(new.cost, new.source, origins[at - 1].cost, origins[at - 1].source);
         at--)
        origins[at] = origins[at - 1];
    origins[at] = new;
}

static void keep_labels(const struct ter_road_search *search, size_t edge, double part, enum origin_kind kind,
    struct origin *origins, size_t *count)
{
    const struct ter_road_edge *one = &search->costs->graph->edges[edge];
    const struct ter_road_label *labels =
        ter_road_search_node(search, kind == FROM_END ? one->from : one->to);
    for (size_t rank = 0; rank < search->ranks && labels[rank].source != TER_ROAD_NOBODY; rank++) {
        double cost = ter_road_moved(search->costs, edge, labels[rank].cost, kind == FROM_END ? 0 : 1, part);
        if (cost < INFINITY)
            keep_nearest(origins, count, search->ranks, (struct origin){cost, labels[rank].source, kind, 0});
    }
}

static size_t origins_at(
    const struct ter_road_search *search, size_t edge, double part, struct origin *ret_origins)
{
    struct ter_road_room room = ter_road_room(search->costs, edge, part);
    size_t count = 0;
    const struct ter_road_start *starts;
    size_t start_count = ter_road_starts_of(search, edge, &starts);
    for (size_t i = 0; i < start_count; i++) {
        double cost = ter_road_moved(search->costs, edge, starts[i].cost, starts[i].part, part);
        if (starts[i].part >= room.low && starts[i].part <= room.high && cost < INFINITY)
            keep_nearest(ret_origins, &count, search->ranks,
                (struct origin){cost, starts[i].source, FROM_START, starts[i].part});
    }
    if (room.from_end)
        keep_labels(search, edge, part, FROM_END, ret_origins, &count);
    if (room.to_end)
        keep_labels(search, edge, part, TO_END, ret_origins, &count);
    return count;
}

size_t ter_road_search_at(const struct ter_road_search *search, size_t edge, double part,
    struct ter_road_due ret_dues[TER_ROAD_MOST_RANKS])
{
    struct origin origins[TER_ROAD_MOST_RANKS];
    size_t count = origins_at(search, edge, part, origins);
    for (size_t i = 0; i < count; i++)
        ret_dues[i] = (struct ter_road_due){origins[i].cost, origins[i].source};
    return count;
}

/* ---- the way there ---- */

/* A piece of the way, in the order in which it is walked. */
struct piece {
    uint32_t edge;
    double from, to;
};

struct pieces {
    struct piece *items; /* the last one first */
    size_t count, capacity;
};

static void add_piece(struct pieces *pieces, uint32_t edge, double from, double to)
{
    pieces->items = ter_grow(pieces->items, &pieces->capacity, pieces->count + 1, sizeof *pieces->items);
    pieces->items[pieces->count++] = (struct piece){edge, from, to};
}

/* The start on this edge that a node's label comes from: the one that gives its very cost. */
static double start_part(
    const struct ter_road_search *search, const struct ter_road_label *label, double node_part)
{
    uint32_t edge = label->arc >> 1;
    const struct ter_road_start *starts;
    size_t count = ter_road_starts_of(search, edge, &starts);
    double best = INFINITY, part = node_part;
    for (size_t i = 0; i < count; i++) {
        double off = fabs(
            ter_road_moved(search->costs, edge, starts[i].cost, starts[i].part, node_part) - label->cost);
        if (starts[i].source == label->source && off < best) {
            best = off;
            part = starts[i].part;
        }
    }
    return part;
}

static const struct ter_road_label *label_of(
    const struct ter_road_search *search, uint32_t node, uint32_t source)
{
    const struct ter_road_label *labels = ter_road_search_node(search, node);
    size_t rank = 0;
    while (rank < search->ranks - 1 && labels[rank].source != source)
        rank++;
    return &labels[rank];
}

static void trace(const struct ter_road_search *search, uint32_t node, uint32_t source, struct pieces *pieces)
{
    const struct ter_road_graph *graph = search->costs->graph;
    for (;;) {
        const struct ter_road_label *label = label_of(search, node, source);
        uint32_t edge = label->arc >> 1;
        double end = label->arc & 1 ? 0 : 1;
        add_piece(pieces, edge, label->first ? start_part(search, label, end) : 1 - end, end);
        if (label->first)
            return;
        node = ter_road_arc_end(graph, label->arc ^ 1);
    }
}

bool ter_road_search_way(
    const struct ter_road_search *search, size_t edge, double part, struct ter_buf *ret_points)
{
    struct origin origins[TER_ROAD_MOST_RANKS];
    if (!origins_at(search, edge, part, origins))
        return false;
    const struct ter_road_graph *graph = search->costs->graph;
    struct pieces pieces = {0};
    double from = origins[0].kind == FROM_START ? origins[0].part : origins[0].kind == FROM_END ? 0 : 1;
    add_piece(&pieces, (uint32_t)edge, from, part);
    if (origins[0].kind != FROM_START)
        trace(search, origins[0].kind == FROM_END ? graph->edges[edge].from : graph->edges[edge].to,
            origins[0].source, &pieces);
    for (size_t i = pieces.count; i-- > 0;) {
        const struct ter_road_edge *one = &graph->edges[pieces.items[i].edge];
        ter_road_edge_piece(
            graph, one, pieces.items[i].from * one->length_m, pieces.items[i].to * one->length_m, ret_points);
    }
    free(pieces.items);
    return true;
}

/* ---- stretches ---- */

/* A place on the edge where somebody sets out: an end with its label, a start, or a stop where nobody does.
 */
struct post {
    double part, cost;
    uint32_t source;
};

struct posts {
    struct post few[16], *items;
    size_t count, capacity;
};

static void add_post(struct posts *posts, struct post post)
{
    if (posts->count == posts->capacity) {
        struct post *old = posts->items;
        posts->items = ter_grow(
            old == posts->few ? NULL : old, &posts->capacity, posts->count + 1, sizeof *posts->items);
        if (old == posts->few)
            for (size_t i = 0; i < posts->count; i++)
                posts->items[i] = posts->few[i];
    }
    posts->items[posts->count++] = post;
}

static struct post end_post(const struct ter_road_search *search, size_t edge, bool at_to)
{
    const struct ter_road_edge *one = &search->costs->graph->edges[edge];
    const struct ter_road_label *label = ter_road_search_node(search, at_to ? one->to : one->from);
    return (struct post){at_to, label->cost, label->source};
}

struct sweep {
    const struct ter_road_search *search;
    size_t edge;
    double limit;
    void (*found)(void *user, const struct ter_road_stretch *stretch);
    void *user;
};

static void report(const struct sweep *sweep, struct ter_road_stretch stretch)
{
    if (stretch.to > stretch.from)
        sweep->found(sweep->user, &stretch);
}

/* Between two posts: from the left one as far as it is nearer, and from the right one. The rates are costs of
 * the whole edge; a closed direction has none. */
static void between(const struct sweep *sweep, struct post left, struct post right)
{
    double forward = sweep->search->costs->edges[sweep->edge * 2],
           backward = sweep->search->costs->edges[sweep->edge * 2 + 1];
    double width = right.part - left.part;
    bool from_left = left.source != TER_ROAD_NOBODY && left.cost <= sweep->limit && forward < INFINITY;
    bool from_right = right.source != TER_ROAD_NOBODY && right.cost <= sweep->limit && backward < INFINITY;
    double left_end = left.part, right_end = right.part;
    if (from_left)
        left_end =
            forward > 0 ? fmin(right.part, left.part + (sweep->limit - left.cost) / forward) : right.part;
    if (from_right)
        right_end =
            backward > 0 ? fmax(left.part, right.part - (sweep->limit - right.cost) / backward) : left.part;
    if (left_end > right_end) {
        double both = forward + backward;
        double meet = both > 0 ? left.part + (right.cost + width * backward - left.cost) / both
                      : ter_road_nearer(left.cost, left.source, right.cost, right.source) ? right.part
                                                                                          : left.part;
        meet = fmin(right.part, fmax(left.part, meet));
        left_end = from_left ? meet : left.part;
        right_end = from_right ? meet : right.part;
    }
    if (from_left)
        report(sweep, (struct ter_road_stretch){left.part, left_end, left.cost,
                          left.cost + (left_end - left.part) * forward, left.source});
    if (from_right)
        report(sweep, (struct ter_road_stretch){right_end, right.part,
                          right.cost + (right.part - right_end) * backward, right.cost, right.source});
}

/* One room of the edge: what comes from the left and from the right to each post decides between them. */
static void sweep_room(const struct sweep *sweep, struct posts *posts)
{
    const struct ter_road_costs *costs = sweep->search->costs;
    struct posts right = {.items = right.few, .capacity = sizeof right.few / sizeof *right.few};
    for (size_t i = posts->count; i-- > 0;) {
        struct post own = posts->items[i];
        if (right.count) {
            struct post next = right.items[right.count - 1];
            next.cost = ter_road_moved(costs, sweep->edge, next.cost, next.part, own.part);
            if (ter_road_nearer(next.cost, next.source, own.cost, own.source))
                own = (struct post){own.part, next.cost, next.source};
        }
        add_post(&right, own);
    }
    struct post left = posts->items[0];
    for (size_t i = 0; i + 1 < posts->count; i++) {
        /* Posts at one place: the best of them sets out to the right as well. */
        double moved = ter_road_moved(costs, sweep->edge, left.cost, left.part, posts->items[i].part);
        left = ter_road_nearer(moved, left.source, posts->items[i].cost, posts->items[i].source)
                   ? (struct post){posts->items[i].part, moved, left.source}
                   : posts->items[i];
        between(sweep, left, right.items[posts->count - 2 - i]);
    }
    if (right.items != right.few)
        free(right.items);
}

void ter_road_search_stretches(const struct ter_road_search *search, size_t edge, double limit,
    void (*found)(void *user, const struct ter_road_stretch *stretch), void *user)
{
    struct sweep sweep = {search, edge, fmin(limit, search->limit), found, user};
    const struct ter_road_stop *stops = NULL;
    const struct ter_road_start *starts = NULL;
    size_t stop_count = search->costs->stop_count ? ter_road_stops_of(search->costs, edge, &stops) : 0;
    size_t start_count = search->start_count ? ter_road_starts_of(search, edge, &starts) : 0, start = 0;
    struct posts posts = {.items = posts.few, .capacity = sizeof posts.few / sizeof *posts.few};
    for (size_t i = 0; i <= stop_count; i++) {
        double low = i ? stops[i - 1].part : 0, high = i < stop_count ? stops[i].part : 1;
        posts.count = 0;
        add_post(&posts, i ? (struct post){low, INFINITY, TER_ROAD_NOBODY} : end_post(search, edge, false));
        while (start > 0 && starts[start - 1].part >= low)
            start--; /* a start at a stop belongs to both sides */
        for (; start < start_count && starts[start].part <= high; start++)
            if (starts[start].part >= low)
                add_post(&posts, (struct post){starts[start].part, starts[start].cost, starts[start].source});
        add_post(&posts,
            i < stop_count ? (struct post){high, INFINITY, TER_ROAD_NOBODY} : end_post(search, edge, true));
        sweep_room(&sweep, &posts);
    }
    if (posts.items != posts.few)
        free(posts.items);
}

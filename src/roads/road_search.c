/* Owns the search: which starts are nearest to every node, by what cost and which way. Knows nothing of what
 * the costs mean, nor of places off the edges.
 *
 * Dijkstra's algorithm with up to `ranks` labels a node, of different sources each. Labels are replaced as
 * better ones come up; what the heap still holds of the old ones is skipped. */
#include "road_search.h"

#include "road_search_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    double cost;
    uint64_t whom; /* source << 32 | node: the order among equal costs */
};

/* A heap of four children a node: fewer levels, and the children lie in one line of the cache. */
struct heap {
    struct entry *items;
    size_t count, capacity;
};

static uint32_t node_of(struct entry entry)
{
    return (uint32_t)entry.whom;
}

static uint32_t source_of(struct entry entry)
{
    return (uint32_t)(entry.whom >> 32);
}

/* Without a branch: which child is less is anybody's guess, and the processor's would be wrong half the time.
 */
static bool before(const struct entry *a, const struct entry *b)
{
    return (a->cost < b->cost) | ((a->cost == b->cost) & (a->whom < b->whom));
}

static void push(struct heap *heap, struct entry entry)
{
    if (heap->count == heap->capacity)
        heap->items = ter_grow(heap->items, &heap->capacity, heap->count + 1, sizeof *heap->items);
    size_t at = heap->count++;
    for (; at > 0 && before(&entry, &heap->items[(at - 1) / 4]); at = (at - 1) / 4)
        heap->items[at] = heap->items[(at - 1) / 4];
    heap->items[at] = entry;
}

static struct entry pop(struct heap *heap)
{
    struct entry top = heap->items[0], last = heap->items[--heap->count];
    size_t at = 0;
    for (size_t child; (child = 4 * at + 1) < heap->count; at = child) {
        size_t end = child + 4 < heap->count ? child + 4 : heap->count;
        for (size_t other = child + 1; other < end; other++)
            child = before(&heap->items[other], &heap->items[child]) ? other : child;
        if (!before(&heap->items[child], &last))
            break;
        heap->items[at] = heap->items[child];
    }
    heap->items[at] = last;
    return top;
}

/* Take a better label into a node's list, which is sorted and names no source twice. */
static bool offer(struct ter_road_label *labels, size_t ranks, const struct ter_road_label *new)
{
    size_t at = 0;
    while (at < ranks && labels[at].source != new->source)
        at++;
    if (at == ranks)
        at = ranks - 1; /* the last one makes room */
    if (!ter_road_nearer(new->cost, new->source, labels[at].cost, labels[at].source))
        return false;
    for (; at > 0 && ter_road_nearer(new->cost, new->source, labels[at - 1].cost, labels[at - 1].source);
         at--)
        labels[at] = labels[at - 1];
    labels[at] = *new;
    return true;
}

static void reach_node(
    struct ter_road_search *search, struct heap *heap, uint32_t node, const struct ter_road_label *label)
{
    struct ter_road_label *labels = &search->labels[(size_t)node * search->ranks];
    if (label->cost <= search->limit && label->cost <= labels[search->ranks - 1].cost &&
        offer(labels, search->ranks, label))
        push(heap, (struct entry){label->cost, (uint64_t)label->source << 32 | node});
}

/* From a start to both ends of its edge, as far as no stop stands between. */
static void leave_start(struct ter_road_search *search, struct heap *heap, const struct ter_road_start *start)
{
    const struct ter_road_edge *edge = &search->costs->graph->edges[start->edge];
    struct ter_road_room room = ter_road_room(search->costs, start->edge, start->part);
    struct ter_road_label label = {.source = start->source, .first = true};
    if (room.from_end) {
        label.arc = start->edge << 1 | 1;
        label.cost = ter_road_moved(search->costs, start->edge, start->cost, start->part, 0);
        reach_node(search, heap, edge->from, &label);
    }
    if (room.to_end) {
        label.arc = start->edge << 1;
        label.cost = ter_road_moved(search->costs, start->edge, start->cost, start->part, 1);
        reach_node(search, heap, edge->to, &label);
    }
}

/* Say whether the label that the heap held is still the node's own for this source. */
static bool is_current(const struct ter_road_search *search, struct entry entry)
{
    const struct ter_road_label *labels = &search->labels[(size_t)node_of(entry) * search->ranks];
    for (size_t rank = 0; rank < search->ranks; rank++)
        if (labels[rank].source == source_of(entry))
            return labels[rank].cost == entry.cost;
    return false;
}

/* Nodes lie all over the memory: fetch what an entry needs before it is its turn. */
static void fetch(const struct ter_road_search *search, struct entry entry)
{
    const struct ter_road_costs *costs = search->costs;
    __builtin_prefetch(&search->labels[(size_t)node_of(entry) * search->ranks]);
    __builtin_prefetch(&costs->hops[costs->graph->first[node_of(entry)]]);
}

static void leave_node(struct ter_road_search *search, struct heap *heap, struct entry entry)
{
    const struct ter_road_costs *costs = search->costs;
    const struct ter_road_hop *hop = costs->hops + costs->graph->first[node_of(entry)],
                              *end = costs->hops + costs->graph->first[node_of(entry) + 1];
    for (const struct ter_road_hop *next = hop; next < end; next++)
        __builtin_prefetch(&search->labels[(size_t)(next->end + 1) * search->ranks - 1]);
    for (; hop < end; hop++) {
        struct ter_road_label label = {entry.cost + hop->cost, source_of(entry), hop->arc, false};
        if (label.cost < INFINITY)
            reach_node(search, heap, hop->end, &label);
    }
}

static void spread(struct ter_road_search *search, struct heap *heap)
{
    while (heap->count) {
        struct entry entry = pop(heap);
        if (heap->count)
            fetch(search, heap->items[0]);
        if (is_current(search, entry))
            leave_node(search, heap, entry);
    }
}

static int by_edge_and_part(const void *a, const void *b)
{
    const struct ter_road_start *one = a, *other = b;
    if (one->edge != other->edge)
        return one->edge < other->edge ? -1 : 1;
    if (one->part != other->part)
        return one->part < other->part ? -1 : 1;
    if (one->source != other->source)
        return one->source < other->source ? -1 : 1;
    return (one->cost > other->cost) - (one->cost < other->cost);
}

struct ter_road_search *ter_road_search_open(const struct ter_road_costs *costs,
    const struct ter_road_start *starts, size_t start_count, int ranks, double limit)
{
    struct ter_road_search *search = ter_alloc(sizeof *search);
    *search = (struct ter_road_search){.costs = costs, .start_count = start_count, .limit = limit};
    search->ranks = ranks < 1 ? 1 : ranks > TER_ROAD_MOST_RANKS ? TER_ROAD_MOST_RANKS : (size_t)ranks;
    search->starts = ter_memdup(starts, start_count * sizeof *starts);
    qsort(search->starts, start_count, sizeof *starts, by_edge_and_part);
    size_t label_count = costs->graph->node_count * search->ranks;
    search->labels = ter_realloc(NULL, (label_count ? label_count : 1) * sizeof *search->labels);
    for (size_t i = 0; i < label_count; i++)
        search->labels[i] = (struct ter_road_label){INFINITY, TER_ROAD_NOBODY, 0, false};
    struct heap heap = {0};
    for (size_t i = 0; i < start_count; i++)
        leave_start(search, &heap, &search->starts[i]);
    spread(search, &heap);
    free(heap.items);
    return search;
}

void ter_road_search_close(struct ter_road_search *search)
{
    if (!search)
        return;
    free(search->starts);
    free(search->labels);
    free(search);
}

const struct ter_road_label *ter_road_search_node(const struct ter_road_search *search, uint32_t node)
{
    return &search->labels[(size_t)node * search->ranks];
}

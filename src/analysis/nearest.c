/* Owns the search for nearest points: a k-d tree over positions in space, then the geodesic. Knows nothing of
 * records.
 *
 * Points are put on the ellipsoid in geocentric metres, where there is no dateline and no pole. No way along
 * the surface is shorter than the chord through it, so a point whose chord exceeds the geodesic distance of
 * the k-th one found cannot be nearer: the tree is searched by chords, and what remains is decided by
 * ter_distance_m. Points in one place (a whole township's records, geocoded to its centre) are one entry of
 * the tree, or they would make the search quadratic. */
#include "nearest.h"

#include "base/crs.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rounding of positions (nanometres) and of the geodesic (15 nm, Karney 2013), with room to spare. */
static const double slack_m = 1e-6;

/* A place, and the points that lie there: index->members from `first` on, in ascending order. */
struct place {
    struct ter_lonlat at;
    size_t first, count;
};

/* A place of the tree. The root of a range of nodes is its middle; what stands before it is on one side. */
struct node {
    double at[3];
    uint32_t place;
    uint8_t axis; /* that divides the range of which this is the middle */
};

/* A place seen while searching. */
struct seen {
    double chord_m2;
    uint32_t place;
};

struct ter_nearest_index {
    struct place *places;
    struct node *nodes;
    size_t place_count;
    size_t *members;
    struct seen
        *seen; /* of the search in hand: the nearest `wanted` by chord, a heap with the farthest on top … */
    size_t seen_count, seen_capacity, wanted; /* … or, with wanted 0, all within the limit */
    double limit_m2;
    struct ter_nearest_hit *hits;
    size_t hit_count, hit_capacity;
};

/* GRS 80, as ter_distance_m. */
static void to_space(struct ter_lonlat point, double ret_at[3])
{
    static const double a = 6378137.0, f = 1 / 298.257222101;
    const double e2 = f * (2 - f), degree = M_PI / 180;
    double sin_lat = sin(point.lat * degree), cos_lat = cos(point.lat * degree);
    double normal = a / sqrt(1 - e2 * sin_lat * sin_lat);
    ret_at[0] = normal * cos_lat * cos(point.lon * degree);
    ret_at[1] = normal * cos_lat * sin(point.lon * degree);
    ret_at[2] = normal * (1 - e2) * sin_lat;
}

static double chord_m2(const double a[3], const double b[3])
{
    double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return x * x + y * y + z * z;
}

/* ---- the tree ---- */

struct item {
    struct ter_lonlat at;
    size_t point;
};

static int by_position(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->at.lon != y->at.lon)
        return x->at.lon < y->at.lon ? -1 : 1;
    if (x->at.lat != y->at.lat)
        return x->at.lat < y->at.lat ? -1 : 1;
    return x->point < y->point ? -1 : x->point > y->point;
}

static bool same_position(struct ter_lonlat a, struct ter_lonlat b)
{
    return a.lon == b.lon && a.lat == b.lat;
}

static void gather_places(struct ter_nearest_index *index, struct item *items, size_t count)
{
    if (count)
        qsort(items, count, sizeof *items, by_position);
    for (size_t i = 0; i < count; i++) {
        index->members[i] = items[i].point;
        if (i && same_position(items[i - 1].at, items[i].at)) {
            index->places[index->place_count - 1].count++;
            continue;
        }
        index->nodes[index->place_count].place = (uint32_t)index->place_count;
        to_space(items[i].at, index->nodes[index->place_count].at);
        index->places[index->place_count++] = (struct place){items[i].at, i, 1};
    }
}

static uint8_t widest_axis(const struct node *nodes, size_t count)
{
    uint8_t widest = 0;
    double width = -1;
    for (uint8_t axis = 0; axis < 3; axis++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < count; i++) {
            double at = nodes[i].at[axis];
            low = at < low ? at : low;
            high = at > high ? at : high;
        }
        if (high - low > width) {
            width = high - low;
            widest = axis;
        }
    }
    return widest;
}

static void swap(struct node *a, struct node *b)
{
    struct node kept = *a;
    *a = *b;
    *b = kept;
}

/* Put the node that belongs there into the middle, smaller ones before it, larger ones after (Hoare). */
static void divide(struct node *nodes, size_t count, size_t middle, uint8_t axis)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)count - 1, wanted = (ptrdiff_t)middle;
    while (low < high) {
        double pivot = nodes[(low + high) / 2].at[axis];
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (nodes[i].at[axis] < pivot)
                i++;
            while (nodes[j].at[axis] > pivot)
                j--;
            if (i <= j)
                swap(&nodes[i++], &nodes[j--]);
        }
        if (wanted <= j)
            high = j;
        else if (wanted >= i)
            low = i;
        else
            return;
    }
}

static void build(struct node *nodes, size_t count)
{
    while (count > 1) {
        size_t middle = count / 2;
        uint8_t axis = widest_axis(nodes, count);
        divide(nodes, count, middle, axis);
        nodes[middle].axis = axis;
        build(nodes, middle);
        nodes += middle + 1;
        count -= middle + 1;
    }
}

struct ter_nearest_index *ter_nearest_open(const struct ter_lonlat *points, size_t count)
{
    struct ter_nearest_index *index = ter_alloc(sizeof *index);
    TER_AUTO_FREE struct item *items = ter_alloc((count + 1) * sizeof *items);
    index->places = ter_alloc((count + 1) * sizeof *index->places);
    index->nodes = ter_alloc((count + 1) * sizeof *index->nodes);
    index->members = ter_alloc((count + 1) * sizeof *index->members);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct item){points[i], i};
    gather_places(index, items, count);
    build(index->nodes, index->place_count);
    return index;
}

void ter_nearest_close(struct ter_nearest_index *index)
{
    if (!index)
        return;
    free(index->places);
    free(index->nodes);
    free(index->members);
    free(index->seen);
    free(index->hits);
    free(index);
}

/* ---- the search ---- */

static void sink(struct seen *heap, size_t count)
{
    for (size_t at = 0;;) {
        size_t largest = at, child = 2 * at + 1;
        for (size_t i = child; i < child + 2 && i < count; i++)
            if (heap[i].chord_m2 > heap[largest].chord_m2)
                largest = i;
        if (largest == at)
            return;
        struct seen kept = heap[at];
        heap[at] = heap[largest];
        heap[largest] = kept;
        at = largest;
    }
}

static void rise(struct seen *heap, size_t at)
{
    while (at && heap[(at - 1) / 2].chord_m2 < heap[at].chord_m2) {
        struct seen kept = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = kept;
        at = (at - 1) / 2;
    }
}

/* Keep a place; a full heap gives up its farthest, and from then on only nearer ones are looked at. */
static void keep(struct ter_nearest_index *index, struct seen seen)
{
    if (index->wanted && index->seen_count == index->wanted) {
        index->seen[0] = seen;
        sink(index->seen, index->seen_count);
    } else {
        index->seen =
            ter_grow(index->seen, &index->seen_capacity, index->seen_count + 1, sizeof *index->seen);
        index->seen[index->seen_count++] = seen;
        if (index->wanted)
            rise(index->seen, index->seen_count - 1);
    }
    if (index->wanted && index->seen_count == index->wanted)
        index->limit_m2 = fmin(index->limit_m2, index->seen[0].chord_m2);
}

static void search(struct ter_nearest_index *index, size_t low, size_t high, const double at[3])
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct node *node = &index->nodes[middle];
        struct seen seen = {chord_m2(node->at, at), node->place};
        if (seen.chord_m2 <= index->limit_m2)
            keep(index, seen);
        double off_m = at[node->axis] - node->at[node->axis];
        if (off_m < 0) {
            search(index, low, middle, at);
            low = middle + 1;
        } else {
            search(index, middle + 1, high, at);
            high = middle;
        }
        if (off_m * off_m > index->limit_m2)
            return;
    }
}

static double squared_limit(double limit_m)
{
    return isfinite(limit_m) ? (limit_m + slack_m) * (limit_m + slack_m) : INFINITY;
}

static int by_distance(const void *a, const void *b)
{
    const struct ter_nearest_hit *x = a, *y = b;
    if (x->distance_m != y->distance_m)
        return x->distance_m < y->distance_m ? -1 : 1;
    return x->point < y->point ? -1 : x->point > y->point;
}

/* The points of all places seen, at most k of each, in order. */
static void rank(struct ter_nearest_index *index, struct ter_lonlat from, size_t k, double max_m)
{
    index->hit_count = 0;
    for (size_t i = 0; i < index->seen_count; i++) {
        const struct place *place = &index->places[index->seen[i].place];
        double distance_m = ter_distance_m(from, place->at);
        if (distance_m > max_m)
            continue;
        size_t count = place->count < k ? place->count : k;
        index->hits =
            ter_grow(index->hits, &index->hit_capacity, index->hit_count + count, sizeof *index->hits);
        for (size_t j = 0; j < count; j++)
            index->hits[index->hit_count++] =
                (struct ter_nearest_hit){index->members[place->first + j], distance_m};
    }
    if (index->hit_count > 1)
        qsort(index->hits, index->hit_count, sizeof *index->hits, by_distance);
}

size_t ter_nearest_find(struct ter_nearest_index *index, struct ter_lonlat from, size_t k, double max_m,
    struct ter_nearest_hit *ret_hits)
{
    double at[3];
    if (!k || !(max_m >= 0))
        return 0;
    to_space(from, at);
    index->wanted = k < index->place_count ? k + 1 : 0; /* one more shows whether the k-th was a close call */
    index->seen_count = 0;
    index->limit_m2 = squared_limit(max_m);
    search(index, 0, index->place_count, at);
    bool complete = !index->wanted || index->seen_count < index->wanted;
    double next_m2 = complete ? INFINITY : index->seen[0].chord_m2;
    rank(index, from, k, max_m);
    if (!complete && (index->hit_count < k || squared_limit(index->hits[k - 1].distance_m) >= next_m2)) {
        index->wanted = 0;
        index->seen_count = 0;
        index->limit_m2 = squared_limit(index->hit_count < k ? max_m : index->hits[k - 1].distance_m);
        search(index, 0, index->place_count, at);
        rank(index, from, k, max_m);
    }
    size_t count = index->hit_count < k ? index->hit_count : k;
    if (count)
        memcpy(ret_hits, index->hits, count * sizeof *ret_hits);
    return count;
}

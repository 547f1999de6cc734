/* Owns the joining of voids across the sides of tiles: a gap that a tile's side cuts is one gap, and what
 * reaches the outside is none. Knows nothing of records. */
#include "topology_parts.h"

#include <math.h>
#include <stdlib.h>

static const double overlap_deg = 1e-10; /* two voids that share less of a side do not touch */

static size_t root_of(size_t *parents, size_t item)
{
    while (parents[item] != item) {
        parents[item] = parents[parents[item]];
        item = parents[item];
    }
    return item;
}

static void join(size_t *parents, size_t a, size_t b)
{
    a = root_of(parents, a);
    b = root_of(parents, b);
    parents[a > b ? a : b] = a > b ? b : a; /* the lower number stays the root */
}

static int by_line(const void *a, const void *b)
{
    const struct ter_contact *one = a, *other = b;
    if (one->upright != other->upright)
        return one->upright ? -1 : 1;
    if (one->line != other->line)
        return one->line < other->line ? -1 : 1;
    if (one->low != other->low)
        return one->low < other->low ? -1 : 1;
    return (one->of > other->of) - (one->of < other->of);
}

/* Join what lies face to face along one line. `reach[side]` is the contact of a side that goes furthest so
 * far. */
static void join_along(const struct ter_contact *contacts, size_t count, size_t *parents)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && contacts[j].low < contacts[i].high - overlap_deg; j++)
            if (contacts[i].positive != contacts[j].positive &&
                fmin(contacts[i].high, contacts[j].high) - contacts[j].low > overlap_deg)
                join(parents, contacts[i].of, contacts[j].of);
}

static bool is_outer(const struct ter_contact *contact, struct ter_bbox all)
{
    double outer = contact->upright ? (contact->positive ? all.west : all.east)
                                    : (contact->positive ? all.south : all.north);
    return contact->line == outer;
}

size_t ter_voids_join(const struct ter_faults *faults, struct ter_bbox all, size_t *ret_group)
{
    size_t count = faults->void_count, outside = count, groups = 0;
    TER_AUTO_FREE size_t *parents = ter_alloc((count + 1) * sizeof *parents);
    TER_AUTO_FREE size_t *numbers = ter_alloc((count + 1) * sizeof *numbers);
    for (size_t i = 0; i <= count; i++)
        parents[i] = i;
    if (faults->contact_count)
        qsort(faults->contacts, faults->contact_count, sizeof *faults->contacts, by_line);
    for (size_t first = 0, end; first < faults->contact_count; first = end) {
        const struct ter_contact *contacts = faults->contacts + first;
        for (end = first; end < faults->contact_count && faults->contacts[end].upright == contacts->upright &&
                          faults->contacts[end].line == contacts->line;
             end++)
            if (is_outer(&faults->contacts[end], all))
                join(parents, faults->contacts[end].of, outside);
        join_along(contacts, end - first, parents);
    }
    outside = root_of(parents, outside);
    for (size_t i = 0; i < count; i++) {
        size_t root = root_of(parents, i);
        if (root == i && root != outside)
            numbers[i] = groups++;
        ret_group[i] = root == outside ? SIZE_MAX : numbers[root];
    }
    return groups;
}

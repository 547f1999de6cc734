/* Rings cut into horizontal strips: on which side of their edges does a point lie. */
#ifndef TER_COVERAGE_DISCS_STRIPS_H
#define TER_COVERAGE_DISCS_STRIPS_H

#include "base/plane.h"

struct ter_strips;

/* Index rings, which come one after another, closed or not; ring_ends[i] is one past ring i's last point. The
 * arrays are not copied and must outlive the strips. Less than 2^32 points. */
struct ter_strips *ter_strips_open(const struct ter_xy *points, const size_t *ring_ends, size_t rings);
void ter_strips_close(struct ter_strips *strips);
TER_DEFINE_AUTO(struct ter_strips, ter_strips_close)

/* An edge runs from a point to the next one of its ring; a ring's last edge leads back to its first point. */
struct ter_edge {
    struct ter_xy from, to;
    uint32_t ring;
};

/* Whether an odd number of edges (but those of the ring `except`; SIZE_MAX: of all) runs to the left of a
 * point. */
bool ter_strips_enclose(const struct ter_strips *strips, struct ter_xy at, size_t except);

/* The ring whose edge is the first to the left of a point, or SIZE_MAX. Edges through the point do not count.
 */
size_t ter_strips_left_of(const struct ter_strips *strips, struct ter_xy at);

/* Visit each edge once that meets a range of heights. */
void ter_strips_between(const struct ter_strips *strips, double low_y, double high_y,
    void (*visit)(void *user, const struct ter_edge *edge), void *user);

#endif

/* Owns the thinning out of lines for drawing. */
#include "simplify.h"

#include "base/plane.h"

struct span {
    size_t first, last;
};

struct simplification {
    struct ter_xy *points;
    bool *keep;
    double tolerance_m;
    struct span *waiting; /* instead of recursion: a spiral could be as deep as it is long */
    size_t waiting_count, capacity;
};

static double away_m(struct ter_xy a, struct ter_xy b, struct ter_xy point)
{
    double part = ter_xy_nearest_part(a, b, point);
    struct ter_xy foot = {a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
    return ter_xy_distance_m(foot, point);
}

static void push(struct simplification *work, size_t first, size_t last)
{
    if (last - first < 2)
        return;
    work->waiting = ter_grow(work->waiting, &work->capacity, work->waiting_count + 1, sizeof *work->waiting);
    work->waiting[work->waiting_count++] = (struct span){first, last};
}

static void split(struct simplification *work, struct span span)
{
    size_t farthest = span.first;
    double most_m = work->tolerance_m;
    for (size_t i = span.first + 1; i < span.last; i++) {
        double m = away_m(work->points[span.first], work->points[span.last], work->points[i]);
        if (m > most_m) {
            most_m = m;
            farthest = i;
        }
    }
    if (farthest == span.first)
        return;
    work->keep[farthest] = true;
    push(work, span.first, farthest);
    push(work, farthest, span.last);
}

size_t ter_simplify(struct ter_lonlat *points, size_t count, double tolerance_m)
{
    if (count < 3)
        return count;
    struct ter_plane plane = ter_plane_at(points[0]);
    struct simplification work = {.points = ter_alloc(count * sizeof *work.points),
        .keep = ter_alloc(count * sizeof *work.keep),
        .tolerance_m = tolerance_m};
    for (size_t i = 0; i < count; i++)
        work.points[i] = ter_plane_to(&plane, points[i]);
    work.keep[0] = work.keep[count - 1] = true;
    push(&work, 0, count - 1);
    while (work.waiting_count)
        split(&work, work.waiting[--work.waiting_count]);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (work.keep[i])
            points[kept++] = points[i];
    ter_auto_free_pointer(&work.points);
    ter_auto_free_pointer(&work.keep);
    ter_auto_free_pointer(&work.waiting);
    return kept;
}

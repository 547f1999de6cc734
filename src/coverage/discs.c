/* Owns what a union of discs is made from, and questions that need the discs only. Knows nothing of outlines.
 */
#include "discs_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_place(const void *a, const void *b)
{
    const struct ter_disc *x = a, *y = b;
    if (x->at.x != y->at.x)
        return x->at.x < y->at.x ? -1 : 1;
    if (x->at.y != y->at.y)
        return x->at.y < y->at.y ? -1 : 1;
    return x->radius_m > y->radius_m ? -1 : x->radius_m < y->radius_m;
}

static bool take(
    struct ter_discs *union_of, const struct ter_disc *discs, size_t count, struct ter_error *err)
{
    union_of->discs = ter_alloc(count * sizeof *union_of->discs);
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(discs[i].at.x) || !isfinite(discs[i].at.y) || !isfinite(discs[i].radius_m))
            return ter_fail(err, TER_FAILED, "disc %zu has no finite position and radius", i + 1);
        if (discs[i].radius_m > 0)
            union_of->discs[union_of->count++] = discs[i];
    }
    if (union_of->count >= UINT32_MAX)
        return ter_fail(err, TER_FAILED, "%zu discs are more than can be united", union_of->count);
    return true;
}

/* Many records are placed at one township's centre: of equal centres the largest disc holds the others. */
static void keep_largest(struct ter_discs *union_of)
{
    size_t kept = 0;
    if (union_of->count)
        qsort(union_of->discs, union_of->count, sizeof *union_of->discs, by_place);
    for (size_t i = 0; i < union_of->count; i++) {
        const struct ter_disc *last = kept ? &union_of->discs[kept - 1] : NULL;
        if (!last || last->at.x != union_of->discs[i].at.x || last->at.y != union_of->discs[i].at.y)
            union_of->discs[kept++] = union_of->discs[i];
    }
    union_of->count = kept;
}

static void index_discs(struct ter_discs *union_of)
{
    TER_AUTO_FREE struct ter_frame *boxes = ter_alloc(union_of->count * sizeof *boxes);
    struct ter_frame all = ter_frame_none();
    for (size_t i = 0; i < union_of->count; i++) {
        boxes[i] = ter_frame_round(union_of->discs[i].at, union_of->discs[i].radius_m);
        all = ter_frame_join(all, boxes[i]);
    }
    if (union_of->count)
        union_of->origin = (struct ter_xy){(all.low.x + all.high.x) / 2, (all.low.y + all.high.y) / 2};
    union_of->tree = ter_frame_tree_open(boxes, union_of->count);
}

static void index_arcs(struct ter_discs *union_of)
{
    TER_AUTO_FREE struct ter_frame *boxes = ter_alloc(union_of->arc_count * sizeof *boxes);
    for (size_t i = 0; i < union_of->arc_count; i++)
        boxes[i] = ter_arc_frame(union_of, &union_of->arcs[i]);
    union_of->arc_tree = ter_frame_tree_open(boxes, union_of->arc_count);
}

bool ter_discs_open(
    const struct ter_disc *discs, size_t count, struct ter_discs **ret_discs, struct ter_error *err)
{
    TER_AUTO(ter_discs_close) struct ter_discs *union_of = ter_alloc(sizeof *union_of);
    if (!take(union_of, discs, count, err))
        return false;
    keep_largest(union_of);
    index_discs(union_of);
    ter_discs_find_arcs(union_of);
    index_arcs(union_of);
    *ret_discs = union_of;
    union_of = NULL;
    return true;
}

void ter_discs_close(struct ter_discs *discs)
{
    if (!discs)
        return;
    free(discs->discs);
    ter_frame_tree_close(discs->tree);
    free(discs->arcs);
    free(discs->meetings);
    ter_frame_tree_close(discs->arc_tree);
    free(discs);
}

double ter_discs_area_m2(const struct ter_discs *discs)
{
    long double sum_m2 = 0;
    for (size_t i = 0; i < discs->arc_count; i++)
        sum_m2 += ter_arc_area_m2(discs, &discs->arcs[i], 0, discs->arcs[i].sweep_rad, discs->origin);
    return (double)sum_m2;
}

struct question {
    const struct ter_discs *discs;
    struct ter_xy at;
    double margin_m;
};

static bool does_not_hold(void *user, uint32_t number)
{
    const struct question *question = user;
    const struct ter_disc *disc = &question->discs->discs[number];
    double x = question->at.x - disc->at.x, y = question->at.y - disc->at.y;
    double reach_m = disc->radius_m - question->margin_m;
    return !(reach_m >= 0 && x * x + y * y <= reach_m * reach_m); /* a margin of NaN holds nothing */
}

bool ter_discs_hold(const struct ter_discs *discs, struct ter_xy at, double margin_m)
{
    struct question question = {discs, at, margin_m};
    /* Discs that are no larger than the margin could be passed over, but their boxes say nothing of that. */
    double reach_m = margin_m < 0 ? -margin_m : 0;
    return !ter_frame_tree_walk(discs->tree,
        &(struct ter_frame_walk){
            .within = ter_frame_round(at, reach_m), .near = at, .visits = does_not_hold, .user = &question});
}

bool ter_discs_contain(const struct ter_discs *discs, struct ter_xy at)
{
    return ter_discs_hold(discs, at, 0);
}

/* Owns what a disc adds to the union of those that stand: exact areas, each from the few discs round it.
 * Knows nothing of scores.
 *
 * The union changes only near the disc that is added, so that the gain of one is the area of its
 * neighbourhood with it less the area without it. A gain is measured again only when a neighbour was taken
 * since. */
#include "coverage/discs.h"
#include "coverage/discs_tree.h"
#include "priority_parts.h"

#include <math.h>
#include <stdlib.h>

enum reading { CERTAIN, POSSIBLE, READINGS };

struct ter_gains {
    struct ter_reaching *all; /* what stands, then the candidates */
    size_t standing, count;
    uint8_t *stands, *stale;
    struct ter_gain *known; /* of each candidate, when it is not stale */
    struct ter_frame_tree *tree;
    struct ter_disc *near; /* scratch: those that stand round the one in hand */
    size_t near_count, near_capacity;
};

static double radius_m(const struct ter_reaching *reaching, enum reading reading)
{
    return reading == CERTAIN ? reaching->radius_m - reaching->error_m
                              : reaching->radius_m + reaching->error_m;
}

struct ter_gains *ter_gains_open(const struct ter_reaching *standing, size_t standing_count,
    const struct ter_reaching *candidates, size_t candidate_count)
{
    struct ter_gains *gains = ter_alloc(sizeof *gains);
    size_t count = gains->count = standing_count + candidate_count;
    gains->standing = standing_count;
    gains->all = ter_alloc((count + 1) * sizeof *gains->all);
    gains->stands = ter_alloc(count + 1);
    gains->stale = ter_alloc(count + 1);
    gains->known = ter_alloc((candidate_count + 1) * sizeof *gains->known);
    TER_AUTO_FREE struct ter_frame *frames = ter_alloc((count + 1) * sizeof *frames);
    for (size_t i = 0; i < count; i++) {
        gains->all[i] = i < standing_count ? standing[i] : candidates[i - standing_count];
        gains->stands[i] = i < standing_count;
        gains->stale[i] = 1;
        frames[i] = ter_frame_round(gains->all[i].at, radius_m(&gains->all[i], POSSIBLE));
    }
    gains->tree = ter_frame_tree_open(frames, count);
    return gains;
}

void ter_gains_close(struct ter_gains *gains)
{
    if (!gains)
        return;
    ter_frame_tree_close(gains->tree);
    free(gains->all);
    free(gains->stands);
    free(gains->stale);
    free(gains->known);
    free(gains->near);
    free(gains);
}

/* One look round a disc. */
struct look {
    struct ter_gains *gains;
    const struct ter_reaching *self;
    size_t self_index;
    enum reading reading;
    bool swallowed; /* one that stands holds the whole disc */
};

static bool gather(void *user, uint32_t item)
{
    struct look *look = user;
    struct ter_gains *gains = look->gains;
    const struct ter_reaching *other = &gains->all[item];
    double reach_m = radius_m(other, look->reading), own_m = radius_m(look->self, look->reading);
    double away_m = ter_xy_distance_m(other->at, look->self->at);
    if (!gains->stands[item] || item == look->self_index || reach_m <= 0 || away_m >= reach_m + own_m)
        return true;
    look->swallowed = away_m + own_m <= reach_m;
    if (look->swallowed)
        return false;
    gains->near = ter_grow(gains->near, &gains->near_capacity, gains->near_count + 2, sizeof *gains->near);
    gains->near[gains->near_count++] = (struct ter_disc){other->at, reach_m};
    return true;
}

/* Coordinates about the disc itself keep their digits for the area. */
static void centre(struct ter_disc *discs, size_t count, struct ter_xy at)
{
    for (size_t i = 0; i < count; i++) {
        discs[i].at.x -= at.x;
        discs[i].at.y -= at.y;
    }
}

static bool union_m2(const struct ter_disc *discs, size_t count, double *ret_m2, struct ter_error *err)
{
    TER_AUTO(ter_discs_close) struct ter_discs *all = NULL;
    if (!ter_discs_open(discs, count, &all, err))
        return false;
    *ret_m2 = ter_discs_area_m2(all);
    return true;
}

static bool measure(
    struct ter_gains *gains, size_t index, enum reading reading, double *ret_m2, struct ter_error *err)
{
    const struct ter_reaching *self = &gains->all[index];
    struct look look = {gains, self, index, reading, false};
    double own_m = radius_m(self, reading), without_m2 = 0, with_m2 = 0;
    *ret_m2 = 0;
    gains->near_count = 0;
    if (own_m <= 0)
        return true;
    struct ter_frame_walk walk = {ter_frame_round(self->at, own_m), self->at, NULL, gather, &look};
    ter_frame_tree_walk(gains->tree, &walk);
    if (look.swallowed)
        return true;
    size_t count = gains->near_count;
    if (!count) {
        *ret_m2 = M_PI * own_m * own_m;
        return true;
    }
    gains->near[count] = (struct ter_disc){self->at, own_m};
    centre(gains->near, count + 1, self->at);
    if (!union_m2(gains->near, count, &without_m2, err) || !union_m2(gains->near, count + 1, &with_m2, err))
        return false;
    *ret_m2 = fmax(with_m2 - without_m2, 0);
    return true;
}

bool ter_gains_of(struct ter_gains *gains, size_t candidate, struct ter_gain *ret_gain, struct ter_error *err)
{
    size_t index = gains->standing + candidate;
    if (gains->stale[index]) {
        struct ter_gain gain = {0};
        if (!measure(gains, index, CERTAIN, &gain.certain_m2, err) ||
            !measure(gains, index, POSSIBLE, &gain.possible_m2, err))
            return ter_wrap(err, "what a mend adds to coverage");
        gains->known[candidate] = gain;
        gains->stale[index] = 0;
    }
    *ret_gain = gains->known[candidate];
    return true;
}

static bool make_stale(void *user, uint32_t item)
{
    struct ter_gains *gains = user;
    gains->stale[item] = 1;
    return true;
}

/* Once it adds nothing, it never will: no need to look again. Others may still depend on it. */
void ter_gains_take(struct ter_gains *gains, size_t candidate)
{
    const struct ter_reaching *self = &gains->all[gains->standing + candidate];
    struct ter_frame_walk walk = {
        ter_frame_round(self->at, radius_m(self, POSSIBLE)), self->at, NULL, make_stale, gains};
    const struct ter_gain *gain = &gains->known[candidate];
    gains->stands[gains->standing + candidate] = 1;
    if (gain->certain_m2 > 0 || gain->possible_m2 > 0)
        ter_frame_tree_walk(gains->tree, &walk);
}

bool ter_gains_stale(const struct ter_gains *gains, size_t candidate)
{
    return gains->stale[gains->standing + candidate];
}

/* Owns the order: the best first, each judged on top of those before it. Knows nothing of how gains are
 * measured.
 *
 * What a mend adds to coverage never grows as others are mended, the other parts stay: so a heap holds the
 * scores as they were last known, and only what comes to its top is measured again ("lazy greedy", Minoux
 * 1978). */
#include "base/progress.h"
#include "priority_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct choosing {
    struct ter_priority_run *run;
    struct ter_gains *gains;
    size_t *candidates; /* of each item: its number among the gains; SIZE_MAX: it has no place there */
    double *radii_m;
    uint8_t *available; /* of each item: it stands already, with a defect */
    size_t *heap;       /* indices of items, the best on top */
    size_t count;
};

static void choosing_free(struct choosing *choosing)
{
    ter_gains_close(choosing->gains);
    free(choosing->candidates);
    free(choosing->radii_m);
    free(choosing->available);
    free(choosing->heap);
}

/* ---- who comes first ---- */

static int by_target(const char *a, const char *b)
{
    if (!a || !b)
        return (a == NULL) - (b == NULL);
    return strcmp(a, b);
}

static bool is_better(const struct choosing *choosing, size_t a, size_t b)
{
    const struct ter_plan_item *x = &choosing->run->list->items[a], *y = &choosing->run->list->items[b];
    const struct ter_plan_score *grave_x = &x->parts[TER_PLAN_SEVERITY],
                                *grave_y = &y->parts[TER_PLAN_SEVERITY];
    if (x->score != y->score)
        return x->score > y->score;
    if (grave_x->value != grave_y->value)
        return grave_x->value > grave_y->value;
    int target = by_target(x->target, y->target);
    return target ? target < 0 : x->id < y->id;
}

static void sink(struct choosing *choosing, size_t at)
{
    size_t sinking = choosing->heap[at];
    for (size_t child; (child = 2 * at + 1) < choosing->count; at = child) {
        if (child + 1 < choosing->count &&
            is_better(choosing, choosing->heap[child + 1], choosing->heap[child]))
            child++;
        if (!is_better(choosing, choosing->heap[child], sinking))
            break;
        choosing->heap[at] = choosing->heap[child];
    }
    choosing->heap[at] = sinking;
}

/* ---- scores ---- */

/* Rounded, so that the last digits of areas do not decide. */
static double rounded(double score)
{
    static const double steps = 1e6;
    return round(score * steps) / steps;
}

static void add_up(const struct ter_priority_run *run, struct ter_plan_item *item)
{
    double score = 0;
    item->assessed = 0;
    for (int part = 0; part < TER_PLAN_PARTS; part++) {
        enum ter_plan_state state = item->parts[part].state;
        score += item->parts[part].points;
        if (state == TER_PLAN_KNOWN || state == TER_PLAN_AT_LEAST || state == TER_PLAN_NONE)
            item->assessed += run->request->weights->parts[part].weight;
    }
    item->score = rounded(score);
    item->assessed = rounded(item->assessed);
}

/* Square millimetres: what lies beyond is noise of the summation. */
static double square_m(double m2)
{
    static const double steps = 1e3;
    return round(m2 * steps) / steps;
}

/* Measure what a mend adds, as shares; the areas themselves stay with the item. */
static bool judge(struct choosing *choosing, size_t index, struct ter_error *err)
{
    struct ter_priority_run *run = choosing->run;
    struct ter_plan_item *item = &run->list->items[index];
    struct ter_gain gain = {0};
    if (choosing->candidates[index] == SIZE_MAX)
        return true;
    if (!choosing->available[index] &&
        !ter_gains_of(choosing->gains, choosing->candidates[index], &gain, err))
        return false;
    double radius_m = choosing->radii_m[index], possible_m = radius_m + item->uncertainty_m;
    item->certain_gain_m2 = square_m(gain.certain_m2);
    item->possible_gain_m2 = square_m(gain.possible_m2);
    ter_priority_judge(
        run, item, TER_PLAN_CERTAIN, TER_PLAN_KNOWN, gain.certain_m2 / (M_PI * radius_m * radius_m));
    ter_priority_judge(
        run, item, TER_PLAN_POSSIBLE, TER_PLAN_KNOWN, gain.possible_m2 / (M_PI * possible_m * possible_m));
    add_up(run, item);
    return true;
}

/* ---- candidates ---- */

static bool is_available(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->available.count; i++)
        if (strcmp(layer->available.items[i], status) == 0)
            return true;
    return false;
}

/* Those whose positions can be judged; the others say why not. */
static bool find_candidates(
    struct choosing *choosing, struct ter_reaching *reaching, size_t *ret_count, struct ter_error *err)
{
    struct ter_priority_run *run = choosing->run;
    struct ter_priority_list *list = run->list;
    *ret_count = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct ter_plan_item *item = &list->items[i];
        double radius_m = choosing->radii_m[i] = ter_priority_radius_m(run, run->classes.items[i]);
        enum ter_plan_state state = ter_priority_position(run, item, radius_m);
        choosing->candidates[i] = SIZE_MAX;
        choosing->available[i] = is_available(run->request->layer, item->status);
        item->certain_gain_m2 = item->possible_gain_m2 = (double)NAN;
        list->coarse += state == TER_PLAN_COARSE;
        list->unplaced += state == TER_PLAN_UNPLACED;
        ter_priority_judge(run, item, TER_PLAN_CERTAIN, state, 0);
        ter_priority_judge(run, item, TER_PLAN_POSSIBLE, state, 0);
        add_up(run, item);
        if (state != TER_PLAN_KNOWN)
            continue;
        struct ter_reaching *self = &reaching[choosing->candidates[i] = (*ret_count)++];
        *self = (struct ter_reaching){.radius_m = radius_m, .error_m = item->uncertainty_m};
        if (!ter_priority_to_plane(run, item->at, &self->at, err))
            return false;
    }
    return true;
}

static bool find_standing(struct ter_priority_run *run, struct ter_reaching *standing, struct ter_error *err)
{
    for (size_t i = 0; i < run->standing_count; i++) {
        standing[i] =
            (struct ter_reaching){.radius_m = run->standing_radius_m[i], .error_m = run->standing_error_m[i]};
        if (!ter_priority_to_plane(run, run->standing_at[i], &standing[i].at, err))
            return false;
    }
    return true;
}

static bool start(struct choosing *choosing, struct ter_error *err)
{
    struct ter_priority_run *run = choosing->run;
    size_t count = run->list->count, candidates = 0;
    choosing->candidates = ter_alloc((count + 1) * sizeof *choosing->candidates);
    choosing->radii_m = ter_alloc((count + 1) * sizeof *choosing->radii_m);
    choosing->available = ter_alloc(count + 1);
    choosing->heap = ter_alloc((count + 1) * sizeof *choosing->heap);
    TER_AUTO_FREE struct ter_reaching *reaching = ter_alloc((count + 1) * sizeof *reaching);
    TER_AUTO_FREE struct ter_reaching *standing = ter_alloc((run->standing_count + 1) * sizeof *standing);
    if (!find_candidates(choosing, reaching, &candidates, err) ||
        (candidates && !find_standing(run, standing, err)))
        return false;
    choosing->gains = ter_gains_open(standing, candidates ? run->standing_count : 0, reaching, candidates);
    for (size_t i = 0; i < count; i++) {
        if (!judge(choosing, i, err) || !ter_interrupt_check(err))
            return false;
        choosing->heap[i] = i;
    }
    choosing->count = count;
    for (size_t i = count / 2; i-- > 0;)
        sink(choosing, i);
    return true;
}

/* Bring what is best with all before it to the top. */
static bool find_best(struct choosing *choosing, struct ter_error *err)
{
    for (;;) {
        size_t top = choosing->heap[0], candidate = choosing->candidates[top];
        if (candidate == SIZE_MAX || choosing->available[top] || !ter_gains_stale(choosing->gains, candidate))
            return true;
        if (!judge(choosing, top, err) || !ter_interrupt_check(err))
            return false;
        sink(choosing, 0);
    }
}

bool ter_priority_choose(struct ter_priority_run *run, struct ter_error *err)
{
    __attribute__((cleanup(choosing_free))) struct choosing choosing = {.run = run};
    struct ter_priority_list *list = run->list;
    if (!start(&choosing, err))
        return false;
    TER_AUTO_FREE struct ter_plan_item *ranked = ter_alloc((list->count + 1) * sizeof *ranked);
    for (size_t rank = 1; choosing.count; rank++) {
        if (!find_best(&choosing, err))
            return false;
        size_t best = choosing.heap[0];
        if (choosing.candidates[best] != SIZE_MAX && !choosing.available[best])
            ter_gains_take(choosing.gains, choosing.candidates[best]);
        list->items[best].rank = rank;
        choosing.heap[0] = choosing.heap[--choosing.count];
        if (choosing.count)
            sink(&choosing, 0);
    }
    for (size_t i = 0; i < list->count; i++)
        ranked[list->items[i].rank - 1] = list->items[i];
    if (list->count)
        memcpy(list->items, ranked, list->count * sizeof *ranked);
    return true;
}

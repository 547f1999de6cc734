/* Owns the greedy choice of what closes the gaps, and the table of who covers what. Knows nothing of roads,
 * hydrants or stations.
 *
 * What a candidate adds never grows as others are chosen. So the order of the last round is kept in a heap,
 * and only candidates that come to its top are measured again ("lazy greedy", Minoux 1978). Sums run over a
 * candidate's demands in their order, and rounding keeps smaller sums smaller: the choice is exactly that of
 * the plain way. */
#include "closing.h"

#include "discs_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- who covers what ---- */

void ter_cover_pairs_free(struct ter_cover_pairs *pairs)
{
    free(pairs->first);
    free(pairs->covers);
    *pairs = (struct ter_cover_pairs){0};
}

void ter_cover_pairs_add(struct ter_cover_pairs *pairs, const uint32_t *demands, size_t count)
{
    bool begun = pairs->first != NULL;
    pairs->first =
        ter_grow(pairs->first, &pairs->first_capacity, pairs->candidate_count + 2, sizeof *pairs->first);
    if (!begun)
        pairs->first[0] = 0;
    size_t at = pairs->first[pairs->candidate_count];
    pairs->covers = ter_grow(pairs->covers, &pairs->capacity, at + count, sizeof *pairs->covers);
    if (count)
        memcpy(pairs->covers + at, demands, count * sizeof *demands);
    pairs->first[++pairs->candidate_count] = at + count;
}

struct gathering {
    struct ter_disc disc;
    const struct ter_xy *demands;
    uint32_t *found;
    size_t count, capacity;
};

static bool gather(void *user, uint32_t demand)
{
    struct gathering *gathering = user;
    double x = gathering->demands[demand].x - gathering->disc.at.x;
    double y = gathering->demands[demand].y - gathering->disc.at.y;
    if (x * x + y * y > gathering->disc.radius_m * gathering->disc.radius_m)
        return true;
    gathering->found =
        ter_grow(gathering->found, &gathering->capacity, gathering->count + 1, sizeof *gathering->found);
    gathering->found[gathering->count++] = demand;
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

void ter_cover_pairs_within(struct ter_cover_pairs *pairs, const struct ter_disc *candidates, size_t count,
    const struct ter_xy *demands, size_t demand_count)
{
    struct gathering gathering = {.demands = demands};
    TER_AUTO_FREE struct ter_frame *frames = ter_alloc(demand_count * sizeof *frames);
    for (size_t i = 0; i < demand_count; i++)
        frames[i] = (struct ter_frame){demands[i], demands[i]};
    TER_AUTO(ter_frame_tree_close) struct ter_frame_tree *tree = ter_frame_tree_open(frames, demand_count);
    for (size_t i = 0; i < count; i++) {
        gathering.disc = candidates[i];
        gathering.count = 0;
        if (candidates[i].radius_m > 0)
            ter_frame_tree_walk(
                tree, &(struct ter_frame_walk){ter_frame_round(candidates[i].at, candidates[i].radius_m),
                          candidates[i].at, NULL, gather, &gathering});
        if (gathering.count > 1)
            qsort(gathering.found, gathering.count, sizeof *gathering.found, by_number);
        ter_cover_pairs_add(pairs, gathering.found, gathering.count);
    }
    free(gathering.found);
}

/* ---- the greedy choice ---- */

struct standing {
    double merit; /* the gain for its cost, when it was last measured */
    double gain;
    uint32_t candidate;
    uint32_t round; /* of the measure */
};

struct greedy {
    const struct ter_cover_problem *problem;
    uint8_t *covered;
    struct standing *heap; /* the best on top; of equals the first candidate */
    size_t count;
    double covered_weight, total_weight;
};

static bool check_pairs(const struct ter_cover_problem *problem, struct ter_error *err)
{
    const struct ter_cover_pairs *pairs = problem->pairs;
    size_t end = pairs->candidate_count ? pairs->first[pairs->candidate_count] : 0;
    if (pairs->candidate_count >= UINT32_MAX)
        return ter_fail(err, TER_USAGE, "%zu candidates are too many to choose from", pairs->candidate_count);
    for (size_t i = 0; i < end; i++)
        if (pairs->covers[i] >= problem->demand_count)
            return ter_fail(err, TER_FAILED, "a candidate covers demand %u of %zu", pairs->covers[i],
                problem->demand_count);
    return true;
}

static bool check(const struct ter_cover_problem *problem, struct ter_error *err)
{
    for (size_t i = 0; i < problem->demand_count; i++)
        if (!isfinite(problem->weights[i]) || problem->weights[i] < 0)
            return ter_fail(err, TER_USAGE, "the weight of demand %zu is not a number of 0 or more", i + 1);
    for (size_t i = 0; problem->costs && i < problem->pairs->candidate_count; i++)
        if (!isfinite(problem->costs[i]) || problem->costs[i] <= 0)
            return ter_fail(err, TER_USAGE, "the cost of candidate %zu is not a number above 0", i + 1);
    return check_pairs(problem, err);
}

static bool is_better(const struct standing *a, const struct standing *b)
{
    return a->merit != b->merit ? a->merit > b->merit : a->candidate < b->candidate;
}

/* Let the top sink to where it belongs. */
static void sink(struct greedy *greedy, size_t at)
{
    struct standing sinking = greedy->heap[at];
    for (size_t child; (child = 2 * at + 1) < greedy->count; at = child) {
        if (child + 1 < greedy->count && is_better(&greedy->heap[child + 1], &greedy->heap[child]))
            child++;
        if (!is_better(&greedy->heap[child], &sinking))
            break;
        greedy->heap[at] = greedy->heap[child];
    }
    greedy->heap[at] = sinking;
}

static void measure(const struct greedy *greedy, struct standing *standing, uint32_t round)
{
    const struct ter_cover_problem *problem = greedy->problem;
    const struct ter_cover_pairs *pairs = problem->pairs;
    size_t end = pairs->first[standing->candidate + 1];
    standing->gain = 0;
    for (size_t i = pairs->first[standing->candidate]; i < end; i++)
        if (!greedy->covered[pairs->covers[i]])
            standing->gain += problem->weights[pairs->covers[i]];
    standing->merit = standing->gain / (problem->costs ? problem->costs[standing->candidate] : 1);
    standing->round = round;
}

static void start(struct greedy *greedy)
{
    const struct ter_cover_problem *problem = greedy->problem;
    for (size_t i = 0; i < problem->demand_count; i++) {
        greedy->covered[i] = problem->already && problem->already[i];
        greedy->total_weight += problem->weights[i];
        greedy->covered_weight += greedy->covered[i] ? problem->weights[i] : 0;
    }
    greedy->count = problem->pairs->candidate_count;
    for (size_t i = 0; i < greedy->count; i++) {
        greedy->heap[i].candidate = (uint32_t)i;
        measure(greedy, &greedy->heap[i], 0);
    }
    for (size_t i = greedy->count / 2; i-- > 0;)
        sink(greedy, i);
}

/* Bring the best candidate of this round to the top; false when none adds anything. */
static bool find_best(struct greedy *greedy, uint32_t round)
{
    while (greedy->count && greedy->heap[0].gain > 0 && greedy->heap[0].round != round) {
        measure(greedy, &greedy->heap[0], round);
        sink(greedy, 0);
    }
    return greedy->count && greedy->heap[0].gain > 0;
}

static struct ter_cover_choice take_best(struct greedy *greedy)
{
    struct standing best = greedy->heap[0];
    const struct ter_cover_pairs *pairs = greedy->problem->pairs;
    for (size_t i = pairs->first[best.candidate]; i < pairs->first[best.candidate + 1]; i++)
        greedy->covered[pairs->covers[i]] = 1;
    greedy->covered_weight += best.gain;
    greedy->heap[0] = greedy->heap[--greedy->count];
    if (greedy->count)
        sink(greedy, 0);
    return (struct ter_cover_choice){best.candidate, best.gain, greedy->covered_weight};
}

bool ter_closing_greedy(const struct ter_cover_problem *problem, size_t most, double share,
    struct ter_cover_choice **ret_choices, size_t *ret_count, struct ter_error *err)
{
    if (!(share >= 0 && share <= 1))
        return ter_fail(err, TER_USAGE, "a share of %g cannot be covered; 0 to 1 can", share);
    if (!check(problem, err))
        return false;
    TER_AUTO_FREE uint8_t *covered = ter_alloc(problem->demand_count);
    TER_AUTO_FREE struct standing *heap = ter_alloc(problem->pairs->candidate_count * sizeof *heap);
    struct greedy greedy = {.problem = problem, .covered = covered, .heap = heap};
    struct ter_cover_choice *choices = NULL;
    size_t count = 0, capacity = 0;
    start(&greedy);
    /* A share of 1 is reached when nothing adds any more: sums in another order may miss the total by a hair.
     */
    while (count < most && (share == 1 || greedy.covered_weight < share * greedy.total_weight) &&
           find_best(&greedy, (uint32_t)count)) {
        choices = ter_grow(choices, &capacity, count + 1, sizeof *choices);
        choices[count++] = take_best(&greedy);
    }
    *ret_choices = choices;
    *ret_count = count;
    return true;
}

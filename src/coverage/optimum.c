/* Owns the way to a proven choice: the covering problem is made small, handed to the module that knows CBC,
 * and what comes back is measured with the true weights. Knows nothing of CBC. */
#include "optimum.h"

#include "base/map.h"
#include "closing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A program as it is made. */
struct making {
    struct ter_cover_program program;
    size_t *first; /* of each demand in `candidates`: who covers it */
    uint32_t *candidates;
    double *own, *group_weights;
    size_t *group_first;
    uint32_t *group_candidates;
    uint8_t *greedy; /* of each candidate: chosen by the greedy way */
};

static void making_free(struct making *making)
{
    free(making->first);
    free(making->candidates);
    free(making->own);
    free(making->group_weights);
    free(making->group_first);
    free(making->group_candidates);
    free(making->greedy);
}

void ter_cover_optimum_free(struct ter_cover_optimum *optimum)
{
    free(optimum->candidates);
    *optimum = (struct ter_cover_optimum){0};
}

static bool counts(const struct ter_cover_problem *problem, uint32_t demand)
{
    return problem->weights[demand] > 0 && !(problem->already && problem->already[demand]);
}

/* Turn round who covers what. */
static void gather_candidates(struct making *making, const struct ter_cover_problem *problem)
{
    const struct ter_cover_pairs *pairs = problem->pairs;
    size_t total = pairs->candidate_count ? pairs->first[pairs->candidate_count] : 0;
    making->first = ter_alloc((problem->demand_count + 2) * sizeof *making->first);
    making->candidates = ter_alloc(total * sizeof *making->candidates);
    for (size_t i = 0; i < total; i++)
        making->first[pairs->covers[i] + 2]++;
    for (size_t i = 2; i < problem->demand_count + 2; i++)
        making->first[i] += making->first[i - 1];
    for (uint32_t c = 0; c < pairs->candidate_count; c++)
        for (size_t i = pairs->first[c]; i < pairs->first[c + 1]; i++)
            making->candidates[making->first[pairs->covers[i] + 1]++] = c;
}

static bool same_candidates(
    const struct making *making, size_t group, const uint32_t *candidates, size_t count)
{
    size_t first = making->group_first[group];
    return making->group_first[group + 1] - first == count &&
           memcmp(making->group_candidates + first, candidates, count * sizeof *candidates) == 0;
}

/* A demand joins the group with its candidates, or begins one. Two lists with one hash are two groups. */
static void group(struct making *making, struct ter_map *known, uint32_t demand, double weight)
{
    const uint32_t *candidates = making->candidates + making->first[demand];
    size_t count = making->first[demand + 1] - making->first[demand];
    if (count == 1)
        making->own[candidates[0]] += weight;
    if (count <= 1)
        return;
    int64_t *number = ter_map_put(known, ter_hash(0, candidates, count * sizeof *candidates), NULL);
    if (*number && same_candidates(making, (size_t)*number - 1, candidates, count)) {
        making->group_weights[*number - 1] += weight;
        return;
    }
    size_t next = making->program.group_count++, first = making->group_first[next];
    memcpy(making->group_candidates + first, candidates, count * sizeof *candidates);
    making->group_first[next + 1] = first + count;
    making->group_weights[next] = weight;
    *number = (int64_t)next + 1;
}

static void make(struct making *making, const struct ter_cover_problem *problem, size_t most,
    const struct ter_cover_choice *choices, size_t choice_count)
{
    size_t candidates = problem->pairs->candidate_count;
    TER_AUTO_MAP struct ter_map known = {0};
    gather_candidates(making, problem);
    size_t pairs = making->first[problem->demand_count];
    making->own = ter_alloc(candidates * sizeof *making->own);
    making->group_weights = ter_alloc(problem->demand_count * sizeof *making->group_weights);
    making->group_first = ter_alloc((problem->demand_count + 1) * sizeof *making->group_first);
    making->group_candidates = ter_alloc(pairs * sizeof *making->group_candidates);
    making->greedy = ter_alloc(candidates);
    for (uint32_t i = 0; i < problem->demand_count; i++)
        if (counts(problem, i))
            group(making, &known, i, problem->weights[i]);
    for (size_t i = 0; i < choice_count; i++)
        making->greedy[choices[i].candidate] = 1;
    making->program.candidate_count = candidates;
    making->program.most = most < candidates ? most : candidates;
    making->program.own = making->own;
    making->program.group_weights = making->group_weights;
    making->program.group_first = making->group_first;
    making->program.group_candidates = making->group_candidates;
}

/* What a choice adds, by the weights as they were given. */
static double value_of(const struct ter_cover_problem *problem, const uint8_t *chosen)
{
    const struct ter_cover_pairs *pairs = problem->pairs;
    TER_AUTO_FREE uint8_t *covered = ter_alloc(problem->demand_count);
    double value = 0;
    for (size_t c = 0; c < pairs->candidate_count; c++)
        for (size_t i = pairs->first[c]; chosen[c] && i < pairs->first[c + 1]; i++)
            covered[pairs->covers[i]] = 1;
    for (uint32_t i = 0; i < problem->demand_count; i++)
        value += covered[i] && counts(problem, i) ? problem->weights[i] : 0;
    return value;
}

static void conclude(const struct ter_cover_problem *problem, const struct making *making,
    struct ter_cover_program_answer *answer, struct ter_cover_optimum *ret_optimum)
{
    struct ter_cover_optimum optimum = {.proved = answer->proved};
    optimum.greedy = value_of(problem, making->greedy);
    optimum.value = value_of(problem, answer->chosen);
    const uint8_t *best = optimum.value >= optimum.greedy ? answer->chosen : making->greedy;
    optimum.value = fmax(optimum.value, optimum.greedy);
    optimum.bound = optimum.proved ? optimum.value : fmax(answer->bound, optimum.value);
    optimum.gap = optimum.bound > 0 ? (optimum.bound - optimum.greedy) / optimum.bound : 0;
    optimum.candidates = ter_alloc(making->program.candidate_count * sizeof *optimum.candidates);
    for (size_t i = 0; i < making->program.candidate_count; i++)
        if (best[i])
            optimum.candidates[optimum.count++] = i;
    *ret_optimum = optimum;
}

/* Candidates without use are not chosen, as they would only look like a recommendation. */
static void drop_idle(const struct ter_cover_problem *problem, struct ter_cover_program_answer *answer)
{
    const struct ter_cover_pairs *pairs = problem->pairs;
    TER_AUTO_FREE uint8_t *covered = ter_alloc(problem->demand_count);
    for (size_t c = 0; c < pairs->candidate_count; c++) {
        bool adds = false;
        for (size_t i = pairs->first[c]; answer->chosen[c] && i < pairs->first[c + 1]; i++) {
            adds |= !covered[pairs->covers[i]] && counts(problem, pairs->covers[i]);
            covered[pairs->covers[i]] = 1;
        }
        answer->chosen[c] = adds;
    }
}

static bool open_solver(const struct ter_optimum_module **ret_solver, struct ter_error *err)
{
#ifdef TERRIER_WITH_CBC
    const struct ter_module *module = NULL;
    if (!ter_module_open(TER_OPTIMUM_MODULE, TER_OPTIMUM_SYMBOL, &module, err))
        return false;
    *ret_solver = (const struct ter_optimum_module *)module;
    return true;
#else
    (void)ret_solver;
    return ter_fail(err, TER_FAILED,
        "this terrier was built without CBC and cannot prove a choice; build it with coinor-libcbc-dev, or "
        "leave the proof out");
#endif
}

bool ter_closing_optimum(const struct ter_cover_problem *problem, size_t most, double seconds,
    struct ter_cover_optimum *ret_optimum, struct ter_error *err)
{
    size_t candidates = problem->pairs->candidate_count;
    if (candidates > TER_OPTIMUM_MOST_CANDIDATES)
        return ter_fail(err, TER_USAGE, "%zu candidates are too many for a proof, which takes %d at most",
            candidates, TER_OPTIMUM_MOST_CANDIDATES);
    if (!(seconds > 0))
        return ter_fail(err, TER_USAGE, "%g s are no time for a proof", seconds);
    struct ter_cover_problem free_of_costs = *problem;
    free_of_costs.costs = NULL;
    TER_AUTO_FREE struct ter_cover_choice *choices = NULL;
    size_t choice_count = 0;
    const struct ter_optimum_module *solver = NULL;
    if (!ter_closing_greedy(&free_of_costs, most, 1, &choices, &choice_count, err) ||
        !open_solver(&solver, err))
        return false;
    struct making making = {0};
    make(&making, problem, most, choices, choice_count);
    TER_AUTO_FREE uint8_t *chosen = ter_alloc(candidates);
    struct ter_cover_program_answer answer = {.chosen = chosen};
    bool done = solver->solve(&making.program, seconds, &answer, err);
    if (done) {
        drop_idle(problem, &answer);
        conclude(problem, &making, &answer, ret_optimum);
    }
    making_free(&making);
    return done;
}

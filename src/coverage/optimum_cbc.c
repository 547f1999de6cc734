/* Owns the solution of a covering program by CBC, and nothing else; the only file that knows CBC. It is a
 * module of its own, terrier-optimum.so.
 *
 *     greatest  sum own[c] x[c] + sum weight[g] y[g]
 *     where     y[g] <= sum of x[c] over the candidates c of group g,  sum of x <= most,
 *               x 0 or 1,  0 <= y <= 1   (with whole x the best y is whole, too)
 *
 * CBC seeks the least, so weights are negative; they are scaled, since its tolerances are absolute. */
#include "optimum.h"

#include <coin/Cbc_C_Interface.h>
#include <math.h>
#include <stdlib.h>

static const double scaled_total = 1e5;

struct model {
    Cbc_Model *cbc;
    int columns, rows;
    CoinBigIndex *starts; /* of each column in `indices` and `values` */
    int *indices;
    double *values, *lowest, *highest, *costs, *row_highest, *row_lowest;
};

static void model_free(struct model *model)
{
    if (model->cbc)
        Cbc_deleteModel(model->cbc);
    free(model->starts);
    free(model->indices);
    free(model->values);
    free(model->lowest);
    free(model->highest);
    free(model->costs);
    free(model->row_highest);
    free(model->row_lowest);
}

static double scale_of(const struct ter_cover_program *program)
{
    double total = 0;
    for (size_t i = 0; i < program->candidate_count; i++)
        total += program->own[i];
    for (size_t i = 0; i < program->group_count; i++)
        total += program->group_weights[i];
    return total > 0 ? scaled_total / total : 1;
}

static void allocate(struct model *model, size_t columns, size_t rows, size_t entries)
{
    model->columns = (int)columns;
    model->rows = (int)rows;
    model->starts = ter_alloc((columns + 2) * sizeof *model->starts);
    model->indices = ter_alloc(entries * sizeof *model->indices);
    model->values = ter_alloc(entries * sizeof *model->values);
    model->lowest = ter_alloc(columns * sizeof *model->lowest);
    model->highest = ter_alloc(columns * sizeof *model->highest);
    model->costs = ter_alloc(columns * sizeof *model->costs);
    model->row_highest = ter_alloc(rows * sizeof *model->row_highest);
    model->row_lowest = ter_alloc(rows * sizeof *model->row_lowest);
}

static void put(struct model *model, CoinBigIndex at, int row, double value)
{
    model->indices[at] = row;
    model->values[at] = value;
}

/* Columns: the candidates, then the groups. Rows: the groups, then the number chosen. */
static void fill(struct model *model, const struct ter_cover_program *program, double scale)
{
    size_t candidates = program->candidate_count, groups = program->group_count;
    size_t pairs = groups ? program->group_first[groups] : 0;
    allocate(model, candidates + groups, groups + 1, pairs + candidates + groups);
    for (size_t i = 0; i < pairs; i++) /* a counting sort by candidate, one place ahead … */
        model->starts[program->group_candidates[i] + 2]++;
    for (size_t i = 0; i < candidates; i++)
        model->starts[i + 2] += model->starts[i + 1] + 1;
    for (size_t i = 0; i < groups; i++)
        for (size_t j = program->group_first[i]; j < program->group_first[i + 1]; j++)
            put(model, model->starts[program->group_candidates[j] + 1]++, (int)i, -1);
    for (size_t i = 0; i < candidates; i++) /* … which filling brings back */
        put(model, model->starts[i + 1]++, (int)groups, 1);
    for (size_t i = 0; i < groups; i++) {
        put(model, model->starts[candidates + i], (int)i, 1);
        model->starts[candidates + i + 1] = model->starts[candidates + i] + 1;
    }
    for (size_t i = 0; i < candidates + groups; i++) {
        model->highest[i] = 1;
        model->costs[i] =
            -scale * (i < candidates ? program->own[i] : program->group_weights[i - candidates]);
    }
    for (size_t i = 0; i <= groups; i++)
        model->row_lowest[i] = -INFINITY;
    model->row_highest[groups] = (double)program->most;
}

static void load(struct model *model, const struct ter_cover_program *program, double seconds)
{
    model->cbc = Cbc_newModel();
    Cbc_setLogLevel(model->cbc, 0);
    Cbc_setParameter(model->cbc, "log", "0");
    Cbc_loadProblem(model->cbc, model->columns, model->rows, model->starts, model->indices, model->values,
        model->lowest, model->highest, model->costs, model->row_lowest, model->row_highest);
    for (size_t i = 0; i < program->candidate_count; i++)
        Cbc_setInteger(model->cbc, (int)i);
    Cbc_setMaximumSeconds(model->cbc, seconds);
}

static bool solve(const struct ter_cover_program *program, double seconds,
    struct ter_cover_program_answer *answer, struct ter_error *err)
{
    struct model model = {0};
    double scale = scale_of(program);
    fill(&model, program, scale);
    load(&model, program, seconds);
    Cbc_solve(model.cbc);
    const double *best = Cbc_bestSolution(model.cbc);
    answer->proved = Cbc_isProvenOptimal(model.cbc) != 0;
    answer->bound = -Cbc_getBestPossibleObjValue(model.cbc) / scale;
    for (size_t i = 0; i < program->candidate_count; i++)
        answer->chosen[i] = best && best[i] > 0.5;
    bool sound = !Cbc_isAbandoned(model.cbc) && !Cbc_isProvenInfeasible(model.cbc);
    model_free(&model);
    return sound || ter_fail(err, TER_FAILED, "CBC gave the choice up; leave the proof out");
}

/* Found by its name. */
extern const struct ter_optimum_module ter_optimum_module;
const struct ter_optimum_module ter_optimum_module = {{TERRIER_VERSION}, solve};

/* Owns the projection of a whole network. Knows nothing of roads.
 *
 * PROJ takes 0.3 us a position, as long as all else that a graph is made of. A projection is smooth: within a
 * cell of 0.1 degree a polynomial of the third degree in longitude and latitude, through 4 x 4 positions that
 * PROJ has transformed (Chebyshev's, where the error is least), is right to some nanometres. Each cell is
 * tried at other places; where one is off by more than a tenth of a micrometre, PROJ transforms all. */
#include "road_plane.h"

#include "base/crs.h"
#include "base/map.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 4, SAMPLES = SIDE * SIDE, WORTH_IT = 20 * SAMPLES };
static const double cell_deg = 0.1, tolerance_m = 1e-7;

struct cell {
    struct ter_lonlat corner;
    double x[SAMPLES], y[SAMPLES]; /* factors: of lon^i lat^j at i * SIDE + j */
};

struct cells {
    const struct ter_transform *transform;
    struct ter_map numbers; /* of cells, by key */
    struct cell *items;
    size_t count, capacity;
    double inverse[SIDE][SIDE]; /* from values at the nodes to factors */
    double nodes[SIDE];         /* 0 … 1 */
};

static bool directly(const struct ter_transform *transform, const struct ter_lonlat *points, size_t count,
    struct ter_xy *plane, struct ter_error *err)
{
    TER_AUTO_FREE double *x = ter_alloc((count + 1) * sizeof *x);
    TER_AUTO_FREE double *y = ter_alloc((count + 1) * sizeof *y);
    for (size_t i = 0; i < count; i++) {
        x[i] = points[i].lon;
        y[i] = points[i].lat;
    }
    if (!ter_transform_apply(transform, x, y, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        plane[i] = (struct ter_xy){x[i], y[i]};
    return true;
}

/* ---- polynomials through the nodes ---- */

/* The factors of the polynomial that is 1 at one node and 0 at the others (Lagrange). */
static void choose_nodes(struct cells *cells)
{
    for (int i = 0; i < SIDE; i++)
        cells->nodes[i] = (1 - cos(M_PI * (2 * i + 1) / (2 * SIDE))) / 2;
    for (int i = 0; i < SIDE; i++) {
        double factors[SIDE] = {1}, scale = 1;
        int degree = 0;
        for (int j = 0; j < SIDE; j++) {
            if (j == i)
                continue;
            scale *= cells->nodes[i] - cells->nodes[j];
            for (int k = ++degree; k > 0; k--)
                factors[k] = factors[k - 1] - cells->nodes[j] * factors[k];
            factors[0] *= -cells->nodes[j];
        }
        for (int k = 0; k < SIDE; k++)
            cells->inverse[k][i] = factors[k] / scale;
    }
}

static void fit(const struct cells *cells, const double *values, double *ret_factors)
{
    double half[SIDE][SIDE] = {{0}};
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            for (int k = 0; k < SIDE; k++)
                half[i][j] += cells->inverse[i][k] * values[k * SIDE + j];
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) {
            ret_factors[i * SIDE + j] = 0;
            for (int k = 0; k < SIDE; k++)
                ret_factors[i * SIDE + j] += half[i][k] * cells->inverse[j][k];
        }
}

static double value_at(const double *factors, double u, double v)
{
    double sum = 0;
    for (int i = SIDE - 1; i >= 0; i--) {
        const double *row = factors + i * SIDE;
        sum = sum * u + (((row[3] * v + row[2]) * v + row[1]) * v + row[0]);
    }
    return sum;
}

static struct ter_xy place_in(const struct cell *cell, struct ter_lonlat at)
{
    double u = (at.lon - cell->corner.lon) * (1 / cell_deg), v = (at.lat - cell->corner.lat) * (1 / cell_deg);
    return (struct ter_xy){value_at(cell->x, u, v), value_at(cell->y, u, v)};
}

/* ---- cells ---- */

/* A cell with its factors; false where PROJ cannot transform it, or the polynomial is not good enough. */
static bool make_cell(struct cells *cells, struct ter_lonlat corner, struct cell *ret_cell)
{
    static const double trials[SIDE] = {0, 0.4, 0.75, 1};
    struct ter_lonlat at[2 * SAMPLES];
    struct ter_xy plane[2 * SAMPLES];
    struct ter_error ignored = {0};
    double x[SAMPLES], y[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
        at[i] = (struct ter_lonlat){
            corner.lon + cell_deg * cells->nodes[i / SIDE], corner.lat + cell_deg * cells->nodes[i % SIDE]};
        at[SAMPLES + i] = (struct ter_lonlat){
            corner.lon + cell_deg * trials[i / SIDE], corner.lat + cell_deg * trials[i % SIDE]};
    }
    if (!directly(cells->transform, at, sizeof at / sizeof *at, plane, &ignored))
        return false;
    for (int i = 0; i < SAMPLES; i++) {
        x[i] = plane[i].x;
        y[i] = plane[i].y;
    }
    ret_cell->corner = corner;
    fit(cells, x, ret_cell->x);
    fit(cells, y, ret_cell->y);
    for (int i = SAMPLES; i < 2 * SAMPLES; i++)
        if (!(ter_xy_distance_m(place_in(ret_cell, at[i]), plane[i]) <= tolerance_m))
            return false;
    return true;
}

static bool by_cells(struct cells *cells, const struct ter_lonlat *points, size_t count, struct ter_xy *plane)
{
    int64_t last_column = INT64_MIN, last_row = INT64_MIN;
    size_t cell = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t column = (int64_t)floor(points[i].lon / cell_deg),
                row = (int64_t)floor(points[i].lat / cell_deg);
        if (column != last_column || row != last_row) {
            bool is_new;
            uint64_t key = (uint64_t)(column + 100000) << 32 | (uint64_t)(row + 100000);
            int64_t *number = ter_map_put(&cells->numbers, key, &is_new);
            if (is_new) {
                if (cells->count * WORTH_IT > count)
                    return false;
                cells->items =
                    ter_grow(cells->items, &cells->capacity, cells->count + 1, sizeof *cells->items);
                struct ter_lonlat corner = {(double)column * cell_deg, (double)row * cell_deg};
                if (!make_cell(cells, corner, &cells->items[cells->count]))
                    return false;
                *number = (int64_t)cells->count++;
            }
            cell = (size_t)*number;
            last_column = column;
            last_row = row;
        }
        plane[i] = place_in(&cells->items[cell], points[i]);
    }
    return true;
}

bool ter_road_plane_to(const struct ter_lonlat *points, size_t count, int storage_epsg, int working_epsg,
    struct ter_xy **ret_plane, struct ter_error *err)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    TER_AUTO_FREE struct ter_xy *plane = ter_alloc((count + 1) * sizeof *plane);
    if (!ter_transform_open(storage_epsg, working_epsg, &transform, err))
        return false;
    struct cells cells = {.transform = transform};
    choose_nodes(&cells);
    bool done = by_cells(&cells, points, count, plane);
    ter_map_free(&cells.numbers);
    free(cells.items);
    if (!done && !directly(transform, points, count, plane, err))
        return false;
    *ret_plane = plane;
    plane = NULL;
    return true;
}

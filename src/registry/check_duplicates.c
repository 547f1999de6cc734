/* Owns the search for one thing that stands in the register twice: points of one kind at one place, and one
 * location text twice in a township. Points are looked up in a grid, so that the work grows with their
 * number. */
#include "check_parts.h"

#include "base/crs.h"
#include "base/map.h"
#include "base/messages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A position that is known no better than this says nothing of what lies a few metres from it. A geocoded one
 * never does: all that is "at the junction" has the junction's position. */
static const double least_known_m = 50;

enum { MOST_COMPARED = 2000 }; /* of one point, however many lie on one spot */

struct point {
    struct ter_lonlat at;
    uint64_t kind;
    size_t before; /* the point in the same cell that came before, plus 1; 0: none */
    char *code;
};

struct grid {
    double cell_lon_deg, cell_lat_deg;
    size_t kind_field;    /* SIZE_MAX: the layer has none */
    struct ter_map cells; /* cell -> its last point, plus 1 */
    struct point *points;
    size_t count, capacity;
};

/* Cells are at least so wide as the distance asked for, at every latitude up to 80 degrees. */
static bool begin(
    struct ter_check *check, const struct ter_layer *layer, void **ret_state, struct ter_error *err)
{
    (void)err;
    *ret_state = NULL;
    if (layer->geometry != TER_POINT || !(check->options.duplicates_m > 0))
        return true;
    struct grid *grid = ter_alloc(sizeof *grid);
    const struct ter_field *kind = ter_layer_field(layer, "kind");
    grid->kind_field = kind ? ter_layer_field_index(layer, kind) : SIZE_MAX;
    grid->cell_lat_deg = check->options.duplicates_m / 110000;
    grid->cell_lon_deg = grid->cell_lat_deg / cos(80 * M_PI / 180);
    *ret_state = grid;
    return true;
}

static uint64_t cell_key(const struct grid *grid, struct ter_lonlat at, int dx, int dy)
{
    int64_t cell[2] = {
        (int64_t)floor(at.lon / grid->cell_lon_deg) + dx, (int64_t)floor(at.lat / grid->cell_lat_deg) + dy};
    return ter_hash(0, cell, sizeof cell);
}

static uint64_t kind_of(const struct grid *grid, const struct ter_check_row *record)
{
    if (grid->kind_field == SIZE_MAX)
        return 0;
    struct ter_value kind = record->values[grid->kind_field];
    return kind.type == TER_VALUE_TEXT ? ter_hash(1, kind.text, kind.size) : 0;
}

static const struct point *neighbour(
    struct grid *grid, const struct point *point, double within_m, double *ret_m)
{
    for (int cell = 0; cell < 9; cell++) {
        const int64_t *last =
            ter_map_get(&grid->cells, cell_key(grid, point->at, cell % 3 - 1, cell / 3 - 1));
        size_t at = last ? (size_t)*last : 0;
        for (int compared = 0; at && compared < MOST_COMPARED; compared++) {
            const struct point *other = &grid->points[at - 1];
            at = other->before;
            if (other->kind != point->kind)
                continue;
            *ret_m = ter_distance_m(point->at, other->at);
            if (*ret_m <= within_m)
                return other;
        }
    }
    return NULL;
}

static bool is_well_known(const struct ter_check_row *record)
{
    struct ter_value method = record->values[record->layer->role[TER_ROLE_METHOD]];
    double radius_m = ter_check_radius_m(record);
    return radius_m > 0 && radius_m <= least_known_m && method.type == TER_VALUE_TEXT &&
           strcmp(method.text, "geocoded") != 0;
}

static void row(struct ter_check *check, void *state, const struct ter_check_row *record)
{
    struct grid *grid = state;
    struct point point = {.kind = kind_of(grid, record)};
    double apart_m;
    if (!is_well_known(record) || !ter_wkb_to_point(record->geometry, &point.at))
        return;
    const struct point *other = neighbour(grid, &point, check->options.duplicates_m, &apart_m);
    if (other)
        ter_check_report(check, TER_CHECK_DUPLICATE, TER_WARNING, record->layer->name, record->code, false,
            "%.1f m from %s, and of the same kind", apart_m, other->code);
    grid->points = ter_grow(grid->points, &grid->capacity, grid->count + 1, sizeof *grid->points);
    int64_t *last = ter_map_put(&grid->cells, cell_key(grid, point.at, 0, 0), NULL);
    point.before = (size_t)*last;
    point.code = ter_strdup(record->code);
    grid->points[grid->count++] = point;
    *last = (int64_t)grid->count;
}

static void end(struct ter_check *check, void *state, bool complete)
{
    struct grid *grid = state;
    (void)check;
    (void)complete;
    for (size_t i = 0; i < grid->count; i++)
        free(grid->points[i].code);
    free(grid->points);
    ter_map_free(&grid->cells);
    free(grid);
}

const struct ter_row_check ter_row_check_duplicates = {begin, row, end};

/* Texts ----------------------------------------------------------------------------------------------- */

static bool check_texts(struct ter_check *check, const struct ter_layer *layer, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format(
        "SELECT min(code), count(*), max(code), location_text, township FROM main.\"%s\" WHERE "
        "location_text <> '' GROUP BY township, location_text HAVING count(*) > 1 ORDER BY min(id)",
        layer->name);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(check->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        const char *township = (const char *)sqlite3_column_text(select, 4);
        ter_check_report(check, TER_CHECK_SAME_TEXT, TER_WARNING, layer->name,
            (const char *)sqlite3_column_text(select, 0), false,
            "%d records %s%s have the text \"%s\" (to %s)", sqlite3_column_int(select, 1),
            township ? ter_message("of ") : ter_message("without township"), township ? township : "",
            (const char *)sqlite3_column_text(select, 3), (const char *)sqlite3_column_text(select, 2));
    }
}

bool ter_check_same_texts(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < check->registry->layer_count; i++)
        if (check->usable[i] && !check_texts(check, check->registry->layers[i], err))
            return false;
    return true;
}

/* The rows that `nearest` gives: on the screen, or into a file. */
#ifndef TER_CLI_NEAREST_ROWS_H
#define TER_CLI_NEAREST_ROWS_H

#include "cli/cli.h"

/* One feature and one of the records nearest to it; numbers that do not apply are NaN. */
struct ter_nearest_row {
    const char *for_code, *code; /* code NULL: none */
    size_t rank;
    double way_m, off_road_m; /* along roads, and what of it is beside them */
    double distance_m, uncertainty_m, for_uncertainty_m;
    const char *remark;      /* or NULL */
    struct ter_wkb geometry; /* NULL: none */
};

struct ter_nearest_rows;

/* Open what --to or --format asks for. `along`: rows have a way. `found` is the
 * layer of the records. */
TER_CHECKED bool ter_nearest_rows_open(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_layer *found, bool along, struct ter_nearest_rows **ret_rows, struct ter_error *err);
TER_CHECKED bool ter_nearest_rows_add(
    struct ter_nearest_rows *rows, const struct ter_nearest_row *row, struct ter_error *err);

/* End the table, or put the file in its place. */
TER_CHECKED bool ter_nearest_rows_commit(struct ter_nearest_rows *rows, struct ter_error *err);

/* Whether geometries are ways, in files and GeoJSON; else they are the features' positions. */
bool ter_nearest_rows_draw(const struct ter_nearest_rows *rows);

/* Say how many rows went into the file, where there is one; and afterwards what the file could not hold. */
void ter_nearest_rows_say(const struct ter_nearest_rows *rows);
void ter_nearest_rows_say_notes(const struct ter_nearest_rows *rows);
void ter_nearest_rows_close(struct ter_nearest_rows *rows);
TER_DEFINE_AUTO(struct ter_nearest_rows, ter_nearest_rows_close)

#endif

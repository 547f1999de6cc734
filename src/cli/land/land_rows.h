/* Rows that an analysis of areas gives out one by one, with or without a shape: on the screen as --format
 * says, or into the file that --to names. However many they are, only a table is held in memory. */
#ifndef TER_CLI_LAND_ROWS_H
#define TER_CLI_LAND_ROWS_H

#include "cli/cli.h"

enum { TER_LAND_MOST_COLUMNS = 16 };

struct ter_land_column {
    const char *name;
    enum ter_field_type type;
    const char *title[2]; /* by enum ter_lang */
    const char *shp;
    int decimals;                    /* of a real, in the terminal's table */
    const struct ter_domain *domain; /* NULL: none */
};

struct ter_land_sheet {
    const char *name; /* of the layer in a file */
    const char *title[2];
    const struct ter_land_column *columns; /* ended by a NULL name; a running number comes before them */
    size_t code;                           /* which of them names a row */
    enum ter_geometry_type geometry;       /* TER_GEOMETRY_NONE: none */
};

struct ter_land_rows;

/* The sheet must outlive the rows. */
TER_CHECKED bool ter_land_rows_open(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_land_sheet *sheet, struct ter_land_rows **ret_rows, struct ter_error *err);

/* One value for each column of the sheet. */
TER_CHECKED bool ter_land_rows_add(struct ter_land_rows *rows, const struct ter_value *values,
    struct ter_wkb geometry, struct ter_error *err);
TER_CHECKED bool ter_land_rows_commit(struct ter_land_rows *rows, struct ter_error *err);

/* Say what was written where, and what the format could not hold. */
void ter_land_rows_say(const struct ter_land_rows *rows);
void ter_land_rows_close(struct ter_land_rows *rows);
TER_DEFINE_AUTO(struct ter_land_rows, ter_land_rows_close)

/* To the hundredth of a square metre; to the ten-thousandth of a mu. NaN is nothing. */
struct ter_value ter_land_m2(double area_m2);
struct ter_value ter_land_mu(double area_m2);
struct ter_value ter_land_rounded(double value, int decimals);

#endif

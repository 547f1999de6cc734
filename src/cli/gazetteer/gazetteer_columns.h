/* The columns of a gazetteer file: how they may be headed, where they stand, what a cell of them says. */
#ifndef TER_CLI_GAZETTEER_COLUMNS_H
#define TER_CLI_GAZETTEER_COLUMNS_H

#include "cli/cli.h"
#include "import/reader.h"

enum ter_gazetteer_column {
    TER_GAZETTEER_WAY, /* road, railway or waterway; from OpenStreetMap also place */
    TER_GAZETTEER_NAME,
    TER_GAZETTEER_ALT_NAMES,
    TER_GAZETTEER_KIND,
    TER_GAZETTEER_REF,
    TER_GAZETTEER_CLASS,
    TER_GAZETTEER_JUNCTION, /* roundabout */
    TER_GAZETTEER_TOWNSHIP,
    TER_GAZETTEER_LON,
    TER_GAZETTEER_LAT,
    TER_GAZETTEER_UNCERTAINTY,
    TER_GAZETTEER_EXTENT,
    TER_GAZETTEER_ONEWAY,
    TER_GAZETTEER_BRIDGE,
    TER_GAZETTEER_TUNNEL,
    TER_GAZETTEER_LAYER,
    TER_GAZETTEER_LANES,
    TER_GAZETTEER_ADMIN_LEVEL,
    TER_GAZETTEER_ORIGIN,
    TER_GAZETTEER_WKT, /* a way's line, in tables that have no geometry of their own */
    TER_GAZETTEER_COLUMNS
};

enum { TER_GAZETTEER_MORE = 16 };

/* Where a file has its columns, and what --set gives in their place. */
struct ter_gazetteer_columns {
    size_t at[TER_GAZETTEER_COLUMNS]; /* SIZE_MAX: not there */
    const char *set[TER_GAZETTEER_COLUMNS];
    size_t more_names[TER_GAZETTEER_MORE], more_refs[TER_GAZETTEER_MORE]; /* as OpenStreetMap heads them */
    size_t more_name_count, more_ref_count;
    bool from_osm; /* the rows have ids of OpenStreetMap */
    bool fclass;   /* as Geofabrik heads and writes them: oneway is F along, T against, B both ways */
};

/* Find the columns by their headings; --map and --set beat them. Fails over fields and columns that do not
 * exist, with a did-you-mean. */
TER_CHECKED bool ter_gazetteer_columns_find(const struct ter_args *args, const struct ter_source_info *info,
    struct ter_gazetteer_columns *ret_columns, struct ter_error *err);
bool ter_gazetteer_columns_have(
    const struct ter_gazetteer_columns *columns, enum ter_gazetteer_column column);

/* A cell as text without blanks round it, NULL where it is blank or there is no such column; the caller frees
 * it. */
char *ter_gazetteer_text(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row,
    enum ter_gazetteer_column column);

/* All other names, or all numbers, of a row: separated by ';', NULL where there is none; the caller frees it.
 */
char *ter_gazetteer_other_names(
    const struct ter_gazetteer_columns *columns, const struct ter_source_row *row);
char *ter_gazetteer_refs(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row);

/* A cell as a number within bounds, `otherwise` where it is blank. */
TER_CHECKED bool ter_gazetteer_number(const struct ter_gazetteer_columns *columns,
    const struct ter_source_row *row, enum ter_gazetteer_column column, double otherwise, double *ret_number,
    struct ter_error *err);

#endif

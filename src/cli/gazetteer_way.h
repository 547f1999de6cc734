/* What the columns of a way's row say beside its name: what kind of way, which direction, on which level. */
#ifndef TER_CLI_GAZETTEER_WAY_H
#define TER_CLI_GAZETTEER_WAY_H

#include "gazetteer_columns.h"

/* Its class, "roundabout" where it is part of a ring; NULL where nothing is said. The caller frees it. */
char *ter_gazetteer_class(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row);

/* Fill in the values of the columns way (enum ter_way), oneway, bridge, tunnel, layer and lanes. Fails on a
 * way that is none. */
TER_CHECKED bool ter_gazetteer_way(const struct ter_gazetteer_columns *columns,
    const struct ter_source_row *row, const char *class_, struct ter_value *ret_values,
    struct ter_error *err);

#endif

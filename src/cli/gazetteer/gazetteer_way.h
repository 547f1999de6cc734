/* What the columns of a way's row say beside its name: what kind of way, which direction, on which level. */
#ifndef TER_CLI_GAZETTEER_WAY_H
#define TER_CLI_GAZETTEER_WAY_H

#include "gazetteer_columns.h"

/* Fill in the values of the columns way (enum ter_way), junction (1: part of a roundabout), oneway, bridge,
 * tunnel, layer and lanes. Fails on a way that is none. Where no direction is given, motorways and
 * roundabouts have one. */
TER_CHECKED bool ter_gazetteer_way(const struct ter_gazetteer_columns *columns,
    const struct ter_source_row *row, const char *class_, struct ter_value *ret_values,
    struct ter_error *err);

#endif

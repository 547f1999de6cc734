/* What kind of file a gazetteer is read from. */
#ifndef TER_CLI_GAZETTEER_KIND_H
#define TER_CLI_GAZETTEER_KIND_H

#include "gazetteer_columns.h"

enum ter_gazetteer_kind {
    TER_GAZETTEER_PLACES,
    TER_GAZETTEER_ROADS,
    TER_GAZETTEER_OSM,
    TER_GAZETTEER_GEONAMES
};

/* Open the file that the arguments name with the reader for its kind: --kind, else what its name, its first
 * line or its geometry says. */
TER_CHECKED bool ter_gazetteer_kind_open(const struct ter_args *args, enum ter_gazetteer_kind *ret_kind,
    struct ter_reader **ret_reader, struct ter_error *err);

/* Fail where a column is missing that the kind needs; the error says how to give it. */
TER_CHECKED bool ter_gazetteer_kind_check(enum ter_gazetteer_kind kind,
    const struct ter_gazetteer_columns *columns, const struct ter_source_info *info, struct ter_error *err);

#endif

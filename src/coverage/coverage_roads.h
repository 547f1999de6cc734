/* The roads of the gazetteer as something that ought to be covered. */
#ifndef TER_COVERAGE_COVERAGE_ROADS_H
#define TER_COVERAGE_COVERAGE_ROADS_H

#include "coverage.h"

/* Read them as features of `ret_over` (zero-initialised), named "roads": the ways on which engines drive and,
 * where hoses are meant, along which these can be laid, both by the table of speeds. */
TER_CHECKED bool ter_cover_over_roads(struct ter_registry *registry, const struct ter_speeds *speeds,
    bool hoses, enum ter_lang lang, struct ter_cover_over *ret_over, struct ter_error *err);

#endif

/* Coverage along roads as the same table of functions as of discs: by hoses, or by engines in time. */
#ifndef TER_COVERAGE_COVER_ROADS_H
#define TER_COVERAGE_COVER_ROADS_H

#include "cover.h"
#include "roads/travel.h"

/* Both take over nothing: graph and speeds must outlive the cover. A place that is itself not exactly known
 * is asked about by 65 points of its circle, the middle among them: it is covered for certain where all of
 * these are, possibly where one is. Asks of one cover must not come from two threads at once. */

TER_CHECKED bool ter_cover_hoses(const struct ter_hoses *hoses, const struct ter_road_source *sources,
    size_t count, enum ter_reading reading, struct ter_cover *ret_cover, struct ter_error *err);

/* What is reached within limit_s seconds; start_s of a source is its turnout. */
TER_CHECKED bool ter_cover_travel(const struct ter_road_graph *graph, const struct ter_speeds *speeds,
    const struct ter_road_source *sources, size_t count, enum ter_reading reading, double limit_s,
    struct ter_cover *ret_cover, struct ter_error *err);

#endif

/* The area that --in LAYER:CODE names, as a filter. */
#ifndef TER_CLI_REGION_H
#define TER_CLI_REGION_H

#include "analysis/area.h"
#include "cli/cli.h"

/* Put the area of --in into the filter, which keeps a pointer into *ret_area; NULL and no filter without the
 * option. Fails on an unknown layer or code, and on a record that is no area. */
TER_CHECKED bool ter_region_from_args(struct ter_registry *registry, const struct ter_args *args,
    struct ter_filter *filter, struct ter_area **ret_area, struct ter_error *err);

#endif

/* Where the things of a register are, as far as it knows. */
#ifndef TER_REGISTRY_KNOWN_AREA_H
#define TER_REGISTRY_KNOWN_AREA_H

#include "registry.h"

/* The box of the gazetteer's county, else of the records that have positions, else of the gazetteer's places.
 * *ret_of says which, in words for a sentence; NULL: nothing is known. */
TER_CHECKED bool ter_registry_known_area(
    struct ter_registry *registry, struct ter_bbox *ret_box, const char **ret_of, struct ter_error *err);

#endif

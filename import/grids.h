/* Grids of which one knows what an easting looks like. */
#ifndef TER_IMPORT_GRIDS_H
#define TER_IMPORT_GRIDS_H

#include "base/error.h"

/* Check that numbers can be east and north of a system. The error says what they look like instead: swapped,
 * with a zone number that the system does not have, without one that it asks for. Systems that are not known
 * pass. */
TER_CHECKED bool ter_grid_check(int epsg, double x, double y, struct ter_error *err);

#endif

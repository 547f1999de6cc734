/* Lines with fewer points (Douglas and Peucker 1973). */
#ifndef TER_REPORT_SIMPLIFY_H
#define TER_REPORT_SIMPLIFY_H

#include "base/geometry.h"

/* Keep those points, in place, without which the line would be off by more than tolerance_m; returns how
 * many. The first and the last stay. */
size_t ter_simplify(struct ter_lonlat *points, size_t count, double tolerance_m);

#endif

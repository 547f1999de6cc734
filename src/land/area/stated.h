/* Areas that papers state, beside those that shapes have. */
#ifndef TER_LAND_STATED_H
#define TER_LAND_STATED_H

#include <stdbool.h>

/* The field in which a layer of areas keeps its own, in square metres. */
#define TER_AREA_FIELD "area_m2"

/* What a stated area may be off by, in per cent of the measured one, where nothing else is asked. Areas in
 * the plane of a three-degree zone are up to 0.07 % too large at its edges in China's south: what is off by
 * more belongs to another shape. */
#define TER_STATED_TOLERANCE 0.1

/* What is stated is rounded: a hundredth of a square metre is never a difference. False where either is NaN.
 */
bool ter_stated_differs(double area_m2, double stated_m2, double tolerance_percent);

#endif

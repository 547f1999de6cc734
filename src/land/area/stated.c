/* Owns what counts as another area than the stated one. Knows nothing of records. */
#include "stated.h"

#include <math.h>

static const double rounding_m2 = 0.0051; /* half a hundredth, and what a sum of doubles adds */

bool ter_stated_differs(double area_m2, double stated_m2, double tolerance_percent)
{
    double off_m2 = fabs(area_m2 - stated_m2);
    return off_m2 > rounding_m2 && off_m2 > tolerance_percent / 100 * area_m2;
}

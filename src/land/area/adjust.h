/* Adjusting areas to a control area (tiao ping): the sum becomes exactly what it must be. */
#ifndef TER_LAND_ADJUST_H
#define TER_LAND_ADJUST_H

#include "base/memory.h"

/* Share out what is between the sum of areas and the control area, all in whole hundredths of a square metre:
 * each area takes its proportional part, rounded down, and what is left goes out hundredth by hundredth, to
 * the largest areas first (of equal ones, to the first). The sum is then exactly the control area. Fails
 * without any area, or for a control area that is not positive. */
TER_CHECKED bool ter_adjust(int64_t *hundredths, size_t count, int64_t control, struct ter_error *err);

#endif

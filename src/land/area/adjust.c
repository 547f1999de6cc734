/* Owns the sharing out of a residual. Knows nothing of whose areas they are. */
#include "adjust.h"

#include <inttypes.h>
#include <stdlib.h>

__extension__ typedef __int128 wide;

struct place {
    int64_t area;
    size_t index;
};

static int largest_first(const void *a, const void *b)
{
    const struct place *one = a, *other = b;
    if (one->area != other->area)
        return one->area > other->area ? -1 : 1;
    return (one->index > other->index) - (one->index < other->index);
}

static void share_out(int64_t *hundredths, size_t count, wide sum, int64_t residual)
{
    TER_AUTO_FREE struct place *order = ter_alloc((count + 1) * sizeof *order);
    int64_t left = residual, unit = residual < 0 ? -1 : 1;
    for (size_t i = 0; i < count; i++) {
        int64_t part = (int64_t)((wide)residual * hundredths[i] / sum); /* towards zero */
        order[i] = (struct place){hundredths[i], i};
        hundredths[i] += part;
        left -= part;
    }
    qsort(order, count, sizeof *order, largest_first);
    for (size_t i = 0; left; i++, left -= unit) /* fewer than there are areas */
        hundredths[order[i].index] += unit;
}

bool ter_adjust(int64_t *hundredths, size_t count, int64_t control, struct ter_error *err)
{
    wide sum = 0;
    if (control <= 0)
        return ter_fail(err, TER_USAGE, "a control area must be more than nothing");
    for (size_t i = 0; i < count; i++) {
        if (hundredths[i] < 0)
            return ter_fail(err, TER_FAILED, "area %zu is negative", i + 1);
        sum += hundredths[i];
    }
    if (sum == 0)
        return ter_fail(err, TER_FAILED, "there are no areas that could take up the control area");
    if (sum > INT64_MAX)
        return ter_fail(err, TER_FAILED, "the areas are too many to be summed up");
    share_out(hundredths, count, sum, control - (int64_t)sum);
    return true;
}

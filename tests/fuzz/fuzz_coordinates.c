/* Any text as a position and as a box: what is accepted must lie on the globe. */
#include "base/geometry.h"
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    TER_AUTO_FREE char *text = ter_strndup((const char *)data, size);
    struct ter_error err = {0};
    struct ter_lonlat point;
    if (ter_lonlat_parse(text, &point, &err) && !(fabs(point.lon) <= 180 && fabs(point.lat) <= 90))
        abort();
    struct ter_bbox box;
    if (ter_bbox_parse(text, &box, &err) && !(box.west <= box.east && box.south <= box.north))
        abort();
    return 0;
}

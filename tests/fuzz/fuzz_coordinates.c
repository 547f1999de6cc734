/* Any text as a position, as a box and as the cell of a list: what is accepted must lie on the globe, or be a
 * number that a projected system can have. */
#include "base/geometry.h"
#include "base/text.h"
#include "fuzz.h"
#include "import/coordinates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void need_sound(const struct ter_coordinate *coordinate)
{
    double most = coordinate->axis == TER_AXIS_LAT ? 90 : 180;
    if (!isfinite(coordinate->value) || coordinate->value < -1e40 || coordinate->value > 1e40)
        abort();
    if (coordinate->angle && fabs(coordinate->value) > most)
        abort();
}

/* Cells are valid UTF-8 when they come here: readers see to that. */
static void read_cell(const char *text)
{
    struct ter_error err = {0};
    struct ter_coordinate one, two[2];
    if (ter_coordinate_read(text, &one, &err))
        need_sound(&one);
    if (ter_coordinates_read(text, two, &err)) {
        need_sound(&two[0]);
        need_sound(&two[1]);
        if (two[0].axis != TER_AXIS_UNSAID && two[0].axis == two[1].axis)
            abort();
    }
}

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
    if (ter_text_valid(text, strlen(text), NULL))
        read_cell(text);
    return 0;
}

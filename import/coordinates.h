/* Coordinates as people write them: decimal, degrees with minutes and seconds, one or two to a text. */
#ifndef TER_IMPORT_COORDINATES_H
#define TER_IMPORT_COORDINATES_H

#include "base/error.h"

/* What a letter beside the number says of it: E, W, 东经, lon … or N, S, 北纬, lat … */
enum ter_axis { TER_AXIS_UNSAID, TER_AXIS_LON, TER_AXIS_LAT };

struct ter_coordinate {
    double value; /* degrees, west and south negative; or metres, where nothing speaks of degrees */
    enum ter_axis axis;
    bool angle; /* written with minutes, a degree sign or a letter: it cannot be metres */
};

/* Read one coordinate: 111.1618, 40°43'43"N, 40度43分43秒, N40 43 43.2, 111°9.706′E, −111.5, ４０．７, also
 * with commas between thousands from 100,000 on. The error says what is wrong with the text. */
TER_CHECKED bool ter_coordinate_read(
    const char *text, struct ter_coordinate *ret_coordinate, struct ter_error *err);

/* Read two in one text, in the order in which they stand there: "111.16,40.72", "(40.72；111.16)",
 * "111.16 E 40.72 N", "北纬40度43分，东经111度9分", "40 43 43 111 9 42". Letters that say both are the same
 * axis are refused. */
TER_CHECKED bool ter_coordinates_read(
    const char *text, struct ter_coordinate ret_pair[2], struct ter_error *err);

#endif

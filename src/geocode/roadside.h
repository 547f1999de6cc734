/* From a point on a road to where the thing stands: the side that is said, or the middle of its carriageways.
 */
#ifndef TER_GEOCODE_ROADSIDE_H
#define TER_GEOCODE_ROADSIDE_H

#include "route.h"
#include "words.h"

enum ter_roadside {
    TER_NO_SIDE,
    TER_ON_SIDE,
    TER_SIDE_ALONG /* it is said to be a side, but the road runs there */
};

struct ter_standing {
    struct ter_xy at;
    double half_width_m; /* between the outermost carriageways, where no side is said; else 0 */
    enum ter_roadside side;
    double turn_deg; /* of the side's true direction from the one that names it */
};

/* `distance_m` (0: not said) is how far from the middle of the road to that side. */
struct ter_standing ter_roadside_stand(const struct ter_track *track, struct ter_xy at, double heading_deg,
    enum ter_point side, double distance_m);

#endif

/* Owns the sides of roads. Knows nothing of texts but the side that they name. */
#include "roadside.h"

#include "uncertainty.h"

#include <math.h>

/* A side may be named by a point of the compass this far from the true perpendicular. */
static const double side_turn_deg = 60;

struct ter_standing ter_roadside_stand(const struct ter_track *track, struct ter_xy at, double heading_deg,
    enum ter_point side, double distance_m)
{
    struct ter_span span = ter_track_span(track, at, heading_deg);
    double middle_m = (span.left_m + span.right_m) / 2;
    struct ter_standing standing = {.at = ter_xy_aside(at, heading_deg, middle_m),
        .half_width_m = (span.right_m - span.left_m) / 2,
        .side = TER_NO_SIDE};
    if (side == TER_POINT_NONE)
        return standing;
    double azimuth_deg = ter_point_azimuth_deg(side);
    double turn_deg = ter_turn_deg(heading_deg + 90, azimuth_deg);
    bool right = turn_deg <= 90;
    standing.turn_deg = fmin(turn_deg, 180 - turn_deg);
    standing.side = standing.turn_deg <= side_turn_deg ? TER_ON_SIDE : TER_SIDE_ALONG;
    if (standing.side == TER_SIDE_ALONG)
        return standing;
    double kerb_m = ter_kerb_distance_m();
    double aside_m = right ? fmax(span.right_kerb_m + kerb_m, middle_m + distance_m)
                           : fmin(span.left_kerb_m - kerb_m, middle_m - distance_m);
    standing.at = ter_xy_aside(at, heading_deg, aside_m);
    standing.half_width_m = 0;
    return standing;
}

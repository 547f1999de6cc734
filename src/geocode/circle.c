/* Owns the arithmetic of circles that cover circles. Knows nothing of texts or the gazetteer. */
#include "circle.h"

#include "base/crs.h"

struct ter_circle ter_circle_round(struct ter_circle a, struct ter_circle b)
{
    double apart_m = ter_distance_m(a.at, b.at);
    if (apart_m + b.radius_m <= a.radius_m)
        return a;
    if (apart_m + a.radius_m <= b.radius_m)
        return b;
    double radius_m = (apart_m + a.radius_m + b.radius_m) / 2;
    return (struct ter_circle){ter_move(a.at, ter_azimuth_deg(a.at, b.at), radius_m - a.radius_m), radius_m};
}

/* Owns the formulas and assumed lengths behind error radii. Knows nothing of texts or the gazetteer. */
#include "uncertainty.h"

#include <math.h>

double ter_junction_radius_m(void)
{
    return 15;
}

double ter_distance_precision_m(double distance_m)
{
    if (!(distance_m > 0))
        return 0;
    return pow(10, floor(log10(distance_m)) - 1) / 2;
}

double ter_point_azimuth_deg(enum ter_point point)
{
    return 45.0 * (double)point;
}

double ter_point_tolerance_deg(enum ter_point point)
{
    return point % 2 ? 22.5 : 45; /* NE may be anything between NNE and ENE, N anything between NW and NE */
}

double ter_point_widest_turn_deg(enum ter_point point)
{
    return ter_point_tolerance_deg(point) + 15;
}

double ter_offset_radius_m(double distance_m, double error_m, double tolerance_deg)
{
    double far = distance_m + error_m;
    double angle = tolerance_deg * M_PI / 180;
    double squared = distance_m * distance_m + far * far - 2 * distance_m * far * cos(angle);
    return fmax(error_m, sqrt(fmax(squared, 0)));
}

double ter_relation_reach_m(enum ter_relation relation)
{
    static const double reach_m[TER_RELATIONS] = {
        [TER_AT] = 20,
        [TER_ALONG] = 20,
        [TER_JUNCTION] = 0, /* the junction's own radius says it */
        [TER_NEAR] = 200,
        [TER_SIDE] = 50,
        [TER_FRONT] = 30,
        [TER_OPPOSITE] = 60, /* the width of a wide road */
        [TER_CORNER] = 30,
        [TER_BETWEEN] = 0, /* the stretch's own length says it */
    };
    return reach_m[relation];
}

double ter_unmeasured_reach_m(void)
{
    return 100;
}

/* Owns the formulas and assumed lengths behind error radii. Knows nothing of texts or the gazetteer. */
#include "uncertainty.h"

#include <math.h>
#include <string.h>

double ter_junction_radius_m(int lanes)
{
    return lanes <= 0 ? 15 : lanes <= 2 ? 10 : lanes == 3 ? 15 : 20;
}

double ter_place_extent_m(const char *kind, double extent_m)
{
    static const struct {
        const char *kind;
        double extent_m;
    } usual[] = {
        {"county", 40000},
        {"city", 10000},
        {"town", 8000},
        {"township", 8000},
        {"suburb", 2000},
        {"village", 800},
        {"hamlet", 400},
    };
    for (size_t i = 0; extent_m <= 0 && i < sizeof usual / sizeof usual[0]; i++)
        if (strcmp(kind, usual[i].kind) == 0)
            return usual[i].extent_m;
    return fmax(extent_m, 0);
}

double ter_kerb_distance_m(void)
{
    return 2;
}

double ter_distance_precision_m(double distance_m)
{
    if (!(distance_m > 0))
        return 0;
    return pow(10, floor(log10(distance_m)) - 1) / 2;
}

double ter_distance_error_m(double distance_m, double precision_m)
{
    static const double paced = 0.05;
    return precision_m + paced * fmax(distance_m, 0);
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
        [TER_CORNER] = 5,    /* its quadrant is known */
        [TER_BETWEEN] = 0,   /* the stretch's own length says it */
    };
    return reach_m[relation];
}

double ter_learnt_reach_m(void)
{
    return 30;
}

double ter_learnt_widest_m(void)
{
    return 200;
}

double ter_interchange_reach_m(void)
{
    return 150;
}

double ter_unmapped_reach_m(void)
{
    return 1000;
}

double ter_unmeasured_reach_m(void)
{
    return 100;
}

/* What GeoNames' feature codes mean, and how far a coordinate of each class may be off. */
#ifndef TER_IMPORT_GEONAMES_CODES_H
#define TER_IMPORT_GEONAMES_CODES_H

#include <stdbool.h>

struct ter_geonames_thing {
    const char *kind;
    double extent_m; /* an estimate: the table has points only */
    double uncertainty_m;
};

/* Judge by feature class and code; a populated place grows with its people. False for what is left out:
 * former places, countries, and roads and streams, of which a point says too little. */
bool ter_geonames_judge(
    const char *class_, const char *code, double people, struct ter_geonames_thing *ret_thing);

#endif

/* Areas of land on the ellipsoid, in square metres and in mu.
 *
 * The formula is that of the national land survey (Guotu Diaocha Ban Fa [2008] No. 32): every edge, straight
 * in degrees, is split into pieces of at most 70 m, and of each piece the area to a fixed meridian is summed
 * up. Between two parallels that area is exact, because the bracket with A, B, C, D, E is the integral of
 * cos(B) (1 - e2 sin2(B))^-2 written out to e^8. */
#ifndef TER_LAND_ELLIPSOID_H
#define TER_LAND_ELLIPSOID_H

#include "base/geometry.h"

enum { TER_ELLIPSOID_TERMS = 5 };

/* An ellipsoid, made ready for areas. It is only read afterwards: threads may share it. */
struct ter_ellipsoid {
    double a_m, b_m;
    double e2;                         /* first eccentricity, squared */
    double terms[TER_ELLIPSOID_TERMS]; /* A, -B, C, -D, E */
};

/* Make one from its semi-major axis and the reciprocal of its flattening (0: a sphere). */
void ter_ellipsoid_make(double a_m, double inverse_flattening, struct ter_ellipsoid *ret_ellipsoid);

/* The ellipsoid of a geographic system by its EPSG code: 4490 is CGCS2000, 4326 WGS 84. */
TER_CHECKED bool ter_ellipsoid_open(int epsg, struct ter_ellipsoid *ret_ellipsoid, struct ter_error *err);

/* The area inside one ring, in square metres; closed or not, either sense of rotation. The ring must not
 * cross the antimeridian. Right to 1e-3 m2 up to a county's size, to 1e-11 of the area beyond. */
double ter_ellipsoid_ring_m2(
    const struct ter_ellipsoid *ellipsoid, const struct ter_lonlat *points, size_t count);

/* The area of a polygon, a multipolygon or a collection of them: outer rings less holes. Points and lines
 * have none. A shape that is not valid (parts that overlap, rings that cross themselves) is measured ring by
 * ring all the same: judge it first. False where the WKB is cut short or of another type. */
bool ter_ellipsoid_area_m2(const struct ter_ellipsoid *ellipsoid, struct ter_wkb area, double *ret_m2);

/* How much land a degree of longitude times a degree of latitude is near a parallel, in square metres: a
 * polynomial in the degrees north of it, right to 1e-10 within half a degree. */
enum { TER_PARALLEL_TERMS = 5 };
struct ter_parallel {
    double lat;
    double terms[TER_PARALLEL_TERMS];
};
struct ter_parallel ter_parallel_at(const struct ter_ellipsoid *ellipsoid, double lat);

static inline double ter_parallel_m2(const struct ter_parallel *at, double lat)
{
    const double *t = at->terms, h = lat - at->lat;
    return t[0] + h * (t[1] + h * (t[2] + h * (t[3] + h * t[4])));
}

/* The same ring by the letter of the formula, piece by piece: slow, to hold the quick way against. */
double ter_ellipsoid_ring_by_pieces_m2(
    const struct ter_ellipsoid *ellipsoid, const struct ter_lonlat *points, size_t count);

/* 1 mu is 2000/3 m2, exactly; one rounding, to the nearest double. */
double ter_mu_from_m2(double area_m2);
double ter_m2_from_mu(double area_mu);

/* Areas as papers state them, in whole hundredths of a square metre (half goes away from zero). The result is
 * limited to what an int64_t holds. */
int64_t ter_area_hundredths(double area_m2);

/* Hundredths of a square metre as mu with `decimals` places (0 … 9), rounded once, in whole numbers: 66667
 * and 2 give 1.00. Returns the mu times 10^decimals; half goes away from zero. */
int64_t ter_mu_from_hundredths(int64_t hundredths, int decimals);

#endif

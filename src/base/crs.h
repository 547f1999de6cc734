/* Coordinate reference systems, transformations, and distances on the ellipsoid. */
#ifndef TER_BASE_CRS_H
#define TER_BASE_CRS_H

#include "geometry.h"

/* Check that EPSG knows the code and that it is a geographic 2D system in degrees; ret_name (may be NULL)
 * gets its name, to be freed by the caller. */
TER_CHECKED bool ter_crs_check_geographic(int epsg, char **ret_name, struct ter_error *err);

/* The area for which EPSG has defined the system, in degrees; the whole globe where that is not known. */
TER_CHECKED bool ter_crs_area(int epsg, struct ter_bbox *ret_area, struct ter_error *err);

/* The semi-major axis of a system's ellipsoid in metres, and the reciprocal of its flattening (0: a sphere).
 */
TER_CHECKED bool ter_crs_ellipsoid(
    int epsg, double *ret_a_m, double *ret_inverse_flattening, struct ter_error *err);

/* What a SpatiaLite file must know of a system, read from PROJ's database. The strings are owned. */
struct ter_crs_definition {
    int epsg;
    char *name;
    char *proj4;
    char *wkt1; /* WKT 1 as GDAL writes it: what SpatiaLite's srtext column holds */
};
TER_CHECKED bool ter_crs_define(int epsg, struct ter_crs_definition *ret_definition, struct ter_error *err);
void ter_crs_definition_free(struct ter_crs_definition *definition);

/* The metric working system for data in a geographic system, whose box is given in degrees: for CGCS2000
 * (4490) in China the 3-degree Gauss-Krueger system without zone prefix (4534 … 4554) whose central meridian
 * is nearest to the middle of the data, else the UTM zone of the middle (WGS 84: 32601 … 32660 north of the
 * equator, 32701 … 32760 south of it). Fails where the box is empty or not on the globe. */
TER_CHECKED bool ter_crs_metric(int epsg, struct ter_bbox data, int *ret_epsg, struct ter_error *err);

/* Transform positions from one EPSG system to another; x is east or longitude, y north or latitude, on both
 * sides (traditional GIS order). */
struct ter_transform;
TER_CHECKED bool ter_transform_open(
    int from_epsg, int to_epsg, struct ter_transform **ret_transform, struct ter_error *err);
TER_CHECKED bool ter_transform_apply(
    const struct ter_transform *transform, double *x, double *y, size_t count, struct ter_error *err);
void ter_transform_close(struct ter_transform *transform);
TER_DEFINE_AUTO(struct ter_transform, ter_transform_close)

/* Geodesic distance in metres (Karney 2013; GRS 80, whose difference to WGS 84 is under 0.1 mm at 20,000 km).
 */
double ter_distance_m(struct ter_lonlat a, struct ter_lonlat b);

/* Geodesic azimuth at `a` towards `b`, degrees clockwise from north, 0 <= azimuth < 360. */
double ter_azimuth_deg(struct ter_lonlat a, struct ter_lonlat b);

/* The point reached from `from` after distance_m metres in the direction azimuth_deg. */
struct ter_lonlat ter_move(struct ter_lonlat from, double azimuth_deg, double distance_m);

/* A box that holds every point within `radius_m` of `centre` (clipped at the poles and the antimeridian). */
struct ter_bbox ter_bbox_round(struct ter_lonlat centre, double radius_m);

/* The area of a ring whose edges are geodesics (Karney 2013), in square metres: an independent measure, slow
 * beside land/ellipsoid.h. The axes are those of ter_crs_ellipsoid. */
double ter_geodesic_area_m2(
    double a_m, double inverse_flattening, const struct ter_lonlat *ring, size_t count);

#endif

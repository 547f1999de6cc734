/* Owns coordinate systems. The only file that includes proj.h and geodesic.h. */
#include "crs.h"

#include <geodesic.h>
#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void context_free(PJ_CONTEXT *context)
{
    if (context)
        proj_context_destroy(context);
}
TER_DEFINE_AUTO(PJ_CONTEXT, context_free)

static void pj_free(PJ *pj)
{
    if (pj)
        proj_destroy(pj);
}
TER_DEFINE_AUTO(PJ, pj_free)

/* PROJ writes its own lines to standard error unless told otherwise; ours are enough. */
static PJ_CONTEXT *quiet_context(void)
{
    PJ_CONTEXT *context = proj_context_create();
    proj_log_level(context, PJ_LOG_NONE);
    return context;
}

static PJ *create_epsg(PJ_CONTEXT *context, int epsg, struct ter_error *err)
{
    char code[24];
    snprintf(code, sizeof code, "%d", epsg);
    PJ *crs = proj_create_from_database(context, "EPSG", code, PJ_CATEGORY_CRS, 0, NULL);
    if (!crs)
        ter_fail(err, TER_USAGE, "EPSG:%d is not a known coordinate system; 4490 is CGCS2000, 4326 is WGS 84",
            epsg);
    return crs;
}

bool ter_crs_check_geographic(int epsg, char **ret_name, struct ter_error *err)
{
    TER_AUTO(context_free) PJ_CONTEXT *context = quiet_context();
    TER_AUTO(pj_free) PJ *crs = create_epsg(context, epsg, err);
    if (!crs)
        return false;
    if (proj_get_type(crs) != PJ_TYPE_GEOGRAPHIC_2D_CRS)
        return ter_fail(err, TER_USAGE,
            "EPSG:%d (%s) is not a geographic system in degrees; a register is kept in one, such as 4490 or "
            "4326",
            epsg, proj_get_name(crs));
    if (ret_name)
        *ret_name = ter_strdup(proj_get_name(crs));
    return true;
}

bool ter_crs_area(int epsg, struct ter_bbox *ret_area, struct ter_error *err)
{
    TER_AUTO(context_free) PJ_CONTEXT *context = quiet_context();
    TER_AUTO(pj_free) PJ *crs = create_epsg(context, epsg, err);
    struct ter_bbox area;
    if (!crs)
        return false;
    bool known = proj_get_area_of_use(context, crs, &area.west, &area.south, &area.east, &area.north, NULL);
    /* -1000 is PROJ's way to say unknown; an area across the antimeridian is not a box of ours. */
    if (!known || area.west < -180 || area.west > area.east)
        area = (struct ter_bbox){-180, -90, 180, 90};
    *ret_area = area;
    return true;
}

bool ter_crs_ellipsoid(int epsg, double *ret_a_m, double *ret_inverse_flattening, struct ter_error *err)
{
    TER_AUTO(context_free) PJ_CONTEXT *context = quiet_context();
    TER_AUTO(pj_free) PJ *crs = create_epsg(context, epsg, err);
    if (!crs)
        return false;
    TER_AUTO(pj_free) PJ *ellipsoid = proj_get_ellipsoid(context, crs);
    double a_m, inverse_flattening;
    if (!ellipsoid ||
        !proj_ellipsoid_get_parameters(context, ellipsoid, &a_m, NULL, NULL, &inverse_flattening))
        return ter_fail(err, TER_FAILED, "EPSG:%d has no ellipsoid", epsg);
    *ret_a_m = a_m;
    *ret_inverse_flattening = inverse_flattening;
    return true;
}

bool ter_crs_define(int epsg, struct ter_crs_definition *ret_definition, struct ter_error *err)
{
    TER_AUTO(context_free) PJ_CONTEXT *context = quiet_context();
    TER_AUTO(pj_free) PJ *crs = create_epsg(context, epsg, err);
    if (!crs)
        return false;
    static const char *const wkt_options[] = {"MULTILINE=NO", NULL};
    const char *wkt = proj_as_wkt(context, crs, PJ_WKT1_GDAL, wkt_options);
    TER_AUTO_FREE char *wkt_copy = wkt ? ter_strdup(wkt) : NULL;
    const char *proj4 = proj_as_proj_string(context, crs, PJ_PROJ_4, NULL);
    if (!wkt_copy || !proj4)
        return ter_fail(err, TER_FAILED, "EPSG:%d has no form that SpatiaLite can store", epsg);
    TER_AUTO_FREE char *proj4_copy = ter_strdup(proj4);
    char *type = strstr(proj4_copy, " +type=crs"); /* SpatiaLite's own rows are written without it */
    if (type)
        *type = '\0';
    *ret_definition = (struct ter_crs_definition){
        epsg, ter_strdup(proj_get_name(crs)), ter_strdup(proj4_copy), ter_strdup(wkt_copy)};
    return true;
}

void ter_crs_definition_free(struct ter_crs_definition *definition)
{
    free(definition->name);
    free(definition->proj4);
    free(definition->wkt1);
    *definition = (struct ter_crs_definition){0};
}

bool ter_crs_metric(int epsg, struct ter_bbox data, int *ret_epsg, struct ter_error *err)
{
    enum { CGCS2000 = 4490, FIRST_GAUSS_KRUEGER = 4534, FIRST_MERIDIAN = 75, LAST_MERIDIAN = 135 };
    enum { UTM_NORTH = 32600, UTM_SOUTH = 32700 };
    /* Where EPSG defines the 3-degree systems: land and sea of China, half a zone round the outer meridians.
     */
    static const struct ter_bbox china = {FIRST_MERIDIAN - 1.5, 3, LAST_MERIDIAN + 1.5, 54};
    /* written so that NaN is refused, too */
    if (!(data.west >= -180 && data.west <= data.east && data.east <= 180 && data.south >= -90 &&
            data.south <= data.north && data.north <= 90))
        return ter_fail(err, TER_FAILED, "there are no positions to choose a metric system for");
    struct ter_lonlat middle = {(data.west + data.east) / 2, (data.south + data.north) / 2};
    if (epsg == CGCS2000 && ter_bbox_contains(china, middle)) {
        const int last_zone = (LAST_MERIDIAN - FIRST_MERIDIAN) / 3;
        int zone = (int)floor((middle.lon - FIRST_MERIDIAN) / 3 + 0.5);
        *ret_epsg = FIRST_GAUSS_KRUEGER + (zone < last_zone ? zone : last_zone);
        return true;
    }
    int zone = (int)fmin(floor((middle.lon + 180) / 6) + 1, 60);
    *ret_epsg = (middle.lat >= 0 ? UTM_NORTH : UTM_SOUTH) + zone;
    return true;
}

struct ter_transform {
    PJ_CONTEXT *context;
    PJ *pj; /* NULL: source and target are the same */
};

bool ter_transform_open(
    int from_epsg, int to_epsg, struct ter_transform **ret_transform, struct ter_error *err)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = ter_alloc(sizeof *transform);
    if (from_epsg != to_epsg) {
        transform->context = quiet_context();
        TER_AUTO(pj_free) PJ *from = create_epsg(transform->context, from_epsg, err);
        TER_AUTO(pj_free) PJ *to = from ? create_epsg(transform->context, to_epsg, err) : NULL;
        if (!to)
            return false;
        TER_AUTO(pj_free) PJ *raw = proj_create_crs_to_crs_from_pj(transform->context, from, to, NULL, NULL);
        if (raw)
            transform->pj = proj_normalize_for_visualization(transform->context, raw);
        if (!transform->pj)
            return ter_fail(err, TER_FAILED, "there is no way from EPSG:%d to EPSG:%d", from_epsg, to_epsg);
    }
    *ret_transform = transform;
    transform = NULL;
    return true;
}

bool ter_transform_apply(
    const struct ter_transform *transform, double *x, double *y, size_t count, struct ter_error *err)
{
    if (!transform->pj)
        return true;
    size_t done = proj_trans_generic(
        transform->pj, PJ_FWD, x, sizeof *x, count, y, sizeof *y, count, NULL, 0, 0, NULL, 0, 0);
    for (size_t i = 0; i < count; i++)
        if (i >= done || !isfinite(x[i]) || !isfinite(y[i]))
            return ter_fail(err, TER_FAILED, "position %zu lies outside the coordinate system", i + 1);
    return true;
}

void ter_transform_close(struct ter_transform *transform)
{
    if (!transform)
        return;
    pj_free(transform->pj);
    context_free(transform->context);
    free(transform);
}

/* GRS 80, the ellipsoid of CGCS2000 (GB/T 18522): a = 6378137 m, 1/f = 298.257222101. */
static const struct geod_geodesic *ellipsoid(void)
{
    static struct geod_geodesic grs80;
    static bool ready;
    if (!ready) {
        geod_init(&grs80, 6378137.0, 1 / 298.257222101);
        ready = true;
    }
    return &grs80;
}

double ter_distance_m(struct ter_lonlat a, struct ter_lonlat b)
{
    double distance_m;
    geod_inverse(ellipsoid(), a.lat, a.lon, b.lat, b.lon, &distance_m, NULL, NULL);
    return distance_m;
}

double ter_azimuth_deg(struct ter_lonlat a, struct ter_lonlat b)
{
    double azimuth_deg;
    geod_inverse(ellipsoid(), a.lat, a.lon, b.lat, b.lon, NULL, &azimuth_deg, NULL);
    return azimuth_deg < 0 ? azimuth_deg + 360 : azimuth_deg;
}

struct ter_lonlat ter_move(struct ter_lonlat from, double azimuth_deg, double distance_m)
{
    struct ter_lonlat to;
    geod_direct(ellipsoid(), from.lat, from.lon, azimuth_deg, distance_m, &to.lat, &to.lon, NULL);
    return to;
}

struct ter_bbox ter_bbox_round(struct ter_lonlat centre, double radius_m)
{
    /* A degree of latitude is never shorter than 110,574 m (at the equator); a parallel's degree shrinks with
     * the cosine, taken at the latitude of the box farthest from the equator. 0.1 % of margin covers the
     * ellipsoid. */
    double margin_m = radius_m * 1.001 + 0.001;
    double dlat = margin_m / 110574.0;
    double south = fmax(centre.lat - dlat, -90), north = fmin(centre.lat + dlat, 90);
    double farthest = fmax(fabs(south), fabs(north));
    double dlon = farthest > 89.9 ? 360 : margin_m / (110574.0 * cos(farthest * M_PI / 180));
    return (struct ter_bbox){fmax(centre.lon - dlon, -180), south, fmin(centre.lon + dlon, 180), north};
}

double ter_geodesic_area_m2(
    double a_m, double inverse_flattening, const struct ter_lonlat *ring, size_t count)
{
    struct geod_geodesic globe;
    struct geod_polygon polygon;
    double area_m2;
    geod_init(&globe, a_m, inverse_flattening == 0 ? 0 : 1 / inverse_flattening);
    geod_polygon_init(&polygon, 0);
    for (size_t i = 0; i < count; i++)
        geod_polygon_addpoint(&globe, &polygon, ring[i].lat, ring[i].lon);
    geod_polygon_compute(&globe, &polygon, 0, 1, &area_m2, NULL);
    return fabs(area_m2);
}

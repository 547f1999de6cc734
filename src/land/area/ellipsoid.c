/* Owns areas on the ellipsoid. Knows rings in degrees; nothing of layers, records or planes.
 *
 * How the sum comes about without a sine for each piece: let F(B) be the area between the equator and the
 * parallel B for one radian of longitude, F(B) = b2 (A sin B - B sin 3B + C sin 5B - D sin 7B + E sin 9B).
 * The formula's trapezoid is (mean of L) * (F(B2) - F(B1)); summed round a closed ring that is the same as
 * the sum of
 * -(mean of F) * (L2 - L1), the area of the ring drawn in the plane of L and F. Around a parallel of the ring
 * F is a short power series, and the trapezoid rule with n pieces has a closed form for powers (Euler and
 * Maclaurin): an edge costs the same however many pieces it has. */
#include "ellipsoid.h"

#include "base/crs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double piece_m = 70;
static const double radian = M_PI / 180;

/* Beyond this distance from the parallel the series of seven terms would lose 1e-3 m2. */
static const double series_reach = 1.5 * M_PI / 180;

void ter_ellipsoid_make(double a_m, double inverse_flattening, struct ter_ellipsoid *ret_ellipsoid)
{
    double f = inverse_flattening == 0 ? 0 : 1 / inverse_flattening;
    double e2 = f * (2 - f), e4 = e2 * e2, e6 = e4 * e2, e8 = e4 * e4;
    *ret_ellipsoid = (struct ter_ellipsoid){
        .a_m = a_m,
        .b_m = a_m * (1 - f),
        .e2 = e2,
        .terms =
            {
                1 + 3.0 / 6 * e2 + 30.0 / 80 * e4 + 35.0 / 112 * e6 + 630.0 / 2304 * e8,
                -(1.0 / 6 * e2 + 15.0 / 80 * e4 + 21.0 / 112 * e6 + 420.0 / 2304 * e8),
                3.0 / 80 * e4 + 7.0 / 112 * e6 + 180.0 / 2304 * e8,
                -(1.0 / 112 * e6 + 45.0 / 2304 * e8),
                5.0 / 2304 * e8,
            },
    };
}

bool ter_ellipsoid_open(int epsg, struct ter_ellipsoid *ret_ellipsoid, struct ter_error *err)
{
    double a_m, inverse_flattening;
    if (!ter_crs_ellipsoid(epsg, &a_m, &inverse_flattening, err))
        return false;
    ter_ellipsoid_make(a_m, inverse_flattening, ret_ellipsoid);
    return true;
}

/* A sum that keeps what rounding takes from it (Neumaier). */
struct sum {
    double total, lost;
};

static void add(struct sum *sum, double value)
{
    double total = sum->total + value;
    sum->lost +=
        fabs(sum->total) >= fabs(value) ? (sum->total - total) + value : (value - total) + sum->total;
    sum->total = total;
}

/* F near a parallel: F(B0 + h) - F(B0) = p1 h + p2 h2 + … + p7 h7. The metres that a radian is there tell how
 * many pieces an edge has. */
enum { DEGREE = 7 };
struct series {
    double p[DEGREE + 1];
    double east_m, north_m; /* a radian of longitude, of latitude */
};

static struct series series_at(const struct ter_ellipsoid *ellipsoid, double lat)
{
    struct series series = {0};
    double s = sin(lat), c = cos(lat);
    double c2 = 1 - 2 * s * s, s2 = 2 * s * c; /* of the doubled angle: from m B to (m + 2) B */
    double sm = s, cm = c, b2 = ellipsoid->b_m * ellipsoid->b_m;
    for (int k = 0; k < TER_ELLIPSOID_TERMS; k++) {
        double m = 2 * k + 1, scale = b2 * ellipsoid->terms[k];
        /* the derivatives of sin(m B): m cos, -m2 sin, -m3 cos, m4 sin, … */
        for (int n = 1; n <= DEGREE; n++) {
            scale *= m / n;
            double wave = n % 2 ? cm : sm;
            series.p[n] += n % 4 == 2 || n % 4 == 3 ? -scale * wave : scale * wave;
        }
        double next = sm * c2 + cm * s2;
        cm = cm * c2 - sm * s2;
        sm = next;
    }
    double w2 = 1 - ellipsoid->e2 * s * s, w = sqrt(w2);
    series.east_m = ellipsoid->a_m / w * c;
    series.north_m = ellipsoid->a_m * (1 - ellipsoid->e2) / (w * w2);
    return series;
}

/* How many pieces of at most 70 m an edge is split into. */
static double pieces_of(const struct series *at, double dx, double dh)
{
    double east_m = dx * at->east_m, north_m = dh * at->north_m;
    double length2 = east_m * east_m + north_m * north_m;
    return length2 <= piece_m * piece_m ? 1 : ceil(sqrt(length2) / piece_m);
}

/* The mean that the trapezoid rule with n pieces finds for F along an edge from the height h1 to h2: with u
 * their middle and d their difference, F(u) + d2 F''(u) (1/24 + 1/12n2) + d4 F''''(u) (1/1920 + 1/288n2 -
 * 1/720n4) + …; the next term is under 1e-3 m2 for an edge across the whole reach of the series. */
static double mean_along(const struct series *at, double h1, double h2, double dx)
{
    const double *p = at->p;
    double u = (h1 + h2) / 2, d = h2 - h1;
    double mean = u * (p[1] + u * (p[2] + u * (p[3] + u * (p[4] + u * (p[5] + u * (p[6] + u * p[7]))))));
    double second =
        2 * p[2] + u * (6 * p[3] + u * (12 * p[4] + u * (20 * p[5] + u * (30 * p[6] + u * 42 * p[7]))));
    double n = pieces_of(at, dx, d), part = 1 / (n * n), d2 = d * d;
    mean += d2 * second * (1.0 / 24 + part / 12);
    if (d2 < 1e-8) /* 10 arc minutes … 600 m: the fourth derivative adds less than 1e-9 m2 */
        return mean;
    double fourth = 24 * p[4] + u * (120 * p[5] + u * (360 * p[6] + u * 840 * p[7]));
    double sixth = 720 * p[6] + u * 5040 * p[7];
    mean += d2 * d2 * fourth * (1.0 / 1920 + part / 288 - part * part / 720);
    mean += d2 * d2 * d2 * sixth * (1.0 / 448 + part / 32 - part * part / 24 + part * part * part / 42) / 720;
    return mean;
}

static double latitude_reach(const struct ter_lonlat *points, size_t count)
{
    double reach = 0;
    for (size_t i = 1; i < count; i++)
        reach = fmax(reach, fabs(points[i].lat - points[0].lat));
    return reach * radian;
}

double ter_ellipsoid_ring_m2(
    const struct ter_ellipsoid *ellipsoid, const struct ter_lonlat *points, size_t count)
{
    if (count < 3)
        return 0;
    if (latitude_reach(points, count) > series_reach)
        return ter_ellipsoid_ring_by_pieces_m2(ellipsoid, points, count);
    struct series at = series_at(ellipsoid, points[0].lat * radian);
    struct sum sum = {0};
    double h1 = (points[count - 1].lat - points[0].lat) * radian;
    double x1 = (points[count - 1].lon - points[0].lon) * radian;
    for (size_t i = 0; i < count; i++) {
        double h2 = (points[i].lat - points[0].lat) * radian, x2 = (points[i].lon - points[0].lon) * radian;
        if (x1 != x2)
            add(&sum, (x1 - x2) * mean_along(&at, h1, h2, x2 - x1));
        h1 = h2;
        x1 = x2;
    }
    return fabs(sum.total + sum.lost);
}

struct ter_parallel ter_parallel_at(const struct ter_ellipsoid *ellipsoid, double lat)
{
    struct series series = series_at(ellipsoid, lat * radian);
    struct ter_parallel parallel = {.lat = lat};
    double scale = radian * radian; /* F is for a radian of longitude; its derivative, for one of latitude */
    for (int i = 0; i < TER_PARALLEL_TERMS; i++, scale *= radian)
        parallel.terms[i] = (i + 1) * series.p[i + 1] * scale;
    return parallel;
}

/* The bracket of the formula, times 2 b2: the area between two parallels for one radian of longitude. */
static double between_parallels(const struct ter_ellipsoid *ellipsoid, double lat1, double lat2)
{
    double half = (lat2 - lat1) / 2, middle = (lat1 + lat2) / 2, bracket = 0;
    for (int k = 0; k < TER_ELLIPSOID_TERMS; k++)
        bracket += ellipsoid->terms[k] * sin((2 * k + 1) * half) * cos((2 * k + 1) * middle);
    return 2 * ellipsoid->b_m * ellipsoid->b_m * bracket;
}

static void add_edge(const struct ter_ellipsoid *ellipsoid, struct ter_lonlat from, struct ter_lonlat to,
    double meridian, struct sum *sum)
{
    struct series at = series_at(ellipsoid, (from.lat + to.lat) / 2 * radian);
    double dlat = to.lat - from.lat, dlon = to.lon - from.lon;
    double pieces = pieces_of(&at, dlon * radian, dlat * radian);
    for (size_t i = 0; i < (size_t)pieces; i++) {
        double start = (double)i / pieces, end = (double)(i + 1) / pieces;
        double middle = from.lon - meridian + dlon * (start + end) / 2;
        add(sum, middle * radian *
                     between_parallels(
                         ellipsoid, (from.lat + dlat * start) * radian, (from.lat + dlat * end) * radian));
    }
}

double ter_ellipsoid_ring_by_pieces_m2(
    const struct ter_ellipsoid *ellipsoid, const struct ter_lonlat *points, size_t count)
{
    struct sum sum = {0};
    for (size_t i = 0; i < count; i++)
        add_edge(ellipsoid, points[i], points[(i + 1) % count], points[0].lon, &sum);
    return count < 3 ? 0 : fabs(sum.total + sum.lost);
}

/* A cursor over bytes of which none can be trusted. */
struct cursor {
    const uint8_t *at, *end;
};

static bool take_u32(struct cursor *cursor, uint32_t *ret_value)
{
    if (cursor->end - cursor->at < 4)
        return false;
    const uint8_t *b = cursor->at;
    *ret_value = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    cursor->at += 4;
    return true;
}

/* The rings of one polygon; WKB keeps positions as two doubles without padding, as struct ter_lonlat has
 * them. */
static bool take_polygon(const struct ter_ellipsoid *ellipsoid, struct cursor *cursor, double *ret_m2)
{
    uint32_t rings;
    if (!take_u32(cursor, &rings))
        return false;
    double area_m2 = 0;
    TER_AUTO_FREE struct ter_lonlat *points = NULL;
    size_t capacity = 0;
    for (uint32_t ring = 0; ring < rings; ring++) {
        uint32_t count;
        if (!take_u32(cursor, &count) || count > (size_t)(cursor->end - cursor->at) / sizeof *points)
            return false;
        points = ter_grow(points, &capacity, (size_t)count + 1, sizeof *points);
        memcpy(points, cursor->at, count * sizeof *points);
        cursor->at += count * sizeof *points;
        double ring_m2 = ter_ellipsoid_ring_m2(ellipsoid, points, count);
        area_m2 += ring == 0 ? ring_m2 : -ring_m2;
    }
    *ret_m2 += area_m2;
    return true;
}

static bool skip_positions(struct cursor *cursor, uint32_t count)
{
    if (count > (size_t)(cursor->end - cursor->at) / sizeof(struct ter_lonlat))
        return false;
    cursor->at += count * sizeof(struct ter_lonlat);
    return true;
}

static bool take_area(const struct ter_ellipsoid *ellipsoid, struct cursor *cursor, int depth, double *ret_m2)
{
    uint32_t type, count;
    if (depth > 4 || cursor->at == cursor->end || *cursor->at++ != 1 || !take_u32(cursor, &type))
        return false;
    if (type == TER_POLYGON)
        return take_polygon(ellipsoid, cursor, ret_m2);
    if (type == TER_POINT)
        return skip_positions(cursor, 1);
    if (!take_u32(cursor, &count))
        return false;
    if (type == TER_LINESTRING)
        return skip_positions(cursor, count);
    if (type < TER_MULTIPOINT || type > TER_GEOMETRYCOLLECTION)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!take_area(ellipsoid, cursor, depth + 1, ret_m2))
            return false;
    return true;
}

bool ter_ellipsoid_area_m2(const struct ter_ellipsoid *ellipsoid, struct ter_wkb area, double *ret_m2)
{
    struct cursor cursor = {area.data, area.data + area.size};
    double area_m2 = 0;
    if (!area.data || !take_area(ellipsoid, &cursor, 0, &area_m2))
        return false;
    *ret_m2 = area_m2;
    return true;
}

double ter_mu_from_m2(double area_m2)
{
    return (double)((long double)area_m2 * 3 / 2000); /* three times a double is exact in the longer format */
}

double ter_m2_from_mu(double area_mu)
{
    return (double)((long double)area_mu * 2000 / 3);
}

int64_t ter_area_hundredths(double area_m2)
{
    double hundredths = round(area_m2 * 100);
    if (!(hundredths > -9.2e18))
        return INT64_MIN;
    return hundredths < 9.2e18 ? (int64_t)hundredths : INT64_MAX;
}

int64_t ter_mu_from_hundredths(int64_t hundredths, int decimals)
{
    enum { HUNDREDTHS_A_MU_TIMES_3 = 200000 }; /* 2000/3 m2 */
    __extension__ typedef __int128 wide;
    wide scaled = (wide)hundredths * 3;
    for (int i = 0; i < decimals; i++)
        scaled *= 10;
    wide half = HUNDREDTHS_A_MU_TIMES_3 / 2;
    return (int64_t)((scaled + (scaled < 0 ? -half : half)) / HUNDREDTHS_A_MU_TIMES_3);
}

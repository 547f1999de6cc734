/* Owns the datums of Chinese maps. The polynomials are those of the published re-engineering (eviltransform
 * and its kin), with Krasovsky's ellipsoid. */
#include "datum.h"

#include "text.h"

#include <math.h>
#include <string.h>

static const char *const names[] = {"wgs84", "cgcs2000", "gcj02", "bd09"};
enum { DATUMS = sizeof names / sizeof *names };

/* GCJ-02, "WGS 84", bd_09: without what people put between letters and digits. */
static char *plain_name(const char *name)
{
    char *key = ter_text_key(name), *to = key;
    for (const char *from = key; *from; from++)
        if (!strchr("-_ .", *from))
            *to++ = *from;
    *to = '\0';
    return key;
}

bool ter_datum_parse(const char *name, enum ter_datum *ret_datum, struct ter_error *err)
{
    TER_AUTO_FREE char *key = plain_name(name);
    for (int i = 0; i < DATUMS; i++)
        if (strcmp(key, names[i]) == 0) {
            *ret_datum = (enum ter_datum)i;
            return true;
        }
    const char *near = ter_text_suggest(key, names, DATUMS);
    return ter_fail(err, TER_USAGE, "\"%s\" is not a datum%s%s%s (known: wgs84, cgcs2000, gcj02, bd09)", name,
        near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static bool shifts(enum ter_datum datum)
{
    return datum == TER_GCJ02 || datum == TER_BD09;
}

double ter_datum_uncertainty_m(enum ter_datum datum)
{
    return shifts(datum) ? 1 : 0;
}

static bool in_china(struct ter_lonlat p)
{
    return p.lon >= 72.004 && p.lon <= 137.8347 && p.lat >= 0.8293 && p.lat <= 55.8271;
}

/* The waves that both polynomials share: amplitudes at 1, 1/3, 1/12 and 1/30 of the way. */
static double waves(double x, double a, double b, double c)
{
    return (a * sin(x * M_PI) + b * sin(x / 3 * M_PI)) * 2 / 3 + c;
}

/* Shift in the units of the formula, to be scaled to degrees on the ellipsoid. */
static double shift_lat(double x, double y)
{
    double fine = (20 * sin(6 * x * M_PI) + 20 * sin(2 * x * M_PI)) * 2 / 3;
    double coarse = (160 * sin(y / 12 * M_PI) + 320 * sin(y * M_PI / 30)) * 2 / 3;
    return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) + fine +
           waves(y, 20, 40, coarse);
}

static double shift_lon(double x, double y)
{
    double fine = (20 * sin(6 * x * M_PI) + 20 * sin(2 * x * M_PI)) * 2 / 3;
    double coarse = (150 * sin(x / 12 * M_PI) + 300 * sin(x / 30 * M_PI)) * 2 / 3;
    return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + fine +
           waves(x, 20, 40, coarse);
}

static struct ter_lonlat gcj_from_wgs(struct ter_lonlat p)
{
    static const double a = 6378245.0, ee = 0.00669342162296594323;
    double x = p.lon - 105, y = p.lat - 35, phi = p.lat * M_PI / 180;
    double magic = 1 - ee * sin(phi) * sin(phi);
    double dlat = shift_lat(x, y) * 180 / (a * (1 - ee) / (magic * sqrt(magic)) * M_PI);
    double dlon = shift_lon(x, y) * 180 / (a / sqrt(magic) * cos(phi) * M_PI);
    return (struct ter_lonlat){p.lon + dlon, p.lat + dlat};
}

static struct ter_lonlat bd_from_gcj(struct ter_lonlat p)
{
    static const double turn = M_PI * 3000 / 180;
    double z = hypot(p.lon, p.lat) + 0.00002 * sin(p.lat * turn);
    double theta = atan2(p.lat, p.lon) + 0.000003 * cos(p.lon * turn);
    return (struct ter_lonlat){z * cos(theta) + 0.0065, z * sin(theta) + 0.006};
}

bool ter_datum_applies(enum ter_datum datum, struct ter_lonlat point)
{
    return shifts(datum) && in_china(point);
}

static struct ter_lonlat shift(enum ter_datum datum, struct ter_lonlat point)
{
    struct ter_lonlat gcj = gcj_from_wgs(point);
    return datum == TER_BD09 ? bd_from_gcj(gcj) : gcj;
}

struct ter_lonlat ter_datum_from_wgs84(enum ter_datum datum, struct ter_lonlat point)
{
    return ter_datum_applies(datum, point) ? shift(datum, point) : point;
}

/* Whether there is a shift is asked of the given point alone: near the edge of China a guess may lie on the
 * other side, and the search would go to and fro. */
struct ter_lonlat ter_datum_to_wgs84(enum ter_datum datum, struct ter_lonlat point)
{
    enum { ROUNDS = 30 };
    struct ter_lonlat guess = point;
    for (int i = 0; i < ROUNDS && ter_datum_applies(datum, point); i++) {
        struct ter_lonlat there = shift(datum, guess);
        double dlon = there.lon - point.lon, dlat = there.lat - point.lat;
        guess.lon -= dlon;
        guess.lat -= dlat;
        if (fabs(dlon) < 1e-11 && fabs(dlat) < 1e-11)
            break;
    }
    return guess;
}

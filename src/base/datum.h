/* Positions from Chinese maps: GCJ-02 (shifted by law, as phone maps show it) and BD-09 (Baidu's, shifted
 * again).
 *
 * Neither is published; the usual formulas were found by comparing maps and agree with what services give to
 * about a metre. Outside China nothing is shifted. CGCS2000 and WGS 84 are the same at a register's accuracy.
 */
#ifndef TER_BASE_DATUM_H
#define TER_BASE_DATUM_H

#include "geometry.h"

enum ter_datum { TER_WGS84, TER_CGCS2000, TER_GCJ02, TER_BD09 };

/* wgs84, cgcs2000, gcj02 or bd09, also as GCJ-02 or "BD 09"; did-you-mean. */
TER_CHECKED bool ter_datum_parse(const char *name, enum ter_datum *ret_datum, struct ter_error *err);

/* The position in WGS 84, found by iterating the forward formula (residual under 1e-9 degree). */
struct ter_lonlat ter_datum_to_wgs84(enum ter_datum datum, struct ter_lonlat point);

/* The forward formulas. */
struct ter_lonlat ter_datum_from_wgs84(enum ter_datum datum, struct ter_lonlat point);

/* Say whether the datum shifts this position: gcj02 and bd09 do, within China. */
bool ter_datum_applies(enum ter_datum datum, struct ter_lonlat point);

/* What the conversion may be wrong by, metres: to be added to an error radius. */
double ter_datum_uncertainty_m(enum ter_datum datum);

#endif

/* Owns the question who borders on a gap. Knows nothing of records but their shapes. */
#include "topology_rim.h"

#include <geos_c.h>
#include <stdlib.h>

/* A millimetre: so far a gap's corner may lie beside the record's that it was computed from. What a record
 * has of a strip of this width round the gap is the length of their border; of a corner it has less than
 * four. */
static const double width_deg = 1e-8, corner_widths = 4;

struct ter_rim {
    GEOSContextHandle_t geos;
    GEOSWKBReader *reader;
    GEOSGeometry *strip; /* the gap and the strip round it */
    const GEOSPreparedGeometry *prepared;
};

struct ter_rim *ter_rim_open(struct ter_wkb gap)
{
    TER_AUTO(ter_rim_close) struct ter_rim *rim = ter_alloc(sizeof *rim);
    rim->geos = GEOS_init_r();
    rim->reader = GEOSWKBReader_create_r(rim->geos);
    GEOSGeometry *shape = GEOSWKBReader_read_r(rim->geos, rim->reader, gap.data, gap.size);
    rim->strip = shape ? GEOSBuffer_r(rim->geos, shape, width_deg, 1) : NULL;
    rim->prepared = rim->strip ? GEOSPrepare_r(rim->geos, rim->strip) : NULL;
    GEOSGeom_destroy_r(rim->geos, shape);
    if (!rim->prepared)
        return NULL;
    struct ter_rim *opened = rim;
    rim = NULL;
    return opened;
}

void ter_rim_close(struct ter_rim *rim)
{
    if (!rim)
        return;
    GEOSPreparedGeom_destroy_r(rim->geos, rim->prepared);
    GEOSGeom_destroy_r(rim->geos, rim->strip);
    GEOSWKBReader_destroy_r(rim->geos, rim->reader);
    GEOS_finish_r(rim->geos);
    free(rim);
}

double ter_rim_shared_deg(struct ter_rim *rim, struct ter_wkb record)
{
    GEOSContextHandle_t geos = rim->geos;
    GEOSGeometry *shape = GEOSWKBReader_read_r(geos, rim->reader, record.data, record.size);
    GEOSGeometry *shared = shape && GEOSPreparedIntersects_r(geos, rim->prepared, shape) == 1
                               ? GEOSIntersection_r(geos, rim->strip, shape)
                               : NULL;
    double area_deg2 = 0;
    if (shared && GEOSArea_r(geos, shared, &area_deg2) != 1)
        area_deg2 = 0;
    GEOSGeom_destroy_r(geos, shared);
    GEOSGeom_destroy_r(geos, shape);
    double length_deg = area_deg2 / width_deg;
    return length_deg > corner_widths * width_deg ? length_deg : 0;
}

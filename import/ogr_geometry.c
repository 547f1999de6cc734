/* Owns the way from GDAL's geometries and from WKT to WKB. Knows nothing of files. */
#include "ogr_geometry.h"

#include "base/messages.h"
#include "gdal_door.h"

#include <cpl_error.h>

enum { VERTEX_SIZE = 16 };

static void geometry_free(OGRGeometryH *geometry)
{
    OGR_G_DestroyGeometry(*geometry);
}

bool ter_ogr_to_wkb(OGRGeometryH geometry, struct ter_buf *ret_wkb, struct ter_error *err)
{
    ter_buf_clear(ret_wkb);
    if (OGR_G_IsEmpty(geometry))
        return true;
    /* Both need a geometry of our own: the given one belongs to its feature. */
    __attribute__((cleanup(geometry_free))) OGRGeometryH flat =
        OGR_G_HasCurveGeometry(geometry, TRUE) ? OGR_G_GetLinearGeometry(geometry, 0, NULL)
                                               : OGR_G_Clone(geometry);
    if (!flat)
        return ter_fail(err, TER_FAILED, "the geometry cannot be read");
    OGR_G_FlattenTo2D(flat);
    size_t size = OGR_G_WkbSizeEx(flat);
    if (size / VERTEX_SIZE > TER_MOST_VERTICES)
        return ter_fail(err, TER_FAILED,
            "the shape has more than %d vertices; cut it into parts, or simplify it", TER_MOST_VERTICES);
    ret_wkb->data = ter_grow(ret_wkb->data, &ret_wkb->capacity, size + 1, 1);
    if (OGR_G_ExportToIsoWkb(flat, wkbNDR, (unsigned char *)ret_wkb->data) != OGRERR_NONE)
        return ter_fail(err, TER_FAILED, "a %s cannot be stored", OGR_G_GetGeometryName(flat));
    ret_wkb->size = size;
    return true;
}

void ter_ogr_count_losses(OGRGeometryH geometry, struct ter_ogr_losses *losses)
{
    losses->empty += OGR_G_IsEmpty(geometry) != 0;
    losses->heights += OGR_G_Is3D(geometry) || OGR_G_IsMeasured(geometry);
    losses->curves += OGR_G_HasCurveGeometry(geometry, TRUE) != 0;
}

void ter_ogr_note_losses(const struct ter_ogr_losses *losses, struct ter_strings *notes)
{
    if (losses->heights)
        ter_note(notes, "heights and measures (Z, M) of %lld geometr%s are left out",
            (long long)losses->heights, losses->heights == 1 ? "y" : "ies");
    if (losses->curves)
        ter_note(notes, "curves of %lld geometr%s are drawn as straight pieces", (long long)losses->curves,
            losses->curves == 1 ? "y" : "ies");
    if (losses->empty)
        ter_note(notes, "%lld geometr%s empty: no position comes from %s", (long long)losses->empty,
            losses->empty == 1 ? "y is" : "ies are", losses->empty == 1 ? "it" : "them");
}

bool ter_ogr_read_wkt(const char *text, struct ter_buf *ret_wkb, struct ter_error *err)
{
    TER_AUTO_FREE char *copy = ter_strdup(text); /* GDAL's parser asks for a pointer it may change */
    char *rest = copy;
    __attribute__((cleanup(geometry_free))) OGRGeometryH geometry = NULL;
    CPLPushErrorHandler(CPLQuietErrorHandler);
    bool read = OGR_G_CreateFromWkt(&rest, NULL, &geometry) == OGRERR_NONE && geometry;
    CPLPopErrorHandler();
    while (read && (*rest == ' ' || *rest == ';'))
        rest++;
    if (!read || *rest)
        return ter_fail(err, TER_FAILED, "not a geometry; write it as POINT (111.16 40.73)");
    return ter_ogr_to_wkb(geometry, ret_wkb, err);
}

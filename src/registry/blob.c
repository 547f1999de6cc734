/* Owns the form in which SpatiaLite keeps geometries. The form is documented with SpatiaLite ("BLOB-Geometry
 * internal format"): 00, byte order, SRID, box, 7C, class, body, FE; a body is WKB whose parts carry the mark
 * 69 in place of a byte order. Points and lines, by far
 * the commonest, are written directly; the rest by the library. */
#include "blob.h"

#include "blob_check.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include <spatialite/gaiageo.h>

enum { POINT_BLOB_SIZE = 60, HEAD_SIZE = 43 };

static void put_u32(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}

static void point_blob(struct ter_wkb wkb, int epsg, struct ter_buf *ret_blob)
{
    uint8_t blob[POINT_BLOB_SIZE] = {0x00, 0x01};
    put_u32(blob + 2, (uint32_t)epsg);
    memcpy(blob + 6, wkb.data + 5, 16);
    memcpy(blob + 22, wkb.data + 5, 16);
    blob[38] = 0x7c;
    put_u32(blob + 39, TER_POINT);
    memcpy(blob + HEAD_SIZE, wkb.data + 5, 16);
    blob[POINT_BLOB_SIZE - 1] = 0xfe;
    ter_buf_add(ret_blob, blob, sizeof blob);
}

/* Between its marks, in our byte order: what may be read without the library. */
static bool is_framed(const uint8_t *bytes, size_t size)
{
    return size > HEAD_SIZE && bytes[0] == 0x00 && bytes[1] == 0x01 && bytes[38] == 0x7c &&
           bytes[size - 1] == 0xfe;
}

static void geometry_free(gaiaGeomColl *geometry)
{
    if (geometry)
        gaiaFreeGeomColl(geometry);
}
TER_DEFINE_AUTO(gaiaGeomColl, geometry_free)

bool ter_blob_from_wkb(struct ter_wkb wkb, int epsg, struct ter_buf *ret_blob, struct ter_error *err)
{
    if (wkb.size == TER_WKB_POINT_SIZE && ter_wkb_type(wkb) == TER_POINT) {
        point_blob(wkb, epsg, ret_blob);
        return true;
    }
    TER_AUTO_POINTS struct ter_points points = {0}; /* our own reader vouches for the bytes first */
    if (!ter_wkb_points(wkb, &points) || !points.count)
        return ter_fail(err, TER_FAILED, "the geometry is broken or empty");
    TER_AUTO(geometry_free) gaiaGeomColl *geometry = gaiaFromWkb(wkb.data, (unsigned)wkb.size);
    if (!geometry)
        return ter_fail(err, TER_FAILED, "the geometry is broken");
    geometry->Srid = epsg;
    enum ter_geometry_type type = ter_wkb_type(wkb);
    geometry->DeclaredType = (int)type; /* else a collection of one part would become that part */
    unsigned char *blob = NULL;
    int size = 0;
    gaiaToSpatiaLiteBlobWkb(geometry, &blob, &size);
    if (!blob)
        return ter_fail(err, TER_FAILED, "the geometry cannot be stored");
    ter_buf_add(ret_blob, blob, (size_t)size);
    free(blob);
    return true;
}

bool ter_blob_to_wkb(const void *blob, size_t size, struct ter_buf *ret_wkb, struct ter_error *err)
{
    const uint8_t *bytes = blob;
    static const uint8_t point_class[4] = {TER_POINT, 0, 0, 0};
    if (size == POINT_BLOB_SIZE && is_framed(bytes, size) && memcmp(bytes + 39, point_class, 4) == 0) {
        static const uint8_t header[5] = {1, TER_POINT, 0, 0, 0};
        ter_buf_add(ret_wkb, header, sizeof header);
        ter_buf_add(ret_wkb, bytes + HEAD_SIZE, 16);
        return true;
    }
    bool whole = size < INT32_MAX && ter_blob_is_whole(bytes, size);
    TER_AUTO(geometry_free)
    gaiaGeomColl *geometry = whole ? gaiaFromSpatiaLiteBlobWkb(bytes, (unsigned)size) : NULL;
    if (!geometry)
        return ter_fail(
            err, TER_FAILED, "a geometry in the registry is damaged; terrier log shows its history");
    TER_AUTO(geometry_free)
    gaiaGeomColl *flat = geometry->DimensionModel == GAIA_XY ? NULL : gaiaCastGeomCollToXY(geometry);
    unsigned char *wkb = NULL;
    int wkb_size = 0;
    gaiaToWkb(flat ? flat : geometry, &wkb, &wkb_size);
    if (!wkb)
        return ter_fail(err, TER_FAILED, "a geometry in the registry cannot be read");
    ter_buf_add(ret_wkb, wkb, (size_t)wkb_size);
    free(wkb);
    return true;
}

static void put_double(uint8_t *bytes, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(bits >> (8 * i));
}

static double get_double(const uint8_t *bytes)
{
    uint64_t bits = 0;
    double value;
    for (int i = 7; i >= 0; i--)
        bits = bits << 8 | bytes[i];
    memcpy(&value, &bits, sizeof value);
    return value;
}

void ter_blob_from_line(const struct ter_lonlat *points, size_t count, int epsg, struct ter_buf *ret_blob)
{
    struct ter_bbox box = ter_bbox_of(points, count);
    uint8_t head[HEAD_SIZE + 4] = {0x00, 0x01};
    static const uint8_t end = 0xfe;
    put_u32(head + 2, (uint32_t)epsg);
    put_double(head + 6, box.west);
    put_double(head + 14, box.south);
    put_double(head + 22, box.east);
    put_double(head + 30, box.north);
    head[38] = 0x7c;
    put_u32(head + 39, TER_LINESTRING);
    put_u32(head + HEAD_SIZE, (uint32_t)count);
    ter_buf_add(ret_blob, head, sizeof head);
    for (size_t i = 0; i < count; i++) {
        uint8_t pair[16];
        put_double(pair, points[i].lon);
        put_double(pair + 8, points[i].lat);
        ter_buf_add(ret_blob, pair, sizeof pair);
    }
    ter_buf_add(ret_blob, &end, 1);
}

bool ter_blob_to_line(const void *blob, size_t size, struct ter_points *ret_points, struct ter_error *err)
{
    static const uint8_t line_class[4] = {TER_LINESTRING, 0, 0, 0};
    const uint8_t *bytes = blob;
    if (size >= HEAD_SIZE + 5 && is_framed(bytes, size) && memcmp(bytes + 39, line_class, 4) == 0 &&
        (size - HEAD_SIZE - 5) % 16 == 0) {
        size_t count = (size - HEAD_SIZE - 5) / 16;
        uint32_t stated = (uint32_t)bytes[HEAD_SIZE] | (uint32_t)bytes[HEAD_SIZE + 1] << 8 |
                          (uint32_t)bytes[HEAD_SIZE + 2] << 16 | (uint32_t)bytes[HEAD_SIZE + 3] << 24;
        if (count == stated && count) {
            ret_points->items = ter_grow(ret_points->items, &ret_points->capacity, ret_points->count + count,
                sizeof *ret_points->items);
            for (const uint8_t *at = bytes + HEAD_SIZE + 4; count--; at += 16)
                ret_points->items[ret_points->count++] =
                    (struct ter_lonlat){get_double(at), get_double(at + 8)};
            return true;
        }
    }
    TER_AUTO_BUF struct ter_buf wkb = {
        0}; /* drawn by another program: compressed, or of the other byte order */
    if (!ter_blob_to_wkb(blob, size, &wkb, err))
        return false;
    struct ter_wkb line = {(const uint8_t *)wkb.data, wkb.size};
    size_t before = ret_points->count;
    return (ter_wkb_type(line) == TER_LINESTRING && ter_wkb_points(line, ret_points) &&
               ret_points->count > before) ||
           ter_fail(err, TER_FAILED, "the geometry is no line");
}

bool ter_blob_bbox(const void *blob, size_t size, struct ter_bbox *ret_box)
{
    const uint8_t *bytes = blob;
    if (size < HEAD_SIZE || bytes[0] != 0 || bytes[1] != 1)
        return false;
    *ret_box = (struct ter_bbox){
        get_double(bytes + 6), get_double(bytes + 14), get_double(bytes + 22), get_double(bytes + 30)};
    return true;
}

/* Owns the .qgz as an archive, and the name of an ellipsoid: what a project wants of GDAL. Knows nothing of
 * what stands in the document. */
#include "qgis_archive.h"

#include "base/messages.h"
#include "gdal_log.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <ogr_srs_api.h>
#include <string.h>
#include <unistd.h>

/* QGIS takes whichever .qgs it finds first. A name in ASCII is the same for all unpackers. */
#define DOCUMENT "project.qgs"

static bool write_document(const char *path, const char *document, size_t size)
{
    VSILFILE *file = VSIFOpenL(path, "wb");
    if (!file)
        return false;
    bool written = VSIFWriteL(document, 1, size, file) == size;
    return VSIFCloseL(file) == 0 && written;
}

/* With one slash too many, "/vsizip//vsimem/…", GDAL fails without a word: braces round the archive's path.
 */
bool ter_qgis_pack(const char *document, size_t size, struct ter_buf *ret_archive, struct ter_error *err)
{
    struct ter_gdal_log log = {0};
    TER_AUTO_FREE char *archive = ter_format("/vsimem/terrier-%ld.qgz", (long)getpid());
    TER_AUTO_FREE char *inside = ter_format("/vsizip/{%s}/" DOCUMENT, archive);
    ter_gdal_listen(&log);
    bool packed = write_document(inside, document, size);
    ter_gdal_deaf();
    vsi_l_offset length = 0;
    const GByte *bytes = packed ? VSIGetMemFileBuffer(archive, &length, FALSE) : NULL;
    if (bytes)
        ter_buf_add(ret_archive, bytes, (size_t)length);
    VSIUnlink(archive);
    return bytes || ter_fail(err, TER_FAILED, "GDAL could not pack the project: %s",
                        log.failed ? log.message : ter_message("it gives no reason"));
}

static void read_part(const char *path, size_t most, struct ter_buf *ret_document)
{
    char block[1024];
    VSILFILE *file = VSIFOpenL(path, "rb");
    for (size_t got = 1; file && got && ret_document->size < most;) {
        size_t left = most - ret_document->size;
        got = VSIFReadL(block, 1, left < sizeof block ? left : sizeof block, file);
        ter_buf_add(ret_document, block, got);
    }
    if (file)
        VSIFCloseL(file);
}

void ter_qgis_peek(const char *path, size_t most, struct ter_buf *ret_document)
{
    struct ter_gdal_log ignored = {0};
    TER_AUTO_FREE char *archive = ter_format("/vsizip/{%s}", path);
    ter_gdal_listen(&ignored);
    char **names = VSIReadDir(archive);
    for (char **name = names; name && *name && !ret_document->size; name++) {
        TER_AUTO_FREE char *inside = ter_format("%s/%s", archive, *name);
        if (strcmp(CPLGetExtension(*name), "qgs") == 0)
            read_part(inside, most, ret_document);
    }
    CSLDestroy(names);
    ter_gdal_deaf();
}

bool ter_qgis_ellipsoid(int epsg, char **ret_ellipsoid, struct ter_error *err)
{
    struct ter_gdal_log ignored = {0};
    OGRSpatialReferenceH system = OSRNewSpatialReference(NULL);
    ter_gdal_listen(&ignored);
    bool known = OSRImportFromEPSG(system, epsg) == OGRERR_NONE;
    const char *code = known ? OSRGetAuthorityCode(system, "GEOGCS|SPHEROID") : NULL;
    if (!code && known)
        code = OSRGetAuthorityCode(system, "SPHEROID");
    if (code)
        *ret_ellipsoid = ter_format("EPSG:%s", code);
    ter_gdal_deaf();
    OSRDestroySpatialReference(system);
    return code || ter_fail(err, TER_FAILED, "EPSG:%d: its ellipsoid is not known", epsg);
}

/* What a .qgz is: a ZIP archive with a .qgs in it. In the GDAL module only. */
#ifndef TER_EXPORT_QGIS_ARCHIVE_H
#define TER_EXPORT_QGIS_ARCHIVE_H

#include "base/memory.h"

/* Pack a document into an archive, in memory. */
TER_CHECKED bool ter_qgis_pack(
    const char *document, size_t size, struct ter_buf *ret_archive, struct ter_error *err);

/* Append the beginning of the project's document in an archive on disk (at most `most` bytes); nothing where
 * it is no archive, or none with a project in it. */
void ter_qgis_peek(const char *path, size_t most, struct ter_buf *ret_document);

/* The EPSG name ("EPSG:7030") of the ellipsoid below a reference system. */
TER_CHECKED bool ter_qgis_ellipsoid(int epsg, char **ret_ellipsoid, struct ter_error *err);

#endif

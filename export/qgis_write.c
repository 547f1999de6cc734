/* Owns the way of a project into its file: what may be replaced, and that the file is there whole or not at
 * all. The archive itself is made behind GDAL's door. */
#include "base/messages.h"
#include "gdal_door.h"
#include "qgis_project.h"
#include "staging.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { HEAD = 1024 }; /* the mark stands in the document's first lines */

static bool check_name(const char *path, struct ter_error *err)
{
    static const char ending[] = ".qgz";
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    if (dot && dot > name && strcasecmp(dot, ending) == 0)
        return true;
    int stem = (int)(dot && dot > name ? dot - path : (ptrdiff_t)strlen(path));
    return ter_fail(
        err, TER_USAGE, "%s: a project's file name ends in .qgz: write %.*s.qgz", path, stem, path);
}

/* Whoever saves a project in QGIS has put work into it. */
static bool check_old(const struct ter_export_gdal *gdal, const char *path, struct ter_error *err)
{
    struct stat info;
    TER_AUTO_BUF struct ter_buf head = {0};
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return true; /* what else is wrong shows when it is written */
    gdal->peek(path, HEAD, &head);
    if (head.size && ter_qgis_is_ours(head.data, head.size))
        return true;
    return ter_fail(err, TER_FAILED, "%s: %s; name another file, or --overwrite to replace it", path,
        head.size ? ter_message("was made or saved in QGIS")
                  : ter_message("is there already and is no project"));
}

static bool write_bytes(const char *path, const struct ter_buf *bytes)
{
    FILE *file = fopen(path, "wbe");
    if (!file)
        return false;
    bool written = fwrite(bytes->data, 1, bytes->size, file) == bytes->size && fflush(file) == 0;
    int reason = errno;
    if (fclose(file) != 0)
        return false;
    errno = reason;
    return written;
}

static bool publish(const char *path, const struct ter_buf *archive, struct ter_error *err)
{
    TER_AUTO(ter_staging_close) struct ter_staging *staging = NULL;
    TER_AUTO_STRINGS struct ter_strings files = {0};
    if (!ter_staging_open(path, &staging, err))
        return false;
    TER_AUTO_FREE char *staged = ter_staging_path(staging);
    if (!write_bytes(staged, archive))
        return ter_fail(err, TER_FAILED, "%s: %s", path, ter_staging_reason(errno));
    return ter_staging_publish(staging, NULL, &files, err);
}

bool ter_qgis_write(
    const struct ter_qgis_project *project, const char *path, bool overwrite, struct ter_error *err)
{
    const struct ter_module *module;
    TER_AUTO_FREE char *ellipsoid = NULL;
    TER_AUTO_BUF struct ter_buf document = {0}, archive = {0};
    if (!check_name(path, err) || !ter_module_open("terrier-export-gdal", "ter_export_gdal", &module, err))
        return false;
    const struct ter_export_gdal *gdal = (const struct ter_export_gdal *)module;
    return (overwrite || check_old(gdal, path, err)) && gdal->ellipsoid(project->epsg, &ellipsoid, err) &&
           ter_qgis_document(project, ellipsoid, &document, err) &&
           gdal->pack(document.data, document.size, &archive, err) && publish(path, &archive, err);
}

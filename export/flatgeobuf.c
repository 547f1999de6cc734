/* Owns what FlatGeobuf asks of the common writer: next to nothing. Its index is built at the end, over all
 * features, and GDAL drops a feature without geometry in silence: writer.c keeps such records away from it
 * and says so. */
#include "ogr.h"

#include <cpl_conv.h>

/* Features wait for the index in a temporary file: on the target's disk, not on a small /tmp. */
static bool choose_folder(struct ter_ogr_writer *writer, struct ter_error *err)
{
    (void)err;
    CPLSetThreadLocalConfigOption("CPL_TMPDIR", ter_staging_folder(writer->staging));
    return true;
}

static void forget_folder(struct ter_ogr_writer *writer)
{
    (void)writer;
    CPLSetThreadLocalConfigOption("CPL_TMPDIR", NULL);
}

static char **layer_options(const struct ter_ogr_writer *writer)
{
    (void)writer;
    return CSLSetNameValue(NULL, "SPATIAL_INDEX", "YES");
}

const struct ter_ogr_format ter_ogr_flatgeobuf = {
    .driver = "FlatGeobuf",
    .through_sink = true,
    .dates = true,
    .recount = true,
    .begin = choose_folder,
    .layer_options = layer_options,
    .end = forget_folder,
};

/* Owns what GeoJSON and CSV ask of the common writer. */
#include "ogr.h"

#include <stdlib.h>

/* ---- GeoJSON: RFC 7946 ---- */

/* Collection-level text: whose data it is, and what became of the CRS, which RFC 7946 has no member for. */
static char *geojson_description(const struct ter_ogr_writer *writer)
{
    struct ter_buf text = {0};
    if (writer->options.attribution)
        ter_buf_printf(&text, "%s. ", writer->options.attribution);
    if (writer->options.epsg == 4490)
        ter_buf_text(&text,
            "Positions are CGCS2000 (EPSG:4490) taken unchanged as WGS 84: the transformation between "
            "the two is null.");
    else if (writer->options.epsg != 4326)
        ter_buf_printf(&text, "Positions were transformed from EPSG:%d to WGS 84.", writer->options.epsg);
    return ter_buf_take(&text);
}

static char **geojson_layer_options(const struct ter_ogr_writer *writer)
{
    TER_AUTO_FREE char *description = geojson_description(writer);
    char **options = CSLSetNameValue(NULL, "RFC7946", "YES");
    options = CSLSetNameValue(options, "COORDINATE_PRECISION", "7");
    /* Nothing in a register crosses the antimeridian, and looking for it turns MultiPolygons into Polygons.
     */
    options = CSLSetNameValue(options, "WRAPDATELINE", "NO");
    return *description ? CSLSetNameValue(options, "DESCRIPTION", description) : options;
}

static void geojson_note(struct ter_ogr_writer *writer)
{
    int epsg = writer->options.epsg;
    if (epsg == 4490)
        ter_strings_add(&writer->writer.notes,
            "GeoJSON is WGS 84: EPSG:4490 was written unchanged (the transformation is null), to 7 decimals");
    else if (epsg != 4326)
        ter_strings_printf(
            &writer->writer.notes, "GeoJSON is WGS 84: transformed from EPSG:%d, to 7 decimals", epsg);
}

/* Counting a million features again would mean parsing them; the sink saw every byte reach the file. */
const struct ter_ogr_format ter_ogr_geojson = {
    .driver = "GeoJSON",
    .epsg_instead = 4326,
    .through_sink = true,
    .layer_options = geojson_layer_options,
    .note = geojson_note,
};

/* ---- CSV ---- */

/* GDAL would by default quote whole numbers as well. */
static char **csv_layer_options(const struct ter_ogr_writer *writer)
{
    (void)writer;
    return CSLSetNameValue(NULL, "STRING_QUOTING", "IF_NEEDED");
}

/* GDAL's own AS_XY would put X and Y in front; names that the layer's import understands stand at the end. */
const struct ter_ogr_format ter_ogr_csv = {
    .driver = "CSV",
    .stem_is_layer = true,
    .through_sink = true,
    .position_fields = true,
    .layer_options = csv_layer_options,
};

/* Owns what a GeoPackage asks of the common writer: value lists and aliases of the fields, by the standard's
 * schema extension. */
#include "ogr.h"

#include <cpl_conv.h>
#include <stdlib.h>
#include <string.h>

static char *domain_name(const struct ter_layer *layer, const struct ter_domain *domain)
{
    return ter_format("%s_%s", layer->name, domain->name);
}

/* The choices as pairs of stored value and title. GDAL's type wants texts that may be written to, yet copies
 * them. */
static bool add_domain(struct ter_ogr_writer *writer, const struct ter_domain *domain)
{
    OGRCodedValue *values = ter_alloc((domain->count + 1) * sizeof *values);
    for (size_t i = 0; i < domain->count; i++) {
        values[i].pszCode = domain->choices[i].value;
        values[i].pszValue = domain->choices[i].title.text[writer->options.lang];
    }
    TER_AUTO_FREE char *name = domain_name(writer->options.layer, domain);
    OGRFieldDomainH coded = OGR_CodedFldDomain_Create(name, "", OFTString, OFSTNone, values);
    free(values);
    char *reason = NULL;
    bool added = coded && GDALDatasetAddFieldDomain(writer->dataset, coded, &reason);
    if (!added && reason)
        CPLError(CE_Failure, CPLE_AppDefined, "%s", reason);
    CPLFree(reason);
    OGR_FldDomain_Destroy(coded);
    return added;
}

static bool add_domains(struct ter_ogr_writer *writer)
{
    const struct ter_layer *layer = writer->options.layer;
    for (size_t i = 0; i < layer->domain_count; i++)
        if (!add_domain(writer, &layer->domains[i]))
            return false;
    return true;
}

static void define(const struct ter_ogr_writer *writer, size_t field, OGRFieldDefnH definition)
{
    const struct ter_layer *layer = writer->options.layer;
    if (!layer->fields[field].domain)
        return;
    TER_AUTO_FREE char *name = domain_name(layer, layer->fields[field].domain);
    OGR_Fld_SetDomainName(definition, name);
}

static char *quote(const char *text)
{
    struct ter_buf quoted = {0};
    ter_buf_text(&quoted, "'");
    for (; *text; text++)
        ter_buf_text(&quoted, *text == '\'' ? "''" : (char[]){*text, '\0'});
    ter_buf_text(&quoted, "'");
    return ter_buf_take(&quoted);
}

/* gpkg_data_columns.name must be unique; a later field of the same title goes by its own name. */
static const char *unique_title(const struct ter_layer *layer, size_t field, enum ter_lang lang)
{
    const char *title = layer->fields[field].title.text[lang];
    for (size_t i = 0; i < field; i++)
        if (strcmp(layer->fields[i].title.text[lang], title) == 0)
            return layer->fields[field].name;
    return title;
}

/* GDAL 3.6 keeps no aliases in a GeoPackage (3.7 reads and writes them in this place), so the rows of the
 * extension's table are written here. GDAL made the table, for the domain that every layer's status has; what
 * an analysis writes has no domains, hence no table and no aliases. */
static bool add_aliases(struct ter_ogr_writer *writer)
{
    const struct ter_layer *layer = writer->options.layer;
    TER_AUTO_FREE char *table = quote(layer->name);
    for (size_t i = 0; layer->domain_count && i < layer->field_count; i++) {
        TER_AUTO_FREE char *column = quote(layer->fields[i].name);
        TER_AUTO_FREE char *name = quote(unique_title(layer, i, writer->options.lang));
        TER_AUTO_FREE char *title = quote(layer->fields[i].title.text[writer->options.lang]);
        TER_AUTO_FREE char *sql = ter_format(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (table_name, column_name) DO UPDATE SET name = excluded.name, title = "
            "excluded.title",
            table, column, name, title);
        CPLErrorReset();
        OGRLayerH result = GDALDatasetExecuteSQL(writer->dataset, sql, NULL, NULL);
        if (result)
            GDALDatasetReleaseResultSet(writer->dataset, result);
        if (CPLGetLastErrorType() >= CE_Failure)
            return false;
    }
    return true;
}

static char **layer_options(const struct ter_ogr_writer *writer)
{
    const struct ter_layer *layer = writer->options.layer;
    enum ter_lang lang = writer->options.lang;
    TER_AUTO_BUF struct ter_buf description = {0};
    ter_buf_text(&description, layer->description.text[lang]);
    if (writer->options.attribution)
        ter_buf_printf(&description, " %s", writer->options.attribution);
    char **options = CSLSetNameValue(NULL, "SPATIAL_INDEX", "YES");
    options = CSLSetNameValue(options, "IDENTIFIER", layer->title.text[lang]);
    return CSLSetNameValue(options, "DESCRIPTION", description.data);
}

const struct ter_ogr_format ter_ogr_geopackage = {
    .driver = "GPKG",
    .transaction = true,
    .dates = true,
    .keeps_fid = true,
    .recount = true,
    .prepare = add_domains,
    .layer_options = layer_options,
    .define = define,
    .describe = add_aliases,
};

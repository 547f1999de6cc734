/* Owns what a GeoPackage asks of the common writer: value lists and aliases of the fields, by the standard's
 * schema extension, and care for what somebody else put into the old file. */
#include "ogr.h"

#include "base/messages.h"

#include <cpl_conv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAYERS_KEY "terrier_layers" /* the dataset's metadata: which tables an export of terrier wrote */

/* ---- the old file ---- */

static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at && (at = strstr(at, word)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static bool is_exported(const struct ter_write_options *options, const char *table)
{
    for (size_t i = 0; i < options->layer_count; i++)
        if (strcmp(options->layers[i]->name, table) == 0)
            return true;
    return strcmp(options->layer->name, table) == 0;
}

/* The tables of a GeoPackage that no export of ours wrote or will write, with commas between. */
static void list_foreign(
    GDALDatasetH dataset, const struct ter_write_options *options, struct ter_buf *ret_names)
{
    static const char sql[] =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'gpkg\\_%' ESCAPE '\\' "
        "AND name NOT LIKE 'rtree\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    const char *ours = GDALGetMetadataItem(dataset, LAYERS_KEY, NULL);
    OGRLayerH tables = GDALDatasetExecuteSQL(dataset, sql, NULL, NULL);
    for (OGRFeatureH row; tables && (row = OGR_L_GetNextFeature(tables)); OGR_F_Destroy(row)) {
        const char *name = OGR_F_GetFieldAsString(row, 0);
        if (!is_exported(options, name) && !has_word(ours, name))
            ter_buf_printf(ret_names, "%s%s%s", ret_names->size ? ", " : "", name,
                strcmp(name, "layer_styles") == 0 ? ter_message(" (styles saved in QGIS)") : "");
    }
    if (tables)
        GDALDatasetReleaseResultSet(dataset, tables);
}

/* The whole file is replaced: what others keep in it would go with it. */
static bool check_old_file(struct ter_ogr_writer *writer, struct ter_error *err)
{
    static const char *const drivers[] = {"GPKG", NULL};
    TER_AUTO_BUF struct ter_buf foreign = {0};
    struct ter_gdal_log ignored = {0};
    if (writer->dataset || writer->writer.options.overwrite || access(writer->target, F_OK) != 0)
        return true;
    ter_gdal_listen(&ignored);
    GDALDatasetH old = GDALOpenEx(writer->target, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (old) {
        list_foreign(old, &writer->writer.options, &foreign);
        GDALClose(old);
    }
    ter_gdal_deaf();
    if (!foreign.size)
        return true;
    return ter_fail(err, TER_FAILED,
        "%s: holds tables that terrier did not write: %s; name another file, or --overwrite to lose them",
        writer->writer.target, foreign.data);
}

/* ---- value lists ---- */

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
        values[i].pszValue = domain->choices[i].title.text[writer->writer.plan->lang];
    }
    TER_AUTO_FREE char *name = domain_name(writer->writer.plan->layer, domain);
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
    const struct ter_plan *plan = writer->writer.plan;
    for (size_t i = 0; i < plan->count; i++) {
        const struct ter_domain *domain = plan->columns[i].domain;
        bool again = false;
        for (size_t j = 0; j < i; j++)
            again |= plan->columns[j].domain == domain;
        if (domain && !again && !add_domain(writer, domain))
            return false;
    }
    return true;
}

static void define(const struct ter_ogr_writer *writer, size_t column, OGRFieldDefnH definition)
{
    const struct ter_plan *plan = writer->writer.plan;
    if (!plan->columns[column].domain)
        return;
    TER_AUTO_FREE char *name = domain_name(plan->layer, plan->columns[column].domain);
    OGR_Fld_SetDomainName(definition, name);
}

/* ---- what describes the layer ---- */

/* GDAL makes the table of aliases for the first domain; without one there is no table. */
static bool has_domains(const struct ter_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        if (plan->columns[i].domain)
            return true;
    return false;
}

/* The column `name` is unique in the whole file as GDAL makes the table, and the plan's titles are in a layer
 * only. */
static char *unique_name(const struct ter_ogr_writer *writer, size_t column)
{
    const struct ter_plan *plan = writer->writer.plan;
    const char *title = plan->columns[column].title;
    return writer->written_count ? ter_format("%s (%s)", title, plan->layer->name) : ter_strdup(title);
}

/* GDAL 3.6 keeps no aliases in a GeoPackage (3.7 reads and writes them in this place), so the rows of the
 * extension's table are written here. */
static bool add_aliases(struct ter_ogr_writer *writer)
{
    const struct ter_plan *plan = writer->writer.plan;
    TER_AUTO_FREE char *table = ter_ogr_quote(plan->layer->name);
    for (size_t i = 0; has_domains(plan) && i < plan->count; i++) {
        TER_AUTO_FREE char *column = ter_ogr_quote(plan->columns[i].name);
        TER_AUTO_FREE char *unique = unique_name(writer, i);
        TER_AUTO_FREE char *name = ter_ogr_quote(unique);
        TER_AUTO_FREE char *title = ter_ogr_quote(plan->columns[i].field->title.text[plan->lang]);
        TER_AUTO_FREE char *sql = ter_format(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (table_name, column_name) DO UPDATE SET name = excluded.name, title = "
            "excluded.title",
            table, column, name, title);
        if (!ter_ogr_run(writer, sql))
            return false;
    }
    return true;
}

static bool mark_as_ours(struct ter_ogr_writer *writer)
{
    TER_AUTO_BUF struct ter_buf names = {0};
    for (size_t i = 0; i < writer->written_count; i++)
        ter_buf_printf(&names, "%s%s", i ? " " : "", writer->written[i].name);
    return GDALSetMetadataItem(writer->dataset, LAYERS_KEY, names.data, NULL) == CE_None;
}

static char **layer_options(const struct ter_ogr_writer *writer)
{
    const struct ter_plan *plan = writer->writer.plan;
    TER_AUTO_BUF struct ter_buf description = {0};
    ter_ogr_describe(writer, &description);
    char **options = CSLSetNameValue(NULL, "SPATIAL_INDEX", "YES");
    options = CSLSetNameValue(options, "IDENTIFIER", plan->layer->title.text[plan->lang]);
    return CSLSetNameValue(options, "DESCRIPTION", description.data);
}

const struct ter_ogr_format ter_ogr_geopackage = {
    .driver = "GPKG",
    .transaction = true,
    .dates = true,
    .keeps_fid = true,
    .recount = true,
    .begin = check_old_file,
    .prepare = add_domains,
    .layer_options = layer_options,
    .define = define,
    .describe = add_aliases,
    .seal = mark_as_ours,
};

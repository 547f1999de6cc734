/* Owns what a PostGIS database asks of the common writer: the connection, the schema, care for tables of
 * others, keys and comments. All of it is one transaction. */
#include "ogr.h"

#include <cpl_conv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How a table's comment ends when an export of terrier made it. */
static const char mark[] = "(exported by terrier)";

struct postgis {
    char *connection; /* for GDAL, without our own parameter */
    char *schema;
};

/* Take "schema=NAME" out of a URL's parameters, or "schema=NAME" out of PG:…; ret_schema is "public" without.
 */
static char *split_target(const char *target, char **ret_schema)
{
    bool url = strncasecmp(target, "PG:", 3) != 0;
    const char *word = url ? strchr(target, '?') : target + 3;
    size_t length = strlen("schema=");
    for (; word && *word; word += strcspn(word, url ? "&" : " ")) {
        const char *start = word;
        word += strspn(word, url ? "?&" : " ");
        if (strncasecmp(word, "schema=", length) != 0)
            continue;
        const char *end = word + strcspn(word, url ? "&" : " ");
        *ret_schema = ter_strndup(word + length, (size_t)(end - word) - length);
        bool first = url && *start == '?' && *end == '&';
        return ter_format("%.*s%s%s", (int)(start - target), target, first ? "?" : "", first ? end + 1 : end);
    }
    *ret_schema = ter_strdup("public");
    return ter_strdup(target);
}

static void make_one_line(struct ter_gdal_log *log)
{
    for (char *p = log->message; *p; p++)
        *p = *p == '\n' || *p == '\t' ? ' ' : *p;
}

static char *quote_name(const char *name)
{
    struct ter_buf quoted = {0};
    ter_buf_text(&quoted, "\"");
    for (; *name; name++)
        ter_buf_text(&quoted, *name == '"' ? "\"\"" : (char[]){*name, '\0'});
    ter_buf_text(&quoted, "\"");
    return ter_buf_take(&quoted);
}

static char *table_name(const struct ter_ogr_writer *writer, const struct ter_layer *layer)
{
    const struct postgis *postgis = writer->state;
    TER_AUTO_FREE char *schema = quote_name(postgis->schema);
    return ter_format("%s.\"%s\"", schema, layer->name);
}

/* The one value of a query, freed by the caller; NULL for none and for null. */
static char *ask(struct ter_ogr_writer *writer, const char *sql)
{
    OGRLayerH result = GDALDatasetExecuteSQL(writer->dataset, sql, NULL, NULL);
    OGRFeatureH row = result ? OGR_L_GetNextFeature(result) : NULL;
    char *answer =
        row && OGR_F_IsFieldSetAndNotNull(row, 0) ? ter_strdup(OGR_F_GetFieldAsString(row, 0)) : NULL;
    OGR_F_Destroy(row);
    if (result)
        GDALDatasetReleaseResultSet(writer->dataset, result);
    return answer;
}

/* A table of that name goes, if it is ours or may go, and if nothing in the database hangs on it. */
static bool clear_place(struct ter_ogr_writer *writer, const struct ter_layer *layer, struct ter_error *err)
{
    TER_AUTO_FREE char *table = table_name(writer, layer);
    TER_AUTO_FREE char *quoted = ter_ogr_quote(table);
    TER_AUTO_FREE char *exists_sql = ter_format("SELECT to_regclass(%s)::text", quoted);
    TER_AUTO_FREE char *comment_sql = ter_format("SELECT obj_description(to_regclass(%s))", quoted);
    TER_AUTO_FREE char *drop_sql = ter_format("DROP TABLE %s", table);
    struct ter_gdal_log log = {0};
    ter_gdal_listen(&log);
    TER_AUTO_FREE char *exists = ask(writer, exists_sql);
    TER_AUTO_FREE char *comment = exists ? ask(writer, comment_sql) : NULL;
    bool ours = comment && strstr(comment, mark);
    bool dropped = (ours || writer->writer.options.overwrite) && exists && ter_ogr_run(writer, drop_sql);
    ter_gdal_deaf();
    make_one_line(&log);
    if (exists && !ours && !writer->writer.options.overwrite)
        return ter_fail(err, TER_FAILED,
            "%s: has a table %s that terrier did not write; name another schema (?schema=NAME), or "
            "--overwrite to replace it",
            writer->writer.target, table);
    return (!exists || dropped) && !log.failed
               ? true
               : ter_ogr_fail(writer, &log, "the old table cannot be replaced", err);
}

/* Before GDAL looks round: it would go on believing in tables that it has seen. */
static bool clear_places(struct ter_ogr_writer *writer, struct ter_error *err)
{
    const struct ter_write_options *options = &writer->writer.options;
    for (size_t i = 0; i < options->layer_count; i++)
        if (!clear_place(writer, options->layers[i], err))
            return false;
    return options->layer_count > 0 || clear_place(writer, options->layer, err);
}

static bool connect_server(struct ter_ogr_writer *writer, struct ter_error *err)
{
    static const char *const drivers[] = {"PostgreSQL", NULL};
    struct postgis *postgis = ter_alloc(sizeof *postgis);
    struct ter_gdal_log log = {0};
    writer->state = postgis;
    TER_AUTO_FREE char *rest = split_target(writer->target, &postgis->schema);
    postgis->connection = ter_format("PG:%s", strncasecmp(rest, "PG:", 3) == 0 ? rest + 3 : rest);
    TER_AUTO_FREE char *schema = quote_name(postgis->schema);
    TER_AUTO_FREE char *make_schema = ter_format("CREATE SCHEMA IF NOT EXISTS %s", schema);
    ter_gdal_listen(&log);
    writer->dataset = GDALOpenEx(postgis->connection, GDAL_OF_VECTOR | GDAL_OF_UPDATE, drivers, NULL, NULL);
    bool ready = writer->dataset && GDALDatasetStartTransaction(writer->dataset, FALSE) == OGRERR_NONE &&
                 ter_ogr_run(writer, make_schema);
    ter_gdal_deaf();
    make_one_line(&log);
    if (ready)
        return clear_places(writer, err);
    const char *reason = strstr(log.message, "failed: ");
    return ter_fail(err, TER_FAILED, "%s: the server cannot be reached or refuses: %s", writer->writer.target,
        reason ? reason + strlen("failed: ") : log.message);
}

static char **layer_options(const struct ter_ogr_writer *writer)
{
    const struct postgis *postgis = writer->state;
    const struct ter_plan *plan = writer->writer.plan;
    const char *id = "id";
    for (size_t i = 0; i < plan->count; i++)
        if (plan->columns[i].at == plan->layer->role[TER_ROLE_ID])
            id = plan->columns[i].name;
    char **options = CSLSetNameValue(NULL, "SCHEMA", postgis->schema);
    options = CSLSetNameValue(options, "FID", id);
    options = CSLSetNameValue(options, "FID64", "YES");
    options = CSLSetNameValue(options, "GEOMETRY_NAME", "geom");
    options = CSLSetNameValue(options, "SPATIAL_INDEX", "GIST");
    return CSLSetNameValue(options, "LAUNDER", "NO");
}

static bool comment_columns(struct ter_ogr_writer *writer, const char *table)
{
    const struct ter_plan *plan = writer->writer.plan;
    for (size_t i = 0; i < plan->count; i++) {
        const struct ter_plan_column *column = &plan->columns[i];
        TER_AUTO_FREE char *name = quote_name(column->name);
        TER_AUTO_FREE char *text = ter_ogr_quote(column->field->title.text[plan->lang]);
        TER_AUTO_FREE char *sql = ter_format("COMMENT ON COLUMN %s.%s IS %s", table, name, text);
        if (!ter_ogr_run(writer, sql))
            return false;
    }
    return true;
}

/* Codes are unique among records that exist; an export of changes may hold one that was used twice. */
static bool add_key(struct ter_ogr_writer *writer, const char *table)
{
    const struct ter_plan *plan = writer->writer.plan;
    for (size_t i = 0; i < plan->count && !writer->writer.options.extra; i++) {
        if (plan->columns[i].at != plan->layer->role[TER_ROLE_CODE])
            continue;
        TER_AUTO_FREE char *name = quote_name(plan->columns[i].name);
        TER_AUTO_FREE char *sql = ter_format("CREATE UNIQUE INDEX ON %s (%s)", table, name);
        return ter_ogr_run(writer, sql);
    }
    return true;
}

static bool describe(struct ter_ogr_writer *writer)
{
    const struct ter_plan *plan = writer->writer.plan;
    TER_AUTO_FREE char *table = table_name(writer, plan->layer);
    TER_AUTO_BUF struct ter_buf comment = {0};
    ter_buf_printf(&comment, "%s. ", plan->layer->title.text[plan->lang]);
    ter_ogr_describe(writer, &comment);
    ter_buf_printf(&comment, " %s", mark);
    TER_AUTO_FREE char *text = ter_ogr_quote(comment.data);
    TER_AUTO_FREE char *sql = ter_format("COMMENT ON TABLE %s IS %s", table, text);
    return OGR_L_SyncToDisk(writer->layer) == OGRERR_NONE && ter_ogr_run(writer, sql) &&
           comment_columns(writer, table) && add_key(writer, table);
}

static void end(struct ter_ogr_writer *writer)
{
    struct postgis *postgis = writer->state;
    if (!postgis)
        return;
    free(postgis->connection);
    free(postgis->schema);
    free(postgis);
}

const struct ter_ogr_format ter_ogr_postgis = {
    .driver = "PostgreSQL",
    .transaction = true,
    .dates = true,
    .keeps_fid = true,
    .id_is_fid = true,
    .connect = connect_server,
    .layer_options = layer_options,
    .describe = describe,
    .end = end,
};

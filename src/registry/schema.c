/* Owns the schema's history: an ordered list of migrations, and the making of a new file from all of them.
 * A step is SQL text, a function that also knows the register's CRS, or both. */
#include "schema.h"

#include "base/crs.h"
#include "base/embedded.h"
#include "derive.h"

#include <stdio.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_sql[];

static bool add_geometry(sqlite3 *db, const char *table, int epsg, const char *type, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    bool row;
    if (!ter_db_prepare(db,
            "SELECT AddGeometryColumn(?1, 'geom', ?2, ?3, 'XY') AND CreateSpatialIndex(?1, 'geom')",
            &statement, err))
        return false;
    ter_db_bind_text(statement, 1, table);
    sqlite3_bind_int(statement, 2, epsg);
    ter_db_bind_text(statement, 3, type);
    if (!ter_db_step(statement, &row, err))
        return false;
    if (!row || sqlite3_column_int(statement, 0) != 1)
        return ter_fail(err, TER_FAILED, "SpatiaLite refused the geometry column of table %s", table);
    return true;
}

static bool add_gazetteer_geometries(sqlite3 *db, int epsg, struct ter_error *err)
{
    return add_geometry(db, "place", epsg, "POINT", err) && add_geometry(db, "road", epsg, "LINESTRING", err);
}

/* Version N is reached by the N-th entry. */
static const struct migration {
    const char *sql; /* embedded file */
    bool (*apply)(sqlite3 *db, int epsg, struct ter_error *err);
} migrations[] = {
    {"001-initial.sql", add_gazetteer_geometries},
};

int ter_schema_version(void)
{
    return (int)(sizeof migrations / sizeof *migrations);
}

static const char *embedded_sql(const char *name)
{
    const struct ter_embedded *file = ter_embedded_sql;
    while (strcmp(file->name, name) != 0)
        file++;
    return (const char *)file->data;
}

static bool apply(sqlite3 *db, int version, int epsg, struct ter_error *err)
{
    const struct migration *step = &migrations[version - 1];
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", version);
    return (!step->sql || ter_db_exec(db, embedded_sql(step->sql), err)) &&
           (!step->apply || step->apply(db, epsg, err)) && ter_db_exec(db, pragma, err);
}

bool ter_schema_migrate(sqlite3 *db, int from, struct ter_error *err)
{
    int64_t epsg = 0;
    if (from == ter_schema_version())
        return true;
    if (!ter_db_int(db, "SELECT value FROM meta WHERE key = 'epsg'", 0, &epsg, err))
        return false;
    for (int version = from + 1; version <= ter_schema_version(); version++) {
        if (!ter_db_exec(db, "BEGIN IMMEDIATE", err))
            return false;
        if (!apply(db, version, (int)epsg, err) || !ter_db_exec(db, "COMMIT", err)) {
            sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
            return ter_wrap(err, "bringing the registry to version %d", version);
        }
    }
    return true;
}

/* Only the systems in use: all that EPSG knows would be 6 MB in each file. */
static bool add_crs(sqlite3 *db, int epsg, struct ter_error *err)
{
    static const char sql[] =
        "INSERT OR IGNORE INTO spatial_ref_sys (srid, auth_name, auth_srid, ref_sys_name, proj4text, srtext)"
        " VALUES (?1, 'epsg', ?1, ?2, ?3, ?4)";
    struct ter_crs_definition crs;
    if (!ter_crs_define(epsg, &crs, err))
        return false;
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    bool done = ter_db_prepare(db, sql, &insert, err);
    if (done) {
        sqlite3_bind_int(insert, 1, crs.epsg);
        ter_db_bind_text(insert, 2, crs.name);
        ter_db_bind_text(insert, 3, crs.proj4);
        ter_db_bind_text(insert, 4, crs.wkt1);
        done = ter_db_run(insert, err);
    }
    ter_crs_definition_free(&crs);
    return done;
}

static bool add_meta(sqlite3 *db, const char *key, const char *value, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(db, "INSERT INTO meta VALUES (?, ?)", &insert, err))
        return false;
    ter_db_bind_text(insert, 1, key);
    ter_db_bind_text(insert, 2, value);
    return ter_db_run(insert, err);
}

static bool add_all_meta(
    sqlite3 *db, const struct ter_registry_options *options, const char *name, struct ter_error *err)
{
    char epsg[16];
    snprintf(epsg, sizeof epsg, "%d", options->epsg);
    return add_meta(db, "epsg", epsg, err) && add_meta(db, "name", name, err) &&
           add_meta(db, "lang", options->lang == TER_ZH ? "zh" : "en", err);
}

static bool add_shipped_layers(sqlite3 *db, const struct ter_registry_options *options, struct ter_error *err)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        TER_AUTO(ter_layer_free) struct ter_layer *layer = NULL;
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        if (!ter_layer_parse(text, size, "shipped layer", &layer, err) ||
            !ter_derive_layer(db, layer, options->epsg, options->lang, err))
            return false;
    }
    return true;
}

/* InitSpatialMetadata('NONE') opens no transaction of its own and brings no systems of EPSG along. */
static bool init_spatialite(sqlite3 *db, struct ter_error *err)
{
    int64_t done = 0;
    if (!ter_db_int(db, "SELECT InitSpatialMetadata('NONE')", 0, &done, err))
        return false;
    return done == 1 ? true : ter_fail(err, TER_FAILED, "SpatiaLite could not set up its metadata");
}

static bool fill(
    sqlite3 *db, const struct ter_registry_options *options, const char *name, struct ter_error *err)
{
    if (!init_spatialite(db, err) || !add_crs(db, options->epsg, err) || !add_crs(db, 4326, err) ||
        !add_crs(db, 3857, err))
        return false;
    for (int version = 1; version <= ter_schema_version(); version++)
        if (!apply(db, version, options->epsg, err))
            return false;
    return add_all_meta(db, options, name, err) && add_shipped_layers(db, options, err);
}

bool ter_schema_create(
    sqlite3 *db, const struct ter_registry_options *options, const char *name, struct ter_error *err)
{
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d", TER_APPLICATION_ID);
    if (!ter_db_exec(db, "PRAGMA journal_mode = WAL", err) || !ter_db_exec(db, pragma, err) ||
        !ter_db_exec(db, "BEGIN IMMEDIATE", err))
        return false;
    if (!fill(db, options, name, err) || !ter_db_exec(db, "COMMIT", err)) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        return false;
    }
    return true;
}

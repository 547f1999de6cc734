/* Owns the schema's history: an ordered list of migrations, and the making of a new file from all of them.
 * A step is SQL text, a function that also knows the register's CRS, or both.
 *
 * What is derived from the layers (columns, indexes, triggers, styles) has no migrations: `meta` notes the
 * fingerprint of the layer files and of the code that derives, and a program with another one derives afresh.
 */
#include "schema.h"

#include "base/crs.h"
#include "base/embedded.h"
#include "derive.h"
#include "junctions.h"
#include "layers.h"
#include "name_forms.h"
#include "name_index.h"
#include "styles.h"

#include <stdio.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_sql[];
extern const char ter_derivation[]; /* the fingerprint, from src/fingerprint.cmake */

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

static bool note_styles(sqlite3 *db, int epsg, struct ter_error *err)
{
    (void)epsg;
    return ter_styles_note(db, err);
}

/* The keys of a file before version 3 were made before traditional characters and words for classes were
 * read. */
static bool derive_gazetteer(sqlite3 *db, int epsg, struct ter_error *err)
{
    (void)epsg;
    return ter_name_index_rebuild(db, err) && ter_junctions_derive(db, err) && ter_name_forms_derive(db, err);
}

/* Version N is reached by the N-th entry. */
static const struct migration {
    const char *sql; /* embedded file */
    bool (*apply)(sqlite3 *db, int epsg, struct ter_error *err);
} migrations[] = {
    {"001-initial.sql", add_gazetteer_geometries},
    {"002-layer-versions.sql", note_styles},
    {"003-junctions.sql", NULL},
    {"004-rings.sql", derive_gazetteer}, /* reads columns of both */
    {"005-plans.sql", NULL},
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

static bool set_meta(sqlite3 *db, const char *key, const char *value, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(db, "INSERT OR REPLACE INTO meta VALUES (?, ?)", &insert, err))
        return false;
    ter_db_bind_text(insert, 1, key);
    ter_db_bind_text(insert, 2, value);
    return ter_db_run(insert, err);
}

static bool is_current(sqlite3 *db, int64_t *ret_version, bool *ret_current, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_int(db, "PRAGMA user_version", 0, ret_version, err) ||
        !ter_db_prepare(db, "SELECT 1 FROM meta WHERE key = 'derivation' AND value = ?", &select, err))
        return false;
    ter_db_bind_text(select, 1, ter_derivation);
    if (!ter_db_step(select, ret_current, err))
        return false;
    *ret_current = *ret_current && *ret_version == ter_schema_version();
    return true;
}

/* Asked again under the lock: another program may have done it while this one waited. */
static bool update(sqlite3 *db, struct ter_error *err)
{
    int64_t version, epsg, chinese;
    bool current = false, complete;
    if (!is_current(db, &version, &current, err) || current)
        return current;
    if (!ter_db_int(db, "SELECT value FROM meta WHERE key = 'epsg'", 0, &epsg, err) ||
        !ter_db_int(db, "SELECT value = 'zh' FROM meta WHERE key = 'lang'", 0, &chinese, err))
        return false;
    while (version < ter_schema_version())
        if (!apply(db, (int)++version, (int)epsg, err))
            return ter_wrap(err, "bringing the registry to version %d", (int)version);
    enum ter_lang lang = chinese ? TER_ZH : TER_EN;
    if (!ter_layers_bring(db, (int)epsg, lang, &complete, err) || !ter_styles_put_gazetteer(db, lang, err))
        return ter_wrap(err, "bringing the layers up to date");
    return !complete || set_meta(db, "derivation", ter_derivation, err);
}

bool ter_schema_update(sqlite3 *db, struct ter_error *err)
{
    int64_t version;
    bool current;
    if (!is_current(db, &version, &current, err))
        return false;
    if (current)
        return true;
    if (!ter_db_exec(db, "BEGIN IMMEDIATE", err))
        return false;
    if (update(db, err) && ter_db_exec(db, "COMMIT", err))
        return true;
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return false;
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

static bool add_all_meta(
    sqlite3 *db, const struct ter_registry_options *options, const char *name, struct ter_error *err)
{
    char epsg[16];
    snprintf(epsg, sizeof epsg, "%d", options->epsg);
    return set_meta(db, "epsg", epsg, err) && set_meta(db, "name", name, err) &&
           set_meta(db, "lang", options->lang == TER_ZH ? "zh" : "en", err) &&
           set_meta(db, "derivation", ter_derivation, err);
}

static bool parse_shipped(struct ter_layer **layers, size_t count, struct ter_error *err)
{
    for (size_t i = 0; i < count; i++) {
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        if (!ter_layer_parse(text, size, "shipped layer", &layers[i], err))
            return false;
    }
    return true;
}

static bool add_shipped_layers(sqlite3 *db, const struct ter_registry_options *options, struct ter_error *err)
{
    size_t count = ter_layer_shipped_count();
    TER_AUTO_FREE struct ter_layer **layers = ter_alloc(count * sizeof(struct ter_layer *));
    bool done = parse_shipped(layers, count, err) &&
                ter_derive_all(db, layers, count, options->epsg, options->lang, err);
    for (size_t i = 0; i < count; i++)
        ter_layer_free(layers[i]);
    return done;
}

/* InitSpatialMetadata('NONE') opens no transaction of its own and brings no systems of EPSG along. */
static bool init_spatialite(sqlite3 *db, struct ter_error *err)
{
    int64_t done = 0;
    if (!ter_db_int(db, "SELECT InitSpatialMetadata('NONE')", 0, &done, err))
        return false;
    return done == 1 ? true : ter_fail(err, TER_FAILED, "SpatiaLite could not set up its metadata");
}

bool ter_schema_model(sqlite3 *db, int epsg, struct ter_error *err)
{
    if (!init_spatialite(db, err) || !add_crs(db, epsg, err) || !add_crs(db, 4326, err) ||
        !add_crs(db, 3857, err))
        return false;
    for (int version = 1; version <= ter_schema_version(); version++)
        if (!apply(db, version, epsg, err))
            return false;
    return true;
}

static bool fill(
    sqlite3 *db, const struct ter_registry_options *options, const char *name, struct ter_error *err)
{
    return ter_schema_model(db, options->epsg, err) && add_all_meta(db, options, name, err) &&
           add_shipped_layers(db, options, err) && ter_styles_put_gazetteer(db, options->lang, err) &&
           ter_calendar_start(db, options->epsg, err);
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

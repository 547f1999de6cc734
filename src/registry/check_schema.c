/* Owns the comparison of a file's schema with what its definitions make of an empty file today. That file,
 * the model, is made in memory and attached: there is no second description of the schema that could differ.
 */
#include "check_parts.h"

#include "confine.h"
#include "derive.h"
#include "schema.h"

#include <string.h>

#include <spatialite.h>

/* The model ------------------------------------------------------------------------------------------- */

static bool fill_model(const struct ter_registry *registry, sqlite3 *model, struct ter_error *err)
{
    return ter_db_exec(model, "BEGIN", err) && ter_schema_model(model, registry->epsg, err) &&
           ter_derive_all(
               model, registry->layers, registry->layer_count, registry->epsg, registry->lang, err) &&
           ter_db_exec(model, "COMMIT", err);
}

static bool make_model(struct ter_check *check, struct ter_error *err)
{
    sqlite3 *model = NULL;
    void *spatialite = NULL;
    bool done = sqlite3_open(":memory:", &model) == SQLITE_OK || ter_db_fail(model, err);
    if (done) {
        spatialite = ter_spatialite_load(model);
        done = fill_model(check->registry, model, err);
    }
    sqlite3_int64 size = 0;
    unsigned char *image = done ? sqlite3_serialize(model, "main", &size, 0) : NULL;
    if (image) {
        check->model = ter_memdup(image, (size_t)size);
        check->model_size = (size_t)size;
    }
    sqlite3_free(image);
    sqlite3_close(model);
    if (spatialite)
        spatialite_cleanup_ex(spatialite);
    return !done || image ? done : ter_fail(err, TER_FAILED, "there is not enough memory");
}

/* The attached copy is writable, since a write transaction would be refused for a read-only one. */
static bool attach(struct ter_check *check, struct ter_error *err)
{
    if (!ter_db_exec(check->db, "ATTACH ':memory:' AS model", err))
        return false;
    unsigned char *copy = sqlite3_malloc64(check->model_size);
    if (copy && check->model)
        memcpy(copy, check->model, check->model_size);
    sqlite3_int64 size = (sqlite3_int64)check->model_size;
    /* Takes over the copy, also where it fails. */
    if (copy && sqlite3_deserialize(check->db, "model", copy, size, size, SQLITE_DESERIALIZE_FREEONCLOSE) ==
                    SQLITE_OK)
        return true;
    ter_fail(err, TER_FAILED, "there is not enough memory");
    ter_check_detach_model(check);
    return false;
}

bool ter_check_attach_model(struct ter_check *check, struct ter_error *err)
{
    bool done = (check->model || make_model(check, err)) && attach(check, err);
    return done || ter_wrap(err, "the model of the schema");
}

void ter_check_detach_model(struct ter_check *check)
{
    if (sqlite3_db_filename(check->db, "model"))
        sqlite3_exec(check->db, "DETACH model", NULL, NULL, NULL);
}

/* Comparing ------------------------------------------------------------------------------------------- */

/* The registry's own tables are those that the model made after SpatiaLite's metadata, whose details differ
 * between SpatiaLite's versions. */
#define OWN                                                                                                  \
    "(SELECT name FROM model.sqlite_master WHERE rowid >= (SELECT rowid FROM model.sqlite_master WHERE "     \
    "name = 'meta'))"
#define NOT_SQLITES " NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
#define OWN_TABLES                                                                                           \
    "(SELECT name, sql FROM model.sqlite_master WHERE type = 'table' AND name IN " OWN                       \
    " AND name" NOT_SQLITES ")"

/* A view cannot be made where somebody has a table of its name. */
#define IN_THE_WAY                                                                                           \
    "EXISTS (SELECT 1 FROM main.sqlite_master x WHERE x.name = m.tbl_name COLLATE NOCASE AND x.type = "      \
    "'table' AND m.tbl_name IN (SELECT name FROM model.sqlite_master WHERE type = 'view'))"
#define VIEW_COLUMNS "view_name, view_geometry, view_rowid, f_table_name, f_geometry_column, read_only"

/* Each statement gives the table and the line to tell. */
static const struct comparison {
    enum ter_check_kind kind;
    enum ter_severity severity;
    bool fixable;
    const char *sql;
} comparisons[] = {
    {TER_CHECK_SCHEMA, TER_FAULT, false,
        "SELECT name, 'the table is missing' FROM model.sqlite_master WHERE type = 'table' AND (name IN " OWN
        " OR name IN ('geometry_columns', 'geometry_columns_statistics', 'spatial_ref_sys')) AND "
        "name" NOT_SQLITES " AND name NOT IN (SELECT name FROM main.sqlite_master WHERE type = 'table')"},
    {TER_CHECK_SCHEMA, TER_FAULT, false,
        "SELECT t.name, 'column ' || c.name || ' is missing' FROM " OWN_TABLES " t, "
        "pragma_table_info(t.name, 'model') c WHERE t.name IN (SELECT name FROM main.sqlite_master) "
        "AND c.name NOT IN (SELECT name FROM pragma_table_info(t.name, 'main'))"},
    {TER_CHECK_SCHEMA, TER_FAULT, false,
        "SELECT t.name, 'column ' || c.name || ' is ' || f.type || ' instead of ' || c.type FROM " OWN_TABLES
        " t, "
        "pragma_table_info(t.name, 'model') c JOIN pragma_table_info(t.name, 'main') f ON f.name = c.name "
        "WHERE c.type <> f.type COLLATE NOCASE OR c.pk <> f.pk"},
    {TER_CHECK_SCHEMA, TER_FAULT, false,
        "SELECT l.name, 'column code has lost its constraints (unique, generated where left out)' "
        "FROM main.layer l JOIN main.sqlite_master f ON f.type = 'table' AND f.name = l.name "
        "WHERE instr(f.sql, 'code TEXT NOT NULL ON CONFLICT REPLACE DEFAULT ''(auto)'' UNIQUE ON CONFLICT "
        "ROLLBACK') = 0"},
    {TER_CHECK_SCHEMA, TER_FAULT, true,
        "SELECT m.tbl_name, m.type || ' ' || m.name || iif(f.name IS NULL, ' is missing', ' was altered') "
        "FROM model.sqlite_master m LEFT JOIN main.sqlite_master f ON f.type = m.type AND f.name = m.name "
        "WHERE m.type IN ('trigger', 'index', 'view') AND m.tbl_name IN " OWN " AND m.name" NOT_SQLITES
        " AND m.sql IS NOT f.sql AND (m.type = 'view' OR m.tbl_name IN (SELECT name FROM "
        "main.sqlite_master)) AND NOT " IN_THE_WAY " ORDER BY m.rowid"},
    {TER_CHECK_SCHEMA, TER_WARNING, false,
        "SELECT m.name, 'a table stands under the name of view ' || m.name || ': rename it, and "
        "terrier check --fix makes the view' FROM model.sqlite_master m WHERE m.type = 'view' AND m.name "
        "IN " OWN " AND " IN_THE_WAY},
    {TER_CHECK_SCHEMA, TER_FAULT, true,
        "SELECT view_name, 'the registration in views_geometry_columns is missing or was altered: QGIS would "
        "not find the view' FROM (SELECT " VIEW_COLUMNS
        " FROM model.views_geometry_columns EXCEPT SELECT " VIEW_COLUMNS
        " FROM main.views_geometry_columns)"},
    {TER_CHECK_SCHEMA, TER_FAULT, true,
        "SELECT f_table_name, 'the registration in geometry_columns is missing or was altered: QGIS would "
        "not "
        "find the layer' FROM (SELECT f_table_name, f_geometry_column, geometry_type, coord_dimension, srid, "
        "spatial_index_enabled FROM model.geometry_columns EXCEPT SELECT f_table_name, f_geometry_column, "
        "geometry_type, coord_dimension, srid, spatial_index_enabled FROM main.geometry_columns)"},
    {TER_CHECK_SCHEMA, TER_FAULT, true,
        "SELECT layer, 'domain ' || domain || ' has lost its value ' || value FROM (SELECT layer, domain, "
        "value "
        "FROM model.domain_value EXCEPT SELECT layer, domain, value FROM main.domain_value)"},
    {TER_CHECK_SCHEMA, TER_FAULT, true,
        "SELECT layer, 'the life-cycle has lost its step ' || old || ' -> ' || new FROM (SELECT * FROM "
        "model.status_transition EXCEPT SELECT * FROM main.status_transition)"},
    {TER_CHECK_STRANGER, TER_FAULT, false,
        "SELECT f.tbl_name, 'trigger ' || f.name || ' is not of this program: it sees and may change every "
        "edit' "
        "FROM main.sqlite_master f WHERE type = 'trigger' AND tbl_name IN (SELECT name FROM "
        "model.sqlite_master) "
        "AND name NOT IN (SELECT name FROM model.sqlite_master WHERE type = 'trigger')"},
    {TER_CHECK_STRANGER, TER_FAULT, false,
        "SELECT f.tbl_name, 'index ' || f.name || ' is unique and not of this program: QGIS loses saves "
        "after "
        "a refusal by it' FROM main.sqlite_master f JOIN pragma_index_list(f.tbl_name, 'main') l ON l.name = "
        "f.name WHERE f.type = 'index' AND l.\"unique\" AND l.origin = 'c' AND f.tbl_name IN " OWN
        " AND f.name NOT IN (SELECT name FROM model.sqlite_master)"},
    {TER_CHECK_STRANGER, TER_WARNING, false,
        "SELECT f.tbl_name, type || ' ' || f.name || ' is not of this program' FROM main.sqlite_master f "
        "WHERE type IN ('trigger', 'view') AND tbl_name NOT IN (SELECT name FROM model.sqlite_master)"},
    {TER_CHECK_STRANGER, TER_WARNING, false,
        "SELECT t.name, 'column ' || c.name || ' is not in the definition' FROM " OWN_TABLES " t, "
        "pragma_table_info(t.name, 'main') c WHERE t.sql NOT LIKE 'CREATE VIRTUAL %' AND c.name NOT IN "
        "(SELECT name "
        "FROM pragma_table_info(t.name, 'model'))"},
    {TER_CHECK_STRANGER, TER_WARNING, false,
        "SELECT layer, 'domain ' || domain || ' has the value ' || value || ', which its definition does not "
        "know' FROM (SELECT layer, domain, value FROM main.domain_value EXCEPT SELECT layer, domain, value "
        "FROM "
        "model.domain_value)"},
    {TER_CHECK_STRANGER, TER_WARNING, false,
        "SELECT layer, 'the life-cycle permits ' || old || ' -> ' || new || ', which its definition does "
        "not' "
        "FROM (SELECT * FROM main.status_transition EXCEPT SELECT * FROM model.status_transition)"},
};

static bool compare(struct ter_check *check, const struct comparison *comparison, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(check->db, comparison->sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        const char *detail = (const char *)sqlite3_column_text(select, 1);
        ter_check_report(check, comparison->kind, comparison->severity,
            (const char *)sqlite3_column_text(select, 0), NULL, comparison->fixable, "%s",
            detail ? detail : "");
    }
}

/* Whether the other passes can read a layer's table, whatever else is wrong with it. */
static bool find_usable(struct ter_check *check, struct ter_error *err)
{
    static const char sql[] =
        "SELECT (SELECT count(*) FROM pragma_table_info(?1, 'model') WHERE name NOT IN (SELECT name FROM "
        "pragma_table_info(?1, 'main'))) OR (SELECT count(*) FROM model.sqlite_master WHERE name IN ('idx_' "
        "|| ?1 "
        "|| '_geom', 'idx_' || ?1 || '_geom_node', 'idx_' || ?1 || '_geom_rowid', 'idx_' || ?1 || "
        "'_geom_parent') "
        "AND name NOT IN (SELECT name FROM main.sqlite_master))";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(check->db, sql, &select, err))
        return false;
    for (size_t i = 0; i < check->registry->layer_count; i++) {
        bool row;
        sqlite3_reset(select);
        ter_db_bind_text(select, 1, check->registry->layers[i]->name);
        if (!ter_db_step(select, &row, err))
            return false;
        check->usable[i] = row && !sqlite3_column_int(select, 0);
    }
    return true;
}

bool ter_check_schema(struct ter_check *check, struct ter_error *err)
{
    if (!find_usable(check, err))
        return false;
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        if (!compare(check, &comparisons[i], err))
            return false;
    return true;
}

/* Mending --------------------------------------------------------------------------------------------- */

/* Make the triggers, indexes and views of a table anew, all of a kind and in the model's order: triggers fire
 * in the order in which they were made. A view takes its triggers along. */
static bool remake(struct ter_check *check, struct ter_error *err)
{
    static const char sql[] =
        "SELECT m.type, m.name, m.tbl_name, m.sql, m.sql IS NOT f.sql FROM model.sqlite_master m LEFT JOIN "
        "main.sqlite_master f ON f.type = m.type AND f.name = m.name WHERE m.type IN ('trigger', 'index', "
        "'view') AND m.tbl_name IN " OWN " AND m.name" NOT_SQLITES
        " AND (m.tbl_name IN (SELECT name FROM main.sqlite_master) OR m.tbl_name IN (SELECT name FROM "
        "model.sqlite_master WHERE type = 'view')) AND NOT " IN_THE_WAY
        " AND EXISTS (SELECT 1 FROM model.sqlite_master o LEFT JOIN main.sqlite_master g ON g.type = o.type "
        "AND "
        "g.name = o.name WHERE o.sql IS NOT g.sql AND o.tbl_name = m.tbl_name AND (o.type = m.type OR o.type "
        "= "
        "'view')) ORDER BY m.rowid";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_BUF struct ter_buf script = {0};
    if (!ter_db_prepare(check->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const char *type = (const char *)sqlite3_column_text(select, 0);
        const char *name = (const char *)sqlite3_column_text(select, 1);
        ter_buf_printf(&script, "DROP %s IF EXISTS main.\"%s\";\n%s;\n", type, name,
            (const char *)sqlite3_column_text(select, 3));
        if (sqlite3_column_int(select, 4))
            ter_check_say(check, (const char *)sqlite3_column_text(select, 2), "%s %s made anew", type, name);
    }
    sqlite3_finalize(select);
    select = NULL;
    return !script.size || ter_db_exec(check->db, script.data, err);
}

static const struct refill {
    const char *sql;
    const char *what;
} refills[] = {
    {"INSERT OR REPLACE INTO main.geometry_columns SELECT * FROM model.geometry_columns m WHERE NOT EXISTS "
     "(SELECT 1 "
     "FROM main.geometry_columns f WHERE f.f_table_name = m.f_table_name AND f.f_geometry_column = "
     "m.f_geometry_column AND f.geometry_type = m.geometry_type AND f.coord_dimension = m.coord_dimension "
     "AND "
     "f.srid = m.srid AND f.spatial_index_enabled = m.spatial_index_enabled)",
        "layers registered again in geometry_columns"},
    {"INSERT OR REPLACE INTO main.views_geometry_columns SELECT * FROM model.views_geometry_columns m WHERE "
     "NOT "
     "EXISTS (SELECT 1 FROM main.views_geometry_columns f WHERE f.view_name = m.view_name AND "
     "f.view_geometry = "
     "m.view_geometry AND f.view_rowid = m.view_rowid AND f.f_table_name = m.f_table_name AND "
     "f.f_geometry_column = m.f_geometry_column AND f.read_only = m.read_only) AND EXISTS (SELECT 1 FROM "
     "model.sqlite_master v WHERE v.type = 'view' AND v.name = m.view_name)",
        "views registered again in views_geometry_columns"},
    {"INSERT OR IGNORE INTO main.domain_value SELECT * FROM model.domain_value",
        "values put back into domains"},
    {"INSERT OR IGNORE INTO main.status_transition SELECT * FROM model.status_transition",
        "steps put back into life-cycles"},
};

bool ter_mend_schema(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < sizeof refills / sizeof *refills; i++) {
        int before = sqlite3_total_changes(check->db);
        if (!ter_db_exec(check->db, refills[i].sql, err))
            return false;
        int rows = sqlite3_total_changes(check->db) - before;
        if (rows)
            ter_check_say(check, NULL, "%d %s", rows, refills[i].what);
    }
    return remake(check, err);
}

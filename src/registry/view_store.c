/* Owns the views in the file: made, registered for QGIS, renewed with their layer, and dropped. What they
 * show is views.c's. */
#include "not_found.h"
#include "views.h"

#include <string.h>

/* One of ours is known by its trigger. */
bool ter_views_has(sqlite3 *db, const char *name, bool *ret_there, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(db,
            "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 AND name = 'ter_' || ?1 || "
            "'_iu'",
            &select, err))
        return false;
    ter_db_bind_text(select, 1, name);
    return ter_db_step(select, ret_there, err);
}

static bool name_taken(sqlite3 *db, const char *name, bool *ret_taken, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool ours;
    if (!ter_views_has(db, name, &ours, err) ||
        !ter_db_prepare(db, "SELECT 1 FROM sqlite_master WHERE name = ?1 COLLATE NOCASE", &select, err))
        return false;
    ter_db_bind_text(select, 1, name);
    if (!ter_db_step(select, ret_taken, err))
        return false;
    *ret_taken = *ret_taken && !ours;
    return true;
}

/* Whether all of it stands in the file word for word. */
static bool stands(sqlite3 *db, const struct ter_strings *sql, bool *ret_stands, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    *ret_stands = true;
    if (!ter_db_prepare(db, "SELECT 1 FROM sqlite_master WHERE sql = ?1", &select, err))
        return false;
    for (size_t i = 0; *ret_stands && i < sql->count; i++) {
        ter_db_bind_text(select, 1, sql->items[i]);
        if (!ter_db_step(select, ret_stands, err))
            return false;
        sqlite3_reset(select);
    }
    return true;
}

static bool drop(sqlite3 *db, const char *name, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("DROP VIEW IF EXISTS \"%s\"", name); /* and its triggers */
    return ter_db_exec(db, sql, err);
}

static bool make(sqlite3 *db, const char *name, const struct ter_strings *sql, struct ter_error *err)
{
    bool done = drop(db, name, err);
    for (size_t i = 0; done && i < sql->count; i++)
        done = ter_db_exec(db, sql->items[i], err);
    return done;
}

/* QGIS writes the statistics of a view when it first opens it, and believes them from then on: so they are
 * there before. */
static bool enlist(sqlite3 *db, const char *name, const char *table, struct ter_error *err)
{
    static const char *const steps[] = {
        "INSERT OR IGNORE INTO views_geometry_columns (view_name, view_geometry, view_rowid, f_table_name,"
        " f_geometry_column, read_only) VALUES (?1, 'geom', 'id', ?2, 'geom', 0)",
        "INSERT OR IGNORE INTO views_geometry_columns_statistics SELECT ?1, f_geometry_column, "
        "last_verified, "
        "row_count, extent_min_x, extent_min_y, extent_max_x, extent_max_y FROM geometry_columns_statistics "
        "WHERE f_table_name = ?2"};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
        if (!ter_db_prepare(db, steps[i], &insert, err))
            return false;
        ter_db_bind_text(insert, 1, name);
        ter_db_bind_text(insert, 2, table);
        if (!ter_db_run(insert, err))
            return false;
    }
    return true;
}

static bool delist(sqlite3 *db, const char *name, struct ter_error *err)
{
    static const char *const tables[] = {"views_geometry_columns_statistics",
        "views_geometry_columns_field_infos", "views_geometry_columns_auth", "views_geometry_columns"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        TER_AUTO_FREE char *sql = ter_format("DELETE FROM %s WHERE view_name = '%s'", tables[i], name);
        if (!ter_db_exec(db, sql, err))
            return false;
    }
    return true;
}

static bool put(
    sqlite3 *db, const struct ter_layer *layer, enum ter_view view, enum ter_lang lang, struct ter_error *err)
{
    TER_AUTO_FREE char *name = ter_view_name(layer, view);
    TER_AUTO_STRINGS struct ter_strings sql = {0};
    bool told, there;
    if (!ter_events_are_in(db, &told, err))
        return false;
    told = told && ter_not_found_suits(layer);
    ter_view_sql(layer, view, told, lang, &sql);
    return stands(db, &sql, &there, err) && (there || make(db, name, &sql, err)) &&
           (layer->geometry == TER_GEOMETRY_NONE || enlist(db, name, layer->name, err));
}

static bool remove_view(sqlite3 *db, const struct ter_layer *old, enum ter_view view, struct ter_error *err)
{
    TER_AUTO_FREE char *name = ter_view_name(old, view);
    return drop(db, name, err) && delist(db, name, err);
}

bool ter_views_put(sqlite3 *db, const struct ter_layer *layer, const struct ter_layer *old,
    enum ter_lang lang, struct ter_error *err)
{
    for (int i = 0; i < TER_VIEW_COUNT; i++) {
        enum ter_view view = (enum ter_view)i;
        TER_AUTO_FREE char *name = ter_view_name(layer, view);
        bool taken;
        if (!name_taken(db, name, &taken, err))
            return false;
        if (taken)
            continue;
        bool done = true;
        if (ter_view_suits(layer, view))
            done = put(db, layer, view, lang, err);
        else if (old)
            done = remove_view(db, old, view, err);
        if (!done)
            return ter_wrap(err, "view %s", name);
    }
    return true;
}

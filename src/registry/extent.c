/* Owns the statistics that QGIS reads a layer's extent from. SpatiaLite's UpdateLayerStatistics() reads every
 * geometry, 0.4 s on a million points after the smallest edit; the R*Tree's root node knows the box at once.
 */
#include "extent.h"

#include "rtree.h"

static const char *const tables_beside_layers[] = {"place", "road"};

static bool refresh(struct ter_registry *registry, const char *table, struct ter_error *err)
{
    static const char sql[] =
        "INSERT OR REPLACE INTO geometry_columns_statistics (f_table_name, f_geometry_column, last_verified, "
        "row_count,"
        " extent_min_x, extent_min_y, extent_max_x, extent_max_y)"
        " VALUES (?1, 'geom', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?2, ?3, ?4, ?5, ?6)";
    TER_AUTO_FREE char *count_sql = ter_format("SELECT count(*) FROM \"%s\"", table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *update = NULL;
    struct ter_bbox box;
    bool any;
    int64_t count;
    if (!ter_db_int(registry->db, count_sql, 0, &count, err) ||
        !ter_rtree_bbox(registry->db, table, &box, &any, err) ||
        !ter_db_prepare(registry->db, sql, &update, err))
        return false;
    ter_db_bind_text(update, 1, table);
    sqlite3_bind_int64(update, 2, count);
    if (any) {
        sqlite3_bind_double(update, 3, box.west);
        sqlite3_bind_double(update, 4, box.south);
        sqlite3_bind_double(update, 5, box.east);
        sqlite3_bind_double(update, 6, box.north);
    }
    return ter_db_run(update, err);
}

/* A view may be as large as its table: a box that is too large hides nothing, and costs nothing to know. */
static bool refresh_views(struct ter_registry *registry, struct ter_error *err)
{
    return ter_db_exec(registry->db,
        "INSERT OR REPLACE INTO views_geometry_columns_statistics SELECT v.view_name, v.view_geometry, "
        "s.last_verified, s.row_count, s.extent_min_x, s.extent_min_y, s.extent_max_x, s.extent_max_y FROM "
        "views_geometry_columns v JOIN geometry_columns_statistics s ON s.f_table_name = v.f_table_name AND "
        "s.f_geometry_column = v.f_geometry_column",
        err);
}

bool ter_extent_refresh(struct ter_registry *registry, struct ter_error *err)
{
    for (size_t i = 0; i < registry->layer_count; i++)
        if (registry->layers[i]->geometry != TER_GEOMETRY_NONE &&
            !refresh(registry, registry->layers[i]->name, err))
            return false;
    for (size_t i = 0; i < sizeof tables_beside_layers / sizeof *tables_beside_layers; i++)
        if (!refresh(registry, tables_beside_layers[i], err))
            return false;
    return refresh_views(registry, err);
}

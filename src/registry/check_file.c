/* Owns the checks of the file itself, without a look at what its records mean: SQLite's own check, the mark
 * of a writer, the statistics, the write-ahead log. */
#include "check_parts.h"

#include "extent.h"
#include "rtree.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* Integrity ------------------------------------------------------------------------------------------- */

/* What SQLite says of an index that has lost an entry; making the index anew mends it. */
static bool is_about_an_index(const char *message)
{
    return strstr(message, "missing from index") || strstr(message, "entries in index");
}

bool ter_check_integrity(struct ter_check *check, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    const char *sql =
        check->options.quick ? "PRAGMA main.quick_check(1000)" : "PRAGMA main.integrity_check(1000)";
    if (!ter_db_prepare(check->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        const char *message = row ? (const char *)sqlite3_column_text(select, 0) : NULL;
        if (!message || strcmp(message, "ok") == 0)
            return true;
        ter_check_report(
            check, TER_CHECK_INTEGRITY, TER_FAULT, NULL, NULL, is_about_an_index(message), "%s", message);
    }
}

bool ter_mend_integrity(struct ter_check *check, struct ter_error *err)
{
    if (!ter_db_exec(check->db, "REINDEX", err))
        return false;
    ter_check_say(check, NULL, "all indexes made anew from their tables");
    return true;
}

/* Write context --------------------------------------------------------------------------------------- */

bool ter_check_context(struct ter_check *check, struct ter_error *err)
{
    int64_t rows;
    if (!ter_db_int(check->db, "SELECT count(*) FROM main.write_context", 0, &rows, err))
        return false;
    if (rows)
        ter_check_report(check, TER_CHECK_CONTEXT, TER_FAULT, NULL, NULL, true,
            "the table write_context is not empty: edits of QGIS would pass for terrier's own");
    return true;
}

bool ter_mend_context(struct ter_check *check, struct ter_error *err)
{
    (void)err; /* the end of every write transaction empties the table, this one's too */
    ter_check_say(check, NULL, "the table write_context emptied");
    return true;
}

/* Extents --------------------------------------------------------------------------------------------- */

/* An empty table has no extent; NULL and NULL are the same. */
static bool same_edge(sqlite3_stmt *row, int column, bool any, double edge)
{
    if (!any)
        return sqlite3_column_type(row, column) == SQLITE_NULL;
    return sqlite3_column_type(row, column) != SQLITE_NULL &&
           fabs(sqlite3_column_double(row, column) - edge) <= fabs(edge) * 1e-6 + 1e-9;
}

static bool check_extent(struct ter_check *check, const char *table, struct ter_error *err)
{
    TER_AUTO_FREE char *sql =
        ter_format("SELECT s.row_count, s.extent_min_x, s.extent_min_y, s.extent_max_x, s.extent_max_y, "
                   "(SELECT count(*) "
                   "FROM main.\"%s\") FROM (SELECT 1) LEFT JOIN main.geometry_columns_statistics s "
                   "ON s.f_table_name = '%s'",
            table, table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    struct ter_bbox box;
    bool row, any;
    if (!ter_rtree_bbox(check->db, table, &box, &any, err) || !ter_db_prepare(check->db, sql, &select, err) ||
        !ter_db_step(select, &row, err))
        return false;
    if (sqlite3_column_type(select, 0) == SQLITE_NULL)
        return true; /* an edit from outside took them away: QGIS looks itself */
    int64_t said = sqlite3_column_int64(select, 0), there = sqlite3_column_int64(select, 5);
    if (said != there)
        ter_check_report(check, TER_CHECK_EXTENT, TER_WARNING, table, NULL, true,
            "the statistics say %lld rows, the table has %lld", (long long)said, (long long)there);
    else if (!same_edge(select, 1, any, box.west) || !same_edge(select, 2, any, box.south) ||
             !same_edge(select, 3, any, box.east) || !same_edge(select, 4, any, box.north))
        ter_check_report(check, TER_CHECK_EXTENT, TER_WARNING, table, NULL, true,
            "the extent in the statistics is not that of the records");
    return true;
}

bool ter_check_extents(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < check->registry->layer_count; i++) {
        const struct ter_layer *layer = check->registry->layers[i];
        if (check->usable[i] && layer->geometry != TER_GEOMETRY_NONE &&
            !check_extent(check, layer->name, err))
            return false;
    }
    return check_extent(check, "place", err) && check_extent(check, "road", err);
}

bool ter_mend_extents(struct ter_check *check, struct ter_error *err)
{
    (void)err; /* the end of every write transaction refreshes them, this one's too */
    ter_check_say(check, NULL, "extents and row counts of all layers refreshed");
    return true;
}

/* Write-ahead log ------------------------------------------------------------------------------------- */

bool ter_check_wal(struct ter_check *check, struct ter_error *err)
{
    enum { LARGE = 256 * 1024 * 1024 }; /* a million records imported in one transaction stay below */
    TER_AUTO_FREE char *path = ter_format("%s-wal", check->registry->path);
    struct stat info;
    (void)err;
    if (stat(path, &info) == 0 && info.st_size > LARGE)
        ter_check_report(check, TER_CHECK_WAL, TER_WARNING, NULL, NULL, true,
            "the write-ahead log %s has grown to %lld MB: a program keeps the register open without pause, "
            "or "
            "ended badly",
            path, (long long)(info.st_size / 1000000));
    return true;
}

bool ter_mend_wal(struct ter_check *check, struct ter_error *err)
{
    int64_t busy;
    if (!ter_db_int(check->db, "PRAGMA main.wal_checkpoint(TRUNCATE)", 0, &busy, err))
        return false;
    if (busy)
        return ter_fail(
            err, TER_BUSY, "another program reads from the write-ahead log; close it, then try again");
    ter_check_say(check, NULL, "the write-ahead log taken over into the file");
    return true;
}

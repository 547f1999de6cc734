/* Owns the reading of roads' names in bulk. Knows nothing of where roads are. */
#include "road_names.h"

#include "internal.h"

bool ter_road_names_read(struct ter_registry *registry,
    void (*put)(void *user, int64_t id, const char *name, const char *township), void *user,
    struct ter_error *err)
{
    static const char names_sql[] =
        "SELECT id, coalesce(name, ref, alt_names), township FROM road ORDER BY id";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, names_sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        put(user, sqlite3_column_int64(select, 0), (const char *)sqlite3_column_text(select, 1),
            (const char *)sqlite3_column_text(select, 2));
    }
}

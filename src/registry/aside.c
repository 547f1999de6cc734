/* Owns the setting aside of what is in the way of a bulk insert. Knows no table by name. */
#include "aside.h"

#include <string.h>

bool ter_aside_put(
    sqlite3 *db, const char *table, bool indexes, struct ter_buf *ret_restore, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_BUF struct ter_buf drop = {0};
    if (!ter_db_prepare(db,
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ?1 AND sql IS NOT NULL AND (type = "
            "'trigger' OR (?2 AND type = 'index'))",
            &select, err))
        return false;
    ter_db_bind_text(select, 1, table);
    sqlite3_bind_int(select, 2, indexes);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const char *name = (const char *)sqlite3_column_text(select, 1);
        if (strchr(name, '"'))
            return ter_fail(err, TER_FAILED, "the registry holds a trigger or index of a stranger: %s", name);
        ter_buf_printf(&drop, "DROP %s \"%s\";\n", (const char *)sqlite3_column_text(select, 0), name);
        ter_buf_printf(ret_restore, "%s;\n", (const char *)sqlite3_column_text(select, 2));
    }
    sqlite3_finalize(select);
    select = NULL;
    return !drop.size || ter_db_exec(db, drop.data, err);
}

/* Owns the question which documents a layer was filled from, and when. */
#include "documents.h"

#include "base/day.h"
#include "internal.h"

bool ter_registry_documents(struct ter_registry *registry, const struct ter_layer *layer,
    struct ter_strings *documents, struct ter_error *err)
{
    static const char sql[] = "SELECT name, substr(max(imported_at), 1, 10) FROM source "
                              "WHERE kind = 'layer' AND layer = ? GROUP BY name ORDER BY min(id)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, layer->name);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        ter_strings_printf(documents, "%s (%s)", (const char *)sqlite3_column_text(select, 0),
            (const char *)sqlite3_column_text(select, 1));
    }
}

bool ter_registry_source_days(struct ter_registry *registry, struct ter_map *days, struct ter_error *err)
{
    static const char sql[] = "SELECT id, date(imported_at, 'localtime') FROM source";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    for (bool row;;) {
        int day;
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        const char *text = (const char *)sqlite3_column_text(select, 1);
        if (text && ter_day_read(text, &day))
            *ter_map_put(days, (uint64_t)sqlite3_column_int64(select, 0), NULL) = day;
    }
}

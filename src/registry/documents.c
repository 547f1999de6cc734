/* Owns the question which documents a layer was filled from. */
#include "documents.h"

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

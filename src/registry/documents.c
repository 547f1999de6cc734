/* Owns the question which documents a layer was filled from, and when. */
#include "documents.h"

#include "base/day.h"
#include "base/json.h"
#include "internal.h"

#include <string.h>

static bool is_listed(const struct ter_strings *documents, const char *document)
{
    for (size_t i = 0; i < documents->count; i++)
        if (strcmp(documents->items[i], document) == 0)
            return true;
    return false;
}

static bool list(sqlite3_stmt *select, struct ter_strings *documents, struct ter_error *err)
{
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        TER_AUTO_FREE char *document = ter_format("%s (%s)", (const char *)sqlite3_column_text(select, 0),
            (const char *)sqlite3_column_text(select, 1));
        if (!is_listed(documents, document))
            ter_strings_add(documents, document);
    }
}

bool ter_registry_documents(struct ter_registry *registry, const struct ter_layer *layer,
    struct ter_strings *documents, struct ter_error *err)
{
    static const char sql[] = "SELECT name, substr(max(imported_at), 1, 10) FROM source "
                              "WHERE kind = 'layer' AND layer = ? GROUP BY name ORDER BY min(id)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, layer->name);
    return list(select, documents, err);
}

/* The name of a layer is the definition's: lower-case letters and underscores. */
bool ter_registry_documents_of(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_strings *codes, struct ter_strings *documents, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO(ter_json_free) json_t *wanted = json_array();
    for (size_t i = 0; i < codes->count; i++)
        json_array_append_new(wanted, ter_json_string(codes->items[i]));
    TER_AUTO_FREE char *list_of_codes = ter_json_text(wanted);
    TER_AUTO_FREE char *sql = ter_format(
        "SELECT name, substr(max(imported_at), 1, 10) FROM source WHERE kind = 'layer' AND layer = ?1 "
        "AND name IN (SELECT name FROM source WHERE id IN (SELECT \"%s\" FROM \"%s\" WHERE \"%s\" IN "
        "(SELECT value FROM json_each(?2)))) GROUP BY name ORDER BY min(id)",
        layer->fields[layer->role[TER_ROLE_SOURCE_ID]].name, layer->name,
        layer->fields[layer->role[TER_ROLE_CODE]].name);
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, layer->name);
    ter_db_bind_text(select, 2, list_of_codes);
    return list(select, documents, err);
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

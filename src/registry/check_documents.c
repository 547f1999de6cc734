/* Owns the search for document numbers that were given twice. `terrier event add` gives each number once;
 * what was written past it, in QGIS or by an import, is found here. */
#include "check_parts.h"

#include "base/map.h"
#include "base/text.h"

#include <string.h>

/* A number belongs to the kind of document and the year. A number stays given when its document is withdrawn.
 */
static const char numbered_sql[] =
    "SELECT code, kind, substr(happened_on, 1, 4), document_no FROM main.\"%s\" "
    "WHERE kind IN ('notice', 'order', 'penalty') AND trim(document_no) <> '' AND happened_on IS NOT NULL "
    "ORDER BY happened_on, id";

static void take(struct ter_check *check, const struct ter_layer *layer, sqlite3_stmt *row,
    struct ter_map *seen, struct ter_strings *codes)
{
    enum { CODE, KIND, YEAR, NUMBER };
    const char *text[NUMBER + 1];
    for (int i = CODE; i <= NUMBER; i++)
        text[i] = (const char *)sqlite3_column_text(row, i);
    if (!text[CODE])
        return;
    TER_AUTO_FREE char *key = ter_text_key(text[NUMBER]);
    uint64_t hash = ter_hash(0, text[KIND], strlen(text[KIND]) + 1);
    hash = ter_hash(ter_hash(hash, text[YEAR], strlen(text[YEAR]) + 1), key, strlen(key));
    bool new;
    int64_t *first = ter_map_put(seen, hash, &new);
    if (!new) {
        ter_check_report(check, TER_CHECK_DOCUMENT, TER_WARNING, layer->name, text[CODE], false,
            "the %s number %s of %s was given to %s before", text[KIND], text[NUMBER], text[YEAR],
            codes->items[*first]);
        return;
    }
    *first = (int64_t)codes->count;
    ter_strings_add(codes, text[CODE]);
}

static bool check_layer(struct ter_check *check, const struct ter_layer *layer, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format(numbered_sql, layer->name);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_MAP struct ter_map seen = {0};
    TER_AUTO_STRINGS struct ter_strings codes = {0};
    if (!ter_db_prepare(check->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        take(check, layer, select, &seen, &codes);
    }
}

static bool has_numbers(const struct ter_layer *layer)
{
    static const char *const fields[] = {"kind", "happened_on", "document_no"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!ter_layer_field(layer, fields[i]))
            return false;
    return true;
}

bool ter_check_documents(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < check->registry->layer_count; i++)
        if (check->usable[i] && has_numbers(check->registry->layers[i]) &&
            !check_layer(check, check->registry->layers[i], err))
            return false;
    return true;
}

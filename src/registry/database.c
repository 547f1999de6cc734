/* Owns the talk with SQLite: statements, values, and its errors in plain words. Knows no table. */
#include "internal.h"

#include "base/text.h"

#include <string.h>

void ter_statement_free(sqlite3_stmt *statement)
{
    sqlite3_finalize(statement);
}

void ter_statement_reset(sqlite3_stmt *statement)
{
    sqlite3_reset(statement); /* NULL is harmless */
}

/* What an SQLite code means to the person at the keyboard, and what to do. */
static const struct {
    int code;
    enum ter_code meaning;
    const char *text;
} meanings[] = {
    {SQLITE_BUSY, TER_BUSY,
        "another program is writing to the registry; save your edits there, then try again"},
    {SQLITE_LOCKED, TER_BUSY,
        "another program is writing to the registry; save your edits there, then try again"},
    {SQLITE_FULL, TER_FAILED, "the disk is full; nothing was changed; make room and try again"},
    {SQLITE_READONLY, TER_FAILED,
        "the file or its folder is read-only; nothing was changed; check the permissions"},
    {SQLITE_CANTOPEN, TER_FAILED, "the file cannot be opened; check that it exists and may be read"},
    {SQLITE_PERM, TER_FAILED, "access was denied; check the permissions"},
    {SQLITE_NOTADB, TER_FAILED, "this is not a registry (not an SQLite file)"},
    {SQLITE_CORRUPT, TER_FAILED, "the file is damaged; restore a backup"},
    {SQLITE_INTERRUPT, TER_INTERRUPTED, "interrupted; nothing was changed"},
    {SQLITE_TOOBIG, TER_FAILED,
        "a value, or an expression of yours, is larger than 64 MB, which no record needs; nothing was "
        "changed"},
    {SQLITE_NOMEM, TER_FAILED, "out of memory; nothing was changed"},
};

bool ter_db_fail(sqlite3 *db, struct ter_error *err)
{
    int extended = sqlite3_extended_errcode(db);
    if (extended == SQLITE_CONSTRAINT_TRIGGER)
        return ter_fail(err, TER_FAILED, "%s", sqlite3_errmsg(db));
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].code == (extended & 0xff))
            return ter_fail(err, meanings[i].meaning, "%s", meanings[i].text);
    return ter_fail(err, TER_FAILED, "SQLite: %s", sqlite3_errmsg(db));
}

bool ter_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret_statement, struct ter_error *err)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        return ter_db_fail(db, err);
    *ret_statement = statement;
    return true;
}

char *ter_db_untouched(const char *path)
{
    TER_AUTO_BUF struct ter_buf escaped = {0};
    for (const char *p = path; *p; p++)
        ter_buf_printf(&escaped, strchr("%?#", *p) ? "%%%02X" : "%c", (unsigned char)*p);
    return ter_format("file:%s?immutable=1", escaped.data ? escaped.data : "");
}

void ter_db_keep_pages(sqlite3 *db, int kb)
{
    TER_AUTO_FREE char *sql = ter_format("PRAGMA cache_size = -%d", kb);
    (void)sqlite3_exec(db, sql, NULL, NULL, NULL);
}

bool ter_db_cached(
    struct ter_registry *registry, const char *sql, sqlite3_stmt **ret_statement, struct ter_error *err)
{
    for (size_t i = 0; i < TER_STATEMENT_CACHE; i++) {
        sqlite3_stmt *statement = registry->cached[i];
        if (!statement || strcmp(sqlite3_sql(statement), sql) != 0)
            continue;
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        *ret_statement = statement;
        return true;
    }
    sqlite3_stmt **slot = &registry->cached[registry->next_cached];
    registry->next_cached = (registry->next_cached + 1) % TER_STATEMENT_CACHE;
    sqlite3_finalize(*slot);
    *slot = NULL;
    if (!ter_db_prepare(registry->db, sql, slot, err))
        return false;
    *ret_statement = *slot;
    return true;
}

bool ter_db_step(sqlite3_stmt *statement, bool *ret_row, struct ter_error *err)
{
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return ter_db_fail(sqlite3_db_handle(statement), err);
    *ret_row = code == SQLITE_ROW;
    return true;
}

bool ter_db_run(sqlite3_stmt *statement, struct ter_error *err)
{
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        ;
    bool done = code == SQLITE_DONE || ter_db_fail(sqlite3_db_handle(statement), err);
    sqlite3_reset(statement); /* repeats the error that was just reported */
    return done && code == SQLITE_DONE;
}

bool ter_db_exec(sqlite3 *db, const char *sql, struct ter_error *err)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || ter_db_fail(db, err);
}

bool ter_db_int(sqlite3 *db, const char *sql, int64_t otherwise, int64_t *ret_value, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    bool row = false;
    if (!ter_db_prepare(db, sql, &statement, err) || !ter_db_step(statement, &row, err))
        return false;
    bool none = !row || sqlite3_column_type(statement, 0) == SQLITE_NULL;
    *ret_value = none ? otherwise : sqlite3_column_int64(statement, 0);
    return true;
}

void ter_db_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
    if (text)
        sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, index);
}

void ter_db_bind_value(sqlite3_stmt *statement, int index, struct ter_value value)
{
    switch (value.type) {
    case TER_VALUE_NULL:
        sqlite3_bind_null(statement, index);
        break;
    case TER_VALUE_INT:
        sqlite3_bind_int64(statement, index, value.integer);
        break;
    case TER_VALUE_REAL:
        sqlite3_bind_double(statement, index, value.real);
        break;
    case TER_VALUE_TEXT:
        sqlite3_bind_text64(statement, index, value.text, value.size, SQLITE_STATIC, SQLITE_UTF8);
        break;
    }
}

const char *ter_db_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

struct ter_value ter_db_value(sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return ter_value_int(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
        return ter_value_real(sqlite3_column_double(statement, column));
    case SQLITE_TEXT: {
        struct ter_value value = {.type = TER_VALUE_TEXT};
        value.text = (const char *)sqlite3_column_text(statement, column);
        value.size = strlen(value.text); /* a text with a NUL inside ends there for everyone */
        return value;
    }
    default:
        return (struct ter_value){0};
    }
}

/* json_object() writes bytes that are no UTF-8 as they are, and NUL as \\u0000; a reader of JSON refuses
 * both, and one such cell would close the whole history. */
static char *repaired(const char *text)
{
    static const char unknown[] = "\xef\xbf\xbd"; /* U+FFFD */
    struct ter_buf out = {0};
    for (size_t bad; *text; text += bad + 1) {
        if (ter_text_valid(text, strlen(text), &bad)) {
            ter_buf_text(&out, text);
            break;
        }
        ter_buf_add(&out, text, bad);
        ter_buf_text(&out, unknown);
    }
    for (char *p = out.data; p && *p; p++)
        if (*p == '\\' && *++p == 'u' && strncmp(p, "u0000", 5) == 0)
            memcpy(p, "ufffd", 5);
    return ter_buf_take(&out);
}

bool ter_db_json(sqlite3_stmt *statement, int column, json_t **ret_json, struct ter_error *err)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    struct ter_error first = {0};
    if (!text)
        return ter_fail(err, TER_FAILED, "the history lacks an image of the record; restore a backup");
    if (ter_json_parse(text, strlen(text), "history", ret_json, &first))
        return true;
    TER_AUTO_FREE char *plain = repaired(text);
    return ter_json_parse(plain, strlen(plain), "history", ret_json, err);
}

void ter_db_columns(const struct ter_layer *layer, const char *prefix, struct ter_buf *out)
{
    for (size_t i = 0; i < layer->field_count; i++)
        ter_buf_printf(out, "%s%s\"%s\"", i ? ", " : "", prefix, layer->fields[i].name);
}

/* Owns what an expression may reach that a user wrote, or that a file brought along: the columns of one
 * layer, its spatial index, and plain functions. Everything else, above all functions that touch files, is
 * refused when it is compiled. So is a query inside the expression: with none a row costs what it costs. */
#include "authorize.h"

#include "base/messages.h"
#include "confine.h"

#include <stdio.h>
#include <string.h>

static const sqlite3_int64 HEAP_MAX = (sqlite3_int64)1 << 30;

enum { LONGEST_WHERE = 4096 }; /* bytes */

struct permission {
    const struct ter_layer *layer;
    bool alone;      /* only the expression is compiled, in a query of ours */
    int queries;     /* how many so far, ours included */
    char denied[80]; /* what was refused, for the message */
};

static bool is_table(const struct ter_layer *layer, const char *table)
{
    if (strcmp(table, layer->name) == 0)
        return true;
    TER_AUTO_FREE char *index = ter_format("idx_%s_geom", layer->name);
    return strncmp(table, index, strlen(index)) == 0; /* with the R*Tree's shadow tables */
}

static int authorize(
    void *user, int action, const char *a, const char *b, const char *database, const char *trigger)
{
    struct permission *permission = user;
    (void)database;
    (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
        if (!permission->alone || permission->queries++ == 0)
            return SQLITE_OK;
        snprintf(permission->denied, sizeof permission->denied, "a query of its own (SELECT)");
        return SQLITE_DENY;
    case SQLITE_READ:
        if (is_table(permission->layer, a))
            return SQLITE_OK;
        snprintf(permission->denied, sizeof permission->denied, "table %s", a);
        return SQLITE_DENY;
    case SQLITE_FUNCTION:
        if (ter_function_is_plain(b))
            return SQLITE_OK;
        snprintf(permission->denied, sizeof permission->denied, "function %s", b);
        return SQLITE_DENY;
    default:
        snprintf(permission->denied, sizeof permission->denied, "anything but reading the layer");
        return SQLITE_DENY;
    }
}

static bool compile(sqlite3 *db, const struct ter_layer *layer, bool alone, const char *sql,
    sqlite3_stmt **ret_statement, struct ter_error *err)
{
    struct permission permission = {.layer = layer, .alone = alone};
    const char *tail = "";
    sqlite3_set_authorizer(db, authorize, &permission);
    int code = sqlite3_prepare_v2(db, sql, -1, ret_statement, &tail);
    if (code != SQLITE_OK && (code == SQLITE_AUTH || *permission.denied)) /* a function is no SQLITE_AUTH */
        ter_fail(err, TER_USAGE, "--where may not use %s; it sees the fields of %s and plain functions",
            *permission.denied ? permission.denied : ter_message("this"), layer->name);
    else if (code != SQLITE_OK)
        ter_fail(err, TER_USAGE, "--where cannot be read: %s", sqlite3_errmsg(db));
    else if (!*ret_statement || *tail)
        ter_fail(err, TER_USAGE, "--where must be one expression, such as \"flow_lps < 15\"");
    bool single = code == SQLITE_OK && *ret_statement && !*tail;
    sqlite3_set_authorizer(db, NULL, NULL);
    return single;
}

bool ter_authorize_expression(
    sqlite3 *db, const struct ter_layer *layer, const char *expression, struct ter_error *err)
{
    size_t length = strlen(expression);
    if (length > LONGEST_WHERE)
        return ter_fail(err, TER_USAGE,
            "--where is %zu bytes long (at most %d); give part of it as --township, --status or --bbox",
            length, LONGEST_WHERE);
    /* The spatial index prepares statements of its own when it is first touched: before the authorizer
     * stands. */
    TER_AUTO_FREE char *touch = ter_format("SELECT 1 FROM \"idx_%s_geom\" LIMIT 0", layer->name);
    TER_AUTO(ter_statement_free) sqlite3_stmt *touched = NULL;
    if (layer->geometry != TER_GEOMETRY_NONE && !ter_db_prepare(db, touch, &touched, err))
        return false;
    /* Bare and in brackets: only a whole expression compiles both ways. "1) OR (1" fails bare, "1 LIMIT 1" in
     * brackets. */
    for (size_t i = 0; i < 2; i++) {
        TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
        TER_AUTO_BUF struct ter_buf sql = {0};
        ter_buf_printf(
            &sql, "SELECT 1 FROM \"%s\" WHERE %s%s\n%s", layer->name, i ? "(" : "", expression, i ? ")" : "");
        if (!compile(db, layer, true, sql.data, &statement, err))
            return false;
        if (sqlite3_bind_parameter_count(statement))
            return ter_fail(
                err, TER_USAGE, "--where may not hold parameters (?, :name); write the value itself");
    }
    return true;
}

bool ter_authorized_prepare(sqlite3 *db, const struct ter_layer *layer, const char *sql,
    sqlite3_stmt **ret_statement, struct ter_error *err)
{
    sqlite3_hard_heap_limit64(HEAP_MAX); /* from now on a stranger's expression runs */
    return compile(db, layer, false, sql, ret_statement, err);
}

/* What the files of this folder share: the connection, statements, and errors of SQLite in plain words. */
#ifndef TER_REGISTRY_INTERNAL_H
#define TER_REGISTRY_INTERNAL_H

#include "base/json.h"
#include "registry.h"

#include <sqlite3.h>

enum { TER_APPLICATION_ID = 0x54524552 }; /* "TRER" in the file's header */
enum { TER_BUSY_TIMEOUT_MS = 10000 };

/* Statements are compiled once a connection: compiling an UPDATE with its triggers costs a millisecond. */
enum { TER_STATEMENT_CACHE = 32 };

struct ter_registry {
    sqlite3 *db;
    sqlite3_stmt *cached[TER_STATEMENT_CACHE];
    size_t next_cached; /* the slot that is given up next */
    void *spatialite;   /* its connection cache; NULL when opened for reading */
    char *path;
    char *name;
    int epsg;
    enum ter_lang lang;
    struct ter_layer **layers;
    size_t layer_count;
    bool in_transaction;
    struct ter_buf gazetteer_aside; /* SQL that puts back what a gazetteer import set aside */
    int index;                      /* the log's index (FILE-shm), where journal.c has it open */
    bool index_open;
    int readers; /* how many read transactions enclose one another */
};

void ter_statement_free(sqlite3_stmt *statement);
TER_DEFINE_AUTO(sqlite3_stmt, ter_statement_free)

/* The name under which SQLite reads a file as it lies: without locks, and without files of its own beside it.
 * The caller frees it; SQLITE_OPEN_URI goes with it. */
char *ter_db_untouched(const char *path);

/* How much of the file a connection keeps in memory: by rule, and while it passes once through a long table.
 * Setting it is a matter of speed alone and does not fail. */
enum { TER_CACHE_KB = 65536, TER_CACHE_PASSING_KB = 1024 };
void ter_db_keep_pages(sqlite3 *db, int kb);

/* Let an interrupt end what the connection is doing, or not. */
void ter_db_heed_interrupts(sqlite3 *db, bool heed);

/* For statements of the cache: give up what they read when the scope ends, and stay compiled. */
void ter_statement_reset(sqlite3_stmt *statement);
TER_DEFINE_AUTO(sqlite3_stmt, ter_statement_reset)

/* Turn the connection's last error into a line; returns false. RAISE's own text is passed on as it stands. */
bool ter_db_fail(sqlite3 *db, struct ter_error *err);

TER_CHECKED bool ter_db_prepare(
    sqlite3 *db, const char *sql, sqlite3_stmt **ret_statement, struct ter_error *err);

/* A statement of the registry's cache, reset and without bindings: use it and let it be, it is never freed by
 * its user. It stands until as many others were asked for as the cache holds. */
TER_CHECKED bool ter_db_cached(
    struct ter_registry *registry, const char *sql, sqlite3_stmt **ret_statement, struct ter_error *err);

/* One step: ret_row says whether there is a row (false: done). */
TER_CHECKED bool ter_db_step(sqlite3_stmt *statement, bool *ret_row, struct ter_error *err);

/* Run a statement that gives no rows to its end, and reset it for the next use. */
TER_CHECKED bool ter_db_run(sqlite3_stmt *statement, struct ter_error *err);

/* Run one or more statements without parameters. */
TER_CHECKED bool ter_db_exec(sqlite3 *db, const char *sql, struct ter_error *err);

/* The first column of the first row as a number; `otherwise` when there is no row or it is NULL. */
TER_CHECKED bool ter_db_int(
    sqlite3 *db, const char *sql, int64_t otherwise, int64_t *ret_value, struct ter_error *err);

/* Bind a text that outlives the statement's step; NULL binds NULL. */
void ter_db_bind_text(sqlite3_stmt *statement, int index, const char *text);
void ter_db_bind_value(sqlite3_stmt *statement, int index, struct ter_value value);
/* A text of a column that is never NULL in a file of ours; in a forged one it may be, and is empty then. */
const char *ter_db_text(sqlite3_stmt *statement, int column);
struct ter_value ter_db_value(sqlite3_stmt *statement, int column); /* borrowed until the next step */

/* Parse a before-image. Texts in it are whatever somebody wrote: what is no UTF-8, or NUL, is replaced. */
TER_CHECKED bool ter_db_json(sqlite3_stmt *statement, int column, json_t **ret_json, struct ter_error *err);

/* Read the layers, again where they were read before: whoever holds one of them holds it no longer. On
 * failure the registry has none. */
TER_CHECKED bool ter_registry_read_layers(struct ter_registry *registry, struct ter_error *err);

/* Bring the layers up to date for schema.c, inside its transaction: the stored ones by their own definitions,
 * then those that ship. ret_complete is false where a name in the file is in the way of a shipped one. */
TER_CHECKED bool ter_layers_bring(
    sqlite3 *db, int epsg, enum ter_lang lang, bool *ret_complete, struct ter_error *err);

/* The working calendar that a new register begins with: China's where its positions are in China's own
 * system, else none. */
TER_CHECKED bool ter_calendar_start(sqlite3 *db, int epsg, struct ter_error *err);

/* The layer's columns "id, code, …" in field order, quoted, each with `prefix` before it. */
void ter_db_columns(const struct ter_layer *layer, const char *prefix, struct ter_buf *out);

#endif

/* Owns the journal's mode. Either mode survives a crash; they differ in who waits for whom, and in cost. */
#include "journal.h"

#include <string.h>

/* The pragma answers with the mode that is on after it. */
static bool set_mode(sqlite3 *db, const char *pragma, const char *wanted)
{
    struct ter_error ignored;
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    bool row = false;
    return ter_db_prepare(db, pragma, &statement, &ignored) && ter_db_step(statement, &row, &ignored) &&
           row && strcmp((const char *)sqlite3_column_text(statement, 0), wanted) == 0;
}

bool ter_journal_alone(struct ter_registry *registry)
{
    sqlite3_busy_timeout(registry->db, 0); /* whoever has it open may keep it so for hours */
    bool alone = set_mode(registry->db, "PRAGMA journal_mode = DELETE", "delete");
    sqlite3_busy_timeout(registry->db, TER_BUSY_TIMEOUT_MS);
    /* NORMAL is safe for a write-ahead log only. */
    if (alone)
        sqlite3_exec(registry->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
    return alone;
}

void ter_journal_shared(struct ter_registry *registry)
{
    if (set_mode(registry->db, "PRAGMA journal_mode = WAL", "wal"))
        sqlite3_exec(registry->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
}

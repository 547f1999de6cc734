/* Owns the journal: its mode, and that nobody else's is taken away. Either mode survives a crash; they differ
 * in who waits for whom, and in cost.
 *
 * SQLite takes a connection for the last one, and deletes the write-ahead log, when no process holds a lock
 * on the database itself. QGIS may have lost its lock: a process loses all its locks on a file when it closes
 * any descriptor of it, and GDAL opens and closes the file once more to see what it is. What QGIS saved after
 * that would go into a deleted file. But each connection also holds a lock on the log's index (FILE-shm),
 * which GDAL does not touch. */
#include "journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The pragma answers with the mode that is on after it, before it writes that into the file. */
static bool set_mode(sqlite3 *db, const char *pragma, const char *wanted)
{
    struct ter_error ignored;
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    bool row = false;
    return ter_db_prepare(db, pragma, &statement, &ignored) && ter_db_step(statement, &row, &ignored) &&
           row && strcmp((const char *)sqlite3_column_text(statement, 0), wanted) == 0 &&
           ter_db_step(statement, &row, &ignored);
}

/* The log's index, opened once: closing it gives up our connection's own locks on it. */
static bool open_index(struct ter_registry *registry)
{
    struct stat opened, present;
    TER_AUTO_FREE char *path = ter_format("%s-shm", registry->path);
    if (registry->index_open) {
        if (fstat(registry->index, &opened) == 0 && stat(path, &present) == 0 &&
            opened.st_ino == present.st_ino)
            return true;
        close(registry->index); /* of a log that is gone */
    }
    registry->index = open(path, O_RDONLY | O_CLOEXEC);
    registry->index_open = registry->index >= 0;
    return registry->index_open;
}

static bool held_by_others(struct ter_registry *registry)
{
    enum { HELD_BYTE = 128 }; /* every connection locks it, shared: UNIX_SHM_DMS in SQLite's os_unix.c */
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = HELD_BYTE, .l_len = 1};
    return open_index(registry) && fcntl(registry->index, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

void ter_journal_close(struct ter_registry *registry)
{
    int keep = 1;
    if (registry->db && registry->path && held_by_others(registry))
        sqlite3_file_control(registry->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    sqlite3_close(registry->db);
    if (registry->index_open)
        close(registry->index);
}

bool ter_journal_alone(struct ter_registry *registry)
{
    enum { ALONE_TIMEOUT_MS = 300000 };
    if (held_by_others(registry))
        return false;
    sqlite3_busy_timeout(registry->db, 0); /* whoever has it open may keep it so for hours */
    bool alone = set_mode(registry->db, "PRAGMA journal_mode = DELETE", "delete");
    sqlite3_busy_timeout(registry->db, TER_BUSY_TIMEOUT_MS);
    if (!alone)
        return false;
    /* Who began to read meanwhile keeps the load from being committed, and may read for longer than anybody
     * else is made to wait: a load must not be lost for that. NORMAL is safe for a write-ahead log only. */
    sqlite3_busy_timeout(registry->db, ALONE_TIMEOUT_MS);
    sqlite3_exec(registry->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
    return true;
}

void ter_journal_shared(struct ter_registry *registry)
{
    sqlite3_busy_timeout(registry->db, TER_BUSY_TIMEOUT_MS);
    if (set_mode(registry->db, "PRAGMA journal_mode = WAL", "wal"))
        sqlite3_exec(registry->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
}

void ter_journal_trim(struct ter_registry *registry)
{
    enum { LARGE_BYTES = 64 << 20, WAIT_MS = 500 };
    struct stat log;
    TER_AUTO_FREE char *path = registry->path ? ter_format("%s-wal", registry->path) : NULL;
    if (!path || stat(path, &log) != 0 || log.st_size < LARGE_BYTES)
        return;
    sqlite3_busy_timeout(registry->db, WAIT_MS); /* a reader that stays longer leaves it to the next commit */
    sqlite3_wal_checkpoint_v2(registry->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(registry->db, TER_BUSY_TIMEOUT_MS);
}

void ter_journal_advance(struct ter_registry *registry)
{
    struct ter_error ignored;
    int64_t version;
    char pragma[64];
    if (!ter_db_int(registry->db, "PRAGMA user_version", 0, &version, &ignored))
        return;
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", (int)version);
    sqlite3_exec(
        registry->db, pragma, NULL, NULL, NULL); /* written again is written: that is all it is for */
}

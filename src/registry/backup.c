/* Owns the making of a backup. Knows of the file's content only what proves the copy: how many records there
 * are. */
#include "backup.h"

#include "base/beside.h"
#include "base/messages.h"
#include "base/progress.h"
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *const tails[] = {"-journal", "-wal", "-shm"};
enum { TAILS = sizeof tails / sizeof *tails };

/* Where the copy goes --------------------------------------------------------------------------------- */

/* The log of a former file of this name would be taken for the new one's: SQLite would play it into the copy.
 */
static bool check_beside(const char *path, struct ter_error *err)
{
    for (size_t i = 0; i < TAILS; i++) {
        TER_AUTO_FREE char *name = ter_format("%s%s", path, tails[i]);
        if (access(name, F_OK) == 0)
            return ter_fail(err, TER_FAILED,
                "%s: %s lies there from a former file of this name and would spoil the backup; remove it, or "
                "choose another name",
                path, name);
    }
    return true;
}

static bool check_target(const struct ter_registry *registry, const char *path, struct ter_error *err)
{
    struct stat target, source;
    if (!*path || path[strlen(path) - 1] == '/')
        return ter_fail(err, TER_USAGE, "\"%s\" is not the name of a file", path);
    if (lstat(path, &target) != 0)
        return errno == ENOENT ? check_beside(path, err)
                               : ter_fail(err, TER_FAILED, "%s: %s", path, strerror(errno));
    if (stat(path, &target) == 0 && stat(registry->path, &source) == 0 && target.st_dev == source.st_dev &&
        target.st_ino == source.st_ino)
        return ter_fail(err, TER_USAGE, "%s: this is the registry itself; name another file", path);
    if (S_ISDIR(target.st_mode))
        return ter_fail(err, TER_USAGE, "%s: this is a folder; name the file in it", path);
    return ter_fail(err, TER_FAILED,
        "%s: exists already and is not replaced; choose another name, or remove it first", path);
}

/* An empty file with the registry's permissions. */
static bool make_temporary(
    const struct ter_registry *registry, const char *path, const char *temporary, struct ter_error *err)
{
    struct stat source;
    int file = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0)
        return ter_fail(err, TER_FAILED, "%s: %s", path, strerror(errno));
    if (stat(registry->path, &source) == 0 && fchmod(file, source.st_mode & 0777) != 0)
        errno = 0; /* a file system without permissions has none to keep */
    close(file);
    return true;
}

/* Copying --------------------------------------------------------------------------------------------- */

/* A write error of the system, whose number was kept, has a better reason than SQLite's "disk I/O error". */
static bool copy_fail(sqlite3 *copy, int reason, struct ter_error *err)
{
    int code = sqlite3_extended_errcode(copy) & 0xff;
    if (code == SQLITE_FULL || (code == SQLITE_IOERR && reason == ENOSPC))
        return ter_fail(err, TER_FAILED, "the disk is full; no backup was made; make room and try again");
    if (code == SQLITE_IOERR)
        return ter_fail(err, TER_FAILED, "the copy cannot be written: %s; no backup was made",
            reason ? strerror(reason) : sqlite3_errmsg(copy));
    return ter_db_fail(copy, err);
}

/* One step, waiting for a writer that holds the file alone; false where it cannot go on. ret_reason gets the
 * system's error number, which anything done afterwards may change. */
static bool copy_step(sqlite3_backup *backup, int *waited_ms, bool *ret_done, int *ret_reason)
{
    enum { PAGES_A_STEP = 2048, PAUSE_MS = 20 };
    static const struct timespec pause = {0, PAUSE_MS * 1000 * 1000};
    errno = 0;
    int code = sqlite3_backup_step(backup, PAGES_A_STEP);
    *ret_reason = errno;
    *ret_done = code == SQLITE_DONE;
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return true;
    if (((code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED) || *waited_ms >= TER_BUSY_TIMEOUT_MS)
        return false;
    nanosleep(&pause, NULL);
    *waited_ms += PAUSE_MS;
    return true;
}

/* Where a step failed, ending the copy gives the reason. */
static bool copy_steps(sqlite3 *copy, sqlite3_backup *backup, struct ter_error *err)
{
    struct ter_progress progress = {0};
    int waited_ms = 0, reason = 0;
    bool good = true, done = false, interrupted = false;
    ter_progress_begin(&progress, "copying", 0);
    while (good && !done && !interrupted) {
        good = copy_step(backup, &waited_ms, &done, &reason);
        progress.total = sqlite3_backup_pagecount(backup);
        ter_progress_update(&progress, progress.total - sqlite3_backup_remaining(backup));
        interrupted = !ter_interrupt_check(err);
    }
    ter_progress_end(&progress);
    int code = sqlite3_backup_finish(backup);
    if (interrupted)
        return false;
    if (!good && code == SQLITE_OK) /* busy is not an error that lasts */
        return ter_fail(err, TER_BUSY, "another program locks the registry; close it, then try again");
    return code == SQLITE_OK || copy_fail(copy, reason, err);
}

static bool copy_pages(struct ter_registry *registry, sqlite3 *copy, struct ter_error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", registry->db, "main");
    return backup ? copy_steps(copy, backup, err) : copy_fail(copy, 0, err);
}

/* Proving --------------------------------------------------------------------------------------------- */

static bool check_integrity(sqlite3 *copy, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(copy, "PRAGMA integrity_check(1)", &select, err) || !ter_db_step(select, &row, err))
        return false;
    const char *message = row ? (const char *)sqlite3_column_text(select, 0) : NULL;
    if (message && strcmp(message, "ok") == 0)
        return true;
    return ter_fail(err, TER_FAILED,
        "the copy is damaged, most likely as the registry is: %s; terrier check says more; no backup was "
        "made",
        message ? message : ter_message("no answer"));
}

static bool count_records(
    struct ter_registry *registry, sqlite3 *db, size_t layer, int64_t *ret_count, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT count(*) FROM main.\"%s\"", registry->layers[layer]->name);
    return ter_db_int(db, sql, 0, ret_count, err);
}

static bool check_copy(
    struct ter_registry *registry, sqlite3 *copy, int64_t *ret_records, struct ter_error *err)
{
    int64_t application = 0;
    *ret_records = 0;
    if (!check_integrity(copy, err) || !ter_db_int(copy, "PRAGMA application_id", 0, &application, err))
        return false;
    if (application != TER_APPLICATION_ID)
        return ter_fail(err, TER_FAILED, "the copy is not a registry; no backup was made");
    for (size_t i = 0; i < registry->layer_count; i++) {
        int64_t here, there;
        if (!count_records(registry, registry->db, i, &here, err) ||
            !count_records(registry, copy, i, &there, err))
            return false;
        if (here != there)
            return ter_fail(err, TER_FAILED, "layer %s has %lld records, its copy %lld; no backup was made",
                registry->layers[i]->name, (long long)here, (long long)there);
        *ret_records += here;
    }
    return true;
}

/* One file: a copy keeps the WAL mode of its original, and would need two more files beside it. */
static bool leave_wal(sqlite3 *copy, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *pragma = NULL;
    if (!ter_db_prepare(copy, "PRAGMA journal_mode = DELETE", &pragma, err))
        return false;
    if (sqlite3_step(pragma) != SQLITE_ROW)
        return copy_fail(copy, errno, err);
    bool left = strcmp((const char *)sqlite3_column_text(pragma, 0), "delete") == 0;
    if (left && sqlite3_step(pragma) != SQLITE_DONE) /* the answer comes before it is written */
        return copy_fail(copy, errno, err);
    return left || ter_fail(err, TER_FAILED, "the copy stays in WAL mode; no backup was made");
}

/* The read transaction keeps the copy and the counts at one moment, and spares the copying a new start at
 * every commit of another program. */
static bool copy_all(
    struct ter_registry *registry, sqlite3 *copy, int64_t *ret_records, struct ter_error *err)
{
    int64_t unused;
    if (!ter_db_exec(registry->db, "BEGIN", err))
        return false;
    bool done = ter_db_int(registry->db, "SELECT count(*) FROM meta", 0, &unused, err) &&
                copy_pages(registry, copy, err) && leave_wal(copy, err) &&
                check_copy(registry, copy, ret_records, err);
    sqlite3_exec(registry->db, "ROLLBACK", NULL, NULL, NULL);
    return done;
}

static bool write_copy(
    struct ter_registry *registry, const char *temporary, int64_t *ret_records, struct ter_error *err)
{
    sqlite3 *copy = NULL;
    bool done =
        sqlite3_open_v2(temporary, &copy, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK || ter_db_fail(copy, err);
    if (done)
        done = ter_db_exec(copy, "PRAGMA synchronous = OFF", err) && /* synced once, at the end */
               copy_all(registry, copy, ret_records, err);
    bool closed = sqlite3_close(copy) == SQLITE_OK;
    return done && (closed || ter_fail(err, TER_FAILED, "the copy cannot be closed; no backup was made"));
}

/* Naming ---------------------------------------------------------------------------------------------- */

static bool sync_path(const char *path, int flags, struct ter_error *err)
{
    int file = open(path, flags | O_CLOEXEC);
    if (file < 0)
        return ter_fail(err, TER_FAILED, "the copy cannot be written: %s", strerror(errno));
    int fault = fsync(file) == 0 ? 0 : errno;
    if (close(file) != 0 && !fault)
        fault = errno;
    /* Some file systems do not sync folders; the file itself is safe by then. */
    return !fault || (flags & O_DIRECTORY)
               ? true
               : ter_fail(err, TER_FAILED, "the copy cannot be written: %s", strerror(fault));
}

/* A file that appeared at the target meanwhile is not replaced. */
static bool give_name(const char *temporary, const char *path, struct ter_error *err)
{
    return ter_beside_place_new(temporary, path) ||
           ter_fail(err, TER_FAILED, "%s",
               errno == EEXIST ? "the file appeared meanwhile and is not replaced" : strerror(errno));
}

static bool finish(const char *temporary, const char *path, struct ter_error *err)
{
    TER_AUTO_FREE char *folder = ter_strdup(path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    return sync_path(temporary, O_RDWR, err) && give_name(temporary, path, err) &&
           sync_path(slash ? folder : ".", O_RDONLY | O_DIRECTORY, err);
}

bool ter_backup(struct ter_registry *registry, const char *path, struct ter_backup_result *ret_result,
    struct ter_error *err)
{
    struct ter_backup_result result = {0};
    struct stat info;
    ter_beside_tidy(path);
    if (!check_target(registry, path, err))
        return false;
    TER_AUTO(ter_beside_close) struct ter_beside *beside = ter_beside_open(path);
    if (!beside)
        return ter_fail(err, TER_FAILED, "%s: %s", path,
            errno == ENOENT ? ter_message("there is no such folder; make it first") : strerror(errno));
    TER_AUTO_FREE char *temporary = ter_beside_path(beside, "copy");
    if (!make_temporary(registry, path, temporary, err))
        return false;
    if (!write_copy(registry, temporary, &result.records, err) || !finish(temporary, path, err))
        return ter_wrap(err, "%s", path);
    ter_memory_something_stays();
    result.bytes = stat(path, &info) == 0 ? info.st_size : 0;
    *ret_result = result;
    return true;
}

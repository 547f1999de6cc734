/* Owns the transactions of a registry: one for writing, and one for reading that holds for many questions.
 * Knows no table but write_context. */
#include "base/progress.h"
#include "extent.h"
#include "internal.h"
#include "journal.h"

static int stop_if_interrupted(void *unused)
{
    (void)unused;
    return ter_interrupted();
}

void ter_db_heed_interrupts(sqlite3 *db, bool heed)
{
    enum { OPERATIONS_BETWEEN_CHECKS = 20000 };
    sqlite3_progress_handler(
        db, heed ? OPERATIONS_BETWEEN_CHECKS : 0, heed ? stop_if_interrupted : NULL, NULL);
}

static bool set_context(
    struct ter_registry *registry, const struct ter_write_context *context, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(
            registry->db, "INSERT OR REPLACE INTO write_context VALUES (1, ?, ?, ?)", &insert, err))
        return false;
    ter_db_bind_text(insert, 1, context->tool);
    ter_db_bind_text(insert, 2, context->note);
    sqlite3_bind_null(insert, 3);
    if (context->source_id)
        sqlite3_bind_int64(insert, 3, context->source_id);
    return ter_db_run(insert, err);
}

bool ter_registry_read_begin(struct ter_registry *registry, struct ter_error *err)
{
    if (sqlite3_get_autocommit(registry->db)) {
        registry->readers = 0;
        if (!ter_db_exec(registry->db, "BEGIN", err))
            return false;
    } else if (!registry->readers) {
        return true; /* inside a write transaction */
    }
    registry->readers++;
    return true;
}

void ter_registry_read_end(struct ter_registry *registry)
{
    if (registry->readers && --registry->readers == 0 && !sqlite3_get_autocommit(registry->db))
        sqlite3_exec(registry->db, "COMMIT", NULL, NULL, NULL); /* nothing was written: it cannot fail */
}

static void end_reading(struct ter_registry *registry)
{
    registry->readers = registry->readers > 0;
    ter_registry_read_end(registry);
}

bool ter_registry_begin(
    struct ter_registry *registry, const struct ter_write_context *context, struct ter_error *err)
{
    end_reading(registry);
    if (!ter_db_exec(registry->db, "BEGIN IMMEDIATE", err))
        return false;
    registry->in_transaction = true;
    if (set_context(registry, context, err))
        return true;
    ter_registry_rollback(registry);
    return false;
}

bool ter_registry_commit(struct ter_registry *registry, struct ter_error *err)
{
    /* A refusal by a trigger has ended the transaction already: going on would commit line by line. */
    if (!registry->in_transaction || sqlite3_get_autocommit(registry->db)) {
        registry->in_transaction = false;
        return ter_fail(err, TER_FAILED, "the change was refused; nothing was changed");
    }
    if (registry->gazetteer_aside.size) {
        ter_registry_rollback(registry);
        return ter_fail(err, TER_FAILED, "the gazetteer import was not finished; nothing was changed");
    }
    bool done = ter_extent_refresh(registry, err) && ter_interrupt_check(err) &&
                ter_db_exec(registry->db, "DELETE FROM write_context", err);
    if (done)
        ter_memory_something_stays(); /* COMMIT may run out of memory when it has stored the change */
    if (!done || !ter_db_exec(registry->db, "COMMIT", err)) {
        ter_registry_rollback(registry);
        return false;
    }
    registry->in_transaction = false;
    ter_journal_trim(registry);
    return true;
}

void ter_registry_rollback(struct ter_registry *registry)
{
    if (registry->db && !sqlite3_get_autocommit(registry->db)) {
        ter_db_heed_interrupts(registry->db, false); /* an interrupt must not interrupt its own undoing */
        sqlite3_exec(registry->db, "ROLLBACK", NULL, NULL, NULL);
        ter_db_heed_interrupts(registry->db, true);
    }
    registry->in_transaction = false;
    registry->readers = 0;
    ter_buf_clear(&registry->gazetteer_aside); /* it is in its place again */
}

/* The journal: a write-ahead log, so that QGIS may read while terrier writes; for a large load of a file that
 * nobody else has open, a rollback journal, which writes each new page once instead of twice. */
#ifndef TER_REGISTRY_JOURNAL_H
#define TER_REGISTRY_JOURNAL_H

#include "internal.h"

/* Switch to the rollback journal if no other connection is open; false, and nothing changed, if one is. */
bool ter_journal_alone(struct ter_registry *registry);

/* Switch back to the write-ahead log. Harmless where it is on; where another program is in the way, the next
 * one that opens the registry for writing does it. */
void ter_journal_shared(struct ter_registry *registry);

/* After a commit: empty a log that has grown large. SQLite begins it anew only in a moment in which nobody
 * reads from it, and where readers overlap such a moment never comes. Waits for readers, but not long. */
void ter_journal_trim(struct ter_registry *registry);

/* Commit something that changes nothing, after a transaction that held the lock for long and was taken back.
 * A save that QGIS's SpatiaLite provider was refused meanwhile leaves it in a transaction of that moment; as
 * long as nobody commits, what it saves next is reported as stored and lost on exit. So it is told. */
void ter_journal_advance(struct ter_registry *registry);

/* Close the connection, and leave the log where it is if anybody else has it open. */
void ter_journal_close(struct ter_registry *registry);

#endif

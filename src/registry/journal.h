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

#endif

/* Triggers and indexes out of the way of a bulk insert, inside one transaction: a crash brings them back. */
#ifndef TER_REGISTRY_ASIDE_H
#define TER_REGISTRY_ASIDE_H

#include "internal.h"

/* Drop all triggers of a table, and with `indexes` its indexes; append the SQL that puts them back. */
TER_CHECKED bool ter_aside_put(
    sqlite3 *db, const char *table, bool indexes, struct ter_buf *ret_restore, struct ter_error *err);

#endif

/* What a connection to a stranger's file may do at all: limits, settings, and which of SpatiaLite's functions
 * there are. */
#ifndef TER_REGISTRY_CONFINE_H
#define TER_REGISTRY_CONFINE_H

#include "internal.h"

enum { TER_VALUE_MAX = 64 << 20 }; /* bytes of one value or row: a shape of four million vertices */

/* Set SQLite's limits and its defences against crafted files. */
TER_CHECKED bool ter_confine(sqlite3 *db, struct ter_error *err);

/* Whether a function computes only, from its arguments: what may be called by expressions of others. */
bool ter_function_is_plain(const char *name);

/* Load SpatiaLite without its functions that touch files or run SQL of their own, whatever
 * SPATIALITE_SECURITY says. Gives the connection cache, which spatialite_cleanup_ex frees. */
void *ter_spatialite_load(sqlite3 *db);

#endif

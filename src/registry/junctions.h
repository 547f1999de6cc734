/* The table of junctions: where ways of two names meet, derived from the lines of all sources. */
#ifndef TER_REGISTRY_JUNCTIONS_H
#define TER_REGISTRY_JUNCTIONS_H

#include "internal.h"

/* Derive all junctions anew, inside a write transaction. */
TER_CHECKED bool ter_junctions_derive(sqlite3 *db, struct ter_error *err);

#endif

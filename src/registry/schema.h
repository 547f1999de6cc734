/* The schema's versions: making a new file and bringing an old one up to date. */
#ifndef TER_REGISTRY_SCHEMA_H
#define TER_REGISTRY_SCHEMA_H

#include "internal.h"

/* The newest schema version this program knows. */
int ter_schema_version(void);

/* Bring a file of version `from` up to date, each migration in its own transaction. */
TER_CHECKED bool ter_schema_migrate(sqlite3 *db, int from, struct ter_error *err);

/* Fill an empty database: SpatiaLite's metadata, all migrations, gazetteer geometries, meta, shipped layers.
 */
TER_CHECKED bool ter_schema_create(
    sqlite3 *db, const struct ter_registry_options *options, const char *name, struct ter_error *err);

#endif

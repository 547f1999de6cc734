/* The schema's versions: making a new file and bringing an old one up to date. */
#ifndef TER_REGISTRY_SCHEMA_H
#define TER_REGISTRY_SCHEMA_H

#include "internal.h"

/* The newest schema version this program knows. */
int ter_schema_version(void);

/* Bring a file up to date, in one transaction: the migrations it lacks, the shipped layers that it lacks or
 * has in an older version, and whatever this program derives otherwise from the layers that are there. Costs
 * one query where nothing is to be done. SpatiaLite must be loaded. */
TER_CHECKED bool ter_schema_update(sqlite3 *db, struct ter_error *err);

/* Fill an empty database, inside a transaction, with all that a registry has apart from meta and layers:
 * SpatiaLite's metadata, all migrations, gazetteer geometries. */
TER_CHECKED bool ter_schema_model(sqlite3 *db, int epsg, struct ter_error *err);

/* Fill an empty database: SpatiaLite's metadata, all migrations, gazetteer geometries, meta, shipped layers.
 */
TER_CHECKED bool ter_schema_create(
    sqlite3 *db, const struct ter_registry_options *options, const char *name, struct ter_error *err);

#endif

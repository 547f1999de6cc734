/* What a definition turns into inside the file: its table, indexes, domain rows, triggers and QGIS styles. */
#ifndef TER_REGISTRY_DERIVE_H
#define TER_REGISTRY_DERIVE_H

#include "internal.h"

/* Make everything of a new layer, inside a transaction, with SpatiaLite loaded. */
TER_CHECKED bool ter_derive_layer(
    sqlite3 *db, const struct ter_layer *layer, int epsg, enum ter_lang lang, struct ter_error *err);

/* The triggers of a layer's table as SQL (src/registry/triggers.c says what they guard). */
void ter_derive_triggers(const struct ter_layer *layer, struct ter_buf *out);

/* The declared indexes as SQL. */
void ter_derive_indexes(const struct ter_layer *layer, struct ter_buf *out);

#endif

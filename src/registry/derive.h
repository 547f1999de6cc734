/* What a definition turns into inside the file: its table, indexes, domain rows, triggers,
 * views and QGIS styles. */
#ifndef TER_REGISTRY_DERIVE_H
#define TER_REGISTRY_DERIVE_H

#include "internal.h"

/* Make everything of a new layer, inside a transaction, with SpatiaLite loaded. */
TER_CHECKED bool ter_derive_layer(
    sqlite3 *db, const struct ter_layer *layer, int epsg, enum ter_lang lang, struct ter_error *err);

/* Make all layers of a file that has none so far. SQLite reads the whole schema again for each geometry
 * column that SpatiaLite adds, so all tables come before the many triggers and views. */
TER_CHECKED bool ter_derive_all(sqlite3 *db, struct ter_layer *const *layers, size_t count, int epsg,
    enum ter_lang lang, struct ter_error *err);

/* Bring what is there of a layer to its definition, inside a transaction: columns that lack are added;
 * indexes, triggers, domains, transitions, views and the styles are made anew where they differ. `old` is the
 * definition so far; it may be the same one. A style that somebody changed is left alone: ret_style_kept says
 * so. */
TER_CHECKED bool ter_derive_again(sqlite3 *db, const struct ter_layer *layer, const struct ter_layer *old,
    enum ter_lang lang, bool *ret_style_kept, struct ter_error *err);

/* Say whether the layer's table has a column, whoever made it. */
TER_CHECKED bool ter_derive_has_column(
    sqlite3 *db, const struct ter_layer *layer, const char *name, bool *ret_there, struct ter_error *err);

/* The triggers of a layer's table as SQL (src/registry/triggers.c says what they guard). `events`: the file
 * has the layer of events (not_found.h), which guards may ask. */
void ter_derive_triggers(const struct ter_layer *layer, bool events, struct ter_buf *out);

/* The same, each statement by itself and as SQLite keeps it. */
void ter_derive_trigger_list(const struct ter_layer *layer, bool events, struct ter_strings *ret_triggers);

/* The declared indexes as SQL. */
void ter_derive_indexes(const struct ter_layer *layer, struct ter_buf *out);

#endif

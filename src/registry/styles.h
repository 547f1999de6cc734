/* The QGIS styles that a registry carries for its layers. */
#ifndef TER_REGISTRY_STYLES_H
#define TER_REGISTRY_STYLES_H

#include "internal.h"

/* Write the derived style of a new layer, whose row in table `layer` is there already. */
TER_CHECKED bool ter_styles_add(
    sqlite3 *db, const struct ter_layer *layer, enum ter_lang lang, struct ter_error *err);

/* Write the new style over those of `old` that nobody changed. A name that somebody gave stays, and so does
 * what somebody chose as the default; a style that somebody deleted stays away. ret_kept says whether QGIS
 * shows the layer in somebody's own style. */
TER_CHECKED bool ter_styles_renew(sqlite3 *db, const struct ter_layer *layer, const struct ter_layer *old,
    enum ter_lang lang, bool *ret_kept, struct ter_error *err);

/* Write or renew the styles of a layer's views, once those are in the file; `old` is the definition so far,
 * NULL for a new layer. Styles that somebody changed are left alone. */
TER_CHECKED bool ter_styles_put_views(sqlite3 *db, const struct ter_layer *layer, const struct ter_layer *old,
    enum ter_lang lang, struct ter_error *err);

/* The same for the tables of the gazetteer. */
TER_CHECKED bool ter_styles_put_gazetteer(sqlite3 *db, enum ter_lang lang, struct ter_error *err);

/* For files of schema 1, which did not note which style was derived: take those that QGIS never saved. */
TER_CHECKED bool ter_styles_note(sqlite3 *db, struct ter_error *err);

#endif

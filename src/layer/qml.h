/* The QGIS style of a layer, derived from its definition: what QGIS shows, and the form it edits with.
 *
 * The document is what QGIS 3.22 itself writes for a default style (layer_styles.styleQML, *.qml): a symbol
 * for each choice of the field `style_by`, scale-dependent labels, aliases, form widgets, constraints. It
 * draws on nothing but the definition, so a layer from a user's file is styled like those that ship. */
#ifndef TER_LAYER_QML_H
#define TER_LAYER_QML_H

#include "layer.h"

/* Write the style of `layer` with the legend, the form and its messages in `lang`. ret_qml gets the document,
 * UTF-8, ended by NUL; the caller frees it. Fails only when libxml2 does. */
TER_CHECKED bool ter_layer_qml(
    const struct ter_layer *layer, enum ter_lang lang, char **ret_qml, struct ter_error *err);

#endif

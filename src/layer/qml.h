/* The QGIS style of a layer, derived from its definition: what QGIS shows, and the form it edits with.
 *
 * The document is what QGIS 3.22 itself writes for a default style (layer_styles.styleQML, *.qml): a symbol
 * for each choice of the field `style_by`, the error circle, scale-dependent labels, map tips, a form with
 * tabs, widgets and constraints. It draws on nothing but the definition, so a layer from a user's file is
 * styled like those that ship. */
#ifndef TER_LAYER_QML_H
#define TER_LAYER_QML_H

#include "layer.h"

/* A column that a view has beside those of its layer. */
struct ter_qml_column {
    const char *name;
    const char *title[2]; /* indexed by enum ter_lang */
};

/* What differs where a style is for a view of the layer instead of its table; zeroed, it is for the table. */
struct ter_qml_options {
    const char *name;                   /* of the view; NULL: that of the layer */
    bool read_only;                     /* nothing can be edited through the view */
    const char *const *read_only_names; /* names of fields that cannot, besides those that triggers keep */
    size_t read_only_count;
    const struct ter_qml_column *columns; /* shown first, never edited */
    size_t column_count;
};

/* Write the style of `layer` with the legend, the form and its messages in `lang`. ret_qml gets the document,
 * UTF-8, ended by NUL; the caller frees it. Fails only when libxml2 does.
 *
 * The form has a tab for the record's events, which shows where the project has a relation with the id
 * event_of_NAME (from event.about_code to the code; NAME is the layer's or the view's), and hides where it
 * has none. */
TER_CHECKED bool ter_layer_qml(
    const struct ter_layer *layer, enum ter_lang lang, char **ret_qml, struct ter_error *err);

/* The same for a view. `options` may be NULL. */
TER_CHECKED bool ter_layer_qml_for(const struct ter_layer *layer, enum ter_lang lang,
    const struct ter_qml_options *options, char **ret_qml, struct ter_error *err);

/* The style of a table of the gazetteer, "road" or "place": a quiet ground to read a layer on. Fails where
 * `table` is neither. */
TER_CHECKED bool ter_gazetteer_qml(
    const char *table, enum ter_lang lang, char **ret_qml, struct ter_error *err);

#endif

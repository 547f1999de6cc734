/* What the parts of the QGIS document share: a pen that writes its XML, and the parts' entry points. Private
 * to src/layer/qml*.c; everybody else wants qml.h. */
#ifndef TER_LAYER_QML_PARTS_H
#define TER_LAYER_QML_PARTS_H

#include "layer.h"

/* One failure spoils the document, so it is asked for once, at the end. */
struct ter_qml_pen;

/* Begin an element with name, value, name, value, …, NULL as its attributes. */
void ter_qml_begin(struct ter_qml_pen *pen, const char *element, ...) __attribute__((sentinel));
void ter_qml_end(struct ter_qml_pen *pen);
void ter_qml_text(
    struct ter_qml_pen *pen, const char *element, const char *text); /* <element>text</element> */

/* QGIS's own way to write a typed value: <Option type="QString" name="color" value="…"/>. */
void ter_qml_option(struct ter_qml_pen *pen, const char *type, const char *name, const char *value);

/* 0 points, 1 lines, 2 polygons: QGIS's number for the kind of geometry. */
const char *ter_qml_geometry_number(enum ter_geometry_type geometry);

void ter_qml_renderer(struct ter_qml_pen *pen, const struct ter_layer *layer, enum ter_lang lang);
void ter_qml_labels(struct ter_qml_pen *pen, const struct ter_layer *layer);
void ter_qml_form(struct ter_qml_pen *pen, const struct ter_layer *layer, enum ter_lang lang);

#endif

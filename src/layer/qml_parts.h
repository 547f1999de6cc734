/* What the parts of the QGIS document share: a pen that writes its XML, and the parts' entry points. Private
 * to src/layer/qml*.c; everybody else wants qml.h. */
#ifndef TER_LAYER_QML_PARTS_H
#define TER_LAYER_QML_PARTS_H

#include "qml.h"

/* The pen (qml_pen.c) --------------------------------------------------------------------------------------
 */

/* One failure spoils the document, so it is asked for once, at the end. */
struct ter_qml_pen;

/* Write a whole document: `body` writes what stands inside the root element, whose further attributes are
 * `attributes`: name, value, …, NULL. `what` names the style in the error. */
struct ter_qml_document {
    const char *what;
    const char *const *attributes;
    void (*body)(struct ter_qml_pen *pen, const void *subject);
    const void *subject;
};
TER_CHECKED bool ter_qml_write(
    const struct ter_qml_document *document, char **ret_qml, struct ter_error *err);

/* Begin an element with name, value, name, value, …, NULL as its attributes. */
void ter_qml_begin(struct ter_qml_pen *pen, const char *element, ...) __attribute__((sentinel));
/* One more attribute of the element just begun. */
void ter_qml_attribute(struct ter_qml_pen *pen, const char *name, const char *value);
void ter_qml_end(struct ter_qml_pen *pen);
void ter_qml_text(
    struct ter_qml_pen *pen, const char *element, const char *text); /* <element>text</element> */

/* QGIS's own way to write a typed value: <Option type="QString" name="color" value="…"/>. */
void ter_qml_option(struct ter_qml_pen *pen, const char *type, const char *name, const char *value);

struct ter_qml_property {
    const char *name, *value;
};

/* Inside an element that QGIS reads so: properties that expressions decide, {name, expression}, …, {NULL}. */
void ter_qml_driven(struct ter_qml_pen *pen, const struct ter_qml_property *driven);

/* Texts for the places where they stand (qml_pen.c) --------------------------------------------------------
 */

/* Append a literal or a name of QGIS's expression language: 'it''s', "field". */
void ter_qml_quote(struct ter_buf *out, const char *text);
void ter_qml_name(struct ter_buf *out, const char *name);

/* Append a text that neither HTML nor QGIS's [% … %] takes for its own. */
void ter_qml_html(struct ter_buf *out, const char *text);

/* Symbols (qml_symbols.c) ----------------------------------------------------------------------------------
 */

/* How one choice looks. */
struct ter_qml_look {
    const char *color; /* "#rrggbb" */
    size_t round;      /* past the end of the palette its colours come again, in another shape */
    size_t symbol;     /* its number in the document */
    bool recedes;      /* a status that is over: small and pale */
    bool frame;        /* an area that only tells where one is: an outline */
    bool uncertain;    /* its position has an error radius */
};

enum { TER_QML_RGBA_SIZE = 24 };
/* A colour with an opacity in percent, as QGIS writes it: "r,g,b,a". */
const char *ter_qml_rgba(const char *color, int opacity, char ret_text[TER_QML_RGBA_SIZE]);

/* A symbol layer of a class with its properties, {name, value}, …, {NULL}, and what drives them (or NULL).
 * `pass` is the level it is drawn on where a renderer draws by levels. */
void ter_qml_begin_symbol_layer(struct ter_qml_pen *pen, const char *class, const char *pass,
    const struct ter_qml_property *properties, const struct ter_qml_property *driven);
void ter_qml_symbol_layer(struct ter_qml_pen *pen, const char *class,
    const struct ter_qml_property *properties, const struct ter_qml_property *driven);
void ter_qml_begin_symbol(struct ter_qml_pen *pen, const char *type, const char *name);

/* An expression for a length that is `near_mm` at town scale and shrinks to `far_mm` at county scale;
 * `near_mm` where there is no scale, as in a legend. The caller frees it. */
char *ter_qml_by_scale(double near_mm, double far_mm);

/* 0 points, 1 lines, 2 polygons: QGIS's number for the kind of geometry. */
const char *ter_qml_geometry_number(enum ter_geometry_type geometry);
void ter_qml_symbol(struct ter_qml_pen *pen, enum ter_geometry_type geometry, struct ter_qml_look look);

/* The error circle under a marker (qml_circle.c). */
void ter_qml_circle(struct ter_qml_pen *pen, struct ter_qml_look look);

/* The parts of a layer's document --------------------------------------------------------------------------
 */

/* What a style is for. */
struct ter_qml_subject {
    const struct ter_layer *layer;
    enum ter_lang lang;
    const struct ter_qml_options *options; /* never NULL */
};

void ter_qml_renderer(struct ter_qml_pen *pen, const struct ter_qml_subject *subject);
void ter_qml_labels(struct ter_qml_pen *pen, const struct ter_qml_subject *subject);
void ter_qml_form(struct ter_qml_pen *pen, const struct ter_qml_subject *subject);
void ter_qml_tabs(struct ter_qml_pen *pen, const struct ter_qml_subject *subject);
void ter_qml_story(struct ter_qml_pen *pen, const struct ter_qml_subject *subject);

void ter_qml_constraints(struct ter_qml_pen *pen, const struct ter_qml_subject *subject);

/* The field that holds what a thing is called, besides its code; NULL where the layer has none. */
const struct ter_field *ter_qml_title_field(const struct ter_layer *layer);

/* What the layer's guards add to the form (qml_guards.c): to the condition on the status (@was is the one
 * that is stored), to its sentence, and to its title as an expression; and, of guards that hold whatever the
 * status, to the fields that they look at. */
void ter_qml_guards_of_status(const struct ter_layer *layer, struct ter_buf *out);
void ter_qml_guards_words(
    const struct ter_layer *layer, enum ter_lang lang, const char *clause, struct ter_buf *out);
void ter_qml_guards_title(
    const struct ter_layer *layer, enum ter_lang lang, const char *title, struct ter_buf *out);
bool ter_qml_guards_field(const struct ter_layer *layer, const struct ter_field *field);
void ter_qml_guards_of_field(const struct ter_layer *layer, const struct ter_field *field, enum ter_lang lang,
    const char *clause, struct ter_buf *condition, struct ter_buf *message);

#endif

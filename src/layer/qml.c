/* Owns the QGIS document of a layer: its frame and the order of its parts. What the parts say is in the other
 * qml_*.c files. It knows nothing of SQL and of where the document is kept.
 *
 * Written is what QGIS 3.22 writes itself, less what it fills in with the same defaults when it reads. Fields
 * go by name, never by index: the SpatiaLite and the OGR provider need not count them alike. */
#include "qml.h"

#include "qml_parts.h"

static void write_layer(struct ter_qml_pen *pen, const void *context)
{
    const struct ter_qml_subject *subject = context;
    const struct ter_layer *layer = subject->layer;
    if (layer->geometry != TER_GEOMETRY_NONE) {
        ter_qml_renderer(pen, subject);
        ter_qml_labels(pen, subject);
    }
    ter_qml_form(pen, subject);
    ter_qml_constraints(pen, subject);
    ter_qml_tabs(pen, subject);
    ter_qml_story(pen, subject);
    ter_qml_text(pen, "layerGeometryType", ter_qml_geometry_number(layer->geometry));
}

bool ter_layer_qml_for(const struct ter_layer *layer, enum ter_lang lang,
    const struct ter_qml_options *options, char **ret_qml, struct ter_error *err)
{
    /* QGIS says nothing of labels where there is no map. */
    static const char *const mapped[] = {
        "hasScaleBasedVisibilityFlag", "0", "readOnly", "0", "labelsEnabled", "1", NULL};
    static const char *const unmapped[] = {"hasScaleBasedVisibilityFlag", "0", "readOnly", "0", NULL};
    static const struct ter_qml_options for_the_table;
    struct ter_qml_subject subject = {layer, lang, options ? options : &for_the_table};
    TER_AUTO_FREE char *what = ter_format("layer %s", layer->name);
    return ter_qml_write(&(struct ter_qml_document){.what = what,
                             .attributes = layer->geometry == TER_GEOMETRY_NONE ? unmapped : mapped,
                             .body = write_layer,
                             .subject = &subject},
        ret_qml, err);
}

bool ter_layer_qml(const struct ter_layer *layer, enum ter_lang lang, char **ret_qml, struct ter_error *err)
{
    return ter_layer_qml_for(layer, lang, NULL, ret_qml, err);
}

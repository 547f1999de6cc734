/* Owns what stands beside a thing on the map, and from which scale on. */
#include "qml_parts.h"

#include <string.h>

/* Beyond it the labels would lie on each other. Names are fewer and tell more than codes; areas are larger
 * than points. */
enum {
    CODES_BELOW_SCALE = 10000,
    NAMES_BELOW_SCALE = 25000,
    LINES_BELOW_SCALE = 50000,
    AREAS_BELOW_SCALE = 500000,
    CLEAR_BELOW_SCALE = 150000, /* farther out there are too many points to look for room between them */
};

/* QGIS's numbers for the places of labels. */
struct placing {
    const char *placement;
    int below_scale;
    bool is_point;
};

static struct placing placing_of(const struct ter_layer *layer)
{
    switch (layer->geometry) {
    case TER_LINESTRING:
    case TER_MULTILINESTRING:
        return (struct placing){"3", LINES_BELOW_SCALE, false}; /* curved along it */
    case TER_POLYGON:
    case TER_MULTIPOLYGON:
        return (struct placing){"4", AREAS_BELOW_SCALE, false}; /* horizontal inside */
    default:
        return (struct placing){
            "6", ter_qml_title_field(layer) ? NAMES_BELOW_SCALE : CODES_BELOW_SCALE, true}; /* round it */
    }
}

const struct ter_field *ter_qml_title_field(const struct ter_layer *layer)
{
    const struct ter_field *field = ter_layer_field(layer, "name");
    return field && field->type == TER_FIELD_TEXT && !field->domain ? field : NULL;
}

/* The name where the layer has one and the record too, else the code. No font is named: QGIS then takes its
 * own. */
static void write_text(struct ter_qml_pen *pen, const struct ter_layer *layer)
{
    const char *code = layer->fields[layer->role[TER_ROLE_CODE]].name;
    const struct ter_field *title = ter_qml_title_field(layer);
    TER_AUTO_FREE char *label =
        title ? ter_format("coalesce(\"%s\", \"%s\")", title->name, code) : ter_strdup(code);
    ter_qml_begin(pen, "text-style", "fieldName", label, "isExpression", title ? "1" : "0", "fontSize", "8",
        "fontSizeUnit", "Point", "textColor", "40,40,40,255", "textOpacity", "1", NULL);
    ter_qml_begin(pen, "text-buffer", "bufferDraw", "1", "bufferSize", "0.75", "bufferSizeUnits", "MM",
        "bufferColor", "255,255,255,255", "bufferOpacity", "1", "bufferNoFill", "0", NULL);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

/* One rule of the labelling, for the scales between two (0: no limit). */
static void write_rule(
    struct ter_qml_pen *pen, const struct ter_layer *layer, struct placing placing, bool labelled)
{
    TER_AUTO_FREE char *below = ter_format("%d", labelled ? placing.below_scale : CLEAR_BELOW_SCALE);
    TER_AUTO_FREE char *above = ter_format("%d", placing.below_scale);
    ter_qml_begin(pen, "rule", "key", labelled ? "labels" : "room", "scalemaxdenom", below, NULL);
    if (!labelled)
        ter_qml_attribute(pen, "scalemindenom", above);
    ter_qml_begin(pen, "settings", "calloutType", "simple", NULL);
    write_text(pen, layer);
    ter_qml_begin(pen, "placement", "placement", placing.placement, "dist", "1", "distUnits", "MM",
        "offsetType", "1", "priority", "8", NULL);
    ter_qml_end(pen);
    ter_qml_begin(pen, "rendering", "drawLabels", labelled ? "1" : "0", "obstacle", "1", "obstacleFactor",
        "2", "displayAll", "0", NULL);
    ter_qml_end(pen);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

/* Where points have no labels yet, they still keep those of the ground off. */
void ter_qml_labels(struct ter_qml_pen *pen, const struct ter_qml_subject *subject)
{
    struct placing placing = placing_of(subject->layer);
    ter_qml_begin(pen, "labeling", "type", "rule-based", NULL);
    ter_qml_begin(pen, "rules", "key", "scales", NULL);
    write_rule(pen, subject->layer, placing, true);
    if (placing.is_point)
        write_rule(pen, subject->layer, placing, false);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

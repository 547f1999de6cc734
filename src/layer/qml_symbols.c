/* Owns the symbol of one choice: marker, line or hatched area, in millimetres that shrink with the scale. It
 * knows neither layers nor which choice has which colour. */
#include "qml_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Between a town's scale and a county's, symbols shrink with the logarithm of the scale. */
enum { TOWN_SCALE = 10000, COUNTY_SCALE = 250000 };

char *ter_qml_by_scale(double near_mm, double far_mm)
{
    return ter_format("coalesce(scale_linear(ln(@map_scale),%.6g,%.6g,%.10g,%.10g),%.10g)", log(TOWN_SCALE),
        log(COUNTY_SCALE), near_mm, far_mm, near_mm);
}

const char *ter_qml_rgba(const char *color, int opacity, char ret_text[TER_QML_RGBA_SIZE])
{
    long rgb = strtol(color + 1, NULL, 16);
    snprintf(ret_text, TER_QML_RGBA_SIZE, "%ld,%ld,%ld,%d", rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255,
        opacity * 255 / 100);
    return ret_text;
}

void ter_qml_begin_symbol_layer(struct ter_qml_pen *pen, const char *class, const char *pass,
    const struct ter_qml_property *properties, const struct ter_qml_property *driven)
{
    ter_qml_begin(pen, "layer", "class", class, NULL);
    if (strcmp(pass, "0") != 0)
        ter_qml_attribute(pen, "pass", pass);
    ter_qml_begin(pen, "Option", "type", "Map", NULL);
    for (; properties->name; properties++)
        ter_qml_option(pen, "QString", properties->name, properties->value);
    ter_qml_end(pen);
    if (!driven)
        return;
    ter_qml_begin(pen, "data_defined_properties", NULL);
    ter_qml_driven(pen, driven);
    ter_qml_end(pen);
}

void ter_qml_symbol_layer(struct ter_qml_pen *pen, const char *class,
    const struct ter_qml_property *properties, const struct ter_qml_property *driven)
{
    ter_qml_begin_symbol_layer(pen, class, "0", properties, driven);
    ter_qml_end(pen);
}

void ter_qml_begin_symbol(struct ter_qml_pen *pen, const char *type, const char *name)
{
    ter_qml_begin(pen, "symbol", "type", type, "name", name, NULL);
}

/* A marker's sizes. The stated one is the small one of both scales: QGIS takes the room that stacked symbols
 * need from it; what is drawn follows the scale. */
struct size {
    double near_mm, far_mm;
};
static const struct size face = {2.9, 1.8}, shade = {3.5, 2.2};
static const double share_of_receding = 0.7;

/* A disc with a white rim, on a darker one so that it stands out from a white map too. */
static void draw_marker(struct ter_qml_pen *pen, struct ter_qml_look look)
{
    static const char *const shapes[] = {"circle", "square", "diamond", "triangle", "pentagon"};
    const char *shape = shapes[look.round % (sizeof shapes / sizeof *shapes)];
    char color[TER_QML_RGBA_SIZE];
    double share = look.recedes ? share_of_receding : 1;
    TER_AUTO_FREE char *shade_size = ter_qml_by_scale(shade.near_mm * share, shade.far_mm * share);
    TER_AUTO_FREE char *face_size = ter_qml_by_scale(face.near_mm * share, face.far_mm * share);
    TER_AUTO_FREE char *shade_far = ter_format("%.10g", shade.far_mm * share);
    TER_AUTO_FREE char *face_far = ter_format("%.10g", face.far_mm * share);
    if (look.uncertain)
        ter_qml_circle(pen, look);
    ter_qml_symbol_layer(pen, "SimpleMarker",
        (const struct ter_qml_property[]){{"name", shape},
            {"color", look.recedes ? "50,50,50,60" : "50,50,50,150"}, {"outline_style", "no"},
            {"size", shade_far}, {NULL, NULL}},
        (const struct ter_qml_property[]){{"size", shade_size}, {NULL, NULL}});
    ter_qml_symbol_layer(pen, "SimpleMarker",
        (const struct ter_qml_property[]){{"name", shape}, {"color", ter_qml_rgba(look.color, 100, color)},
            {"outline_color", "255,255,255,255"}, {"outline_width", "0.3"}, {"size", face_far}, {NULL, NULL}},
        (const struct ter_qml_property[]){{"size", face_size}, {NULL, NULL}});
}

static void draw_line(struct ter_qml_pen *pen, struct ter_qml_look look)
{
    static const char *const dashes[] = {"solid", "dash", "dot", "dash dot"};
    char color[TER_QML_RGBA_SIZE];
    double share = look.recedes ? share_of_receding : 1;
    TER_AUTO_FREE char *casing = ter_qml_by_scale(1.3 * share, 0.8 * share);
    TER_AUTO_FREE char *width = ter_qml_by_scale(0.8 * share, 0.5 * share);
    ter_qml_symbol_layer(pen, "SimpleLine",
        (const struct ter_qml_property[]){{"line_color", "255,255,255,255"}, {"line_width", "1.3"},
            {"capstyle", "round"}, {"joinstyle", "round"}, {NULL, NULL}},
        (const struct ter_qml_property[]){{"outlineWidth", casing}, {NULL, NULL}});
    ter_qml_symbol_layer(pen, "SimpleLine",
        (const struct ter_qml_property[]){
            {"line_color", ter_qml_rgba(look.color, look.recedes ? 60 : 100, color)}, {"line_width", "0.8"},
            {"line_style", dashes[look.round % 4]}, {"capstyle", "flat"}, {"joinstyle", "round"},
            {NULL, NULL}},
        (const struct ter_qml_property[]){{"outlineWidth", width}, {NULL, NULL}});
}

/* The edge of an area, and the colour inside. */
static void draw_edge(struct ter_qml_pen *pen, const char *wash, const char *color, const char *line_style)
{
    ter_qml_symbol_layer(pen, "SimpleFill",
        (const struct ter_qml_property[]){{"color", wash}, {"outline_color", color},
            {"outline_style", line_style}, {"outline_width", "0.5"}, {"joinstyle", "round"}, {NULL, NULL}},
        NULL);
}

/* What only tells where one is, or is over: no hatching. */
static void draw_outline(struct ter_qml_pen *pen, struct ter_qml_look look)
{
    char wash[TER_QML_RGBA_SIZE], color[TER_QML_RGBA_SIZE];
    draw_edge(pen, ter_qml_rgba(look.color, look.recedes ? 8 : 4, wash),
        ter_qml_rgba(look.color, look.recedes ? 60 : 100, color), look.recedes ? "dash" : "solid");
}

/* A thin wash under a hatching: what lies below stays readable, and zones on top of each other both show. */
static void draw_zone(struct ter_qml_pen *pen, struct ter_qml_look look)
{
    static const char *const angles[] = {"45", "135", "0", "90"};
    char wash[TER_QML_RGBA_SIZE], color[TER_QML_RGBA_SIZE];
    draw_edge(pen, ter_qml_rgba(look.color, 15, wash), ter_qml_rgba(look.color, 100, color), "solid");
    ter_qml_begin_symbol_layer(pen, "LinePatternFill", "0",
        (const struct ter_qml_property[]){
            {"angle", angles[look.round % 4]}, {"color", color}, {"distance", "2.5"}, {NULL, NULL}},
        NULL);
    TER_AUTO_FREE char *name = ter_format("@%zu@1", look.symbol); /* the line of the second symbol layer */
    ter_qml_begin(pen, "symbol", "type", "line", "name", name, "alpha", "0.6", NULL);
    ter_qml_symbol_layer(pen, "SimpleLine",
        (const struct ter_qml_property[]){{"line_color", color}, {"line_width", "0.25"}, {NULL, NULL}}, NULL);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

static void draw_area(struct ter_qml_pen *pen, struct ter_qml_look look)
{
    (look.frame || look.recedes ? draw_outline : draw_zone)(pen, look);
}

/* A layer without geometry has no symbols. */
static void draw_nothing(struct ter_qml_pen *pen, struct ter_qml_look look)
{
    (void)pen;
    (void)look;
}

/* What depends on the kind of geometry: QGIS's number and word for it, and its symbol. */
struct kind {
    const char *number, *symbol_type;
    void (*draw)(struct ter_qml_pen *pen, struct ter_qml_look look);
};

static struct kind kind_of(enum ter_geometry_type geometry)
{
    switch (geometry) {
    case TER_GEOMETRY_NONE:
        return (struct kind){"4", "marker", draw_nothing};
    case TER_LINESTRING:
    case TER_MULTILINESTRING:
        return (struct kind){"1", "line", draw_line};
    case TER_POLYGON:
    case TER_MULTIPOLYGON:
        return (struct kind){"2", "fill", draw_area};
    default:
        return (struct kind){"0", "marker", draw_marker};
    }
}

const char *ter_qml_geometry_number(enum ter_geometry_type geometry)
{
    return kind_of(geometry).number;
}

void ter_qml_symbol(struct ter_qml_pen *pen, enum ter_geometry_type geometry, struct ter_qml_look look)
{
    struct kind kind = kind_of(geometry);
    TER_AUTO_FREE char *name = ter_format("%zu", look.symbol);
    ter_qml_begin_symbol(pen, kind.symbol_type, name);
    kind.draw(pen, look);
    ter_qml_end(pen);
}

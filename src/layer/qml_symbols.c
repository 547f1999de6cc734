/* Owns how a layer's things are drawn: one symbol for each choice of the field `style_by`, and labels. It
 * knows QGIS's symbol layers and no layer by name; colours that the definition leaves open it chooses itself.
 */
#include "qml_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABELS_BELOW_SCALE = 10000 };

static const char *const title_of_other[] = {[TER_EN] = "other or not stated", [TER_ZH] = "其他或未填"};

/* How one choice looks: past the end of the palette its colours come again, in another shape. */
struct look {
    const char *color; /* "#rrggbb" */
    size_t round;
    size_t symbol; /* its number in the document */
};

/* Okabe and Ito's colours, told apart with every common kind of colour blindness. */
static const char *const palette[] = {
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"};
enum { PALETTE_SIZE = sizeof palette / sizeof *palette };

static const char color_of_other[] = "#d9d9d9";

static bool color_is_given(const struct ter_domain *domain, const char *color)
{
    for (size_t i = 0; i < domain->count; i++)
        if (domain->choices[i].color && strcmp(domain->choices[i].color, color) == 0)
            return true;
    return false;
}

/* The look of the next choice without a colour of its own: none that looks like a choice with one. */
static struct look next_look(const struct ter_domain *domain, size_t *cursor)
{
    while (*cursor < PALETTE_SIZE && color_is_given(domain, palette[*cursor]))
        (*cursor)++;
    size_t taken = (*cursor)++;
    return (struct look){.color = palette[taken % PALETTE_SIZE], .round = taken / PALETTE_SIZE};
}

/* A colour with an opacity in percent, as QGIS writes it: "r,g,b,a". */
static const char *rgba(const char *color, int opacity, char ret_text[24])
{
    long rgb = strtol(color + 1, NULL, 16);
    snprintf(ret_text, 24, "%ld,%ld,%ld,%d", rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, opacity * 255 / 100);
    return ret_text;
}

struct property {
    const char *name, *value;
};

static void begin_symbol_layer(struct ter_qml_pen *pen, const char *class, const struct property *properties)
{
    ter_qml_begin(pen, "layer", "class", class, "enabled", "1", "locked", "0", "pass", "0", NULL);
    ter_qml_begin(pen, "Option", "type", "Map", NULL);
    for (; properties->name; properties++)
        ter_qml_option(pen, "QString", properties->name, properties->value);
    ter_qml_end(pen);
}

static void symbol_layer(struct ter_qml_pen *pen, const char *class, const struct property *properties)
{
    begin_symbol_layer(pen, class, properties);
    ter_qml_end(pen);
}

/* A disc with a white rim, on a darker one so that it stands out from a white map too. */
static void draw_marker(struct ter_qml_pen *pen, struct look look)
{
    static const char *const shapes[] = {"circle", "square", "diamond", "triangle", "pentagon"};
    const char *shape = shapes[look.round % (sizeof shapes / sizeof *shapes)];
    char color[24];
    symbol_layer(pen, "SimpleMarker",
        (const struct property[]){{"name", shape}, {"color", "50,50,50,150"}, {"outline_style", "no"},
            {"size", "3.5"}, {"size_unit", "MM"}, {NULL, NULL}});
    symbol_layer(pen, "SimpleMarker",
        (const struct property[]){{"name", shape}, {"color", rgba(look.color, 100, color)},
            {"outline_color", "255,255,255,255"}, {"outline_style", "solid"}, {"outline_width", "0.35"},
            {"outline_width_unit", "MM"}, {"size", "2.9"}, {"size_unit", "MM"}, {NULL, NULL}});
}

static void draw_line(struct ter_qml_pen *pen, struct look look)
{
    static const char *const dashes[] = {"solid", "dash", "dot", "dash dot"};
    char color[24];
    symbol_layer(pen, "SimpleLine",
        (const struct property[]){{"line_color", "255,255,255,255"}, {"line_width", "1.3"},
            {"line_width_unit", "MM"}, {"capstyle", "round"}, {"joinstyle", "round"}, {NULL, NULL}});
    symbol_layer(pen, "SimpleLine",
        (const struct property[]){{"line_color", rgba(look.color, 100, color)}, {"line_width", "0.8"},
            {"line_width_unit", "MM"}, {"line_style", dashes[look.round % 4]}, {"capstyle", "flat"},
            {"joinstyle", "round"}, {NULL, NULL}});
}

/* A thin wash under a hatching: what lies below stays readable, and zones on top of each other both show. */
static void draw_fill(struct ter_qml_pen *pen, struct look look)
{
    static const char *const angles[] = {"45", "135", "0", "90"};
    char wash[24], color[24];
    rgba(look.color, 15, wash);
    rgba(look.color, 100, color);
    symbol_layer(pen, "SimpleFill",
        (const struct property[]){{"color", wash}, {"style", "solid"}, {"outline_color", color},
            {"outline_style", "solid"}, {"outline_width", "0.5"}, {"outline_width_unit", "MM"},
            {"joinstyle", "round"}, {NULL, NULL}});
    begin_symbol_layer(pen, "LinePatternFill",
        (const struct property[]){{"angle", angles[look.round % 4]}, {"color", color}, {"distance", "2.5"},
            {"distance_unit", "MM"}, {NULL, NULL}});
    TER_AUTO_FREE char *name = ter_format("@%zu@1", look.symbol); /* the line of the second symbol layer */
    ter_qml_begin(pen, "symbol", "type", "line", "name", name, "alpha", "0.6", "clip_to_extent", "1", NULL);
    symbol_layer(pen, "SimpleLine",
        (const struct property[]){
            {"line_color", color}, {"line_width", "0.25"}, {"line_width_unit", "MM"}, {NULL, NULL}});
    ter_qml_end(pen);
    ter_qml_end(pen);
}

/* What depends on the kind of geometry: QGIS's number and word for it, its symbol, where its labels go. */
struct kind {
    const char *number, *symbol_type;
    void (*draw)(struct ter_qml_pen *pen, struct look look);
    const char *placement;
};

/* A layer without geometry has no symbols. */
static void draw_nothing(struct ter_qml_pen *pen, struct look look)
{
    (void)pen;
    (void)look;
}

static const struct kind *kind_of(enum ter_geometry_type geometry)
{
    static const struct kind point = {"0", "marker", draw_marker, "0"};
    static const struct kind line = {"1", "line", draw_line, "2"};
    static const struct kind polygon = {"2", "fill", draw_fill, "4"};
    static const struct kind none = {"4", "marker", draw_nothing, "0"};
    switch (geometry) {
    case TER_GEOMETRY_NONE:
        return &none;
    case TER_LINESTRING:
    case TER_MULTILINESTRING:
        return &line;
    case TER_POLYGON:
    case TER_MULTIPOLYGON:
        return &polygon;
    default:
        return &point;
    }
}

static void write_symbol(struct ter_qml_pen *pen, const struct kind *kind, struct look look)
{
    TER_AUTO_FREE char *name = ter_format("%zu", look.symbol);
    ter_qml_begin(pen, "symbol", "type", kind->symbol_type, "name", name, "alpha", "1", "clip_to_extent", "1",
        "force_rhr", "0", NULL);
    kind->draw(pen, look);
    ter_qml_end(pen);
}

static void write_category(struct ter_qml_pen *pen, size_t index, const char *value, const char *title)
{
    TER_AUTO_FREE char *symbol = ter_format("%zu", index);
    ter_qml_begin(pen, "category", "value", value, "symbol", symbol, "label", title, "render", "true", NULL);
    ter_qml_end(pen);
}

const char *ter_qml_geometry_number(enum ter_geometry_type geometry)
{
    return kind_of(geometry)->number;
}

/* One category a choice; the last, with an empty value, is QGIS's for NULL and all that has none. */
void ter_qml_renderer(struct ter_qml_pen *pen, const struct ter_layer *layer, enum ter_lang lang)
{
    const struct kind *kind = kind_of(layer->geometry);
    const struct ter_domain *domain = ter_layer_field(layer, layer->style_by)->domain;
    ter_qml_begin(pen, "renderer-v2", "type", "categorizedSymbol", "attr", layer->style_by, "symbollevels",
        "0", "enableorderby", "0", "forceraster", "0", "referencescale", "-1", NULL);
    ter_qml_begin(pen, "categories", NULL);
    for (size_t i = 0; i < domain->count; i++)
        write_category(pen, i, domain->choices[i].value, domain->choices[i].title.text[lang]);
    write_category(pen, domain->count, "", title_of_other[lang]);
    ter_qml_end(pen);
    ter_qml_begin(pen, "symbols", NULL);
    for (size_t i = 0, cursor = 0; i < domain->count; i++) {
        const char *given = domain->choices[i].color;
        struct look look = given ? (struct look){.color = given} : next_look(domain, &cursor);
        look.symbol = i;
        write_symbol(pen, kind, look);
    }
    write_symbol(pen, kind, (struct look){.color = color_of_other, .symbol = domain->count});
    ter_qml_end(pen);
    ter_qml_end(pen);
}

/* The code beside each thing, at large scales only. No font is named: QGIS then takes its own. */
void ter_qml_labels(struct ter_qml_pen *pen, const struct ter_layer *layer)
{
    const struct kind *kind = kind_of(layer->geometry);
    TER_AUTO_FREE char *scale = ter_format("%d", LABELS_BELOW_SCALE);
    ter_qml_begin(pen, "labeling", "type", "simple", NULL);
    ter_qml_begin(pen, "settings", "calloutType", "simple", NULL);
    ter_qml_begin(pen, "text-style", "fieldName", layer->fields[layer->role[TER_ROLE_CODE]].name,
        "isExpression", "0", "fontSize", "8", "fontSizeUnit", "Point", "textColor", "40,40,40,255",
        "textOpacity", "1", NULL);
    ter_qml_begin(pen, "text-buffer", "bufferDraw", "1", "bufferSize", "0.75", "bufferSizeUnits", "MM",
        "bufferColor", "255,255,255,255", "bufferOpacity", "1", "bufferNoFill", "0", NULL);
    ter_qml_end(pen);
    ter_qml_end(pen);
    ter_qml_begin(pen, "placement", "placement", kind->placement, "dist", "1.2", "distUnits", "MM",
        "priority", "5", NULL);
    ter_qml_end(pen);
    ter_qml_begin(pen, "rendering", "drawLabels", "1", "scaleVisibility", "1", "scaleMin", "0", "scaleMax",
        scale, "obstacle", "1", "displayAll", "0", NULL);
    ter_qml_end(pen);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

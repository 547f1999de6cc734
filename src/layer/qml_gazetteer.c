/* Owns how the gazetteer's roads and places look under a layer: quiet greys, with names where there is room.
 * Which classes of road and kinds of place look alike stands in tables; the values are OpenStreetMap's and
 * those of the program's own readers. */
#include "qml_parts.h"

#include <string.h>

/* What the classes and kinds have in common: a title for the legend, which rows they are, and from which
 * scale on they are drawn and named (0: always drawn, never named). No class is "all other" to QGIS: it would
 * take those for other that are too small for the scale. */
struct class
{
    const char *title[2]; /* indexed by enum ter_lang */
    const char *filter;
    int below_scale, names_below_scale;
};

/* A surface on a casing; the casings of all roads lie below all surfaces, so that pieces run into one
 * another.
 */
struct road_class {
    struct class is;
    const char *casing; /* NULL: none */
    const char *surface;
    double near_mm, far_mm, casing_mm; /* of the surface, and of the casing on both sides together */
    const char *dash;                  /* of the surface, or NULL */
};

#define PATHS "'path', 'footway', 'cycleway', 'bridleway', 'steps', 'pedestrian', 'corridor', 'via_ferrata'"
#define TRACKS "'track', 'service', 'raceway', 'construction'"
#define COLLECTORS "'secondary', 'secondary_link', 'tertiary', 'tertiary_link'"
#define MAIN_ROADS "'trunk', 'trunk_link', 'primary', 'primary_link'"
#define MOTORWAYS "'motorway', 'motorway_link'"

/* enum ter_way of the registry: 0 roads, 1 railways, 2 waterways; a sketch names railways by the class alone.
 */
#define ROAD "\"kind\" = 0 AND \"class\" IN "
#define STREET                                                                                               \
    "\"kind\" = 0 AND (\"class\" IS NULL OR \"class\" NOT IN (" PATHS ", " TRACKS ", " COLLECTORS            \
    ", " MAIN_ROADS ", " MOTORWAYS ", 'railway'))"
#define RAILWAY "\"kind\" = 1 OR \"class\" = 'railway'"

static const struct road_class road_classes[] = {
    {{{"waterway", "河流水渠"}, "\"kind\" = 2", 0, 50000}, NULL, "#b5cfdf", 0.9, 0.35, 0, NULL},
    {{{"path", "小路"}, ROAD "(" PATHS ")", 15000, 8000}, NULL, "#cbc5b9", 0.3, 0.3, 0, "1.2;0.8"},
    {{{"track or service road", "便道、田间路"}, ROAD "(" TRACKS ")", 30000, 8000}, "#c9c5bd", "#ffffff", 0.6,
        0.3, 0.3, NULL},
    {{{"street or local road", "街道、村道"}, STREET, 120000, 20000}, "#c4c0b8", "#ffffff", 1.1, 0.4, 0.4,
        NULL},
    {{{"collector road", "次干路"}, ROAD "(" COLLECTORS ")", 0, 40000}, "#c4c0b8", "#ffffff", 1.3, 0.5, 0.4,
        NULL},
    {{{"main road", "干线公路"}, ROAD "(" MAIN_ROADS ")", 0, 150000}, "#b9b2a4", "#ffffff", 1.8, 0.9, 0.5,
        NULL},
    {{{"motorway", "高速公路"}, ROAD "(" MOTORWAYS ")", 0, 250000}, "#a79d8a", "#f7f1e2", 2.2, 1.1, 0.6,
        NULL},
    {{{"railway", "铁路"}, RAILWAY, 0, 100000}, "#b5b1a9", "#ffffff", 0.6, 0.3, 0.3, "3;3"},
};
enum { ROAD_CLASSES = sizeof road_classes / sizeof *road_classes };

struct place_class {
    struct class is;
    double mark_mm, font_pt;
    const char *color;
};

#define COUNTIES "'city', 'county'"
#define TOWNS "'town', 'borough'"
#define VILLAGES "'village', 'suburb', 'quarter'"
#define HAMLETS "'hamlet', 'neighbourhood', 'dwelling', 'farm', 'locality', 'block'"

static const struct place_class place_classes[] = {
    {{{"city or county", "市、旗县"}, "\"kind\" IN (" COUNTIES ")", 0, 2000000}, 2.2, 11, "#5a554c"},
    {{{"town", "乡镇"}, "\"kind\" IN (" TOWNS ")", 600000, 400000}, 1.6, 9.5, "#5a554c"},
    {{{"village", "村庄"}, "\"kind\" IN (" VILLAGES ")", 150000, 60000}, 1.1, 8, "#6f6a60"},
    {{{"hamlet or neighbourhood", "自然村、小区"}, "\"kind\" IN (" HAMLETS ")", 50000, 20000}, 0.9, 7.5,
        "#6f6a60"},
    {{{"other place", "其他地点"}, "\"kind\" NOT IN (" COUNTIES ", " TOWNS ", " VILLAGES ", " HAMLETS ")",
         15000, 8000},
        0.9, 7, "#857f74"},
};
enum { PLACE_CLASSES = sizeof place_classes / sizeof *place_classes };

/* A table of the gazetteer: its classes, how one looks, how its names do. */
struct table {
    const char *name, *geometry;
    size_t count;
    const struct class *(*class_at)(size_t index);
    void (*symbol)(struct ter_qml_pen *pen, size_t index);
    void (*names)(struct ter_qml_pen *pen, size_t index);
};

/* The names' text and the pale rim that keeps it apart from lines. */
static void write_text(struct ter_qml_pen *pen, const char *expression, double size_pt, const char *color)
{
    char rgba[TER_QML_RGBA_SIZE];
    TER_AUTO_FREE char *size = ter_format("%.10g", size_pt);
    ter_qml_begin(pen, "text-style", "fieldName", expression, "isExpression", "1", "fontSize", size,
        "fontSizeUnit", "Point", "textColor", ter_qml_rgba(color, 100, rgba), "textOpacity", "1", NULL);
    ter_qml_begin(pen, "text-buffer", "bufferDraw", "1", "bufferSize", "0.75", "bufferSizeUnits", "MM",
        "bufferColor", "250,249,246,255", "bufferOpacity", "1", "bufferNoFill", "0", NULL);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

/* Roads ----------------------------------------------------------------------------------------------------
 */

static const struct class *road_class_at(size_t index)
{
    return &road_classes[index].is;
}

static void write_line(
    struct ter_qml_pen *pen, size_t pass, const char *color, const char *dash, double near_mm, double far_mm)
{
    char rgba[TER_QML_RGBA_SIZE];
    TER_AUTO_FREE char *level = ter_format("%zu", pass), *width = ter_format("%.10g", near_mm);
    TER_AUTO_FREE char *driven = ter_qml_by_scale(near_mm, far_mm);
    ter_qml_begin_symbol_layer(pen, "SimpleLine", level,
        (const struct ter_qml_property[]){{"line_color", ter_qml_rgba(color, 100, rgba)},
            {"line_width", width}, {"capstyle", dash ? "flat" : "round"}, {"joinstyle", "round"},
            {"use_custom_dash", dash ? "1" : "0"}, {"customdash", dash ? dash : "5;2"}, {NULL, NULL}},
        (const struct ter_qml_property[]){{"outlineWidth", driven}, {NULL, NULL}});
    ter_qml_end(pen);
}

static void write_road(struct ter_qml_pen *pen, size_t index)
{
    const struct road_class *class = &road_classes[index];
    TER_AUTO_FREE char *name = ter_format("%zu", index);
    ter_qml_begin_symbol(pen, "line", name);
    if (class->casing)
        write_line(pen, index, class->casing, NULL, class->near_mm + class->casing_mm,
            class->far_mm + class->casing_mm / 2);
    write_line(pen, ROAD_CLASSES + index, class->surface, class->dash, class->near_mm, class->far_mm);
    ter_qml_end(pen);
}

/* Along the line, again and again on a long one. */
static void write_road_names(struct ter_qml_pen *pen, size_t index)
{
    TER_AUTO_FREE char *priority =
        ter_format("%zu", 1 + index); /* of 10: the greater roads later in the table */
    write_text(pen, "coalesce(\"name\", \"ref\")", 7.5, "#6f6a60");
    ter_qml_begin(pen, "placement", "placement", "3", "placementFlags", "10", "repeatDistance", "90",
        "repeatDistanceUnits", "MM", "overrunDistance", "6", "overrunDistanceUnit", "MM", "priority",
        priority, NULL);
    ter_qml_end(pen);
    ter_qml_begin(
        pen, "rendering", "drawLabels", "1", "mergeLines", "1", "obstacle", "0", "displayAll", "0", NULL);
    ter_qml_end(pen);
}

/* Places ---------------------------------------------------------------------------------------------------
 */

static const struct class *place_class_at(size_t index)
{
    return &place_classes[index].is;
}

static void write_place(struct ter_qml_pen *pen, size_t index)
{
    const struct place_class *class = &place_classes[index];
    char rgba[TER_QML_RGBA_SIZE];
    TER_AUTO_FREE char *name = ter_format("%zu", index), *size = ter_format("%.10g", class->mark_mm);
    ter_qml_begin_symbol(pen, "marker", name);
    ter_qml_symbol_layer(pen, "SimpleMarker",
        (const struct ter_qml_property[]){{"name", "circle"}, {"color", "255,255,255,255"},
            {"outline_color", ter_qml_rgba(class->color, 100, rgba)}, {"outline_width", "0.25"},
            {"size", size}, {NULL, NULL}},
        NULL);
    ter_qml_end(pen);
}

static void write_place_names(struct ter_qml_pen *pen, size_t index)
{
    const struct place_class *class = &place_classes[index];
    TER_AUTO_FREE char *priority = ter_format("%zu", 2 + PLACE_CLASSES - index);
    write_text(pen, "\"name\"", class->font_pt, class->color);
    ter_qml_begin(pen, "placement", "placement", "6", "dist", "0.5", "distUnits", "MM", "offsetType", "1",
        "priority", priority, NULL);
    ter_qml_end(pen);
    ter_qml_begin(pen, "rendering", "drawLabels", "1", "obstacle", "0", "displayAll", "0", NULL);
    ter_qml_end(pen);
}

/* Documents ------------------------------------------------------------------------------------------------
 */

static const struct table tables[] = {
    {"road", "1", ROAD_CLASSES, road_class_at, write_road, write_road_names},
    {"place", "0", PLACE_CLASSES, place_class_at, write_place, write_place_names},
};

/* QGIS knows a rule by a key, which may be any text: its title in English. Scales are written where they
 * bind.
 */
static void begin_rule(struct ter_qml_pen *pen, const struct class *class, int below_scale,
    const char *symbol, const char *label)
{
    TER_AUTO_FREE char *scale = ter_format("%d", below_scale);
    struct ter_qml_property more[] = {
        {"scalemaxdenom", below_scale ? scale : NULL}, {"symbol", symbol}, {"label", label}};
    ter_qml_begin(pen, "rule", "key", class->title[TER_EN], "filter", class->filter, NULL);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (more[i].value)
            ter_qml_attribute(pen, more[i].name, more[i].value);
}

static void write_renderer(struct ter_qml_pen *pen, const struct table *table, enum ter_lang lang)
{
    ter_qml_begin(pen, "renderer-v2", "type", "RuleRenderer", "symbollevels", "1", "enableorderby", "0",
        "forceraster", "0", "referencescale", "-1", NULL);
    ter_qml_begin(pen, "rules", "key", "classes", NULL);
    for (size_t i = 0; i < table->count; i++) {
        const struct class *class = table->class_at(i);
        TER_AUTO_FREE char *symbol = ter_format("%zu", i);
        begin_rule(pen, class, class->below_scale, symbol, class->title[lang]);
        ter_qml_end(pen);
    }
    ter_qml_end(pen);
    ter_qml_begin(pen, "symbols", NULL);
    for (size_t i = 0; i < table->count; i++)
        table->symbol(pen, i);
    ter_qml_end(pen);
    ter_qml_end(pen);
}

static void write_labeling(struct ter_qml_pen *pen, const struct table *table)
{
    ter_qml_begin(pen, "labeling", "type", "rule-based", NULL);
    ter_qml_begin(pen, "rules", "key", "names", NULL);
    for (size_t i = 0; i < table->count; i++) {
        const struct class *class = table->class_at(i);
        begin_rule(pen, class, class->names_below_scale, NULL, NULL);
        ter_qml_begin(pen, "settings", "calloutType", "simple", NULL);
        table->names(pen, i);
        ter_qml_end(pen);
        ter_qml_end(pen);
    }
    ter_qml_end(pen);
    ter_qml_end(pen);
}

struct subject {
    const struct table *table;
    enum ter_lang lang;
};

static void write_table(struct ter_qml_pen *pen, const void *context)
{
    const struct subject *subject = context;
    write_renderer(pen, subject->table, subject->lang);
    write_labeling(pen, subject->table);
    ter_qml_text(pen, "layerGeometryType", subject->table->geometry);
}

bool ter_gazetteer_qml(const char *table, enum ter_lang lang, char **ret_qml, struct ter_error *err)
{
    static const char *const attributes[] = {
        "hasScaleBasedVisibilityFlag", "0", "readOnly", "1", "labelsEnabled", "1", NULL};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (strcmp(tables[i].name, table) == 0) {
            struct subject subject = {&tables[i], lang};
            return ter_qml_write(
                &(struct ter_qml_document){
                    .what = table, .attributes = attributes, .body = write_table, .subject = &subject},
                ret_qml, err);
        }
    return ter_fail(err, TER_FAILED, "%s: the gazetteer has no such table with a style (road, place)", table);
}

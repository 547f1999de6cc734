/* Owns how QGIS draws the layers of a coverage: a symbol for each choice of the field that colours. What is
 * only possible is hatched, never filled like what is covered. All texts in it are the program's own and need
 * no escaping: names and titles of coverage_layers.c. Knows nothing of records and files. */
#include "coverage_styles.h"

#include <string.h>
#include <time.h>

/* Who is drawn how; a choice that is not named is a filled shape. */
static const struct look {
    const char *choice;
    const char *brush; /* Qt's word */
    int alpha;         /* 0 … 255 */
} looks[] = {
    {"certain", "solid", 90},
    {"possible", "b_diagonal", 170},
    {"gap", "solid", 110},
    {"", "no", 0},
};

static const struct look *look_of(const char *choice)
{
    size_t i = 0;
    while (*looks[i].choice && strcmp(looks[i].choice, choice) != 0)
        i++;
    return &looks[i];
}

/* "#rrggbb" as QGIS writes it. */
static void add_color(struct ter_buf *out, const char *key, const char *color, int alpha)
{
    unsigned red = 0, green = 0, blue = 0;
    sscanf(color, "#%2x%2x%2x", &red, &green, &blue);
    ter_buf_printf(out, "<prop k=\"%s\" v=\"%u,%u,%u,%d\"/>", key, red, green, blue, alpha);
}

static void add_prop(struct ter_buf *out, const char *key, const char *value)
{
    ter_buf_printf(out, "<prop k=\"%s\" v=\"%s\"/>", key, value);
}

enum { OPAQUE = 255 };

static void add_marker(struct ter_buf *out, const char *color, bool large)
{
    ter_buf_text(out, "<layer class=\"SimpleMarker\" enabled=\"1\" locked=\"0\" pass=\"0\">");
    add_color(out, "color", color, OPAQUE);
    add_color(out, "outline_color", "#ffffff", OPAQUE);
    add_prop(out, "name", large ? "diamond" : "circle");
    add_prop(out, "size", large ? "4" : "2.2");
    add_prop(out, "size_unit", "MM");
    add_prop(out, "outline_width", "0.2");
    add_prop(out, "outline_width_unit", "MM");
    ter_buf_text(out, "</layer>");
}

static void add_stroke(struct ter_buf *out, const char *color)
{
    ter_buf_text(out, "<layer class=\"SimpleLine\" enabled=\"1\" locked=\"0\" pass=\"0\">");
    add_color(out, "line_color", color, OPAQUE);
    add_prop(out, "line_width", "0.8");
    add_prop(out, "line_width_unit", "MM");
    ter_buf_text(out, "</layer>");
}

static void add_fill(struct ter_buf *out, const char *color, const struct look *look)
{
    ter_buf_text(out, "<layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\">");
    add_color(out, "color", color, look->alpha);
    add_prop(out, "style", look->brush);
    add_color(out, "outline_color", color, OPAQUE);
    add_prop(out, "outline_style", strcmp(look->brush, "b_diagonal") == 0 ? "dash" : "solid");
    add_prop(out, "outline_width", "0.26");
    add_prop(out, "outline_width_unit", "MM");
    ter_buf_text(out, "</layer>");
}

static void add_symbol(
    struct ter_buf *out, const struct ter_layer *layer, size_t index, const char *choice, const char *color)
{
    static const char *const types[] = {[TER_POINT] = "marker", [TER_LINESTRING] = "line"};
    bool area = layer->geometry == TER_MULTIPOLYGON;
    ter_buf_printf(out, "<symbol name=\"%zu\" type=\"%s\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">",
        index, area ? "fill" : types[layer->geometry]);
    if (area)
        add_fill(out, color, look_of(choice));
    else if (layer->geometry == TER_LINESTRING)
        add_stroke(out, color);
    else
        add_marker(out, color, strcmp(layer->name, "proposals") == 0);
    ter_buf_text(out, "</symbol>\n");
}

/* A layer that is called like one choice holds nothing else. */
static bool has_choice(const struct ter_layer *layer, const struct ter_domain *domain, const char *choice)
{
    bool named = false;
    for (size_t i = 0; i < domain->count; i++)
        named = named || strcmp(domain->choices[i].value, layer->name) == 0;
    return !named || strcmp(choice, layer->name) == 0;
}

static void add_categories(struct ter_buf *out, const struct ter_layer *layer, enum ter_lang lang)
{
    const struct ter_domain *domain = ter_layer_field(layer, layer->style_by)->domain;
    ter_buf_printf(out,
        "<renderer-v2 type=\"categorizedSymbol\" attr=\"%s\" forceraster=\"0\" symbollevels=\"0\" "
        "enableorderby=\"0\">\n<categories>\n",
        layer->style_by);
    for (size_t i = 0; i < domain->count; i++)
        if (has_choice(layer, domain, domain->choices[i].value))
            ter_buf_printf(out, "<category value=\"%s\" symbol=\"%zu\" label=\"%s\" render=\"true\"/>\n",
                domain->choices[i].value, i, domain->choices[i].title.text[lang]);
    ter_buf_text(out, "</categories>\n<symbols>\n");
    for (size_t i = 0; i < domain->count; i++)
        if (has_choice(layer, domain, domain->choices[i].value))
            add_symbol(out, layer, i, domain->choices[i].value, domain->choices[i].color);
    ter_buf_text(out, "</symbols>\n</renderer-v2>\n");
}

static void add_single(struct ter_buf *out, const struct ter_layer *layer)
{
    static const char blue[] = "#0072b2";
    ter_buf_text(out, "<renderer-v2 type=\"singleSymbol\" forceraster=\"0\" symbollevels=\"0\" "
                      "enableorderby=\"0\">\n<symbols>\n");
    add_symbol(out, layer, 0, "", blue);
    ter_buf_text(out, "</symbols>\n</renderer-v2>\n");
}

char *ter_coverage_style(const struct ter_layer *layer, enum ter_lang lang)
{
    struct ter_buf out = {0};
    ter_buf_text(&out, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                       "<qgis version=\"3.22\" styleCategories=\"Symbology\">\n");
    if (layer->style_by)
        add_categories(&out, layer, lang);
    else
        add_single(&out, layer);
    ter_buf_text(&out, "</qgis>\n");
    return ter_buf_take(&out);
}

/* The names are QGIS's own. */
enum style_field {
    ID,
    CATALOG,
    SCHEMA,
    TABLE,
    COLUMN,
    STYLE_NAME,
    QML,
    SLD,
    IS_DEFAULT,
    DESCRIPTION,
    OWNER,
    UI,
    UPDATE_TIME, /* without it QGIS passes the table over */
    FIELDS
};
static struct ter_field fields[FIELDS] = {
    [ID] = {"id", TER_FIELD_INTEGER, {{"id", "id"}}, .shp = "ID"},
    [CATALOG] = {"f_table_catalog", TER_FIELD_TEXT, {{"catalog", "catalog"}}, .shp = "CATALOG"},
    [SCHEMA] = {"f_table_schema", TER_FIELD_TEXT, {{"schema", "schema"}}, .shp = "SCHEMA"},
    [TABLE] = {"f_table_name", TER_FIELD_TEXT, {{"table", "table"}}, .shp = "TABLE"},
    [COLUMN] = {"f_geometry_column", TER_FIELD_TEXT, {{"column", "column"}}, .shp = "COLUMN"},
    [STYLE_NAME] = {"styleName", TER_FIELD_TEXT, {{"style", "style"}}, .shp = "STYLE"},
    [QML] = {"styleQML", TER_FIELD_TEXT, {{"qml", "qml"}}, .shp = "QML"},
    [SLD] = {"styleSLD", TER_FIELD_TEXT, {{"sld", "sld"}}, .shp = "SLD"},
    [IS_DEFAULT] = {"useAsDefault", TER_FIELD_INTEGER, {{"default", "default"}}, .shp = "IS_DEFAULT"},
    [DESCRIPTION] = {"description", TER_FIELD_TEXT, {{"description", "description"}}, .shp = "DESCRIPT"},
    [OWNER] = {"owner", TER_FIELD_TEXT, {{"owner", "owner"}}, .shp = "OWNER"},
    [UI] = {"ui", TER_FIELD_TEXT, {{"ui", "ui"}}, .shp = "UI"},
    [UPDATE_TIME] = {"update_time", TER_FIELD_TEXT, {{"time", "time"}}, .shp = "TIME"},
};
const struct ter_layer ter_coverage_style_table = {
    .name = "layer_styles",
    .version = 1,
    .title = {{"styles", "样式"}},
    .description = {{"styles", "样式"}},
    .geometry = TER_GEOMETRY_NONE,
    .fields = fields,
    .field_count = FIELDS,
    .role = {ID, TABLE, FIELDS, FIELDS, FIELDS, FIELDS, FIELDS, FIELDS, FIELDS, FIELDS, FIELDS, FIELDS,
        FIELDS, FIELDS},
};

bool ter_coverage_style_write(struct ter_writer *writer, const struct ter_layer *layer, enum ter_lang lang,
    int64_t id, struct ter_error *err)
{
    TER_AUTO_FREE char *qml = ter_coverage_style(layer, lang);
    struct ter_value values[FIELDS] = {0};
    char now[sizeof "2024-06-15T09:30:00Z"];
    time_t seconds = time(NULL);
    struct tm utc;
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
    values[ID] = ter_value_int(id);
    values[CATALOG] = values[SCHEMA] = values[SLD] = values[OWNER] = ter_value_text("");
    values[TABLE] = values[STYLE_NAME] = ter_value_text(layer->name);
    values[COLUMN] = ter_value_text("geom");
    values[QML] = ter_value_text(qml);
    values[IS_DEFAULT] = ter_value_int(1);
    values[UPDATE_TIME] = ter_value_text(now);
    values[DESCRIPTION] = ter_value_text(layer->title.text[lang]);
    struct ter_record record = {values, FIELDS, {NULL, 0}};
    return writer->write(writer, &record, err);
}

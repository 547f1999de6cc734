/* Owns KML 2.2: a Document for each layer, typed fields, a style for each value that colours the map. */
#include "base/messages.h"
#include "base/text.h"
#include "text.h"
#include "walk.h"

#include <string.h>

/* Bytes that may be copied as they are. */
static size_t plain_length(const char *text)
{
    size_t size = 0;
    for (unsigned char byte; (byte = (unsigned char)text[size]); size++)
        if (byte < 0x20 || byte == 0xEF || strchr("&<>\"", byte)) /* 0xEF begins U+FFFE and U+FFFF */
            break;
    return size;
}

/* XML cannot hold most control characters, not even escaped; a carriage return must be, or it is lost. */
static void add_special(struct ter_text_writer *writer, uint32_t codepoint, const char *text, size_t size)
{
    struct ter_buf *out = &writer->text;
    bool forbidden =
        (codepoint < 0x20 && !strchr("\t\n\r", (int)codepoint)) || codepoint == 0xFFFE || codepoint == 0xFFFF;
    if (forbidden)
        writer->lost++;
    else if (codepoint == '&')
        ter_buf_text(out, "&amp;");
    else if (codepoint == '<')
        ter_buf_text(out, "&lt;");
    else if (codepoint == '>')
        ter_buf_text(out, "&gt;");
    else if (codepoint == '"')
        ter_buf_text(out, "&quot;");
    else if (codepoint == '\r')
        ter_buf_text(out, "&#13;");
    else
        ter_buf_add(out, text, size);
}

static void add_escaped(struct ter_text_writer *writer, const char *text)
{
    while (*text) {
        size_t plain = plain_length(text);
        uint32_t codepoint;
        ter_buf_add(&writer->text, text, plain);
        text += plain;
        size_t step = ter_text_next(text, &codepoint);
        if (step)
            add_special(writer, codepoint, text, step);
        text += step;
    }
}

static void add_element(struct ter_text_writer *writer, const char *name, const char *text)
{
    ter_buf_printf(&writer->text, "<%s>", name);
    add_escaped(writer, text);
    ter_buf_printf(&writer->text, "</%s>\n", name);
}

/* ---- geometries ---- */

static bool is_multi(enum ter_geometry_type type)
{
    return type >= TER_MULTIPOINT;
}

static void begin_geometry(
    void *user, enum ter_geometry_type type, enum ter_geometry_type parent, uint32_t index)
{
    (void)parent, (void)index;
    ter_buf_printf(user, "<%s>", is_multi(type) ? "MultiGeometry" : ter_geometry_name(type));
}

static void add_positions(
    void *user, enum ter_geometry_type owner, uint32_t index, const uint8_t *positions, uint32_t count)
{
    struct ter_buf *out = user;
    const char *boundary = owner != TER_POLYGON ? NULL : index ? "innerBoundaryIs" : "outerBoundaryIs";
    if (boundary)
        ter_buf_printf(out, "<%s><LinearRing>", boundary);
    ter_buf_text(out, "<coordinates>");
    for (uint32_t i = 0; i < count; i++) {
        struct ter_lonlat at = ter_walk_at(positions, i);
        char number[TER_NUMBER_SIZE];
        ter_buf_text(out, i ? " " : "");
        ter_buf_add(out, number, ter_text_number(at.lon, number));
        ter_buf_text(out, ",");
        ter_buf_add(out, number, ter_text_number(at.lat, number));
    }
    ter_buf_text(out, "</coordinates>");
    if (boundary)
        ter_buf_printf(out, "</LinearRing></%s>", boundary);
}

static void end_geometry(void *user, enum ter_geometry_type type, enum ter_geometry_type parent)
{
    (void)parent;
    ter_buf_printf(user, "</%s>", is_multi(type) ? "MultiGeometry" : ter_geometry_name(type));
}

/* ---- the head of a layer ---- */

/* "#rrggbb" as KML writes it, back to front and with the opacity first; false for anything else. */
static bool read_color(const char *color, char ret_bgr[7])
{
    if (!color || strlen(color) != 7 || strspn(color + 1, "0123456789abcdefABCDEF") != 6)
        return false;
    for (int i = 0; i < 3; i++)
        memcpy(ret_bgr + (size_t)i * 2, color + 5 - i * 2, 2);
    ret_bgr[6] = '\0';
    return true;
}

static void add_styles(struct ter_text_writer *writer)
{
    static const char icon[] = "http://maps.google.com/mapfiles/kml/shapes/placemark_circle.png";
    const struct ter_plan *plan = writer->writer.plan;
    const struct ter_domain *domain = plan->style ? plan->style->domain : NULL;
    char bgr[7];
    for (size_t i = 0; domain && i < domain->count; i++)
        if (read_color(domain->choices[i].color, bgr))
            ter_buf_printf(&writer->text,
                "<Style id=\"%s-%zu\"><IconStyle><color>ff%s</color><Icon><href>%s</href></Icon></IconStyle>"
                "<LineStyle><color>ff%s</color><width>2</width></LineStyle><PolyStyle><color>7f%s</color>"
                "</PolyStyle></Style>\n",
                plan->layer->name, i, bgr, icon, bgr, bgr);
}

/* The column that stands in the element <name>, under the pin, and nowhere else: a reader takes the element
 * for a column of that name. Where the layer has no names, the code stands there. */
static void find_name(struct ter_text_writer *writer)
{
    const struct ter_plan *plan = writer->writer.plan;
    const struct ter_field *field = ter_layer_field_for_heading(plan->layer, "name");
    writer->named = SIZE_MAX;
    writer->code_named = !field;
    for (size_t i = 0; field && i < plan->count; i++)
        if (plan->columns[i].field == field)
            writer->named = i;
}

static void add_schema(struct ter_text_writer *writer)
{
    /* KML's "int" ends at 2,147,483,647, and readers cut a larger number down to it. */
    static const char *const types[] = {[TER_FIELD_TEXT] = "string",
        [TER_FIELD_INTEGER] = "double",
        [TER_FIELD_REAL] = "double",
        [TER_FIELD_DATE] = "string"};
    const struct ter_plan *plan = writer->writer.plan;
    ter_buf_printf(&writer->text, "<Schema id=\"%s\" name=\"%s\">\n", plan->layer->name, plan->layer->name);
    for (size_t i = 0; i < plan->count; i++) {
        if (i == writer->named)
            continue;
        ter_buf_printf(
            &writer->text, "<SimpleField type=\"%s\" name=\"", types[plan->columns[i].field->type]);
        add_escaped(writer, plan->columns[i].name);
        ter_buf_text(&writer->text, "\">");
        ter_buf_text(&writer->text, "<displayName>");
        add_escaped(writer, plan->columns[i].title);
        ter_buf_text(&writer->text, "</displayName></SimpleField>\n");
    }
    ter_buf_text(&writer->text, "</Schema>\n");
}

static void begin_file(struct ter_text_writer *writer)
{
    ter_buf_text(&writer->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                "<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n");
    if (writer->writer.options.layer_count > 1)
        ter_buf_text(&writer->text, "<Folder>\n<name>terrier</name>\n");
}

static void begin_layer(struct ter_text_writer *writer)
{
    const struct ter_plan *plan = writer->writer.plan;
    const char *attribution = writer->writer.options.attribution;
    TER_AUTO_BUF struct ter_buf about = {0};
    ter_plan_describe_crs(plan, &about);
    if (attribution)
        ter_buf_printf(&about, "%s%s", about.size ? " " : "", attribution);
    ter_buf_printf(&writer->text, "<Document id=\"%s-layer\">\n", plan->layer->name);
    add_element(writer, "name", plan->titles ? plan->layer->title.text[plan->lang] : plan->layer->name);
    if (about.size)
        add_element(writer, "description", about.data);
    find_name(writer);
    add_styles(writer);
    add_schema(writer);
}

/* ---- records ---- */

static void add_name(struct ter_text_writer *writer, const struct ter_planned *record)
{
    TER_AUTO_BUF struct ter_buf name = {0};
    if (writer->named < writer->writer.plan->count)
        ter_value_print(record->values[writer->named], &name);
    else if (writer->code_named)
        ter_buf_text(&name, record->code);
    if (name.size)
        add_element(writer, "name", name.data);
}

static void add_style_url(struct ter_text_writer *writer, struct ter_value value)
{
    const struct ter_plan *plan = writer->writer.plan;
    const struct ter_domain *domain = plan->style ? plan->style->domain : NULL;
    char bgr[7];
    for (size_t i = 0; domain && value.type == TER_VALUE_TEXT && i < domain->count; i++)
        if (strcmp(domain->choices[i].value, value.text) == 0 && read_color(domain->choices[i].color, bgr))
            ter_buf_printf(&writer->text, "<styleUrl>#%s-%zu</styleUrl>", plan->layer->name, i);
}

static void add_data(struct ter_text_writer *writer, const struct ter_planned *record)
{
    const struct ter_plan *plan = writer->writer.plan;
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_buf_printf(&writer->text, "<ExtendedData><SchemaData schemaUrl=\"#%s\">\n", plan->layer->name);
    for (size_t i = 0; i < plan->count; i++) {
        if (record->values[i].type == TER_VALUE_NULL || i == writer->named)
            continue;
        ter_buf_clear(&text);
        ter_buf_text(&text, "");
        ter_value_print(record->values[i], &text);
        ter_buf_text(&writer->text, "<SimpleData name=\"");
        add_escaped(writer, plan->columns[i].name);
        ter_buf_text(&writer->text, "\">");
        add_escaped(writer, text.data);
        ter_buf_text(&writer->text, "</SimpleData>\n");
    }
    ter_buf_text(&writer->text, "</SchemaData></ExtendedData>");
}

static bool add_placemark(
    struct ter_text_writer *writer, const struct ter_planned *record, struct ter_error *err)
{
    static const struct ter_walk walk = {begin_geometry, add_positions, end_geometry};
    ter_buf_text(&writer->text, "<Placemark>");
    add_name(writer, record);
    add_style_url(writer, record->style);
    add_data(writer, record);
    if (record->geometry.data && !ter_walk_wkb(record->geometry, &walk, &writer->text))
        return ter_fail(err, TER_FAILED, "its geometry cannot be read");
    ter_buf_text(&writer->text, "</Placemark>\n");
    return true;
}

static void end_layer(struct ter_text_writer *writer)
{
    ter_buf_text(&writer->text, "</Document>\n");
    if (writer->lost)
        ter_note(&writer->writer.notes, "%lld control characters were left out: KML cannot hold them",
            (long long)writer->lost);
    writer->lost = 0;
}

static void end_file(struct ter_text_writer *writer)
{
    ter_buf_text(&writer->text, writer->writer.options.layer_count > 1 ? "</Folder>\n</kml>\n" : "</kml>\n");
}

static bool open_kml(const struct ter_file_format *format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    static const struct ter_text_format text = {begin_file, begin_layer, add_placemark, end_layer, end_file};
    (void)format;
    return ter_text_open(&text, target, options, ret_writer, err);
}

const struct ter_file_format ter_file_kml = {
    .name = "KML",
    .extensions = TER_FILE_WORDS("kml"),
    .wgs84 = true,
    .several = true,
    .attribution = true,
    .open = open_kml,
};

/* Owns GeoJSON: RFC 7946 as one collection, and RFC 8142 as a line a feature. Positions come in as WGS 84. */
#include "geojson.h"

#include "base/json.h"
#include "base/text.h"

#include "text.h"
#include "walk.h"

#include <math.h>
#include <string.h>

enum { DECIMALS = 7, SCALE = 10000000 };

/* ---- values ---- */

/* A field of reals keeps its point: readers guess a column's type from its values. */
static void add_real(struct ter_buf *out, double real)
{
    size_t before = out->size;
    if (!isfinite(real)) {
        ter_buf_add(out, "null", 4);
        return;
    }
    ter_value_print(ter_value_real(real), out);
    if (!strpbrk(out->data + before, ".e"))
        ter_buf_add(out, ".0", 2);
}

static void add_value(struct ter_buf *out, const struct ter_field *field, struct ter_value value)
{
    switch (value.type) {
    case TER_VALUE_NULL:
        ter_buf_add(out, "null", 4);
        break;
    case TER_VALUE_TEXT:
        ter_json_add_string(out, value.text, value.size);
        break;
    case TER_VALUE_REAL:
        add_real(out, value.real);
        break;
    case TER_VALUE_INT:
        if (field->type == TER_FIELD_REAL)
            add_real(out, (double)value.integer);
        else
            ter_value_print(value, out);
        break;
    }
}

/* ---- geometries ---- */

static void add_position(struct ter_buf *out, struct ter_lonlat at)
{
    char text[3 + 2 * TER_NUMBER_SIZE] = "[";
    size_t size = 1;
    size += ter_text_ten_millionths(llrint(at.lon * SCALE), text + size);
    text[size++] = ',';
    size += ter_text_ten_millionths(llrint(at.lat * SCALE), text + size);
    text[size++] = ']';
    ter_buf_add(out, text, size);
}

static bool stands_alone(enum ter_geometry_type parent)
{
    return parent == TER_GEOMETRY_NONE || parent == TER_GEOMETRYCOLLECTION;
}

static bool is_list(enum ter_geometry_type type)
{
    return type != TER_POINT && type != TER_LINESTRING;
}

static void begin_geometry(
    void *user, enum ter_geometry_type type, enum ter_geometry_type parent, uint32_t index)
{
    struct ter_buf *out = user;
    if (index)
        ter_buf_add(out, ",", 1);
    if (stands_alone(parent))
        ter_buf_printf(out, "{\"type\":\"%s\",\"%s\":", ter_geometry_name(type),
            type == TER_GEOMETRYCOLLECTION ? "geometries" : "coordinates");
    if (is_list(type))
        ter_buf_add(out, "[", 1);
}

static void add_positions(
    void *user, enum ter_geometry_type owner, uint32_t index, const uint8_t *positions, uint32_t count)
{
    struct ter_buf *out = user;
    if (owner == TER_POINT) {
        add_position(out, ter_walk_at(positions, 0));
        return;
    }
    double area = owner == TER_POLYGON ? ter_walk_ring_area(positions, count) : 0;
    bool turn = index == 0 ? area < 0 : area > 0;
    ter_buf_text(out, index ? ",[" : "[");
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            ter_buf_add(out, ",", 1);
        add_position(out, ter_walk_at(positions, turn ? count - 1 - i : i));
    }
    ter_buf_add(out, "]", 1);
}

static void end_geometry(void *user, enum ter_geometry_type type, enum ter_geometry_type parent)
{
    struct ter_buf *out = user;
    if (is_list(type))
        ter_buf_add(out, "]", 1);
    if (stands_alone(parent))
        ter_buf_add(out, "}", 1);
}

bool ter_geojson_geometry(struct ter_buf *out, struct ter_wkb wkb)
{
    static const struct ter_walk walk = {begin_geometry, add_positions, end_geometry};
    size_t before = out->size;
    if (!wkb.data) {
        ter_buf_add(out, "null", 4);
        return true;
    }
    if (ter_walk_wkb(wkb, &walk, out))
        return true;
    if (out->data)
        out->data[out->size = before] = '\0';
    return false;
}

/* ---- features ---- */

/* The names of the properties are the same in all features: they are escaped once. */
static void make_heads(struct ter_text_writer *writer)
{
    const struct ter_plan *plan = writer->writer.plan;
    for (size_t i = 0; i < plan->count; i++) {
        TER_AUTO_BUF struct ter_buf head = {0};
        ter_buf_text(&head, i ? "," : "");
        ter_json_add_string(&head, plan->columns[i].name, strlen(plan->columns[i].name));
        ter_buf_text(&head, ":");
        ter_strings_add(&writer->heads, head.data);
    }
}

static bool add_feature(
    struct ter_text_writer *writer, const struct ter_planned *record, struct ter_error *err)
{
    const struct ter_plan *plan = writer->writer.plan;
    struct ter_buf *out = &writer->text;
    ter_buf_text(out, "{\"type\":\"Feature\",\"geometry\":");
    if (!ter_geojson_geometry(out, record->geometry))
        return ter_fail(err, TER_FAILED, "its geometry cannot be read");
    ter_buf_text(out, ",\"properties\":{");
    for (size_t i = 0; i < plan->count; i++) {
        ter_buf_text(out, writer->heads.items[i]);
        add_value(out, plan->columns[i].field, record->values[i]);
    }
    ter_buf_text(out, "}}");
    return true;
}

static void add_member(struct ter_buf *out, const char *name, const char *text)
{
    ter_buf_printf(out, ",\"%s\":", name);
    ter_json_add_string(out, text, strlen(text));
}

static void begin_collection(struct ter_text_writer *writer)
{
    const struct ter_write_options *options = &writer->writer.options;
    TER_AUTO_BUF struct ter_buf crs = {0};
    ter_plan_describe_crs(writer->writer.plan, &crs);
    make_heads(writer);
    ter_buf_text(&writer->text, "{\"type\":\"FeatureCollection\"");
    add_member(&writer->text, "name", options->layer->name);
    if (crs.size)
        add_member(&writer->text, "description", crs.data);
    if (options->attribution)
        add_member(&writer->text, "attribution", options->attribution);
    ter_buf_text(&writer->text, ",\"features\":[");
}

static bool add_to_collection(
    struct ter_text_writer *writer, const struct ter_planned *record, struct ter_error *err)
{
    ter_buf_text(&writer->text, writer->in_layer ? ",\n" : "\n");
    return add_feature(writer, record, err);
}

static void end_collection(struct ter_text_writer *writer)
{
    ter_buf_text(&writer->text, "\n]}\n");
}

static bool add_line(struct ter_text_writer *writer, const struct ter_planned *record, struct ter_error *err)
{
    if (writer->wide)
        ter_buf_add(&writer->text, "\x1e", 1);
    if (!add_feature(writer, record, err))
        return false;
    ter_buf_add(&writer->text, "\n", 1);
    return true;
}

/* ---- the formats ---- */

static bool open_collection(const struct ter_file_format *format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    static const struct ter_text_format text = {
        .layer_begin = begin_collection, .record = add_to_collection, .layer_end = end_collection};
    (void)format;
    return ter_text_open(&text, target, options, ret_writer, err);
}

/* RFC 8142 puts a record separator before each feature, and most programs want lines without: the ending
 * .geojsons asks for the former. */
static bool open_sequence(const struct ter_file_format *format, const char *target,
    const struct ter_write_options *options, struct ter_writer **ret_writer, struct ter_error *err)
{
    static const struct ter_text_format text = {.layer_begin = make_heads, .record = add_line};
    const char *dot = strrchr(target, '.');
    (void)format;
    if (!ter_text_open(&text, target, options, ret_writer, err))
        return false;
    ((struct ter_text_writer *)*ret_writer)->wide = dot && strcasecmp(dot, ".geojsons") == 0;
    return true;
}

const struct ter_file_format ter_file_geojson = {
    .name = "GeoJSON",
    .extensions = TER_FILE_WORDS("geojson"),
    .wgs84 = true,
    .streams = true,
    .attribution = true,
    .decimals = DECIMALS,
    .open = open_collection,
};

const struct ter_file_format ter_file_geojsonseq = {
    .name = "GeoJSONSeq",
    .extensions = TER_FILE_WORDS("geojsonl", "geojsons"),
    .wgs84 = true,
    .streams = true,
    .decimals = DECIMALS,
    .open = open_sequence,
};

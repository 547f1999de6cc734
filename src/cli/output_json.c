/* Owns records as JSON: an array of objects. */
#include "export/geojson.h"
#include "layer/value_json.h"
#include "output_forms.h"

static json_t *json_fields(const struct ter_output *output, const struct ter_record *record)
{
    const struct ter_layer *layer = output->options.layer;
    json_t *object = json_object();
    for (size_t i = 0; i < layer->field_count && i < record->count; i++)
        ter_json_set(object, layer->fields[i].name, ter_value_to_json(record->values[i]));
    return object;
}

static bool json_begin(struct ter_output *output, struct ter_error *err)
{
    (void)err;
    ter_json_array_begin(&output->array, output->options.out);
    return true;
}

static json_t *geometry_of(struct ter_wkb wkb)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    struct ter_error unused;
    json_t *geometry = NULL;
    if (!ter_geojson_geometry(&text, wkb) || !wkb.data ||
        !ter_json_parse(text.data, text.size, "geometry", &geometry, &unused))
        return json_null();
    return geometry;
}

static void set_geometry(const struct ter_output *output, const struct ter_record *record, json_t *object)
{
    if (!ter_output_holds_points(output)) {
        ter_json_set(object, "geometry", geometry_of(record->geometry));
        return;
    }
    struct ter_lonlat point;
    bool placed = ter_wkb_to_point(record->geometry, &point);
    ter_json_set(object, "lon", placed ? ter_json_number(point.lon) : NULL);
    ter_json_set(object, "lat", placed ? ter_json_number(point.lat) : NULL);
}

static bool json_add(
    struct ter_output *output, const struct ter_record *record, double distance_m, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *object = json_fields(output, record);
    set_geometry(output, record, object);
    if (output->options.has_distance)
        ter_json_set(object, "distance_m", ter_json_number(ter_output_distance_m(distance_m)));
    return ter_json_array_add(&output->array, object, err);
}

static bool json_end(struct ter_output *output, struct ter_error *err)
{
    (void)err;
    ter_json_array_end(&output->array);
    return true;
}

const struct ter_output_form ter_output_json = {json_begin, json_add, json_end};

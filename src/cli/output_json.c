/* Owns records as JSON: an array of objects, or the features of a GeoJSON collection. */
#include "geojson.h"
#include "layer/value_json.h"
#include "output_forms.h"

enum { EPSG_WGS84 = 4326 };

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

static void set_geometry(const struct ter_output *output, const struct ter_record *record, json_t *object)
{
    if (!ter_output_holds_points(output)) {
        ter_json_set(object, "geometry", ter_geojson_from_wkb(record->geometry, NULL, NULL));
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

static void json_end(struct ter_output *output)
{
    ter_json_array_end(&output->array);
}

static bool geojson_begin(struct ter_output *output, struct ter_error *err)
{
    int epsg = output->options.epsg;
    if (epsg != EPSG_WGS84 && !ter_transform_open(epsg, EPSG_WGS84, &output->transform, err))
        return false;
    fputs("{\"type\":\"FeatureCollection\",\"features\":", output->options.out);
    ter_json_array_begin(&output->array, output->options.out);
    return true;
}

static bool to_wgs84(void *user, struct ter_lonlat *point)
{
    struct ter_output *output = user;
    struct ter_error unused = {0};
    return !output->transform || ter_transform_apply(output->transform, &point->lon, &point->lat, 1, &unused);
}

static bool geojson_add(
    struct ter_output *output, const struct ter_record *record, double distance_m, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *feature = json_object();
    ter_json_set(feature, "type", ter_json_string("Feature"));
    json_t *geometry = ter_geojson_from_wkb(record->geometry, to_wgs84, output);
    json_t *properties = json_fields(output, record);
    if (output->options.has_distance)
        ter_json_set(properties, "distance_m", ter_json_number(ter_output_distance_m(distance_m)));
    bool lost = record->geometry.data && json_is_null(geometry);
    ter_json_set(feature, "geometry", geometry);
    ter_json_set(feature, "properties", properties);
    if (lost)
        return ter_fail(
            err, TER_FAILED, "record %zu: its geometry cannot be written in WGS 84", output->count + 1);
    return ter_json_array_add(&output->array, feature, err);
}

static void geojson_end(struct ter_output *output)
{
    fputs(output->array.count ? "\n]}\n" : "]}\n", output->options.out);
}

const struct ter_output_form ter_output_json = {json_begin, json_add, json_end};
const struct ter_output_form ter_output_geojson = {geojson_begin, geojson_add, geojson_end};

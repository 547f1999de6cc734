/* Owns the encoding of a map's layers and the limits of their size. Knows no page. */
#include "sheet_layer.h"

#include "base/map.h"
#include "simplify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a browser draws within about a second, and a mail takes as an attachment. */
enum { MOST_DOTS = 20000, MOST_FEATURES = 20000, MOST_BYTES = 2000000, MOST_BACKGROUND_BYTES = 1200000 };

static const double first_tolerance_m = 0.5, background_tolerance_m = 4, last_tolerance_m = 64;

void ter_sheet_layer_free(struct ter_sheet_layer *layer)
{
    for (size_t i = 0; i < layer->count; i++) {
        ter_points_free(&layer->features[i].points);
        free(layer->features[i].label);
    }
    free(layer->features);
    char *class, *title;
    memcpy(&class, &layer->style.class, sizeof class);
    memcpy(&title, &layer->style.title, sizeof title);
    free(class);
    free(title);
}

static int64_t millionths(double deg)
{
    return llround(deg * 1e6);
}

/* One part: a ring that simplifying has left without an inside is dropped. */
static void encode_part(
    struct ter_buf *out, const struct ter_lonlat *points, size_t count, bool ring, int64_t last[2])
{
    enum { RING_LEAST = 4 };
    if (!count || (ring && count < RING_LEAST))
        return;
    if (out->size)
        ter_buf_text(out, ";");
    for (size_t i = 0; i < count; i++) {
        int64_t x = millionths(points[i].lon), y = millionths(points[i].lat);
        if (i && x == last[0] && y == last[1] && !(ring && i == count - 1))
            continue;
        ter_buf_printf(out, "%s%lld %lld", i ? " " : "", (long long)(x - last[0]), (long long)(y - last[1]));
        last[0] = x;
        last[1] = y;
    }
}

static char *encode(const struct ter_sheet_feature *feature, enum ter_sheet_shape shape, double tolerance_m)
{
    TER_AUTO_BUF struct ter_buf out = {0};
    const struct ter_points *points = &feature->points;
    int64_t last[2] = {0, 0};
    size_t start = 0;
    for (size_t part = 0; part < (points->part_count ? points->part_count : 1); part++) {
        size_t end = points->part_count ? points->parts[part] : points->count, count = end - start;
        TER_AUTO_FREE struct ter_lonlat *kept = ter_memdup(points->items + start, count * sizeof *kept);
        if (shape == TER_SHEET_AREAS || shape == TER_SHEET_LINES)
            count = ter_simplify(kept, count, tolerance_m);
        encode_part(&out, kept, count, shape == TER_SHEET_AREAS, last);
        start = end;
    }
    return ter_buf_take(&out);
}

/* Encode all; false when it takes more than so many bytes. */
static bool encode_all(
    const struct ter_sheet_layer *layer, double tolerance_m, size_t most_bytes, json_t *ret_texts)
{
    size_t bytes = 0;
    for (size_t i = 0; i < layer->count; i++) {
        TER_AUTO_FREE char *text = encode(&layer->features[i], layer->style.shape, tolerance_m);
        bytes += strlen(text) + 3;
        if (bytes > most_bytes && tolerance_m < last_tolerance_m)
            return false;
        json_array_append_new(ret_texts, ter_json_string(text));
    }
    return true;
}

/* Coarser and coarser, until it is small enough. */
static json_t *encode_within(const struct ter_sheet_layer *layer, double *ret_tolerance_m)
{
    bool background = layer->style.background;
    size_t most_bytes = background ? MOST_BACKGROUND_BYTES : MOST_BYTES;
    double tolerance_m = background ? background_tolerance_m : first_tolerance_m;
    json_t *texts = json_array();
    while (!encode_all(layer, tolerance_m, most_bytes, texts)) {
        json_array_clear(texts);
        tolerance_m *= 2;
    }
    *ret_tolerance_m = tolerance_m;
    return texts;
}

static double extent(const struct ter_sheet_feature *feature)
{
    struct ter_bbox box = ter_bbox_of(feature->points.items, feature->points.count);
    return (box.east - box.west) + (box.north - box.south);
}

static int larger_first(const void *a, const void *b)
{
    double x = extent(a), y = extent(b);
    return (x < y) - (x > y);
}

static void note(struct ter_strings *notes, enum ter_word word, enum ter_lang lang, const char *title,
    const char *first, const char *second)
{
    TER_AUTO_FREE char *text = ter_word_fill(word, lang, (const char *const[]){title, first, second, NULL});
    ter_strings_add(notes, text);
}

/* Of too many lines or areas, only the largest. */
static void keep_largest(struct ter_sheet_layer *layer, enum ter_lang lang, struct ter_strings *notes)
{
    if (layer->count <= MOST_FEATURES)
        return;
    qsort(layer->features, layer->count, sizeof *layer->features, larger_first);
    struct ter_figure kept = ter_figure_count(MOST_FEATURES), all = ter_figure_count((double)layer->count);
    note(notes, TER_WORD_MAP_LEFT_OUT, lang, layer->style.title, kept.text, all.text);
    for (size_t i = MOST_FEATURES; i < layer->count; i++) {
        ter_points_free(&layer->features[i].points);
        free(layer->features[i].label);
    }
    layer->count = MOST_FEATURES;
}

/* The dots of one cell of a net become one, at their mean, that says how many they are. */
static size_t merge_cells(
    struct ter_sheet_layer *layer, double cell_deg, struct ter_sheet_feature *ret_groups, size_t *ret_sizes)
{
    TER_AUTO_MAP struct ter_map cells = {0};
    size_t groups = 0;
    for (size_t i = 0; i < layer->count; i++) {
        struct ter_lonlat at = layer->features[i].points.items[0];
        uint64_t column = (uint64_t)(int64_t)floor(at.lon / cell_deg) & UINT32_MAX;
        uint64_t row = (uint64_t)(int64_t)floor(at.lat / cell_deg) & UINT32_MAX;
        bool is_new;
        int64_t *group = ter_map_put(&cells, column << 32 | row, &is_new);
        if (is_new) {
            *group = (int64_t)groups;
            ret_sizes[groups] = 0;
            ret_groups[groups++] = (struct ter_sheet_feature){0};
        }
        struct ter_sheet_feature *of = &ret_groups[*group];
        if (!of->points.count) {
            of->points.items = ter_memdup(&at, sizeof at);
            of->points.count = 1;
        } else {
            double weight = 1 / (double)(ret_sizes[*group] + 1);
            of->points.items[0].lon += (at.lon - of->points.items[0].lon) * weight;
            of->points.items[0].lat += (at.lat - of->points.items[0].lat) * weight;
        }
        ret_sizes[*group]++;
    }
    return groups;
}

static void free_features(struct ter_sheet_feature *features, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ter_points_free(&features[i].points);
        free(features[i].label);
    }
}

static void thin_out_dots(struct ter_sheet_layer *layer, enum ter_lang lang, struct ter_strings *notes)
{
    static const double first_cell_deg = 0.0002; /* about 20 m */
    if (layer->count <= MOST_DOTS)
        return;
    struct ter_sheet_feature *groups = ter_alloc(layer->count * sizeof *groups);
    TER_AUTO_FREE size_t *sizes = ter_alloc(layer->count * sizeof *sizes);
    double cell_deg = first_cell_deg;
    size_t count = merge_cells(layer, cell_deg, groups, sizes);
    while (count > MOST_DOTS) {
        free_features(groups, count);
        cell_deg *= 2;
        count = merge_cells(layer, cell_deg, groups, sizes);
    }
    for (size_t i = 0; i < count; i++)
        groups[i].label = ter_format("%s × %s", layer->style.title, ter_figure_count((double)sizes[i]).text);
    struct ter_figure before = ter_figure_count((double)layer->count),
                      after = ter_figure_count((double)count);
    note(notes, TER_WORD_MAP_THINNED, lang, layer->style.title, before.text, after.text);
    free_features(layer->features, layer->count);
    free(layer->features);
    layer->features = groups;
    layer->count = count;
}

json_t *ter_sheet_layer_json(struct ter_sheet_layer *layer, enum ter_lang lang, struct ter_strings *notes)
{
    static const char *const shapes[] = {"areas", "lines", "dots", "circles", "numbers"};
    bool of_points = layer->style.shape >= TER_SHEET_DOTS;
    double tolerance_m;
    if (layer->style.shape == TER_SHEET_DOTS)
        thin_out_dots(layer, lang, notes);
    else
        keep_largest(layer, lang, notes);
    json_t *json = json_object(), *labels = json_array(), *radii = json_array();
    json_t *texts = encode_within(layer, &tolerance_m);
    for (size_t i = 0; i < layer->count; i++) {
        json_array_append_new(
            labels, ter_json_string(layer->features[i].label ? layer->features[i].label : ""));
        json_array_append_new(radii, ter_json_number(layer->features[i].radius_m));
    }
    if (!of_points && tolerance_m > first_tolerance_m) {
        struct ter_figure metres = ter_figure_count(tolerance_m);
        note(notes, TER_WORD_MAP_SIMPLIFIED, lang, layer->style.title, metres.text, NULL);
    }
    ter_json_set(json, "class", ter_json_string(layer->style.class));
    ter_json_set(json, "shape", ter_json_string(shapes[layer->style.shape]));
    ter_json_set(json, "hidden", json_boolean(layer->style.hidden));
    ter_json_set(json, "background", json_boolean(layer->style.background));
    ter_json_set(json, "g", texts);
    if (!layer->style.background)
        ter_json_set(json, "t", labels);
    else
        json_decref(labels);
    if (of_points && layer->style.shape != TER_SHEET_DOTS)
        ter_json_set(json, "r", radii);
    else
        json_decref(radii);
    return json;
}

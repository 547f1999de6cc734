/* Owns a report's map: its layers, its frame, its legend. Knows nothing of what they show. */
#include "sheet.h"

#include "sheet_layer.h"

#include <math.h>
#include <stdlib.h>

struct ter_sheet {
    enum ter_lang lang;
    struct ter_sheet_layer *layers;
    size_t count, capacity;
};

struct ter_sheet *ter_sheet_open(enum ter_lang lang)
{
    struct ter_sheet *sheet = ter_alloc(sizeof *sheet);
    sheet->lang = lang;
    return sheet;
}

void ter_sheet_close(struct ter_sheet *sheet)
{
    if (!sheet)
        return;
    for (size_t i = 0; i < sheet->count; i++)
        ter_sheet_layer_free(&sheet->layers[i]);
    free(sheet->layers);
    free(sheet);
}

void ter_sheet_layer(struct ter_sheet *sheet, const struct ter_sheet_style *style)
{
    sheet->layers = ter_grow(sheet->layers, &sheet->capacity, sheet->count + 1, sizeof *sheet->layers);
    struct ter_sheet_layer *layer = &sheet->layers[sheet->count++];
    *layer = (struct ter_sheet_layer){.style = *style};
    layer->style.class = ter_strdup(style->class);
    layer->style.title = ter_strdup(style->title);
}

static struct ter_sheet_feature *add(struct ter_sheet *sheet, const char *label)
{
    struct ter_sheet_layer *layer = &sheet->layers[sheet->count - 1];
    layer->features = ter_grow(layer->features, &layer->capacity, layer->count + 1, sizeof *layer->features);
    struct ter_sheet_feature *feature = &layer->features[layer->count++];
    *feature = (struct ter_sheet_feature){.label = label && *label ? ter_strdup(label) : NULL};
    return feature;
}

void ter_sheet_wkb(struct ter_sheet *sheet, struct ter_wkb shape, const char *label)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!ter_wkb_points(shape, &points) || !points.count)
        return;
    add(sheet, label)->points = points;
    points = (struct ter_points){0};
}

/* Areas are drawn by the even-odd rule: a second ring round the same place makes it outside again. */
void ter_sheet_difference(
    struct ter_sheet *sheet, struct ter_wkb outer, struct ter_wkb inner, const char *label)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!ter_wkb_points(outer, &points) || (inner.size && !ter_wkb_points(inner, &points)) || !points.count)
        return;
    add(sheet, label)->points = points;
    points = (struct ter_points){0};
}

void ter_sheet_line(struct ter_sheet *sheet, const struct ter_lonlat *points, size_t count, const char *label)
{
    if (!count)
        return;
    struct ter_sheet_feature *feature = add(sheet, label);
    feature->points.items = ter_memdup(points, count * sizeof *points);
    feature->points.count = count;
}

void ter_sheet_point(struct ter_sheet *sheet, struct ter_lonlat at, double radius_m, const char *label)
{
    if (!isfinite(at.lon) || !isfinite(at.lat))
        return;
    ter_sheet_line(sheet, &at, 1, label);
    struct ter_sheet_layer *layer = &sheet->layers[sheet->count - 1];
    layer->features[layer->count - 1].radius_m = radius_m;
}

static enum ter_swatch swatch_of(enum ter_sheet_shape shape)
{
    return shape == TER_SHEET_AREAS   ? TER_SWATCH_AREA
           : shape == TER_SHEET_LINES ? TER_SWATCH_LINE
                                      : TER_SWATCH_DOT;
}

/* The legend's boxes switch the layers; the script takes each layer's colours from its swatch. */
static void write_key(struct ter_page *page, const struct ter_sheet_layer *layer, size_t number)
{
    struct ter_markup *markup = &page->markup;
    ter_markup_begin(markup, "label");
    ter_markup_begin(markup, "input");
    ter_markup_attribute(markup, "type", "checkbox");
    ter_markup_attributef(markup, "data-layer", "%zu", number);
    if (!layer->style.hidden)
        ter_markup_attribute(markup, "checked", "checked");
    ter_markup_end(markup);
    ter_bars_swatch(page, swatch_of(layer->style.shape), layer->style.class);
    ter_markup_text(markup, layer->style.title);
    ter_markup_end(markup);
}

static json_t *write_layers(struct ter_sheet *sheet, struct ter_page *page, struct ter_strings *notes)
{
    json_t *layers = json_array();
    size_t number = 0;
    ter_markup_begin_class(&page->markup, "div", "legend");
    for (size_t i = 0; i < sheet->count; i++) {
        if (!sheet->layers[i].count)
            continue;
        write_key(page, &sheet->layers[i], number++);
        json_array_append_new(layers, ter_sheet_layer_json(&sheet->layers[i], sheet->lang, notes));
    }
    ter_markup_end(&page->markup);
    return layers;
}

static json_t *words(const struct ter_page *page)
{
    json_t *json = json_object();
    ter_json_set(json, "in", ter_json_string(ter_page_word(page, TER_WORD_MAP_ZOOM_IN)));
    ter_json_set(json, "out", ter_json_string(ter_page_word(page, TER_WORD_MAP_ZOOM_OUT)));
    return json;
}

void ter_sheet_write(struct ter_sheet *sheet, struct ter_page *page, const char *attribution)
{
    struct ter_markup *markup = &page->markup;
    TER_AUTO_STRINGS struct ter_strings notes = {0};
    TER_AUTO(ter_json_free) json_t *data = json_object();
    ter_markup_begin_class(markup, "figure", "map");
    ter_markup_begin(markup, "div");
    ter_markup_attribute(markup, "id", "map");
    ter_markup_attribute(markup, "role", "region");
    ter_markup_attribute(markup, "aria-label", ter_page_word(page, TER_WORD_MAP_LABEL));
    ter_markup_element(markup, "noscript", NULL, ter_page_word(page, TER_WORD_MAP_NEEDS_SCRIPT));
    ter_markup_end(markup);
    ter_json_set(data, "words", words(page));
    ter_json_set(data, "layers", write_layers(sheet, page, &notes));
    for (size_t i = 0; i < notes.count; i++)
        ter_markup_element(markup, "p", "small", notes.items[i]);
    if (attribution)
        ter_markup_element(markup, "p", "small", attribution);
    ter_markup_end(markup);
    ter_markup_data(markup, "map-data", data);
}

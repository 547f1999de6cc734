/* Owns what the terms of a recipe stand for in the register: records of layers, and the whole area. Knows
 * nothing of how files are read, nor of what is made of the shapes. */
#include "derive_find.h"

#include "base/messages.h"
#include "base/progress.h"
#include "registry/find.h"

#include <math.h>
#include <string.h>

/* ---- records ---- */

static const char *code_of(const struct ter_layer *layer, const struct ter_record *record)
{
    const struct ter_value *code = &record->values[layer->role[TER_ROLE_CODE]];
    return code->type == TER_VALUE_TEXT ? code->text : "";
}

static double radius_of(const struct ter_layer *layer, const struct ter_record *record)
{
    double radius_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], 0);
    return radius_m > 0 ? radius_m : 0;
}

struct records {
    size_t found, unplaced;
};

/* Records of a layer as sources of a term; those without a geometry are counted. */
static bool read_records(struct ter_derive_find *find, const struct ter_layer *layer,
    const struct ter_filter *filter, struct records *ret_records, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_derive_request *request = find->request;
    const char *self = layer == request->self ? request->self_code : NULL;
    if (!ter_find_open(request->registry, layer, filter, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err) || !ter_interrupt_check(err))
            return false;
        if (!record)
            return true;
        const char *code = code_of(layer, record);
        if (self && strcmp(code, self) == 0)
            continue;
        ret_records->found++;
        if (record->geometry.data)
            ter_sources_add(
                find->sources, find->term_index, code, record->geometry, 0, radius_of(layer, record));
        else
            ret_records->unplaced++;
    }
}

static void note_unplaced(struct ter_derive_find *find, const struct ter_layer *layer, size_t count)
{
    if (count)
        ter_strings_printf(find->notes,
            find->request->lang == TER_ZH ? "%s：%zu条没有位置，未计入"
                                          : "%s: %zu without a position are left out",
            layer->name, count);
}

static bool find_layer(struct ter_derive_find *find, struct ter_error *err)
{
    const struct ter_recipe_term *term = find->term;
    const struct ter_layer *layer;
    struct records records = {0};
    struct ter_filter filter = {.code = term->part, .where = term->where};
    if (!ter_registry_layer(find->request->registry, term->name, &layer, err))
        return false;
    if (layer->geometry == TER_GEOMETRY_NONE)
        return ter_fail(err, TER_USAGE, "layer %s has no geometry", layer->name);
    if (!read_records(find, layer, &filter, &records, err))
        return false;
    if (!records.found && term->part)
        return ter_fail(err, TER_NOT_FOUND,
            "layer %s has no other record \"%s\"; terrier find %s lists the codes", layer->name, term->part,
            layer->name);
    if (!records.found)
        return ter_fail(err, TER_FAILED, "layer %s has no%s record%s%s", layer->name,
            find->request->self == layer ? ter_message(" other") : "",
            term->where ? ter_message(" for which this holds: ") : "", term->where ? term->where : "");
    if (records.unplaced == records.found)
        return ter_fail(err, TER_FAILED, "layer %s: %s", layer->name,
            records.found == 1 ? "the record has no geometry: nobody has drawn it yet"
                               : "none of the records has a geometry");
    note_unplaced(find, layer, records.unplaced);
    return true;
}

/* ---- the whole area ---- */

static bool find_circle(struct ter_derive_find *find, struct ter_error *err)
{
    struct ter_place county = {0};
    bool found = false;
    uint8_t point[TER_WKB_POINT_SIZE];
    if (!ter_gazetteer_county(find->request->registry, &county, &found, err))
        return false;
    if (!found || county.extent_m <= 0) {
        ter_place_clear(&county);
        return ter_fail(err, TER_FAILED,
            "the register has no boundary of the whole area: no township has a polygon, and the gazetteer "
            "has "
            "no county; name a file of polygons");
    }
    ter_wkb_from_point(county.at, point);
    ter_sources_add(find->sources, find->term_index, county.name, (struct ter_wkb){point, sizeof point},
        county.extent_m, county.uncertainty_m + county.extent_m);
    ter_strings_printf(find->notes,
        find->request->lang == TER_ZH
            ? "%s只知道范围圆（半径%.0f米），不是边界：请以 --clip 文件 给出边界"
            : "of %s only a circle of %.0f m is known and no boundary: --clip FILE gives one",
        county.name, county.extent_m);
    ter_place_clear(&county);
    return true;
}

static bool find_county(struct ter_derive_find *find, struct ter_error *err)
{
    const struct ter_layer *layer;
    struct records records = {0};
    struct ter_filter all = {0};
    struct ter_error none = {0};
    if (ter_registry_layer(find->request->registry, "township", &layer, &none) &&
        !read_records(find, layer, &all, &records, err))
        return false;
    if (records.found == records.unplaced)
        return find_circle(find, err);
    if (records.unplaced)
        ter_strings_printf(find->notes,
            find->request->lang == TER_ZH
                ? "%zu个乡镇没有边界：全域范围只含其余乡镇"
                : "%zu townships have no boundary: the whole area is that of the others",
            records.unplaced);
    return true;
}

/* ---- all terms ---- */

static bool find_file(struct ter_derive_find *find, struct ter_error *err)
{
    const struct ter_derive_request *request = find->request;
    size_t before = find->sources->count;
    if (!request->read_file)
        return ter_fail(err, TER_FAILED, "files cannot be read here");
    if (!request->read_file(request->user, find->term, find->term_index, find->sources, find->notes, err))
        return false;
    return find->sources->count > before ||
           ter_fail(err, TER_FAILED, "there is nothing in it%s%s",
               find->term->where ? ter_message(" for which this holds: ") : "",
               find->term->where ? find->term->where : "");
}

static bool find_term(struct ter_derive_find *find, struct ter_error *err)
{
    static bool (*const finders[])(struct ter_derive_find *, struct ter_error *) = {
        [TER_RECIPE_ROAD] = ter_derive_find_ways,
        [TER_RECIPE_WATER] = ter_derive_find_ways,
        [TER_RECIPE_VILLAGE] = ter_derive_find_place,
        [TER_RECIPE_VILLAGES] = ter_derive_find_villages,
        [TER_RECIPE_PLACE] = ter_derive_find_place,
        [TER_RECIPE_LAYER] = find_layer,
        [TER_RECIPE_FILE] = find_file,
        [TER_RECIPE_COUNTY] = find_county,
    };
    if (finders[find->term->what](find, err))
        return true;
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_recipe_term_print(find->term, &text);
    return ter_wrap(err, "%s", text.data);
}

bool ter_derive_find(const struct ter_derive_request *request, struct ter_sources *ret_sources,
    struct ter_strings *notes, struct ter_error *err)
{
    struct ter_derive_find find = {.request = request, .sources = ret_sources, .notes = notes};
    for (find.term_index = 0; find.term_index < request->recipe->count; find.term_index++) {
        find.term = &request->recipe->terms[find.term_index];
        if (!find_term(&find, err))
            return false;
    }
    return true;
}

/* Owns the choice of what ought to be covered: a layer, a file, the roads. Knows nothing of what covers it,
 * nor of how files are read. */
#include "coverage_over.h"

#include "base/messages.h"
#include "base/progress.h"
#include "base/text.h"
#include "coverage/coverage_roads.h"
#include "coverage_file.h"
#include "registry/find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum ter_cover_measure measure_of(enum ter_geometry_type type, bool count)
{
    if (type == TER_POINT || type == TER_MULTIPOINT)
        return TER_COVER_COUNT;
    if (type == TER_LINESTRING || type == TER_MULTILINESTRING)
        return TER_COVER_LENGTH_M;
    return count ? TER_COVER_COUNT : TER_COVER_AREA_M2;
}

/* Where the fields of a layer stand that matter here; SIZE_MAX: it has none. */
struct columns {
    size_t name, weight;
};

static bool choose_columns(const struct ter_over_request *request, const struct ter_layer *layer,
    struct columns *ret_columns, struct ter_error *err)
{
    const struct ter_field *name = ter_layer_field(layer, "name");
    const struct ter_field *weight = request->weight ? ter_layer_field(layer, request->weight) : NULL;
    if (weight && weight->type != TER_FIELD_INTEGER && weight->type != TER_FIELD_REAL)
        return ter_fail(err, TER_USAGE, "--weight %s: is no number in layer %s", weight->name, layer->name);
    ret_columns->name = name ? ter_layer_field_index(layer, name) : SIZE_MAX;
    ret_columns->weight = weight ? ter_layer_field_index(layer, weight) : SIZE_MAX;
    return true;
}

static const char *text_of(const struct ter_record *record, size_t field)
{
    return field != SIZE_MAX && record->values[field].type == TER_VALUE_TEXT ? record->values[field].text
                                                                             : NULL;
}

static void add_record(struct ter_cover_over *over, const struct ter_layer *layer,
    const struct columns *columns, const struct ter_record *record, size_t *unsure)
{
    double error_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], (double)NAN);
    double weight = columns->weight == SIZE_MAX ? 1 : ter_value_number(record->values[columns->weight], 0);
    const char *code = text_of(record, layer->role[TER_ROLE_CODE]);
    *unsure += isnan(error_m) && record->geometry.data;
    ter_cover_over_add(over, code ? code : "", text_of(record, columns->name),
        text_of(record, layer->role[TER_ROLE_TOWNSHIP]), record->geometry, isnan(error_m) ? 0 : error_m,
        fmax(weight, 0));
}

static bool read_records(const struct ter_over_request *request, const struct ter_layer *layer,
    const struct columns *columns, struct ter_cover_over *over, struct ter_strings *notes,
    struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter there = {
        .statuses = (const char *const *)layer->available.items, .status_count = layer->available.count};
    size_t unsure = 0;
    if (!ter_find_open(request->registry, layer, &there, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        if (!ter_interrupt_check(err))
            return false;
        add_record(over, layer, columns, record, &unsure);
    }
    if (unsure && over->measure == TER_COVER_COUNT)
        ter_strings_printf(notes,
            request->lang == TER_ZH ? "%s：%zu 个的误差半径未知，按准确计"
                                    : "%s: %zu of unknown radius of error are taken for exact",
            over->title, unsure);
    return true;
}

static bool read_layer(const struct ter_over_request *request, const struct ter_layer *layer,
    struct ter_cover_over *over, bool *ret_weighed, struct ter_strings *notes, struct ter_error *err)
{
    struct columns columns = {SIZE_MAX, SIZE_MAX};
    if (layer->geometry == TER_GEOMETRY_NONE)
        return ter_fail(err, TER_USAGE, "layer %s has no geometry to be covered", layer->name);
    if (!choose_columns(request, layer, &columns, err))
        return false;
    over->name = ter_strdup(layer->name);
    over->title = ter_strdup(layer->title.text[request->lang]);
    over->measure = measure_of(layer->geometry, request->count);
    if (columns.weight != SIZE_MAX && over->measure == TER_COVER_COUNT) {
        over->weight = ter_strdup(request->weight);
        *ret_weighed = true;
    } else {
        columns.weight = SIZE_MAX;
    }
    return read_records(request, layer, &columns, over, notes, err);
}

static bool has_shape(const struct ter_cover_over *over)
{
    return over->count > over->unplaced;
}

/* Take `over` into the array, or end it. */
static void put_over(struct ter_cover_over *over, bool wanted, struct ter_cover_over **overs, size_t *count)
{
    if (!wanted) {
        ter_cover_over_free(over);
        return;
    }
    *overs = ter_realloc(*overs, (*count + 1) * sizeof **overs);
    (*overs)[(*count)++] = *over;
}

/* A layer's name has neither dot nor slash, so that a file can always be named. */
static bool looks_like_path(const char *text)
{
    return strpbrk(text, "./\\") != NULL || access(text, F_OK) == 0;
}

static bool read_one(const struct ter_over_request *request, const char *text, struct ter_cover_over *over,
    bool *ret_weighed, struct ter_strings *notes, struct ter_error *err)
{
    const struct ter_layer *layer;
    if (strcmp(text, "roads") == 0)
        return ter_cover_over_roads(
            request->registry, request->speeds, request->hoses, request->lang, over, err);
    if (looks_like_path(text)) {
        struct ter_coverage_file file = {
            text, request->weight, request->count, ter_registry_epsg(request->registry), request->lang};
        return ter_coverage_file_read(&file, over, notes, err) &&
               ((*ret_weighed = *ret_weighed || over->weight), true);
    }
    return ter_registry_layer(request->registry, text, &layer, err) &&
           read_layer(request, layer, over, ret_weighed, notes, err);
}

bool ter_over_read(const struct ter_over_request *request, const char *text, struct ter_cover_over **overs,
    size_t *count, bool *ret_weighed, struct ter_strings *notes, struct ter_error *err)
{
    struct ter_cover_over over = {0};
    bool done = read_one(request, text, &over, ret_weighed, notes, err) || ter_wrap(err, "--over");
    if (done && !over.count) {
        bool roads = strcmp(text, "roads") == 0;
        done = ter_fail(err, TER_USAGE, "--over %s: %s", text,
            roads ? ter_message("the gazetteer has none (terrier gazetteer import FILE brings them)")
                  : ter_message("there is nothing in it"));
    }
    put_over(&over, done, overs, count);
    return done;
}

static bool read_usual(const struct ter_over_request *request, const char *name,
    struct ter_cover_over **overs, size_t *count, bool *ret_weighed, struct ter_strings *notes,
    struct ter_error *err)
{
    struct ter_cover_over over = {.by_default = true};
    bool done = read_one(request, name, &over, ret_weighed, notes, err);
    put_over(&over, done && has_shape(&over), overs, count);
    return done;
}

bool ter_over_read_usual(const struct ter_over_request *request, struct ter_cover_over **overs, size_t *count,
    bool *ret_weighed, struct ter_strings *notes, struct ter_error *err)
{
    static const char *const names[] = {"roads", "site", "township"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!read_usual(request, names[i], overs, count, ret_weighed, notes, err))
            return false;
    return true;
}

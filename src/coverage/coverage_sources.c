/* Owns the records that cover: which of them count in the scenario, and how far each reaches. Knows nothing
 * of what is covered. */
#include "base/messages.h"
#include "base/progress.h"
#include "base/text.h"
#include "coverage_run.h"
#include "registry/find.h"
#include "registry/store.h"

#include <math.h>
#include <string.h>

/* Where the fields stand that a coverage reads; SIZE_MAX: the layer has none. */
struct columns {
    size_t name, class_, turnout;
};

enum { MOST_FIELDS = 16 };

struct field_list {
    size_t items[MOST_FIELDS];
    size_t count;
};

static void want(struct field_list *list, size_t field)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == field)
            return;
    if (field != SIZE_MAX && list->count < MOST_FIELDS)
        list->items[list->count++] = field;
}

static size_t field_at(const struct ter_layer *layer, const char *name)
{
    const struct ter_field *field = name ? ter_layer_field(layer, name) : NULL;
    return field ? ter_layer_field_index(layer, field) : SIZE_MAX;
}

static const char *class_field(const struct ter_coverage_request *request)
{
    static const char *const names[] = {"radius_m", "walked_m", "district_km2", "spacing_m"};
    const char *field = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !field; i++)
        field = ter_norms_class_field(request->norms, request->layer->name, names[i]);
    return field;
}

static void choose_fields(
    const struct ter_coverage_request *request, struct columns *columns, struct field_list *fields)
{
    const struct ter_layer *layer = request->layer;
    *columns = (struct columns){
        field_at(layer, "name"), field_at(layer, class_field(request)), field_at(layer, "turnout_min")};
    static const enum ter_role roles[] = {
        TER_ROLE_ID, TER_ROLE_CODE, TER_ROLE_STATUS, TER_ROLE_TOWNSHIP, TER_ROLE_UNCERTAINTY_M};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        want(fields, layer->role[roles[i]]);
    want(fields, columns->name);
    want(fields, columns->class_);
    want(fields, columns->turnout);
    for (size_t i = 0; i < layer->deadline_count; i++)
        want(fields, layer->deadlines[i].from);
}

static struct ter_value value_at(const struct ter_record *record, size_t field)
{
    static const struct ter_value none;
    return field == SIZE_MAX ? none : record->values[field];
}

static char *text_of(const struct ter_record *record, size_t field)
{
    struct ter_value value = value_at(record, field);
    return value.type == TER_VALUE_TEXT ? ter_strdup(value.text) : NULL;
}

static char *title_of(
    const struct ter_coverage_request *request, const struct ter_record *record, size_t field)
{
    struct ter_buf title = {0};
    if (field == SIZE_MAX || record->values[field].type != TER_VALUE_TEXT)
        return NULL;
    ter_field_print(&request->layer->fields[field], record->values[field], request->lang, &title);
    return ter_buf_take(&title);
}

static bool is_shut(const struct ter_coverage_request *request, const char *code)
{
    for (size_t i = 0; i < request->scenario.without.count; i++)
        if (strcmp(request->scenario.without.items[i], code) == 0)
            return true;
    return false;
}

static bool counts(
    const struct ter_coverage_request *request, const struct ter_record *record, const char *status)
{
    enum ter_standing standing = ter_scenario_standing(request->norms, request->layer, status);
    size_t due_at = ter_scenario_due_field(request->layer, status);
    struct ter_value due = value_at(record, due_at);
    return ter_scenario_counts(&request->scenario, standing, due.type == TER_VALUE_TEXT ? due.text : NULL);
}

double ter_cover_source_error_m(const struct ter_cover_run *run, const struct ter_cover_source *source)
{
    return run->request->assume_exact ? 0 : source->uncertainty_m;
}

double ter_cover_source_limit(
    const struct ter_cover_run *run, const struct ter_cover_source *source, double limit)
{
    const struct ter_coverage_request *request = run->request;
    static const char *const names[] = {
        [TER_REACH_RADIUS] = "radius_m", [TER_REACH_ROADS] = "walked_m", [TER_REACH_MINUTES] = "minutes"};
    const struct ter_norm *norm = NULL;
    if (request->limit_is_norm && source->class_ && request->reach != TER_REACH_MINUTES)
        norm = ter_norms_find(request->norms, request->layer->name, names[request->reach], source->class_);
    return ter_norm_value(norm, limit);
}

/* Minutes and metres do not compare: by driving time a position is coarse only where its radius is unknown.
 */
static bool is_coarse(const struct ter_cover_run *run, const struct ter_cover_source *source)
{
    const struct ter_coverage_request *request = run->request;
    double error_m = ter_cover_source_error_m(run, source);
    double limit = ter_cover_source_limit(run, source, request->limits[run->coverage->main_level]);
    return isnan(error_m) || (request->reach != TER_REACH_MINUTES && error_m >= limit);
}

static enum ter_source_use use_of(
    const struct ter_cover_run *run, const struct ter_cover_source *source, bool counted)
{
    bool placed = !isnan(source->at.lon);
    if (!counted)
        return TER_SOURCE_ASIDE;
    if (is_shut(run->request, source->code))
        return TER_SOURCE_WITHOUT;
    if (!placed)
        return TER_SOURCE_UNPLACED;
    return is_coarse(run, source) ? TER_SOURCE_TOO_COARSE : TER_SOURCE_USED;
}

static bool add_source(struct ter_cover_run *run, const struct columns *columns,
    const struct ter_record *record, size_t *capacity, struct ter_error *err)
{
    const struct ter_layer *layer = run->request->layer;
    struct ter_coverage *coverage = run->coverage;
    struct ter_lonlat at = {(double)NAN, (double)NAN};
    const struct ter_value *values = record->values;
    if (record->geometry.data && !ter_wkb_to_point(record->geometry, &at))
        return ter_fail(err, TER_FAILED, "%s: its position is broken",
            values[layer->role[TER_ROLE_CODE]].type == TER_VALUE_TEXT
                ? values[layer->role[TER_ROLE_CODE]].text
                : ter_message("a record"));
    coverage->sources =
        ter_grow(coverage->sources, capacity, coverage->source_count + 1, sizeof *coverage->sources);
    struct ter_cover_source *source = &coverage->sources[coverage->source_count++];
    *source = (struct ter_cover_source){
        .id = values[layer->role[TER_ROLE_ID]].integer,
        .code = text_of(record, layer->role[TER_ROLE_CODE]),
        .name = text_of(record, columns->name),
        .township = text_of(record, layer->role[TER_ROLE_TOWNSHIP]),
        .status = text_of(record, layer->role[TER_ROLE_STATUS]),
        .class_ = text_of(record, columns->class_),
        .class_title = title_of(run->request, record, columns->class_),
        .at = at,
        .uncertainty_m = ter_value_number(values[layer->role[TER_ROLE_UNCERTAINTY_M]], (double)NAN),
        .turnout_min = columns->turnout == SIZE_MAX ? (double)NAN
                                                    : ter_value_number(values[columns->turnout], (double)NAN),
    };
    source->code = source->code ? source->code : ter_strdup("");
    source->status = source->status ? source->status : ter_strdup("");
    source->use = use_of(run, source, counts(run->request, record, source->status));
    coverage->use_counts[source->use]++;
    if (source->use == TER_SOURCE_TOO_COARSE)
        ter_strings_add(&coverage->too_coarse, source->code);
    return true;
}

static bool read_all(struct ter_cover_run *run, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_coverage_request *request = run->request;
    struct columns columns;
    struct field_list fields = {0};
    size_t capacity = 0;
    choose_fields(request, &columns, &fields);
    struct ter_filter filter = {
        .fields = fields.items,
        .field_count = fields.count,
        .as_of = request->scenario.kind == TER_SCENARIO_PAST ? request->scenario.day : NULL,
    };
    if (!ter_find_open(run->registry, request->layer, &filter, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        if (!ter_interrupt_check(err) || !add_source(run, &columns, record, &capacity, err))
            return false;
    }
}

static const struct ter_cover_source *source_of(const struct ter_coverage *coverage, const char *code)
{
    for (size_t i = 0; i < coverage->source_count; i++)
        if (strcmp(coverage->sources[i].code, code) == 0)
            return &coverage->sources[i];
    return NULL;
}

/* Every code of --without must be one of the layer's; one that does not count anyway is worth a note. */
static bool check_without(struct ter_cover_run *run, struct ter_error *err)
{
    const struct ter_strings *without = &run->request->scenario.without;
    for (size_t i = 0; i < without->count; i++) {
        const char *code = without->items[i];
        const struct ter_cover_source *source = source_of(run->coverage, code);
        int64_t id;
        if (!source && !ter_store_id(run->registry, run->request->layer, code, &id, err))
            return ter_wrap(err, "--without");
        ter_strings_add(&run->coverage->without, code);
        if (source && source->use == TER_SOURCE_WITHOUT)
            continue;
        ter_strings_printf(&run->coverage->notes,
            ter_cover_zh(run) ? "%s 在此情景下本来就不可用" : "%s is not available in this scenario anyway",
            code);
    }
    return true;
}

bool ter_cover_sources_read(struct ter_cover_run *run, struct ter_error *err)
{
    return read_all(run, err) && check_without(run, err);
}

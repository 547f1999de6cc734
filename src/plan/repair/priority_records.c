/* Owns which records are to be mended and which stand, and all parts of the score that a record's own fields
 * decide. Knows nothing of coverage. */
#include "base/day.h"
#include "base/map.h"
#include "base/progress.h"
#include "base/text.h"
#include "coverage/scenario.h"
#include "priority_parts.h"
#include "registry/documents.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where the fields stand that the ranking reads; SIZE_MAX: the layer has none. */
struct columns {
    size_t defect, class_, road;
};

/* How many records of a township stand, and are broken. */
struct tally {
    int64_t *broken, *all; /* by township number */
    struct ter_map numbers;
    size_t count, broken_capacity, all_capacity;
    struct ter_map source_days; /* the day of each source's import */
    size_t unreadable;          /* positions that are broken */
};

static void tally_free(struct tally *tally)
{
    free(tally->broken);
    free(tally->all);
    ter_map_free(&tally->numbers);
    ter_map_free(&tally->source_days);
}

/* ---- fields ---- */

enum { MOST_FIELDS = TER_MAX_FIELDS };

static size_t field_at(const struct ter_layer *layer, const char *name)
{
    const struct ter_field *field = name ? ter_layer_field(layer, name) : NULL;
    return field ? ter_layer_field_index(layer, field) : SIZE_MAX;
}

/* The field whose values have a severity says what is broken. */
static size_t defect_field(const struct ter_layer *layer)
{
    for (size_t i = 0; i < layer->field_count; i++) {
        const struct ter_domain *domain = layer->fields[i].domain;
        for (size_t k = 0; domain && k < domain->count; k++)
            if (domain->choices[k].severity >= 0)
                return i;
    }
    return SIZE_MAX;
}

static void want(size_t fields[MOST_FIELDS], size_t *count, size_t field)
{
    for (size_t i = 0; i < *count; i++)
        if (fields[i] == field)
            return;
    if (field != SIZE_MAX && *count < MOST_FIELDS)
        fields[(*count)++] = field;
}

static size_t choose_fields(
    const struct ter_priority_request *request, struct columns *columns, size_t fields[MOST_FIELDS])
{
    static const enum ter_role roles[] = {TER_ROLE_ID, TER_ROLE_CODE, TER_ROLE_STATUS, TER_ROLE_STATUS_SINCE,
        TER_ROLE_TOWNSHIP, TER_ROLE_LOCATION_TEXT, TER_ROLE_UNCERTAINTY_M, TER_ROLE_SOURCE_ID};
    const struct ter_layer *layer = request->layer;
    size_t count = 0;
    *columns = (struct columns){defect_field(layer),
        field_at(layer, ter_norms_class_field(request->norms, layer->name, "radius_m")),
        field_at(layer, "road")};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        want(fields, &count, layer->role[roles[i]]);
    want(fields, &count, columns->defect);
    want(fields, &count, columns->class_);
    want(fields, &count, columns->road);
    for (size_t i = 0; i < layer->deadline_count; i++)
        want(fields, &count, layer->deadlines[i].from);
    return count;
}

static const char *text_at(const struct ter_record *record, size_t field)
{
    bool given = field != SIZE_MAX && record->values[field].type == TER_VALUE_TEXT;
    return given && *record->values[field].text ? record->values[field].text : NULL;
}

static char *copy_at(const struct ter_record *record, size_t field)
{
    const char *text = text_at(record, field);
    return text ? ter_strdup(text) : NULL;
}

/* ---- parts ---- */

void ter_priority_judge(const struct ter_priority_run *run, struct ter_plan_item *item,
    enum ter_plan_part part, enum ter_plan_state state, double measure)
{
    const struct ter_plan_weight *weight = &run->request->weights->parts[part];
    bool counts = state == TER_PLAN_KNOWN || state == TER_PLAN_AT_LEAST;
    struct ter_plan_score score = {.state = state, .measure = counts ? measure : (double)NAN};
    if (counts)
        score.value = ter_plan_weight_value(weight, measure);
    score.points = score.value * weight->weight;
    item->parts[part] = score;
}

static void judge_severity(const struct ter_priority_run *run, const struct columns *columns,
    const struct ter_record *record, struct ter_plan_item *item)
{
    const struct ter_layer *layer = run->request->layer;
    const struct ter_choice *choice =
        item->defect ? ter_domain_choice(layer->fields[columns->defect].domain, item->defect) : NULL;
    bool known = choice && choice->severity >= 0;
    ter_priority_judge(run, item, TER_PLAN_SEVERITY, known ? TER_PLAN_KNOWN : TER_PLAN_UNKNOWN,
        known ? choice->severity : 0);
    if (!item->defect)
        return;
    struct ter_buf title = {0};
    ter_field_print(
        &layer->fields[columns->defect], record->values[columns->defect], run->request->lang, &title);
    item->defect_title = ter_buf_take(&title);
    item->needs = choice && choice->needs ? ter_strdup(choice->needs) : NULL;
}

/* What a record does not say of its beginning, its source does in part: it was broken when it was listed. */
static void judge_age(const struct ter_priority_run *run, struct tally *tally,
    const struct ter_record *record, struct ter_plan_item *item)
{
    const struct ter_layer *layer = run->request->layer;
    struct ter_value source = record->values[layer->role[TER_ROLE_SOURCE_ID]];
    enum ter_plan_state state = TER_PLAN_UNKNOWN;
    int64_t *listed =
        source.type == TER_VALUE_INT ? ter_map_get(&tally->source_days, (uint64_t)source.integer) : NULL;
    int since = 0;
    item->since = copy_at(record, layer->role[TER_ROLE_STATUS_SINCE]);
    if (item->since && ter_day_read(item->since, &since)) {
        state = TER_PLAN_KNOWN;
    } else if (listed) {
        since = (int)*listed;
        state = TER_PLAN_AT_LEAST;
    }
    /* What began after the day that the plan is made for says nothing of that day. */
    if (state != TER_PLAN_UNKNOWN && since > run->request->on)
        state = TER_PLAN_UNKNOWN;
    ter_priority_judge(run, item, TER_PLAN_AGE, state, run->request->on - since);
}

static void judge_target(
    const struct ter_priority_run *run, const struct ter_record *record, struct ter_plan_item *item)
{
    size_t field = ter_scenario_due_field(run->request->layer, item->status);
    int due = 0;
    item->target = copy_at(record, field);
    bool known = item->target && ter_day_read(item->target, &due);
    ter_priority_judge(
        run, item, TER_PLAN_TARGET, known ? TER_PLAN_KNOWN : TER_PLAN_NONE, due - run->request->on);
}

/* "和平路 铁路北200米": the road and the text that starts from it. */
static char *location_of(
    const struct ter_layer *layer, const struct columns *columns, const struct ter_record *record)
{
    const char *road = text_at(record, columns->road);
    const char *text = text_at(record, layer->role[TER_ROLE_LOCATION_TEXT]);
    if (road && text && strncmp(road, text, strlen(road)) != 0)
        return ter_format("%s %s", road, text);
    return text ? ter_strdup(text) : road ? ter_strdup(road) : NULL;
}

/* ---- records ---- */

static size_t township_number(struct tally *tally, const char *township)
{
    bool is_new;
    int64_t *number = ter_map_put(
        &tally->numbers, ter_hash(0, township ? township : "", township ? strlen(township) : 0), &is_new);
    if (is_new) {
        *number = (int64_t)tally->count++;
        tally->broken = ter_grow(tally->broken, &tally->broken_capacity, tally->count, sizeof *tally->broken);
        tally->all = ter_grow(tally->all, &tally->all_capacity, tally->count, sizeof *tally->all);
        tally->broken[*number] = tally->all[*number] = 0;
    }
    return (size_t)*number;
}

static bool listed(const char *const *list, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (word && strcmp(list[i], word) == 0)
            return true;
    return false;
}

static struct ter_lonlat position_of(const struct ter_record *record, struct tally *tally)
{
    struct ter_lonlat at = {(double)NAN, (double)NAN};
    if (record->geometry.data && !ter_wkb_to_point(record->geometry, &at))
        tally->unreadable++;
    return at;
}

static void add_item(struct ter_priority_run *run, const struct columns *columns, struct tally *tally,
    const struct ter_record *record)
{
    const struct ter_layer *layer = run->request->layer;
    struct ter_priority_list *list = run->list;
    list->items = ter_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    struct ter_plan_item *item = &list->items[list->count++];
    *item = (struct ter_plan_item){
        .id = record->values[layer->role[TER_ROLE_ID]].integer,
        .code = copy_at(record, layer->role[TER_ROLE_CODE]),
        .township = copy_at(record, layer->role[TER_ROLE_TOWNSHIP]),
        .status = copy_at(record, layer->role[TER_ROLE_STATUS]),
        .defect = copy_at(record, columns->defect),
        .location = location_of(layer, columns, record),
        .at = position_of(record, tally),
        .uncertainty_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], (double)NAN),
        .cost_yuan = (double)NAN,
    };
    item->code = item->code ? item->code : ter_strdup("");
    item->status = item->status ? item->status : ter_strdup("");
    const char *class_ = text_at(record, columns->class_);
    ter_strings_add(&run->classes, class_ ? class_ : "");
    judge_severity(run, columns, record, item);
    judge_age(run, tally, record, item);
    judge_target(run, record, item);
}

/* What is in service. */
static void add_standing(struct ter_priority_run *run, const struct columns *columns, struct tally *tally,
    const struct ter_record *record)
{
    const struct ter_layer *layer = run->request->layer;
    struct ter_lonlat at = position_of(record, tally);
    double error_m = ter_value_number(record->values[layer->role[TER_ROLE_UNCERTAINTY_M]], (double)NAN);
    double radius_m = ter_priority_radius_m(run, text_at(record, columns->class_));
    if (isnan(at.lon) || isnan(radius_m))
        return;
    if (isnan(error_m) || error_m >= radius_m * run->request->weights->coarse_from) {
        run->standing_coarse++;
        return;
    }
    size_t count = run->standing_count++;
    run->standing_at =
        ter_grow(run->standing_at, &run->standing_capacity, count + 1, sizeof *run->standing_at);
    run->standing_error_m = ter_grow(
        run->standing_error_m, &run->standing_capacity_errors, count + 1, sizeof *run->standing_error_m);
    run->standing_radius_m = ter_grow(
        run->standing_radius_m, &run->standing_capacity_radii, count + 1, sizeof *run->standing_radius_m);
    run->standing_at[count] = at;
    run->standing_error_m[count] = error_m;
    run->standing_radius_m[count] = radius_m;
}

static void add_record(struct ter_priority_run *run, const struct columns *columns, struct tally *tally,
    const struct ter_record *record)
{
    const struct ter_priority_request *request = run->request;
    const struct ter_layer *layer = request->layer;
    const char *status = text_at(record, layer->role[TER_ROLE_STATUS]);
    const char *township = text_at(record, layer->role[TER_ROLE_TOWNSHIP]);
    enum ter_standing standing = ter_scenario_standing(request->norms, layer, status ? status : "");
    bool available = standing == TER_STANDING_AVAILABLE;
    bool broken = request->status_count ? listed(request->statuses, request->status_count, status)
                                        : standing == TER_STANDING_BROKEN;
    size_t number = township_number(tally, township);
    tally->broken[number] += broken;
    tally->all[number] += broken || available || standing == TER_STANDING_BROKEN;
    if (available)
        add_standing(run, columns, tally, record);
    if (broken && (!request->township_count || listed(request->townships, request->township_count, township)))
        add_item(run, columns, tally, record);
}

static void judge_share(struct ter_priority_run *run, struct tally *tally)
{
    for (size_t i = 0; i < run->list->count; i++) {
        struct ter_plan_item *item = &run->list->items[i];
        size_t number = township_number(tally, item->township);
        double share = (double)tally->broken[number] / (double)tally->all[number];
        ter_priority_judge(
            run, item, TER_PLAN_SHARE, item->township ? TER_PLAN_KNOWN : TER_PLAN_UNKNOWN, share);
    }
}

bool ter_priority_read(struct ter_priority_run *run, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    __attribute__((cleanup(tally_free))) struct tally tally = {0};
    size_t fields[MOST_FIELDS];
    struct columns columns;
    struct ter_filter filter = {.fields = fields};
    filter.field_count = choose_fields(run->request, &columns, fields);
    if (!ter_registry_source_days(run->registry, &tally.source_days, err) ||
        !ter_find_open(run->registry, run->request->layer, &filter, &cursor, err))
        return false;
    for (const struct ter_record *record;;) {
        if (!ter_find_next(cursor, &record, err) || !ter_interrupt_check(err))
            return false;
        if (!record)
            break;
        add_record(run, &columns, &tally, record);
    }
    judge_share(run, &tally);
    if (tally.unreadable)
        ter_strings_printf(&run->list->notes,
            run->request->lang == TER_ZH ? "%zu 条记录的位置无法读取，按无位置处理"
                                         : "%zu records have a broken position and count as without one",
            tally.unreadable);
    return true;
}

/* Owns the reading of patches and what is counted of them. Knows nothing of thresholds, zones or pages. */
#include "patches.h"

#include "land/area/ellipsoid.h"
#include "registry/guards.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const day_fields[TER_PATCH_DAYS] = {
    [TER_PATCH_FOUND] = "found_on", [TER_PATCH_CORRECTED] = "corrected_on", [TER_PATCH_CLOSED] = "closed_on"};

static const char *text_of(const struct ter_layer *layer, const struct ter_value *values, const char *name)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    struct ter_value value = field ? values[ter_layer_field_index(layer, field)] : (struct ter_value){0};
    return value.type == TER_VALUE_TEXT ? value.text : NULL;
}

static double number_of(const struct ter_layer *layer, const struct ter_value *values, const char *name)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    return field ? ter_value_number(values[ter_layer_field_index(layer, field)], (double)NAN) : (double)NAN;
}

static bool is(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

/* What was computed goes before what a paper states. */
static void read_farmland(const struct ter_layer *layer, struct ter_patch *patch)
{
    double computed_m2 = number_of(layer, patch->values, "farmland_m2"),
           stated_mu = number_of(layer, patch->values, "stated_farmland_mu");
    patch->farmland = !isnan(computed_m2) ? TER_FARMLAND_COMPUTED
                      : !isnan(stated_mu) ? TER_FARMLAND_STATED
                                          : TER_FARMLAND_UNKNOWN;
    patch->farmland_mu = patch->farmland == TER_FARMLAND_COMPUTED ? ter_mu_from_m2(computed_m2) : stated_mu;
}

/* A patch whose status says that it is put right or closed is so from the day of that status, where nobody
 * has entered another. */
static void read_days(const struct ter_layer *layer, struct ter_patch *patch)
{
    const char *since = text_of(layer, patch->values, "status_since");
    for (enum ter_patch_day i = 0; i < TER_PATCH_DAYS; i++) {
        const char *text = text_of(layer, patch->values, day_fields[i]);
        bool by_status = (i == TER_PATCH_CLOSED && is(patch->status, "closed")) ||
                         (i == TER_PATCH_CORRECTED && is(patch->status, "corrected"));
        if (!text && by_status)
            text = since;
        if (i == TER_PATCH_CORRECTED && !is(patch->status, "corrected") && !is(patch->status, "closed"))
            text = NULL; /* it went back to work: the day on which it was put right is still to come */
        patch->has[i] = text && ter_day_read(text, &patch->day[i]);
    }
}

static void read_patch(
    const struct ter_layer *layer, const struct ter_record *record, bool shapes, struct ter_patch *patch)
{
    patch->values = ter_alloc(layer->field_count * sizeof *patch->values);
    for (size_t i = 0; i < layer->field_count; i++)
        patch->values[i] = ter_value_copy(record->values[i]);
    patch->code = text_of(layer, patch->values, "code");
    patch->patch_no = text_of(layer, patch->values, "patch_no");
    patch->township = text_of(layer, patch->values, "township");
    patch->village = text_of(layer, patch->values, "village");
    patch->status = text_of(layer, patch->values, "status");
    patch->parent = text_of(layer, patch->values, "parent_code");
    patch->satellite = is(text_of(layer, patch->values, "origin"), "satellite");
    patch->unlawful = is(text_of(layer, patch->values, "judgement"), "unlawful");
    patch->is_split = is(patch->status, "split");
    patch->open = patch->status && !ter_layer_status_is_final(layer, patch->status);
    read_farmland(layer, patch);
    read_days(layer, patch);
    if (shapes && record->geometry.data)
        ter_buf_add(&patch->wkb, record->geometry.data, record->geometry.size);
}

/* Whether a guard that wants an event would refuse the patch its next steps: it is asked as if there already.
 * What was found lawful, or is another bureau's, has none. */
static bool ask_for_visit(struct ter_registry *registry, const struct ter_layer *layer,
    struct ter_patch *patch, struct ter_error *err)
{
    const char *judgement = text_of(layer, patch->values, "judgement");
    bool settled = is(judgement, "lawful") || is(judgement, "transferred");
    for (size_t i = 0; patch->open && !settled && !patch->needs_visit && i < layer->guard_count; i++) {
        const struct ter_guard *guard = &layer->guards[i];
        TER_AUTO_FREE char *refusal = NULL;
        if (!guard->event || !ter_conditions_hold(guard->where, layer, patch->values))
            continue;
        if (!ter_guard_judge(registry, layer, guard, patch->values, TER_EN, &refusal, err))
            return false;
        patch->needs_visit = refusal != NULL;
    }
    return true;
}

bool ter_patches_read(struct ter_registry *registry, const struct ter_layer *layer, int today,
    const char *const *townships, size_t township_count, bool shapes, struct ter_patches *ret_patches,
    struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.townships = townships, .township_count = township_count};
    const struct ter_record *record;
    ret_patches->layer = layer;
    ret_patches->today = today;
    if (!ter_calendar_read(registry, &ret_patches->calendar, err) ||
        !ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            break;
        ret_patches->items = ter_grow(
            ret_patches->items, &ret_patches->capacity, ret_patches->count + 1, sizeof *ret_patches->items);
        struct ter_patch *patch = &ret_patches->items[ret_patches->count++];
        *patch = (struct ter_patch){0};
        read_patch(layer, record, shapes, patch);
        ter_deadlines_of(layer, patch->values, &ret_patches->calendar, today, &patch->dues);
    }
    for (size_t i = 0; i < ret_patches->count; i++)
        if (!ask_for_visit(registry, layer, &ret_patches->items[i], err))
            return false;
    return true;
}

void ter_patches_free(struct ter_patches *patches)
{
    for (size_t i = 0; i < patches->count; i++) {
        struct ter_patch *patch = &patches->items[i];
        for (size_t j = 0; patch->values && j < patches->layer->field_count; j++)
            ter_value_free(&patch->values[j]);
        free(patch->values);
        ter_dues_free(&patch->dues);
        ter_buf_free(&patch->wkb);
    }
    free(patches->items);
    ter_calendar_free(&patches->calendar);
    *patches = (struct ter_patches){0};
}

size_t ter_patch_late(const struct ter_patch *patch)
{
    size_t late = 0;
    for (size_t i = 0; i < patch->dues.count; i++)
        late += patch->dues.items[i].known && patch->dues.items[i].days_left < 0;
    return late;
}

bool ter_patch_undated(const struct ter_patch *patch)
{
    for (size_t i = 0; i < patch->dues.count; i++)
        if (!patch->dues.items[i].known)
            return true;
    return false;
}

const struct ter_due *ter_patch_next(const struct ter_patch *patch)
{
    return ter_dues_first(&patch->dues);
}

/* By month -------------------------------------------------------------------------------------------- */

static int month_of(int day)
{
    char text[TER_DAY_SIZE];
    ter_day_write(day, text);
    return (text[5] - '0') * 10 + text[6] - '0';
}

static int compare_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) : (b != NULL) - (a != NULL);
}

static int by_month_and_township(const void *a, const void *b)
{
    const struct ter_patch_month *x = a, *y = b;
    return x->month != y->month ? x->month - y->month : compare_text(x->township, y->township);
}

struct months {
    struct ter_patch_month *items;
    size_t count, capacity;
    int year, last;
};

/* The row of a township's month; NULL where the day lies outside the months asked for. */
static struct ter_patch_month *row_of(struct months *months, const char *township, int day)
{
    int year = ter_day_year(day), month = month_of(day);
    if (year != months->year || month > months->last)
        return NULL;
    for (size_t i = 0; i < months->count; i++)
        if (months->items[i].month == month && compare_text(months->items[i].township, township) == 0)
            return &months->items[i];
    months->items = ter_grow(months->items, &months->capacity, months->count + 1, sizeof *months->items);
    months->items[months->count] =
        (struct ter_patch_month){.township = township, .year = year, .month = month};
    return &months->items[months->count++];
}

static bool was_cleared(const struct ter_patch *patch)
{
    int found = patch->day[TER_PATCH_FOUND], done = patch->day[TER_PATCH_CORRECTED];
    return patch->has[TER_PATCH_CORRECTED] && ter_day_year(done) == ter_day_year(found) &&
           month_of(done) == month_of(found);
}

static void count_patch(struct months *months, const struct ter_patch *patch)
{
    struct ter_patch_month *row;
    if (patch->has[TER_PATCH_FOUND] && (row = row_of(months, patch->township, patch->day[TER_PATCH_FOUND]))) {
        row->found++;
        row->unlawful += patch->unlawful;
        row->cleared += patch->unlawful && was_cleared(patch);
        row->open += patch->open;
        row->late += patch->open && ter_patch_late(patch) > 0;
    }
    if (patch->has[TER_PATCH_CLOSED] && (row = row_of(months, patch->township, patch->day[TER_PATCH_CLOSED])))
        row->closed++;
}

struct ter_patch_month *ter_patches_months(
    const struct ter_patches *patches, int year, int month, size_t *ret_count)
{
    struct months months = {.year = year, .last = month};
    months.items = ter_grow(NULL, &months.capacity, 1, sizeof *months.items);
    for (size_t i = 0; i < patches->count; i++)
        if (!patches->items[i].is_split) /* its parts have its date, and count each for themselves */
            count_patch(&months, &patches->items[i]);
    qsort(months.items, months.count, sizeof *months.items, by_month_and_township);
    *ret_count = months.count;
    return months.items;
}

/* What presses ---------------------------------------------------------------------------------------- */

struct pressing {
    size_t index;
    bool known;
    int days_left;
};

static int by_urgency(const void *a, const void *b)
{
    const struct pressing *x = a, *y = b;
    if (x->known != y->known)
        return x->known ? -1 : 1;
    if (x->known && x->days_left != y->days_left)
        return x->days_left < y->days_left ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

size_t *ter_patches_pressing(const struct ter_patches *patches, int days, size_t *ret_count)
{
    TER_AUTO_FREE struct pressing *list = ter_alloc((patches->count + 1) * sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < patches->count; i++) {
        const struct ter_patch *patch = &patches->items[i];
        const struct ter_due *next = ter_patch_next(patch);
        if (patch->open &&
            ((next && next->days_left <= days) || patch->needs_visit || ter_patch_undated(patch)))
            list[count++] = (struct pressing){i, next != NULL, next ? next->days_left : 0};
    }
    qsort(list, count, sizeof *list, by_urgency);
    size_t *indexes = ter_alloc((count + 1) * sizeof *indexes);
    for (size_t i = 0; i < count; i++)
        indexes[i] = list[i].index;
    *ret_count = count;
    return indexes;
}

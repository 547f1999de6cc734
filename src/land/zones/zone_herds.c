/* Owns the animals in the reserve at the end of each year against the path by which they are to shrink. A
 * year in which not every herd was counted is unknown, never met. */
#include "herd_path.h"

#include "base/day.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One herd at a year's end. */
struct herd {
    char *code;
    double units;    /* NaN: not counted in the year */
    double capacity; /* NaN: not known */
};

struct reading {
    const struct ter_layer *layer, *events;
    char year_end[11], year_first[11];
    struct herd *herds;
    size_t count, capacity;
};

static void forget(struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++)
        free(reading->herds[i].code);
    reading->count = 0;
}

/* A herd given up before the year's end has no animals, and that is known. */
static double units_of(const struct reading *reading, const struct ter_record *record)
{
    const char *status = ter_zone_text(reading->layer, record->values, "status");
    const char *counted = ter_zone_text(reading->layer, record->values, "counted_on");
    if (status && strcmp(status, "dissolved") == 0)
        return 0;
    bool this_year =
        counted && strcmp(counted, reading->year_first) >= 0 && strcmp(counted, reading->year_end) <= 0;
    return this_year ? ter_zone_number(reading->layer, record->values, "sheep_units") : (double)NAN;
}

/* One that was dissolved later was there still: what its record says now is of another year. */
static bool take_herd(
    void *user, const struct ter_record *record, enum ter_force_basis basis, struct ter_error *err)
{
    struct reading *reading = user;
    const char *in_reserve = ter_zone_text(reading->layer, record->values, "in_reserve");
    const char *status = ter_zone_text(reading->layer, record->values, "status");
    const char *since = ter_zone_text(reading->layer, record->values, "status_since");
    bool gone = status && strcmp(status, "dissolved") == 0;
    bool gone_later = gone && basis == TER_BASIS_DATES && since && strcmp(since, reading->year_end) > 0;
    (void)err;
    if (!in_reserve || strcmp(in_reserve, "yes") != 0)
        return true;
    reading->herds = ter_grow(reading->herds, &reading->capacity, reading->count + 1, sizeof *reading->herds);
    reading->herds[reading->count++] =
        (struct herd){ter_strdup(ter_zone_text(reading->layer, record->values, "code")),
            gone_later ? (double)NAN : units_of(reading, record),
            gone && !gone_later ? 0 : ter_zone_number(reading->layer, record->values, "capacity_units")};
    return true;
}

static struct herd *herd_of(struct reading *reading, const char *code)
{
    for (size_t i = 0; code && i < reading->count; i++)
        if (strcmp(reading->herds[i].code, code) == 0)
            return &reading->herds[i];
    return NULL;
}

static void take_count(struct reading *reading, const struct ter_record *record)
{
    const char *about = ter_zone_text(reading->events, record->values, "about_layer");
    const char *on = ter_zone_text(reading->events, record->values, "happened_on");
    const char *status = ter_zone_text(reading->events, record->values, "status");
    double units = ter_zone_number(reading->events, record->values, "sheep_units");
    struct herd *herd = herd_of(reading, ter_zone_text(reading->events, record->values, "about_code"));
    if (!herd || !about || strcmp(about, reading->layer->name) != 0 || !isfinite(units) ||
        strcmp(on, reading->year_end) > 0 || (status && strcmp(status, "withdrawn") == 0))
        return;
    if (isnan(herd->units)) /* the newest comes first */
        herd->units = units;
}

/* Counts noted as events fill what the ledger does not say of the year. */
static bool read_counts(struct ter_registry *registry, struct reading *reading, struct ter_error *err)
{
    const struct ter_field *kind, *day;
    if (!reading->events)
        return true;
    if (!ter_layer_need_field(reading->events, "kind", &kind, err) ||
        !ter_layer_need_field(reading->events, "happened_on", &day, err))
        return false;
    const struct ter_condition conditions[] = {
        {ter_layer_field_index(reading->events, kind), TER_EQUAL, ter_value_text("count")},
        {ter_layer_field_index(reading->events, day), TER_AT_LEAST, ter_value_text(reading->year_first)}};
    struct ter_filter filter = {.conditions = conditions,
        .condition_count = sizeof conditions / sizeof *conditions,
        .newest_by = day};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, reading->events, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        take_count(reading, record);
    }
}

static void add_up(const struct reading *reading, struct ter_zone_herds *year)
{
    size_t known = 0;
    double capacity = 0;
    year->herds = reading->count;
    for (size_t i = 0; i < reading->count; i++) {
        const struct herd *herd = &reading->herds[i];
        year->counted += isfinite(herd->units);
        year->sheep_units += isfinite(herd->units) ? herd->units : 0;
        known += isfinite(herd->capacity);
        capacity += isfinite(herd->capacity) ? herd->capacity : 0;
    }
    year->capacity = known && known == reading->count ? capacity : (double)NAN;
}

static bool is_known(const struct ter_zone_herds *year)
{
    return year->herds && year->counted == year->herds;
}

static void judge(struct ter_zone_herds *year, const struct ter_zone_herds *before, const char *today)
{
    static const double rounding = 1e-9;
    TER_AUTO_FREE char *end = ter_format("%04d-12-31", year->year);
    bool asked = year->within_capacity || isfinite(year->share_max) || isfinite(year->units_max);
    if (before && is_known(before) && is_known(year) && before->sheep_units > 0)
        year->share = year->sheep_units / before->sheep_units;
    bool known = is_known(year) && (!isfinite(year->share_max) || isfinite(year->share)) &&
                 (!year->within_capacity || isfinite(year->capacity));
    bool met = known && (!isfinite(year->share_max) || year->share <= year->share_max + rounding) &&
               (!isfinite(year->units_max) || year->sheep_units <= year->units_max + rounding) &&
               (!year->within_capacity || year->sheep_units <= year->capacity + rounding);
    year->state = !asked                   ? TER_HERDS_BASE
                  : strcmp(today, end) < 0 ? TER_HERDS_TO_COME
                  : !known                 ? TER_HERDS_UNKNOWN
                  : met                    ? TER_HERDS_MET
                                           : TER_HERDS_MISSED;
}

static bool read_year(struct ter_registry *registry, struct reading *reading, const char *today,
    struct ter_zone_herds *year, struct ter_error *err)
{
    ter_day_write(ter_day_of(year->year, 1, 1), reading->year_first);
    ter_day_write(ter_day_of(year->year + 1, 1, 1) - 1, reading->year_end);
    if (strcmp(reading->year_end, today) > 0) /* the year runs: as far as it is known */
        memcpy(reading->year_end, today, sizeof reading->year_end);
    if (strcmp(reading->year_first, today) > 0)
        return true;
    forget(reading);
    if (!ter_zone_walk(registry, reading->layer, reading->year_end, take_herd, reading, err) ||
        !read_counts(registry, reading, err))
        return false;
    add_up(reading, year);
    return true;
}

/* A row for each year of the path, and before them the year that the first is measured by. */
static void begin_years(const struct ter_herd_path *path, struct ter_zone_report *report)
{
    report->herds = ter_alloc((path->count + 1) * sizeof *report->herds);
    report->herd_count = path->count + 1;
    report->herds[0] = (struct ter_zone_herds){
        .year = path->aims[0].year - 1, .share_max = NAN, .share = NAN, .units_max = NAN, .capacity = NAN};
    for (size_t i = 0; i < path->count; i++) {
        struct ter_herd_aim *aim = &path->aims[i];
        report->herds[i + 1] = (struct ter_zone_herds){.year = aim->year,
            .share_max = aim->share_max,
            .units_max = aim->units_max,
            .within_capacity = aim->within_capacity,
            .target = aim->target ? ter_strdup(aim->target) : NULL,
            .source = aim->source ? ter_strdup(aim->source) : NULL,
            .share = NAN,
            .capacity = NAN};
    }
}

/* A share is one of the year before, not of the row before: a path may leave a year out. */
static const struct ter_zone_herds *year_before(const struct ter_zone_report *report, size_t at)
{
    bool there = at > 0 && report->herds[at - 1].year == report->herds[at].year - 1;
    return there ? &report->herds[at - 1] : NULL;
}

bool ter_zone_read_herds(struct ter_registry *registry, const struct ter_rates *rates,
    struct ter_zone_report *report, struct ter_error *err)
{
    __attribute__((cleanup(ter_herd_path_free))) struct ter_herd_path path = {0};
    struct reading reading = {
        .layer = ter_zone_layer(registry, "herd"), .events = ter_zone_layer(registry, "event")};
    if (!reading.layer)
        return true;
    if (!ter_herd_path_read(registry, rates, &report->notes, &path, err))
        return false;
    if (!path.count)
        return true;
    begin_years(&path, report);
    bool good = true;
    for (size_t i = 0; good && i < report->herd_count; i++) {
        good = read_year(registry, &reading, report->date, &report->herds[i], err);
        judge(&report->herds[i], year_before(report, i), report->date);
    }
    forget(&reading);
    free(reading.herds);
    return good;
}

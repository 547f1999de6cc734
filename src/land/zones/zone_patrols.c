/* Owns how often duty areas were patrolled and townships inspected, against their quotas. Only whole weeks,
 * months and quarters count: the one that runs may yet be met. */
#include "zone_report_parts.h"

#include "analysis/area.h"
#include "base/day.h"
#include "base/messages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char every_township[] = "every_township";

/* One event that counts as a patrol; or a track that belongs to none. */
struct patrol {
    int day;
    bool inspection;
    char *code; /* of the event; NULL: a track alone */
    char *about_layer, *about_code, *township;
    bool placed;
    struct ter_lonlat at;
    const struct ter_zone_track **tracks; /* the ways that it went */
    size_t track_count, track_capacity;
};

struct reading {
    const struct ter_layer *events;
    struct ter_zone_report *report;
    const struct ter_rates *rates;
    struct patrol *patrols;
    size_t count, capacity;
    const struct ter_layer *areas, *townships;
    int first, last;
};

static void reading_free(struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        free(reading->patrols[i].code);
        free(reading->patrols[i].tracks);
        free(reading->patrols[i].about_layer);
        free(reading->patrols[i].about_code);
        free(reading->patrols[i].township);
    }
    free(reading->patrols);
}

static char *copy(const char *text)
{
    return text ? ter_strdup(text) : NULL;
}

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Inspections of hydrants and stations are none of the bans'. */
static bool is_of_bans(const char *about)
{
    static const char *const ours[] = {
        "grazing_ban", "duty_area", "herd", "checkpoint", "event", "patrol_track"};
    for (size_t i = 0; about && i < sizeof ours / sizeof *ours; i++)
        if (strcmp(ours[i], about) == 0)
            return true;
    return !about;
}

static struct patrol *add_patrol(struct reading *reading)
{
    reading->patrols =
        ter_grow(reading->patrols, &reading->capacity, reading->count + 1, sizeof *reading->patrols);
    struct patrol *patrol = &reading->patrols[reading->count++];
    *patrol = (struct patrol){0};
    return patrol;
}

static void take_event(struct reading *reading, const struct ter_record *record, bool inspection)
{
    const struct ter_layer *layer = reading->events;
    const char *status = ter_zone_text(layer, record->values, "status");
    const char *about = ter_zone_text(layer, record->values, "about_layer");
    struct patrol patrol = {.inspection = inspection};
    if (same(status, "withdrawn") || !is_of_bans(about) ||
        !ter_day_read(ter_zone_text(layer, record->values, "happened_on"), &patrol.day) ||
        patrol.day > reading->last)
        return;
    patrol.code = copy(ter_zone_text(layer, record->values, "code"));
    patrol.about_layer = copy(about);
    patrol.about_code = copy(ter_zone_text(layer, record->values, "about_code"));
    patrol.township = copy(ter_zone_text(layer, record->values, "township"));
    patrol.placed = ter_wkb_to_point(record->geometry, &patrol.at);
    *add_patrol(reading) = patrol;
}

static bool read_events(
    struct ter_registry *registry, struct reading *reading, const char *kind, struct ter_error *err)
{
    const struct ter_field *kind_field, *day_field;
    if (!ter_layer_need_field(reading->events, "kind", &kind_field, err) ||
        !ter_layer_need_field(reading->events, "happened_on", &day_field, err))
        return false;
    const struct ter_condition conditions[] = {
        {ter_layer_field_index(reading->events, kind_field), TER_EQUAL, ter_value_text(kind)},
        {ter_layer_field_index(reading->events, day_field), TER_AT_LEAST,
            ter_value_text(reading->report->first)}};
    struct ter_filter filter = {
        .conditions = conditions, .condition_count = sizeof conditions / sizeof *conditions};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, reading->events, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        take_event(reading, record, strcmp(kind, "inspection") == 0);
    }
}

/* Tracks ---------------------------------------------------------------------------------------------- */

static struct patrol *patrol_of_event(const struct reading *reading, const char *code)
{
    for (size_t i = 0; i < reading->count; i++)
        if (same(reading->patrols[i].code, code))
            return &reading->patrols[i];
    return NULL;
}

/* A track of a patrol that was noted as an event is that patrol; every other one is a patrol of its own. One
 * of an event that is none (withdrawn, of another kind or year) counts nothing. */
static void take_track(struct reading *reading, struct ter_zone_track *track)
{
    struct patrol *patrol = NULL;
    if (same(track->about_layer, reading->events->name) && track->about_code) {
        patrol = patrol_of_event(reading, track->about_code);
        if (!patrol)
            ter_note(&reading->report->notes, "%s %s: event %s is no patrol of this year; not counted",
                "patrol_track", track->code, track->about_code);
    } else if (is_of_bans(track->about_layer)) {
        patrol = add_patrol(reading);
        patrol->about_layer = copy(track->about_layer);
        patrol->about_code = copy(track->about_code);
        patrol->township = copy(track->township);
        (void)ter_day_read(track->day, &patrol->day); /* a field of type date */
    }
    track->counts = patrol != NULL;
    if (!patrol)
        return;
    patrol->tracks =
        ter_grow(patrol->tracks, &patrol->track_capacity, patrol->track_count + 1, sizeof *patrol->tracks);
    patrol->tracks[patrol->track_count++] = track;
}

/* Whether one of its ways went through a zone, farther than the radii reach. */
static bool went_through(
    const struct patrol *patrol, const struct ter_layer *layer, const char *field, const char *value)
{
    for (size_t i = 0; i < patrol->track_count; i++)
        for (size_t j = 0; j < patrol->tracks[i]->crossing_count; j++) {
            const struct ter_zone_crossing *one = &patrol->tracks[i]->crossings[j];
            if (one->layer == layer && one->sure &&
                same(strcmp(field, "code") == 0 ? one->code : one->name, value))
                return true;
        }
    return false;
}

/* Periods --------------------------------------------------------------------------------------------- */

/* The first day of the whole period after this one begins; a period is a week from Monday, a month or a
 * quarter. */
static int next_period(int day, const char *period)
{
    enum { DAYS = 7, MONTHS = 12, QUARTER = 3 };
    char text[TER_DAY_SIZE];
    if (same(period, "week"))
        return day + DAYS - (ter_day_weekday(day) + DAYS - 1) % DAYS;
    ter_day_write(day, text);
    int month = (int)strtol(text + sizeof "2023-" - 1, NULL, 10) - 1;
    int first = ter_day_of(ter_day_year(day), month + 1, 1);
    return ter_day_add_months(first, same(period, "quarter") ? QUARTER - month % QUARTER : 1);
}

static bool begins_period(int day, const char *period)
{
    return next_period(day - 1, period) == day;
}

/* Count the days of patrols (rising) into whole periods. */
static void judge(const struct reading *reading, const int *days, size_t count, struct ter_zone_patrol *row)
{
    char last[TER_DAY_SIZE];
    int from = begins_period(reading->first, row->period) ? reading->first
                                                          : next_period(reading->first, row->period);
    row->patrols = count;
    if (count) {
        ter_day_write(days[count - 1], last);
        row->last = ter_strdup(last);
    }
    for (int to; (to = next_period(from, row->period)) <= reading->last + 1; from = to) {
        size_t done = 0;
        for (size_t i = 0; i < count; i++)
            done += days[i] >= from && days[i] < to;
        row->periods++;
        row->met += row->quota > 0 && done >= (size_t)row->quota;
    }
}

static int by_day(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static struct ter_zone_patrol *add_row(struct ter_zone_report *report)
{
    report->patrols = ter_grow(
        report->patrols, &report->patrol_capacity, report->patrol_count + 1, sizeof *report->patrols);
    struct ter_zone_patrol *row = &report->patrols[report->patrol_count++];
    *row = (struct ter_zone_patrol){0};
    return row;
}

static const struct ter_rate_quota *quota_of(const struct ter_rates *rates, const char *level)
{
    for (size_t i = 0; level && i < rates->quota_count; i++)
        if (strcmp(rates->quotas[i].level, level) == 0)
            return &rates->quotas[i];
    return NULL;
}

/* Duty areas ------------------------------------------------------------------------------------------ */

static size_t patrols_of(const struct reading *reading, const struct ter_record *record,
    const struct ter_area *area, int *ret_days)
{
    const char *code = ter_zone_text(reading->areas, record->values, "code");
    size_t count = 0;
    for (size_t i = 0; i < reading->count; i++) {
        const struct patrol *patrol = &reading->patrols[i];
        uint8_t point[TER_WKB_POINT_SIZE];
        bool about = same(patrol->about_layer, reading->areas->name);
        bool here = about && same(patrol->about_code, code);
        if (patrol->inspection)
            continue;
        if (area && patrol->track_count) { /* where it went is known */
            bool went = went_through(patrol, reading->areas, "code", code);
            if (here && !went)
                ter_note(&reading->report->notes,
                    "patrol_track %s does not go through %s %s, which it is about; not counted there",
                    patrol->tracks[0]->code, reading->areas->name, code);
            if (went && (here || !about))
                ret_days[count++] = patrol->day;
            continue;
        }
        if (!about && area && patrol->placed) {
            ter_wkb_from_point(patrol->at, point);
            here = ter_area_meets(area, (struct ter_wkb){point, sizeof point});
        }
        if (here)
            ret_days[count++] = patrol->day;
    }
    qsort(ret_days, count, sizeof *ret_days, by_day);
    return count;
}

/* The area's own numbers, else those of its level. */
static void fill_quota(
    const struct reading *reading, const struct ter_record *record, struct ter_zone_patrol *row)
{
    const char *level = ter_zone_text(reading->areas, record->values, "level");
    const char *period = ter_zone_text(reading->areas, record->values, "period");
    double own = ter_zone_number(reading->areas, record->values, "patrols");
    double deputies = ter_zone_number(reading->areas, record->values, "deputy_patrols");
    const struct ter_rate_quota *quota = quota_of(reading->rates, level);
    row->level = ter_strdup(level ? level : "");
    row->period = ter_strdup(period ? period : quota ? quota->period : "month");
    if (isfinite(own) && period) {
        row->quota = (int)(own + (isfinite(deputies) ? deputies : 0));
    } else if (quota) {
        row->quota = quota->patrols + quota->deputy_patrols;
        row->source = &quota->source;
    }
}

static bool take_area(
    void *user, const struct ter_record *record, enum ter_force_basis basis, struct ter_error *err)
{
    struct reading *reading = user;
    TER_AUTO(ter_area_close) struct ter_area *area = NULL;
    TER_AUTO_FREE int *days = ter_alloc((reading->count + 1) * sizeof *days);
    struct ter_error broken = {0};
    (void)err;
    if (ter_force_on(reading->areas, record->values, reading->report->date, basis) != TER_FORCE_YES)
        return true;
    if (record->geometry.data && !ter_area_open(record->geometry, &area, &broken))
        ter_note(&reading->report->notes, "duty_area %s: %s",
            ter_zone_text(reading->areas, record->values, "code"), broken.message);
    struct ter_zone_patrol *row = add_row(reading->report);
    row->code = copy(ter_zone_text(reading->areas, record->values, "code"));
    row->name = copy(ter_zone_text(reading->areas, record->values, "name"));
    fill_quota(reading, record, row);
    judge(reading, days, patrols_of(reading, record, area, days), row);
    return true;
}

/* Every township so often ----------------------------------------------------------------------------- */

static void judge_township(struct reading *reading, const char *name, const struct ter_rate_quota *quota)
{
    TER_AUTO_FREE int *days = ter_alloc((reading->count + 1) * sizeof *days);
    size_t count = 0;
    for (size_t i = 0; i < reading->count; i++)
        if (same(reading->patrols[i].township, name) ||
            went_through(&reading->patrols[i], reading->townships, "name", name))
            days[count++] = reading->patrols[i].day;
    qsort(days, count, sizeof *days, by_day);
    struct ter_zone_patrol *row = add_row(reading->report);
    row->name = ter_strdup(name);
    row->level = ter_strdup(every_township);
    row->period = ter_strdup(quota->period);
    row->quota = quota->patrols + quota->deputy_patrols;
    row->source = &quota->source;
    judge(reading, days, count, row);
}

bool ter_zone_read_patrols(struct ter_registry *registry, const struct ter_rates *rates,
    struct ter_zone_report *report, struct ter_error *err)
{
    __attribute__((cleanup(reading_free))) struct reading reading = {
        .events = ter_zone_layer(registry, "event"),
        .report = report,
        .rates = rates,
        .areas = ter_zone_layer(registry, "duty_area"),
        .townships = ter_zone_layer(registry, "township")};
    const struct ter_rate_quota *quota = quota_of(rates, every_township);
    if (!reading.events || !ter_day_read(report->first, &reading.first) ||
        !ter_day_read(report->date, &reading.last))
        return true;
    if (!read_events(registry, &reading, "patrol", err) ||
        !read_events(registry, &reading, "inspection", err))
        return false;
    for (size_t i = 0; i < report->track_count; i++)
        take_track(&reading, &report->tracks[i]);
    if (reading.areas && !ter_zone_walk(registry, reading.areas, report->date, take_area, &reading, err))
        return false;
    for (size_t i = 0; quota && i < report->township_count; i++)
        judge_township(&reading, report->townships[i], quota);
    return true;
}

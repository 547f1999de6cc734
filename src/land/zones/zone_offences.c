/* Owns violations and fines by township and month, from the events. Knows nothing of places: an event has its
 * township. */
#include "zone_report_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MONTH_LENGTH = 7 }; /* 2026-10 */

struct reading {
    const struct ter_layer *layer;
    struct ter_zone_report *report;
};

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct ter_zone_offence *row_of(
    struct ter_zone_report *report, const char *township, const char *month)
{
    for (size_t i = 0; i < report->offence_count; i++)
        if (same(report->offences[i].township, township) &&
            strncmp(report->offences[i].month, month, MONTH_LENGTH) == 0)
            return &report->offences[i];
    report->offences = ter_grow(
        report->offences, &report->offence_capacity, report->offence_count + 1, sizeof *report->offences);
    struct ter_zone_offence *row = &report->offences[report->offence_count++];
    *row = (struct ter_zone_offence){.township = township ? ter_strdup(township) : NULL};
    memcpy(row->month, month, MONTH_LENGTH);
    return row;
}

/* Events of other laws (land use) are not of the bans. */
static bool is_of_bans(const struct reading *reading, const struct ter_record *record)
{
    const char *about = ter_zone_text(reading->layer, record->values, "about_layer");
    const char *offence = ter_zone_text(reading->layer, record->values, "offence");
    const char *status = ter_zone_text(reading->layer, record->values, "status");
    static const char *const ours[] = {"event", "herd", "checkpoint", "duty_area"};
    if (same(status, "withdrawn") || same(offence, "other"))
        return false;
    if (!about || offence || same(about, reading->report->layer->name))
        return true;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(ours[i], about) == 0)
            return true;
    return false;
}

static void take(const struct reading *reading, const struct ter_record *record, bool penalty)
{
    const char *on = ter_zone_text(reading->layer, record->values, "happened_on");
    if (strcmp(on, reading->report->first) < 0 || strcmp(on, reading->report->date) > 0 ||
        !is_of_bans(reading, record))
        return;
    struct ter_zone_offence *row =
        row_of(reading->report, ter_zone_text(reading->layer, record->values, "township"), on);
    double units = ter_zone_number(reading->layer, record->values, "sheep_units");
    double yuan = ter_zone_number(reading->layer, record->values, "amount_yuan");
    if (penalty) {
        row->penalties++;
        row->yuan += isfinite(yuan) ? yuan : 0;
        return;
    }
    row->violations++;
    row->uncounted += !isfinite(units);
    row->sheep_units += isfinite(units) ? units : 0;
}

static bool take_kind(
    struct ter_registry *registry, const struct reading *reading, const char *kind, struct ter_error *err)
{
    const struct ter_field *kind_field, *day_field;
    if (!ter_layer_need_field(reading->layer, "kind", &kind_field, err) ||
        !ter_layer_need_field(reading->layer, "happened_on", &day_field, err))
        return false;
    const struct ter_condition conditions[] = {
        {ter_layer_field_index(reading->layer, kind_field), TER_EQUAL, ter_value_text(kind)},
        {ter_layer_field_index(reading->layer, day_field), TER_AT_LEAST,
            ter_value_text(reading->report->first)}};
    struct ter_filter filter = {
        .conditions = conditions, .condition_count = sizeof conditions / sizeof *conditions};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, reading->layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        take(reading, record, strcmp(kind, "penalty") == 0);
    }
}

static int by_month(const void *a, const void *b)
{
    const struct ter_zone_offence *x = a, *y = b;
    int order = strcmp(x->month, y->month);
    return order ? order : strcmp(x->township ? x->township : "", y->township ? y->township : "");
}

bool ter_zone_read_offences(
    struct ter_registry *registry, struct ter_zone_report *report, struct ter_error *err)
{
    struct reading reading = {ter_zone_layer(registry, "event"), report};
    if (!reading.layer)
        return true;
    if (!take_kind(registry, &reading, "violation", err) || !take_kind(registry, &reading, "penalty", err))
        return false;
    if (report->offence_count)
        qsort(report->offences, report->offence_count, sizeof *report->offences, by_month);
    return true;
}

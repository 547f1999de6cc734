/* Owns the order in which the figures of the bans are collected, and what their parts share. */
#include "zone_report_parts.h"

#include "base/day.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct ter_layer *ter_zone_layer(const struct ter_registry *registry, const char *name)
{
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++)
        if (strcmp(ter_registry_layer_at(registry, i)->name, name) == 0)
            return ter_registry_layer_at(registry, i);
    return NULL;
}

double ter_zone_number(const struct ter_layer *layer, const struct ter_value *values, const char *name)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    return field ? ter_value_number(values[ter_layer_field_index(layer, field)], (double)NAN) : (double)NAN;
}

/* Ids of records that the history has answered for, in the order of ids, as the query gives them. */
struct walk {
    bool (*visit)(void *, const struct ter_record *, enum ter_force_basis, struct ter_error *);
    void *user;
    int64_t *seen;
    size_t count, capacity;
};

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool walk_moment(struct ter_registry *registry, const struct ter_layer *layer, const char *as_of,
    enum ter_force_basis basis, struct walk *walk, struct ter_error *err)
{
    struct ter_filter filter = {.as_of = as_of};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        int64_t id = record->values[layer->role[TER_ROLE_ID]].integer;
        if (!as_of && walk->count && bsearch(&id, walk->seen, walk->count, sizeof id, by_value))
            continue;
        if (as_of) {
            walk->seen = ter_grow(walk->seen, &walk->capacity, walk->count + 1, sizeof *walk->seen);
            walk->seen[walk->count++] = id;
        }
        if (!walk->visit(walk->user, record, basis, err))
            return false;
    }
}

bool ter_zone_walk(struct ter_registry *registry, const struct ter_layer *layer, const char *date,
    bool (*visit)(void *, const struct ter_record *, enum ter_force_basis, struct ter_error *), void *user,
    struct ter_error *err)
{
    struct walk walk = {.visit = visit, .user = user};
    int day = 0;
    bool past = ter_day_read(date, &day) && day < ter_day_today();
    bool good = !past || walk_moment(registry, layer, date, TER_BASIS_HISTORY, &walk, err);
    if (walk.count)
        qsort(walk.seen, walk.count, sizeof *walk.seen, by_value);
    good = good && walk_moment(registry, layer, NULL, past ? TER_BASIS_DATES : TER_BASIS_PRESENT, &walk, err);
    free(walk.seen);
    return good;
}

bool ter_zone_report_compute(struct ter_registry *registry, const struct ter_rates *rates, const char *first,
    const char *date, struct ter_zone_report *ret_report, struct ter_error *err)
{
    TER_AUTO_ZONE_REPORT struct ter_zone_report report = {0};
    if (!ter_registry_layer(registry, rates->layer, &report.layer, err))
        return false;
    memcpy(report.date, date, sizeof report.date);
    memcpy(report.first, first, sizeof report.first);
    if (!ter_zone_read_areas(registry, &report, err) || !ter_zone_read_offences(registry, &report, err) ||
        !ter_zone_read_herds(registry, rates, &report, err) ||
        !ter_zone_read_tracks(registry, &report, err) ||
        !ter_zone_read_patrols(registry, rates, &report, err))
        return false;
    *ret_report = report;
    report = (struct ter_zone_report){0};
    return true;
}

void ter_zone_report_free(struct ter_zone_report *report)
{
    for (size_t i = 0; i < report->township_count; i++)
        free(report->townships[i]);
    for (size_t i = 0; i < report->undrawn_count; i++) {
        free(report->undrawn[i].code);
        free(report->undrawn[i].name);
        free(report->undrawn[i].township);
    }
    for (size_t i = 0; i < report->offence_count; i++)
        free(report->offences[i].township);
    for (size_t i = 0; i < report->herd_count; i++) {
        free(report->herds[i].target);
        free(report->herds[i].source);
    }
    for (size_t i = 0; i < report->patrol_count; i++) {
        free(report->patrols[i].code);
        free(report->patrols[i].name);
        free(report->patrols[i].level);
        free(report->patrols[i].period);
        free(report->patrols[i].last);
    }
    for (size_t i = 0; i < report->track_count; i++)
        ter_zone_track_free(&report->tracks[i]);
    for (size_t i = 0; report->shapes && i < report->kind_count; i++)
        ter_buf_free(&report->shapes[i]);
    for (size_t i = 0; report->coming_shapes && i < report->kind_count; i++)
        ter_buf_free(&report->coming_shapes[i]);
    free(report->kinds);
    free(report->boundary_counts);
    free(report->townships);
    free(report->cells);
    free(report->overlaps);
    free(report->undrawn);
    free(report->offences);
    free(report->herds);
    free(report->patrols);
    free(report->tracks);
    free(report->shapes);
    free(report->coming_shapes);
    ter_strings_free(&report->notes);
    *report = (struct ter_zone_report){0};
}

/* What the parts of the report of bans share. */
#ifndef TER_LAND_ZONE_REPORT_PARTS_H
#define TER_LAND_ZONE_REPORT_PARTS_H

#include "zone_report.h"

/* A layer of the register by name, or NULL: a register need not have it. */
const struct ter_layer *ter_zone_layer(const struct ter_registry *registry, const char *name);

double ter_zone_number(const struct ter_layer *layer, const struct ter_value *values, const char *name);

/* Every record as it counts on a day: as it stood then, and those that were entered later with
 * TER_BASIS_DATES. `visit` false ends the walk with its error. */
TER_CHECKED bool ter_zone_walk(struct ter_registry *registry, const struct ter_layer *layer, const char *date,
    bool (*visit)(
        void *user, const struct ter_record *record, enum ter_force_basis basis, struct ter_error *err),
    void *user, struct ter_error *err);

/* Each fills its part of the report. */
TER_CHECKED bool ter_zone_read_areas(
    struct ter_registry *registry, struct ter_zone_report *report, struct ter_error *err);
TER_CHECKED bool ter_zone_read_offences(
    struct ter_registry *registry, struct ter_zone_report *report, struct ter_error *err);
TER_CHECKED bool ter_zone_read_herds(struct ter_registry *registry, const struct ter_rates *rates,
    struct ter_zone_report *report, struct ter_error *err);
TER_CHECKED bool ter_zone_read_tracks(
    struct ter_registry *registry, struct ter_zone_report *report, struct ter_error *err);
void ter_zone_track_free(struct ter_zone_track *track);
TER_CHECKED bool ter_zone_read_patrols(struct ter_registry *registry, const struct ter_rates *rates,
    struct ter_zone_report *report, struct ter_error *err);

#endif

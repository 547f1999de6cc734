/* What the parts of the priority share. For the files priority*.c only. */
#ifndef TER_PLAN_PRIORITY_PARTS_H
#define TER_PLAN_PRIORITY_PARTS_H

#include "analysis/located.h"
#include "base/crs.h"
#include "base/plane.h"
#include "priority.h"

/* A thing that reaches, in the working plane. */
struct ter_reaching {
    struct ter_xy at;
    double radius_m; /* of its norm */
    double error_m;  /* of its position, below the radius */
};

/* One run of the ranking. */
struct ter_priority_run {
    struct ter_registry *registry;
    const struct ter_priority_request *request;
    struct ter_priority_list *list; /* what has been found so far */
    struct ter_strings classes;     /* of each item: the value that norms go by, "" for none */
    struct ter_lonlat *standing_at; /* what is in service, and has a position that is not too coarse */
    double *standing_error_m, *standing_radius_m;
    size_t standing_count, standing_capacity, standing_capacity_errors, standing_capacity_radii;
    size_t standing_coarse; /* in service, and left out for their positions */
    struct ter_transform *to_plane;
};

/* Read the broken records and what is in service: priority_records.c. */
TER_CHECKED bool ter_priority_read(struct ter_priority_run *run, struct ter_error *err);

/* Whether a position is known well enough to say what lies round it, and the state where it is not. */
enum ter_plan_state ter_priority_position(
    const struct ter_priority_run *run, const struct ter_plan_item *item, double radius_m);

/* The reach of a record by its class's norm, metres; NaN: there is no norm. */
double ter_priority_radius_m(const struct ter_priority_run *run, const char *class_value);

/* Fill in a part that could be judged, or could not. */
void ter_priority_judge(const struct ter_priority_run *run, struct ter_plan_item *item,
    enum ter_plan_part part, enum ter_plan_state state, double measure);

/* Fill in the parts that depend on the sites near: priority_sites.c. */
TER_CHECKED bool ter_priority_sites(struct ter_priority_run *run, struct ter_error *err);

/* Bring a position into the working plane. */
TER_CHECKED bool ter_priority_to_plane(
    struct ter_priority_run *run, struct ter_lonlat at, struct ter_xy *ret_xy, struct ter_error *err);

/* ---- what a mend adds to coverage: priority_gain.c ---- */

struct ter_gains;

struct ter_gain {
    double certain_m2, possible_m2;
};

/* Prepare: `standing` is in service, `candidates` are not yet. */
struct ter_gains *ter_gains_open(const struct ter_reaching *standing, size_t standing_count,
    const struct ter_reaching *candidates, size_t candidate_count) __attribute__((returns_nonnull));
void ter_gains_close(struct ter_gains *gains);
TER_DEFINE_AUTO(struct ter_gains, ter_gains_close)

/* What candidate i adds to what stands and to the candidates that were taken. It never grows. */
TER_CHECKED bool ter_gains_of(
    struct ter_gains *gains, size_t candidate, struct ter_gain *ret_gain, struct ter_error *err);

/* Take a candidate: it stands from now on. */
void ter_gains_take(struct ter_gains *gains, size_t candidate);

/* Whether the gain of a candidate may have changed since it was last asked for. */
bool ter_gains_stale(const struct ter_gains *gains, size_t candidate);

/* Choose again and again the best, and put the list into that order: priority_choose.c. */
TER_CHECKED bool ter_priority_choose(struct ter_priority_run *run, struct ter_error *err);

#endif

/* Land-use patches as those who enforce the rules see them: which are new, which are late, what each must do
 * next. */
#ifndef TER_LAND_PATCHES_H
#define TER_LAND_PATCHES_H

#include "analysis/deadlines.h"
#include "registry/find.h"

/* Where a patch's farmland is known from. */
enum ter_farmland { TER_FARMLAND_UNKNOWN, TER_FARMLAND_COMPUTED, TER_FARMLAND_STATED };

enum ter_patch_day { /* dates of the layer that reports count by */
    TER_PATCH_FOUND,
    TER_PATCH_CORRECTED,
    TER_PATCH_CLOSED,
    TER_PATCH_DAYS,
};

struct ter_patch {
    struct ter_value *values; /* one for each of the layer's fields; owned, as the texts below are */
    const char *code, *patch_no, *township, *village, *status,
        *parent; /* NULL: not given, but for the code */
    bool satellite, unlawful;
    bool open;        /* its status is not final */
    bool is_split;    /* it became parts, which count in its stead */
    bool needs_visit; /* a guard asks for an event about it, which is not there */
    enum ter_farmland farmland;
    double farmland_mu; /* NaN where it is not known */
    bool has[TER_PATCH_DAYS];
    int day[TER_PATCH_DAYS]; /* as base/day.h counts */
    struct ter_dues dues;    /* of an open one */
    struct ter_buf wkb;      /* its shape, where it was asked for */
};

struct ter_patches {
    const struct ter_layer *layer;
    int today;
    struct ter_calendar calendar;
    struct ter_patch *items; /* in the order of id */
    size_t count, capacity;
};

/* Read the patches of a layer that has the fields of layers/land_use.json, judged on `today`; `townships`
 * (count 0: all) as the filter of find has them. With `shapes` each keeps its shape. */
TER_CHECKED bool ter_patches_read(struct ter_registry *registry, const struct ter_layer *layer, int today,
    const char *const *townships, size_t township_count, bool shapes, struct ter_patches *ret_patches,
    struct ter_error *err);
void ter_patches_free(struct ter_patches *patches);
#define TER_AUTO_PATCHES __attribute__((cleanup(ter_patches_free)))

/* How many of a patch's deadlines have passed, and the one that falls due first (NULL: none is known). */
size_t ter_patch_late(const struct ter_patch *patch);
const struct ter_due *ter_patch_next(const struct ter_patch *patch);

/* Whether a deadline is open whose first day nobody has entered, so that its clock does not run. */
bool ter_patch_undated(const struct ter_patch *patch);

/* One township's month. */
struct ter_patch_month {
    const char *township; /* NULL: patches that name none */
    int year, month;
    size_t found;    /* in the month */
    size_t unlawful; /* of those */
    size_t cleared;  /* of the unlawful: put right before the month was over */
    size_t closed;   /* in the month, whenever found */
    size_t open;     /* of those found in it: today */
    size_t late;     /* of those: with a deadline that has passed */
};

/* Sum up by township and month, from the first month of the year to the month given, in the order of months,
 * then townships; months in which nothing happened are left out. The caller frees the list. */
struct ter_patch_month *ter_patches_months(const struct ter_patches *patches, int year, int month,
    size_t *ret_count) __attribute__((returns_nonnull));

/* The patches to act on, as indexes: those with a deadline that has passed or falls due within `days`, or
 * that wait for a visit or lack a date from which a deadline runs; most pressing first. The caller frees the
 * list. */
size_t *ter_patches_pressing(const struct ter_patches *patches, int days, size_t *ret_count)
    __attribute__((returns_nonnull));

#endif

/* Patches inside zones: what of each lies in which zone that is in force, in square metres on the ellipsoid.
 */
#ifndef TER_LAND_PATCHES_IN_H
#define TER_LAND_PATCHES_IN_H

#include "land/zones/force.h"
#include "patches.h"

struct ter_patch_inside {
    const struct ter_patch *patch;
    char *zone,
        *zone_title; /* its code, and what it is called (name, or kind in the language asked for); owned */
    char *zone_boundary;  /* how sure its boundary is, as a title; owned, NULL: the layer does not say */
    enum ter_force force; /* in force, or seasonal without months */
    double patch_m2, inside_m2;
};

/* Zero-initialise; ter_patches_inside_free ends it. */
struct ter_patches_inside {
    struct ter_patch_inside *items; /* in the order of the patches, then of the zones */
    size_t count, capacity;
    size_t zones;                          /* that were held against the patches */
    size_t zones_undrawn, patches_undrawn; /* which nobody has drawn */
    size_t broken;                         /* shapes that could not be compared */
};

/* Hold the open patches, read with their shapes, against the zones of a layer of areas; `code` (NULL: all)
 * names one of them. Zones that are not in force on the patches' day are left out. */
TER_CHECKED bool ter_patches_in(struct ter_registry *registry, const struct ter_patches *patches,
    const struct ter_layer *zones, const char *code, enum ter_lang lang,
    struct ter_patches_inside *ret_inside, struct ter_error *err);
void ter_patches_inside_free(struct ter_patches_inside *inside);
#define TER_AUTO_PATCHES_INSIDE __attribute__((cleanup(ter_patches_inside_free)))

#endif

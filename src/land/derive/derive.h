/* Derived zones: what a recipe finds, and the area that it gives. */
#ifndef TER_LAND_DERIVE_H
#define TER_LAND_DERIVE_H

#include "recipe.h"
#include "registry/registry.h"

/* One thing that a term of a recipe stands for. */
struct ter_source_shape {
    size_t term;        /* index in the recipe's terms */
    char *key;          /* what it is called: a code, a name, a row */
    struct ter_buf wkb; /* in the register's system */
    double extent_m;    /* a point stands for a circle of this radius; else 0 */
    double radius_m;    /* how far its shape may be from the truth; 0: not known to be wrong */
};

struct ter_sources {
    struct ter_source_shape *items; /* by term */
    size_t count, capacity;
};

/* Add one; the texts are copied. */
void ter_sources_add(struct ter_sources *sources, size_t term, const char *key, struct ter_wkb wkb,
    double extent_m, double radius_m);
void ter_sources_free(struct ter_sources *sources);
#define TER_AUTO_SOURCES __attribute__((cleanup(ter_sources_free)))

struct ter_derive_request {
    struct ter_registry *registry;
    const struct ter_recipe *recipe;
    const struct ter_layer *self; /* whose zone is being made … */
    const char *self_code;        /* … and which, so that it is no source of itself; NULL: a new one */
    enum ter_lang lang;           /* of the notes */
    /* Read a term that is a file: add its features, which for this module are none of its business. */
    TER_CHECKED bool (*read_file)(void *user, const struct ter_recipe_term *term, size_t index,
        struct ter_sources *sources, struct ter_strings *notes, struct ter_error *err);
    void *user;
};

/* Find everything that the recipe names. A term that finds nothing fails, with a did-you-mean, as does a
 * village's name that several townships have. Notes say what was assumed. */
TER_CHECKED bool ter_derive_find(const struct ter_derive_request *request, struct ter_sources *ret_sources,
    struct ter_strings *notes, struct ter_error *err);

/* What became of it. */
struct ter_derived {
    struct ter_buf wkb;   /* MultiPolygon in the register's system */
    double area_m2;       /* on the ellipsoid */
    double uncertainty_m; /* of its edge: the worst of its sources' radius and width together; 0: not known */
    int metric_epsg;      /* in whose plane the widths were laid off */
};

/* Carry the recipe out. Fails where a point or line has no width, or nothing is left. */
TER_CHECKED bool ter_derive_build(int epsg, const struct ter_recipe *recipe,
    const struct ter_sources *sources, struct ter_derived *ret_derived, struct ter_error *err);
void ter_derived_free(struct ter_derived *derived);
#define TER_AUTO_DERIVED __attribute__((cleanup(ter_derived_free)))

/* What the sources were, to be stored and compared with later: a list of [term, key, digest]. */
json_t *ter_sources_json(const struct ter_sources *sources);

/* How sources differ from those stored: keys, as "road:G110", each once with a count where it is more. */
struct ter_source_changes {
    struct ter_strings appeared, vanished, changed;
};
TER_CHECKED bool ter_sources_compare(const struct ter_recipe *recipe, const char *before, size_t before_size,
    const struct ter_sources *after, struct ter_source_changes *ret_changes, struct ter_error *err);
void ter_source_changes_free(struct ter_source_changes *changes);
#define TER_AUTO_SOURCE_CHANGES __attribute__((cleanup(ter_source_changes_free)))

/* Two shapes of one zone: what the later has more, and what less. Empty buffers where it is nothing. */
struct ter_shape_changes {
    struct ter_buf added, removed; /* MultiPolygons */
    double added_m2, removed_m2, before_m2, after_m2;
};
TER_CHECKED bool ter_shapes_compare(int epsg, struct ter_wkb before, struct ter_wkb after,
    struct ter_shape_changes *ret_changes, struct ter_error *err);
void ter_shape_changes_free(struct ter_shape_changes *changes);
#define TER_AUTO_SHAPE_CHANGES __attribute__((cleanup(ter_shape_changes_free)))

#endif

/* What is covered, as questions: the same over discs and over reach along roads. Plane coordinates, metres.
 */
#ifndef TER_COVERAGE_COVER_H
#define TER_COVERAGE_COVER_H

#include "base/plane.h"

/* A table of functions; `self` is what stands behind it. Once made it never changes, so that several threads
 * may ask. */
struct ter_cover {
    void *self;
    const struct ter_cover_calls *calls;
};

struct ter_cover_calls {
    /* Whether a place is covered wherever within margin_m it really is; a margin below 0: whether it may be
     * covered if it is up to -margin_m away. */
    bool (*holds)(const void *self, struct ter_xy at, double margin_m);
    double (*line_m)(const void *self, const struct ter_xy *line, size_t count);
    void (*uncovered)(const void *self, const struct ter_xy *line, size_t count,
        void (*piece)(void *user, const struct ter_xy *line, size_t count), void *user);
    /* Rings as polygons have them, outer ones counterclockwise, holes clockwise; closed. */
    double (*rings_m2)(
        const void *self, const struct ter_xy *points, const size_t *part_ends, size_t part_count);
    double (*area_m2)(const void *self);
    TER_CHECKED bool (*polygons)(
        const void *self, double chord_m, struct ter_buf *ret_wkb, struct ter_error *err);
    void (*close)(void *self);
};

void ter_cover_close(struct ter_cover *cover); /* also one that was never made */
#define TER_AUTO_COVER __attribute__((cleanup(ter_cover_close)))

/* Discs of `radius_m` each; those of 0 or less reach nothing. The array is copied. */
struct ter_disc;
TER_CHECKED bool ter_cover_discs(
    const struct ter_disc *discs, size_t count, struct ter_cover *ret_cover, struct ter_error *err);

#endif

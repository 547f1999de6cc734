/* A junction of two named roads that a location means, and what is said to lie at it. */
#ifndef TER_GEOCODE_CROSSING_H
#define TER_GEOCODE_CROSSING_H

#include "rungs.h"

struct ter_crossing {
    size_t a, b; /* anchors of the roads; `a` is the one that the text is about, where that is said */
    struct ter_lonlat at;
    double spread_m; /* radius of the circle that holds its nodes */
    double error_m;  /* of the gazetteer, and of the junction as a point */
    bool at_grade;
};

/* Radius of the crossing itself. */
double ter_crossing_radius_m(const struct ter_crossing *crossing);

/* "the junction of A and B"; of roads that pass over and under each other, which have none, "where A passes
 * over or under B". The caller frees it. */
char *ter_crossing_name(
    const struct ter_crossing *crossing, const char *a, const char *b, enum ter_lang lang);

/* All crossings of the roads of two anchors that lie where the text must lie. The array is the caller's. */
TER_CHECKED bool ter_crossings_find(const struct ter_scene *scene, size_t a, size_t b,
    struct ter_crossing **ret_crossings, size_t *ret_count, struct ter_error *err);

/* The one of several places that other things tell: those of the same list, or a place that the text names.
 * SIZE_MAX when nothing tells. ret_why is the kind of thing. */
enum ter_telling { TER_TOLD_BY_LIST, TER_TOLD_BY_PLACE };
size_t ter_tell_apart(
    const struct ter_scene *scene, const struct ter_lonlat *places, size_t count, enum ter_telling *ret_why);

/* Offer what the text says to lie at or from this crossing (rung_at_crossing.c). */
TER_CHECKED bool ter_offer_at_crossing(
    struct ter_offers *offers, const struct ter_crossing *crossing, struct ter_error *err);

#endif

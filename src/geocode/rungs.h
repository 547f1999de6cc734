/* The rungs of the ladder: each offers the positions that it can stand for. */
#ifndef TER_GEOCODE_RUNGS_H
#define TER_GEOCODE_RUNGS_H

#include "lookup.h"

/* A position that the location certainly means, within its radius. */
struct ter_spot {
    enum ter_precision precision;
    struct ter_lonlat at;
    double radius_m;
    char *why[2];         /* "the junction of A and B, 70 m S along A", by enum ter_lang */
    const char *township; /* borrowed from the scene, or NULL */
};

/* All that the rungs have to offer for one location. */
struct ter_offers {
    const struct ter_scene *scene;
    struct ter_spot *spots;
    size_t count, capacity;
    bool ambiguous;
    struct ter_candidate *candidates;
    size_t candidate_count, candidate_capacity;
};

/* Take over `en` and `zh`. What cannot lie in the stated township is not taken. */
void ter_offer(struct ter_offers *offers, enum ter_precision precision, struct ter_lonlat at, double radius_m,
    const char *township, char *en, char *zh);

/* Note one of several positions that the text may mean. Takes over `en` and `zh`. */
void ter_offer_candidate(struct ter_offers *offers, struct ter_lonlat at, char *en, char *zh);
void ter_offers_free(struct ter_offers *offers);

/* One function a rung; each looks at the scene and offers what it finds. */
typedef void ter_rung(struct ter_offers *offers);
ter_rung ter_rung_junction; /* rung_junction.c: junctions, and distances from them */
ter_rung ter_rung_place;    /* rung_place.c: places, and distances from them */
ter_rung ter_rung_stretch;  /* rung_road.c: between two anchors on a road */
ter_rung ter_rung_road_end;
ter_rung ter_rung_road;
ter_rung ter_rung_area; /* township and county */

const char *ter_point_label(enum ter_point point, enum ter_lang lang);

/* The anchor of the road that the column names and the gazetteer knows; SIZE_MAX when there is none. */
size_t ter_column_road(const struct ter_scene *scene);

#endif

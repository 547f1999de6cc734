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
    bool one_of_several;  /* it covers several positions that the text may mean */
};

/* All that the rungs have to offer for one location. */
struct ter_offers {
    const struct ter_scene *scene;
    struct ter_spot *spots;
    size_t count, capacity;
    struct ter_candidate *candidates;
    size_t candidate_count, candidate_capacity;
    bool ambiguous;
    struct ter_buf notes[2]; /* what else must be said, by enum ter_lang; each begins with a comma */
};

/* Take over `en` and `zh`. What cannot lie in the stated township or the county is not taken. */
void ter_offer(struct ter_offers *offers, enum ter_precision precision, struct ter_lonlat at, double radius_m,
    const char *township, char *en, char *zh);

/* Mark the spot last offered as one that covers several. */
void ter_offer_covers_several(struct ter_offers *offers);

/* Note one of several positions that the text may mean, with what speaks for it (see score.h). Takes over
 * `en` and `zh`. */
void ter_offer_candidate(struct ter_offers *offers, struct ter_lonlat at, double score, char *en, char *zh);

/* Say something beside the position. Takes over both. */
void ter_offer_note(struct ter_offers *offers, char *en, char *zh);
void ter_offers_free(struct ter_offers *offers);

/* One function a rung; each looks at the scene and offers what it finds. Fails when the registry does. */
typedef bool ter_rung(struct ter_offers *offers, struct ter_error *err);
ter_rung ter_rung_learnt;   /* rung_learnt.c: what people placed whose location is said in the same words */
ter_rung ter_rung_junction; /* rung_junction.c: junctions, and what lies at them or from them */
ter_rung ter_rung_place;    /* rung_place.c: places, and distances from them */
ter_rung ter_rung_stretch;  /* rung_stretch.c: between two anchors on a road */
ter_rung ter_rung_road_end; /* rung_road.c */
ter_rung ter_rung_road;
ter_rung ter_rung_within;      /* rung_within.c: the place at the beginning of a name that is not known */
ter_rung ter_rung_area;        /* township and county */
ter_rung ter_rung_learnt_hint; /* … of words that name no point: candidates only */

const char *ter_point_label(enum ter_point point, enum ter_lang lang);

/* The anchor of the road that the text is about: the column's, or the one that it names as such; else the
 * first that is known and no word for a class. SIZE_MAX when there is none. */
size_t ter_main_road(const struct ter_scene *scene);

/* Whether it is said what road the text is about. */
bool ter_road_is_stated(const struct ter_scene *scene);

/* A distance as it is told: whole metres, below 10 m tenths. Lists in feet and miles bring 804.672. */
double ter_told_m(double distance_m);

/* "Name, Township" and "乡镇 · 名称" of a candidate; only the name where the township is not known. */
void ter_offer_named(
    struct ter_offers *offers, struct ter_lonlat at, double score, const char *name, const char *township);

/* An anchor's name as it is told to the reader. */
const char *ter_anchor_name(const struct ter_scene *scene, size_t anchor);

#endif

/* Error radii: how wrong a geocoded position may be. */
#ifndef TER_GEOCODE_UNCERTAINTY_H
#define TER_GEOCODE_UNCERTAINTY_H

#include "words.h"

/* The point-radius method: Chapman & Wieczorek, Georeferencing Best Practices (GBIF, 2020), and
 * Zermoglio et al., Georeferencing Quick Reference Guide (GBIF, 2020). */

/* Radius of a junction, metres, by the lanes of its wider road: two lanes 10, four or more 20, unknown
 * (0) 15. */
double ter_junction_radius_m(int lanes);

/* How far a place reaches from its point where the gazetteer does not say (0): a village 800 m, a town
 * 8,000 m … The lengths that the readers assume for points of OpenStreetMap. A judgement. */
double ter_place_extent_m(const char *kind, double extent_m);

/* What stands beside a road stands this far from its kerb, metres. */
double ter_kerb_distance_m(void);

/* What a distance may be off by, given how it is written: half a unit of its second significant digit. */
double ter_distance_precision_m(double distance_m);

/* What a stated distance may be off by as a whole: how it is written, and 5 % of it. People pace and
 * estimate; lists say 300 m for anything between 280 and 320. The share is a judgement: with distances that
 * are 8 % off (one standard deviation) 95 of 100 positions then lie inside their radius. */
double ter_distance_error_m(double distance_m, double precision_m);

/* Direction of a point of the compass, degrees clockwise from north, and how far it may be off. */
double ter_point_azimuth_deg(enum ter_point point);
double ter_point_tolerance_deg(enum ter_point point);

/* How far a road may turn from the stated direction and still be the one that is meant: people call a road
 * that runs north-north-east northwards. The tolerance and 15 degrees for bends: a judgement. */
double ter_point_widest_turn_deg(enum ter_point point);

/* Radius of a position `distance_m` away in a direction that may be off by `tolerance_deg`, where all
 * distance errors together are `error_m`: sqrt(d^2 + (d + d')^2 - 2 d (d + d') cos alpha). Where a named road
 * fixes the direction the radius is `error_m` itself. */
double ter_offset_radius_m(double distance_m, double error_m, double tolerance_deg);

/* How far a thing may be from what it is said to be at, near, opposite …, metres. A judgement, kept here as a
 * table so that it can be read and changed. */
double ter_relation_reach_m(enum ter_relation relation);

/* How far from each other two things may stand whose locations are said in the same words, metres; and how
 * far apart people may have placed several before the words no longer tell which is meant. Judgements. */
double ter_learnt_reach_m(void);
double ter_learnt_widest_m(void);

/* What is said to be at an interchange may stand this far from where its roads cross, at least, metres: it
 * has ramps. A judgement. */
double ter_interchange_reach_m(void);

/* How far a road may go on beyond what is mapped, metres, where the text names another road that the
 * gazetteer does not know: it evidently lacks roads there. A judgement. */
double ter_unmapped_reach_m(void);

/* How far "north of X" may reach where no distance is given, metres: about one block. A judgement. */
double ter_unmeasured_reach_m(void);

#endif

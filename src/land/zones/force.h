/* Whether a zone is in force on a day: by its dates, its season and its status. */
#ifndef TER_LAND_FORCE_H
#define TER_LAND_FORCE_H

#include "layer/layer.h"

/* In the order in which they matter to somebody who stands in the zone. */
enum ter_force {
    TER_FORCE_YES,
    TER_FORCE_SEASON_UNKNOWN, /* seasonal, and nobody has said in which months */
    TER_FORCE_OUT_OF_SEASON,
    TER_FORCE_COMING,  /* a draft, or announced: its status comes before those that count */
    TER_FORCE_NOT_YET, /* its first day is still to come */
    TER_FORCE_EXPIRED, /* its last day has passed */
    TER_FORCE_OVER,    /* lifted, abolished */
    TER_FORCE_COUNT
};

/* What is known of a zone on a day. */
enum ter_force_basis {
    TER_BASIS_PRESENT, /* the day is today or later: the record as it stands */
    TER_BASIS_HISTORY, /* a former day: the record as it stood then */
    TER_BASIS_DATES,   /* a former day, and the record was entered after it: its dates alone speak */
};

/* Judge a record of a layer of areas; `values` are one for each of its fields, date is YYYY-MM-DD. Layers
 * without the fields valid_from, valid_to, season, from_month and to_month are judged by their status; a
 * layer that names no available status is always in force.
 *
 * With TER_BASIS_DATES the status is today's: it counts for the day when it began before it. A zone that was
 * lifted after the day counts as in force where its own dates say so. */
enum ter_force ter_force_on(const struct ter_layer *layer, const struct ter_value *values, const char *date,
    enum ter_force_basis basis);

/* The word of the JSON ("in_force", "coming" …) and what people read. */
const char *ter_force_name(enum ter_force force);
const char *ter_force_words(enum ter_force force, enum ter_lang lang);
const char *ter_force_basis_name(enum ter_force_basis basis);

#endif

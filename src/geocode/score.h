/* What speaks for a reading of a text, as one table of weights. */
#ifndef TER_GEOCODE_SCORE_H
#define TER_GEOCODE_SCORE_H

#include "lookup.h"

/* Clues, each with the factor by which a candidate that has it is less likely than one without. */
enum ter_clue {
    TER_CLUE_SAME_SOUND,  /* its name is spelt with other characters of the same sound */
    TER_CLUE_SAME_SHAPE,  /* … of the same shape */
    TER_CLUE_TYPO,        /* … with a slip of the pen */
    TER_CLUE_NO_TOWNSHIP, /* nothing says in which township it is */
    TER_CLUE_FAR,         /* others of the list stand near another candidate */
    TER_CLUE_OTHER_LEVEL, /* the roads cross there on different levels, and no bridge is named */
    TER_CLUE_SEVERAL,     /* there are others that fit as well */
    TER_CLUES,
};
double ter_clue_weight(enum ter_clue clue);

/* The score of what the text says as a whole: of the spellings and the township. 0 … 1. */
double ter_score_reading(const struct ter_scene *scene);

#endif

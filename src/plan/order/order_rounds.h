/* Rounds of a work order: which crew's day each of its records belongs to. */
#ifndef TER_PLAN_ORDER_ROUNDS_H
#define TER_PLAN_ORDER_ROUNDS_H

#include "order_draft.h"

/* Give each item the number of its round, from 1, for days of so many minutes, and put the items into the
 * order in which the rounds visit them. `depot` as
 * ter_round_depots_read takes it. Notes say what the rounds rest on. */
TER_CHECKED bool ter_order_make_rounds(struct ter_registry *registry, const struct ter_layer *layer,
    double day_min, const char *depot, enum ter_lang lang, struct ter_order *order, struct ter_strings *notes,
    struct ter_error *err);

#endif

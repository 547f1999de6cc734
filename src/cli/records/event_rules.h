/* What an event must hold before it is noted: numbers of documents, animals as sheep units. */
#ifndef TER_CLI_EVENT_RULES_H
#define TER_CLI_EVENT_RULES_H

#include "registry/find.h"

/* The number that an event of this kind will bear: `given` (NULL: none), or the next one where it is "auto".
 * Notices, orders and penalties must have one that no other of their kind and year has. *ret_number is NULL
 * where the event has none; the caller frees it. Errors name the `option` by which the number is given.
 * Belongs inside the write transaction. */
TER_CHECKED bool ter_event_number(struct ter_registry *registry, const struct ter_layer *events,
    const char *kind, const char *on, const char *given, const char *option, char **ret_number,
    struct ter_error *err);

/* Animals by kind as sheep units, by the table that ships. `counted` (NaN: not given) must agree. */
TER_CHECKED bool ter_event_animals(
    const char *livestock, double counted, double *ret_units, struct ter_error *err);

#endif

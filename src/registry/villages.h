/* All villages of the gazetteer, one after another. */
#ifndef TER_REGISTRY_VILLAGES_H
#define TER_REGISTRY_VILLAGES_H

#include "gazetteer.h"

/* Call `put` for each place of kind village or hamlet, in the order of rows; the place lives until `put`
 * returns. Its alternative names and source are left out. */
TER_CHECKED bool ter_villages_read(struct ter_registry *registry,
    void (*put)(void *user, const struct ter_place *place), void *user, struct ter_error *err);

#endif

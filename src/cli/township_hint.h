/* What to say where a filter names a township that is not there. */
#ifndef TER_CLI_TOWNSHIP_HINT_H
#define TER_CLI_TOWNSHIP_HINT_H

#include "registry/find.h"

/* Say on standard error which of the filter's townships no record is of, and which name is meant: a filter
 * that finds nothing looks like a register that has nothing. Nothing is said where it cannot be found out. */
void ter_township_hint(
    struct ter_registry *registry, const struct ter_layer *layer, const struct ter_filter *filter);

#endif

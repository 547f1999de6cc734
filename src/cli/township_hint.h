/* What to say where a filter names a township that is not there. */
#ifndef TER_CLI_TOWNSHIP_HINT_H
#define TER_CLI_TOWNSHIP_HINT_H

#include "registry/find.h"

/* Say on standard error which of the filter's townships no record is of, and which name is meant: a filter
 * that finds nothing looks like a register that has nothing. Nothing is said where it cannot be found out. */
void ter_township_hint(
    struct ter_registry *registry, const struct ter_layer *layer, const struct ter_filter *filter);

/* The same for the townships of --township, where the command takes them otherwise than by a filter. */
void ter_township_hint_named(
    struct ter_registry *registry, const struct ter_layer *layer, const char *const *townships, size_t count);

#endif

/* What roads are called, for lists of many: the name, else the number, of every row of the gazetteer's roads.
 */
#ifndef TER_REGISTRY_ROAD_NAMES_H
#define TER_REGISTRY_ROAD_NAMES_H

#include "registry.h"

/* Call `put` for each road in the order of rows, which is that of ter_road_lines_read; name and township may
 * be NULL and live until `put` returns. */
TER_CHECKED bool ter_road_names_read(struct ter_registry *registry,
    void (*put)(void *user, int64_t id, const char *name, const char *township), void *user,
    struct ter_error *err);

#endif

/* What must be said wherever the register's data is shown. */
#ifndef TER_REGISTRY_ATTRIBUTION_H
#define TER_REGISTRY_ATTRIBUTION_H

#include "registry.h"

/* The attributions of all sources, each once, with "; " between; NULL where no source asks for one. The
 * caller frees it. */
TER_CHECKED bool ter_registry_attribution(
    struct ter_registry *registry, char **ret_attribution, struct ter_error *err);

#endif

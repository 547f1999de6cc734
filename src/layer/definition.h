/* What the files that read a definition share. */
#ifndef TER_LAYER_DEFINITION_H
#define TER_LAYER_DEFINITION_H

#include "node.h"

/* Read a list of choices as the domain `name` and add it to the layer. */
TER_CHECKED bool ter_domain_read(
    struct ter_layer *layer, const char *name, const struct ter_node *list, struct ter_error *err);
const struct ter_domain *ter_domain_find(const struct ter_layer *layer, const char *name); /* or NULL */

/* Fail unless the value is one of /status/values; `node` is where it stands. */
TER_CHECKED bool ter_status_need(
    const struct ter_layer *layer, const struct ter_node *node, const char *value, struct ter_error *err);

/* Read /status and /deadlines. The fields must have been read before the deadlines. */
TER_CHECKED bool ter_lifecycle_read(
    struct ter_layer *layer, const struct ter_node *root, struct ter_error *err);
TER_CHECKED bool ter_deadlines_read(
    struct ter_layer *layer, const struct ter_node *root, struct ter_error *err);

#endif

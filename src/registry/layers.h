/* The layers of a registry that exists: adding one from a file, and bringing one to a new version. */
#ifndef TER_REGISTRY_LAYERS_H
#define TER_REGISTRY_LAYERS_H

#include "registry.h"

enum ter_layer_outcome { TER_LAYER_ADDED, TER_LAYER_UPGRADED, TER_LAYER_UNCHANGED };

struct ter_layer_change {
    enum ter_layer_outcome outcome;
    char *layer;              /* its name */
    int old_version, version; /* the old one is 0 where the layer is new */
    bool style_kept;          /* somebody changed the style in QGIS: it was left as it is */
    struct ter_strings notes; /* what the new version adds, a line each */
};
void ter_layer_change_free(struct ter_layer_change *change);
#define TER_AUTO_LAYER_CHANGE __attribute__((cleanup(ter_layer_change_free)))

/* Add the layer that a definition describes, or bring the registry's layer of that name to its version, in
 * one write transaction of its own; with `dry_run` nothing stays. `file` names the text in errors. The same
 * version with the same content changes nothing. Refuses what src/layer/upgrade.h refuses, and a name or
 * column that the file has already for something else.
 *
 * Definitions handed out before (ter_registry_layer, ter_registry_layer_at) are void after this call. */
TER_CHECKED bool ter_layers_add(struct ter_registry *registry, const char *text, size_t size,
    const char *file, bool dry_run, struct ter_layer_change *ret_change, struct ter_error *err);

#endif

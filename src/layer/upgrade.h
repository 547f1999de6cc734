/* What a new version of a layer may change, so that every record and every before-image stays valid. */
#ifndef TER_LAYER_UPGRADE_H
#define TER_LAYER_UPGRADE_H

#include "layer.h"

/* Say whether a registry's layer `old` may become `next`, a definition of the same name and a higher version.
 * A refusal is one line: the JSON path in the new file, what is wrong, why, and what to do instead.
 * `notes` (may be NULL) gets a line for each addition: "new field wattage", "new value solar of lamp_type".
 */
TER_CHECKED bool ter_layer_may_become(const struct ter_layer *old, const struct ter_layer *next,
    struct ter_strings *notes, struct ter_error *err);

#endif

/* Guards (layer/guard.h) in the register: as part of the triggers of a layer's table, and asked of a change
 * before it is made, since a trigger cannot name the value that it refuses. */
#ifndef TER_REGISTRY_GUARDS_H
#define TER_REGISTRY_GUARDS_H

#include "layer/guard.h"
#include "registry.h"

/* Write the SELECTs that raise where a guard refuses, for a trigger before an insert or (`changed`) before an
 * update; `unless` is the condition under which all of them are silent. Without
 * `events` (not_found.h) no event is there, and the triggers must not name its table. */
void ter_guards_sql(
    const struct ter_layer *layer, bool changed, bool events, const char *unless, struct ter_buf *out);

/* Say whether the guards of the layer admit a change, from `old` (NULL: a new record) to `values`, one for
 * each field. ret_refusal is NULL where they do, else the first refusal as one line, which the caller frees.
 */
TER_CHECKED bool ter_guards_admit(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_value *old, const struct ter_value *values, enum ter_lang lang, char **ret_refusal,
    struct ter_error *err);

/* Say whether one guard is satisfied by a record as it stands; ret_refusal as above. Whether the guard is
 * asked at all, the caller has found out. */
TER_CHECKED bool ter_guard_judge(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_guard *guard, const struct ter_value *values, enum ter_lang lang, char **ret_refusal,
    struct ter_error *err);

#endif

/* What became of a layer's records since a day, for exports of changes. */
#ifndef TER_CLI_EXPORT_CHANGES_H
#define TER_CLI_EXPORT_CHANGES_H

#include "registry/registry.h"

struct ter_changes;

/* Read the history of a layer from the beginning of that day, or from that moment, on. */
TER_CHECKED bool ter_changes_open(struct ter_registry *registry, const struct ter_layer *layer,
    const char *since, struct ter_changes **ret_changes, struct ter_error *err);
void ter_changes_close(struct ter_changes *changes);
TER_DEFINE_AUTO(struct ter_changes, ter_changes_close)

/* The column that says it: "new", "changed" or "deleted". */
const struct ter_field *ter_changes_field(const struct ter_changes *changes);

/* That column's value for a record that exists; null for one that is as it was. */
struct ter_value ter_changes_of(struct ter_changes *changes, int64_t id);

/* The next record that was there on that day and is no more: all fields as they last were, and "deleted"; no
 * geometry. *ret_record is NULL at the end. A code that another record carries by now is left out. */
TER_CHECKED bool ter_changes_next_deleted(
    struct ter_changes *changes, const struct ter_record **ret_record, struct ter_error *err);

#endif

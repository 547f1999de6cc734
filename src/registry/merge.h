/* A row of a source and the record it matches, put together: what the source changed is taken over, what
 * hands changed stays. */
#ifndef TER_REGISTRY_MERGE_H
#define TER_REGISTRY_MERGE_H

#include "load.h"
#include "origin.h"

enum ter_merge_kind { TER_MERGE_UNCHANGED, TER_MERGE_UPDATED, TER_MERGE_REFUSED };

struct ter_merge {
    enum ter_merge_kind kind;
    int kept_edited, conflicts;
    bool unplaced;
    int64_t former_source_id; /* of the record, before the merge; 0: none */
    char reason[800];         /* why it was refused */
};

/* What stays the same from row to row. */
struct ter_merger {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    const struct ter_load_options *options;
    struct ter_origin *origin;
    int64_t source_id; /* the import at work */
};

/* Merge one staged row into record `id`, inside the write transaction. */
TER_CHECKED bool ter_merge_row(const struct ter_merger *merger, int64_t id, const struct ter_record *row,
    struct ter_merge *ret_merge, struct ter_error *err);

#endif

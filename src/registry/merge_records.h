/* Two records of one thing become one. (registry/merge.h merges a source's row into its record.) */
#ifndef TER_REGISTRY_MERGE_RECORDS_H
#define TER_REGISTRY_MERGE_RECORDS_H

#include "registry.h"

/* What came of it, field by field. The values are owned: ter_merged_free. */
struct ter_merged {
    size_t field_count;
    struct ter_value *kept, *other; /* of both records, as they were */
    bool taken[TER_MAX_FIELDS];     /* from the other record */
    bool conflict[TER_MAX_FIELDS];  /* both had a value, and not the same: the kept record's stays */
    bool position_taken;            /* the other's position was the better one */
    int64_t pointing; /* records, such as events, that were about the other and are about the kept one now */
    int64_t first_entry, last_entry; /* what the history says of it */
};

/* Merge record `other` into record `keep` (codes), in a transaction of its own. `keep` gets each value that
 * it lacks. Of the two positions the better one stays, with how it came about: surveyed before placed by
 * hand, from a file, geocoded; then the smaller radius. What was about the other record is about the kept one
 * after. The other is deleted; its history can still be read by its code, and all of it can be undone.
 *
 * Fails with TER_USAGE on one code given twice, with TER_NOT_FOUND on an unknown one. `note` may be NULL. */
TER_CHECKED bool ter_merge_records(struct ter_registry *registry, const struct ter_layer *layer,
    const char *keep, const char *other, const char *note, struct ter_merged *ret_merged,
    struct ter_error *err);
void ter_merged_free(struct ter_merged *merged);
#define TER_AUTO_MERGED __attribute__((cleanup(ter_merged_free)))

#endif

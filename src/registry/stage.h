/* Records on their way into the registry, in a flat temporary file: the write lock is not held while a source
 * is read and checked, and memory stays the same whatever the source's size. */
#ifndef TER_REGISTRY_STAGE_H
#define TER_REGISTRY_STAGE_H

#include "layer/value.h"

struct ter_stage;

/* Open an empty stage for records of `field_count` values. The file has no name and ends with the program. */
TER_CHECKED bool ter_stage_open(size_t field_count, struct ter_stage **ret_stage, struct ter_error *err);
void ter_stage_close(struct ter_stage *stage);
TER_DEFINE_AUTO(struct ter_stage, ter_stage_close)

TER_CHECKED bool ter_stage_add(
    struct ter_stage *stage, const struct ter_record *record, int64_t number, struct ter_error *err);
size_t ter_stage_count(const struct ter_stage *stage);

/* Read from the first record again. */
TER_CHECKED bool ter_stage_rewind(struct ter_stage *stage, struct ter_error *err);

/* Give the next record, valid until the next call; *ret_record is NULL at the end. */
TER_CHECKED bool ter_stage_next(struct ter_stage *stage, const struct ter_record **ret_record,
    int64_t *ret_number, struct ter_error *err);

#endif

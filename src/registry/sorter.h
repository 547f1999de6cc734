/* Sorting of more records than memory should hold. */
#ifndef TER_REGISTRY_SORTER_H
#define TER_REGISTRY_SORTER_H

#include "base/memory.h"

struct ter_sorter;

/* A sorter of records of `record_size` bytes each, of which the first 8 are the key, a uint64_t in the
 * machine's order. It holds at most about `memory` bytes; what is more goes to an unnamed temporary file. */
struct ter_sorter *ter_sorter_open(size_t record_size, size_t memory) __attribute__((returns_nonnull));
void ter_sorter_close(struct ter_sorter *sorter);
TER_DEFINE_AUTO(struct ter_sorter, ter_sorter_close)

/* Add a record, which is copied. Not after ter_sorter_sort. */
TER_CHECKED bool ter_sorter_add(struct ter_sorter *sorter, const void *record, struct ter_error *err);
size_t ter_sorter_count(const struct ter_sorter *sorter);

/* End the adding: the records can be read from now on. */
TER_CHECKED bool ter_sorter_sort(struct ter_sorter *sorter, struct ter_error *err);

/* Give the next record in the order of the keys, NULL at the end; valid until the next call. Those with the
 * same key come in the order in which they were added. */
TER_CHECKED bool ter_sorter_next(struct ter_sorter *sorter, const void **ret_record, struct ter_error *err);

#endif

/* A reader whose first rows can be looked at before they are read. */
#ifndef TER_IMPORT_PEEK_H
#define TER_IMPORT_PEEK_H

#include "reader.h"

/* Wrap a reader: its first rows are read now and given again by `next`. The wrapper owns `reader` from here
 * on, also after a failure. */
TER_CHECKED bool ter_peek_open(
    struct ter_reader *reader, struct ter_reader **ret_reader, struct ter_error *err);

/* The rows that were read ahead; valid as long as the reader. None for a reader that is no wrapper. */
const struct ter_source_row *ter_peek_rows(const struct ter_reader *reader, size_t *ret_count);

#endif

/* The CSV reader's entry for texts in memory. */
#ifndef TER_IMPORT_CSV_H
#define TER_IMPORT_CSV_H

#include "decode.h"
#include "reader.h"

/* Read a CSV from a source of bytes; small blocks let tests put block boundaries anywhere. Memory is not
 * copied: it must outlive the reader. */
TER_CHECKED bool ter_csv_open_bytes(struct ter_byte_source source, const struct ter_read_options *options,
    struct ter_reader **ret_reader, struct ter_error *err);

#endif

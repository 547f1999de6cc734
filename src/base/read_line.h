/* Lines of a stream that nobody vouches for. */
#ifndef TER_BASE_READ_LINE_H
#define TER_BASE_READ_LINE_H

#include "memory.h"

#include <stdio.h>

enum { TER_LONGEST_LINE = 1 << 20 }; /* bytes; a file that is no text may have no line ends at all */

/* Read the next line with its end, over what the buffer holds. *ret_more is false at the end of the stream.
 * Fails on a line above TER_LONGEST_LINE, and where the stream cannot be read. */
TER_CHECKED bool ter_read_line(FILE *file, struct ter_buf *line, bool *ret_more, struct ter_error *err);

#endif

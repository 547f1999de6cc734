/* Owns the reading of a stream line by line, within a limit. Knows nothing of what lines say. */
#include "read_line.h"

#include <errno.h>
#include <string.h>

bool ter_read_line(FILE *file, struct ter_buf *line, bool *ret_more, struct ter_error *err)
{
    char block[4096];
    size_t used = 0;
    int one = 0;
    ter_buf_clear(line);
    errno = 0;
    while (one != '\n' && (one = getc_unlocked(file)) != EOF) {
        block[used++] = (char)one;
        if (used < sizeof block && one != '\n')
            continue;
        ter_buf_add(line, block, used);
        used = 0;
        if (line->size > TER_LONGEST_LINE)
            return ter_fail(
                err, TER_FAILED, "is over 1 MiB long; is it a text file, with a line for each thing?");
    }
    if (ferror(file))
        return ter_fail(err, TER_FAILED, "cannot be read: %s", strerror(errno));
    ter_buf_add(line, block, used);
    *ret_more = line->size > 0;
    return true;
}

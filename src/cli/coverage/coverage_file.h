/* A file of things that ought to be covered, whole: points, lines or polygons. */
#ifndef TER_CLI_COVERAGE_FILE_H
#define TER_CLI_COVERAGE_FILE_H

#include "coverage/coverage.h"

struct ter_coverage_file {
    const char *text;   /* FILE[:SRC_LAYER] */
    const char *weight; /* column, or NULL */
    bool count;         /* polygons are counted */
    int epsg;           /* of the register */
    enum ter_lang lang;
};

/* Read it into `ret_over` (zero-initialised), which goes by the source layer's name, else the file's.
 * Features go by their column `code` or `id`, else by the row's number. The file must hold points, lines or
 * polygons, not a mixture. ret_over->weight stays NULL where the file has no such column. */
TER_CHECKED bool ter_coverage_file_read(const struct ter_coverage_file *file, struct ter_cover_over *ret_over,
    struct ter_strings *notes, struct ter_error *err);

/* The path in FILE[:SRC_LAYER], for the caller to free; *ret_layer is NULL where none is named. */
char *ter_coverage_file_path(const char *text, const char **ret_layer);

#endif

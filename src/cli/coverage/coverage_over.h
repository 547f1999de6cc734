/* Reading what ought to be covered: --over LAYER, FILE[:SRC_LAYER] or roads. */
#ifndef TER_CLI_COVERAGE_OVER_H
#define TER_CLI_COVERAGE_OVER_H

#include "coverage/coverage.h"

struct ter_over_request {
    struct ter_registry *registry;
    const struct ter_speeds *speeds;
    const char *weight; /* field or column, or NULL */
    bool count;         /* polygons are counted */
    bool hoses;         /* of roads, those along which hoses are laid */
    enum ter_lang lang;
};

/* Append what `text` names to *overs, an array of *count. Fails with TER_USAGE on what is neither a layer nor
 * a file. *ret_weighed becomes true where the field of --weight is there. */
TER_CHECKED bool ter_over_read(const struct ter_over_request *request, const char *text,
    struct ter_cover_over **overs, size_t *count, bool *ret_weighed, struct ter_strings *notes,
    struct ter_error *err);

/* Append what is covered where nobody says: roads, sites and townships, as far as there are any. */
TER_CHECKED bool ter_over_read_usual(const struct ter_over_request *request, struct ter_cover_over **overs,
    size_t *count, bool *ret_weighed, struct ter_strings *notes, struct ter_error *err);

#endif

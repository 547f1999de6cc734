/* The positions that the text of a record may mean, to choose from. */
#ifndef TER_CLI_REVIEW_CANDIDATES_H
#define TER_CLI_REVIEW_CANDIDATES_H

#include "cli/cli.h"
#include "registry/find.h"

/* Print each record of the cursor with its candidates, as text or JSON, and count them. */
TER_CHECKED bool ter_review_candidates(struct ter_registry *registry, struct ter_cursor *cursor,
    const struct ter_layer *layer, enum ter_format format, enum ter_lang lang, int64_t *ret_count,
    struct ter_error *err);

#endif

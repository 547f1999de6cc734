/* A coverage as JSON. */
#ifndef TER_CLI_COVERAGE_JSON_H
#define TER_CLI_COVERAGE_JSON_H

#include "base/json.h"
#include "coverage/coverage.h"

/* One object with all figures, without shapes. `more` are notes that come before the answer's own, or NULL.
 */
json_t *ter_coverage_json(const struct ter_coverage *coverage, const struct ter_strings *more)
    __attribute__((returns_nonnull, warn_unused_result));

#endif

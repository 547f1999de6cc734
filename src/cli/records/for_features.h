/* The features that a join is made for: --for LAYER, or FILE[:SRC_LAYER]. */
#ifndef TER_CLI_FOR_FEATURES_H
#define TER_CLI_FOR_FEATURES_H

#include "analysis/located.h"
#include "cli/cli.h"

/* Read them all, in the register's coordinate system, also those without a position. A layer's features go by
 * their code; a file's by its column `code` or `id` (or what --key names), else by the row's number.
 * ret_layer is NULL for a file. Notes say what was assumed. */
TER_CHECKED bool ter_for_features_read(struct ter_registry *registry, const struct ter_args *args,
    struct ter_located *features, const struct ter_layer **ret_layer, struct ter_strings *notes,
    struct ter_error *err);

/* The path of the file that --for names; NULL where it names a layer. The caller frees it. */
char *ter_for_features_path(const struct ter_args *args);

#endif

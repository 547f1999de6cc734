/* Whether a file that the user names may be written to. */
#ifndef TER_CLI_TARGET_H
#define TER_CLI_TARGET_H

#include "registry/registry.h"

/* Refuse `path` where it is the register, one of the files that belong to it, or `input`, the file that is
 * read (NULL: none), by whatever name. `option` is what named it ("--to"; NULL: an argument). What is no
 * file,
 * "-" and a database's address, is good. */
TER_CHECKED bool ter_target_check(const struct ter_registry *registry, const char *option, const char *path,
    const char *input, struct ter_error *err);

/* Refuse an existing `path` that is not empty and does not begin with the line `header`, which is how all
 * files of this kind begin: it is somebody's work. */
TER_CHECKED bool ter_target_check_kind(
    const char *option, const char *path, const char *header, const char *kind, struct ter_error *err);

#endif

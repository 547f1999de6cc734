/* Unnamed temporary files, for what is too much for memory: they end with the program, however it ends. */
#ifndef TER_REGISTRY_SCRATCH_H
#define TER_REGISTRY_SCRATCH_H

#include "base/error.h"

#include <stdio.h>

/* Open one in TMPDIR, else in /tmp, for writing and reading; fclose ends it. */
TER_CHECKED bool ter_scratch_open(FILE **ret_file, struct ter_error *err);

/* Turn errno, or a file that ends too early where it is 0, into a line; returns false. */
bool ter_scratch_fail(struct ter_error *err);

#endif

/* SHA-256 of a file, as the provenance of every record names it. */
#ifndef TER_BASE_DIGEST_H
#define TER_BASE_DIGEST_H

#include "error.h"

enum { TER_SHA256_HEX_SIZE = 65 };

/* Write the file's SHA-256 as 64 lower-case hexadecimal digits and NUL. */
TER_CHECKED bool ter_sha256_file(const char *path, char ret_hex[TER_SHA256_HEX_SIZE], struct ter_error *err);

#endif

/* SHA-256 of files, as the provenance of every record names them, and of texts. */
#ifndef TER_BASE_DIGEST_H
#define TER_BASE_DIGEST_H

#include "error.h"

#include <stddef.h>

enum { TER_SHA256_HEX_SIZE = 65 };

/* Write the file's SHA-256 as 64 lower-case hexadecimal digits and NUL. */
TER_CHECKED bool ter_sha256_file(const char *path, char ret_hex[TER_SHA256_HEX_SIZE], struct ter_error *err);

/* The same of bytes in memory. */
void ter_sha256_bytes(const void *bytes, size_t size, char ret_hex[TER_SHA256_HEX_SIZE]);

#endif

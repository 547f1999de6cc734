/* Whether a blob that came out of a file is what it says, before a library believes it. For this folder. */
#ifndef TER_REGISTRY_BLOB_CHECK_H
#define TER_REGISTRY_BLOB_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Say whether the bytes hold as many parts, rings and positions as their counts say, and end there. */
bool ter_blob_is_whole(const uint8_t *blob, size_t size);

#endif

/* Owns hashing. The only file that includes nettle's header. */
#include "digest.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

static void file_close(FILE **file)
{
    if (*file)
        fclose(*file);
}

static void write_hex(struct sha256_ctx *hash, char ret_hex[TER_SHA256_HEX_SIZE])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(ret_hex + 2 * i, 3, "%02x", digest[i]);
}

bool ter_sha256_file(const char *path, char ret_hex[TER_SHA256_HEX_SIZE], struct ter_error *err)
{
    __attribute__((cleanup(file_close))) FILE *file = fopen(path, "rbe");
    struct sha256_ctx hash;
    uint8_t block[1 << 16];
    if (!file)
        return ter_fail(err, TER_FAILED, "%s: cannot be read: %s", path, strerror(errno));
    sha256_init(&hash);
    errno = 0;
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;)
        sha256_update(&hash, got, block);
    if (ferror(file))
        return ter_fail(err, TER_FAILED, "%s: cannot be read: %s", path, strerror(errno ? errno : EIO));
    write_hex(&hash, ret_hex);
    return true;
}

void ter_sha256_bytes(const void *bytes, size_t size, char ret_hex[TER_SHA256_HEX_SIZE])
{
    struct sha256_ctx hash;
    sha256_init(&hash);
    sha256_update(&hash, size, bytes);
    write_hex(&hash, ret_hex);
}

/* Owns hashing. The only file that includes libmd's header. */
#include "digest.h"

#include <errno.h>
#include <sha2.h>
#include <string.h>

bool ter_sha256_file(const char *path, char ret_hex[TER_SHA256_HEX_SIZE], struct ter_error *err)
{
    char hex[SHA256_DIGEST_STRING_LENGTH];
    errno = 0;
    if (!SHA256File(path, hex))
        return ter_fail(err, TER_FAILED, "%s: cannot be read: %s", path, strerror(errno ? errno : EIO));
    memcpy(ret_hex, hex, TER_SHA256_HEX_SIZE);
    return true;
}

/* Owns where temporary files lie, and what is said when they fail. Knows nothing of what is in them. */
#include "scratch.h"

#include "base/memory.h"
#include "base/messages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool ter_scratch_fail(struct ter_error *err)
{
    return ter_fail(err, TER_FAILED, "the temporary file for staged rows: %s%s",
        strerror(errno ? errno : EIO),
        errno == ENOSPC ? ter_message("; make room, or name another folder in TMPDIR") : "");
}

bool ter_scratch_open(FILE **ret_file, struct ter_error *err)
{
    const char *folder = getenv("TMPDIR");
    TER_AUTO_FREE char *name = ter_format("%s/terrier-stage-XXXXXX", folder && *folder ? folder : "/tmp");
    int descriptor = mkstemp(name);
    if (descriptor < 0)
        return ter_scratch_fail(err);
    unlink(name);
    *ret_file = fdopen(descriptor, "w+b");
    if (*ret_file)
        return true;
    ter_scratch_fail(err);
    close(descriptor);
    return false;
}

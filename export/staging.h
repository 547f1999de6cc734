/* A hidden folder beside the target in which a file, and the files that belong to it, are written until they
 * are whole; then they take the place of the old ones together. */
#ifndef TER_EXPORT_STAGING_H
#define TER_EXPORT_STAGING_H

#include "base/memory.h"

struct ter_staging;

/* Make the folder for `path`. Refuses a target that is a folder, no regular file, write-protected, or a
 * database with a journal beside it (another program has it open), and a folder that is missing or closed to
 * us. */
TER_CHECKED bool ter_staging_open(const char *path, struct ter_staging **ret_staging, struct ter_error *err);

/* Remove the folder with whatever is still in it. */
void ter_staging_close(struct ter_staging *staging);
TER_DEFINE_AUTO(struct ter_staging, ter_staging_close)

const char *ter_staging_folder(const struct ter_staging *staging);

/* Where to write the main file, and one whose name is the main file's with `ending` for its extension
 * (".fields.csv"); freed by the caller. */
char *ter_staging_path(const struct ter_staging *staging) __attribute__((returns_nonnull));
char *ter_staging_sibling(const struct ter_staging *staging, const char *ending)
    __attribute__((returns_nonnull));

/* Force everything to the disk and move it into place. `stale` (may be NULL) lists endings of files of an old
 * set that would contradict the new one, ended by NULL: they are removed. A failure puts the old files back.
 * ret_files gets the paths that now exist, the main file first. */
TER_CHECKED bool ter_staging_publish(struct ter_staging *staging, const char *const *stale,
    struct ter_strings *ret_files, struct ter_error *err);

/* A system error in plain words: "the disk is full". */
const char *ter_staging_reason(int error_number);

#endif

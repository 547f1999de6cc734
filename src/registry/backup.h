/* A verified copy of a registry as one file. */
#ifndef TER_REGISTRY_BACKUP_H
#define TER_REGISTRY_BACKUP_H

#include "registry.h"

struct ter_backup_result {
    int64_t records; /* of all layers */
    int64_t bytes;
};

/* Write a copy of the registry, as it is at this moment, to `path`, while others read and write. The copy is
 * made under another name in the same folder, checked (SQLite's integrity check, the count of every layer's
 * records) and then renamed: `path` is either the whole copy or is not there. It has a rollback journal, so
 * no -wal and -shm beside it. Refuses an existing path. */
TER_CHECKED bool ter_backup(struct ter_registry *registry, const char *path,
    struct ter_backup_result *ret_result, struct ter_error *err);

#endif

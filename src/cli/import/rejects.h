/* Rows that an import refuses: written to a file, or, without one, the first of them shown. */
#ifndef TER_CLI_REJECTS_H
#define TER_CLI_REJECTS_H

#include "base/beside.h"
#include "registry/registry.h"

#include <stdint.h>
#include <stdio.h>

/* Rows refused for one reason, whatever the values in it. */
struct ter_reject_group {
    char *reason; /* "水源现状: … is not a defect" */
    int64_t count;
};

struct ter_rejects {
    const char *path; /* NULL: show them on standard error */
    struct ter_beside *beside;
    char *temporary;
    FILE *file;
    int64_t count;
    struct ter_reject_group *groups; /* as many as there are kinds of reason, but no more than a screen */
    size_t group_count, group_capacity;
};

/* Begin; with a path its folder must be writable. The file appears under its name at the end, and only then.
 * It may take the place of such a file of an earlier run, but never of the register, of `input`, the file
 * that is imported, or of anything else. */
TER_CHECKED bool ter_rejects_begin(struct ter_rejects *rejects, const struct ter_registry *registry,
    const char *path, const char *input, struct ter_error *err);
void ter_rejects_add(
    struct ter_rejects *rejects, int64_t row, const char *column, const char *value, const char *reason);

/* Finish the file. With no rejects none is left, not even one of an earlier run. */
TER_CHECKED bool ter_rejects_commit(struct ter_rejects *rejects, struct ter_error *err);
/* The groups, the largest first. */
const struct ter_reject_group *ter_rejects_groups(struct ter_rejects *rejects, size_t *ret_count);
void ter_rejects_free(struct ter_rejects *rejects);
#define TER_AUTO_REJECTS __attribute__((cleanup(ter_rejects_free)))

#endif

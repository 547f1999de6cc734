/* Checks of a whole registry: what is wrong in it, what wants a look, and the mending of what is safe. */
#ifndef TER_REGISTRY_CHECK_H
#define TER_REGISTRY_CHECK_H

#include "registry.h"

enum ter_severity {
    TER_WARNING, /* may be right; wants a look */
    TER_FAULT,   /* cannot be right */
};

/* One thing that was found. Strings are borrowed for the call. */
struct ter_finding {
    const char *kind; /* "integrity", "schema", "geometry" …: ter_check_kind_name */
    enum ter_severity severity;
    const char *layer;  /* or another table; NULL: the file as a whole */
    const char *code;   /* of the record; NULL: no single one */
    const char *detail; /* what is wrong, with its values */
    const char *advice; /* what to do where ter_check_mend cannot mend it */
    bool fixable;
};
typedef void ter_check_found_fn(void *user, const struct ter_finding *finding);

struct ter_check_options {
    double duplicates_m; /* points of one kind nearer to each other are named; 0: do not look */
    bool quick;          /* leave out what reads every index: integrity_check becomes quick_check */
    int64_t limit;       /* findings told of one kind and layer, then only their number; 0: all */
};

struct ter_check_result {
    int64_t faults, warnings; /* all of them, told or not */
    int64_t fixable;          /* of both */
};

struct ter_check;

/* Begin, on a registry opened either way; mending wants TER_WRITE. */
TER_CHECKED bool ter_check_open(struct ter_registry *registry, const struct ter_check_options *options,
    struct ter_check **ret_check, struct ter_error *err);
void ter_check_close(struct ter_check *check);
TER_DEFINE_AUTO(struct ter_check, ter_check_close)

/* Look for everything, in one snapshot of the file; others may write meanwhile. What cannot be looked at
 * because the file is too damaged is itself a finding. May be called again. */
TER_CHECKED bool ter_check_run(struct ter_check *check, ter_check_found_fn *found, void *user,
    struct ter_check_result *ret_result, struct ter_error *err);

/* Mend what the last run found to be fixable, each kind in a transaction of its own; no record is ever
 * deleted, and what changes in records is in the history (tool "check"). `mended` is told what was done;
 * its detail is one line. */
typedef void ter_check_mended_fn(void *user, const char *kind, const char *layer, const char *detail);
TER_CHECKED bool ter_check_mend(
    struct ter_check *check, ter_check_mended_fn *mended, void *user, struct ter_error *err);

/* The kinds of findings, in the order in which they are looked for: name and what each finds. */
size_t ter_check_kind_count(void);
const char *ter_check_kind_name(size_t index);
const char *ter_check_kind_finds(size_t index);
bool ter_check_kind_is_mended(size_t index); /* at least some of them, by ter_check_mend */

#endif

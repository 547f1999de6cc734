/* Bulk loads: staged in a flat temporary file first, then one short write transaction.
 *
 * Records are matched with those that the same source brought before, so that a repeated import changes
 * only what the source changed: never a value edited since, never a position set by hand. */
#ifndef TER_REGISTRY_LOAD_H
#define TER_REGISTRY_LOAD_H

#include "registry.h"

/* Where the records come from. */
struct ter_source {
    const char
        *name; /* what --source says, else the file's base name: a later file of this name is its successor */
    const char *document; /* parsed from the name where it has them, or NULL: 土左政办发〔2023〕53号 */
    const char *annex;    /* 附件3, or NULL */
    const char *file;     /* as it was given */
    const char *sha256;
};

struct ter_load_options {
    const bool *given; /* per field of the layer: does the file give it (ter_mapping_given) */
    bool has_geometry; /* does the file give positions */
    size_t key;        /* field that identifies a record, or SIZE_MAX: code if given, else the row number if
                          source_row is given, else the row's content */
    bool dry_run;      /* do everything, then undo it */
    size_t memory;     /* bytes that matching may take, and the spatial index after it, about; 0: 64 MB */
    /* Called inside the transaction once rows were stored, before it is kept or (dry_run) undone. */
    bool (*stored)(void *user, struct ter_registry *registry, struct ter_error *err); /* NULL: nothing */
    void *stored_user;
    /* A field that the caller works out from the geometry where the file leaves it blank: what a row is known
     * by does not hang on it. NULL: none. */
    const struct ter_field *computed;
};

struct ter_load_result {
    int64_t inserted, updated, unchanged;
    int64_t rejected;          /* rows handed to the reject function */
    int64_t unplaced;          /* geocoded positions cleared because the source changed the location */
    int64_t kept_deleted;      /* rows whose record was deleted by hand since: left so */
    int64_t kept_edited;       /* values edited by hand since, where the source changed nothing: left so */
    int64_t missing;           /* records of this source that the file no longer has: left as they are */
    int64_t of_others;         /* of the updated: records that other sources brought, or a hand */
    struct ter_strings others; /* the names of these sources, the first few */
    int64_t conflicts;         /* values that both the source and a hand changed: the hand's is kept */
};

/* A row that the register refuses although it maps well: a second row with the same key or code. */
typedef void ter_load_reject_fn(void *user, int64_t row_number, const char *reason);

struct ter_load;

TER_CHECKED bool ter_load_open(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_source *source, const struct ter_load_options *options, struct ter_load **ret_load,
    struct ter_error *err);

/* Stage one record. `number` is the row's number in its file, kept as source_row where the record has none.
 */
TER_CHECKED bool ter_load_add(
    struct ter_load *load, const struct ter_record *record, int64_t number, struct ter_error *err);

/* Match and write all that was staged, in one transaction. */
TER_CHECKED bool ter_load_commit(struct ter_load *load, int64_t rows_rejected, ter_load_reject_fn *reject,
    void *user, struct ter_load_result *ret_result, struct ter_error *err);
void ter_load_close(struct ter_load *load);
TER_DEFINE_AUTO(struct ter_load, ter_load_close)
void ter_load_result_free(struct ter_load_result *result);

#endif

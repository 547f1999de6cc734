/* What the parts of the check share: the run, the kinds of findings, and the passes that find them. */
#ifndef TER_REGISTRY_CHECK_PARTS_H
#define TER_REGISTRY_CHECK_PARTS_H

#include "check.h"
#include "internal.h"

enum ter_check_kind {
    TER_CHECK_INTEGRITY,
    TER_CHECK_SCHEMA,
    TER_CHECK_STRANGER,
    TER_CHECK_SPATIAL_INDEX,
    TER_CHECK_GEOMETRY,
    TER_CHECK_POSITION,
    TER_CHECK_CODE,
    TER_CHECK_VALUE,
    TER_CHECK_STATUS,
    TER_CHECK_GUARD,
    TER_CHECK_UNTRACKED,
    TER_CHECK_SOURCE,
    TER_CHECK_TOWNSHIP,
    TER_CHECK_DUPLICATE,
    TER_CHECK_SAME_TEXT,
    TER_CHECK_DOCUMENT,
    TER_CHECK_LIFE_CYCLE,
    TER_CHECK_REFERENCE,
    TER_CHECK_NAMES,
    TER_CHECK_CONTEXT,
    TER_CHECK_EXTENT,
    TER_CHECK_WAL,
    TER_CHECK_KINDS,
};

struct ter_check {
    struct ter_registry *registry;
    sqlite3 *db;
    struct ter_check_options options;
    unsigned char *model; /* the image of the model, made at its first use */
    size_t model_size;
    bool *usable; /* by layer: its table has all its columns, so that it can be read */
    struct tally {
        int64_t count, fixable;
    } * tallies; /* by kind and layer, the place after the last layer being for everything else */
    ter_check_found_fn *found;
    void *user;
    struct ter_strings done; /* layer (or "") and detail of what a mending did, told once it is committed */
    struct ter_check_result *result;
};

/* Tell of a finding. `layer` is a layer or another table, NULL for the file; `code` may be NULL. */
void ter_check_report(struct ter_check *check, enum ter_check_kind kind, enum ter_severity severity,
    const char *layer, const char *code, bool fixable, const char *format, ...) TER_PRINTF(7, 8);

/* Whether the last run found something fixable of this kind in this layer (not a layer: in anything else). */
bool ter_check_wants_mending(const struct ter_check *check, enum ter_check_kind kind, const char *layer);

/* Tell what was mended, once the transaction is through. */
void ter_check_say(struct ter_check *check, const char *layer, const char *format, ...) TER_PRINTF(3, 4);

const struct ter_layer *ter_check_layer(
    const struct ter_check *check, const char *name); /* usable, or NULL */

/* Passes: each finds one or more kinds. */
typedef bool ter_check_pass_fn(struct ter_check *check, struct ter_error *err);
ter_check_pass_fn ter_check_integrity, ter_check_schema, ter_check_spatial_indexes, ter_check_records,
    ter_check_same_texts, ter_check_documents, ter_check_life_cycles, ter_check_references, ter_check_names,
    ter_check_context, ter_check_extents, ter_check_wal;

/* Mending, by kind. */
ter_check_pass_fn ter_mend_integrity, ter_mend_schema, ter_mend_spatial_indexes, ter_mend_positions,
    ter_mend_codes, ter_mend_untracked, ter_mend_townships, ter_mend_names, ter_mend_context,
    ter_mend_extents, ter_mend_wal;

/* The database that the definitions would make today, attached under the name "model"; outside of any
 * transaction. */
TER_CHECKED bool ter_check_attach_model(struct ter_check *check, struct ter_error *err);
void ter_check_detach_model(struct ter_check *check);

/* What is asked of every record of a layer, in one pass over the table in the order of id. */
struct ter_check_row {
    const struct ter_layer *layer;
    int64_t id;
    const char *code; /* what to call it; never NULL */
    const struct ter_value *values;
    const void *blob; /* the geometry as it stands; NULL: none */
    size_t blob_size;
    struct ter_wkb geometry; /* the same read; data NULL where it is none or damaged */
    struct ter_bbox box;     /* of the geometry */
};

struct ter_row_check {
    /* Make ready for a layer; *ret_state NULL means that there is nothing to look for in it. */
    bool (*begin)(
        struct ter_check *check, const struct ter_layer *layer, void **ret_state, struct ter_error *err);
    void (*row)(struct ter_check *check, void *state, const struct ter_check_row *row);
    void (*end)(struct ter_check *check, void *state, bool complete); /* frees the state */
};
extern const struct ter_row_check ter_row_check_index, ter_row_check_township, ter_row_check_duplicates,
    ter_row_check_guards;

/* Read the row's geometry into `wkb`, and tell what is wrong with it. */
void ter_check_geometry(
    struct ter_check *check, struct ter_bbox area, struct ter_check_row *row, struct ter_buf *wkb);

static inline double ter_check_radius_m(const struct ter_check_row *row)
{
    return ter_value_number(row->values[row->layer->role[TER_ROLE_UNCERTAINTY_M]], 0);
}

#endif

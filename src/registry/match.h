/* Which staged row is which record: by a key, by the row's number in its source, or by its content. */
#ifndef TER_REGISTRY_MATCH_H
#define TER_REGISTRY_MATCH_H

#include "load.h"
#include "origin.h"
#include "stage.h"

enum ter_match_kind {
    TER_MATCH_NEW,
    TER_MATCH_RECORD,    /* `id` */
    TER_MATCH_DELETED,   /* the record was deleted since; it stays so */
    TER_MATCH_DUPLICATE, /* row `first_row` of the same file has the same key */
    TER_MATCH_NO_KEY,    /* --key names a field that the row leaves empty */
};

struct ter_match {
    enum ter_match_kind kind;
    int64_t id;
    int64_t first_row;
    bool of_source; /* the source brought the record before; else another did, or a hand */
};

struct ter_matcher;

/* Prepare, inside the write transaction, for the staged rows; the stage must be rewound, and is so after. */
TER_CHECKED bool ter_match_open(struct ter_registry *registry, const struct ter_layer *layer,
    const char *source_name, const struct ter_load_options *options, struct ter_origin *origin,
    struct ter_stage *stage, struct ter_matcher **ret_matcher, struct ter_error *err);

/* Match the rows in the order in which they were staged. */
TER_CHECKED bool ter_match_row(struct ter_matcher *matcher, const struct ter_record *record,
    struct ter_match *ret_match, struct ter_error *err);

/* Records of the source that no row has matched. */
int64_t ter_match_missing(const struct ter_matcher *matcher);
void ter_match_close(struct ter_matcher *matcher);
TER_DEFINE_AUTO(struct ter_matcher, ter_match_close)

#endif

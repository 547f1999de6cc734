/* Rows and records brought together by 64-bit keys, whatever the keys mean. For match.c. */
#ifndef TER_REGISTRY_MATCH_JOIN_H
#define TER_REGISTRY_MATCH_JOIN_H

#include "sorter.h"

/* A staged row that is looked for. */
struct ter_join_row {
    uint64_t key;
    uint64_t index; /* in the stage */
    int64_t number; /* in the file */
};

/* A record that a row may match. */
struct ter_join_record {
    uint64_t key;
    int64_t id;
    uint64_t index : 63, of_source : 1; /* among all records; the source brought it */
};

/* What is to be said of a row. */
struct ter_join_answer {
    uint64_t index; /* of the row */
    int64_t value;  /* the record's id, or the number of the row that came first */
    bool duplicate, of_source;
};

/* What the joins of one import have in common. */
struct ter_joiner {
    size_t memory;              /* of one sorter */
    uint8_t *taken;             /* a bit for each record: a row has matched it */
    bool repeats_take;          /* a duplicate takes a record, too: nothing else shall find it */
    struct ter_sorter *answers; /* in no order yet */
};

/* One join: each row takes the first record with its key that is free, in the order of the file. */
struct ter_join {
    struct ter_sorter *rows, *records; /* with everything added, not sorted yet */
    struct ter_sorter *left;           /* gets the rows that found nothing; may be NULL */
    bool left_by_number;               /* with their number for a key */
    bool unique;                       /* a row with the key of an earlier one is a duplicate of it */
};

/* A sorter for any of the three. */
struct ter_sorter *ter_join_sorter(const struct ter_joiner *joiner) __attribute__((returns_nonnull));
bool ter_join_is_taken(const struct ter_joiner *joiner, uint64_t record_index);
TER_CHECKED bool ter_join(struct ter_joiner *joiner, const struct ter_join *join, struct ter_error *err);

#endif

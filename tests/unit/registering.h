/* What tests of the registry share: a register in the test's directory, SQL on its connection, and loads
 * written as lines of text. All of these end the test with a message when something goes wrong. */
#ifndef TER_TESTS_REGISTERING_H
#define TER_TESTS_REGISTERING_H

#include "helpers.h"
#include "registry/internal.h"
#include "registry/load.h"

/* Create "r.sqlite" in the test's directory and open it for writing. Close it with ter_registry_close. */
struct ter_registry *register_open(void);
const struct ter_layer *register_layer(struct ter_registry *registry, const char *name);

/* Run SQL that must succeed. */
void register_sql(struct ter_registry *registry, const char *sql);

/* Run SQL that a trigger must refuse, and check that the connection is out of any transaction after. The
 * message is valid until the next error of the connection. */
const char *register_refused(struct ter_registry *registry, const char *sql);

/* The first column of the first row; -1 where it is NULL or there is no row. */
int64_t register_int(struct ter_registry *registry, const char *sql);

/* Check the first column of the first row as text; NULL stands for NULL. */
void register_text_is(struct ter_registry *registry, const char *sql, const char *expected);

/* All rows of all tables as text, history and SpatiaLite's own included, to compare files by content. */
char *register_dump(struct ter_registry *registry);

/* Types, names and SQL of all that stands in the schema, in the order in which it was made. */
char *register_schema(struct ter_registry *registry);

/* One load: `fields` and the cells of each line are separated by '|'; the field "@" is a position "LON LAT",
 * blank for none. Rows are numbered from 1. */
struct load {
    const char *layer;  /* NULL: hydrant */
    const char *source; /* NULL: "list" */
    const char *fields;
    const char *key; /* field that identifies a record, or NULL */
    bool dry_run;
    size_t memory;                 /* for matching and the spatial index; 0: the usual */
    struct ter_load_result result; /* what came of it */
    char reason[256];              /* of the last row rejected */
    int64_t rejected_row;
};
void register_load(
    struct ter_registry *registry, struct load *load, const char *const *lines, size_t line_count);
#define LOAD(registry, load, ...)                                                                            \
    register_load(registry, load, (const char *const[]){__VA_ARGS__},                                        \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* Check the counts of a load: inserted, updated, unchanged, rejected. */
void register_counts(
    const struct load *load, int64_t inserted, int64_t updated, int64_t unchanged, int64_t rejected);

/* Numbers that look random and are the same in every run: 0 <= x < 1. */
double register_random(uint64_t *state);

#endif

/* New records at the end of a layer's table, many at a time. */
#ifndef TER_REGISTRY_APPEND_H
#define TER_REGISTRY_APPEND_H

#include "internal.h"

struct ter_append_options {
    const struct ter_layer *layer;
    int64_t source_id;
    const char *now_utc; /* outlives the appender */
    size_t memory;       /* bytes for packing the spatial index; 0: the usual */
    size_t expected;     /* how many rows will come: large numbers set indexes aside meanwhile */
    void (*reject)(void *user, int64_t row_number, const char *reason); /* a row whose code is taken */
    void *user;
};

struct ter_appender;

/* Begin, inside a write transaction: the layer's triggers are set aside until ter_append_finish, or until the
 * transaction is rolled back. */
TER_CHECKED bool ter_append_open(struct ter_registry *registry, const struct ter_append_options *options,
    struct ter_appender **ret_appender, struct ter_error *err);

/* Say which code a later row brings along, so that it is not generated for an earlier one. */
void ter_append_reserve(struct ter_appender *appender, const struct ter_record *record);

/* Add a record that was checked against the layer. `number` is its row, kept where it brings no source_row.
 */
TER_CHECKED bool ter_append_row(
    struct ter_appender *appender, const struct ter_record *record, int64_t number, struct ter_error *err);

/* Write what is pending, the spatial index and one line of history; put triggers and indexes back. */
TER_CHECKED bool ter_append_finish(
    struct ter_appender *appender, int64_t *ret_inserted, struct ter_error *err);
void ter_append_close(struct ter_appender *appender);
TER_DEFINE_AUTO(struct ter_appender, ter_append_close)

#endif

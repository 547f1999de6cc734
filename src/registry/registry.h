/* The registry: one SpatiaLite file. Open, create, layers, and the write transaction.
 *
 * This folder is the only one that knows SQL. */
#ifndef TER_REGISTRY_REGISTRY_H
#define TER_REGISTRY_REGISTRY_H

#include "layer/layer.h"

struct ter_registry;

struct ter_registry_options {
    int epsg;         /* a geographic CRS; 0: 4490 */
    const char *name; /* NULL: the file's base name */
    enum ter_lang lang;
};

/* Create a new registry with all shipped layers. Refuses an existing path. A failure leaves no file. */
TER_CHECKED bool ter_registry_create(
    const char *path, const struct ter_registry_options *options, struct ter_error *err);

enum ter_open_mode { TER_READ, TER_WRITE, TER_MEND };

/* Open a registry. TER_READ never changes the file; TER_WRITE applies pending migrations and loads
 * SpatiaLite; TER_MEND does too, and takes a file whose guards were altered. Refuses what is not a registry,
 * and one that a newer terrier wrote, each with a plain line. */
TER_CHECKED bool ter_registry_open(
    const char *path, enum ter_open_mode mode, struct ter_registry **ret_registry, struct ter_error *err);
void ter_registry_close(struct ter_registry *registry);
TER_DEFINE_AUTO(struct ter_registry, ter_registry_close)

const char *ter_registry_path(const struct ter_registry *registry);
const char *ter_registry_name(const struct ter_registry *registry);
int ter_registry_epsg(const struct ter_registry *registry);
enum ter_lang ter_registry_lang(const struct ter_registry *registry);

/* The layers in the file, in the order they were added; owned by the registry. */
size_t ter_registry_layer_count(const struct ter_registry *registry);
const struct ter_layer *ter_registry_layer_at(const struct ter_registry *registry, size_t index);
TER_CHECKED bool ter_registry_layer(const struct ter_registry *registry, const char *name,
    const struct ter_layer **ret_layer, struct ter_error *err);

/* Who writes and why; copied into the history of every record that changes. */
struct ter_write_context {
    const char *tool;  /* "import", "geocode", "set" … */
    const char *note;  /* or NULL */
    int64_t source_id; /* 0: none */
};

/* One write transaction: all that happens between begin and commit is kept, or nothing. begin waits up to
 * the busy timeout (10 s) and then fails with TER_BUSY. commit refreshes the layer extents (QGIS keeps them).
 */
TER_CHECKED bool ter_registry_begin(
    struct ter_registry *registry, const struct ter_write_context *context, struct ter_error *err);
TER_CHECKED bool ter_registry_commit(struct ter_registry *registry, struct ter_error *err);
void ter_registry_rollback(struct ter_registry *registry); /* harmless when none is open */

/* One read transaction round many questions: none takes and gives up a lock of its own, and all see one state
 * of the file. Inside another transaction begin does nothing; begin and end may enclose one another. A write
 * transaction ends it. */
TER_CHECKED bool ter_registry_read_begin(struct ter_registry *registry, struct ter_error *err);
void ter_registry_read_end(struct ter_registry *registry);

/* Rows in a layer's table. */
TER_CHECKED bool ter_registry_count(
    struct ter_registry *registry, const struct ter_layer *layer, int64_t *ret_count, struct ter_error *err);

#endif

/* What an export was asked for, read from the command line. */
#ifndef TER_CLI_EXPORT_REQUEST_H
#define TER_CLI_EXPORT_REQUEST_H

#include "cli/cli.h"
#include "export/writer.h"

struct ter_export_request {
    const char *target; /* a file, a database, or "-" */
    const char *since;  /* NULL: all records */
    const struct ter_layer **layers;
    size_t layer_count;
    struct ter_write_options options; /* what is the same for all layers */
    struct ter_strings fields;        /* --fields, by name; none: all */
    char *attribution;
};

/* Read it; layers come from the words of the command. End it with ter_export_request_free, also after a
 * failure. */
TER_CHECKED bool ter_export_request_read(const struct ter_args *args, struct ter_registry *registry,
    struct ter_export_request *ret_request, struct ter_error *err);
void ter_export_request_free(struct ter_export_request *request);
#define TER_AUTO_EXPORT_REQUEST __attribute__((cleanup(ter_export_request_free)))

/* The indexes of --fields in one of the layers: an array for the caller to free; NULL without --fields. */
TER_CHECKED bool ter_export_request_fields(const struct ter_export_request *request,
    const struct ter_layer *layer, size_t **ret_fields, size_t *ret_count, struct ter_error *err);

#endif

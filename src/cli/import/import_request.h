/* The options of `terrier import`, sorted out: what is mapped to what, and where the file comes from. */
#ifndef TER_CLI_IMPORT_REQUEST_H
#define TER_CLI_IMPORT_REQUEST_H

#include "base/digest.h"
#include "base/json.h"
#include "cli/cli.h"
#include "import/mapping.h"
#include "registry/load.h"
#include "rejects.h"

struct ter_import_request {
    const char *file;
    struct ter_pair *pairs; /* the --map pairs, then the --set pairs */
    struct ter_strings texts;
    struct ter_map_options map;
    struct ter_read_options read;
    struct ter_headings *headings; /* that the reader looks for */
    char *source_name, *document, *annex;
    char sha256[TER_SHA256_HEX_SIZE];
};

/* Read the options and open the file, whose headings are looked for by the layer's fields. The request
 * borrows from `args`; end it with ter_import_request_free, also after a failure. */
TER_CHECKED bool ter_import_request_open(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_layer *layer, struct ter_import_request *ret_request, struct ter_reader **ret_reader,
    struct ter_error *err);
void ter_import_request_free(struct ter_import_request *request);
#define TER_AUTO_IMPORT_REQUEST __attribute__((cleanup(ter_import_request_free)))

struct ter_source ter_import_source(const struct ter_import_request *request);

/* Print notes below the summary. */
void ter_import_say_notes(const struct ter_args *args, const struct ter_strings *notes);

/* Why rows were refused: lines below the summary, or an object {"reason": rows}. */
void ter_import_say_rejects(const struct ter_args *args, struct ter_rejects *rejects);
json_t *ter_import_rejects_json(struct ter_rejects *rejects);

/* A line below the summary, where the count is not 0. */
void ter_import_say_count(const struct ter_args *args, int64_t count, const char *what);

#endif

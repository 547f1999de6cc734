/* One record by its code, as it stands in the register. */
#ifndef TER_CLI_RECORD_H
#define TER_CLI_RECORD_H

#include "registry/find.h"

/* Look a record up; fails with a did-you-mean when there is none. The record lives as long as the cursor. */
TER_CHECKED bool ter_record_read(struct ter_registry *registry, const struct ter_layer *layer,
    const char *code, int64_t *ret_id, struct ter_cursor **ret_cursor, const struct ter_record **ret_record,
    struct ter_error *err);

#endif

/* Codes for records that bring none: the layer's prefix and the record's id. */
#ifndef TER_REGISTRY_GENERATED_CODES_H
#define TER_REGISTRY_GENERATED_CODES_H

#include "base/map.h"
#include "layer/layer.h"

enum { TER_CODE_SIZE = 64, TER_CODE_ATTEMPTS = 100 };

/* Codes for the ids from `first_id` on. Zero-initialise the rest; ter_generated_codes_free ends it. */
struct ter_generated_codes {
    const struct ter_layer *layer;
    int64_t first_id;
    size_t expected;       /* how many ids at most */
    uint8_t *plain;        /* a bit for each id: its code is given to another row; NULL: none is */
    struct ter_map tailed; /* likewise, codes of such ids with a tail */
};

/* Say which code a row brings along, so that it is not generated for another. */
void ter_generated_codes_reserve(struct ter_generated_codes *codes, const char *code);

/* The code for an id: with a tail where a row of the file has it, from `attempt` on (start with 0). Returns
 * the attempt, TER_CODE_ATTEMPTS if there is none left. */
int ter_generated_codes_make(
    struct ter_generated_codes *codes, int64_t id, int attempt, char ret_code[TER_CODE_SIZE]);
void ter_generated_codes_free(struct ter_generated_codes *codes);

#endif

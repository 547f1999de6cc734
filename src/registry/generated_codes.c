/* Owns the form of generated codes and the memory of those that a file gives itself: of these only what could
 * be generated for an id to come, which is a bit for each id and room for the few with a tail. */
#include "generated_codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ter_generated_codes_free(struct ter_generated_codes *codes)
{
    free(codes->plain);
    ter_map_free(&codes->tailed);
    codes->plain = NULL;
}

/* The code before any tail. Returns its length. */
static size_t write_plain(const struct ter_layer *layer, int64_t id, char ret_code[TER_CODE_SIZE])
{
    return (size_t)snprintf(
        ret_code, TER_CODE_SIZE, "%s%0*lld", layer->code_prefix, layer->code_digits, (long long)id);
}

static uint64_t key_of(const char *code)
{
    return ter_hash(0, code, strlen(code));
}

/* Which of the ids could get this code, perhaps with a tail after ret_length bytes; -1: none. */
static int64_t id_of(const struct ter_generated_codes *codes, const char *code, size_t *ret_length)
{
    const char *prefix = codes->layer->code_prefix;
    char plain[TER_CODE_SIZE];
    if (strncmp(code, prefix, strlen(prefix)) != 0)
        return -1;
    int64_t id = strtoll(code + strlen(prefix), NULL, 10);
    if (id < codes->first_id || id - codes->first_id >= (int64_t)codes->expected)
        return -1;
    *ret_length = write_plain(codes->layer, id, plain);
    return strncmp(code, plain, *ret_length) == 0 ? id : -1;
}

void ter_generated_codes_reserve(struct ter_generated_codes *codes, const char *code)
{
    size_t length;
    int64_t id = id_of(codes, code, &length);
    if (id < 0)
        return;
    size_t at = (size_t)(id - codes->first_id);
    if (!codes->plain)
        codes->plain = ter_alloc(codes->expected / 8 + 1);
    if (code[length])
        ter_map_put(&codes->tailed, key_of(code), NULL);
    else
        codes->plain[at / 8] |= (uint8_t)(1 << (at % 8));
}

static bool is_given(struct ter_generated_codes *codes, int64_t id, int attempt, const char *code)
{
    size_t at = (size_t)(id - codes->first_id);
    if (!codes->plain)
        return false;
    return attempt ? ter_map_get(&codes->tailed, key_of(code)) != NULL : codes->plain[at / 8] >> (at % 8) & 1;
}

int ter_generated_codes_make(
    struct ter_generated_codes *codes, int64_t id, int attempt, char ret_code[TER_CODE_SIZE])
{
    size_t length = write_plain(codes->layer, id, ret_code);
    for (; attempt < TER_CODE_ATTEMPTS; attempt++) {
        if (attempt)
            snprintf(ret_code + length, TER_CODE_SIZE - length, "-%d", attempt + 1);
        if (!is_given(codes, id, attempt, ret_code))
            break;
    }
    return attempt;
}

/* JSON in and out. The only place that names jansson; its values (json_t) travel as they are. */
#ifndef TER_BASE_JSON_H
#define TER_BASE_JSON_H

#include "memory.h"

#include <jansson.h>
#include <stdio.h>

void ter_json_free(json_t *json);
TER_DEFINE_AUTO(json_t, ter_json_free)

enum { TER_JSON_DEEPEST = 64 }; /* brackets in brackets; conditions in a layer file use some ten */

/* Parse a text; a syntax error names line and column. Duplicate keys and brackets nested too deep are errors.
 * `name` says whose text it is. */
TER_CHECKED bool ter_json_parse(
    const char *text, size_t size, const char *name, json_t **ret_json, struct ter_error *err);

/* Append a text as a JSON string, quotes and all. */
void ter_json_add_string(struct ter_buf *out, const char *text, size_t size);

/* Append compact JSON: values must not hold themselves. */
void ter_json_add(struct ter_buf *out, const json_t *json);

/* Write compact JSON with 15 significant digits (1e-10 m at the equator's degrees); false when the stream
 * fails. */
TER_CHECKED bool ter_json_write(const json_t *json, FILE *out, struct ter_error *err);

/* Compact JSON text, freed by the caller. */
char *ter_json_text(const json_t *json) __attribute__((returns_nonnull));

/* Set a member; takes over `value`. A double that is not finite becomes null. */
void ter_json_set(json_t *object, const char *key, json_t *value);
json_t *ter_json_string(const char *text); /* NULL becomes null, invalid UTF-8 is replaced */
json_t *ter_json_number(double value);

/* A stream of one JSON array: open, any number of items, close. */
struct ter_json_array {
    FILE *out;
    size_t count;
};
void ter_json_array_begin(struct ter_json_array *array, FILE *out);
TER_CHECKED bool ter_json_array_add(struct ter_json_array *array, const json_t *item, struct ter_error *err);
void ter_json_array_end(struct ter_json_array *array);

#endif

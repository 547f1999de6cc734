/* All names of the gazetteer in memory, as hashes: is this piece of text a known name? */
#ifndef TER_REGISTRY_KNOWN_NAMES_H
#define TER_REGISTRY_KNOWN_NAMES_H

#include "registry.h"

struct ter_known_names;

enum { TER_KNOWN_ROAD = 1, TER_KNOWN_PLACE = 2 }; /* bits of what a name stands for */

/* Read the names once; later imports are not seen. Words for a class of ways (铁路) are not among them. */
TER_CHECKED bool ter_known_names_open(
    struct ter_registry *registry, struct ter_known_names **ret_known, struct ter_error *err);

/* What a key (of `length` bytes, made by ter_gazetteer_key) stands for: TER_KNOWN_… bits, 0: it is unknown.
 * Only hashes are compared: one unknown key in some 10^12 is taken for a known one. */
unsigned ter_known_names_find(const struct ter_known_names *known, const char *key, size_t length);

/* The longest known name in bytes: no longer piece needs to be asked for. */
size_t ter_known_names_longest(const struct ter_known_names *known);

void ter_known_names_close(struct ter_known_names *known);
TER_DEFINE_AUTO(struct ter_known_names, ter_known_names_close)

#endif

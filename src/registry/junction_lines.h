/* All ways of the gazetteer in memory, for the derivation of junctions. */
#ifndef TER_REGISTRY_JUNCTION_LINES_H
#define TER_REGISTRY_JUNCTION_LINES_H

#include "contacts.h"
#include "internal.h"

/* The network, and the names behind its keys: key i is the i-th in the order of SQLite's index. */
struct ter_junction_lines {
    struct ter_network network;
    struct ter_strings keys;
    bool *is_class; /* of each key: a word for a class of ways, and no name */
};

TER_CHECKED bool ter_junction_lines_read(
    sqlite3 *db, struct ter_junction_lines *ret_lines, struct ter_error *err);
void ter_junction_lines_free(struct ter_junction_lines *lines);

#endif

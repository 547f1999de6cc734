/* The index of names: under which keys a place or a way is found. */
#ifndef TER_REGISTRY_NAME_INDEX_H
#define TER_REGISTRY_NAME_INDEX_H

#include "gazetteer.h"
#include "internal.h"

/* Insert statements with the parameters key, id. */
extern const char ter_name_index_add_place[], ter_name_index_add_road[];

/* Enter each name of a list separated by ';' (may be NULL). A way named by a word for its class is entered
 * under the one key of these words; 水沟 may well be the name of a village. */
TER_CHECKED bool ter_name_index_add_place_names(
    sqlite3_stmt *insert, int64_t id, const char *names, struct ter_error *err);
TER_CHECKED bool ter_name_index_add_road_names(
    sqlite3_stmt *insert, int64_t id, const char *names, struct ter_error *err);

/* Enter a way under the word for its class (铁路), where there is one. */
TER_CHECKED bool ter_name_index_add_class(
    sqlite3_stmt *insert, int64_t id, enum ter_way way, const char *class_, struct ter_error *err);

/* Make the whole index anew: for files whose keys another program made. */
TER_CHECKED bool ter_name_index_rebuild(sqlite3 *db, struct ter_error *err);

#endif

/* The lines of names, kept between the texts of one session: lists name the same roads again and again. */
#ifndef TER_GEOCODE_LINES_H
#define TER_GEOCODE_LINES_H

#include "base/map.h"
#include "registry/gazetteer.h"

/* All lines of one name. Lines that hang together are one group: a name may stand for roads in several towns.
 */
struct ter_lines {
    struct ter_road *roads;
    size_t count;
    struct ter_bbox *boxes; /* of each line */
    size_t *groups;         /* of each line */
    size_t group_count;
    struct ter_bbox *group_boxes;
    double uncertainty_m; /* of the least accurate line */
};

/* Zero-initialise. */
struct ter_line_cache {
    struct ter_map by_key; /* hash of the key -> index of an entry + 1 */
    struct ter_lines *entries;
    struct ter_line_use {
        uint64_t hash; /* of the key */
        size_t asked;  /* since the last trim, and half of before */
    } * uses;          /* of each entry */
    size_t count, capacity, use_capacity;
    size_t points;
};

/* The lines of a name, from memory or the registry: its place among `entries`, until the next trim. A word
 * for a class of ways (铁路) has none: it stands for too many. */
TER_CHECKED bool ter_lines_get(struct ter_line_cache *cache, struct ter_registry *registry, const char *key,
    size_t *ret_entry, struct ter_error *err);

/* When it has grown too large forget the names that were not asked for again. Between two texts. */
void ter_lines_trim(struct ter_line_cache *cache);
void ter_lines_clear(struct ter_line_cache *cache);

#endif

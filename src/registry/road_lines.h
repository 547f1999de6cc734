/* All ways of the gazetteer in a few long arrays, with or without a name: what a network of roads is made of.
 */
#ifndef TER_REGISTRY_ROAD_LINES_H
#define TER_REGISTRY_ROAD_LINES_H

#include "gazetteer.h"

enum { TER_ROAD_CLASSES = 256 };

struct ter_road_line {
    int64_t id;            /* of its row */
    uint32_t first, count; /* of lines->points; at least 2 */
    float uncertainty_m;
    uint8_t way;    /* enum ter_way */
    uint8_t class_; /* of lines->classes */
    int8_t oneway, layer;
    bool bridge, tunnel;
    bool named; /* has a name or a number */
};

/* Zero-initialise; ter_road_lines_free ends it. */
struct ter_road_lines {
    struct ter_road_line *items;
    size_t count, capacity;
    struct ter_lonlat *points;
    size_t point_count, point_capacity;
    char *classes[TER_ROAD_CLASSES]; /* [0] is "": no class, or one too many */
    size_t class_count;
};

/* Read them in the order of their rows. Lines that another program damaged are passed over: `check` names
 * them. Fails on more than 4 thousand million positions. */
TER_CHECKED bool ter_road_lines_read(
    struct ter_registry *registry, struct ter_road_lines *ret_lines, struct ter_error *err);
void ter_road_lines_free(struct ter_road_lines *lines);
#define TER_AUTO_ROAD_LINES __attribute__((cleanup(ter_road_lines_free)))

#endif

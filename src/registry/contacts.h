/* Where lines meet, cross or nearly touch: geometry alone, for junctions.c. */
#ifndef TER_REGISTRY_CONTACTS_H
#define TER_REGISTRY_CONTACTS_H

#include "base/geometry.h"

/* A position in units of 1e-7 degree (about a centimetre): what is one node in OpenStreetMap is one here. */
struct ter_vertex {
    int32_t x, y;
};

struct ter_line {
    uint32_t first, count; /* of its vertices */
    uint32_t first_key, key_count;
    float uncertainty_m;
    int8_t layer;
    uint8_t lanes;
    bool off_ground; /* a bridge or a tunnel */
    bool ring;       /* (a part of) a roundabout */
    bool road;
    bool met[2]; /* whether its first and its last vertex are vertices of another line: set while finding */
};

/* All lines with their vertices and keys in two long arrays: some 10 bytes a vertex. */
struct ter_network {
    struct ter_line *lines;
    size_t line_count, line_capacity;
    struct ter_vertex *vertices;
    size_t vertex_count, vertex_capacity;
    uint32_t *keys; /* of line i from lines[i].first_key on, ascending */
    size_t key_count;
};

struct ter_contact {
    uint32_t a, b; /* lines */
    struct ter_vertex at;
    float radius_m; /* of the roundabout that joins them; 0: none */
    bool at_grade;
};

struct ter_contacts {
    struct ter_contact *items;
    size_t count, capacity;
};

/* All contacts of lines that differ in a key on either side, in no particular order; one pair of lines may
 * have several, also twice the same. Ends and finds grow with the lines and their contacts, not their square.
 */
TER_CHECKED bool ter_contacts_find(
    struct ter_network *network, struct ter_contacts *ret_contacts, struct ter_error *err);

/* Its two parts: vertices that lines share, with roundabouts; and crossings, with ends that touch or point at
 * another line. The first says which ends have met a line, for the second. */
TER_CHECKED bool ter_contacts_share(
    struct ter_network *network, struct ter_contacts *contacts, struct ter_error *err);
TER_CHECKED bool ter_contacts_cross(
    struct ter_network *network, struct ter_contacts *contacts, struct ter_error *err);

void ter_contacts_add(struct ter_contacts *contacts, struct ter_contact contact);
bool ter_network_has_key(const struct ter_network *network, uint32_t line, uint32_t key);

/* Whether each of two lines has a key that the other has not: else they are one way. */
bool ter_network_differ(const struct ter_network *network, uint32_t a, uint32_t b);

/* Metres between vertices, in a plane that touches the globe there: exact to 0.5 % at these distances. */
double ter_vertex_distance_m(struct ter_vertex a, struct ter_vertex b);

#define TER_METRES_A_UNIT 0.0111320 /* along a meridian */

#endif

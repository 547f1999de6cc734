/* While a network is made: which positions of its lines are one point, and which of these are nodes. */
#ifndef TER_ROADS_ROAD_POINTS_H
#define TER_ROADS_ROAD_POINTS_H

#include "registry/road_lines.h"

/* A position that a line takes up because another line ends beside it. */
struct ter_road_insert {
    uint32_t line, segment; /* the segment from its segment-th position on */
    double part;            /* of the segment */
    uint32_t point;
};

struct ter_road_points {
    uint32_t *of;          /* the point of each of lines->points */
    struct ter_lonlat *at; /* of each point */
    bool *is_node;         /* of each point: a road ends there, or several pass */
    size_t count;
    struct ter_road_insert *inserts; /* by line, segment, part */
    size_t insert_count, insert_capacity;
};

/* Positions that are the same to 1e-7 degree are one point. */
struct ter_road_points ter_road_points_open(const struct ter_road_lines *lines);
void ter_road_points_close(struct ter_road_points *points);

/* Join the ends of roads to other roads within `snap_m` on the same layer: to their nearest vertex within it,
 * else to their line. */
void ter_road_points_snap(struct ter_road_points *points, const struct ter_road_lines *lines, double snap_m);

#endif

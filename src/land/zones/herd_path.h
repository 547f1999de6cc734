/* The path by which the animals in the reserve are to shrink, year by year. */
#ifndef TER_LAND_HERD_PATH_H
#define TER_LAND_HERD_PATH_H

#include "zone_report_parts.h"

struct ter_herd_aim {
    int year;
    double share_max, units_max; /* of the year before; in sheep units; NaN: not asked for */
    bool within_capacity;        /* asked for */
    char *target, *source;       /* the target's code and basis; NULL: of the table of rates */
};

struct ter_herd_path {
    struct ter_herd_aim *aims; /* by year, each year once */
    size_t count, capacity;
};

/* Read it from the targets whose subject is herds_in_reserve, else from the rates. Targets that cannot be
 * judged are noted. */
TER_CHECKED bool ter_herd_path_read(struct ter_registry *registry, const struct ter_rates *rates,
    struct ter_strings *notes, struct ter_herd_path *ret_path, struct ter_error *err);
void ter_herd_path_free(struct ter_herd_path *path);

#endif

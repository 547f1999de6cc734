/* The report of the grazing bans as one page. */
#ifndef TER_REPORT_ZONES_H
#define TER_REPORT_ZONES_H

#include "land/zones/zone_report.h"
#include "registry/road_lines.h"

#include <stdio.h>

/* All of it is borrowed. */
struct ter_zones_page {
    const struct ter_zone_report *report;
    const struct ter_rates *rates;
    enum ter_lang lang;
    const char *register_name;
    const struct ter_strings *documents; /* the bans' */
    const char *attribution;             /* or NULL */
    const char *command;                 /* that gives the same figures */
    const struct ter_road_lines *roads;  /* for orientation on the map; may be NULL */
};

TER_CHECKED bool ter_zones_page_write(const struct ter_zones_page *zones, FILE *out, struct ter_error *err);

#endif

/* Where something new could stand: places along roads, at a norm's spacing, away from what stands already.
 * And roads as demand: cut into short units.
 *
 * The way from gaps to proposals:
 *   ter_siting_places   along the uncovered pieces (or all roads)      -> candidates
 *   ter_siting_units    of the uncovered pieces; buildings and sites   -> demands with weights
 *   ter_cover_pairs_within (closing.h), or reach along roads           -> which covers which
 *   ter_closing_greedy / _optimum                                      -> which to build, and what each adds
 *   ter_siting_fill     how many more the norm's spacing asks for between those chosen */
#ifndef TER_COVERAGE_SITING_H
#define TER_COVERAGE_SITING_H

#include "base/plane.h"

struct ter_siting_line {
    const struct ter_xy *points;
    size_t count;
};

struct ter_siting_rule {
    double spacing_m; /* neighbours along a line are at most so far apart; above 0 */
    double apart_m;   /* new places keep at least so far from what stands and from each other; 0 or more, and
                         less than spacing_m; where a line leaves no room for both, `spacing_m` yields */
};

enum ter_siting_why {
    TER_SITE_END,     /* where a line begins or ends: a junction, or the edge of what is covered */
    TER_SITE_BETWEEN, /* on the way, one of equal steps of at most the spacing */
    TER_SITE_MIDDLE,  /* the middle of a line shorter than one step */
};

struct ter_site {
    struct ter_xy at;
    size_t line;    /* index in lines */
    double along_m; /* from the line's beginning */
    enum ter_siting_why why;
};

/* Zero-initialise. */
struct ter_sites {
    struct ter_site *items;
    size_t count, capacity;
};
void ter_sites_free(struct ter_sites *sites);
#define TER_AUTO_SITES __attribute__((cleanup(ter_sites_free)))

/* Find candidate places along lines, in the order of the lines. A line longer than the spacing is divided
 * into equal steps and has a place at each, both ends included; a shorter one has its middle. `standing` are
 * the places that exist and stay. Fails on a rule out of range and on positions that are not finite. */
TER_CHECKED bool ter_siting_places(const struct ter_siting_line *lines, size_t line_count,
    struct ter_siting_rule rule, const struct ter_xy *standing, size_t standing_count,
    struct ter_sites *ret_sites, struct ter_error *err);

/* Add what the spacing asks for between chosen places of one line: sites is replaced by itself and, between
 * neighbours that are more than spacing_m apart along the same line, equal steps of at most that. */
TER_CHECKED bool ter_siting_fill(const struct ter_siting_line *lines, size_t line_count,
    struct ter_siting_rule rule, struct ter_sites *sites, struct ter_error *err);

/* A short piece of a line, by its middle. */
struct ter_siting_unit {
    struct ter_xy at;
    double length_m;
    size_t line;
};
struct ter_siting_units {
    struct ter_siting_unit *items;
    size_t count, capacity;
};
void ter_siting_units_free(struct ter_siting_units *units);
#define TER_AUTO_SITING_UNITS __attribute__((cleanup(ter_siting_units_free)))

/* Cut lines into equal units of at most longest_m (above 0) each; no unit goes round a corner of its line. */
TER_CHECKED bool ter_siting_units(const struct ter_siting_line *lines, size_t line_count, double longest_m,
    struct ter_siting_units *ret_units, struct ter_error *err);

#endif

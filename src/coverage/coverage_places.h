/* New places along the lines that are not covered for certain, for the ranking of what closes the gaps. For
 * the files coverage*.c only. */
#ifndef TER_COVERAGE_COVERAGE_PLACES_H
#define TER_COVERAGE_COVERAGE_PLACES_H

#include "coverage_run.h"
#include "siting.h"

/* Zero-initialise. */
struct ter_cover_places {
    struct ter_siting_rule rule;
    struct ter_siting_line *lines; /* what is not covered; into points */
    size_t line_count;
    struct ter_xy *points;
    struct ter_sites sites; /* where something new could stand */
};
void ter_cover_places_free(struct ter_cover_places *places);
#define TER_AUTO_COVER_PLACES __attribute__((cleanup(ter_cover_places_free)))

/* Find places at most spacing_m apart, and not nearer than half of that to what stands. */
TER_CHECKED bool ter_cover_places_find(const struct ter_cover_run *run, const struct ter_cover *certain,
    double spacing_m, const struct ter_xy *standing, size_t standing_count,
    struct ter_cover_places *ret_places, struct ter_error *err);

/* Count how many more the spacing asks for between those of `chosen` (indices of sites) that stand along the
 * same stretch. */
TER_CHECKED bool ter_cover_places_between(const struct ter_cover_places *places, const size_t *chosen,
    size_t count, size_t *ret_more, struct ter_error *err);

#endif

/* A violation as it stands in the register, with all that the rules of fines ask about it. */
#ifndef TER_LAND_FINE_CASE_H
#define TER_LAND_FINE_CASE_H

#include "fines.h"

enum { TER_MOST_PAPERS = 64 };

struct ter_fine_case {
    struct ter_fine_facts facts; /* borrows from the members below */
    const struct ter_layer *layer;
    struct ter_value *values; /* of the violation */
    struct ter_value *herd;   /* of the record it is about, or NULL */
    const struct ter_layer *herd_layer;
    struct ter_zones zones;
    struct ter_fine_paper papers[TER_MOST_PAPERS];
    struct ter_value *paper_values[TER_MOST_PAPERS];
    bool placed;
    struct ter_lonlat at;
    double radius_m;
};

/* Read the event with this code. `today` (YYYY-MM-DD) is the day of the decision and must outlive the case.
 * Fails with TER_NOT_FOUND and a did-you-mean. */
TER_CHECKED bool ter_fine_case_read(struct ter_registry *registry, const char *code, const char *today,
    struct ter_fine_case *ret_case, struct ter_error *err);
void ter_fine_case_free(struct ter_fine_case *fine_case);
#define TER_AUTO_FINE_CASE __attribute__((cleanup(ter_fine_case_free)))

#endif

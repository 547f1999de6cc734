/* The numbers of notices, orders and penalties: each has one, and none twice in a kind's year. */
#ifndef TER_LAND_PAPER_NUMBER_H
#define TER_LAND_PAPER_NUMBER_H

#include "registry/find.h"

/* Whether events of this kind are documents, which must bear a number. */
bool ter_paper_is_numbered(const char *kind);

/* The number after the last one of this kind and year: "土左禁改〔2023〕4号" after 3号. In a new year it
 * begins at 1 in the form of the year before. Fails where no number of the kind ends so, and says how to
 * begin. The caller frees it. */
TER_CHECKED bool ter_paper_number_next(struct ter_registry *registry, const struct ter_layer *events,
    const char *kind, const char *date, char **ret_number, struct ter_error *err);

/* Fail where another event of this kind and year bears the number. */
TER_CHECKED bool ter_paper_number_check(struct ter_registry *registry, const struct ter_layer *events,
    const char *kind, const char *date, const char *number, struct ter_error *err);

#endif

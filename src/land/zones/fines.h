/* What a violation of a grazing ban costs, by which rule and whose decision; or why nothing may be fined. */
#ifndef TER_LAND_FINES_H
#define TER_LAND_FINES_H

#include "rates.h"
#include "zones.h"

/* Why there is no fine, in the order in which it is asked; the first that holds is the answer. */
enum ter_fine_outcome {
    TER_FINE_DUE,
    TER_FINE_NOT_A_VIOLATION,
    TER_FINE_WITHDRAWN,
    TER_FINE_ALREADY,
    TER_FINE_OTHER_OFFENCE,
    TER_FINE_NO_POSITION,
    TER_FINE_RESERVE,
    TER_FINE_RESERVE_TOO_CLOSE,
    TER_FINE_TOO_CLOSE,
    TER_FINE_DERIVED,
    TER_FINE_NOT_IN_FORCE,
    TER_FINE_NOT_DRAWN,
    TER_FINE_OUTSIDE,
    TER_FINE_RESERVE_NOT_DRAWN,
    TER_FINE_RATES_DIFFER,
    TER_FINE_NO_ANIMALS,
    TER_FINE_ANIMALS_DIFFER,
    TER_FINE_NO_CAPACITY,
    TER_FINE_WITHIN_CAPACITY,
    TER_FINE_NO_ORDER,
    TER_FINE_ORDER_UNNUMBERED,
    TER_FINE_NO_LIMIT,
    TER_FINE_NOT_LAPSED,
    TER_FINE_CORRECTED,
    TER_FINE_NOT_INSPECTED,
    TER_FINE_OUTCOMES
};

/* An event about the violation: an order, an inspection, a penalty. Texts are borrowed; NULL: not given. */
struct ter_fine_paper {
    const char *code, *kind, *on, *due_on, *result, *document_no;
};

/* All that the rules ask about. */
struct ter_fine_facts {
    const char *code;                    /* of the violation */
    const char *kind;                    /* of the event */
    const char *status;                  /* of the event */
    const char *offence;                 /* NULL: grazing inside a ban */
    const char *happened_on;             /* YYYY-MM-DD */
    const char *today;                   /* the day of the decision */
    double sheep_units;                  /* as counted; NaN: not given */
    const char *livestock;               /* animals by kind; NULL: not given */
    double capacity_units;               /* of the herd that it is about; NaN: not known */
    const char *herd_in_reserve;         /* yes, no or NULL */
    const struct ter_zones *zones;       /* where it happened, on the day; NULL: the place is not known */
    const struct ter_fine_paper *papers; /* not withdrawn, in the order of their dates */
    size_t paper_count;
    bool outside_reserve; /* the officer says so, where the reserve is not drawn */
};

struct ter_fine {
    enum ter_fine_outcome outcome;
    const struct ter_rate_rule *rule;     /* of the table; NULL where none could be chosen */
    const struct ter_zone *zone;          /* of the facts: the one that decided; may be NULL */
    const struct ter_undrawn *undrawn;    /* the reserve that is not drawn */
    size_t undrawn_bans;                  /* with TER_FINE_NOT_DRAWN: how many */
    const struct ter_fine_paper *paper;   /* the order or penalty that decided; may be NULL */
    double units, rate_yuan, amount_yuan; /* NaN where they could not be reckoned */
    char *because[2];                     /* by enum ter_lang: one sentence; owned */
    char *reckoning;                      /* "12 × 120 = 1,440", or NULL */
};

/* Decide. Fails only where the animals cannot be read. */
TER_CHECKED bool ter_fine_decide(const struct ter_rates *rates, const struct ter_fine_facts *facts,
    struct ter_fine *ret_fine, struct ter_error *err);
void ter_fine_free(struct ter_fine *fine);
#define TER_AUTO_FINE __attribute__((cleanup(ter_fine_free)))

/* What a zone says to grazing at the place that it was found at: TER_FINE_DUE (a fine may rest on it), or
 * what stands in the way: RESERVE, TOO_CLOSE, DERIVED, NOT_IN_FORCE, OUTSIDE, RATES_DIFFER. ret_rule (may be
 * NULL) gets the rule, NULL where the table has none. */
enum ter_fine_outcome ter_fine_of_zone(
    const struct ter_rates *rates, const struct ter_zone *zone, const struct ter_rate_rule **ret_rule);

/* The word of the JSON: "due", "too_close" … */
const char *ter_fine_outcome_name(enum ter_fine_outcome outcome);

/* Why, as one sentence with the names of zone, order and dates. The caller frees it. */
char *ter_fine_sentence(const struct ter_fine *fine, const struct ter_fine_facts *facts, enum ter_lang lang)
    __attribute__((returns_nonnull));

#endif

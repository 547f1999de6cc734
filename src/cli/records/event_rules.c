/* Owns what is asked of an event beyond the fields' own rules. Knows nothing of the command line. */
#include "event_rules.h"

#include "land/zones/paper_number.h"
#include "land/zones/rates.h"

#include <math.h>
#include <string.h>

bool ter_event_number(struct ter_registry *registry, const struct ter_layer *events, const char *kind,
    const char *on, const char *given, const char *option, char **ret_number, struct ter_error *err)
{
    static const char next[] = "auto";
    bool numbered = ter_paper_is_numbered(kind);
    if (numbered && !given)
        return ter_fail(err, TER_USAGE,
            "kind %s is a document and needs its number: document_no=NUMBER, or document_no=auto for the "
            "next "
            "one",
            kind);
    if (given && strcmp(given, next) == 0)
        return numbered ? ter_paper_number_next(registry, events, kind, on, ret_number, err) ||
                              ter_wrap(err, "%s", option)
                        : ter_fail(err, TER_USAGE,
                              "document_no=auto numbers notices, orders and penalties, not a %s", kind);
    if (numbered && !ter_paper_number_check(registry, events, kind, on, given, err))
        return ter_wrap(err, "%s", option);
    *ret_number = given ? ter_strdup(given) : NULL;
    return true;
}

bool ter_event_animals(const char *livestock, double counted, double *ret_units, struct ter_error *err)
{
    static const double least_difference = 1e-6;
    TER_AUTO(ter_rates_free) struct ter_rates *rates = NULL;
    double units;
    if (!ter_rates_shipped(&rates, err))
        return false;
    if (!ter_rates_animals(rates, livestock, &units, err))
        return ter_wrap(err, "livestock");
    if (isfinite(counted) && fabs(counted - units) > least_difference)
        return ter_fail(err, TER_USAGE,
            "sheep_units=%.10g does not agree with livestock \"%s\", which makes %.10g; leave one out",
            counted, livestock, units);
    *ret_units = units;
    return true;
}

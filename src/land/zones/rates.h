/* The table of rates: what an animal counts, which rule fines what, how often areas are patrolled. Data with
 * sources, never code. */
#ifndef TER_LAND_RATES_H
#define TER_LAND_RATES_H

#include "layer/layer.h"

/* One kind of animal in sheep units. */
struct ter_rate_animal {
    char *name;
    struct ter_label title, source;
    struct ter_strings words; /* other words for it */
    double units;
    char state; /* 'v' verified, 's' secondary source, '?' general knowledge, 'u' the user's own */
};

enum ter_rate_needs { TER_NEEDS_NOTHING, TER_NEEDS_ORDER, TER_NEEDS_LAPSED_ORDER };

/* One rule by which an offence is punished. */
struct ter_rate_rule {
    char *name, *offence;
    struct ter_strings kinds; /* of the zone; none: any kind that no other rule names */
    bool has_yuan;            /* false: not fined by sheep units, and not by the banner's own offices */
    double yuan_per_unit;
    enum ter_rate_needs needs;
    struct ter_label title, authority, basis, source;
    char state;
};

/* How often a duty area of a level is to be patrolled. */
struct ter_rate_quota {
    char *level, *period;
    int patrols, deputy_patrols;
    struct ter_label source;
    char state;
};

/* One year of the path by which the herds in the reserve are to shrink. */
struct ter_rate_step {
    int year;
    double share;         /* of the year before; 0: not asked for */
    bool within_capacity; /* at the year's end */
};

struct ter_rates {
    char *layer;                   /* of the bans */
    struct ter_strings boundaries; /* how a boundary must have been come by to carry a fine */
    struct ter_rate_animal *animals;
    struct ter_rate_rule *rules;
    struct ter_rate_quota *quotas;
    struct ter_rate_step *steps;
    size_t animal_count, rule_count, quota_count, step_count;
    struct ter_label steps_source;
};

/* The table that ships. */
TER_CHECKED bool ter_rates_shipped(struct ter_rates **ret_rates, struct ter_error *err);

/* Read a table that stands in the shipped one's place: what it leaves out (a whole list or name) keeps the
 * shipped value. `name` names the text in errors, which say what is wrong where (/animals/3/units). */
TER_CHECKED bool ter_rates_parse(
    const char *text, size_t size, const char *name, struct ter_rates **ret_rates, struct ter_error *err);
void ter_rates_free(struct ter_rates *rates);
TER_DEFINE_AUTO(struct ter_rates, ter_rates_free)

/* The rule for an offence in a zone of this kind (NULL: none); NULL where there is none. */
const struct ter_rate_rule *ter_rates_rule(
    const struct ter_rates *rates, const char *offence, const char *kind);

/* Whether a rule says of this kind of zone that others punish there. */
bool ter_rates_is_reserve(const struct ter_rates *rates, const char *kind);

bool ter_rates_boundary_carries(const struct ter_rates *rates, const char *boundary);

/* Read animals as sheep units: "12 sheep + 3 cattle", "羊12只、牛3头", "40" (sheep units). The error names
 * the word that is not an animal and those that are known. */
TER_CHECKED bool ter_rates_animals(
    const struct ter_rates *rates, const char *text, double *ret_units, struct ter_error *err);

/* How they were reckoned, appended: "12 x 1 + 3 x 5 = 27". Only for a text that could be read. */
void ter_rates_animals_explain(const struct ter_rates *rates, const char *text, struct ter_buf *out);

#endif

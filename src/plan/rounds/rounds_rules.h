/* The table of crews' work: what kit a need belongs to, how long it takes, how fast a crew drives. Data with
 * sources (rounds.json); most of it are assumptions that an office replaces by its own figures. */
#ifndef TER_PLAN_ROUNDS_RULES_H
#define TER_PLAN_ROUNDS_RULES_H

#include "layer/layer.h"

/* Equipment that rides together: one round carries one kit. */
struct ter_round_kit {
    char *name; /* "digger" */
    struct ter_label title;
    struct ter_strings needs; /* values of `needs` that it serves */
};

/* Minutes of work at a stop. */
struct ter_round_service {
    char *needs; /* "*" holds for needs that the table does not name */
    double minutes;
    struct ter_label source;
    char state; /* 'v' verified, 's' secondary source, '?' assumption, 'u' the user's own */
};

enum ter_round_setting {
    TER_ROUND_SETUP_MIN,      /* loading and setting out, once a round */
    TER_ROUND_SPEED_SHARE,    /* of a fire engine's speed under siren that a crew drives; 0 … 1 */
    TER_ROUND_LOCATE_ABOVE_M, /* a position coarser than this is located before anyone drives to it */
    TER_ROUND_SETTINGS,
};
struct ter_round_value {
    double value;
    struct ter_label title, source;
    char state;
};

struct ter_round_rules {
    struct ter_round_kit *kits; /* the last one serves whatever no other does */
    size_t kit_count;
    struct ter_round_service *services;
    size_t service_count;
    struct ter_round_value settings[TER_ROUND_SETTINGS];
};

/* The table that ships. */
TER_CHECKED bool ter_round_rules_shipped(struct ter_round_rules **ret_rules, struct ter_error *err);

/* Read a table; what it does not name keeps the shipped value. `name` names the text in errors, which say
 * what is wrong where (/services/3/minutes). */
TER_CHECKED bool ter_round_rules_parse(const char *text, size_t size, const char *name,
    struct ter_round_rules **ret_rules, struct ter_error *err);
void ter_round_rules_free(struct ter_round_rules *rules);
TER_DEFINE_AUTO(struct ter_round_rules, ter_round_rules_free)

/* Never NULL: NULL and unknown needs share one entry. */
const struct ter_round_kit *ter_round_rules_kit(const struct ter_round_rules *rules, const char *needs);
const struct ter_round_service *ter_round_rules_service(
    const struct ter_round_rules *rules, const char *needs);

#endif

/* Thresholds of accountability: how much unlawful land use there may be in a village or township within a
 * year, how much there is, and what is left. The rules are data (thresholds.json), each with its source. */
#ifndef TER_LAND_THRESHOLDS_H
#define TER_LAND_THRESHOLDS_H

#include "patches.h"

enum ter_threshold_scope { TER_SCOPE_VILLAGE, TER_SCOPE_TOWNSHIP, TER_SCOPE_ALL, TER_SCOPES };

enum ter_threshold_measure {
    TER_MEASURE_FARMLAND_MU,         /* unlawful farmland, in mu */
    TER_MEASURE_SATELLITE_PATCHES,   /* unlawful ones; parts of one patch count once */
    TER_MEASURE_FARMLAND_SHARE,      /* unlawful farmland, in percent of all that new construction took */
    TER_MEASURE_OVERDUE_PATCHES,     /* unlawful ones with this deadline passed */
    TER_MEASURE_WRONG_ENTRIES_SHARE, /* in percent of all entries */
    TER_MEASURES,
};

struct ter_threshold_rule {
    char *name;
    struct ter_label title;
    enum ter_threshold_scope scope;
    enum ter_threshold_measure measure;
    char *deadline; /* of TER_MEASURE_OVERDUE_PATCHES, else NULL */
    bool at_least;  /* reached at the limit itself; else only above it */
    double limit;
    char *source; /* or NULL */
    char state;   /* 'v', 's', '?' or 'u' */
};

struct ter_threshold_rules {
    struct ter_threshold_rule *items;
    size_t count;
};

/* The rules that ship, or those of a file of the same form (a JSON text; `name` says whose in errors). */
TER_CHECKED bool ter_threshold_rules_read(const char *text, size_t size, const char *name,
    struct ter_threshold_rules *ret_rules, struct ter_error *err);
TER_CHECKED bool ter_threshold_rules_shipped(struct ter_threshold_rules *ret_rules, struct ter_error *err);
void ter_threshold_rules_free(struct ter_threshold_rules *rules);
#define TER_AUTO_THRESHOLD_RULES __attribute__((cleanup(ter_threshold_rules_free)))

/* What townships and the bureau have reported of a year (layer land_account). Shares are measured by it. */
struct ter_land_account {
    char *township;                                   /* NULL: of the whole area */
    double farmland_taken_mu, entries, wrong_entries; /* NaN: not reported */
};
struct ter_land_accounts {
    struct ter_land_account *items; /* of a year each township once, its months added up */
    size_t count, capacity;
};
TER_CHECKED bool ter_land_accounts_read(
    struct ter_registry *registry, int year, struct ter_land_accounts *ret_accounts, struct ter_error *err);
void ter_land_accounts_free(struct ter_land_accounts *accounts);
#define TER_AUTO_LAND_ACCOUNTS __attribute__((cleanup(ter_land_accounts_free)))

enum ter_threshold_state {
    TER_THRESHOLD_BELOW,
    TER_THRESHOLD_REACHED,
    TER_THRESHOLD_UNSURE, /* below by what is known, and not all is known */
    TER_THRESHOLD_NO_DATA,
};

/* One rule held against one place. */
struct ter_threshold {
    const struct ter_threshold_rule *rule;
    const char *township, *village; /* NULL: not of that; borrowed from the patches or the accounts */
    double numerator;               /* NaN: no data */
    double denominator;             /* of shares; NaN: no data, or the rule has none */
    double value;                   /* what is held against the limit; NaN: no data */
    double allowed; /* how much the numerator may still grow; 0 where it is reached; NaN: no data */
    enum ter_threshold_state state;
    struct ter_strings codes;   /* of the patches that the numerator counts */
    struct ter_strings unknown; /* of unlawful ones whose farmland nobody has entered: it may be more */
};
struct ter_thresholds {
    struct ter_threshold *items; /* by rule, then reached first, then by name */
    size_t count, capacity;
    size_t no_year;    /* unlawful patches without a day on which they were found: they count in no year */
    size_t no_village; /* unlawful patches of the year that name no village */
};

/* Hold every rule against every place that has patches of the year, or accounts. */
void ter_thresholds_judge(const struct ter_patches *patches, const struct ter_threshold_rules *rules,
    const struct ter_land_accounts *accounts, int year, struct ter_thresholds *ret_thresholds);
void ter_thresholds_free(struct ter_thresholds *thresholds);
#define TER_AUTO_THRESHOLDS __attribute__((cleanup(ter_thresholds_free)))

/* "7.2 of 10 mu used; 2.8 mu left": what a person reads. The caller frees it. */
char *ter_threshold_words(const struct ter_threshold *row, enum ter_lang lang)
    __attribute__((returns_nonnull));

/* Names of JSON: "village", "below" … */
const char *ter_threshold_scope_name(enum ter_threshold_scope scope);
const char *ter_threshold_state_name(enum ter_threshold_state state);

#endif

/* What is known of one position, and its two forms of output. */
#ifndef TER_CLI_HERE_H
#define TER_CLI_HERE_H

#include "base/json.h"
#include "cli/cli.h"
#include "land/zones/fines.h"

/* The nearest record of a layer that can be used; values NULL where there is none. */
struct ter_here_nearest {
    const struct ter_layer *layer;
    struct ter_value *values;
    double distance_m;
};

enum { TER_HERE_LAYERS = 4 }; /* hydrant, station, herd, checkpoint */

/* What the zones together say to somebody who would graze here. */
enum ter_here_verdict {
    TER_HERE_NO_BANS, /* the register knows of none at all */
    TER_HERE_BANNED,  /* inside one that is in force */
    TER_HERE_CLOSE,   /* too near to the boundary of one in force */
    TER_HERE_UNKNOWN, /* outside of all that are drawn, and others are not drawn */
    TER_HERE_PENDING, /* only inside of some that are not in force */
    TER_HERE_FREE     /* outside of all */
};

/* Strings are borrowed but for township and explain. */
struct ter_here {
    struct ter_lonlat at;
    double uncertainty_m;
    const char *text;   /* as it was asked, where it was geocoded; else NULL */
    const char *status; /* matched, ambiguous; with text */
    char *explain;      /* one sentence; with text */
    const char *date;
    char *township; /* its name, or NULL */
    struct ter_zones zones;
    struct ter_rates *rates;
    enum ter_here_verdict verdict;
    struct ter_here_nearest nearest[TER_HERE_LAYERS];
    size_t nearest_count;
};

/* Whether a layer is that of the bans, by the table of rates. */
bool ter_here_is_bans(const struct ter_here *here, const struct ter_layer *layer);

/* Whether a zone that nobody has drawn may hold the position: its township, where both are known, is this. */
bool ter_here_may_hold(const struct ter_here *here, const struct ter_undrawn *undrawn);

/* Weigh the zones. */
void ter_here_judge(struct ter_here *here);

/* Who answers for the place: "大青山管理站 (GB-0001)", each once. */
void ter_here_responsible(const struct ter_here *here, struct ter_strings *units);

void ter_here_print(const struct ter_here *here, enum ter_lang lang, FILE *out);
void ter_here_print_bans(const struct ter_here *here, enum ter_lang lang, FILE *out);
json_t *ter_here_json(const struct ter_here *here);
void ter_here_free(struct ter_here *here);
#define TER_AUTO_HERE __attribute__((cleanup(ter_here_free)))

#endif

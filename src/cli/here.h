/* What is known of one position, and its two forms of output. */
#ifndef TER_CLI_HERE_H
#define TER_CLI_HERE_H

#include "land/zones.h"
#include "base/json.h"
#include "cli.h"

/* The nearest record of a layer that can be used; values NULL where there is none. */
struct ter_here_nearest {
    const struct ter_layer *layer;
    struct ter_value *values;
    double distance_m;
};

enum { TER_HERE_LAYERS = 2 }; /* hydrant, station */

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
    struct ter_here_nearest nearest[TER_HERE_LAYERS];
    size_t nearest_count;
};

void ter_here_print(const struct ter_here *here, enum ter_lang lang, FILE *out);
json_t *ter_here_json(const struct ter_here *here);
void ter_here_free(struct ter_here *here);
#define TER_AUTO_HERE __attribute__((cleanup(ter_here_free)))

#endif

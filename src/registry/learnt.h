/* What was learnt by hand: positions that people gave, with the texts they gave them for. */
#ifndef TER_REGISTRY_LEARNT_H
#define TER_REGISTRY_LEARNT_H

#include "registry.h"

/* A record that was surveyed or placed by hand. */
struct ter_learnt {
    const struct ter_layer *layer; /* borrowed from the registry */
    char *code;
    struct ter_lonlat at;
    double uncertainty_m;
    bool surveyed; /* else placed by hand */
};

struct ter_learnt_texts;

/* Read the texts of all records of point layers that were placed by people; an index finds them without a
 * scan. */
TER_CHECKED bool ter_learnt_open(
    struct ter_registry *registry, struct ter_learnt_texts **ret_texts, struct ter_error *err);
void ter_learnt_close(struct ter_learnt_texts *texts);
TER_DEFINE_AUTO(struct ter_learnt_texts, ter_learnt_close)

/* The records whose location is said in the same words: text, township and road column, each compared by
 * ter_text_key (NULL is blank). Returns their number; the array is `texts`' own. */
size_t ter_learnt_find(const struct ter_learnt_texts *texts, const char *text, const char *township,
    const char *road, const struct ter_learnt **ret_learnt);

#endif

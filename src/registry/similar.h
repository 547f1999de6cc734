/* Names like one that is not in the gazetteer: written with other characters of the same sound or shape, or
 * with a slip of the pen. They are candidates, to be told as such: never the name itself. */
#ifndef TER_REGISTRY_SIMILAR_H
#define TER_REGISTRY_SIMILAR_H

#include "registry.h"

enum ter_likeness {
    TER_SAME_SOUND, /* 阿林昭, 阿林召 */
    TER_SAME_SHAPE, /* 小圪贲, 小圪黄 */
    TER_TYPO,       /* one character missing, too many, wrong, or two exchanged */
};

struct ter_similar {
    char *key;  /* to look it up with */
    char *name; /* as the gazetteer spells it */
    enum ter_likeness how;
    char *township; /* of the place; NULL: unknown, or a road */
};

/* Names of places, or roads, that are like a key; best first, at most TER_SIMILAR_MOST. The key itself is
 * never among them. Digits, numerals and characters of direction, order and size agree; roads differ at most
 * in sound or shape or by one exchange. The array is the caller's: ter_similar_free. */
enum { TER_SIMILAR_MOST = 10 };
TER_CHECKED bool ter_gazetteer_similar_places(struct ter_registry *registry, const char *key,
    struct ter_similar **ret_similar, size_t *ret_count, struct ter_error *err);
TER_CHECKED bool ter_gazetteer_similar_roads(struct ter_registry *registry, const char *key,
    struct ter_similar **ret_similar, size_t *ret_count, struct ter_error *err);
void ter_similar_free(struct ter_similar *similar, size_t count);

#endif

/* What an entry of the history did to its record, and what became of that since. */
#ifndef TER_REGISTRY_EFFECT_H
#define TER_REGISTRY_EFFECT_H

#include "internal.h"

/* One entry of the history. */
struct ter_entry {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    int64_t id, record_id, last_id;
    enum { TER_ENTRY_INSERT, TER_ENTRY_UPDATE, TER_ENTRY_DELETE } operation;
    char *code; /* of its record before; NULL for an insert */
};

TER_CHECKED bool ter_entry_read(
    struct ter_registry *registry, int64_t id, struct ter_entry *ret_entry, struct ter_error *err);
void ter_entry_clear(struct ter_entry *entry);
#define TER_AUTO_ENTRY __attribute__((cleanup(ter_entry_clear)))

/* Field by field, but for the id and the time of the last change. */
struct ter_effect {
    bool present;                               /* the record is there */
    bool changed[TER_MAX_FIELDS], geom_changed; /* an update: by the entry */
    bool overtaken[TER_MAX_FIELDS],
        geom_overtaken; /* the record has something else now than the entry left */
};

/* Compare the images of a record: of the entry's own, or of one in the range that it stands for. */
TER_CHECKED bool ter_effect_read(const struct ter_entry *entry, int64_t entry_id, int64_t record_id,
    struct ter_effect *ret_effect, struct ter_error *err);

/* Whether what an update changed, or anything of a record that was added, is not as the entry left it. */
bool ter_effect_is_overtaken(const struct ter_entry *entry, const struct ter_effect *effect);

/* The newest later entry that had a part in it. */
TER_CHECKED bool ter_effect_obstacle(
    const struct ter_entry *entry, const struct ter_effect *effect, int64_t *ret_id, struct ter_error *err);

#endif

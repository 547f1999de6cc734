/* What carrying a stored recipe out anew would change, zone by zone. */
#ifndef TER_CLI_DERIVE_CHANGE_H
#define TER_CLI_DERIVE_CHANGE_H

#include "derive_run.h"
#include "registry/recipes.h"

enum ter_derive_state {
    TER_DERIVE_SAME,    /* the shape would stay as it is */
    TER_DERIVE_CHANGED, /* another shape would come of it */
    TER_DERIVE_EDITED,  /* so would it, but somebody drew the zone by hand since */
    TER_DERIVE_SETTLED, /* so would it, but the zone is no draft any more */
    TER_DERIVE_FAILED,  /* it cannot be carried out any more: `why` */
    TER_DERIVE_GONE,    /* its record was deleted */
};

struct ter_derive_change {
    const struct ter_recipe_run *was; /* the run that its present shape comes from, else the latest */
    enum ter_derive_state state;
    bool edited;  /* no run gave its present shape */
    char *status; /* of the zone */
    char *why;    /* FAILED */
    struct ter_recipe recipe;
    struct ter_derive_run run;
    struct ter_buf before; /* its present shape */
    struct ter_shape_changes shapes;
    struct ter_source_changes sources;
    bool replaced;
};

struct ter_derive_changes {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_recipe_run *runs;
    size_t run_count;
    struct ter_derive_change *items; /* by code */
    size_t count;
};

/* Carry out the recipes of the zones with these codes (none: of all), and compare. A recipe that cannot be
 * carried out any more is one of the answers; a code without a recipe fails. */
TER_CHECKED bool ter_derive_changes_find(struct ter_registry *registry, const struct ter_layer *layer,
    const char *const *codes, size_t code_count, struct ter_derive_changes *ret_changes,
    struct ter_error *err);
void ter_derive_changes_free(struct ter_derive_changes *changes);
#define TER_AUTO_DERIVE_CHANGES __attribute__((cleanup(ter_derive_changes_free)))

/* Put the new shapes in the place of the old in one transaction: of drafts as they were derived; with
 * `edited_too`, also of those that somebody drew by hand since. What is no draft any more is left alone: its
 * boundary was announced. Fails, with nothing changed, where somebody changed one of them meanwhile. */
TER_CHECKED bool ter_derive_changes_store(
    struct ter_derive_changes *changes, bool edited_too, const char *note, struct ter_error *err);

#endif

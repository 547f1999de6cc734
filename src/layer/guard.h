/* Guards: what a record must show before its status may become something, as data in a layer file.
 *
 *   {"name": "regularise", "to": ["regularising"], "needs": {"penalised_on": {"given": true}},
 *    "title": {…}, "refusal": {"en": "…", "zh": "…"}, "source": "…"}
 *
 * A guard is asked when a record comes to a status of `to`, from one of `from` or, without that, from
 * anywhere, a new record included; without `to` it is asked of each new record and whenever a field it looks
 * at changes. Where `where` holds, `needs` must hold too, and an `event` about the record must be there: of
 * one of the kinds, with the fields `given` filled in, with a `position`, and not withdrawn. Guards are
 * compiled to triggers (registry/guards.h) and to QGIS form constraints; this folder judges what it can see,
 * which is all but the events. */
#ifndef TER_LAYER_GUARD_H
#define TER_LAYER_GUARD_H

#include "condition.h"

struct ter_guard_event {
    struct ter_strings kinds; /* values of the field `kind` of layer event */
    struct ter_strings given; /* its fields that must be filled in */
    bool position;
    char *also_about; /* field with the code of another record of this layer (the patch that this one was
                         split from), whose events count as well; or NULL */
    char
        *words[2]; /* all that in words, by language: "inspection or patrol, with done by (unit), position" */
};

struct ter_guard {
    char *name;
    struct ter_label title;   /* what the guard stands for */
    struct ter_label refusal; /* the rule as a sentence for who is refused */
    char *source;             /* where the rule stands, or NULL */
    struct ter_strings to, from;
    struct ter_condition_set *where;
    struct ter_condition_set *needs;
    struct ter_guard_event *event; /* NULL: none is needed */
};

/* Read /status/guards into the layer; its fields and status values must have been read before. */
TER_CHECKED bool ter_guards_read(struct ter_layer *layer, const struct ter_node *root, struct ter_error *err);
void ter_guards_free(struct ter_guard *guards, size_t count);

/* Say whether the guard is asked of this change, `where` included; `old` is NULL for a new record. A record
 * without a status has the initial one. */
bool ter_guard_asked(const struct ter_guard *guard, const struct ter_layer *layer,
    const struct ter_value *old, const struct ter_value *values);

/* Say whether the guard has a word on a record as it stands: its status is one of `to` (or there is none),
 * and `where` holds. Where `from` is given nobody can tell any more. */
bool ter_guard_concerns(
    const struct ter_guard *guard, const struct ter_layer *layer, const struct ter_value *values);

/* Mark the fields that the guard looks at, status aside; `marks` has one place for each field of the layer.
 */
void ter_guard_mark(const struct ter_guard *guard, bool *marks);

/* The refusal as one line: the rule, the values that break it, what is needed, and the source. `lacks_event`
 * says that the event is not there. */
void ter_guard_explain(const struct ter_guard *guard, const struct ter_layer *layer,
    const struct ter_value *values, bool lacks_event, enum ter_lang lang, struct ter_buf *out);

#endif

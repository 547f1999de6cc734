/* A definition's parts in words, as `layer show` and the generated docs/layers.md say them. */
#ifndef TER_CLI_LAYER_WORDS_H
#define TER_CLI_LAYER_WORDS_H

#include "layer/layer.h"

const char *ter_words_type(const struct ter_field *field); /* "text", "number" … */

/* What a field takes: its domain, its range, and who fills it. The caller frees it. */
char *ter_words_takes(const struct ter_field *field);

/* When a deadline falls due: "5 working days after verified_on", "on target_date". The caller frees it. */
char *ter_words_clock(const struct ter_layer *layer, const struct ter_deadline *deadline)
    __attribute__((returns_nonnull));

/* The same, and of which records: "…, where judgement: unlawful". The caller frees it. */
char *ter_words_due(const struct ter_layer *layer, const struct ter_deadline *deadline)
    __attribute__((returns_nonnull));

/* The statuses that may follow one, "(final)" where none may. The caller frees it. */
char *ter_words_next(const struct ter_layer *layer, const char *from);

/* What a guard is asked of: "regularising", "corrected after penalised, regularising", "any change". */
char *ter_words_guarded(const struct ter_guard *guard) __attribute__((returns_nonnull));

/* What it needs, in words, `where` first: "origin of the lead: satellite patch → an event: inspection …". */
char *ter_words_guard(const struct ter_layer *layer, const struct ter_guard *guard, enum ter_lang lang)
    __attribute__((returns_nonnull));

#endif

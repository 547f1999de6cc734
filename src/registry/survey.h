/* Surveyed positions for records that are there already: staged in memory first, then one short write
 * transaction.
 *
 * A survey replaces a position that was guessed, imported or set by hand, and a former survey whose radius is
 * not smaller. Nothing but the position changes. */
#ifndef TER_REGISTRY_SURVEY_H
#define TER_REGISTRY_SURVEY_H

#include "load.h"

struct ter_survey;

struct ter_survey_result {
    int64_t placed, unchanged;
    int64_t kept;     /* records whose own survey has a smaller radius: left so */
    int64_t rejected; /* rows handed to the reject function */
};

/* Begin for a layer of points whose records are known by the field `key`. The strings of `source` are kept by
 * the caller. */
TER_CHECKED bool ter_survey_open(struct ter_registry *registry, const struct ter_layer *layer, size_t key,
    const struct ter_source *source, struct ter_survey **ret_survey, struct ter_error *err);

/* Stage one position; uncertainty_m > 0. */
void ter_survey_add(
    struct ter_survey *survey, int64_t row, struct ter_value key, struct ter_lonlat at, double uncertainty_m);

/* Write all that was staged, or nothing. Rows are refused whose key no record or several have, or an earlier
 * row. With dry_run, or where nothing changed, no trace is left. */
TER_CHECKED bool ter_survey_commit(struct ter_survey *survey, bool dry_run, int64_t rows_rejected,
    ter_load_reject_fn *reject, void *user, struct ter_survey_result *ret_result, struct ter_error *err);
void ter_survey_close(struct ter_survey *survey);
TER_DEFINE_AUTO(struct ter_survey, ter_survey_close)

#endif

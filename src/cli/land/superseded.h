/* Records for which others stand now, as the parts of a patch stand for it: what is said of them. */
#ifndef TER_CLI_SUPERSEDED_H
#define TER_CLI_SUPERSEDED_H

#include "cli/records/filter.h"

// clang-format off
#define TER_SUPERSEDED_OPTION                                                                                \
    {"all", NULL, "also records that were split: others stand for their land now", false}

/* Which records are measured: the filters of `find` that choose areas. */
#define TER_MEASURED_OPTIONS                                                                                 \
    TER_FILTER_IN_OPTION, TER_FILTER_BBOX_OPTION, TER_FILTER_CHOICE_OPTIONS, TER_SUPERSEDED_OPTION,          \
    TER_FILTER_WHERE_OPTION
// clang-format on

/* Say whether they are measured too: with --all, and where --status chooses them or others by name. */
bool ter_superseded_wanted(const struct ter_args *args);

/* Name those that were left out, if any. */
void ter_superseded_say(
    const struct ter_args *args, const struct ter_layer *layer, enum ter_lang lang, int64_t count);

#endif

/* The filters of `find`, as a reusable piece of any command's option table. */
#ifndef TER_CLI_FILTER_H
#define TER_CLI_FILTER_H

#include "cli/cli.h"
#include "registry/find.h"

/* Initialisers for a `static const struct ter_option options[]`: put them beside the command's own. */
// clang-format off
#define TER_FILTER_BBOX_OPTION                                                                               \
    {"bbox", "W,S,E,N", "only what meets this box, in degrees", false}
#define TER_FILTER_IN_OPTION                                                                                 \
    {"in", "LAYER:CODE", "only what lies in this record's area", false}
#define TER_FILTER_CHOICE_OPTIONS                                                                            \
    {"township", "TOWNSHIP", "only records of this township; repeat for several", true},                     \
    {"status", "STATUS", "only records in this status, in either language; repeat for several", true}
#define TER_FILTER_WHERE_OPTION                                                                              \
    {"where", "EXPR", "only records for which this SQL expression over the layer's fields holds", false}
#define TER_FILTER_OPTIONS                                                                                   \
    {"near", "LON,LAT", "nearest to this position first, with the distance", false},                         \
    {"within", "M", "with --near: only what lies within so many metres", false},                             \
    TER_FILTER_BBOX_OPTION, TER_FILTER_IN_OPTION, TER_FILTER_CHOICE_OPTIONS, TER_FILTER_WHERE_OPTION,        \
    {"as-of", "DATE", "as it stood at the end of that day, or at 2023-03-05T09:30:00Z (UTC)", false},        \
    {"limit", "N", "at most so many records", false}
// clang-format on

/* A filter with the arrays it points into: never copy the struct, pass it by pointer. */
struct ter_filter_args {
    struct ter_filter filter;
    const char *townships[TER_MAX_ARGUMENTS];
    const char *statuses[TER_MAX_ARGUMENTS];
};

/* Read the filter options that were given. Status words may be the stored value, a title or an alias. The
 * result borrows from `args` and `layer`. */
TER_CHECKED bool ter_filter_from_args(const struct ter_args *args, const struct ter_layer *layer,
    struct ter_filter_args *ret_filter, struct ter_error *err);

#endif

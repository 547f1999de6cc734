/* The fields that the layers of a coverage's map are made of, and the records of each layer. For the files
 * coverage_layers.c and coverage_rows.c only. */
#ifndef TER_CLI_COVERAGE_ROWS_H
#define TER_CLI_COVERAGE_ROWS_H

#include "coverage_layers.h"

enum ter_coverage_field {
    COVERAGE_ID,
    COVERAGE_CODE,
    COVERAGE_NAME,
    COVERAGE_TOWNSHIP,
    COVERAGE_OF,
    COVERAGE_LIMIT,
    COVERAGE_CERTAINTY,
    COVERAGE_USE,
    COVERAGE_STATUS,
    COVERAGE_STEP,
    COVERAGE_SIZE_M,
    COVERAGE_SIZE_M2,
    COVERAGE_WEIGHT,
    COVERAGE_UNCERTAINTY_M,
    COVERAGE_NEAREST_M,
    COVERAGE_RANK,
    COVERAGE_SCORE,
    COVERAGE_NORM_M2,
    COVERAGE_BARRIER,
    COVERAGE_FIRST,
    COVERAGE_FIRST_MIN,
    COVERAGE_SECOND,
    COVERAGE_SECOND_MIN,
    COVERAGE_THIRD,
    COVERAGE_THIRD_MIN,
    COVERAGE_FIELDS,
};

/* Give the sink the records of one layer, one after another. */
TER_CHECKED bool ter_coverage_each_certain(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
TER_CHECKED bool ter_coverage_each_possible(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
TER_CHECKED bool ter_coverage_each_gap(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
TER_CHECKED bool ter_coverage_each_piece(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
TER_CHECKED bool ter_coverage_each_point(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
TER_CHECKED bool ter_coverage_each_source(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
TER_CHECKED bool ter_coverage_each_district(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
TER_CHECKED bool ter_coverage_each_crossing(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
TER_CHECKED bool ter_coverage_each_due(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);
TER_CHECKED bool ter_coverage_each_step(
    const struct ter_coverage *coverage, const struct ter_coverage_sink *sink, struct ter_error *err);

#endif

/* What the parts of the coverage report share. */
#ifndef TER_REPORT_COVERAGE_PARTS_H
#define TER_REPORT_COVERAGE_PARTS_H

#include "coverage.h"
#include "report/grid.h"

/* "150 m in a straight line", "5 minutes' drive". The caller frees it. */
char *ter_coverage_limit_words(const struct ter_coverage *coverage, double limit)
    __attribute__((returns_nonnull));

/* The same as a figure: "150 m", "5 min". */
struct ter_figure ter_coverage_limit(const struct ter_coverage *coverage, double limit);

/* The township's name, or the word for none. */
const char *ter_coverage_township(const struct ter_coverage *coverage, size_t township);

/* How the figures of an over are written. */
enum ter_measure_kind ter_coverage_measure(const struct ter_cover_over *over);

/* The level whose figures stand for the whole. */
const struct ter_cover_level *ter_coverage_main(const struct ter_coverage *coverage);

/* Six cells: total, certain, possible, gap, and the shares of certain and gap. */
void ter_coverage_cells(struct ter_grid *grid, struct ter_cover_figures figures, const struct ter_unit *unit);

/* The sections, each left out where it has nothing to say. */
void ter_coverage_title(struct ter_page *page, FILE *out, const struct ter_coverage_report *report);
void ter_coverage_glance(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_map(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_figures(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_townships(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_worst(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_lost(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_closing(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_districts(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_dues(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_records(struct ter_page *page, const struct ter_coverage_report *report);
void ter_coverage_assumptions(struct ter_page *page, const struct ter_coverage_report *report);

#endif

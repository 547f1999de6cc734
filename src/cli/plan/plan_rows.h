/* A repair plan as plain rows: its records, its years by township, and what differs from an approved one. */
#ifndef TER_CLI_PLAN_ROWS_H
#define TER_CLI_PLAN_ROWS_H

#include "cli/rows.h"
#include "plan/repair/repair_changes.h"

/* The records by rank, with all parts of their scores. */
void ter_plan_rows_items(const struct ter_plan *plan, struct ter_rows *ret_rows);

/* One row for each township that has any, its counts by year; for the terminal. The columns
 * must outlive the rows. */
struct ter_plan_year_columns {
    struct ter_rows_column columns[TER_PLAN_MOST_YEARS + 8];
    char titles[TER_PLAN_MOST_YEARS][sizeof "-2147483648"];
};
void ter_plan_rows_townships(
    const struct ter_plan *plan, struct ter_plan_year_columns *columns, struct ter_rows *ret_rows);

/* What differs, what stays the same left out for the terminal (`brief`). */
void ter_plan_rows_changes(
    const struct ter_plan_changes *changes, enum ter_lang lang, bool brief, struct ter_rows *ret_rows);

/* An approved plan as it was saved. */
void ter_plan_rows_saved(const struct ter_saved_plan *saved, struct ter_rows *ret_rows);

#endif

/* A list of plain rows - figures of a report or a plan, not records: one description of its columns serves
 * the terminal's table, JSON, CSV and XLSX. */
#ifndef TER_CLI_ROWS_H
#define TER_CLI_ROWS_H

#include "report_target.h"

struct ter_rows_column {
    const char *name; /* as JSON has it; [a-z][a-z0-9_]*. NULL ends a list of columns */
    enum ter_field_type type;
    const char *title[2]; /* by enum ter_lang */
    int decimals;         /* of a real: rounded so everywhere; -1: as it is */
    bool aside;           /* not in the terminal's table */
};

/* Values fill row after row, each going to the next column. Texts are copied. */
struct ter_rows {
    const char *name; /* of the layer or sheet in a file */
    const struct ter_rows_column *columns;
    size_t column_count;
    struct ter_value *values;
    size_t count, capacity; /* of values */
};

/* Begin with columns that live as long as the rows. */
void ter_rows_begin(struct ter_rows *rows, const char *name, const struct ter_rows_column *columns);
void ter_rows_free(struct ter_rows *rows);
#define TER_AUTO_ROWS __attribute__((cleanup(ter_rows_free)))

void ter_rows_text(struct ter_rows *rows, const char *text); /* NULL: nothing */
void ter_rows_int(struct ter_rows *rows, int64_t number);
void ter_rows_real(struct ter_rows *rows, double number); /* NaN: nothing */
void ter_rows_none(struct ter_rows *rows);
size_t ter_rows_count(const struct ter_rows *rows); /* of whole rows */

/* Print them to `out` as the form says (table, json or csv). */
TER_CHECKED bool ter_rows_print(const struct ter_rows *rows, enum ter_format format, enum ter_lang lang,
    FILE *out, struct ter_error *err);

/* Write them to a report's file that is no page: CSV or XLSX with titles as headings, or JSON. */
TER_CHECKED bool ter_rows_write(
    struct ter_rows *rows, enum ter_lang lang, const struct ter_report_target *target, struct ter_error *err);

#endif

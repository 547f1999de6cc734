/* A CSV text as records of cells. */
#ifndef TER_IMPORT_CSV_RECORDS_H
#define TER_IMPORT_CSV_RECORDS_H

#include "csv_delimiter.h"
#include "decode.h"

struct ter_csv_cell {
    size_t at, size; /* within the window; without the quotes */
    bool doubled;    /* holds doubled quotes, to be undone */
};

/* The window holds the text from the current record on. A record is scanned without being changed; when its
 * end is not in the window yet, more text is read and the scan starts again. Only a whole record's cells are
 * unquoted and ended by NUL, in place. */
struct ter_csv_records {
    struct ter_decoder *decoder;
    struct ter_buf window;
    size_t at;    /* where the next record starts */
    int64_t line; /* the physical line there, from 1 */
    bool more;    /* the source has more text than the window */
    bool stops[256];
    char delimiter;
    bool quoted;                /* the record has a quoted cell, so it may span lines */
    struct ter_csv_cell *cells; /* of the record in hand */
    size_t cell_count, cell_capacity;
};

/* Begin with the first line that is not empty. A delimiter of 0 is found (csv_delimiter.h). Takes over the
 * decoder. A text without any such line is an error. */
TER_CHECKED bool ter_csv_begin(struct ter_csv_records *records, struct ter_decoder *decoder, char delimiter,
    const struct ter_headings *known, struct ter_error *err);
void ter_csv_end(struct ter_csv_records *records);

/* Take the next record. *ret_line gets its first line; at the end of the text a record has no cells. */
TER_CHECKED bool ter_csv_take(struct ter_csv_records *records, int64_t *ret_line, struct ter_error *err);

/* The text of a cell, quotes undone, ended by NUL; call it once a cell. It lives until the next record. */
const char *ter_csv_text(struct ter_csv_records *records, size_t cell, size_t *ret_size);

/* Say whether a cell has no text but blanks; to be asked before ter_csv_text. */
bool ter_csv_is_blank(const struct ter_csv_records *records, size_t cell);

#endif

/* The rows of a gazetteer file: places or roads, read and checked before any of them is stored. */
#ifndef TER_CLI_GAZETTEER_FILE_H
#define TER_CLI_GAZETTEER_FILE_H

#include "cli.h"
#include "import/reader.h"
#include "registry/gazetteer.h"

enum ter_gazetteer_kind { TER_GAZETTEER_PLACES, TER_GAZETTEER_ROADS };

/* What a file brought. */
struct ter_gazetteer_rows {
    enum ter_gazetteer_kind kind;
    struct ter_place *places; /* one of the two, by kind */
    struct ter_road *roads;   /* one for each part of a line */
    size_t count, capacity;
    int64_t nameless; /* lines without a name and a ref, left out */
};

/* Read the whole file; the options --kind and --uncertainty say how. Errors name row and column. */
TER_CHECKED bool ter_gazetteer_rows_read(const struct ter_args *args, int storage_epsg,
    struct ter_reader *reader, struct ter_gazetteer_rows *ret_rows, struct ter_error *err);
void ter_gazetteer_rows_free(struct ter_gazetteer_rows *rows);
#define TER_AUTO_GAZETTEER_ROWS __attribute__((cleanup(ter_gazetteer_rows_free)))

const char *ter_gazetteer_kind_name(enum ter_gazetteer_kind kind); /* "places", "roads" */

#endif

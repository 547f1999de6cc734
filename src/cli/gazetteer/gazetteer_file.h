/* The rows of a gazetteer file: places and ways, read and checked before any of them is stored. */
#ifndef TER_CLI_GAZETTEER_FILE_H
#define TER_CLI_GAZETTEER_FILE_H

#include "gazetteer_areas.h"
#include "gazetteer_kind.h"
#include "registry/stage.h"

/* What stands in the column `way` of a staged row: enum ter_way, or this. */
enum { TER_STAGED_PLACE = -1 };

/* What a file brought. Each staged record has a value for each enum ter_gazetteer_column, and a point or a
 * line; a place without one is known by its township only. */
struct ter_gazetteer_rows {
    enum ter_gazetteer_kind kind;
    struct ter_stage *stage;
    struct ter_gazetteer_areas *areas;
    int64_t places, ways;
    int64_t unplaced;  /* of the places: without a position */
    int64_t outside;   /* left out: outside --clip */
    int64_t shapeless; /* of the ways, left out: without a line */
    char *attribution; /* what must be said wherever the data is shown; NULL: nothing */
    struct ter_strings notes;
};

/* Read the whole file that the arguments name; the options --kind, --uncertainty, --clip, --map, --set,
 * --from and --encoding say how. Errors name row and column. */
TER_CHECKED bool ter_gazetteer_rows_read(const struct ter_args *args, int storage_epsg,
    struct ter_gazetteer_rows *ret_rows, struct ter_error *err);
void ter_gazetteer_rows_free(struct ter_gazetteer_rows *rows);
#define TER_AUTO_GAZETTEER_ROWS __attribute__((cleanup(ter_gazetteer_rows_free)))

#endif

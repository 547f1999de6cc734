/* From staged rows to the register's gazetteer. */
#ifndef TER_CLI_GAZETTEER_SAVE_H
#define TER_CLI_GAZETTEER_SAVE_H

#include "gazetteer_file.h"

/* What was stored, and what was not for a reason that only the register knows. */
struct ter_gazetteer_saved {
    int64_t places, ways[3];        /* by enum ter_way */
    int64_t named_roads;            /* of the roads: with a name or a number */
    int64_t by_township, by_county; /* places with the position of the area that they name */
    int64_t doubled;                /* points of towns whose area is there too: left out */
};

/* Store all rows in place of what the source brought before, in one transaction. */
TER_CHECKED bool ter_gazetteer_rows_save(struct ter_registry *registry, const struct ter_args *args,
    struct ter_gazetteer_rows *rows, struct ter_gazetteer_saved *ret_saved, struct ter_error *err);

#endif

/* The features of a file as sources of a derived zone. */
#ifndef TER_CLI_DERIVE_FILE_H
#define TER_CLI_DERIVE_FILE_H

#include "land/derive/derive.h"

struct ter_derive_file {
    int epsg; /* of the register */
    enum ter_lang lang;
};

/* Read the file that a term names: all features with a shape for which term->where holds ("DLBM=03*,04*",
 * "year>=2015 and owner=…"). Features go by their column `code`, `id` or the survey's patch number, else by
 * the row's number. What is not valid as a polygon is taken as even-odd filling draws it. `user` is a
 * struct ter_derive_file; fits ter_derive_request.read_file. */
TER_CHECKED bool ter_derive_file_read(void *user, const struct ter_recipe_term *term, size_t index,
    struct ter_sources *sources, struct ter_strings *notes, struct ter_error *err);

#endif

/* Recipes: how a zone is derived from what has a name in the register, or stands in a file. */
#ifndef TER_LAND_RECIPE_H
#define TER_LAND_RECIPE_H

#include "base/json.h"
#include "layer/layer.h"

enum ter_recipe_use {
    TER_RECIPE_ADD,   /* the zone is the union of these … */
    TER_RECIPE_MINUS, /* … without these … */
    TER_RECIPE_CLIP,  /* … inside each of these */
};

enum ter_recipe_what {
    TER_RECIPE_ROAD,     /* roads and railways of the gazetteer by name or number */
    TER_RECIPE_WATER,    /* its waterways, and places that are water */
    TER_RECIPE_VILLAGE,  /* one of its villages */
    TER_RECIPE_VILLAGES, /* all villages of a township */
    TER_RECIPE_PLACE,    /* a place of any kind */
    TER_RECIPE_LAYER,    /* records of a layer, or one */
    TER_RECIPE_FILE,     /* features of a file */
    TER_RECIPE_COUNTY,   /* the whole area that the register is about */
    TER_RECIPE_WHATS
};

/* Strings are owned; NULL where they mean nothing. */
struct ter_recipe_term {
    enum ter_recipe_use use;
    enum ter_recipe_what what;
    char *name;      /* of the road, water, village, place, township or layer; the file's path */
    char *township;  /* of a village or place, where several have its name */
    char *part;      /* code of one record; source layer of a file */
    char *where;     /* of a layer or file: only those for which it holds */
    double buffer_m; /* how far round it, >= 0 */
};

struct ter_recipe {
    struct ter_recipe_term *terms;
    size_t count, capacity;
};

enum { TER_RECIPE_MOST_M = 100000 }; /* the widest buffer */

/* Read one term as people write it: road:G110, water:大黑河, village:毕克齐镇/兵州亥村, villages:毕克齐镇,
 * place:NAME, county, LAYER, LAYER:CODE, or (where the text is none of these) a file's path; ending in @M
 * for its buffer. Whether roads or layers of that name exist is found out later. *ret_wide: a width was
 * given. */
TER_CHECKED bool ter_recipe_term_parse(
    const char *text, struct ter_recipe_term *ret_term, bool *ret_wide, struct ter_error *err);
void ter_recipe_term_clear(struct ter_recipe_term *term);

/* Add a term, which the recipe then owns. */
void ter_recipe_add(struct ter_recipe *recipe, struct ter_recipe_term term);

/* Check what the parts mean together: something is added, widths are in range, a condition has something to
 * be a condition of. */
TER_CHECKED bool ter_recipe_check(const struct ter_recipe *recipe, struct ter_error *err);

/* The stored form, and back; a recipe that a newer program wrote, or a damaged one, is refused with the place
 * in it. Zero-initialise `ret_recipe`; ter_recipe_free ends it, also after a failure. */
json_t *ter_recipe_json(const struct ter_recipe *recipe);
TER_CHECKED bool ter_recipe_read(
    const char *text, size_t size, struct ter_recipe *ret_recipe, struct ter_error *err);
void ter_recipe_free(struct ter_recipe *recipe);
#define TER_AUTO_RECIPE __attribute__((cleanup(ter_recipe_free)))

/* The widest buffer of what is added. */
double ter_recipe_width_m(const struct ter_recipe *recipe);

/* In words, for people: "50 m round road G110; without land_use; inside the county". */
void ter_recipe_describe(const struct ter_recipe *recipe, enum ter_lang lang, struct ter_buf *out);

/* One term as ter_recipe_term_parse reads it, without its buffer. */
void ter_recipe_term_print(const struct ter_recipe_term *term, struct ter_buf *out);

#endif

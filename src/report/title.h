/* The title block that all reports share: whose register, which day, what was asked, how sure the positions
 * are, which documents it comes from - in this order. */
#ifndef TER_REPORT_TITLE_H
#define TER_REPORT_TITLE_H

#include "page.h"

/* All of it is borrowed; lists may be NULL or empty, and their line is then left out; an empty scope is the
 * whole register. */
struct ter_title {
    enum ter_lang lang;
    const char *title, *subtitle; /* the subtitle may be NULL */
    const char *register_name, *date;
    const struct ter_strings *scenario, *scope, *rule;
    const struct ter_strings *positions; /* how sure they are: every report has something to say of it */
    const struct ter_strings *documents;
    const char *attribution;            /* of the data; NULL: none is asked for */
    const struct ter_strings *warnings; /* what a reader must know before any figure */
    bool has_map;
};

/* Begin the page with it. Zero-initialise the page. */
void ter_title_begin(struct ter_page *page, FILE *out, const struct ter_title *title);

/* How sure positions are, by their radii of error (sorted here; only finite ones): a sentence in which {1} is
 * how many have a position, {2} of how many, {3} within what half of them lie, {4} nine of ten. */
char *ter_title_positions(const char *sentence, enum ter_lang lang, size_t placed, size_t all,
    double *radii_m, size_t known) __attribute__((returns_nonnull));

#endif

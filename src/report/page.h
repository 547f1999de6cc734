/* A report: one HTML file that needs no network, in Chinese or English, for the screen and for A4.
 *
 * ter_page_begin writes the title block, then come sections with whatever the other headers of this folder
 * draw, then ter_page_end writes the list of commands that reproduce the figures. Pages escape all texts. */
#ifndef TER_REPORT_PAGE_H
#define TER_REPORT_PAGE_H

#include "figure.h"
#include "markup.h"
#include "words.h"

struct ter_page {
    struct ter_markup markup;
    enum ter_lang lang;
    struct ter_strings commands; /* that reproduce figures; a footnote's number is its place plus one */
    bool in_section, has_map;
};

/* One line of the title block: what is known, and each of its values on a line of its own. */
struct ter_page_fact {
    enum ter_word label;
    const struct ter_strings *values; /* none: the fact is left out */
};

struct ter_page_title {
    const char *title, *subtitle; /* the subtitle may be NULL */
    const struct ter_page_fact *facts;
    size_t fact_count;
    const struct ter_strings *warnings; /* what a reader must know before any figure; may be NULL */
    bool has_map;                       /* ter_map_write will be called */
};

/* Begin a page on `out`, which the caller closes. Zero-initialise the page. */
void ter_page_begin(struct ter_page *page, FILE *out, enum ter_lang lang, const struct ter_page_title *title);

/* Begin a section, ending the one before it. `command` (NULL: none) reproduces its figures: a footnote beside
 * the title leads to it; the same command has one number. */
void ter_page_section(struct ter_page *page, const char *title, const char *command);
void ter_page_subtitle(struct ter_page *page, const char *title);
void ter_page_paragraph(struct ter_page *page, const char *text);
void ter_page_list(struct ter_page *page, const struct ter_strings *items);

/* End the page; fails when anything could not be written. */
TER_CHECKED bool ter_page_end(struct ter_page *page, struct ter_error *err);
void ter_page_free(struct ter_page *page);
#define TER_AUTO_PAGE __attribute__((cleanup(ter_page_free)))

/* Say whether the file at `path` is a page that terrier wrote, which another report may replace. */
bool ter_page_is_report(const char *path);

/* A command line, its words quoted where a shell would split or expand them. */
void ter_page_quote(struct ter_buf *command, const char *word);

const char *ter_page_word(const struct ter_page *page, enum ter_word word);

#endif

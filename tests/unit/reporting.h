/* A coverage made up by hand, with texts that try to break out of the page, for the tests of reports. */
#ifndef TER_TESTS_REPORTING_H
#define TER_TESTS_REPORTING_H

#include "report/coverage/coverage.h"

/* A text that ends elements, attributes, scripts and comments where it is not escaped. */
#define REPORTING_EVIL "</script><!--<img src=x onerror=\"document.title='broken'\">'&amp; 中文\u2028end"

/* Make it; valid until reporting_free. */
struct ter_coverage *reporting_coverage(enum ter_lang lang);
void reporting_free(struct ter_coverage *coverage);

/* Write its page to `path`. */
void reporting_write(const struct ter_coverage *coverage, const char *path);

#endif

/* A test on the rows of any file, by their columns: "DLBM=03*,04* and year>=2015". */
#ifndef TER_CLI_ROW_TEST_H
#define TER_CLI_ROW_TEST_H

#include "import/reader.h"

struct ter_row_test;

/* Read tests joined by " and ", each COLUMN, one of = != < <= > >=, and a value: a text or a number, several
 * with = and != by commas, a final * for any ending. Fails with a did-you-mean on an unknown column. Texts
 * are compared by ter_text_key. */
TER_CHECKED bool ter_row_test_open(const char *text, const struct ter_source_info *info,
    struct ter_row_test **ret_test, struct ter_error *err);
void ter_row_test_close(struct ter_row_test *test);
TER_DEFINE_AUTO(struct ter_row_test, ter_row_test_close)

/* Whether all of them hold. An empty cell passes != only. */
bool ter_row_test_holds(const struct ter_row_test *test, const struct ter_source_row *row);

#endif

/* Owns the SQL of tests on a record's fields. The common form of SQL and QGIS's expressions needs one care
 * more here: in SQLite any text is above any number, so that a column which holds another kind of value than
 * it should would pass a limit in SQL and fail it in C. The triggers refuse such values; no column of a layer
 * holds one. */
#include "condition_sql.h"

void ter_conditions_sql(const struct ter_condition_set *set, const struct ter_layer *layer,
    const char *prefix, struct ter_buf *out)
{
    ter_conditions_expression(set, layer, prefix, out);
}

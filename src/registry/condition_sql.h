/* Tests on a record's fields (layer/condition.h) as SQL. */
#ifndef TER_REGISTRY_CONDITION_SQL_H
#define TER_REGISTRY_CONDITION_SQL_H

#include "layer/condition.h"

/* Write the set as an SQL expression in parentheses that is 1 or 0, never NULL; `prefix` stands before each
 * field's name ("NEW.", "t.", ""). NULL writes what is always true. */
void ter_conditions_sql(const struct ter_condition_set *set, const struct ter_layer *layer,
    const char *prefix, struct ter_buf *out);

#endif

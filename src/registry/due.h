/* Deadlines in SQL: the day on which one falls due, for the views. The same rule in C is
 * analysis/deadlines.h. */
#ifndef TER_REGISTRY_DUE_H
#define TER_REGISTRY_DUE_H

#include "layer/layer.h"

/* Append the date of a deadline as an expression over the columns of the layer's table: NULL where it does
 * not run for the record, or the date that it runs from is missing. Working days are those of calendar_day.
 */
void ter_due_sql(const struct ter_layer *layer, const struct ter_deadline *deadline, struct ter_buf *out);

#endif

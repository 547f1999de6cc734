/* A table of costs from a file. */
#ifndef TER_CLI_PLAN_COSTS_FILE_H
#define TER_CLI_PLAN_COSTS_FILE_H

#include "plan/repair/repair_costs.h"

/* Read a .json (repair_costs.h), or any table with the columns defect, needs, yuan and source (故障, 工料,
 * 费用, 来源). Errors name the file, and the row of a table. */
TER_CHECKED bool ter_plan_costs_read(const char *path, const struct ter_layer *layer,
    struct ter_plan_costs **ret_costs, struct ter_error *err);

#endif

/* --rates FILE: a table of rates in the place of the shipped one. */
#ifndef TER_CLI_RATES_FILE_H
#define TER_CLI_RATES_FILE_H

#include "cli/cli.h"
#include "land/zones/rates.h"

#define TER_RATES_OPTION                                                                                     \
    {                                                                                                        \
        "rates", "FILE", "a table of rates (JSON) whose lists replace the shipped ones", false               \
    }

TER_CHECKED bool ter_rates_of_args(
    const struct ter_args *args, struct ter_rates **ret_rates, struct ter_error *err);

#endif

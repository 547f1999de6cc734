/* `terrier import --positions`: a survey's positions for records that are there. */
#ifndef TER_CLI_IMPORT_POSITIONS_H
#define TER_CLI_IMPORT_POSITIONS_H

#include "cli/cli.h"

enum ter_exit ter_import_positions(const struct ter_args *args, struct ter_error *err);

#endif

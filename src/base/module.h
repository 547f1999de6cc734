/* Parts of the program that stand in files of their own and are opened when first needed.
 *
 * GDAL brings a hundred libraries along, whose loading takes longer than most queries. What needs it is a
 * module, opened by the first reader or writer that wants it. A module calls back into the program that
 * opened it. */
#ifndef TER_BASE_MODULE_H
#define TER_BASE_MODULE_H

#include "error.h"

/* Every module exports one table of functions, which starts with this. */
struct ter_module {
    const char *version; /* TERRIER_VERSION when it was built: the table's form may change with it */
};

/* Open the module `name` of this program and find its table `symbol`. The module stays open until the program
 * ends. Fails when the file is missing, damaged or of another version of the program. */
TER_CHECKED bool ter_module_open(
    const char *name, const char *symbol, const struct ter_module **ret_module, struct ter_error *err);

#endif

/* What carrying recipes out anew adds and removes, as polygons in a file. */
#ifndef TER_CLI_DERIVE_OUT_H
#define TER_CLI_DERIVE_OUT_H

#include "derive_change.h"

/* Refuse a file that may not be written, before anything is changed. */
TER_CHECKED bool ter_derive_out_check(
    const struct ter_registry *registry, const char *path, struct ter_error *err);

/* Write one feature for each zone and what it gains or loses: code, change (added, removed), area_m2. */
TER_CHECKED bool ter_derive_out_write(
    const struct ter_derive_changes *changes, enum ter_lang lang, const char *path, struct ter_error *err);

#endif

/* Days and moments as a user writes them, in the form of the history's clock. */
#ifndef TER_REGISTRY_MOMENT_H
#define TER_REGISTRY_MOMENT_H

#include "base/error.h"

enum { TER_MOMENT_SIZE = sizeof "2026-11-22T09:30:00.123Z" };

enum ter_moment_edge { TER_MOMENT_FIRST, TER_MOMENT_LAST };

/* Read a day (2026-11-22, in local time) or a moment in UTC (2026-11-22T09:30:00Z, with or without .123) and
 * give its first or last millisecond as the history writes it. Fails with TER_USAGE. */
TER_CHECKED bool ter_moment_read(
    const char *text, enum ter_moment_edge edge, char ret_utc[TER_MOMENT_SIZE], struct ter_error *err);

#endif

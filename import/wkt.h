/* Well-known text, as tables of positions have it in a column WKT. */
#ifndef TER_IMPORT_WKT_H
#define TER_IMPORT_WKT_H

#include "base/geometry.h"

/* Read WKT of any type 1-7 as 2D WKB over what `ret_wkb` held; an EMPTY one gives an empty buffer. */
TER_CHECKED bool ter_wkt_read(const char *text, struct ter_buf *ret_wkb, struct ter_error *err);

#endif

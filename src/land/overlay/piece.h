/* The shape of what two polygons share, for maps (GEOS). Areas are overlay.h's. */
#ifndef TER_LAND_PIECE_H
#define TER_LAND_PIECE_H

#include "base/geometry.h"

struct ter_pieces;
struct ter_pieces *ter_pieces_open(void) __attribute__((returns_nonnull));
void ter_pieces_close(struct ter_pieces *pieces);
TER_DEFINE_AUTO(struct ter_pieces, ter_pieces_close)

/* Write the part of `shape` that lies in `area` as a MultiPolygon in place of what ret_wkb holds, without the
 * lines and points along which they only touch. Polygons that cross themselves are drawn anew (even-odd).
 * False where there is none. */
bool ter_pieces_cut(
    struct ter_pieces *pieces, struct ter_wkb shape, struct ter_wkb area, struct ter_buf *ret_wkb);

/* Join polygons that lie side by side into one MultiPolygon in place of what ret_wkb holds: `wkbs` are their
 * WKBs. */
bool ter_pieces_join(
    struct ter_pieces *pieces, const struct ter_wkb *wkbs, size_t count, struct ter_buf *ret_wkb);

/* A position inside a polygon, and twice its area over the length of its outline, in metres: the width of
 * what is long and thin. False where it has no inside. */
bool ter_pieces_look(struct ter_pieces *pieces, struct ter_wkb polygon, double area_m2,
    struct ter_lonlat *ret_at, double *ret_width_m);

#endif

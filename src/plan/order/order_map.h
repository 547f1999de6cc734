/* The map of one sheet of a work order. For this folder only. */
#ifndef TER_PLAN_ORDER_MAP_H
#define TER_PLAN_ORDER_MAP_H

#include "order_sheets.h"
#include "registry/road_lines.h"

/* How large it is printed: the width of an A4 sheet lying on its side, within its margins. */
static const double TER_ORDER_MAP_WIDTH_MM = 262, TER_ORDER_MAP_HEIGHT_MM = 120;

/* Draw the roads, the township's boundary (may be none) and the placed rows by their numbers. Nothing is
 * drawn where no row is placed. */
void ter_order_map_draw(
    struct ter_order_sheet *sheet, const struct ter_road_lines *roads, struct ter_wkb boundary);

#endif

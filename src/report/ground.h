/* The ground of a report's map: the register's roads, for orientation. */
#ifndef TER_REPORT_GROUND_H
#define TER_REPORT_GROUND_H

#include "registry/road_lines.h"
#include "sheet.h"

/* Draw them below all that follows; roads may be NULL. */
void ter_ground_draw(struct ter_sheet *sheet, enum ter_lang lang, const struct ter_road_lines *roads);

#endif

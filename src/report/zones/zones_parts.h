/* What the parts of the page of grazing bans share. */
#ifndef TER_REPORT_ZONES_PARTS_H
#define TER_REPORT_ZONES_PARTS_H

#include "report/grid.h"
#include "report/sheet.h"
#include "zones.h"

/* One of two texts, by the page's language; also of formats, which the compiler then checks. */
#define TER_ZONES_SAY(page, en, zh) ((page)->lang == TER_ZH ? (zh) : (en))

/* A column whose title has both languages. */
struct ter_grid_column ter_zones_column(
    const struct ter_page *page, const char *en, const char *zh, const char *unit, bool number);

/* The sections, each left out where it has nothing to say. */
void ter_zones_title(struct ter_page *page, FILE *out, const struct ter_zones_page *zones);
void ter_zones_glance(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_map(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_kinds(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_townships(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_overlaps(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_undrawn(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_offences(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_herds(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_patrols(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_tracks(struct ter_page *page, const struct ter_zones_page *zones);
void ter_zones_rates(struct ter_page *page, const struct ter_zones_page *zones);

/* The tracks as a layer of the map. */
void ter_zones_draw_tracks(struct ter_sheet *sheet, const struct ter_zones_page *zones);

#endif

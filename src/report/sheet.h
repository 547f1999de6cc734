/* The map of a report: layers of areas, lines, dots and circles over the roads, drawn by the embedded
 * Leaflet, with a legend that is the switch of the layers. Nothing is fetched. */
#ifndef TER_REPORT_SHEET_H
#define TER_REPORT_SHEET_H

#include "bars.h"

enum ter_sheet_shape {
    TER_SHEET_AREAS,
    TER_SHEET_LINES,
    TER_SHEET_DOTS,
    TER_SHEET_CIRCLES, /* a dot's radius of error */
    TER_SHEET_NUMBERS, /* dots that carry the number of a table's row */
};

/* Layers of one kind are told apart by tones: "s-ban b-0" to "b-7" of assets/page.css, also with d-used. */
enum { TER_SHEET_TONES = 8 };

struct ter_sheet_style {
    const char *class; /* of assets/page.css: it colours the layer and its swatch */
    const char *title;
    enum ter_sheet_shape shape;
    bool hidden;     /* not shown until it is switched on */
    bool background; /* says nothing of itself and does not move the map to where it is */
};

struct ter_sheet;

struct ter_sheet *ter_sheet_open(enum ter_lang lang) __attribute__((returns_nonnull));
void ter_sheet_close(struct ter_sheet *sheet);
TER_DEFINE_AUTO(struct ter_sheet, ter_sheet_close)

/* Begin a layer; those begun later lie on top. The style's texts are copied. A layer without features is left
 * out. */
void ter_sheet_layer(struct ter_sheet *sheet, const struct ter_sheet_style *style);

/* Add to the layer in hand. The label's first line is a heading; NULL or "": none. */
void ter_sheet_wkb(struct ter_sheet *sheet, struct ter_wkb shape, const char *label);
/* What is of `outer` and not of `inner`, which lies within it. */
void ter_sheet_difference(
    struct ter_sheet *sheet, struct ter_wkb outer, struct ter_wkb inner, const char *label);
void ter_sheet_line(
    struct ter_sheet *sheet, const struct ter_lonlat *points, size_t count, const char *label);

/* radius_m: of circles; the number of numbered dots; otherwise not used. */
void ter_sheet_point(struct ter_sheet *sheet, struct ter_lonlat at, double radius_m, const char *label);

/* Draw it, with its legend, what had to be thinned out or left out, and what must be said of the data
 * (`attribution` may be NULL). */
void ter_sheet_write(struct ter_sheet *sheet, struct ter_page *page, const char *attribution);

#endif

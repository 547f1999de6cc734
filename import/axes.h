/* Which coordinate system a file's numbers are in, and which of two numbers is east: decided once a file. */
#ifndef TER_IMPORT_AXES_H
#define TER_IMPORT_AXES_H

#include "base/geometry.h"

/* Two numbers as a file gives them, before anybody knows what they are. */
struct ter_xy {
    double x, y;
};

enum ter_axis_order { TER_ORDER_UNSAID, TER_ORDER_XY, TER_ORDER_YX };

/* Where the register's things are. */
struct ter_known_area {
    const char *of; /* in words: "the gazetteer's county"; NULL: not known */
    struct ter_bbox box;
};

struct ter_axes_question {
    const struct ter_xy *sample; /* of the file's first positions */
    size_t count;
    bool order_stated; /* headings or the format say which number is east; else both stand in one text */
    enum ter_axis_order order; /* --axes */
    int asked_epsg;            /* --crs; 0: not given */
    int stated_epsg;           /* what the file says; 0: nothing */
    int storage_epsg;
    struct ter_known_area area;
};

struct ter_axes {
    int epsg;
    bool swap; /* the first number is north, or latitude */
};

/* Decide. Each assumption becomes a note. Fails where the numbers look projected and no system, or more than
 * one, fits them and the register's area: the error says what they look like. */
TER_CHECKED bool ter_axes_decide(const struct ter_axes_question *question, struct ter_axes *ret_axes,
    struct ter_strings *notes, struct ter_error *err);

TER_CHECKED bool ter_axis_order_parse(
    const char *text, enum ter_axis_order *ret_order, struct ter_error *err);

/* The area in which positions of a system are believed: its area of use, and for a projected one its
 * neighbours' too, since maps run over the edge of their zone. ret_geographic: are its numbers degrees? */
TER_CHECKED bool ter_axes_area(
    int epsg, struct ter_bbox *ret_area, bool *ret_geographic, struct ter_error *err);

/* The box with so many metres more on each side. */
struct ter_bbox ter_bbox_grow(struct ter_bbox box, double margin_m);

#endif

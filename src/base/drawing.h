/* A small map on a sheet of paper: lines, numbered dots, a scale bar and where north is. Whoever draws it, as
 * vectors or as dots of ink, draws the same. Positions are millimetres from the top left corner, y going
 * down.
 */
#ifndef TER_BASE_DRAWING_H
#define TER_BASE_DRAWING_H

#include "plane.h"

enum ter_pen { TER_PEN_ROAD, TER_PEN_MAIN_ROAD, TER_PEN_BOUNDARY, TER_PENS };

struct ter_drawing_line {
    enum ter_pen pen;
    size_t first, count; /* of the drawing's points; at least 2 */
};

/* A numbered dot. Where dots would hide one another, the number stands aside and a line leads to the place.
 */
struct ter_drawing_dot {
    struct ter_xy at, label; /* the place, and the middle of its number */
    unsigned number;
    bool vague; /* the place is not known well */
};

/* Zero-initialise; ter_drawing_free ends it. */
struct ter_drawing {
    double width_mm, height_mm;
    struct ter_xy *points;
    size_t point_count, point_capacity;
    struct ter_drawing_line *lines; /* later ones lie on top */
    size_t line_count, line_capacity;
    struct ter_drawing_dot *dots;
    size_t dot_count, dot_capacity;
    double scale_mm;     /* length of the scale bar; 0: none */
    char scale_text[16]; /* what it stands for: "500 m" */
};

/* The radius of the badge that holds a number, by how many digits it has. */
double ter_drawing_badge_mm(unsigned number);

/* Add what of a line lies on the sheet. */
void ter_drawing_line(
    struct ter_drawing *drawing, enum ter_pen pen, const struct ter_xy *points, size_t count);

/* Add a dot; ter_drawing_arrange finds a place for its number. */
void ter_drawing_dot(struct ter_drawing *drawing, struct ter_xy at, unsigned number, bool vague);

/* Give each number a place of its own, as near to its dot as there is room. */
void ter_drawing_arrange(struct ter_drawing *drawing);

/* A scale bar of a round length, about a sixth of the sheet, for so many metres a millimetre. */
void ter_drawing_scale(struct ter_drawing *drawing, double metres_a_mm);

void ter_drawing_free(struct ter_drawing *drawing);
#define TER_AUTO_DRAWING __attribute__((cleanup(ter_drawing_free)))

#endif

/* A drawing as inline SVG: a map that needs no script and prints as lines. */
#ifndef TER_REPORT_PLOT_H
#define TER_REPORT_PLOT_H

#include "base/drawing.h"
#include "page.h"

/* `label` says to those who cannot see it what it is. */
void ter_plot_write(struct ter_page *page, const struct ter_drawing *drawing, const char *label);

#endif

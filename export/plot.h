/* A drawing as a picture in dots. Part of the GDAL module. */
#ifndef TER_EXPORT_PLOT_H
#define TER_EXPORT_PLOT_H

#include "base/drawing.h"

enum { TER_PLOT_DPI = 200 };

/* Draw it as a PNG of TER_PLOT_DPI. */
TER_CHECKED bool ter_plot_png(
    const struct ter_drawing *drawing, struct ter_buf *ret_png, struct ter_error *err);

#endif

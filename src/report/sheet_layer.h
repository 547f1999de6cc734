/* One layer of a map, and how it becomes data for the page's script, within a size that a browser bears. */
#ifndef TER_REPORT_SHEET_LAYER_H
#define TER_REPORT_SHEET_LAYER_H

#include "sheet.h"

struct ter_sheet_feature {
    struct ter_points points; /* a point has one */
    double radius_m;
    char *label; /* or NULL */
};

struct ter_sheet_layer {
    struct ter_sheet_style style; /* its texts are owned */
    struct ter_sheet_feature *features;
    size_t count, capacity;
};

void ter_sheet_layer_free(struct ter_sheet_layer *layer);

/* The layer as JSON for assets/map.js: "g" geometries, "t" labels, "r" radii, side by side. A geometry is a
 * text of whole numbers, longitude and latitude in millionths of a degree: the first as they are, the others
 * as steps from the one before; parts (rings, lines) are divided by ";". Notes say what was thinned out. */
json_t *ter_sheet_layer_json(struct ter_sheet_layer *layer, enum ter_lang lang, struct ter_strings *notes);

#endif

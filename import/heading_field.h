/* Headings with a unit in brackets, and without. */
#ifndef TER_IMPORT_HEADING_FIELD_H
#define TER_IMPORT_HEADING_FIELD_H

#include "layer/layer.h"

/* The one field of that heading when units in brackets are left aside, on both sides: 静压 and 静压(kPa) mean
 * 静压(MPa). NULL where there is none, or several, or the heading's unit cannot be the field's. */
const struct ter_field *ter_heading_field(const struct ter_layer *layer, const char *heading);

#endif

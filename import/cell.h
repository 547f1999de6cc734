/* What one cell of a column means to its field. */
#ifndef TER_IMPORT_CELL_H
#define TER_IMPORT_CELL_H

#include "layer/layer.h"

struct ter_cell_cache; /* choices looked up before, by the text they were written as */

/* One field that is read from one column. */
struct ter_binding {
    const struct ter_field *field;
    size_t field_index, column;
    bool blank_allowed;           /* also where the field is required: the register fills it in */
    struct ter_cell_cache *cache; /* NULL for a field without a domain */
    /* Where to say how texts were read that could mean something else, once each; NULL: nowhere. */
    struct ter_strings *notes;
    const char *heading;
    const char *unit; /* of the column's bare numbers, where it is not the field's; NULL: it is */
    unsigned noted;
    char scratch[TER_SCRATCH_SIZE];
    struct ter_buf text;
};

void ter_binding_init(
    struct ter_binding *binding, const struct ter_layer *layer, size_t field_index, size_t column);
void ter_binding_clear(struct ter_binding *binding);

/* Name the column, for notes; a unit in its heading is that of its numbers. `heading` must live as long. */
void ter_binding_take_heading(struct ter_binding *binding, const char *heading);

/* Read a cell. *ret_value borrows from the cell, the layer or the binding, and lives as long as the shortest
 * of them: until the next cell is read. The error says what would be right. */
TER_CHECKED bool ter_cell_read(
    struct ter_binding *binding, struct ter_value value, struct ter_value *ret_value, struct ter_error *err);

/* ter_text_double, and five times as fast for numbers of at most 15 digits without an exponent: both the
 * digits and the power of ten are exact doubles then, so that one division rounds correctly (Clinger 1990).
 */
bool ter_cell_number(const char *text, double *ret_number);

/* The register gives a code and the first status where the file has none. */
bool ter_field_has_default(const struct ter_layer *layer, size_t index);

#endif

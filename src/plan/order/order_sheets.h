/* What each sheet of a work order shows: one sheet a township, its rows and its map. Knows no file format. */
#ifndef TER_PLAN_ORDER_SHEETS_H
#define TER_PLAN_ORDER_SHEETS_H

#include "base/drawing.h"
#include "order_words.h"
#include "registry/orders.h"

struct ter_order_row {
    char *cells[TER_ORDER_COLUMNS]; /* as they are printed, with what came back; NULL: blank */
    struct ter_lonlat at;
    bool placed;       /* has a position … */
    bool locate_first; /* … or is known to the township only */
    double uncertainty_m;
    int64_t round;
};

struct ter_order_sheet {
    char *township; /* as it is printed */
    struct ter_order_row *rows;
    size_t count, capacity;
    size_t placed;          /* of the rows; the others are to be located first */
    double half_m, worst_m; /* half of the placed lie within, and all; NaN: none is placed */
    bool has_map;
    struct ter_drawing map;
};

struct ter_order_sheets {
    enum ter_lang lang;
    const struct ter_layer *layer; /* of the records; the registry's */
    const struct ter_layer *events;
    struct ter_order_sheet *items;
    size_t count, capacity;
    size_t rounds; /* the largest number of a round; 0: none was made */
};

/* Read the records of an order as they are now. */
TER_CHECKED bool ter_order_sheets_read(struct ter_registry *registry, const struct ter_order *order,
    enum ter_lang lang, struct ter_order_sheets *ret_sheets, struct ter_error *err);
void ter_order_sheets_free(struct ter_order_sheets *sheets);
#define TER_AUTO_ORDER_SHEETS __attribute__((cleanup(ter_order_sheets_free)))

/* What came back of an item, from its event as it is now: the cells from the result on; the others are left.
 * Texts are owned by the caller. Nothing came back: nothing is set. */
TER_CHECKED bool ter_order_event_cells(struct ter_registry *registry, const struct ter_order_item *item,
    enum ter_lang lang, char *cells[TER_ORDER_COLUMNS], struct ter_error *err);

/* Lines about a sheet for its title block: how sure its positions are. */
void ter_order_sheet_positions(
    const struct ter_order_sheet *sheet, enum ter_lang lang, struct ter_strings *lines);

/* Say whether a column is shown: the round only where rounds were made. */
bool ter_order_sheets_has(const struct ter_order_sheets *sheets, enum ter_order_column column);

#endif

/* The views of a layer: the records that somebody has to do something about, as layers of their own in QGIS.
 *
 * Which views a layer has follows from its definition. A view is called LAYER_SUFFIX (hydrant_overdue), has
 * all columns of the layer's table, and can be edited where its program lets it: INSTEAD OF triggers write to
 * the table, whose own triggers refuse and record as ever. What counts as today is the day of the machine
 * that looks. */
#ifndef TER_REGISTRY_VIEWS_H
#define TER_REGISTRY_VIEWS_H

#include "internal.h"

enum ter_view {
    TER_VIEW_NOT_AVAILABLE, /* the status is not one of those in which the thing can be used */
    TER_VIEW_TO_REVIEW, /* no position, one with a radius above TER_REVIEW_ABOVE_M, or nothing found there */
    TER_VIEW_OVERDUE,   /* a deadline has passed that runs in the record's status */
    TER_VIEW_PLANNED_WORKS, /* such a deadline is still to come, or the thing is to be built, with no date */
    TER_VIEW_COUNT,
};

/* Whether the layer has this view. */
bool ter_view_suits(const struct ter_layer *layer, enum ter_view view);

/* The view's name in the file, and what to call it before people. The caller frees them. */
char *ter_view_name(const struct ter_layer *layer, enum ter_view view);
char *ter_view_title(const struct ter_layer *layer, enum ter_view view, enum ter_lang lang);

/* The columns that a view has beyond the layer's: deadline_on, deadline, days_overdue or days_left. Nothing
 * can be written into them. */
enum { TER_VIEW_COLUMNS = 3 }; /* at most */
struct ter_view_column {
    char *name;
    const char *title[2]; /* by enum ter_lang */
};
struct ter_view_columns {
    struct ter_view_column items[TER_VIEW_COLUMNS];
    size_t count;
};
void ter_view_columns_of(
    const struct ter_layer *layer, enum ter_view view, struct ter_view_columns *ret_columns);
void ter_view_columns_free(struct ter_view_columns *columns);

/* The statement that makes the view, and those of its triggers, each without a semicolon. `told`: the file
 * has events that say what was not found (not_found.h); a view must not name a table that is not there,
 * because SQLite then refuses to rename any other. */
void ter_view_sql(const struct ter_layer *layer, enum ter_view view, bool told, enum ter_lang lang,
    struct ter_strings *ret_sql);

/* Bring the views of a layer to its definition, inside a transaction: make and register those that lack or
 * differ, drop those that `old` (NULL: a new layer) had and `layer` has no more. What somebody else made
 * under a view's name is left alone. */
TER_CHECKED bool ter_views_put(sqlite3 *db, const struct ter_layer *layer, const struct ter_layer *old,
    enum ter_lang lang, struct ter_error *err);

/* Whether the file has this view, made by this program. */
TER_CHECKED bool ter_views_has(sqlite3 *db, const char *name, bool *ret_there, struct ter_error *err);

#endif

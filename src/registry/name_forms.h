/* The forms under which similar names find each other, derived from the names of all sources. */
#ifndef TER_REGISTRY_NAME_FORMS_H
#define TER_REGISTRY_NAME_FORMS_H

#include "internal.h"

/* Derive the tables known_name and name_form anew, inside a write transaction. */
TER_CHECKED bool ter_name_forms_derive(sqlite3 *db, struct ter_error *err);

#endif

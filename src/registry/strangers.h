/* What a stranger may have put into the schema of a registry, and which of it is not run. */
#ifndef TER_REGISTRY_STRANGERS_H
#define TER_REGISTRY_STRANGERS_H

#include "internal.h"

/* Refuse a file whose schema would make this program do what it was not asked to: tables of the registry that
 * are views or virtual tables, definitions that call functions, and, before `writing`, triggers of others on
 * its tables. What analysts add beside is left alone. Call it before anything else is read. */
TER_CHECKED bool ter_strangers_refuse(sqlite3 *db, bool writing, struct ter_error *err);

/* Refuse triggers of the layers that are not word for word what their definitions give, or that lack. */
TER_CHECKED bool ter_strangers_refuse_altered(const struct ter_registry *registry, struct ter_error *err);

/* The tables of every registry apart from its layers', for tests; NULL ends the list. */
const char *const *ter_strangers_tables(void);

#endif

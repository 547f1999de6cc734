/* Expressions that a user writes (--where): compiled under an authorizer that permits this layer and no more.
 */
#ifndef TER_REGISTRY_AUTHORIZE_H
#define TER_REGISTRY_AUTHORIZE_H

#include "internal.h"

/* Check that the text is one SQL expression over the layer's columns and harmless functions. */
TER_CHECKED bool ter_authorize_expression(
    sqlite3 *db, const struct ter_layer *layer, const char *expression, struct ter_error *err);

/* Prepare a statement that contains such an expression, under the same authorizer. */
TER_CHECKED bool ter_authorized_prepare(sqlite3 *db, const struct ter_layer *layer, const char *sql,
    sqlite3_stmt **ret_statement, struct ter_error *err);

#endif

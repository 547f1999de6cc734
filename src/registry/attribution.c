/* Owns the question whose data a register is made of. */
#include "attribution.h"

#include "internal.h"

bool ter_registry_attribution(struct ter_registry *registry, char **ret_attribution, struct ter_error *err)
{
    static const char sql[] = "SELECT DISTINCT trim(attribution) FROM source WHERE trim(attribution) <> '' "
                              "ORDER BY 1";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_BUF struct ter_buf text = {0};
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        ter_buf_printf(&text, "%s%s", text.size ? "; " : "", (const char *)sqlite3_column_text(select, 0));
    }
    *ret_attribution = text.size ? ter_strdup(text.data) : NULL;
    return true;
}

/* Owns the table of recipes. Every run is kept: a shape that an undo brought back is still known as one that
 * was derived. Knows nothing of what a recipe says. */
#include "recipes.h"

#include "internal.h"

#include <stdlib.h>
#include <string.h>

bool ter_recipe_keep(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    const char *recipe, const char *sources, const char shape_sha256[TER_SHA256_HEX_SIZE],
    struct ter_error *err)
{
    sqlite3_stmt *put;
    if (!ter_db_cached(registry,
            "INSERT OR REPLACE INTO recipe (layer, code, recipe, sources, made_at, shape_sha256) "
            "VALUES (?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?)",
            &put, err))
        return false;
    ter_db_bind_text(put, 1, layer->name);
    ter_db_bind_text(put, 2, code);
    ter_db_bind_text(put, 3, recipe);
    ter_db_bind_text(put, 4, sources);
    ter_db_bind_text(put, 5, shape_sha256);
    return ter_db_run(put, err);
}

static void read_run(sqlite3_stmt *statement, struct ter_recipe_run *ret_run)
{
    const char *columns[5];
    for (int i = 0; i < 5; i++) {
        const char *text = (const char *)sqlite3_column_text(statement, i);
        columns[i] = text ? text : "";
    }
    *ret_run = (struct ter_recipe_run){
        .code = ter_strdup(columns[0]),
        .recipe = ter_strdup(columns[1]),
        .sources = ter_strdup(columns[2]),
        .made_at = ter_strdup(columns[3]),
        .exists = sqlite3_column_int(statement, 5),
    };
    size_t length = strnlen(columns[4], TER_SHA256_HEX_SIZE - 1);
    memcpy(ret_run->shape_sha256, columns[4], length);
}

bool ter_recipe_runs(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    struct ter_recipe_run **ret_runs, size_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    struct ter_recipe_run *runs = NULL;
    size_t count = 0, capacity = 0;
    TER_AUTO_FREE char *sql = ter_format(
        "SELECT r.code, r.recipe, r.sources, r.made_at, r.shape_sha256, l.id IS NOT NULL FROM recipe r "
        "LEFT JOIN \"%s\" l ON l.code = r.code WHERE r.layer = ?1 AND (?2 IS NULL OR r.code = ?2) "
        "ORDER BY r.code, r.made_at DESC, r.shape_sha256",
        layer->name);
    if (!ter_db_prepare(registry->db, sql, &statement, err))
        return false;
    ter_db_bind_text(statement, 1, layer->name);
    ter_db_bind_text(statement, 2, code);
    for (bool row;;) {
        if (!ter_db_step(statement, &row, err)) {
            ter_recipe_runs_free(runs, count);
            return false;
        }
        if (!row)
            break;
        runs = ter_grow(runs, &capacity, count + 1, sizeof *runs);
        read_run(statement, &runs[count++]);
    }
    *ret_runs = runs;
    *ret_count = count;
    return true;
}

void ter_recipe_runs_free(struct ter_recipe_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(runs[i].code);
        free(runs[i].recipe);
        free(runs[i].sources);
        free(runs[i].made_at);
    }
    free(runs);
}

/* Owns the reading of the gazetteer's villages. Knows nothing of what is made of them. */
#include "villages.h"

#include "blob.h"
#include "internal.h"

#include <string.h>

static char *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? ter_strdup(text) : NULL;
}

static bool read_village(sqlite3_stmt *statement, struct ter_place *ret_place, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_place place = {
        .id = sqlite3_column_int64(statement, 0),
        .uncertainty_m = sqlite3_column_double(statement, 4),
        .extent_m = sqlite3_column_double(statement, 5),
        .by_area = sqlite3_column_int(statement, 6),
    };
    const void *blob = sqlite3_column_blob(statement, 7);
    if (!ter_blob_to_wkb(blob, (size_t)sqlite3_column_bytes(statement, 7), &wkb, err) ||
        !ter_wkb_to_point((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &place.at))
        return ter_fail(err, TER_FAILED,
            "gazetteer: place %lld has no readable position; import its source again", (long long)place.id);
    place.name = column_text(statement, 1);
    place.kind = column_text(statement, 2);
    place.township = column_text(statement, 3);
    *ret_place = place;
    return true;
}

bool ter_villages_read(struct ter_registry *registry, void (*put)(void *user, const struct ter_place *place),
    void *user, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    if (!ter_db_prepare(registry->db,
            "SELECT id, name, kind, township, uncertainty_m, extent_m, by_area, geom FROM place "
            "WHERE kind IN ('village', 'hamlet') ORDER BY id",
            &statement, err))
        return false;
    for (bool row;;) {
        struct ter_place place;
        if (!ter_db_step(statement, &row, err))
            return false;
        if (!row)
            return true;
        if (!read_village(statement, &place, err))
            return false;
        put(user, &place);
        ter_place_clear(&place);
    }
}

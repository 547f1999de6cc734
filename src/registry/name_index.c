/* Owns the tables place_name and road_name. Knows nothing of where places and ways lie. */
#include "name_index.h"

#include <string.h>

const char ter_name_index_add_place[] = "INSERT OR IGNORE INTO place_name (key, place_id) VALUES (?1, ?2)";
const char ter_name_index_add_road[] = "INSERT OR IGNORE INTO road_name (key, road_id) VALUES (?1, ?2)";

static bool add_key(sqlite3_stmt *insert, int64_t id, const char *key, struct ter_error *err)
{
    ter_db_bind_text(insert, 1, key);
    sqlite3_bind_int64(insert, 2, id);
    return ter_db_run(insert, err);
}

static const char *as_it_is(const char *key)
{
    return key;
}

static bool add_names(sqlite3_stmt *insert, int64_t id, const char *names,
    const char *(*read_as)(const char *key), struct ter_error *err)
{
    for (const char *at = names; at && *at;) {
        size_t length = strcspn(at, ";");
        TER_AUTO_FREE char *name = ter_strndup(at, length);
        TER_AUTO_FREE char *key = ter_gazetteer_key(name);
        if (*key && !add_key(insert, id, read_as(key), err))
            return false;
        at += length + (at[length] == ';');
    }
    return true;
}

bool ter_name_index_add_place_names(
    sqlite3_stmt *insert, int64_t id, const char *names, struct ter_error *err)
{
    return add_names(insert, id, names, as_it_is, err);
}

bool ter_name_index_add_road_names(sqlite3_stmt *insert, int64_t id, const char *names, struct ter_error *err)
{
    return add_names(insert, id, names, ter_names_class_word, err);
}

bool ter_name_index_add_class(
    sqlite3_stmt *insert, int64_t id, enum ter_way way, const char *class_, struct ter_error *err)
{
    const char *word = ter_names_word_for_class((int)way, class_);
    return !word || add_key(insert, id, word, err);
}

static bool rebuild(
    sqlite3 *db, const char *select_sql, const char *insert_sql, bool ways, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(db, select_sql, &select, err) || !ter_db_prepare(db, insert_sql, &insert, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        int64_t id = sqlite3_column_int64(select, 0);
        for (int i = 1; i <= 3; i++)
            if (!add_names(insert, id, (const char *)sqlite3_column_text(select, i),
                    ways ? ter_names_class_word : as_it_is, err))
                return false;
        if (ways && !ter_name_index_add_class(insert, id, (enum ter_way)sqlite3_column_int(select, 4),
                        (const char *)sqlite3_column_text(select, 5), err))
            return false;
    }
}

bool ter_name_index_rebuild(sqlite3 *db, struct ter_error *err)
{
    return ter_db_exec(db, "DELETE FROM place_name; DELETE FROM road_name", err) &&
           rebuild(db, "SELECT id, name, alt_names, NULL FROM place", ter_name_index_add_place, false, err) &&
           rebuild(db, "SELECT id, name, alt_names, ref, kind, class FROM road", ter_name_index_add_road,
               true, err);
}

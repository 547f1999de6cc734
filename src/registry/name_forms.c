/* Owns the tables known_name and name_form: each key of the gazetteer once, and the hashes under which
 * similar ones find it. Knows nothing of when two names are similar. */
#include "name_forms.h"

#include "likeness.h"
#include "names.h"

#include <stdlib.h>

static const char empty_sql[] = "DELETE FROM name_form; DELETE FROM known_name";
static const char collect_sql[] =
    "INSERT INTO known_name (kind, key) SELECT DISTINCT 1, key FROM road_name ORDER BY key;"
    "INSERT INTO known_name (kind, key) SELECT DISTINCT 2, key FROM place_name ORDER BY key";

/* 铁路 finds lines, but is the name of none. */
static bool drop_class_words(sqlite3 *db, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *drop = NULL;
    if (!ter_db_prepare(db, "DELETE FROM known_name WHERE kind = 1 AND key = ?1", &drop, err))
        return false;
    const char *word;
    for (size_t i = 0; (word = ter_names_class_word_at(i)); i++) {
        ter_db_bind_text(drop, 1, word);
        if (!ter_db_run(drop, err))
            return false;
    }
    return true;
}

struct entry {
    uint64_t form;
    int64_t name;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->form != y->form)
        return x->form < y->form ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

static bool gather(sqlite3 *db, struct entry **ret_entries, size_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_FREE struct entry *entries = NULL;
    size_t count = 0, capacity = 0;
    if (!ter_db_prepare(db, "SELECT id, kind, key FROM known_name", &select, err))
        return false;
    for (bool row;;) {
        uint64_t forms[TER_MOST_FORMS];
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const char *key = ter_db_text(select, 2);
        size_t found = ter_likeness_forms(key, (enum ter_named)sqlite3_column_int(select, 1), forms);
        entries = ter_grow(entries, &capacity, count + found + 1, sizeof *entries);
        for (size_t i = 0; i < found; i++)
            entries[count++] = (struct entry){forms[i], sqlite3_column_int64(select, 0)};
    }
    *ret_entries = entries;
    *ret_count = count;
    entries = NULL;
    return true;
}

/* In the order of the table: appending costs a tenth of inserting anywhere. */
static bool store(sqlite3 *db, struct entry *entries, size_t count, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(db, "INSERT INTO name_form VALUES (?1, ?2)", &insert, err))
        return false;
    if (count)
        qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0; i < count; i++) {
        if (i && compare_entries(&entries[i], &entries[i - 1]) == 0)
            continue;
        sqlite3_bind_int64(insert, 1, (int64_t)entries[i].form);
        sqlite3_bind_int64(insert, 2, entries[i].name);
        if (!ter_db_run(insert, err))
            return false;
    }
    return true;
}

bool ter_name_forms_derive(sqlite3 *db, struct ter_error *err)
{
    TER_AUTO_FREE struct entry *entries = NULL;
    size_t count;
    return ter_db_exec(db, empty_sql, err) && ter_db_exec(db, collect_sql, err) &&
           drop_class_words(db, err) && gather(db, &entries, &count, err) && store(db, entries, count, err);
}

/* Owns what a connection can do at all, whoever made its file: SQLite's limits and defences, and SpatiaLite
 * without what reaches beyond the file. Knows no table. */
#include "confine.h"

#include <stdlib.h>
#include <string.h>

#include <spatialite.h>

/* Limits ---------------------------------------------------------------------------------------------- */

/* Far above what the program itself asks for, far below what a crafted file or expression would ask for. */
static const struct {
    int id, most;
} limits[] = {
    {SQLITE_LIMIT_LENGTH, TER_VALUE_MAX},
    {SQLITE_LIMIT_SQL_LENGTH, 4 << 20},
    {SQLITE_LIMIT_ATTACHED, 2},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 20},
    {SQLITE_LIMIT_VDBE_OP, 5000000},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

bool ter_confine(sqlite3 *db, struct ter_error *err)
{
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(db, limits[i].id, limits[i].most);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, NULL);
    return ter_db_exec(db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", err);
}

/* Functions ------------------------------------------------------------------------------------------- */

static const char *const plain[] = {"abs", "ceil", "ceiling", "char", "coalesce", "count", "current_date",
    "current_time", "current_timestamp", "date", "datetime", "floor", "format", "glob", "hex", "ifnull",
    "iif", "instr", "julianday", "length", "like", "lower", "ltrim", "max", "min", "nullif", "printf",
    "replace", "round", "rtrim", "strftime", "substr", "substring", "time", "trim", "typeof", "unicode",
    "unixepoch", "upper"};

bool ter_function_is_plain(const char *name)
{
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (sqlite3_stricmp(name, plain[i]) == 0)
            return true;
    return false;
}

/* How the names begin of what reads or writes files and addresses, or runs SQL that it is given. Most are
 * absent anyway unless SPATIALITE_SECURITY is "relaxed". */
static const char *const reaching[] = {"blobfrom", "blobto", "clonetable", "createclonedtable", "droptable",
    "dropgeotable", "eval", "export", "fts3_tokenizer", "import", "load_extension", "proj_guess", "proj_set",
    "rename", "sqlproc_", "storedproc_", "storedvar_", "wms_", "xb_"};

/* The virtual tables that read this file alone; the others read Shapefiles, texts and workbooks by path. */
static const char *modules[] = {"fts3", "fts4", "fts5", "json_each", "json_tree", "rtree", "rtree_i32",
    "VirtualElementary", "VirtualKNN", "VirtualSpatialIndex", NULL};

static bool reaches(const char *name)
{
    for (size_t i = 0; i < sizeof reaching / sizeof *reaching; i++)
        if (sqlite3_strnicmp(name, reaching[i], (int)strlen(reaching[i])) == 0)
            return true;
    return false;
}

struct function {
    char *name;
    int arguments;
};

/* Listed first and taken away then: a function cannot go while a statement that may use it runs. */
static size_t list_reaching(sqlite3 *db, struct function **ret_functions)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    size_t count = 0;
    struct function *functions = NULL;
    if (sqlite3_prepare_v2(db, "SELECT name, narg FROM pragma_function_list", -1, &select, NULL) == SQLITE_OK)
        while (sqlite3_step(select) == SQLITE_ROW) {
            const char *name = (const char *)sqlite3_column_text(select, 0);
            if (!name || !reaches(name))
                continue;
            functions = ter_realloc(functions, (count + 1) * sizeof *functions);
            functions[count++] =
                (struct function){.name = ter_strdup(name), .arguments = sqlite3_column_int(select, 1)};
        }
    *ret_functions = functions;
    return count;
}

static void forget_reaching(sqlite3 *db)
{
    struct function *functions;
    size_t count = list_reaching(db, &functions);
    for (size_t i = 0; i < count; i++) {
        sqlite3_create_function_v2(
            db, functions[i].name, functions[i].arguments, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
        free(functions[i].name);
    }
    free(functions);
}

void *ter_spatialite_load(sqlite3 *db)
{
    unsetenv("SPATIALITE_SECURITY"); /* "relaxed" would register the functions that touch files */
    void *cache = spatialite_alloc_connection();
    spatialite_init_ex(db, cache, 0);
    sqlite3_drop_modules(db, modules);
    forget_reaching(db);
    return cache;
}

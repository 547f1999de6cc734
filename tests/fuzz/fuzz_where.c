/* Any text as an expression of --where, on a small registry that stays open for writing: refused with one
 * line, or run over its records within a number of steps. What it did is seen from outside: by SQLite's
 * counts of changes, by the tables that the compiled program opens, and by a table and a function that nobody
 * may reach. */
#include "fuzz.h"
#include "registry/authorize.h"
#include "registry/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { STEPS = 1000, MOST_CALLS = 200, MOST_PAGES = 64 };

static char folder[] = "/tmp/terrier-fuzz-XXXXXX", file[sizeof folder + 16];

static struct ter_registry *registry;
static const struct ter_layer *layer;
static int pages[MOST_PAGES], page_count; /* the root pages of the layer's own tables and indexes */
static int calls;

static void run(const char *sql)
{
    NEED(sqlite3_exec(registry->db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static void remove_folder(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    ter_registry_close(registry);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        TER_AUTO_FREE char *path = ter_format("%s%s", file, ends[i]);
        unlink(path);
    }
    rmdir(folder);
}

/* The table: whoever opens it is caught. */
static int canary_connect(
    sqlite3 *db, void *user, int count, const char *const *words, sqlite3_vtab **ret_table, char **ret_error)
{
    (void)user, (void)count, (void)words, (void)ret_error;
    *ret_table = sqlite3_malloc(sizeof **ret_table);
    memset(*ret_table, 0, sizeof **ret_table);
    return sqlite3_declare_vtab(db, "CREATE TABLE canary(secret)");
}

static int canary_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table, (void)info;
    return SQLITE_OK;
}

static int canary_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int canary_open(sqlite3_vtab *table, sqlite3_vtab_cursor **ret_cursor)
{
    (void)table, (void)ret_cursor;
    abort();
}

static int canary_close(sqlite3_vtab_cursor *cursor)
{
    (void)cursor;
    return SQLITE_OK;
}

static void canary_call(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)context, (void)count, (void)values;
    abort();
}

static void on_change(void *user, int action, const char *database, const char *table, sqlite3_int64 id)
{
    (void)user, (void)action, (void)database, (void)table, (void)id;
    abort();
}

static int on_steps(void *user)
{
    (void)user;
    return ++calls > MOST_CALLS;
}

static void set_traps(void)
{
    static const sqlite3_module canary = {.xConnect = canary_connect,
        .xBestIndex = canary_index,
        .xDisconnect = canary_disconnect,
        .xOpen = canary_open,
        .xClose = canary_close};
    sqlite3 *db = registry->db;
    NEED(sqlite3_create_module(db, "canary", &canary, NULL) == SQLITE_OK);
    NEED(sqlite3_create_function(db, "canary", -1, SQLITE_UTF8, NULL, canary_call, NULL, NULL) == SQLITE_OK);
    sqlite3_stmt *known = NULL; /* under an authorizer it could not be declared, and so not be found */
    NEED(sqlite3_prepare_v2(db, "SELECT secret FROM canary", -1, &known, NULL) == SQLITE_OK);
    sqlite3_finalize(known);
    sqlite3_update_hook(db, on_change, NULL);
    sqlite3_progress_handler(db, STEPS, on_steps, NULL);
}

static void find_pages(void)
{
    sqlite3_stmt *statement = NULL;
    NEED(sqlite3_prepare_v2(registry->db,
             "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0 AND (tbl_name = 'hydrant' OR tbl_name "
             "GLOB "
             "'idx_hydrant_geom*')",
             -1, &statement, NULL) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW && page_count < MOST_PAGES)
        pages[page_count++] = sqlite3_column_int(statement, 0);
    NEED(page_count > 1 && page_count < MOST_PAGES);
    sqlite3_finalize(statement);
}

static void fill(void)
{
    struct ter_error err = {0};
    const struct ter_write_context context = {.tool = "fuzz"};
    NEED(ter_registry_begin(registry, &context, &err));
    run("INSERT INTO hydrant(township, status, location_text) VALUES ('善岱镇', 'in_service', '十字路口'), "
        "('察素齐镇', 'planned', NULL), (NULL, 'out_of_service', 'a''b%_c')");
    run("INSERT INTO hydrant(township, status, method, uncertainty_m, geom) VALUES ('善岱镇', 'in_service', "
        "'manual', 3, MakePoint(111.2, 40.6, 4490))");
    NEED(ter_registry_commit(registry, &err));
}

static void open_registry(void)
{
    struct ter_error err = {0};
    NEED(mkdtemp(folder) != NULL);
    snprintf(file, sizeof file, "%s/r.sqlite", folder);
    atexit(remove_folder);
    NEED(ter_registry_create(file, &(struct ter_registry_options){.lang = TER_EN}, &err) &&
         ter_registry_open(file, TER_WRITE, &registry, &err) &&
         ter_registry_layer(registry, "hydrant", &layer, &err));
    fill();
    find_pages();
    set_traps();
}

static bool is_own_page(int page)
{
    for (int i = 0; i < page_count; i++)
        if (pages[i] == page)
            return true;
    return false;
}

/* What was let through, compiled without any authorizer: each table that the program opens is the layer's. */
static void need_own_tables(const char *expression)
{
    TER_AUTO_FREE char *sql =
        ter_format("EXPLAIN SELECT id, geom FROM \"hydrant\" WHERE 1 AND (%s\n)", expression);
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(registry->db, sql, -1, &statement, NULL);
    if (result == SQLITE_ERROR && strcmp(sqlite3_errmsg(registry->db), "parser stack overflow") == 0)
        return; /* EXPLAIN is one word more than fits */
    NEED(result == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *code = (const char *)sqlite3_column_text(statement, 1);
        NEED(strcmp(code, "OpenWrite") != 0);
        NEED(strcmp(code, "OpenRead") != 0 ||
             (is_own_page(sqlite3_column_int(statement, 3)) && sqlite3_column_int(statement, 4) == 0));
        NEED(strcmp(code, "VOpen") != 0 || strcasestr(expression, "idx_hydrant_geom") != NULL);
    }
    sqlite3_finalize(statement);
}

static void search(const char *expression)
{
    const struct ter_filter filter = {.where = expression};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_error err = {0};
    const struct ter_record *record = NULL;
    bool good = ter_find_open(registry, layer, &filter, &cursor, &err);
    if (good)
        need_own_tables(expression);
    int rows = 0;
    for (calls = 0; good && (good = ter_find_next(cursor, &record, &err)) && record; rows++)
        NEED(record->count == layer->field_count);
    NEED(rows <= 4);
    NEED(good || (err.message[0] && !strchr(err.message, '\n')));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!registry)
        open_registry();
    TER_AUTO_FREE char *text = ter_strndup((const char *)data, size);
    int64_t changes = sqlite3_total_changes64(registry->db);
    calls = 0;
    search(text);
    NEED(sqlite3_total_changes64(registry->db) == changes && sqlite3_get_autocommit(registry->db));
    return 0;
}

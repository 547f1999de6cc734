/* Owns the judgement over what a stranger may have put into a file's schema. It judges by the text of each
 * definition alone, since the columns beside it can be forged, and builds no model, since every command pays
 * for it; check_schema.c compares with a model and finds the rest. */
#include "strangers.h"

#include "base/messages.h"
#include "confine.h"
#include "derive.h"
#include "not_found.h"
#include "schema_text.h"

#include <stdlib.h>
#include <string.h>

/* The tables that this program reads or writes, in every file. */
static const char *const fixed[] = {"meta", "layer", "layer_version", "domain_value", "status_transition",
    "source", "history", "write_context", "place", "place_name", "road", "road_name", "layer_styles",
    "junction", "known_name", "name_form", "calendar_day", "plan", "plan_item", "work_order",
    "work_order_item", "recipe", "idx_place_geom", "idx_road_geom", "spatial_ref_sys", "spatial_ref_sys_aux",
    "spatialite_history", "geometry_columns", "geometry_columns_auth", "geometry_columns_field_infos",
    "geometry_columns_statistics", "geometry_columns_time", "views_geometry_columns",
    "views_geometry_columns_auth", "views_geometry_columns_field_infos", "views_geometry_columns_statistics",
    "virts_geometry_columns", "virts_geometry_columns_auth", "virts_geometry_columns_field_infos",
    "virts_geometry_columns_statistics", "sqlite_sequence", NULL};

static const char *const shadows[] = {"_node", "_rowid", "_parent"};

struct guarded {
    struct ter_strings tables; /* sorted, but not while they are gathered */
    struct ter_strings layers; /* the tables with a geometry of SpatiaLite's, place and road among them */
};

const char *const *ter_strangers_tables(void)
{
    return fixed;
}

/* What is guarded ------------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    return sqlite3_stricmp(*(char *const *)a, *(char *const *)b);
}

static bool is_guarded(const struct guarded *guarded, const char *name)
{
    const struct ter_strings *tables = &guarded->tables;
    return bsearch(&name, tables->items, tables->count, sizeof *tables->items, compare);
}

static void guard_spatial(struct guarded *guarded, const char *table)
{
    ter_strings_add(&guarded->layers, table);
    ter_strings_add(&guarded->tables, table);
    ter_strings_printf(&guarded->tables, "idx_%s_geom", table);
    for (size_t i = 0; i < sizeof shadows / sizeof *shadows; i++)
        ter_strings_printf(&guarded->tables, "idx_%s_geom%s", table, shadows[i]);
}

static void guard_fixed(struct guarded *guarded)
{
    for (const char *const *table = fixed; *table; table++)
        ter_strings_add(&guarded->tables, *table);
    guard_spatial(guarded, "place");
    guard_spatial(guarded, "road");
    qsort(guarded->tables.items, guarded->tables.count, sizeof *guarded->tables.items, compare);
}

static bool guard_layers(sqlite3 *db, struct guarded *guarded, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(db, "SELECT name FROM layer WHERE name IS NOT NULL", &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        guard_spatial(guarded, (const char *)sqlite3_column_text(select, 0));
    }
    qsort(guarded->tables.items, guarded->tables.count, sizeof *guarded->tables.items, compare);
    return true;
}

static void release(struct guarded *guarded)
{
    ter_strings_free(&guarded->tables);
    ter_strings_free(&guarded->layers);
}

/* Definitions ----------------------------------------------------------------------------------------- */

static bool is_plain_index(const char *name, const struct ter_schema_head *head)
{
    return sqlite3_strnicmp(name, "idx_", 4) == 0 && head->module &&
           sqlite3_stricmp(head->module, "rtree") == 0;
}

static bool judge_table(const struct ter_schema_head *head, const char *sql, struct ter_error *err)
{
    bool is_view = strcmp(head->type, "view") == 0, is_index = strcmp(head->type, "index") == 0;
    if (is_view || (head->module && !is_plain_index(head->name, head)))
        return ter_fail(err, TER_FAILED,
            "%s stands in the place of the registry's table %s: somebody replaced it; restore a backup",
            is_view ? ter_message("a view") : ter_message("a virtual table"), head->name);
    if (head->module)
        return true;
    TER_AUTO_FREE char *call = ter_schema_call(sql, ter_function_is_plain);
    return !call ||
           ter_fail(err, TER_FAILED,
               "%s %s%s%s calls the function %s, which this program does not run: somebody altered it; "
               "%s",
               head->type, head->name, is_index ? ter_message(" on table ") : "", is_index ? head->table : "",
               call, is_index ? ter_message("drop the index") : ter_message("restore a backup"));
}

static bool is_layer(const struct guarded *guarded, const char *table)
{
    for (size_t i = 0; i < guarded->layers.count; i++)
        if (strcmp(guarded->layers.items[i], table) == 0)
            return true;
    return false;
}

/* What SpatiaLite's own triggers call beside plain functions. */
static bool is_spatialites(const char *name)
{
    static const char *const functions[] = {"RAISE", "GeometryConstraints", "RTreeAlign"};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (sqlite3_stricmp(name, functions[i]) == 0)
            return true;
    return ter_function_is_plain(name);
}

/* Our own have names that are compared later, and word for word. SpatiaLite's differ from version to version,
 * so they are held to what such a trigger does: to refuse, and to keep the index and the times of changes. */
static bool is_expected(const struct guarded *guarded, const struct ter_schema_head *head, const char *sql)
{
    static const char *const own[] = {"bi", "bu", "ai", "au", "ag", "ad"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        TER_AUTO_FREE char *name = ter_format("ter_%s_%s", head->table, own[i]);
        if (strcmp(head->name, name) == 0)
            return is_layer(guarded, head->table);
    }
    TER_AUTO_FREE char *index = ter_format("idx_%s_geom", head->table);
    const char *const tables[] = {index, "geometry_columns_time", NULL};
    return ter_schema_trigger_is_tame(sql, tables, is_spatialites);
}

static bool judge_trigger(
    const struct guarded *guarded, const struct ter_schema_head *head, const char *sql, struct ter_error *err)
{
    return is_expected(guarded, head, sql) ||
           ter_fail(err, TER_FAILED,
               "trigger %s on table %s is not of this program and would run with every edit: drop it first "
               "(DROP TRIGGER \"%s\"), then try again",
               head->name, head->table, head->name);
}

struct look {
    sqlite3 *db;
    const struct guarded *guarded;
    bool writing;
};

/* SQLite goes by the text; who asks for tables goes by the columns. Where they differ somebody hides a thing.
 */
static bool judge(const struct look *look, sqlite3_stmt *select, struct ter_error *err)
{
    const char *type = (const char *)sqlite3_column_text(select, 0);
    const char *name = (const char *)sqlite3_column_text(select, 1);
    const char *table = (const char *)sqlite3_column_text(select, 2);
    const char *sql = (const char *)sqlite3_column_text(select, 3);
    TER_AUTO_HEAD struct ter_schema_head head = {0};
    if (!sql && name && sqlite3_strnicmp(name, "sqlite_autoindex_", 17) == 0)
        return true;
    if (!type || !name || !table || !sql || !ter_schema_head_read(sql, &head) ||
        strcmp(type, head.type) != 0 || sqlite3_stricmp(name, head.name) != 0 ||
        sqlite3_stricmp(table, head.table) != 0)
        return ter_fail(err, TER_FAILED,
            "the schema says of \"%s\" what its definition does not: the file was forged; restore a backup",
            name ? name : "");
    if (!is_guarded(look->guarded, head.table))
        return true;
    if (strcmp(type, "trigger") != 0)
        return judge_table(&head, sql, err);
    return !look->writing || judge_trigger(look->guarded, &head, sql, err);
}

static bool judge_all(const struct look *look, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(look->db, "SELECT type, name, tbl_name, sql FROM sqlite_master", &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        if (!judge(look, select, err))
            return false;
    }
}

/* Twice: the table of layers is read only after it was found to be one. */
bool ter_strangers_refuse(sqlite3 *db, bool writing, struct ter_error *err)
{
    struct guarded guarded = {0};
    guard_fixed(&guarded);
    struct look look = {.db = db, .guarded = &guarded, .writing = false};
    bool done = judge_all(&look, err);
    look.writing = writing;
    done = done && guard_layers(db, &guarded, err) && judge_all(&look, err);
    release(&guarded);
    return done;
}

/* Guards ---------------------------------------------------------------------------------------------- */

struct guard {
    char *sql; /* as the definition gives it */
    struct ter_schema_head head;
    bool seen;
};

struct guards {
    struct guard *items;
    size_t count, capacity;
};

static int compare_guards(const void *a, const void *b)
{
    return strcmp(((const struct guard *)a)->head.name, ((const struct guard *)b)->head.name);
}

static int compare_name(const void *name, const void *guard)
{
    return strcmp(name, ((const struct guard *)guard)->head.name);
}

static void free_guards(struct guards *guards)
{
    for (size_t i = 0; i < guards->count; i++) {
        free(guards->items[i].sql);
        ter_schema_head_free(&guards->items[i].head);
    }
    free(guards->items);
}

static void derive_guards(const struct ter_registry *registry, bool events, struct guards *guards)
{
    for (size_t i = 0; i < registry->layer_count; i++) {
        TER_AUTO_STRINGS struct ter_strings triggers = {0};
        ter_derive_trigger_list(registry->layers[i], events, &triggers);
        for (size_t j = 0; j < triggers.count; j++) {
            struct guard guard = {.sql = ter_strdup(triggers.items[j])};
            (void)ter_schema_head_read(guard.sql, &guard.head);
            guards->items =
                ter_grow(guards->items, &guards->capacity, guards->count + 1, sizeof *guards->items);
            guards->items[guards->count++] = guard;
        }
    }
    if (guards->count)
        qsort(guards->items, guards->count, sizeof *guards->items, compare_guards);
}

static bool guard_fails(const struct guard *guard, const char *what, struct ter_error *err)
{
    return ter_fail(err, TER_FAILED, "trigger %s, which guards table %s, %s: terrier check --fix restores it",
        guard->head.name, guard->head.table, what);
}

static bool compare_all(sqlite3 *db, struct guards *guards, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(db, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'", &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const char *name = (const char *)sqlite3_column_text(select, 0);
        struct guard *guard =
            bsearch(name, guards->items, guards->count, sizeof *guards->items, compare_name);
        if (!guard)
            continue;
        guard->seen = true;
        if (strcmp((const char *)sqlite3_column_text(select, 1), guard->sql) != 0)
            return guard_fails(guard, ter_message("was altered"), err);
    }
    for (size_t i = 0; i < guards->count; i++)
        if (!guards->items[i].seen)
            return guard_fails(&guards->items[i], ter_message("is missing"), err);
    return true;
}

bool ter_strangers_refuse_altered(const struct ter_registry *registry, struct ter_error *err)
{
    struct guards guards = {0};
    bool events;
    if (!ter_events_are_in(registry->db, &events, err))
        return false;
    derive_guards(registry, events, &guards);
    bool done = !guards.count || compare_all(registry->db, &guards, err);
    free_guards(&guards);
    return done;
}

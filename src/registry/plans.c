/* Owns the tables of approved plans. Knows nothing of how a plan is made. */
#include "plans.h"

#include "base/messages.h"
#include "base/text.h"
#include "internal.h"

#include <math.h>
#include <stdlib.h>

/* ---- the structs ---- */

void ter_saved_plan_add(struct ter_saved_plan *plan, const struct ter_saved_item *item)
{
    plan->items = ter_grow(plan->items, &plan->capacity, plan->count + 1, sizeof *plan->items);
    struct ter_saved_item *copy = &plan->items[plan->count++];
    *copy = *item;
    copy->code = ter_strdup(item->code);
    copy->township = item->township ? ter_strdup(item->township) : NULL;
}

void ter_saved_plan_free(struct ter_saved_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->items[i].code);
        free(plan->items[i].township);
    }
    free(plan->items);
    free(plan->name);
    free(plan->layer);
    free(plan->made_at);
    free(plan->request);
    *plan = (struct ter_saved_plan){0};
}

void ter_plan_entries_free(struct ter_plan_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        free(entries->items[i].name);
        free(entries->items[i].layer);
        free(entries->items[i].made_at);
        free(entries->items[i].request);
    }
    free(entries->items);
    *entries = (struct ter_plan_entries){0};
}

static char *text_of(sqlite3_stmt *select, int column)
{
    const char *text = (const char *)sqlite3_column_text(select, column);
    return text ? ter_strdup(text) : NULL;
}

/* ---- looking up ---- */

/* The plan's id; 0 where there is none. */
static bool find_id(struct ter_registry *registry, const char *name, int64_t *ret_id, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(registry->db, "SELECT id FROM plan WHERE name = ?", &select, err))
        return false;
    ter_db_bind_text(select, 1, name);
    if (!ter_db_step(select, &row, err))
        return false;
    *ret_id = row ? sqlite3_column_int64(select, 0) : 0;
    return true;
}

static bool need_id(struct ter_registry *registry, const char *name, int64_t *ret_id, struct ter_error *err)
{
    TER_AUTO_PLAN_ENTRIES struct ter_plan_entries entries = {0};
    if (!find_id(registry, name, ret_id, err))
        return false;
    if (*ret_id)
        return true;
    if (!ter_plans_list(registry, &entries, err))
        return false;
    TER_AUTO_FREE const char **names = ter_alloc((entries.count + 1) * sizeof *names);
    for (size_t i = 0; i < entries.count; i++)
        names[i] = entries.items[i].name;
    const char *near = ter_text_suggest(name, names, entries.count);
    if (near)
        return ter_fail(err, TER_NOT_FOUND, "there is no plan \"%s\"; did you mean \"%s\"?", name, near);
    return ter_fail(err, TER_NOT_FOUND, "there is no plan \"%s\"%s", name,
        entries.count ? ter_message(" (terrier plan list shows them)")
                      : ter_message("; none has been saved yet"));
}

bool ter_plans_have(struct ter_registry *registry, const char *name, bool *ret_there, struct ter_error *err)
{
    int64_t id;
    if (!find_id(registry, name, &id, err))
        return false;
    *ret_there = id != 0;
    return true;
}

/* ---- saving ---- */

static bool delete_plan(struct ter_registry *registry, int64_t id, struct ter_error *err)
{
    static const char *const statements[] = {
        "DELETE FROM plan_item WHERE plan_id = ?", "DELETE FROM plan WHERE id = ?"};
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
        if (!ter_db_prepare(registry->db, statements[i], &statement, err))
            return false;
        sqlite3_bind_int64(statement, 1, id);
        if (!ter_db_run(statement, err))
            return false;
    }
    return true;
}

static bool insert_plan(
    struct ter_registry *registry, const struct ter_saved_plan *plan, int64_t *ret_id, struct ter_error *err)
{
    static const char sql[] = "INSERT INTO plan (name, layer, made_at, request) "
                              "VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(registry->db, sql, &insert, err))
        return false;
    ter_db_bind_text(insert, 1, plan->name);
    ter_db_bind_text(insert, 2, plan->layer);
    ter_db_bind_text(insert, 3, plan->request);
    if (!ter_db_run(insert, err))
        return false;
    *ret_id = sqlite3_last_insert_rowid(registry->db);
    return true;
}

static bool insert_item(
    sqlite3_stmt *insert, int64_t id, const struct ter_saved_item *item, struct ter_error *err)
{
    sqlite3_bind_int64(insert, 1, id);
    ter_db_bind_text(insert, 2, item->code);
    sqlite3_bind_int64(insert, 3, item->rank);
    if (item->year)
        sqlite3_bind_int(insert, 4, item->year);
    else
        sqlite3_bind_null(insert, 4);
    ter_db_bind_text(insert, 5, item->township);
    sqlite3_bind_double(insert, 6, item->score);
    if (isnan(item->cost_yuan))
        sqlite3_bind_null(insert, 7);
    else
        sqlite3_bind_double(insert, 7, item->cost_yuan);
    return ter_db_run(insert, err);
}

bool ter_plans_save(
    struct ter_registry *registry, const struct ter_saved_plan *plan, bool replace, struct ter_error *err)
{
    static const char sql[] = "INSERT INTO plan_item (plan_id, code, rank, year, township, score, cost_yuan) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    int64_t old, id;
    if (!find_id(registry, plan->name, &old, err))
        return false;
    if (old && !replace)
        return ter_fail(err, TER_FAILED,
            "there is a plan \"%s\" already; see what differs with --against %s, replace it with --replace, "
            "or "
            "give another name",
            plan->name, plan->name);
    if ((old && !delete_plan(registry, old, err)) || !insert_plan(registry, plan, &id, err) ||
        !ter_db_prepare(registry->db, sql, &insert, err))
        return false;
    for (size_t i = 0; i < plan->count; i++)
        if (!insert_item(insert, id, &plan->items[i], err))
            return ter_wrap(err, "%s", plan->items[i].code);
    return true;
}

bool ter_plans_drop(struct ter_registry *registry, const char *name, struct ter_error *err)
{
    int64_t id;
    return need_id(registry, name, &id, err) && delete_plan(registry, id, err);
}

/* ---- reading ---- */

static bool read_head(
    struct ter_registry *registry, int64_t id, struct ter_saved_plan *plan, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(
            registry->db, "SELECT name, layer, made_at, request FROM plan WHERE id = ?", &select, err))
        return false;
    sqlite3_bind_int64(select, 1, id);
    if (!ter_db_step(select, &row, err))
        return false;
    if (!row)
        return ter_fail(err, TER_FAILED, "the plan is gone");
    plan->name = text_of(select, 0);
    plan->layer = text_of(select, 1);
    plan->made_at = text_of(select, 2);
    plan->request = text_of(select, 3);
    return true;
}

static bool read_items(
    struct ter_registry *registry, int64_t id, struct ter_saved_plan *plan, struct ter_error *err)
{
    static const char sql[] = "SELECT code, rank, year, township, score, cost_yuan FROM plan_item "
                              "WHERE plan_id = ? ORDER BY rank, code";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    sqlite3_bind_int64(select, 1, id);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        TER_AUTO_FREE char *code = text_of(select, 0), *township = text_of(select, 3);
        bool priced = sqlite3_column_type(select, 5) != SQLITE_NULL;
        struct ter_saved_item item = {
            .code = code,
            .rank = sqlite3_column_int64(select, 1),
            .year = sqlite3_column_int(select, 2),
            .township = township,
            .score = sqlite3_column_double(select, 4),
            .cost_yuan = priced ? sqlite3_column_double(select, 5) : (double)NAN,
        };
        ter_saved_plan_add(plan, &item);
    }
}

bool ter_plans_read(
    struct ter_registry *registry, const char *name, struct ter_saved_plan *ret_plan, struct ter_error *err)
{
    struct ter_saved_plan plan = {0};
    int64_t id;
    if (!need_id(registry, name, &id, err))
        return false;
    if (!read_head(registry, id, &plan, err) || !read_items(registry, id, &plan, err)) {
        ter_saved_plan_free(&plan);
        return ter_wrap(err, "plan %s", name);
    }
    *ret_plan = plan;
    return true;
}

bool ter_plans_list(
    struct ter_registry *registry, struct ter_plan_entries *ret_entries, struct ter_error *err)
{
    static const char sql[] =
        "SELECT p.name, p.layer, p.made_at, p.request, count(i.code), "
        "coalesce(sum(i.code IS NOT NULL AND i.year IS NULL), 0), min(i.year), max(i.year) "
        "FROM plan p LEFT JOIN plan_item i ON i.plan_id = p.id GROUP BY p.id ORDER BY p.id";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_PLAN_ENTRIES struct ter_plan_entries entries = {0};
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        entries.items = ter_grow(entries.items, &entries.capacity, entries.count + 1, sizeof *entries.items);
        entries.items[entries.count++] = (struct ter_plan_entry){
            .name = text_of(select, 0),
            .layer = text_of(select, 1),
            .made_at = text_of(select, 2),
            .request = text_of(select, 3),
            .items = sqlite3_column_int64(select, 4),
            .without_year = sqlite3_column_int64(select, 5),
            .first_year = sqlite3_column_int(select, 6),
            .last_year = sqlite3_column_int(select, 7),
        };
    }
    *ret_entries = entries;
    entries.items = NULL;
    entries.count = 0;
    return true;
}

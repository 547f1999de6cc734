/* Owns the tables of work orders. Knows nothing of sheets, and does not judge what came back. */
#include "orders.h"

#include "base/messages.h"
#include "base/text.h"
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static const char *const takes[] = {NULL, "paper", "register"};

/* The newest entry about a record of the layer: of its own, or of a bulk import that brought it. */
static char *newest_entry(const char *layer)
{
    return ter_format("(SELECT coalesce(max(h.id), 0) FROM \"%s\" r JOIN history h ON h.id IN ("
                      "SELECT id FROM history WHERE layer = '%s' AND record_id = r.id UNION ALL "
                      "SELECT id FROM history WHERE layer = '%s' AND last_id > record_id AND "
                      "r.id > record_id AND r.id <= last_id) WHERE r.code = ?1)",
        layer, layer, layer);
}

void ter_order_free(struct ter_order *order)
{
    if (!order)
        return;
    for (size_t i = 0; i < order->count; i++) {
        free(order->items[i].code);
        free(order->items[i].township);
        free(order->items[i].answer);
        free(order->items[i].event_code);
    }
    free(order->items);
    free(order->number);
    free(order->layer);
    free(order->issued_at);
    free(order->request);
    free(order);
}

struct ter_order_item *ter_order_item(const struct ter_order *order, const char *code)
{
    for (size_t i = 0; i < order->count; i++)
        if (strcmp(order->items[i].code, code) == 0)
            return &order->items[i];
    return NULL;
}

/* ---- adding ---- */

/* "WO-2026-003": the first that is free after the largest of the year. */
static bool next_number(
    struct ter_registry *registry, const char *issued_on, char **ret_number, struct ter_error *err)
{
    static const char sql[] = "SELECT coalesce(max(CAST(substr(number, 9) AS INTEGER)), 0) + 1 "
                              "FROM work_order WHERE number GLOB ?1";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_FREE char *pattern = ter_format("WO-%.4s-[0-9]*", issued_on);
    bool row;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, pattern);
    if (!ter_db_step(select, &row, err))
        return false;
    *ret_number = ter_format("WO-%.4s-%03lld", issued_on, (long long)sqlite3_column_int64(select, 0));
    return true;
}

static bool is_taken(
    struct ter_registry *registry, const char *number, bool *ret_taken, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, "SELECT 1 FROM work_order WHERE number = ?", &select, err))
        return false;
    ter_db_bind_text(select, 1, number);
    return ter_db_step(select, ret_taken, err);
}

static bool add_order(
    struct ter_registry *registry, const struct ter_order *order, const char *number, struct ter_error *err)
{
    static const char sql[] = "INSERT INTO work_order (number, layer, issued_on, issued_at, request) "
                              "VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(registry->db, sql, &insert, err))
        return false;
    ter_db_bind_text(insert, 1, number);
    ter_db_bind_text(insert, 2, order->layer);
    ter_db_bind_text(insert, 3, order->issued_on);
    ter_db_bind_text(insert, 4, order->request);
    return ter_db_run(insert, err);
}

static bool add_items(
    struct ter_registry *registry, const struct ter_order *order, int64_t id, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    TER_AUTO_FREE char *newest = newest_entry(order->layer);
    TER_AUTO_FREE char *sql =
        ter_format("INSERT INTO work_order_item (code, order_id, position, township, round, history_id) "
                   "VALUES (?1, ?2, ?3, ?4, nullif(?5, 0), %s)",
            newest);
    if (!ter_db_prepare(registry->db, sql, &insert, err))
        return false;
    for (size_t i = 0; i < order->count; i++) {
        ter_db_bind_text(insert, 1, order->items[i].code);
        sqlite3_bind_int64(insert, 2, id);
        sqlite3_bind_int64(insert, 3, (int64_t)i + 1);
        ter_db_bind_text(insert, 4, order->items[i].township);
        sqlite3_bind_int64(insert, 5, order->items[i].round);
        if (!ter_db_run(insert, err))
            return ter_wrap(err, "record %s", order->items[i].code);
    }
    return true;
}

bool ter_order_add(
    struct ter_registry *registry, const struct ter_order *order, char **ret_number, struct ter_error *err)
{
    TER_AUTO_FREE char *number = NULL;
    bool taken = false;
    if (order->number)
        number = ter_strdup(order->number);
    else if (!next_number(registry, order->issued_on, &number, err))
        return false;
    if (!is_taken(registry, number, &taken, err))
        return false;
    if (taken)
        return ter_fail(err, TER_FAILED,
            "there is a work order %s already; terrier order list shows all, another --number names this one",
            number);
    if (!add_order(registry, order, number, err) ||
        !add_items(registry, order, sqlite3_last_insert_rowid(registry->db), err))
        return false;
    *ret_number = number;
    number = NULL;
    return true;
}

/* ---- reading ---- */

static char *copy(sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    return text ? ter_strdup(text) : NULL;
}

bool ter_order_numbers(struct ter_registry *registry, struct ter_strings *numbers, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, "SELECT number FROM work_order ORDER BY id DESC", &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        ter_strings_add(numbers, ter_db_text(select, 0));
    }
}

static bool unknown(struct ter_registry *registry, const char *number, struct ter_error *err)
{
    TER_AUTO_STRINGS struct ter_strings numbers = {0};
    if (!ter_order_numbers(registry, &numbers, err))
        return false;
    if (!numbers.count)
        return ter_fail(err, TER_NOT_FOUND,
            "this register has no work order %s, nor any other; terrier order issue makes one", number);
    const char *near = ter_text_suggest(number, (const char *const *)numbers.items, numbers.count);
    return ter_fail(err, TER_NOT_FOUND, "this register has no work order %s; %s \"%s\"%s", number,
        near ? ter_message("did you mean") : ter_message("the newest is"), near ? near : numbers.items[0],
        near ? "?" : "");
}

static bool read_head(
    struct ter_registry *registry, const char *number, struct ter_order *order, struct ter_error *err)
{
    static const char sql[] =
        "SELECT id, number, layer, issued_on, issued_at, request FROM work_order WHERE number = ?";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, number);
    if (!ter_db_step(select, &row, err))
        return false;
    if (!row)
        return unknown(registry, number, err);
    order->id = sqlite3_column_int64(select, 0);
    order->number = copy(select, 1);
    order->layer = copy(select, 2);
    snprintf(order->issued_on, sizeof order->issued_on, "%s", ter_db_text(select, 3));
    order->issued_at = copy(select, 4);
    order->request = copy(select, 5);
    return true;
}

static enum ter_order_take take_of(const char *text)
{
    for (size_t i = 1; text && i < sizeof takes / sizeof *takes; i++)
        if (strcmp(takes[i], text) == 0)
            return (enum ter_order_take)i;
    return TER_TAKE_NONE;
}

static void read_item(sqlite3_stmt *row, struct ter_order *order)
{
    struct ter_order_item *item = &order->items[order->count++];
    bool stands = sqlite3_column_int(row, 9);
    *item = (struct ter_order_item){
        .code = copy(row, 0),
        .position = sqlite3_column_int64(row, 1),
        .township = copy(row, 2),
        .round = sqlite3_column_int64(row, 3),
        .history_id = sqlite3_column_int64(row, 4),
        .answer = stands ? copy(row, 5) : NULL,
        .event_code = stands ? copy(row, 6) : NULL,
        .closed = stands && sqlite3_column_int(row, 7),
        .take = take_of((const char *)sqlite3_column_text(row, 8)),
    };
    order->answered += item->answer != NULL;
    order->closed += item->closed;
}

/* An answer whose event was taken back or deleted since is none. */
static bool read_items(struct ter_registry *registry, struct ter_order *order, struct ter_error *err)
{
    static const char sql[] =
        "SELECT i.code, i.position, i.township, coalesce(i.round, 0), i.history_id, i.answer, i.event_code, "
        "i.closed, i.take, EXISTS (SELECT 1 FROM event e WHERE e.code = i.event_code AND e.status <> "
        "'withdrawn') FROM work_order_item i WHERE i.order_id = ? ORDER BY i.position";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    size_t capacity = 0;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    sqlite3_bind_int64(select, 1, order->id);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        order->items = ter_grow(order->items, &capacity, order->count + 1, sizeof *order->items);
        read_item(select, order);
    }
}

bool ter_order_read(
    struct ter_registry *registry, const char *number, struct ter_order **ret_order, struct ter_error *err)
{
    TER_AUTO(ter_order_free) struct ter_order *order = ter_alloc(sizeof *order);
    if (!read_head(registry, number, order, err) || !read_items(registry, order, err))
        return false;
    *ret_order = order;
    order = NULL;
    return true;
}

bool ter_order_open_elsewhere(
    struct ter_registry *registry, const char *number, int64_t *ret_count, struct ter_error *err)
{
    static const char sql[] = "SELECT count(*) FROM work_order o JOIN work_order_item i ON i.order_id = o.id "
                              "WHERE o.number = ? AND "
                              "EXISTS (SELECT 1 FROM work_order p JOIN work_order_item j ON j.order_id = "
                              "p.id WHERE p.id <> o.id AND "
                              "p.layer = o.layer AND j.code = i.code AND NOT j.closed)";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, number);
    if (!ter_db_step(select, &row, err))
        return false;
    *ret_count = sqlite3_column_int64(select, 0);
    return true;
}

/* ---- what came back ---- */

bool ter_order_answer(struct ter_registry *registry, const struct ter_order *order, const char *code,
    const char *answer, const char *event_code, bool closed, struct ter_error *err)
{
    TER_AUTO_FREE char *newest = newest_entry(order->layer);
    TER_AUTO_FREE char *sql = ter_format("UPDATE work_order_item SET answer = ?3, event_code = ?4, closed = "
                                         "?5, history_id = %s WHERE order_id = ?2 AND code = ?1",
        newest);
    sqlite3_stmt *update;
    if (!ter_db_cached(registry, sql, &update, err))
        return false;
    ter_db_bind_text(update, 1, code);
    sqlite3_bind_int64(update, 2, order->id);
    ter_db_bind_text(update, 3, answer);
    ter_db_bind_text(update, 4, event_code);
    sqlite3_bind_int(update, 5, closed);
    return ter_db_run(update, err);
}

bool ter_order_settle(struct ter_registry *registry, const struct ter_order *order, const char *code,
    enum ter_order_take take, struct ter_error *err)
{
    TER_AUTO_FREE char *newest = newest_entry(order->layer);
    TER_AUTO_FREE char *sql = ter_format("UPDATE work_order_item SET take = ?3, history_id = %s "
                                         "WHERE order_id = ?2 AND code = ?1",
        newest);
    sqlite3_stmt *update;
    if (!ter_db_cached(registry, sql, &update, err))
        return false;
    ter_db_bind_text(update, 1, code);
    sqlite3_bind_int64(update, 2, order->id);
    ter_db_bind_text(update, 3, takes[take]);
    return ter_db_run(update, err);
}

bool ter_order_source(struct ter_registry *registry, const char *name, const char *file, const char *sha256,
    int64_t *ret_id, struct ter_error *err)
{
    static const char sql[] = "INSERT INTO source (name, kind, layer, file, sha256, imported_at) VALUES (?, "
                              "'layer', 'event', ?, ?, "
                              "strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))";
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(registry->db, sql, &insert, err))
        return false;
    ter_db_bind_text(insert, 1, name);
    ter_db_bind_text(insert, 2, file);
    ter_db_bind_text(insert, 3, sha256);
    if (!ter_db_run(insert, err))
        return false;
    *ret_id = sqlite3_last_insert_rowid(registry->db);
    return ter_db_exec(registry->db, "UPDATE write_context SET source_id = last_insert_rowid()", err);
}

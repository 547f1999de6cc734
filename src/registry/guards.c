/* Owns guards in the register: their SQL in a table's triggers, and the same judgement before a change.
 *
 * A withdrawn event proves nothing. A record that is being made has no code yet that an event could name,
 * unless it brings its own: guards that want an event refuse it. */
#include "guards.h"

#include "condition_sql.h"
#include "internal.h"
#include "not_found.h"

#include <stdlib.h>

/* Events ---------------------------------------------------------------------------------------------- */

/* The records whose events count: the record itself, and up to three generations before it. */
static void about_sql(const struct ter_layer *layer, const struct ter_guard_event *event, const char *code,
    const char *other, struct ter_buf *out)
{
    TER_AUTO_FREE char *forebear = ter_strdup(other);
    ter_buf_text(out, code);
    for (int generation = 0; event->also_about && generation < 3; generation++) {
        ter_buf_printf(out, ", %s", forebear);
        char *next = ter_format(
            "(SELECT p.\"%s\" FROM \"%s\" AS p WHERE p.code = %s)", event->also_about, layer->name, forebear);
        free(forebear);
        forebear = next;
    }
}

/* The question for an event, which a register without events answers with no; `code` and `other` are the
 * expressions for the record's code and for its field `also_about`. */
static void event_sql(const struct ter_layer *layer, const struct ter_guard_event *event, bool events,
    const char *code, const char *other, struct ter_buf *out)
{
    if (!events) {
        ter_buf_text(out, "0");
        return;
    }
    ter_buf_printf(out, "EXISTS (SELECT 1 FROM event AS e WHERE e.about_layer = '%s' AND e.about_code IN (",
        layer->name);
    about_sql(layer, event, code, other, out);
    ter_buf_text(out, ") AND e.status IS NOT 'withdrawn' AND e.kind IN (");
    for (size_t i = 0; i < event->kinds.count; i++)
        ter_buf_printf(out, "%s'%s'", i ? ", " : "", event->kinds.items[i]);
    ter_buf_text(out, ")");
    for (size_t i = 0; i < event->given.count; i++)
        ter_buf_printf(out, " AND e.\"%s\" IS NOT NULL", event->given.items[i]);
    ter_buf_printf(out, "%s)", event->position ? " AND e.geom IS NOT NULL" : "");
}

/* Triggers -------------------------------------------------------------------------------------------- */

static void statuses_sql(const struct ter_strings *list, struct ter_buf *out)
{
    for (size_t i = 0; i < list->count; i++)
        ter_buf_printf(out, "%s'%s'", i ? ", " : " IN (", list->items[i]);
    ter_buf_text(out, ")");
}

/* Whether the guard is asked of this change; the same as ter_guard_asked. The first status is given to a new
 * record by an update of its own, which is no change of status. */
static void asked_sql(
    const struct ter_layer *layer, const struct ter_guard *guard, bool changed, struct ter_buf *out)
{
    bool marks[TER_MAX_FIELDS] = {false};
    ter_buf_text(out, "(1 = 1");
    if (guard->to.count) {
        ter_buf_printf(out, " AND coalesce(NEW.status, '%s')", layer->initial_status);
        statuses_sql(&guard->to, out);
    }
    if (guard->to.count && changed)
        ter_buf_text(out, " AND OLD.status IS NOT NULL AND NEW.status IS NOT OLD.status");
    if (guard->from.count) {
        ter_buf_text(out, " AND OLD.status");
        statuses_sql(&guard->from, out);
    }
    ter_guard_mark(guard, marks);
    if (!guard->to.count && changed) {
        ter_buf_text(out, " AND (1 = 0");
        for (size_t i = 0; i < layer->field_count; i++)
            if (marks[i])
                ter_buf_printf(
                    out, " OR OLD.\"%s\" IS NOT NEW.\"%s\"", layer->fields[i].name, layer->fields[i].name);
        ter_buf_text(out, ")");
    }
    ter_buf_text(out, " AND ");
    ter_conditions_sql(guard->where, layer, "NEW.", out);
    ter_buf_text(out, ")");
}

/* A text of the layer file inside a literal. */
static void quote(const char *text, struct ter_buf *out)
{
    for (; *text; text++)
        ter_buf_printf(out, "%s%c", *text == '\'' ? "'" : "", *text);
}

static void guard_sql(const struct ter_layer *layer, const struct ter_guard *guard, bool changed, bool events,
    const char *unless, struct ter_buf *out)
{
    ter_buf_printf(out, "  SELECT RAISE(ROLLBACK, '%s%s: ", layer->name, guard->to.count ? ".status" : "");
    quote(guard->refusal.text[TER_EN], out);
    ter_buf_text(out, " / ");
    quote(guard->refusal.text[TER_ZH], out);
    ter_buf_text(out, "') WHERE ");
    asked_sql(layer, guard, changed, out);
    ter_buf_text(out, " AND NOT (");
    ter_conditions_sql(guard->needs, layer, "NEW.", out);
    if (guard->event) {
        TER_AUTO_FREE char *other = guard->event->also_about
                                        ? ter_format("NEW.\"%s\"", guard->event->also_about)
                                        : ter_strdup("NULL");
        ter_buf_text(out, " AND ");
        event_sql(layer, guard->event, events, "NEW.code", other, out);
    }
    ter_buf_printf(out, ") AND NOT %s;\n", unless);
}

void ter_guards_sql(
    const struct ter_layer *layer, bool changed, bool events, const char *unless, struct ter_buf *out)
{
    for (size_t i = 0; i < layer->guard_count; i++)
        if (changed || !layer->guards[i].from.count)
            guard_sql(layer, &layer->guards[i], changed, events, unless, out);
}

/* The same, before the change ------------------------------------------------------------------------- */

static bool has_event(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_guard_event *event, const struct ter_value *values, bool *ret_there,
    struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf sql = {0};
    TER_AUTO(ter_statement_reset) sqlite3_stmt *select = NULL;
    bool events;
    if (!ter_events_are_in(registry->db, &events, err))
        return false;
    ter_buf_text(&sql, "SELECT ");
    event_sql(layer, event, events, "?1", "?2", &sql);
    bool row = false;
    if (!ter_db_cached(registry, sql.data, &select, err))
        return false;
    const struct ter_field *also = event->also_about ? ter_layer_field(layer, event->also_about) : NULL;
    ter_db_bind_value(select, 1, values[layer->role[TER_ROLE_CODE]]);
    if (also)
        ter_db_bind_value(select, 2, values[ter_layer_field_index(layer, also)]);
    if (!ter_db_step(select, &row, err))
        return false;
    *ret_there = row && sqlite3_column_int(select, 0) == 1;
    return true;
}

bool ter_guard_judge(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_guard *guard, const struct ter_value *values, enum ter_lang lang, char **ret_refusal,
    struct ter_error *err)
{
    bool there = true;
    *ret_refusal = NULL;
    if (guard->event && !has_event(registry, layer, guard->event, values, &there, err))
        return false;
    if (there && ter_conditions_hold(guard->needs, layer, values))
        return true;
    TER_AUTO_BUF struct ter_buf refusal = {0};
    ter_guard_explain(guard, layer, values, !there, lang, &refusal);
    *ret_refusal = ter_buf_take(&refusal);
    return true;
}

bool ter_guards_admit(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_value *old, const struct ter_value *values, enum ter_lang lang, char **ret_refusal,
    struct ter_error *err)
{
    *ret_refusal = NULL;
    for (size_t i = 0; i < layer->guard_count && !*ret_refusal; i++)
        if (ter_guard_asked(&layer->guards[i], layer, old, values) &&
            !ter_guard_judge(registry, layer, &layer->guards[i], values, lang, ret_refusal, err))
            return false;
    return true;
}

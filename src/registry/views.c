/* Owns what the views of a layer show: their names, and their SQL as it follows from statuses and deadlines.
 * Where they stand in the file is view_store.c's.
 *
 * A view computes no geometry and has no ORDER BY, so SQLite takes it apart and a spatial filter reaches the
 * R*Tree. It names all columns: a later one comes in with the layer's next version. */
#include "views.h"

#include "due.h"
#include "find.h"
#include "layer/layer.h"
#include "not_found.h"

#include <stdlib.h>
#include <string.h>

static const struct kind {
    const char *suffix;
    const char *title[2]; /* by enum ter_lang */
} kinds[TER_VIEW_COUNT] = {
    [TER_VIEW_NOT_AVAILABLE] = {"not_available", {[TER_EN] = "not available", [TER_ZH] = "不可用"}},
    [TER_VIEW_TO_REVIEW] = {"to_review", {[TER_EN] = "positions to review", [TER_ZH] = "待核实位置"}},
    [TER_VIEW_OVERDUE] = {"overdue", {[TER_EN] = "overdue", [TER_ZH] = "已逾期"}},
    [TER_VIEW_PLANNED_WORKS] = {"planned_works", {[TER_EN] = "planned works", [TER_ZH] = "计划工作"}},
};

#define TODAY "date('now', 'localtime')"

static void write_literal(struct ter_buf *out, const char *text)
{
    ter_buf_text(out, "'");
    for (; *text; text++)
        ter_buf_printf(out, *text == '\'' ? "''" : "%c", *text);
    ter_buf_text(out, "'");
}

static void write_list(struct ter_buf *out, const struct ter_strings *values)
{
    for (size_t i = 0; i < values->count; i++) {
        ter_buf_text(out, i ? ", " : "");
        write_literal(out, values->items[i]);
    }
}

/* Statuses -------------------------------------------------------------------------------------------- */

static bool listed(const struct ter_strings *values, const char *value)
{
    for (size_t i = 0; i < values->count; i++)
        if (strcmp(values->items[i], value) == 0)
            return true;
    return false;
}

static const struct ter_domain *statuses(const struct ter_layer *layer)
{
    return layer->fields[layer->role[TER_ROLE_STATUS]].domain;
}

/* A layer whose only other statuses are final has nothing to bring back into use. */
static bool can_return(const struct ter_layer *layer)
{
    const struct ter_domain *all = statuses(layer);
    for (size_t i = 0; i < all->count; i++)
        if (!listed(&layer->available, all->choices[i].value) &&
            !ter_layer_status_is_final(layer, all->choices[i].value))
            return true;
    return false;
}

/* The statuses of what is not built yet: definitions list them before the first available one. */
static void find_unbuilt(const struct ter_layer *layer, struct ter_strings *ret_unbuilt)
{
    const struct ter_domain *all = statuses(layer);
    if (!layer->available.count)
        return;
    for (size_t i = 0; i < all->count && !listed(&layer->available, all->choices[i].value); i++)
        ter_strings_add(ret_unbuilt, all->choices[i].value);
}

/* Deadlines ------------------------------------------------------------------------------------------- */

/* The inner table: each deadline's date where it runs, under a name that no field can have. */
static void write_deadlines(const struct ter_layer *layer, struct ter_buf *out)
{
    for (size_t i = 0; i < layer->deadline_count; i++) {
        ter_buf_text(out, ",\n    ");
        ter_due_sql(layer, &layer->deadlines[i], out);
        ter_buf_printf(out, " AS \"due %zu\"", i);
    }
}

/* The first of the deadlines, or of those still to come; NULL where there is none. */
static void write_first(const struct ter_layer *layer, bool to_come, struct ter_buf *out)
{
    bool several = layer->deadline_count > 1; /* min() of one argument is another function */
    ter_buf_text(out, several ? "nullif(min(" : "");
    for (size_t i = 0; i < layer->deadline_count; i++) {
        TER_AUTO_FREE char *due = ter_format("\"due %zu\"", i);
        TER_AUTO_FREE char *one =
            to_come ? ter_format("CASE WHEN %s >= " TODAY " THEN %s END", due, due) : ter_strdup(due);
        ter_buf_printf(out, several ? "%scoalesce(%s, '9999-12-31')" : "%s%s", i ? ", " : "", one);
    }
    ter_buf_text(out, several ? "), '9999-12-31')" : "");
}

/* Which deadline falls due on that day. */
static void write_title(
    const struct ter_layer *layer, const char *first, enum ter_lang lang, struct ter_buf *out)
{
    ter_buf_printf(out, "CASE %s", first);
    for (size_t i = 0; i < layer->deadline_count; i++) {
        ter_buf_printf(out, " WHEN \"due %zu\" THEN ", i);
        write_literal(out, layer->deadlines[i].title.text[lang]);
    }
    ter_buf_text(out, " END");
}

/* What is to be built and nobody set a date for. */
static void write_undated(const struct ter_layer *layer, struct ter_buf *out)
{
    TER_AUTO_STRINGS struct ter_strings unbuilt = {0}, waiting = {0};
    find_unbuilt(layer, &unbuilt);
    for (size_t i = 0; i < layer->deadline_count; i++)
        for (size_t j = 0; j < layer->deadlines[i].open_while.count; j++) {
            const char *status = layer->deadlines[i].open_while.items[j];
            if (listed(&unbuilt, status) && !listed(&waiting, status))
                ter_strings_add(&waiting, status);
        }
    if (!waiting.count)
        return;
    ter_buf_text(out, "\n  OR \"status\" IN (");
    write_list(out, &waiting);
    ter_buf_text(out, ")");
    for (size_t i = 0; i < layer->deadline_count; i++)
        ter_buf_printf(out, " AND \"due %zu\" IS NULL", i);
}

/* The view -------------------------------------------------------------------------------------------- */

bool ter_view_suits(const struct ter_layer *layer, enum ter_view view)
{
    switch (view) {
    case TER_VIEW_NOT_AVAILABLE:
        return layer->geometry != TER_GEOMETRY_NONE && layer->available.count && can_return(layer);
    case TER_VIEW_TO_REVIEW:
        return layer->geometry == TER_POINT; /* as terrier review: areas are drawn, not placed by a text */
    case TER_VIEW_OVERDUE:
    case TER_VIEW_PLANNED_WORKS:
        return layer->deadline_count > 0;
    case TER_VIEW_COUNT:
        break;
    }
    return false;
}

char *ter_view_name(const struct ter_layer *layer, enum ter_view view)
{
    return ter_format("%s_%s", layer->name, kinds[view].suffix);
}

char *ter_view_title(const struct ter_layer *layer, enum ter_view view, enum ter_lang lang)
{
    return ter_format(
        "%s%s%s", layer->title.text[lang], lang == TER_ZH ? "：" : ": ", kinds[view].title[lang]);
}

/* A field of the layer may have the name already. */
static void add_column(
    const struct ter_layer *layer, const struct ter_view_column *column, struct ter_view_columns *columns)
{
    TER_AUTO_BUF struct ter_buf name = {0};
    ter_buf_text(&name, column->name);
    while (ter_layer_field(layer, name.data))
        ter_buf_text(&name, "_");
    columns->items[columns->count] = *column;
    columns->items[columns->count++].name = ter_buf_take(&name);
}

void ter_view_columns_of(
    const struct ter_layer *layer, enum ter_view view, struct ter_view_columns *ret_columns)
{
    static const struct ter_view_column on = {"deadline_on", {"deadline on", "期限日期"}},
                                        what = {"deadline", {"deadline", "期限事项"}},
                                        late = {"days_overdue", {"days overdue", "逾期天数"}},
                                        left = {"days_left", {"days left", "剩余天数"}};
    *ret_columns = (struct ter_view_columns){0};
    if (view != TER_VIEW_OVERDUE && view != TER_VIEW_PLANNED_WORKS)
        return;
    add_column(layer, &on, ret_columns);
    add_column(layer, &what, ret_columns);
    add_column(layer, view == TER_VIEW_OVERDUE ? &late : &left, ret_columns);
}

void ter_view_columns_free(struct ter_view_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        free(columns->items[i].name);
    columns->count = 0;
}

/* The layer's columns; its geometry; and for a view without one the name by which QGIS asks for a row. */
static void write_columns(const struct ter_layer *layer, struct ter_buf *out)
{
    ter_db_columns(layer, "", out);
    ter_buf_text(out, layer->geometry == TER_GEOMETRY_NONE ? ", \"id\" AS \"rowid\"" : ", \"geom\"");
}

static void write_deadline_view(
    const struct ter_layer *layer, enum ter_view view, enum ter_lang lang, struct ter_buf *out)
{
    bool to_come = view == TER_VIEW_PLANNED_WORKS;
    struct ter_view_columns columns;
    TER_AUTO_BUF struct ter_buf first = {0};
    write_first(layer, to_come, &first);
    ter_view_columns_of(layer, view, &columns);
    write_columns(layer, out);
    ter_buf_printf(out, ",\n  %s AS \"%s\",\n  ", first.data, columns.items[0].name);
    write_title(layer, first.data, lang, out);
    ter_buf_printf(out,
        " AS \"%s\",\n  CAST(%s(julianday(%s) - julianday(" TODAY ")) AS INTEGER) AS \"%s\"\n",
        columns.items[1].name, to_come ? "" : "-", first.data, columns.items[2].name);
    ter_buf_text(out, "FROM (SELECT ");
    ter_db_columns(layer, "", out);
    ter_buf_text(out, layer->geometry == TER_GEOMETRY_NONE ? "" : ", \"geom\"");
    write_deadlines(layer, out);
    ter_buf_printf(out, "\n  FROM \"%s\")\nWHERE %s", layer->name, first.data);
    ter_buf_text(out, to_come ? " IS NOT NULL" : " < " TODAY);
    if (to_come)
        write_undated(layer, out);
    ter_view_columns_free(&columns);
}

static void write_view(
    const struct ter_layer *layer, enum ter_view view, bool told, enum ter_lang lang, struct ter_buf *out)
{
    if (view == TER_VIEW_OVERDUE || view == TER_VIEW_PLANNED_WORKS) {
        write_deadline_view(layer, view, lang, out);
        return;
    }
    write_columns(layer, out);
    ter_buf_printf(out, "\nFROM \"%s\"\nWHERE ", layer->name);
    if (view == TER_VIEW_TO_REVIEW) {
        ter_buf_printf(out, "\"uncertainty_m\" IS NULL OR \"uncertainty_m\" > %d", TER_REVIEW_ABOVE_M);
        if (told) {
            ter_buf_text(out, " OR \"code\" IN ");
            ter_not_found_codes(layer, out);
        }
        return;
    }
    ter_buf_text(out, "\"status\" NOT IN (");
    write_list(out, &layer->available);
    ter_buf_text(out, ")");
}

/* Its triggers ---------------------------------------------------------------------------------------- */

/* All columns are written, id too: that one must not change is for the table to say. */
static void write_update(const struct ter_layer *layer, const char *view, struct ter_buf *out)
{
    ter_buf_printf(out,
        "CREATE TRIGGER \"ter_%s_iu\" INSTEAD OF UPDATE ON \"%s\" BEGIN\n  UPDATE \"%s\" SET ", view, view,
        layer->name);
    for (size_t i = 0; i < layer->field_count; i++)
        ter_buf_printf(
            out, "%s\"%s\" = NEW.\"%s\"", i ? ", " : "", layer->fields[i].name, layer->fields[i].name);
    ter_buf_printf(out, "%s WHERE id = OLD.id;\nEND",
        layer->geometry == TER_GEOMETRY_NONE ? "" : ", \"geom\" = NEW.\"geom\"");
}

/* A record that is entered through a view need not be one that the view shows: it would be gone at once. */
static void write_refusal(const struct ter_layer *layer, const char *view, struct ter_buf *out)
{
    TER_AUTO_FREE char *said = ter_format("%s: add new records to the layer %s / 新记录请添加到图层“%s”",
        view, layer->title.text[TER_EN], layer->title.text[TER_ZH]);
    ter_buf_printf(out,
        "CREATE TRIGGER \"ter_%s_ii\" INSTEAD OF INSERT ON \"%s\" BEGIN\n  SELECT RAISE(ROLLBACK, ", view,
        view);
    write_literal(out, said);
    ter_buf_text(out, ");\nEND");
}

void ter_view_sql(const struct ter_layer *layer, enum ter_view view, bool told, enum ter_lang lang,
    struct ter_strings *ret_sql)
{
    TER_AUTO_FREE char *name = ter_view_name(layer, view);
    TER_AUTO_BUF struct ter_buf show = {0}, update = {0}, refuse = {0};
    ter_buf_printf(&show, "CREATE VIEW \"%s\" AS\nSELECT ", name);
    write_view(layer, view, told, lang, &show);
    write_update(layer, name, &update);
    write_refusal(layer, name, &refuse);
    ter_strings_add(ret_sql, show.data);
    ter_strings_add(ret_sql, update.data);
    ter_strings_add(ret_sql, refuse.data);
    ter_strings_printf(ret_sql,
        "CREATE TRIGGER \"ter_%s_id\" INSTEAD OF DELETE ON \"%s\" BEGIN\n  DELETE FROM \"%s\" WHERE id = "
        "OLD.id;\nEND",
        name, name, layer->name);
}

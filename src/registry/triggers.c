/* Owns the triggers of a layer's table: the guard that stands whoever writes, terrier, QGIS, OGR or plain
 * SQL.
 *
 *   ter_LAYER_bi, _bu   refuse what the definition does not permit, before it happens
 *   ter_LAYER_ai        give a new record its code, defaults and first line of history
 *   ter_LAYER_au        write the before-image of a change; a point moved from outside becomes `manual`
 *   ter_LAYER_ag        find the township of a point moved from outside
 *   ter_LAYER_ad        write the before-image of what is deleted
 *
 * Every refusal is RAISE(ROLLBACK): after RAISE(ABORT), a CHECK or a plain UNIQUE, QGIS 3.22's SpatiaLite
 * provider leaves its savepoint open, reports later saves as stored, and loses them on exit. RAISE takes a
 * literal only, so a message cannot name the value.
 *
 * OGR writes every column back at each update: all that looks at a change compares OLD and NEW. An AFTER
 * trigger that updates its own table does not fire itself again (recursive_triggers is off by default); where
 * somebody switched that on, the guards below end it after one round.
 *
 * What calls SpatiaLite or looks into an R*Tree stands in the triggers for inserts and for changes of the
 * geometry alone. A change of values compiles neither, so plain sqlite3 can make one, and QGIS waits with it
 * while another program writes: connecting an R*Tree begins to read, and who reads is refused at once. */
#include "derive.h"
#include "guards.h"

/* An entry of the history is taken back (undo.c): what the record was is right by itself, whatever way led
 * there. */
#define UNDOING "EXISTS (SELECT 1 FROM write_context WHERE tool = 'undo')"
/* What stands for a code that is to be generated: nothing, the column's default, and the default of QGIS's
 * form, which must differ from the column's (qml_form.c). */
#define NO_CODE "('', '(auto)', '(new)')"
#define OUTSIDE "NOT EXISTS (SELECT 1 FROM write_context)"

/* One refusal: a SELECT that raises where the condition holds. */
static void refuse(struct ter_buf *out, const struct ter_layer *layer, const char *field, const char *en,
    const char *zh, const char *condition)
{
    ter_buf_printf(out, "  SELECT RAISE(ROLLBACK, '%s%s%s: %s / %s') WHERE %s;\n", layer->name,
        field ? "." : "", field ? field : "", en, zh, condition);
}

/* The condition under which a value of a field is not permitted; false when the type permits everything. */
static bool bad_value(const struct ter_layer *layer, const struct ter_field *field, struct ter_buf *out)
{
    const char *name = field->name;
    if (field->domain) {
        ter_buf_printf(out,
            "NEW.\"%s\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM domain_value WHERE layer = '%s' AND domain "
            "= "
            "'%s' AND value = NEW.\"%s\")",
            name, layer->name, field->domain->name, name);
        return true;
    }
    switch (field->type) {
    case TER_FIELD_DATE: /* without a modifier, date() of SQLite 3.40 gives 2023-02-30 back as it is */
        ter_buf_printf(out, "NEW.\"%s\" IS NOT NULL AND NEW.\"%s\" IS NOT date(NEW.\"%s\", '+0 days')", name,
            name, name);
        return true;
    case TER_FIELD_TEXT:
        ter_buf_printf(out, "typeof(NEW.\"%s\") NOT IN ('text', 'null')", name);
        return true;
    case TER_FIELD_INTEGER:
        ter_buf_printf(out, "typeof(NEW.\"%s\") NOT IN ('integer', 'null')", name);
        break;
    case TER_FIELD_REAL: /* infinity has no JSON form, so no before-image */
        ter_buf_printf(out,
            "typeof(NEW.\"%s\") NOT IN ('real', 'integer', 'null') OR abs(NEW.\"%s\") > 1e300", name, name);
        break;
    }
    if (field->has_min)
        ter_buf_printf(out, " OR NEW.\"%s\" < %.17g", name, field->min);
    if (field->has_max)
        ter_buf_printf(out, " OR NEW.\"%s\" > %.17g", name, field->max);
    return true;
}

/* What must hold of every value, on insert and (`changed`: only where it changes) on update. */
static void check_values(const struct ter_layer *layer, bool changed, struct ter_buf *out)
{
    for (size_t i = 0; i < layer->field_count; i++) {
        const struct ter_field *field = &layer->fields[i];
        if (i == layer->role[TER_ROLE_ID])
            continue;
        TER_AUTO_BUF struct ter_buf bad = {0}, guarded = {0};
        if (!bad_value(layer, field, &bad))
            continue;
        if (changed)
            ter_buf_printf(
                &guarded, "OLD.\"%s\" IS NOT NEW.\"%s\" AND (%s)", field->name, field->name, bad.data);
        else
            ter_buf_text(&guarded, bad.data);
        refuse(out, layer, field->name,
            field->domain ? "this is not one of the permitted values" : "this value is not permitted here",
            field->domain ? "不是允许的取值" : "取值不符合要求", guarded.data);
        /* A status left out becomes the initial one; it must not be taken away later. */
        if (!field->required || (!changed && i == layer->role[TER_ROLE_STATUS]))
            continue;
        ter_buf_clear(&guarded);
        ter_buf_printf(
            &guarded, "%s NEW.\"%s\" IS NULL", changed ? "OLD.updated_at IS NOT NULL AND" : "", field->name);
        refuse(out, layer, field->name, "must not be empty", "不能为空", guarded.data);
    }
}

/* The geometry column of a layer without geometry is no registered one: SpatiaLite's own triggers do not
 * guard it. */
static void check_no_geometry(const struct ter_layer *layer, struct ter_buf *out)
{
    if (layer->geometry == TER_GEOMETRY_NONE)
        refuse(out, layer, "geom", "this layer has no geometry", "本图层没有几何", "NEW.geom IS NOT NULL");
}

static void before_insert(const struct ter_layer *layer, bool events, struct ter_buf *out)
{
    ter_buf_printf(
        out, "CREATE TRIGGER \"ter_%s_bi\" BEFORE INSERT ON \"%s\" BEGIN\n", layer->name, layer->name);
    TER_AUTO_BUF struct ter_buf taken = {0};
    /* INSERT OR REPLACE deletes without firing a delete trigger: nothing may be replaced. */
    ter_buf_printf(&taken, "EXISTS (SELECT 1 FROM \"%s\" WHERE id = NEW.id)", layer->name);
    refuse(out, layer, "id", "a record with this id exists", "该内部编号已存在", taken.data);
    ter_buf_clear(&taken);
    ter_buf_printf(&taken, "EXISTS (SELECT 1 FROM \"%s\" WHERE code = NEW.code)", layer->name);
    refuse(out, layer, "code", "a record with this code exists", "该编号已存在", taken.data);
    check_values(layer, false, out);
    check_no_geometry(layer, out);
    ter_guards_sql(layer, false, events, UNDOING, out);
    ter_buf_text(out, "END;\n");
}

static void before_update(const struct ter_layer *layer, bool events, struct ter_buf *out)
{
    ter_buf_printf(
        out, "CREATE TRIGGER \"ter_%s_bu\" BEFORE UPDATE ON \"%s\" BEGIN\n", layer->name, layer->name);
    TER_AUTO_BUF struct ter_buf condition = {0};
    refuse(out, layer, "id", "an id never changes", "内部编号不可更改", "NEW.id IS NOT OLD.id");
    ter_buf_printf(&condition,
        "NEW.code IS NOT OLD.code AND (NEW.code IS NULL OR NEW.code IN " NO_CODE " OR EXISTS (SELECT 1 FROM "
        "\"%s\" WHERE code = NEW.code))",
        layer->name);
    refuse(out, layer, "code", "the code is empty or taken", "编号为空或已存在", condition.data);
    ter_buf_clear(&condition);
    ter_buf_printf(&condition,
        "OLD.status IS NOT NULL AND NEW.status IS NOT OLD.status AND NOT EXISTS (SELECT 1 FROM "
        "status_transition "
        "WHERE layer = '%s' AND old = OLD.status AND new = NEW.status) AND NOT " UNDOING,
        layer->name);
    check_values(layer, true, out);
    check_no_geometry(layer, out);
    refuse(
        out, layer, "status", "this change of status is not permitted", "不允许的状态变更", condition.data);
    ter_guards_sql(layer, true, events, UNDOING, out);
    refuse(out, layer, "updated_at", "is kept by the registry", "由系统维护",
        "OLD.updated_at IS NOT NULL AND NEW.updated_at IS NULL");
    ter_buf_text(out, "END;\n");
}

#define NOW_UTC "strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now')" /* for use inside a format */

/* One line of history; `image` is the JSON expression or NULL. */
static void write_history(const struct ter_layer *layer, const char *row, const char *operation,
    const char *image, const char *geom_changed, struct ter_buf *out)
{
    ter_buf_printf(out,
        "  INSERT INTO history (layer, layer_version, record_id, last_id, operation, at_utc, tool, note, "
        "source_id, "
        "before, geom_changed, before_geom)\n"
        "    SELECT '%s', (SELECT version FROM layer WHERE name = '%s'), %s.id, %s.id, '%s', " NOW_UTC ", "
        "coalesce((SELECT tool FROM write_context), 'outside'), (SELECT note FROM write_context), "
        "(SELECT source_id FROM write_context), %s, %s, CASE WHEN %s THEN %s END;\n",
        layer->name, layer->name, row, row, operation, image ? image : "NULL", geom_changed, geom_changed,
        image ? "OLD.geom" : "NULL");
}

/* json_object cuts doubles to 15 digits; 17 are needed to bring a value back as it was. */
static void before_image(const struct ter_layer *layer, struct ter_buf *out)
{
    ter_buf_text(out, "json_object(");
    for (size_t i = 0; i < layer->field_count; i++) {
        const struct ter_field *field = &layer->fields[i];
        ter_buf_printf(out, "%s'%s', ", i ? ", " : "", field->name);
        if (field->type == TER_FIELD_REAL)
            ter_buf_printf(out,
                "CASE typeof(OLD.\"%s\") WHEN 'real' THEN json(printf('%%!.17g', OLD.\"%s\")) ELSE "
                "OLD.\"%s\" END",
                field->name, field->name, field->name);
        else
            ter_buf_printf(out, "OLD.\"%s\"", field->name);
    }
    ter_buf_text(out, ")");
}

/* The township whose polygon a point lies in; NULL where there is none, or where polygons overlap; one whose
 * status is final is a township no more. Only a
 * point that names no township gets one: a name that somebody gave stays, right or wrong, and terrier check
 * tells of points that surely lie elsewhere. */
#define TOWNSHIP_AT_POINT                                                                                    \
    "(SELECT CASE WHEN min(name) = max(name) THEN min(name) END FROM township AS t WHERE id IN (SELECT "     \
    "pkid FROM idx_township_geom WHERE xmin <= ST_X(NEW.geom) AND xmax >= ST_X(NEW.geom) AND ymin <= "       \
    "ST_Y(NEW.geom) AND ymax >= ST_Y(NEW.geom)) AND ST_Intersects(geom, NEW.geom) = 1 AND EXISTS (SELECT 1 " \
    "FROM status_transition WHERE layer = 'township' AND old = t.status))"

/* QGIS believes the numbers and extents in the statistics, and hides what lies beyond them. Not taken away
 * for it to find out: opening the layer would then be a write, which waits for others. What terrier writes is
 * counted at the end (extent.c). */
static void keep_count(const struct ter_layer *layer, const char *sign, struct ter_buf *out)
{
    if (layer->geometry != TER_GEOMETRY_NONE)
        ter_buf_printf(out,
            "  UPDATE geometry_columns_statistics SET row_count = row_count %s 1 WHERE f_table_name = '%s' "
            "AND " OUTSIDE ";\n",
            sign, layer->name);
}

static void keep_extent(const struct ter_layer *layer, struct ter_buf *out)
{
    static const char *const edges[][3] = {{"min", "extent_min_x", "MbrMinX"},
        {"min", "extent_min_y", "MbrMinY"}, {"max", "extent_max_x", "MbrMaxX"},
        {"max", "extent_max_y", "MbrMaxY"}};
    if (layer->geometry == TER_GEOMETRY_NONE)
        return;
    ter_buf_text(out, "  UPDATE geometry_columns_statistics SET ");
    for (size_t i = 0; i < 4; i++)
        ter_buf_printf(out, "%s%s = %s(coalesce(%s, %s(NEW.geom)), %s(NEW.geom))", i ? ", " : "", edges[i][1],
            edges[i][0], edges[i][1], edges[i][2], edges[i][2]);
    ter_buf_printf(
        out, " WHERE f_table_name = '%s' AND NEW.geom IS NOT NULL AND " OUTSIDE ";\n", layer->name);
    ter_buf_printf(out,
        "  UPDATE views_geometry_columns_statistics SET (extent_min_x, extent_min_y, extent_max_x, "
        "extent_max_y) = (SELECT extent_min_x, extent_min_y, extent_max_x, extent_max_y FROM "
        "geometry_columns_statistics WHERE f_table_name = '%s') WHERE view_name IN (SELECT view_name FROM "
        "views_geometry_columns WHERE f_table_name = '%s') AND NEW.geom IS NOT NULL AND " OUTSIDE ";\n",
        layer->name, layer->name);
}

static void after_insert(const struct ter_layer *layer, struct ter_buf *out)
{
    /* A generated code that somebody gave by hand already gets a tail, else no record could be added any
     * more. */
    ter_buf_printf(
        out, "CREATE TRIGGER \"ter_%s_ai\" AFTER INSERT ON \"%s\" BEGIN\n", layer->name, layer->name);
    write_history(layer, "NEW", "insert", NULL, "0", out);
    ter_buf_printf(out,
        "  UPDATE \"%s\" SET\n"
        "    code = CASE WHEN code NOT IN " NO_CODE " THEN code\n"
        "      WHEN EXISTS (SELECT 1 FROM \"%s\" WHERE code = printf('%s%%0%dd', NEW.id))\n"
        "        THEN printf('%s%%0%dd-', NEW.id) || lower(hex(randomblob(2)))\n"
        "      ELSE printf('%s%%0%dd', NEW.id) END,\n"
        "    status = coalesce(status, '%s'),\n",
        layer->name, layer->name, layer->code_prefix, layer->code_digits, layer->code_prefix,
        layer->code_digits, layer->code_prefix, layer->code_digits, layer->initial_status);
    if (layer->geometry == TER_POINT)
        ter_buf_text(out, "    township = CASE WHEN township IS NULL AND geom IS NOT NULL AND " OUTSIDE
                          " THEN " TOWNSHIP_AT_POINT " ELSE township END,\n");
    ter_buf_printf(out,
        "    method = CASE WHEN geom IS NOT NULL THEN coalesce(method, 'manual') END,\n"
        "    uncertainty_m = CASE WHEN geom IS NOT NULL THEN coalesce(uncertainty_m, %.17g) END,\n"
        "    updated_at = " NOW_UTC "\n"
        "  WHERE id = NEW.id;\n",
        layer->manual_uncertainty_m);
    keep_count(layer, "+", out);
    keep_extent(layer, out);
    ter_buf_text(out, "END;\n");
}

/* A record is under history from the moment the insert trigger has set its code and updated_at (a feature
 * pasted in QGIS brings the latter along); updated_at alone is no change. */
static void change_condition(const struct ter_layer *layer, struct ter_buf *out)
{
    ter_buf_text(
        out, "OLD.updated_at IS NOT NULL AND OLD.code NOT IN " NO_CODE " AND (OLD.geom IS NOT NEW.geom");
    for (size_t i = 0; i < layer->field_count; i++)
        if (i != layer->role[TER_ROLE_UPDATED_AT])
            ter_buf_printf(
                out, " OR OLD.\"%s\" IS NOT NEW.\"%s\"", layer->fields[i].name, layer->fields[i].name);
    ter_buf_text(out, ")");
}

static void after_update(const struct ter_layer *layer, const char *image, struct ter_buf *out)
{
    static const char moved[] = "(OLD.geom IS NOT NEW.geom AND NOT EXISTS (SELECT 1 FROM write_context))";
    ter_buf_printf(
        out, "CREATE TRIGGER \"ter_%s_au\" AFTER UPDATE ON \"%s\" WHEN ", layer->name, layer->name);
    change_condition(layer, out);
    ter_buf_text(out, " BEGIN\n");
    write_history(layer, "NEW", "update", image, "OLD.geom IS NOT NEW.geom", out);
    ter_buf_printf(out,
        "  UPDATE \"%s\" SET\n"
        "    method = CASE WHEN NEW.geom IS NULL THEN NULL WHEN %s AND NEW.method IS OLD.method THEN "
        "'manual' ELSE coalesce(NEW.method, OLD.method, 'manual') END,\n"
        "    precision = CASE WHEN NEW.geom IS NULL OR (%s AND NEW.precision IS OLD.precision) THEN NULL "
        "ELSE NEW.precision END,\n"
        "    uncertainty_m = CASE WHEN NEW.geom IS NULL THEN NULL WHEN %s AND NEW.uncertainty_m IS "
        "OLD.uncertainty_m THEN %.17g "
        "ELSE coalesce(NEW.uncertainty_m, OLD.uncertainty_m, %.17g) END,\n"
        "    placed_note = CASE WHEN NEW.geom IS NULL OR (%s AND NEW.placed_note IS OLD.placed_note) THEN "
        "NULL ELSE NEW.placed_note END,\n"
        "    status_since = CASE WHEN OLD.status IS NOT NEW.status AND NEW.status_since IS OLD.status_since "
        "THEN date('now') ELSE NEW.status_since END,\n"
        "    updated_at = " NOW_UTC "\n"
        "  WHERE id = NEW.id AND NOT " UNDOING ";\n"
        "  UPDATE \"%s\" SET updated_at = " NOW_UTC " WHERE id = NEW.id AND " UNDOING ";\nEND;\n",
        layer->name, moved, moved, moved, layer->manual_uncertainty_m, layer->manual_uncertainty_m, moved,
        layer->name);
}

/* What wants SpatiaLite. The township is a change of its own in the history: somebody else's work, as it
 * were. */
static void after_move(const struct ter_layer *layer, struct ter_buf *out)
{
    ter_buf_printf(out,
        "CREATE TRIGGER \"ter_%s_ag\" AFTER UPDATE OF \"geom\" ON \"%s\" WHEN OLD.geom IS NOT NEW.geom "
        "AND " OUTSIDE " BEGIN\n",
        layer->name, layer->name);
    if (layer->geometry == TER_POINT)
        ter_buf_printf(out,
            "  UPDATE \"%s\" SET township = " TOWNSHIP_AT_POINT
            " WHERE id = NEW.id AND NEW.township IS NULL AND "
            "NEW.geom IS NOT NULL AND " TOWNSHIP_AT_POINT " IS NOT NULL;\n",
            layer->name);
    keep_extent(layer, out);
    ter_buf_text(out, "END;\n");
}

void ter_derive_triggers(const struct ter_layer *layer, bool events, struct ter_buf *out)
{
    TER_AUTO_BUF struct ter_buf image = {0};
    before_image(layer, &image);
    before_insert(layer, events, out);
    before_update(layer, events, out);
    after_insert(layer, out);
    after_update(layer, image.data, out);
    if (layer->geometry != TER_GEOMETRY_NONE)
        after_move(layer, out);
    ter_buf_printf(
        out, "CREATE TRIGGER \"ter_%s_ad\" AFTER DELETE ON \"%s\" BEGIN\n", layer->name, layer->name);
    write_history(layer, "OLD", "delete", image.data, "OLD.geom IS NOT NULL", out);
    keep_count(layer, "-", out);
    ter_buf_text(out, "END;\n");
}

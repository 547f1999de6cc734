/* Owns the QGIS styles of a registry: written with a layer, renewed with it, and left alone once somebody
 * changed them; those of its views and of the gazetteer likewise. What a style looks like is
 * src/layer/qml.c's. */
#include "styles.h"

#include "base/digest.h"
#include "layer/qml.h"
#include "views.h"

#include <string.h>

/* What stands in layer_styles for a table. */
struct style {
    const char *table;
    bool mapped;       /* has a geometry */
    const char *title; /* what the style is called */
    const char *former_title;
    char *qml;
};

/* Of a layer the mark stands in its own row, of views and gazetteer in meta. */
static bool note_style(sqlite3 *db, const char *table, const char *qml, size_t size, struct ter_error *err)
{
    static const char *const steps[] = {"UPDATE layer SET style_sha256 = ?2 WHERE name = ?1",
        "INSERT OR REPLACE INTO meta SELECT 'style:' || ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM layer WHERE "
        "name "
        "= ?1)"};
    char sha256[TER_SHA256_HEX_SIZE];
    ter_sha256_bytes(qml, size, sha256);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        TER_AUTO(ter_statement_free) sqlite3_stmt *write = NULL;
        if (!ter_db_prepare(db, steps[i], &write, err))
            return false;
        ter_db_bind_text(write, 1, table);
        ter_db_bind_text(write, 2, sha256);
        if (!ter_db_run(write, err))
            return false;
    }
    return true;
}

/* Two rows: QGIS's SpatiaLite provider looks for NULL catalogue and schema, its OGR provider for ''. */
static bool add_style(sqlite3 *db, const struct style *style, struct ter_error *err)
{
    static const char sql[] =
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
        "styleName,"
        " styleQML, useAsDefault, description, owner) VALUES (?1, ?1, ?2, ?5, ?3, ?4, 1, ?3, '')";
    static const char *const catalogues[] = {NULL, ""};
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(db, sql, &insert, err))
        return false;
    for (size_t i = 0; i < 2; i++) {
        ter_db_bind_text(insert, 1, catalogues[i]);
        ter_db_bind_text(insert, 2, style->table);
        ter_db_bind_text(insert, 3, style->title);
        ter_db_bind_text(insert, 4, style->qml);
        ter_db_bind_text(insert, 5, style->mapped ? "geom" : catalogues[i]);
        if (!ter_db_run(insert, err))
            return false;
    }
    return note_style(db, style->table, style->qml, strlen(style->qml), err);
}

/* Say whether a style is the one that was derived, byte for byte. */
static bool is_derived(const void *qml, size_t size, const char *noted)
{
    char sha256[TER_SHA256_HEX_SIZE];
    ter_sha256_bytes(qml, size, sha256);
    return noted && strcmp(sha256, noted) == 0;
}

#define NOTED                                                                                                \
    "coalesce((SELECT style_sha256 FROM layer WHERE name = ?1), (SELECT value FROM meta WHERE key = "        \
    "'style:' || ?1))"

static bool renew_style(sqlite3 *db, const struct style *style, bool *ret_kept, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO(ter_statement_free) sqlite3_stmt *update = NULL;
    *ret_kept = false;
    if (!ter_db_prepare(db,
            "SELECT id, styleQML, " NOTED ", useAsDefault FROM layer_styles WHERE f_table_name = ?1", &select,
            err) ||
        !ter_db_prepare(db,
            "UPDATE layer_styles SET styleQML = ?2, description = CASE description WHEN ?3 THEN ?4 ELSE "
            "description END, styleName = CASE styleName WHEN ?3 THEN ?4 ELSE styleName END WHERE id = ?1"
            " AND (styleQML IS NOT ?2 OR ?3 IS NOT ?4)",
            &update, err))
        return false;
    ter_db_bind_text(select, 1, style->table);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const void *present = sqlite3_column_blob(select, 1);
        if (!present || !is_derived(present, (size_t)sqlite3_column_bytes(select, 1),
                            (const char *)sqlite3_column_text(select, 2))) {
            *ret_kept |= sqlite3_column_int(select, 3) == 1;
            continue;
        }
        sqlite3_bind_int64(update, 1, sqlite3_column_int64(select, 0));
        ter_db_bind_text(update, 2, style->qml);
        ter_db_bind_text(update, 3, style->former_title);
        ter_db_bind_text(update, 4, style->title);
        if (!ter_db_run(update, err))
            return false;
    }
    sqlite3_reset(select);
    return note_style(db, style->table, style->qml, strlen(style->qml), err);
}

/* For tables that need not have had a style so far. */
static bool put_style(sqlite3 *db, const struct style *style, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row, kept;
    if (!ter_db_prepare(db, "SELECT " NOTED, &select, err))
        return false;
    ter_db_bind_text(select, 1, style->table);
    if (!ter_db_step(select, &row, err))
        return false;
    bool known = sqlite3_column_type(select, 0) != SQLITE_NULL;
    sqlite3_reset(select);
    return known ? renew_style(db, style, &kept, err) : add_style(db, style, err);
}

/* Of what is there no more; a style that somebody changed is kept for whoever wants it. */
static bool forget_style(sqlite3 *db, const char *table, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO(ter_statement_free) sqlite3_stmt *remove = NULL;
    if (!ter_db_prepare(
            db, "SELECT id, styleQML, " NOTED " FROM layer_styles WHERE f_table_name = ?1", &select, err) ||
        !ter_db_prepare(db, "DELETE FROM layer_styles WHERE id = ?1", &remove, err))
        return false;
    ter_db_bind_text(select, 1, table);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const void *present = sqlite3_column_blob(select, 1);
        sqlite3_bind_int64(remove, 1, sqlite3_column_int64(select, 0));
        if (present &&
            is_derived(present, (size_t)sqlite3_column_bytes(select, 1),
                (const char *)sqlite3_column_text(select, 2)) &&
            !ter_db_run(remove, err))
            return false;
    }
    sqlite3_reset(select);
    TER_AUTO_FREE char *sql = ter_format("DELETE FROM meta WHERE key = 'style:%s'", table);
    return ter_db_exec(db, sql, err);
}

/* Layers ---------------------------------------------------------------------------------------------- */

bool ter_styles_add(sqlite3 *db, const struct ter_layer *layer, enum ter_lang lang, struct ter_error *err)
{
    TER_AUTO_FREE char *qml = NULL;
    if (!ter_layer_qml(layer, lang, &qml, err))
        return false;
    const char *title = layer->title.text[lang];
    return add_style(
        db, &(struct style){layer->name, layer->geometry != TER_GEOMETRY_NONE, title, title, qml}, err);
}

bool ter_styles_renew(sqlite3 *db, const struct ter_layer *layer, const struct ter_layer *old,
    enum ter_lang lang, bool *ret_kept, struct ter_error *err)
{
    TER_AUTO_FREE char *qml = NULL;
    if (!ter_layer_qml(layer, lang, &qml, err))
        return false;
    return renew_style(db,
        &(struct style){layer->name, layer->geometry != TER_GEOMETRY_NONE, layer->title.text[lang],
            old->title.text[lang], qml},
        ret_kept, err);
}

/* Views ----------------------------------------------------------------------------------------------- */

static bool view_qml(const struct ter_layer *layer, enum ter_view view, enum ter_lang lang, char **ret_qml,
    struct ter_error *err)
{
    TER_AUTO_FREE char *name = ter_view_name(layer, view);
    struct ter_view_columns columns;
    struct ter_qml_column shown[TER_VIEW_COLUMNS];
    ter_view_columns_of(layer, view, &columns);
    for (size_t i = 0; i < columns.count; i++)
        shown[i] = (struct ter_qml_column){
            columns.items[i].name, {columns.items[i].title[TER_EN], columns.items[i].title[TER_ZH]}};
    struct ter_qml_options options = {.name = name, .columns = shown, .column_count = columns.count};
    bool done = ter_layer_qml_for(layer, lang, &options, ret_qml, err);
    ter_view_columns_free(&columns);
    return done;
}

static bool put_view(sqlite3 *db, const struct ter_layer *layer, const struct ter_layer *old,
    enum ter_view view, enum ter_lang lang, struct ter_error *err)
{
    TER_AUTO_FREE char *name = ter_view_name(layer, view);
    TER_AUTO_FREE char *title = ter_view_title(layer, view, lang);
    TER_AUTO_FREE char *former = ter_view_title(old ? old : layer, view, lang);
    TER_AUTO_FREE char *qml = NULL;
    bool there;
    if (!ter_views_has(db, name, &there, err))
        return false;
    if (!there)
        return forget_style(db, name, err);
    return view_qml(layer, view, lang, &qml, err) &&
           put_style(
               db, &(struct style){name, layer->geometry != TER_GEOMETRY_NONE, title, former, qml}, err);
}

bool ter_styles_put_views(sqlite3 *db, const struct ter_layer *layer, const struct ter_layer *old,
    enum ter_lang lang, struct ter_error *err)
{
    for (int view = 0; view < TER_VIEW_COUNT; view++)
        if (!put_view(db, layer, old, (enum ter_view)view, lang, err))
            return false;
    return true;
}

/* The gazetteer ---------------------------------------------------------------------------------------- */

bool ter_styles_put_gazetteer(sqlite3 *db, enum ter_lang lang, struct ter_error *err)
{
    static const struct {
        const char *table, *title[2];
    } tables[] = {{"road", {[TER_EN] = "Roads and railways", [TER_ZH] = "道路与铁路"}},
        {"place", {[TER_EN] = "Places", [TER_ZH] = "地名"}}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        TER_AUTO_FREE char *qml = NULL;
        const char *title = tables[i].title[lang];
        if (!ter_gazetteer_qml(tables[i].table, lang, &qml, err) ||
            !put_style(db, &(struct style){tables[i].table, true, title, title, qml}, err))
            return false;
    }
    return true;
}

/* Older files ----------------------------------------------------------------------------------------- */

bool ter_styles_note(sqlite3 *db, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    /* QGIS writes an SLD with every style it saves; the derived ones have none. */
    if (!ter_db_prepare(db,
            "SELECT f_table_name, styleQML FROM layer_styles WHERE styleSLD IS NULL AND styleQML IS NOT NULL",
            &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        TER_AUTO_FREE char *layer = ter_strdup((const char *)sqlite3_column_text(select, 0));
        const char *qml = (const char *)sqlite3_column_text(select, 1);
        if (!note_style(db, layer, qml, (size_t)sqlite3_column_bytes(select, 1), err))
            return false;
    }
}

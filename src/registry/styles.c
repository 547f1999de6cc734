/* Owns the QGIS styles of a registry: written with a layer, renewed with it, and left alone once somebody
 * changed them. What a style looks like is src/layer/qml.c's. */
#include "styles.h"

#include "base/digest.h"
#include "layer/qml.h"

#include <string.h>

static bool note_style(sqlite3 *db, const char *layer, const char *qml, size_t size, struct ter_error *err)
{
    char sha256[TER_SHA256_HEX_SIZE];
    TER_AUTO(ter_statement_free) sqlite3_stmt *update = NULL;
    if (!ter_db_prepare(db, "UPDATE layer SET style_sha256 = ?2 WHERE name = ?1", &update, err))
        return false;
    ter_sha256_bytes(qml, size, sha256);
    ter_db_bind_text(update, 1, layer);
    ter_db_bind_text(update, 2, sha256);
    return ter_db_run(update, err);
}

/* Two rows: QGIS's SpatiaLite provider looks for NULL catalogue and schema, its OGR provider for ''. */
bool ter_styles_add(sqlite3 *db, const struct ter_layer *layer, enum ter_lang lang, struct ter_error *err)
{
    static const char sql[] =
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
        "styleName,"
        " styleQML, useAsDefault, description, owner) VALUES (?1, ?1, ?2, ?5, ?3, ?4, 1, ?3, '')";
    TER_AUTO_FREE char *qml = NULL;
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_layer_qml(layer, lang, &qml, err) || !ter_db_prepare(db, sql, &insert, err))
        return false;
    static const char *const catalogues[] = {NULL, ""};
    for (size_t i = 0; i < 2; i++) {
        ter_db_bind_text(insert, 1, catalogues[i]);
        ter_db_bind_text(insert, 2, layer->name);
        ter_db_bind_text(insert, 3, layer->title.text[lang]);
        ter_db_bind_text(insert, 4, qml);
        ter_db_bind_text(insert, 5, layer->geometry == TER_GEOMETRY_NONE ? catalogues[i] : "geom");
        if (!ter_db_run(insert, err))
            return false;
    }
    return note_style(db, layer->name, qml, strlen(qml), err);
}

/* Say whether a style is the one that was derived, byte for byte. */
static bool is_derived(const void *qml, size_t size, const char *noted)
{
    char sha256[TER_SHA256_HEX_SIZE];
    ter_sha256_bytes(qml, size, sha256);
    return noted && strcmp(sha256, noted) == 0;
}

bool ter_styles_renew(sqlite3 *db, const struct ter_layer *layer, const struct ter_layer *old,
    enum ter_lang lang, bool *ret_kept, struct ter_error *err)
{
    TER_AUTO_FREE char *qml = NULL;
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO(ter_statement_free) sqlite3_stmt *update = NULL;
    *ret_kept = false;
    if (!ter_layer_qml(layer, lang, &qml, err) ||
        !ter_db_prepare(db,
            "SELECT s.id, s.styleQML, l.style_sha256, s.useAsDefault FROM layer_styles s"
            " JOIN layer l ON l.name = s.f_table_name WHERE l.name = ?1",
            &select, err) ||
        !ter_db_prepare(db,
            "UPDATE layer_styles SET styleQML = ?2, description = CASE description WHEN ?3 THEN ?4 ELSE "
            "description END, styleName = CASE styleName WHEN ?3 THEN ?4 ELSE styleName END WHERE id = ?1"
            " AND (styleQML IS NOT ?2 OR ?3 IS NOT ?4)",
            &update, err))
        return false;
    ter_db_bind_text(select, 1, layer->name);
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
        ter_db_bind_text(update, 2, qml);
        ter_db_bind_text(update, 3, old->title.text[lang]);
        ter_db_bind_text(update, 4, layer->title.text[lang]);
        if (!ter_db_run(update, err))
            return false;
    }
    sqlite3_reset(select);
    return note_style(db, layer->name, qml, strlen(qml), err);
}

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

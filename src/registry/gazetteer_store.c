/* Owns the storing of places and ways: one source replaced by what an import brings. Knows nothing of files.
 */
#include "gazetteer.h"

#include "aside.h"
#include "blob.h"
#include "internal.h"
#include "junctions.h"
#include "name_forms.h"
#include "name_index.h"
#include "rtree.h"

enum statement {
    FIND_SOURCE,
    ADD_SOURCE,
    RENEW_SOURCE,
    DELETE_PLACE_NAMES,
    DELETE_ROAD_NAMES,
    DELETE_PLACES,
    DELETE_ROADS,
    ADD_PLACE,
    ADD_ROAD,
    FINISH_SOURCE,
};

static const char *const statements[] = {
    [FIND_SOURCE] = "SELECT id FROM source WHERE name = ?1 AND kind = 'gazetteer' ORDER BY id",
    [ADD_SOURCE] = "INSERT INTO source (name, kind, file, sha256, attribution, imported_at) "
                   "VALUES (?1, 'gazetteer', ?2, ?3, ?4, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
    [RENEW_SOURCE] = "UPDATE source SET file = ?2, sha256 = ?3, attribution = ?4, "
                     "imported_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = ?1",
    [DELETE_PLACE_NAMES] =
        "DELETE FROM place_name WHERE place_id IN (SELECT id FROM place WHERE source_id = ?1)",
    [DELETE_ROAD_NAMES] = "DELETE FROM road_name WHERE road_id IN (SELECT id FROM road WHERE source_id = ?1)",
    [DELETE_PLACES] = "DELETE FROM place WHERE source_id = ?1",
    [DELETE_ROADS] = "DELETE FROM road WHERE source_id = ?1",
    [ADD_PLACE] =
        "INSERT INTO place (source_id, name, alt_names, kind, township, uncertainty_m, extent_m, origin, "
        "geom, by_area) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [ADD_ROAD] = "INSERT INTO road (source_id, name, alt_names, ref, class, township, uncertainty_m, origin, "
                 "geom, kind, oneway, bridge, tunnel, layer, lanes, ring) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    [FINISH_SOURCE] = "UPDATE source SET rows_stored = (SELECT count(*) FROM place WHERE source_id = ?1) "
                      "+ (SELECT count(*) FROM road WHERE source_id = ?1), rows_rejected = 0 WHERE id = ?1",
};

static bool prepare(
    struct ter_registry *registry, enum statement which, sqlite3_stmt **ret_statement, struct ter_error *err)
{
    return ter_db_cached(registry, statements[which], ret_statement, err);
}

static bool run_for_source(
    struct ter_registry *registry, enum statement which, int64_t source_id, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    if (!prepare(registry, which, &statement, err))
        return false;
    sqlite3_bind_int64(statement, 1, source_id);
    return ter_db_run(statement, err);
}

/* Bind a geometry as SpatiaLite's blob; the blob is copied. */
static bool bind_wkb(sqlite3_stmt *statement, int index, struct ter_wkb wkb, int epsg, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf blob = {0};
    if (!ter_blob_from_wkb(wkb, epsg, &blob, err))
        return false;
    sqlite3_bind_blob64(statement, index, blob.data, blob.size, SQLITE_TRANSIENT);
    return true;
}

static bool find_source(
    struct ter_registry *registry, const char *name, bool *ret_found, int64_t *ret_id, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    if (!prepare(registry, FIND_SOURCE, &statement, err))
        return false;
    ter_db_bind_text(statement, 1, name);
    if (!ter_db_step(statement, ret_found, err))
        return false;
    *ret_id = *ret_found ? sqlite3_column_int64(statement, 0) : 0;
    return true;
}

/* SpatiaLite's triggers check each geometry and index it by a statement of their own: 0.1 ms a row, and the
 * indexes are packed in one go at the end. */
static bool set_aside(struct ter_registry *registry, struct ter_error *err)
{
    return registry->gazetteer_aside.size ||
           (ter_aside_put(registry->db, "place", false, &registry->gazetteer_aside, err) &&
               ter_aside_put(registry->db, "road", false, &registry->gazetteer_aside, err));
}

static bool index_boxes(sqlite3 *db, const char *table, const char *sql, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    struct ter_rtree_entries boxes = {0};
    bool done = ter_db_prepare(db, sql, &select, err);
    for (bool row; done;) {
        struct ter_bbox box;
        done = ter_db_step(select, &row, err);
        if (!done || !row)
            break;
        const void *blob = sqlite3_column_blob(select, 1);
        if (blob && ter_blob_bbox(blob, (size_t)sqlite3_column_bytes(select, 1), &box))
            ter_rtree_add(&boxes, sqlite3_column_int64(select, 0), box);
    }
    sqlite3_finalize(select);
    select = NULL;
    done = done && ter_rtree_rebuild(db, table, &boxes, err);
    ter_rtree_entries_free(&boxes);
    return done;
}

static bool put_back(struct ter_registry *registry, struct ter_error *err)
{
    if (!registry->gazetteer_aside.size)
        return true;
    if (!index_boxes(registry->db, "place", "SELECT id, geom FROM place", err) ||
        !index_boxes(registry->db, "road", "SELECT id, geom FROM road", err) ||
        !ter_db_exec(registry->db, registry->gazetteer_aside.data, err))
        return false;
    ter_buf_clear(&registry->gazetteer_aside);
    return true;
}

bool ter_gazetteer_replace(struct ter_registry *registry, const char *source_name, const char *file,
    const char *sha256, const char *attribution, int64_t *ret_source_id, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    bool known;
    int64_t id;
    if (!set_aside(registry, err) || !find_source(registry, source_name, &known, &id, err) ||
        !prepare(registry, known ? RENEW_SOURCE : ADD_SOURCE, &statement, err))
        return false;
    if (known)
        sqlite3_bind_int64(statement, 1, id);
    else
        ter_db_bind_text(statement, 1, source_name);
    ter_db_bind_text(statement, 2, file);
    ter_db_bind_text(statement, 3, sha256);
    ter_db_bind_text(statement, 4, attribution);
    if (!ter_db_run(statement, err))
        return false;
    if (!known)
        id = sqlite3_last_insert_rowid(registry->db);
    for (enum statement which = DELETE_PLACE_NAMES; known && which <= DELETE_ROADS; which++)
        if (!run_for_source(registry, which, id, err))
            return false;
    *ret_source_id = id;
    return true;
}

bool ter_gazetteer_add_place(
    struct ter_registry *registry, int64_t source, const struct ter_place *place, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    if (!prepare(registry, ADD_PLACE, &statement, err))
        return false;
    uint8_t wkb[TER_WKB_POINT_SIZE];
    ter_wkb_from_point(place->at, wkb);
    sqlite3_bind_int64(statement, 1, source);
    ter_db_bind_text(statement, 2, place->name);
    ter_db_bind_text(statement, 3, place->alt_names);
    ter_db_bind_text(statement, 4, place->kind);
    ter_db_bind_text(statement, 5, place->township);
    sqlite3_bind_double(statement, 6, place->uncertainty_m);
    sqlite3_bind_double(statement, 7, place->extent_m);
    ter_db_bind_text(statement, 8, place->source);
    sqlite3_bind_int(statement, 10, place->by_area);
    if (!bind_wkb(statement, 9, (struct ter_wkb){wkb, sizeof wkb}, registry->epsg, err) ||
        !ter_db_run(statement, err))
        return false;
    int64_t id = sqlite3_last_insert_rowid(registry->db);
    TER_AUTO(ter_statement_reset) sqlite3_stmt *names = NULL;
    return ter_db_cached(registry, ter_name_index_add_place, &names, err) &&
           ter_name_index_add_place_names(names, id, place->name, err) &&
           ter_name_index_add_place_names(names, id, place->alt_names, err);
}

bool ter_gazetteer_add_road(
    struct ter_registry *registry, int64_t source, const struct ter_road *road, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    TER_AUTO_BUF struct ter_buf blob = {0};
    if (!prepare(registry, ADD_ROAD, &statement, err))
        return false;
    ter_blob_from_line(road->points, road->point_count, registry->epsg, &blob);
    sqlite3_bind_int64(statement, 1, source);
    ter_db_bind_text(statement, 2, road->name);
    ter_db_bind_text(statement, 3, road->alt_names);
    ter_db_bind_text(statement, 4, road->ref);
    ter_db_bind_text(statement, 5, road->class_);
    ter_db_bind_text(statement, 6, road->township);
    sqlite3_bind_double(statement, 7, road->uncertainty_m);
    ter_db_bind_text(statement, 8, road->source);
    sqlite3_bind_int(statement, 10, (int)road->way);
    sqlite3_bind_int(statement, 11, road->oneway);
    sqlite3_bind_int(statement, 12, road->bridge);
    sqlite3_bind_int(statement, 13, road->tunnel);
    sqlite3_bind_int(statement, 14, road->layer);
    sqlite3_bind_int(statement, 15, road->lanes);
    sqlite3_bind_int(statement, 16, road->ring);
    sqlite3_bind_blob64(statement, 9, blob.data, blob.size, SQLITE_STATIC);
    if (!ter_db_run(statement, err))
        return false;
    int64_t id = sqlite3_last_insert_rowid(registry->db);
    TER_AUTO(ter_statement_reset) sqlite3_stmt *names = NULL;
    return ter_db_cached(registry, ter_name_index_add_road, &names, err) &&
           ter_name_index_add_road_names(names, id, road->name, err) &&
           ter_name_index_add_road_names(names, id, road->alt_names, err) &&
           ter_name_index_add_road_names(names, id, road->ref, err) &&
           ter_name_index_add_class(names, id, road->way, road->class_, err);
}

bool ter_gazetteer_finish(struct ter_registry *registry, int64_t source, struct ter_error *err)
{
    return put_back(registry, err) && run_for_source(registry, FINISH_SOURCE, source, err) &&
           ter_junctions_derive(registry->db, err) && ter_name_forms_derive(registry->db, err);
}

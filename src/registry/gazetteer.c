/* Owns the tables place, road and their names. Knows nothing of texts, layers or files. */
#include "gazetteer.h"

#include "blob.h"
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum statement {
    FIND_SOURCE,
    ADD_SOURCE,
    RENEW_SOURCE,
    DELETE_PLACE_NAMES,
    DELETE_ROAD_NAMES,
    DELETE_PLACES,
    DELETE_ROADS,
    ADD_PLACE,
    ADD_PLACE_NAME,
    ADD_ROAD,
    ADD_ROAD_NAME,
    FINISH_SOURCE,
    PLACES_BY_KEY,
    ROADS_BY_KEY,
    COUNTIES,
    COUNT_ALL,
};

#define PLACE_COLUMNS                                                                                        \
    "p.id, p.name, p.alt_names, p.kind, p.township, p.uncertainty_m, p.extent_m, p.origin, p.geom"
#define ROAD_COLUMNS                                                                                         \
    "r.id, r.name, r.alt_names, r.ref, r.class, r.township, r.uncertainty_m, r.origin, r.geom"

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
        "geom) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [ADD_PLACE_NAME] = "INSERT OR IGNORE INTO place_name (key, place_id) VALUES (?1, ?2)",
    [ADD_ROAD] =
        "INSERT INTO road (source_id, name, alt_names, ref, class, township, uncertainty_m, origin, geom) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [ADD_ROAD_NAME] = "INSERT OR IGNORE INTO road_name (key, road_id) VALUES (?1, ?2)",
    [FINISH_SOURCE] = "UPDATE source SET rows_stored = (SELECT count(*) FROM place WHERE source_id = ?1) "
                      "+ (SELECT count(*) FROM road WHERE source_id = ?1), rows_rejected = 0 WHERE id = ?1",
    [PLACES_BY_KEY] = "SELECT " PLACE_COLUMNS
                      " FROM place_name n JOIN place p ON p.id = n.place_id WHERE n.key = ?1 ORDER BY p.id",
    [ROADS_BY_KEY] = "SELECT " ROAD_COLUMNS
                     " FROM road_name n JOIN road r ON r.id = n.road_id WHERE n.key = ?1 ORDER BY r.id",
    [COUNTIES] = "SELECT " PLACE_COLUMNS " FROM place p WHERE p.kind = 'county' ORDER BY p.id LIMIT 2",
    [COUNT_ALL] = "SELECT (SELECT count(*) FROM place), (SELECT count(*) FROM road)",
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

/* ---- reading ---- */

static char *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? ter_strdup(text) : NULL;
}

static bool column_wkb(sqlite3_stmt *statement, int column, struct ter_buf *ret_wkb, struct ter_error *err)
{
    const void *blob = sqlite3_column_blob(statement, column);
    return ter_blob_to_wkb(blob, (size_t)sqlite3_column_bytes(statement, column), ret_wkb, err);
}

static bool read_place(sqlite3_stmt *statement, struct ter_place *ret_place, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_place place = {
        .id = sqlite3_column_int64(statement, 0),
        .uncertainty_m = sqlite3_column_double(statement, 5),
        .extent_m = sqlite3_column_double(statement, 6),
    };
    if (!column_wkb(statement, 8, &wkb, err) ||
        !ter_wkb_to_point((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &place.at))
        return ter_fail(err, TER_FAILED,
            "gazetteer: place %lld has no readable position; import its source again", (long long)place.id);
    place.name = column_text(statement, 1);
    place.alt_names = column_text(statement, 2);
    place.kind = column_text(statement, 3);
    place.township = column_text(statement, 4);
    place.source = column_text(statement, 7);
    *ret_place = place;
    return true;
}

static bool read_road(sqlite3_stmt *statement, struct ter_road *ret_road, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    TER_AUTO_POINTS struct ter_points points = {0};
    struct ter_road road = {
        .id = sqlite3_column_int64(statement, 0),
        .uncertainty_m = sqlite3_column_double(statement, 6),
    };
    if (!column_wkb(statement, 8, &wkb, err) ||
        !ter_wkb_points((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &points) || points.count < 2)
        return ter_fail(err, TER_FAILED, "gazetteer: road %lld has no readable line; import its source again",
            (long long)road.id);
    road.name = column_text(statement, 1);
    road.alt_names = column_text(statement, 2);
    road.ref = column_text(statement, 3);
    road.class_ = column_text(statement, 4);
    road.township = column_text(statement, 5);
    road.source = column_text(statement, 7);
    road.points = points.items;
    road.point_count = points.count;
    points.items = NULL;
    *ret_road = road;
    return true;
}

/* ---- writing ---- */

/* Bind a geometry as SpatiaLite's blob; the blob is copied. */
static bool bind_wkb(sqlite3_stmt *statement, int index, struct ter_wkb wkb, int epsg, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf blob = {0};
    if (!ter_blob_from_wkb(wkb, epsg, &blob, err))
        return false;
    sqlite3_bind_blob64(statement, index, blob.data, blob.size, SQLITE_TRANSIENT);
    return true;
}

static void line_wkb(const struct ter_lonlat *points, size_t count, struct ter_buf *ret_wkb)
{
    const uint8_t head[] = {1, TER_LINESTRING, 0, 0, 0};
    const uint8_t size[] = {
        (uint8_t)count, (uint8_t)(count >> 8), (uint8_t)(count >> 16), (uint8_t)(count >> 24)};
    ter_buf_add(ret_wkb, head, sizeof head);
    ter_buf_add(ret_wkb, size, sizeof size);
    for (size_t i = 0; i < count; i++) {
        uint8_t point[TER_WKB_POINT_SIZE];
        ter_wkb_from_point(points[i], point);
        ter_buf_add(ret_wkb, point + 5, sizeof point - 5);
    }
}

/* Enter each name of a list separated by ';' into an index of keys. */
static bool add_names(
    struct ter_registry *registry, enum statement which, int64_t id, const char *names, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    if (!names)
        return true;
    if (!prepare(registry, which, &statement, err))
        return false;
    for (const char *at = names; *at;) {
        size_t length = strcspn(at, ";");
        TER_AUTO_FREE char *name = ter_strndup(at, length);
        TER_AUTO_FREE char *key = ter_gazetteer_key(name);
        if (*key) {
            ter_db_bind_text(statement, 1, key);
            sqlite3_bind_int64(statement, 2, id);
            if (!ter_db_run(statement, err))
                return false;
        }
        at += length + (at[length] == ';');
    }
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

bool ter_gazetteer_replace(struct ter_registry *registry, const char *source_name, const char *file,
    const char *sha256, const char *attribution, int64_t *ret_source_id, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    bool known;
    int64_t id;
    if (!find_source(registry, source_name, &known, &id, err) ||
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
    if (!bind_wkb(statement, 9, (struct ter_wkb){wkb, sizeof wkb}, registry->epsg, err) ||
        !ter_db_run(statement, err))
        return false;
    int64_t id = sqlite3_last_insert_rowid(registry->db);
    return add_names(registry, ADD_PLACE_NAME, id, place->name, err) &&
           add_names(registry, ADD_PLACE_NAME, id, place->alt_names, err);
}

bool ter_gazetteer_add_road(
    struct ter_registry *registry, int64_t source, const struct ter_road *road, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    TER_AUTO_BUF struct ter_buf wkb = {0};
    if (!prepare(registry, ADD_ROAD, &statement, err))
        return false;
    line_wkb(road->points, road->point_count, &wkb);
    sqlite3_bind_int64(statement, 1, source);
    ter_db_bind_text(statement, 2, road->name);
    ter_db_bind_text(statement, 3, road->alt_names);
    ter_db_bind_text(statement, 4, road->ref);
    ter_db_bind_text(statement, 5, road->class_);
    ter_db_bind_text(statement, 6, road->township);
    sqlite3_bind_double(statement, 7, road->uncertainty_m);
    ter_db_bind_text(statement, 8, road->source);
    if (!bind_wkb(statement, 9, (struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, registry->epsg, err) ||
        !ter_db_run(statement, err))
        return false;
    int64_t id = sqlite3_last_insert_rowid(registry->db);
    return add_names(registry, ADD_ROAD_NAME, id, road->name, err) &&
           add_names(registry, ADD_ROAD_NAME, id, road->alt_names, err) &&
           add_names(registry, ADD_ROAD_NAME, id, road->ref, err);
}

bool ter_gazetteer_finish(struct ter_registry *registry, int64_t source, struct ter_error *err)
{
    return run_for_source(registry, FINISH_SOURCE, source, err);
}

/* ---- looking up ---- */

bool ter_gazetteer_places(struct ter_registry *registry, const char *key, struct ter_place **ret_places,
    size_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    struct ter_place *places = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    if (!prepare(registry, PLACES_BY_KEY, &statement, err))
        return false;
    ter_db_bind_text(statement, 1, key);
    for (;;) {
        if (!ter_db_step(statement, &row, err))
            goto failed;
        if (!row)
            break;
        places = ter_grow(places, &capacity, count + 1, sizeof *places);
        if (!read_place(statement, &places[count], err))
            goto failed;
        count++;
    }
    *ret_places = places;
    *ret_count = count;
    return true;
failed:
    ter_places_free(places, count);
    return false;
}

bool ter_gazetteer_roads(struct ter_registry *registry, const char *key, struct ter_road **ret_roads,
    size_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    struct ter_road *roads = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    if (!prepare(registry, ROADS_BY_KEY, &statement, err))
        return false;
    ter_db_bind_text(statement, 1, key);
    for (;;) {
        if (!ter_db_step(statement, &row, err))
            goto failed;
        if (!row)
            break;
        roads = ter_grow(roads, &capacity, count + 1, sizeof *roads);
        if (!read_road(statement, &roads[count], err))
            goto failed;
        count++;
    }
    *ret_roads = roads;
    *ret_count = count;
    return true;
failed:
    ter_roads_free(roads, count);
    return false;
}

bool ter_gazetteer_county(
    struct ter_registry *registry, struct ter_place *ret_place, bool *ret_found, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    struct ter_place place = {0};
    bool row;
    if (!prepare(registry, COUNTIES, &statement, err) || !ter_db_step(statement, &row, err))
        return false;
    if (!row) {
        *ret_found = false;
        return true;
    }
    if (!read_place(statement, &place, err))
        return false;
    bool more = false, stepped = ter_db_step(statement, &more, err);
    if (!stepped || more) {
        ter_place_clear(&place);
        *ret_found = false;
        return stepped;
    }
    *ret_place = place;
    *ret_found = true;
    return true;
}

bool ter_gazetteer_count(
    struct ter_registry *registry, struct ter_gazetteer_stats *ret_stats, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    bool row;
    if (!prepare(registry, COUNT_ALL, &statement, err) || !ter_db_step(statement, &row, err))
        return false;
    ret_stats->places = sqlite3_column_int64(statement, 0);
    ret_stats->roads = sqlite3_column_int64(statement, 1);
    return true;
}

void ter_place_clear(struct ter_place *place)
{
    free(place->name);
    free(place->alt_names);
    free(place->kind);
    free(place->township);
    free(place->source);
    *place = (struct ter_place){0};
}

void ter_road_clear(struct ter_road *road)
{
    free(road->name);
    free(road->alt_names);
    free(road->ref);
    free(road->class_);
    free(road->township);
    free(road->points);
    free(road->source);
    *road = (struct ter_road){0};
}

void ter_places_free(struct ter_place *places, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ter_place_clear(&places[i]);
    free(places);
}

void ter_roads_free(struct ter_road *roads, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ter_road_clear(&roads[i]);
    free(roads);
}

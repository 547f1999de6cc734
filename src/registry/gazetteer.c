/* Owns the questions to the gazetteer: places, ways and junctions by key. Knows nothing of how they are
 * stored or derived, nor of texts. */
#include "gazetteer.h"

#include "blob.h"
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum statement {
    PLACES_BY_KEY,
    ROADS_BY_KEY,
    JUNCTIONS_BY_KEYS,
    COUNTIES,
    COUNT_ALL,
    SOURCES,
};

#define PLACE_COLUMNS                                                                                        \
    "p.id, p.name, p.alt_names, p.kind, p.township, p.uncertainty_m, p.extent_m, p.origin, p.geom, "         \
    "p.by_area"
#define ROAD_COLUMNS                                                                                         \
    "r.id, r.name, r.alt_names, r.ref, r.class, r.township, r.uncertainty_m, r.origin, r.geom, r.kind, "     \
    "r.oneway, r.bridge, r.tunnel, r.layer, r.lanes, r.ring"

static const char *const statements[] = {
    [PLACES_BY_KEY] =
        "SELECT " PLACE_COLUMNS
        " FROM place_name n JOIN place p ON p.id = n.place_id WHERE n.key = ?1 ORDER BY n.place_id",
    [ROADS_BY_KEY] =
        "SELECT " ROAD_COLUMNS
        " FROM road_name n JOIN road r ON r.id = n.road_id WHERE n.key = ?1 ORDER BY n.road_id LIMIT ?2",
    [JUNCTIONS_BY_KEYS] = "SELECT lon, lat, radius_m, uncertainty_m, lanes, at_grade FROM junction "
                          "WHERE key_a = ?1 AND key_b = ?2",
    [COUNTIES] = "SELECT " PLACE_COLUMNS " FROM place p WHERE p.kind = 'county' ORDER BY p.id LIMIT 2",
    [COUNT_ALL] = "SELECT (SELECT count(*) FROM place), count(*) FILTER (WHERE kind = 0), "
                  "count(*) FILTER (WHERE kind = 1), count(*) FILTER (WHERE kind = 2), "
                  "(SELECT count(*) FROM junction), count(*) FILTER (WHERE kind = 0 AND "
                  "coalesce(name, ref, alt_names) IS NOT NULL) FROM road",
    [SOURCES] =
        "SELECT s.name, s.file, s.attribution, s.imported_at, coalesce(p.n, 0), coalesce(r.n, 0) FROM "
        "source s LEFT JOIN (SELECT source_id, count(*) AS n FROM place GROUP BY 1) p ON p.source_id = s.id "
        "LEFT JOIN (SELECT source_id, count(*) AS n FROM road GROUP BY 1) r ON r.source_id = s.id "
        "WHERE s.kind = 'gazetteer' ORDER BY s.id",
};

static bool prepare(
    struct ter_registry *registry, enum statement which, sqlite3_stmt **ret_statement, struct ter_error *err)
{
    return ter_db_cached(registry, statements[which], ret_statement, err);
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
        .by_area = sqlite3_column_int(statement, 9),
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
    TER_AUTO_POINTS struct ter_points points = {0};
    struct ter_road road = {
        .id = sqlite3_column_int64(statement, 0),
        .uncertainty_m = sqlite3_column_double(statement, 6),
        .way = (enum ter_way)sqlite3_column_int(statement, 9),
        .oneway = sqlite3_column_int(statement, 10),
        .bridge = sqlite3_column_int(statement, 11),
        .tunnel = sqlite3_column_int(statement, 12),
        .layer = sqlite3_column_int(statement, 13),
        .lanes = sqlite3_column_int(statement, 14),
        .ring = sqlite3_column_int(statement, 15),
    };
    const void *blob = sqlite3_column_blob(statement, 8);
    if (!ter_blob_to_line(blob, (size_t)sqlite3_column_bytes(statement, 8), &points, err) || points.count < 2)
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
    ter_db_bind_text(statement, 1, ter_names_class_word(key));
    sqlite3_bind_int(statement, 2, TER_GAZETTEER_MOST_ROADS);
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

bool ter_gazetteer_junctions(struct ter_registry *registry, const char *key_a, const char *key_b,
    struct ter_junction **ret_junctions, size_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    TER_AUTO_FREE struct ter_junction *junctions = NULL;
    size_t count = 0, capacity = 0;
    const char *a = ter_names_class_word(key_a), *b = ter_names_class_word(key_b);
    bool swap = strcmp(a, b) > 0;
    if (!prepare(registry, JUNCTIONS_BY_KEYS, &statement, err))
        return false;
    ter_db_bind_text(statement, 1, swap ? b : a);
    ter_db_bind_text(statement, 2, swap ? a : b);
    for (bool row;;) {
        if (!ter_db_step(statement, &row, err))
            return false;
        if (!row)
            break;
        junctions = ter_grow(junctions, &capacity, count + 1, sizeof *junctions);
        junctions[count++] = (struct ter_junction){
            .at = {sqlite3_column_double(statement, 0), sqlite3_column_double(statement, 1)},
            .radius_m = sqlite3_column_double(statement, 2),
            .uncertainty_m = sqlite3_column_double(statement, 3),
            .lanes = sqlite3_column_int(statement, 4),
            .at_grade = sqlite3_column_int(statement, 5),
        };
    }
    *ret_junctions = junctions;
    *ret_count = count;
    junctions = NULL;
    return true;
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
    ret_stats->railways = sqlite3_column_int64(statement, 2);
    ret_stats->waterways = sqlite3_column_int64(statement, 3);
    ret_stats->junctions = sqlite3_column_int64(statement, 4);
    ret_stats->named_roads = sqlite3_column_int64(statement, 5);
    return true;
}

bool ter_gazetteer_sources(struct ter_registry *registry, struct ter_gazetteer_source **ret_sources,
    size_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *statement = NULL;
    struct ter_gazetteer_source *sources = NULL;
    size_t count = 0, capacity = 0;
    if (!prepare(registry, SOURCES, &statement, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(statement, &row, err)) {
            ter_gazetteer_sources_free(sources, count);
            return false;
        }
        if (!row)
            break;
        sources = ter_grow(sources, &capacity, count + 1, sizeof *sources);
        sources[count++] = (struct ter_gazetteer_source){
            .name = column_text(statement, 0),
            .file = column_text(statement, 1),
            .attribution = column_text(statement, 2),
            .imported_at = column_text(statement, 3),
            .places = sqlite3_column_int64(statement, 4),
            .roads = sqlite3_column_int64(statement, 5),
        };
    }
    *ret_sources = sources;
    *ret_count = count;
    return true;
}

void ter_gazetteer_sources_free(struct ter_gazetteer_source *sources, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(sources[i].name);
        free(sources[i].file);
        free(sources[i].attribution);
        free(sources[i].imported_at);
    }
    free(sources);
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

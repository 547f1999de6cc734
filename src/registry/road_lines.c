/* Owns the reading of all ways for networks. Knows nothing of names, nor of where ways meet. */
#include "road_lines.h"

#include "blob.h"
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum column { ID, KIND, CLASS, ONEWAY, BRIDGE, TUNNEL, LAYER, UNCERTAINTY, NAMED, GEOM };
static const char lines_sql[] = "SELECT id, kind, class, oneway, bridge, tunnel, layer, uncertainty_m, "
                                "coalesce(name, ref, alt_names) IS NOT NULL, geom FROM road ORDER BY id";

/* Ways of one class often follow one another: the last one is tried first. */
static uint8_t class_index(struct ter_road_lines *lines, const char *name, uint8_t last)
{
    if (!name || !*name)
        return 0;
    if (strcmp(lines->classes[last], name) == 0)
        return last;
    for (size_t i = 1; i < lines->class_count; i++)
        if (strcmp(lines->classes[i], name) == 0)
            return (uint8_t)i;
    if (lines->class_count == TER_ROAD_CLASSES)
        return 0;
    lines->classes[lines->class_count] = ter_strdup(name);
    return (uint8_t)lines->class_count++;
}

static int8_t within(int value, int low, int high)
{
    return (int8_t)(value < low ? low : value > high ? high : value);
}

static void add_line(struct ter_road_lines *lines, sqlite3_stmt *row, size_t first, size_t count)
{
    uint8_t last = lines->count ? lines->items[lines->count - 1].class_ : 0;
    int way = sqlite3_column_int(row, KIND);
    lines->items = ter_grow(lines->items, &lines->capacity, lines->count + 1, sizeof *lines->items);
    lines->items[lines->count++] = (struct ter_road_line){
        .id = sqlite3_column_int64(row, ID),
        .first = (uint32_t)first,
        .count = (uint32_t)count,
        .uncertainty_m = (float)sqlite3_column_double(row, UNCERTAINTY),
        .way = (uint8_t)(way == TER_RAILWAY || way == TER_WATERWAY ? way : TER_ROAD),
        .class_ = class_index(lines, (const char *)sqlite3_column_text(row, CLASS), last),
        .oneway = within(sqlite3_column_int(row, ONEWAY), -1, 1),
        .layer = within(sqlite3_column_int(row, LAYER), -100, 100),
        .bridge = sqlite3_column_int(row, BRIDGE) != 0,
        .tunnel = sqlite3_column_int(row, TUNNEL) != 0,
        .named = sqlite3_column_int(row, NAMED) != 0,
    };
}

static bool read_all(
    sqlite3_stmt *select, struct ter_points *points, struct ter_road_lines *lines, struct ter_error *err)
{
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        size_t first = points->count;
        struct ter_error ignored = {0};
        const void *blob = sqlite3_column_blob(select, GEOM);
        if (!blob || !ter_blob_to_line(blob, (size_t)sqlite3_column_bytes(select, GEOM), points, &ignored) ||
            points->count < first + 2) {
            points->count = first;
            continue;
        }
        if (points->count > UINT32_MAX)
            return ter_fail(err, TER_FAILED, "the gazetteer's ways have more than 4,294,967,295 positions");
        add_line(lines, select, first, points->count - first);
    }
}

/* The table is read once from end to end: what it leaves in the cache nobody asks for again. */
static bool read_table(struct ter_registry *registry, struct ter_points *points, struct ter_road_lines *lines,
    struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *select = NULL;
    ter_db_keep_pages(registry->db, TER_CACHE_PASSING_KB);
    bool done = ter_db_cached(registry, lines_sql, &select, err) && read_all(select, points, lines, err);
    ter_db_keep_pages(registry->db, TER_CACHE_KB);
    return done;
}

bool ter_road_lines_read(
    struct ter_registry *registry, struct ter_road_lines *ret_lines, struct ter_error *err)
{
    TER_AUTO_POINTS struct ter_points points = {0};
    TER_AUTO_ROAD_LINES struct ter_road_lines lines = {.class_count = 1};
    lines.classes[0] = ter_strdup("");
    if (!read_table(registry, &points, &lines, err))
        return false;
    lines.points = points.items;
    lines.point_count = points.count;
    lines.point_capacity = points.capacity;
    points.items = NULL;
    *ret_lines = lines;
    lines = (struct ter_road_lines){0};
    return true;
}

void ter_road_lines_free(struct ter_road_lines *lines)
{
    free(lines->items);
    free(lines->points);
    for (size_t i = 0; i < lines->class_count; i++)
        free(lines->classes[i]);
    *lines = (struct ter_road_lines){0};
}

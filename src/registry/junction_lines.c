/* Owns the reading of the ways that texts can name, and their keys, into a network. All others are left
 * out, except roundabouts, in which named roads meet that share no vertex. Knows nothing of where they meet.
 */
#include "junction_lines.h"

#include "base/map.h"
#include "blob.h"
#include "names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum column { ID, KIND, RING, BRIDGE, TUNNEL, LAYER, LANES, UNCERTAINTY, GEOM };
static const char lines_sql[] =
    "SELECT id, kind, ring, bridge, tunnel, layer, lanes, uncertainty_m, geom FROM road "
    "WHERE ring OR id IN (SELECT road_id FROM road_name) ORDER BY id";
static const char keys_sql[] = "SELECT key, road_id FROM road_name ORDER BY key, road_id";

static int32_t unit(double degrees)
{
    return (int32_t)lround(fmin(fmax(degrees, -180), 180) * 1e7);
}

static int within(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static void add_line(struct ter_network *network, sqlite3_stmt *row, const struct ter_points *points)
{
    struct ter_line line = {
        .first = (uint32_t)network->vertex_count,
        .count = (uint32_t)points->count,
        .uncertainty_m = (float)sqlite3_column_double(row, UNCERTAINTY),
        .layer = (int8_t)within(sqlite3_column_int(row, LAYER), -100, 100),
        .lanes = (uint8_t)within(sqlite3_column_int(row, LANES), 0, 100),
        .off_ground = sqlite3_column_int(row, BRIDGE) || sqlite3_column_int(row, TUNNEL),
        .ring = sqlite3_column_int(row, RING),
        .road = sqlite3_column_int(row, KIND) == 0,
    };
    network->lines =
        ter_grow(network->lines, &network->line_capacity, network->line_count + 1, sizeof *network->lines);
    network->lines[network->line_count++] = line;
    network->vertices = ter_grow(network->vertices, &network->vertex_capacity,
        network->vertex_count + points->count, sizeof *network->vertices);
    for (size_t i = 0; i < points->count; i++)
        network->vertices[network->vertex_count++] =
            (struct ter_vertex){unit(points->items[i].lon), unit(points->items[i].lat)};
}

static bool read_lines(sqlite3 *db, struct ter_network *network, struct ter_map *by_id, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_POINTS struct ter_points points = {0};
    if (!ter_db_prepare(db, lines_sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        const void *blob = sqlite3_column_blob(select, GEOM);
        struct ter_error ignored = {0};
        points.count = points.part_count = 0;
        /* What another program damaged is named by `check`; it must not close the gazetteer. */
        if (!blob || !ter_blob_to_line(blob, (size_t)sqlite3_column_bytes(select, GEOM), &points, &ignored) ||
            points.count < 2)
            continue;
        *ter_map_put(by_id, (uint64_t)sqlite3_column_int64(select, ID), NULL) = (int64_t)network->line_count;
        add_line(network, select, &points);
    }
}

struct naming {
    uint32_t line, key;
};

static int compare_namings(const void *a, const void *b)
{
    const struct naming *x = a, *y = b;
    return x->line != y->line ? (x->line < y->line ? -1 : 1) : (x->key > y->key) - (x->key < y->key);
}

static bool read_namings(sqlite3 *db, struct ter_junction_lines *lines, struct ter_map *by_id,
    struct naming **ret_namings, size_t *ret_count, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_FREE struct naming *namings = NULL;
    size_t count = 0, capacity = 0;
    if (!ter_db_prepare(db, keys_sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const char *key = ter_db_text(select, 0);
        const int64_t *line = ter_map_get(by_id, (uint64_t)sqlite3_column_int64(select, 1));
        if (!line)
            continue;
        if (!lines->keys.count || strcmp(lines->keys.items[lines->keys.count - 1], key) != 0)
            ter_strings_add(&lines->keys, key);
        namings = ter_grow(namings, &capacity, count + 1, sizeof *namings);
        namings[count++] = (struct naming){(uint32_t)*line, (uint32_t)lines->keys.count - 1};
    }
    *ret_namings = namings;
    *ret_count = count;
    namings = NULL;
    return true;
}

static void give_keys(struct ter_network *network, struct naming *namings, size_t count)
{
    if (count)
        qsort(namings, count, sizeof *namings, compare_namings);
    network->keys = ter_alloc((count + 1) * sizeof *network->keys);
    for (size_t i = 0; i < count; i++) {
        struct ter_line *line = &network->lines[namings[i].line];
        if (!line->key_count++)
            line->first_key = (uint32_t)i;
        network->keys[i] = namings[i].key;
    }
    network->key_count = count;
}

bool ter_junction_lines_read(sqlite3 *db, struct ter_junction_lines *ret_lines, struct ter_error *err)
{
    TER_AUTO_MAP struct ter_map by_id = {0};
    TER_AUTO_FREE struct naming *namings = NULL;
    size_t count = 0;
    struct ter_junction_lines lines = {0};
    if (!read_lines(db, &lines.network, &by_id, err) ||
        !read_namings(db, &lines, &by_id, &namings, &count, err)) {
        ter_junction_lines_free(&lines);
        return false;
    }
    give_keys(&lines.network, namings, count);
    lines.is_class = ter_alloc((lines.keys.count + 1) * sizeof *lines.is_class);
    for (size_t i = 0; i < lines.keys.count; i++)
        lines.is_class[i] = ter_names_is_class_word(lines.keys.items[i]);
    *ret_lines = lines;
    return true;
}

void ter_junction_lines_free(struct ter_junction_lines *lines)
{
    free(lines->network.lines);
    free(lines->network.vertices);
    free(lines->network.keys);
    free(lines->is_class);
    ter_strings_free(&lines->keys);
    *lines = (struct ter_junction_lines){0};
}

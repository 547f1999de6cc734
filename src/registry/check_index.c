/* Owns the check of spatial indexes against the records they are to find, and their making anew. */
#include "check_parts.h"

#include "base/progress.h"
#include "blob.h"
#include "rtree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const tables_beside_layers[] = {"place", "road"};
enum { BESIDE = sizeof tables_beside_layers / sizeof *tables_beside_layers };

/* The tree in itself: what SQLite's own check says of its nodes. */
static bool check_tree(struct ter_check *check, const char *table, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT rtreecheck('main', 'idx_%s_geom')", table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(check->db, sql, &select, err) || !ter_db_step(select, &row, err))
        return false;
    const char *message = row ? (const char *)sqlite3_column_text(select, 0) : NULL;
    if (message && strcmp(message, "ok") != 0)
        ter_check_report(check, TER_CHECK_SPATIAL_INDEX, TER_FAULT, table, NULL, true,
            "the spatial index is damaged: %.*s", (int)strcspn(message, "\n"), message);
    return true;
}

/* Entries against records ----------------------------------------------------------------------------- */

struct index {
    struct ter_rtree_entries entries; /* in the order of id */
    size_t next;
    const char *table;
};

static int by_id(const void *a, const void *b)
{
    int64_t x = ((const struct ter_rtree_entry *)a)->id, y = ((const struct ter_rtree_entry *)b)->id;
    return x < y ? -1 : x > y;
}

static bool read_index(struct ter_check *check, const char *table, struct index *index, struct ter_error *err)
{
    TER_AUTO_FREE char *sql =
        ter_format("SELECT pkid, xmin, xmax, ymin, ymax FROM main.\"idx_%s_geom\"", table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    index->table = table;
    if (!ter_db_prepare(check->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_interrupt_check(err) || !ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        struct ter_rtree_entries *entries = &index->entries;
        entries->items =
            ter_grow(entries->items, &entries->capacity, entries->count + 1, sizeof *entries->items);
        entries->items[entries->count++] = (struct ter_rtree_entry){sqlite3_column_int64(select, 0),
            (float)sqlite3_column_double(select, 1), (float)sqlite3_column_double(select, 2),
            (float)sqlite3_column_double(select, 3), (float)sqlite3_column_double(select, 4)};
    }
    if (index->entries.count)
        qsort(index->entries.items, index->entries.count, sizeof *index->entries.items, by_id);
    return true;
}

static void tell_strays(struct ter_check *check, struct index *index, int64_t before_id)
{
    for (; index->next < index->entries.count && index->entries.items[index->next].id < before_id;
         index->next++)
        ter_check_report(check, TER_CHECK_SPATIAL_INDEX, TER_FAULT, index->table, NULL, true,
            "the spatial index has an entry for id %lld, which is no record with a geometry",
            (long long)index->entries.items[index->next].id);
}

/* An entry's box holds the geometry's, and is wider by the rounding to 32 bits only. */
static bool edge_fits(float entry, double edge, int outwards)
{
    double out = ((double)entry - edge) * outwards;
    return out >= 0 && out <= fabs(edge) * 1e-6 + 1e-9;
}

static void compare(
    struct ter_check *check, struct index *index, int64_t id, const char *code, struct ter_bbox box)
{
    tell_strays(check, index, id);
    const struct ter_rtree_entry *entry = &index->entries.items[index->next];
    if (index->next >= index->entries.count || entry->id != id) {
        ter_check_report(check, TER_CHECK_SPATIAL_INDEX, TER_FAULT, index->table, code, true,
            "the spatial index does not find this record");
        return;
    }
    index->next++;
    if (!edge_fits(entry->min_x, box.west, -1) || !edge_fits(entry->max_x, box.east, 1) ||
        !edge_fits(entry->min_y, box.south, -1) || !edge_fits(entry->max_y, box.north, 1))
        ter_check_report(check, TER_CHECK_SPATIAL_INDEX, TER_FAULT, index->table, code, true,
            "the spatial index finds this record elsewhere (at %.6f,%.6f instead of %.6f,%.6f)",
            (double)entry->min_x, (double)entry->min_y, box.west, box.south);
}

/* The layers' part comes along with the one pass over their records. */
static bool begin(
    struct ter_check *check, const struct ter_layer *layer, void **ret_state, struct ter_error *err)
{
    *ret_state = NULL;
    if (layer->geometry == TER_GEOMETRY_NONE)
        return true;
    struct index *index = ter_alloc(sizeof *index);
    struct ter_error own = {0};
    if (!read_index(check, layer->name, index, &own)) {
        ter_rtree_entries_free(&index->entries);
        free(index);
        if (own.code == TER_INTERRUPTED) {
            *err = own;
            return false;
        }
        ter_check_report(check, TER_CHECK_SPATIAL_INDEX, TER_FAULT, layer->name, NULL, true,
            "the spatial index cannot be read");
        return true;
    }
    *ret_state = index;
    return true;
}

static void row(struct ter_check *check, void *state, const struct ter_check_row *record)
{
    struct ter_bbox box;
    /* The index follows the box in the blob's head, even where that is wrong: a finding of its own. */
    if (record->blob && ter_blob_bbox(record->blob, record->blob_size, &box))
        compare(check, state, record->id, record->code, box);
}

static void end(struct ter_check *check, void *state, bool complete)
{
    struct index *index = state;
    if (complete)
        tell_strays(check, index, INT64_MAX);
    ter_rtree_entries_free(&index->entries);
    free(index);
}

const struct ter_row_check ter_row_check_index = {begin, row, end};

/* The gazetteer's tables are no layers: a pass of their own, by id and box alone. */
static bool check_beside(struct ter_check *check, const char *table, struct ter_error *err)
{
    TER_AUTO_FREE char *sql =
        ter_format("SELECT id, geom FROM main.\"%s\" WHERE geom IS NOT NULL ORDER BY id", table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    struct index index = {0};
    bool done = read_index(check, table, &index, err) && ter_db_prepare(check->db, sql, &select, err);
    for (bool there = true; done && there;) {
        struct ter_bbox box;
        done = ter_interrupt_check(err) && ter_db_step(select, &there, err);
        if (done && there &&
            ter_blob_bbox(sqlite3_column_blob(select, 1), (size_t)sqlite3_column_bytes(select, 1), &box)) {
            TER_AUTO_FREE char *name = ter_format("id %lld", (long long)sqlite3_column_int64(select, 0));
            compare(check, &index, sqlite3_column_int64(select, 0), name, box);
        }
    }
    if (done)
        tell_strays(check, &index, INT64_MAX);
    ter_rtree_entries_free(&index.entries);
    return done;
}

bool ter_check_spatial_indexes(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < check->registry->layer_count && !check->options.quick; i++) {
        const struct ter_layer *layer = check->registry->layers[i];
        if (check->usable[i] && layer->geometry != TER_GEOMETRY_NONE && !check_tree(check, layer->name, err))
            return false;
    }
    for (size_t i = 0; i < BESIDE; i++)
        if (!check_tree(check, tables_beside_layers[i], err) ||
            !check_beside(check, tables_beside_layers[i], err))
            return false;
    return true;
}

/* Mending --------------------------------------------------------------------------------------------- */

static bool rebuild(struct ter_check *check, const char *table, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT id, geom FROM main.\"%s\" WHERE geom IS NOT NULL", table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    struct ter_rtree_entries entries = {0};
    struct ter_bbox box;
    bool done = ter_db_prepare(check->db, sql, &select, err);
    for (bool there = true; done && there;) {
        done = ter_interrupt_check(err) && ter_db_step(select, &there, err);
        if (done && there &&
            ter_blob_bbox(sqlite3_column_blob(select, 1), (size_t)sqlite3_column_bytes(select, 1), &box))
            ter_rtree_add(&entries, sqlite3_column_int64(select, 0), box);
    }
    size_t count = entries.count;
    done = done && ter_rtree_rebuild(check->db, table, &entries, err);
    ter_rtree_entries_free(&entries);
    if (done)
        ter_check_say(check, table, "spatial index made anew: %zu entries", count);
    return done;
}

bool ter_mend_spatial_indexes(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < check->registry->layer_count; i++) {
        const char *name = check->registry->layers[i]->name;
        if (ter_check_wants_mending(check, TER_CHECK_SPATIAL_INDEX, name) && !rebuild(check, name, err))
            return false;
    }
    for (size_t i = 0; i < BESIDE && ter_check_wants_mending(check, TER_CHECK_SPATIAL_INDEX, NULL); i++)
        if (!rebuild(check, tables_beside_layers[i], err))
            return false;
    return true;
}

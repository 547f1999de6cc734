/* Owns the packing of spatial indexes. SQLite's R*Tree keeps its nodes in shadow tables whose form is part of
 * its file format ("The SQLite R*Tree Module", section 5.1): node:  depth (2 bytes, root only), cells (2),
 * then cells of id (8) and min x, max x, min y, max y (4 each), all big-endian; the root is node 1 rowid: id
 * -> leaf;   parent: node -> parent node Inserting in order costs 17 microseconds an entry; writing sorted
 * nodes costs 1. */
#include "rtree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_SIZE = 24, HEAD_SIZE = 4, MAX_DEPTH = 40 };

static float round_down(double value)
{
    float f = (float)value;
    return (double)f > value ? nextafterf(f, -INFINITY) : f;
}

static float round_up(double value)
{
    float f = (float)value;
    return (double)f < value ? nextafterf(f, INFINITY) : f;
}

void ter_rtree_add(struct ter_rtree_entries *entries, int64_t id, struct ter_bbox box)
{
    entries->items = ter_grow(entries->items, &entries->capacity, entries->count + 1, sizeof *entries->items);
    entries->items[entries->count++] = (struct ter_rtree_entry){
        id, round_down(box.west), round_up(box.east), round_down(box.south), round_up(box.north)};
}

void ter_rtree_entries_free(struct ter_rtree_entries *entries)
{
    free(entries->items);
    *entries = (struct ter_rtree_entries){0};
}

/* Sorting along a Hilbert curve ----------------------------------------------------------------------- */

/* Distance along the curve of order 16 (Hamilton & Rau-Chaplin's iteration for two dimensions). */
static uint32_t hilbert(uint32_t x, uint32_t y)
{
    uint32_t d = 0;
    for (uint32_t s = 1u << 15; s > 0; s >>= 1) {
        uint32_t rx = (x & s) != 0, ry = (y & s) != 0;
        d += s * s * ((3 * rx) ^ ry);
        if (!ry) {
            if (rx) {
                x = ~x & 0xffff;
                y = ~y & 0xffff;
            }
            uint32_t t = x;
            x = y;
            y = t;
        }
    }
    return d;
}

struct keyed {
    uint64_t key;
    uint64_t value;
};

/* Sort by key, byte by byte from the lowest (LSD radix sort): linear, and stable. */
static void sort_keyed(struct keyed *items, size_t count, int key_bytes)
{
    struct keyed *from = items, *to = ter_alloc(count * sizeof *to), *spare = to;
    for (int byte = 0; byte < key_bytes; byte++) {
        size_t starts[257] = {0};
        for (size_t i = 0; i < count; i++)
            starts[((from[i].key >> (8 * byte)) & 0xff) + 1]++;
        if (starts[((from[0].key >> (8 * byte)) & 0xff) + 1] == count)
            continue; /* all the same here, as in the upper bytes of ids */
        for (int i = 0; i < 256; i++)
            starts[i + 1] += starts[i];
        for (size_t i = 0; i < count; i++)
            to[starts[(from[i].key >> (8 * byte)) & 0xff]++] = from[i];
        struct keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
    free(spare);
}

static uint32_t grid(double value, double low, double high)
{
    double part = high > low ? (value - low) / (high - low) : 0;
    return (uint32_t)fmin(65535, fmax(0, part * 65535));
}

static void sort_entries(struct ter_rtree_entries *entries)
{
    struct ter_rtree_entry *items = entries->items;
    double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY;
    for (size_t i = 0; i < entries->count; i++) {
        west = fmin(west, items[i].min_x);
        east = fmax(east, items[i].max_x);
        south = fmin(south, items[i].min_y);
        north = fmax(north, items[i].max_y);
    }
    struct keyed *keys = ter_alloc(entries->count * sizeof *keys);
    for (size_t i = 0; i < entries->count; i++) {
        double x = ((double)items[i].min_x + (double)items[i].max_x) / 2;
        double y = ((double)items[i].min_y + (double)items[i].max_y) / 2;
        keys[i] = (struct keyed){hilbert(grid(x, west, east), grid(y, south, north)), i};
    }
    sort_keyed(keys, entries->count, 4);
    struct ter_rtree_entry *sorted = ter_alloc(entries->count * sizeof *sorted);
    for (size_t i = 0; i < entries->count; i++)
        sorted[i] = items[keys[i].value];
    free(keys);
    free(items);
    entries->items = sorted;
    entries->capacity = entries->count;
}

/* Writing nodes --------------------------------------------------------------------------------------- */

struct packer {
    sqlite3_stmt *node, *rowid, *parent;
    struct keyed *leaves; /* kept to be written in the order of id: a B-tree filled in order is filled fast */
    size_t leaf_count;
    size_t node_size, fill; /* bytes of a node; cells put into one */
    int64_t next_node;      /* node numbers after the root's */
};

static void put_bits(uint8_t *bytes, uint64_t value, int size)
{
    for (int i = size - 1; i >= 0; i--, value >>= 8)
        bytes[i] = (uint8_t)value;
}

static void put_float(uint8_t *bytes, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_bits(bytes, bits, 4);
}

static bool write_node(struct packer *packer, int64_t number, int depth, const struct ter_rtree_entry *cells,
    size_t count, struct ter_error *err)
{
    TER_AUTO_FREE uint8_t *node = ter_alloc(packer->node_size);
    put_bits(node, (uint64_t)depth, 2);
    put_bits(node + 2, count, 2);
    for (size_t i = 0; i < count; i++) {
        uint8_t *cell = node + HEAD_SIZE + i * CELL_SIZE;
        put_bits(cell, (uint64_t)cells[i].id, 8);
        put_float(cell + 8, cells[i].min_x);
        put_float(cell + 12, cells[i].max_x);
        put_float(cell + 16, cells[i].min_y);
        put_float(cell + 20, cells[i].max_y);
    }
    sqlite3_bind_int64(packer->node, 1, number);
    sqlite3_bind_blob64(packer->node, 2, node, packer->node_size, SQLITE_STATIC);
    return ter_db_run(packer->node, err);
}

static bool write_link(sqlite3_stmt *statement, uint64_t id, uint64_t node, struct ter_error *err)
{
    sqlite3_bind_int64(statement, 1, (int64_t)id);
    sqlite3_bind_int64(statement, 2, (int64_t)node);
    return ter_db_run(statement, err);
}

/* Say of each cell of a node where it lives: rows of `rowid` for leaves, of `parent` above. */
static bool write_links(struct packer *packer, bool leaf, int64_t number, const struct ter_rtree_entry *cells,
    size_t count, struct ter_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (leaf)
            packer->leaves[packer->leaf_count++] = (struct keyed){(uint64_t)cells[i].id, (uint64_t)number};
        else if (!write_link(packer->parent, (uint64_t)cells[i].id, (uint64_t)number, err))
            return false;
    }
    return true;
}

static bool write_leaves(struct packer *packer, struct ter_error *err)
{
    sort_keyed(packer->leaves, packer->leaf_count, 8);
    for (size_t i = 0; i < packer->leaf_count; i++)
        if (!write_link(packer->rowid, packer->leaves[i].key, packer->leaves[i].value, err))
            return false;
    return true;
}

static struct ter_rtree_entry cover(int64_t id, const struct ter_rtree_entry *cells, size_t count)
{
    struct ter_rtree_entry box = cells[0];
    box.id = id;
    for (size_t i = 1; i < count; i++) {
        box.min_x = fminf(box.min_x, cells[i].min_x);
        box.max_x = fmaxf(box.max_x, cells[i].max_x);
        box.min_y = fminf(box.min_y, cells[i].min_y);
        box.max_y = fmaxf(box.max_y, cells[i].max_y);
    }
    return box;
}

/* Level by level from the leaves, evenly filled (a node must be at least a third full), until one node, the
 * root, holds what is left. */
static bool write_levels(
    struct packer *packer, const struct ter_rtree_entry *leaves, size_t count, struct ter_error *err)
{
    TER_AUTO_FREE struct ter_rtree_entry *level = ter_memdup(leaves, count * sizeof *leaves);
    size_t room =
        (packer->node_size - HEAD_SIZE) / CELL_SIZE; /* prepare_packer saw to it that this is 4 or more */
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
        if (count <= room)
            return write_node(packer, 1, depth, level, count, err) &&
                   write_links(packer, depth == 0, 1, level, count, err);
        size_t nodes = packer->fill ? count / packer->fill + 1 : 1;
        size_t taken = 0;
        for (size_t i = 0; i < nodes; i++) {
            size_t cells = count * (i + 1) / nodes - taken;
            int64_t number = packer->next_node++;
            if (!write_node(packer, number, 0, level + taken, cells, err) ||
                !write_links(packer, depth == 0, number, level + taken, cells, err))
                return false;
            level[i] = cover(number, level + taken, cells);
            taken += cells;
        }
        count = nodes;
    }
    return ter_fail(err, TER_FAILED, "a spatial index cannot hold so many records");
}

static bool prepare_packer(sqlite3 *db, const char *table, struct packer *packer, struct ter_error *err)
{
    TER_AUTO_FREE char *size =
        ter_format("SELECT length(data) FROM \"idx_%s_geom_node\" WHERE nodeno = 1", table);
    TER_AUTO_FREE char *wipe =
        ter_format("DELETE FROM \"idx_%s_geom_node\"; DELETE FROM \"idx_%s_geom_rowid\"; "
                   "DELETE FROM \"idx_%s_geom_parent\"",
            table, table, table);
    TER_AUTO_FREE char *node = ter_format("INSERT OR REPLACE INTO \"idx_%s_geom_node\" VALUES (?, ?)", table);
    TER_AUTO_FREE char *rowid = ter_format("INSERT INTO \"idx_%s_geom_rowid\" VALUES (?, ?)", table);
    TER_AUTO_FREE char *parent = ter_format("INSERT INTO \"idx_%s_geom_parent\" VALUES (?, ?)", table);
    int64_t node_size = 0;
    if (!ter_db_int(db, size, 0, &node_size, err))
        return false;
    if (node_size < HEAD_SIZE + 4 * CELL_SIZE)
        return ter_fail(err, TER_FAILED, "the spatial index of %s is damaged; restore a backup", table);
    packer->node_size = (size_t)node_size;
    packer->fill = (packer->node_size - HEAD_SIZE) / CELL_SIZE * 9 / 10; /* room for later edits */
    packer->next_node = 2;
    return ter_db_exec(db, wipe, err) && ter_db_prepare(db, node, &packer->node, err) &&
           ter_db_prepare(db, rowid, &packer->rowid, err) && ter_db_prepare(db, parent, &packer->parent, err);
}

static bool pack(sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err)
{
    struct packer packer = {0};
    int defensive = 0; /* defensive mode forbids writing shadow tables: off for this step only */
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    sort_entries(entries);
    packer.leaves = ter_alloc(entries->count * sizeof *packer.leaves);
    bool done = prepare_packer(db, table, &packer, err) &&
                write_levels(&packer, entries->items, entries->count, err) && write_leaves(&packer, err);
    free(packer.leaves);
    sqlite3_finalize(packer.node);
    sqlite3_finalize(packer.rowid);
    sqlite3_finalize(packer.parent);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, defensive, NULL);
    return done;
}

static bool insert_singly(
    sqlite3 *db, const char *table, const struct ter_rtree_entries *entries, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("INSERT INTO \"idx_%s_geom\" VALUES (?, ?, ?, ?, ?)", table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(db, sql, &insert, err))
        return false;
    for (size_t i = 0; i < entries->count; i++) {
        const struct ter_rtree_entry *entry = &entries->items[i];
        sqlite3_bind_int64(insert, 1, entry->id);
        sqlite3_bind_double(insert, 2, (double)entry->min_x);
        sqlite3_bind_double(insert, 3, (double)entry->max_x);
        sqlite3_bind_double(insert, 4, (double)entry->min_y);
        sqlite3_bind_double(insert, 5, (double)entry->max_y);
        if (!ter_db_run(insert, err))
            return false;
    }
    return true;
}

static bool add_existing(
    sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT * FROM \"idx_%s_geom\"", table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        struct ter_bbox box = {sqlite3_column_double(select, 1), sqlite3_column_double(select, 3),
            sqlite3_column_double(select, 2), sqlite3_column_double(select, 4)};
        ter_rtree_add(entries, sqlite3_column_int64(select, 0), box);
    }
}

bool ter_rtree_insert(
    sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err)
{
    enum { SINGLE_COST = 17 }; /* of an insert, in units of a packed entry */
    TER_AUTO_FREE char *count_sql = ter_format("SELECT count(*) FROM \"idx_%s_geom_rowid\"", table);
    int64_t there;
    if (!entries->count)
        return true;
    if (!ter_db_int(db, count_sql, 0, &there, err))
        return false;
    if ((int64_t)entries->count * SINGLE_COST < there + (int64_t)entries->count)
        return insert_singly(db, table, entries, err);
    return (!there || add_existing(db, table, entries, err)) && pack(db, table, entries, err);
}

/* The root may be anything by now: an empty one of the usual size takes its place before the packing. */
bool ter_rtree_rebuild(
    sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err)
{
    enum { USUAL_NODE_SIZE = HEAD_SIZE + 51 * CELL_SIZE };
    TER_AUTO_FREE char *sql =
        ter_format("DELETE FROM \"idx_%s_geom_node\"; DELETE FROM \"idx_%s_geom_rowid\"; "
                   "DELETE FROM \"idx_%s_geom_parent\"; INSERT INTO \"idx_%s_geom_node\" "
                   "VALUES (1, zeroblob(%d))",
            table, table, table, table, USUAL_NODE_SIZE);
    int defensive = 0;
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    bool done = ter_db_exec(db, sql, err) && (!entries->count || pack(db, table, entries, err));
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, defensive, NULL);
    return done;
}

static float take_float(const uint8_t *bytes)
{
    uint32_t bits = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool ter_rtree_bbox(
    sqlite3 *db, const char *table, struct ter_bbox *ret_box, bool *ret_any, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT data FROM \"idx_%s_geom_node\" WHERE nodeno = 1", table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(db, sql, &select, err) || !ter_db_step(select, &row, err))
        return false;
    const uint8_t *node = row ? sqlite3_column_blob(select, 0) : NULL;
    size_t size = node ? (size_t)sqlite3_column_bytes(select, 0) : 0;
    size_t cells = size >= HEAD_SIZE ? (size_t)(node[2] << 8 | node[3]) : 0;
    *ret_any = cells > 0;
    if (HEAD_SIZE + cells * CELL_SIZE > size && cells)
        return ter_fail(err, TER_FAILED, "the spatial index of %s is damaged; restore a backup", table);
    struct ter_bbox box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < cells; i++) {
        const uint8_t *cell = node + HEAD_SIZE + i * CELL_SIZE + 8;
        box.west = fmin(box.west, (double)take_float(cell));
        box.east = fmax(box.east, (double)take_float(cell + 4));
        box.south = fmin(box.south, (double)take_float(cell + 8));
        box.north = fmax(box.north, (double)take_float(cell + 12));
    }
    *ret_box = box;
    return true;
}

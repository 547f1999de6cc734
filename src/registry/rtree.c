/* Owns the packing of spatial indexes. SQLite's R*Tree keeps its nodes in shadow tables whose form is part of
 * its file format ("The SQLite R*Tree Module", section 5.1): node:  depth (2 bytes, root only), cells (2),
 * then cells of id (8) and min x, max x, min y, max y (4 each), all big-endian; the root is node 1 rowid: id
 * -> leaf;   parent: node -> parent node Inserting in order costs 17 microseconds an entry; writing sorted
 * nodes costs 1. */
#include "rtree.h"

#include "base/progress.h"
#include "sorter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_SIZE = 24, HEAD_SIZE = 4, MAX_DEPTH = 40 };

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

static uint32_t grid(double value, double low, double high)
{
    double part = high > low ? (value - low) / (high - low) : 0;
    return (uint32_t)fmin(65535, fmax(0, part * 65535));
}

/* An entry on its way through the sorter. */
struct placed {
    uint64_t along; /* the curve */
    struct ter_rtree_entry entry;
};

/* Which leaf an entry is in. */
struct leaf {
    uint64_t id;
    int64_t node;
};

struct placing {
    struct ter_sorter *sorter;
    struct ter_rtree_entry box; /* of all entries */
};

static bool place(void *user, const struct ter_rtree_entry *entry, struct ter_error *err)
{
    const struct placing *placing = user;
    const struct ter_rtree_entry *box = &placing->box;
    double x = ((double)entry->min_x + (double)entry->max_x) / 2;
    double y = ((double)entry->min_y + (double)entry->max_y) / 2;
    struct placed placed = {hilbert(grid(x, (double)box->min_x, (double)box->max_x),
                                grid(y, (double)box->min_y, (double)box->max_y)),
        *entry};
    return ter_sorter_add(placing->sorter, &placed, err);
}

/* Bring the entries into the order of the curve. They are gone from the list after. */
static bool sort_entries(struct ter_rtree_entries *entries, struct ter_sorter *sorter, struct ter_error *err)
{
    struct placing placing = {sorter, entries->box};
    if (!ter_rtree_each(entries, place, &placing, err))
        return false;
    ter_rtree_entries_free(entries);
    return ter_sorter_sort(sorter, err);
}

/* Writing nodes --------------------------------------------------------------------------------------- */

struct packer {
    sqlite3_stmt *node, *rowid, *parent;
    struct ter_sorter *entries;    /* in the order of the curve */
    struct ter_sorter *leaves;     /* written in the order of id: a B-tree filled in order is filled fast */
    size_t node_size, fill;        /* bytes of a node; cells put into one */
    int64_t next_node;             /* node numbers after the root's */
    struct ter_rtree_entry *cells; /* of the node at work */
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

static bool write_node(struct packer *packer, int64_t number, int depth, size_t count, struct ter_error *err)
{
    const struct ter_rtree_entry *cells = packer->cells;
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

static bool write_link(sqlite3_stmt *statement, uint64_t id, int64_t node, struct ter_error *err)
{
    sqlite3_bind_int64(statement, 1, (int64_t)id);
    sqlite3_bind_int64(statement, 2, node);
    return ter_db_run(statement, err);
}

/* Say of each cell of a node where it lives: rows of `rowid` for leaves, of `parent` above. */
static bool write_links(
    struct packer *packer, bool is_leaf, int64_t number, size_t count, struct ter_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct leaf leaf = {(uint64_t)packer->cells[i].id, number};
        if (is_leaf ? !ter_sorter_add(packer->leaves, &leaf, err)
                    : !write_link(packer->parent, leaf.id, number, err))
            return false;
    }
    return true;
}

static bool write_leaves(struct packer *packer, struct ter_error *err)
{
    const void *next;
    if (!ter_sorter_sort(packer->leaves, err))
        return false;
    for (;;) {
        if (!ter_interrupt_check(err) || !ter_sorter_next(packer->leaves, &next, err))
            return false;
        if (!next)
            return true;
        const struct leaf *leaf = next;
        if (!write_link(packer->rowid, leaf->id, leaf->node, err))
            return false;
    }
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

/* The cells of one node: entries for a leaf, else those that cover the nodes below. */
static bool take_cells(struct packer *packer, bool is_leaf, const struct ter_rtree_entry *covers,
    size_t count, struct ter_error *err)
{
    const void *next = NULL;
    if (!is_leaf)
        memcpy(packer->cells, covers, count * sizeof *covers);
    for (size_t i = 0; is_leaf && i < count; i++) {
        if (!ter_sorter_next(packer->entries, &next, err))
            return false;
        packer->cells[i] = ((const struct placed *)next)->entry;
    }
    return true;
}

static bool write_whole_node(
    struct packer *packer, int64_t number, int depth, bool is_leaf, size_t count, struct ter_error *err)
{
    return ter_interrupt_check(err) && write_node(packer, number, depth, count, err) &&
           write_links(packer, is_leaf, number, count, err);
}

/* Level by level from the leaves, evenly filled (a node must be at least a third full), until one node, the
 * root, holds what is left. Only what covers the nodes of a level is held in memory. */
static bool write_levels(struct packer *packer, struct ter_error *err)
{
    TER_AUTO_FREE struct ter_rtree_entry *covers = NULL;
    size_t room = (packer->node_size - HEAD_SIZE) / CELL_SIZE; /* 4 or more: prepare_packer saw to it */
    size_t count = ter_sorter_count(packer->entries);
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
        bool is_leaf = depth == 0;
        if (count <= room)
            return take_cells(packer, is_leaf, covers, count, err) &&
                   write_whole_node(packer, 1, depth, is_leaf, count, err);
        size_t nodes = count / packer->fill + 1, taken = 0;
        if (!covers)
            covers = ter_alloc(nodes * sizeof *covers);
        for (size_t i = 0; i < nodes; i++) {
            size_t cells = count * (i + 1) / nodes - taken;
            int64_t number = packer->next_node++;
            if (!take_cells(packer, is_leaf, covers + taken, cells, err) ||
                !write_whole_node(packer, number, 0, is_leaf, cells, err))
                return false;
            covers[i] = cover(number, packer->cells, cells);
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
    packer->cells = ter_alloc((packer->node_size - HEAD_SIZE) / CELL_SIZE * sizeof *packer->cells);
    return ter_db_exec(db, wipe, err) && ter_db_prepare(db, node, &packer->node, err) &&
           ter_db_prepare(db, rowid, &packer->rowid, err) && ter_db_prepare(db, parent, &packer->parent, err);
}

static bool pack(sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err)
{
    size_t memory = entries->memory ? entries->memory : TER_RTREE_MEMORY;
    TER_AUTO(ter_sorter_close) struct ter_sorter *sorted = ter_sorter_open(sizeof(struct placed), memory);
    TER_AUTO(ter_sorter_close) struct ter_sorter *leaves = ter_sorter_open(sizeof(struct leaf), memory);
    struct packer packer = {.entries = sorted, .leaves = leaves};
    int defensive = 0; /* defensive mode forbids writing shadow tables: off for this step only */
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    bool done = sort_entries(entries, sorted, err) && prepare_packer(db, table, &packer, err) &&
                write_levels(&packer, err) && write_leaves(&packer, err);
    free(packer.cells);
    sqlite3_finalize(packer.node);
    sqlite3_finalize(packer.rowid);
    sqlite3_finalize(packer.parent);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, defensive, NULL);
    return done;
}

static bool insert_one(void *user, const struct ter_rtree_entry *entry, struct ter_error *err)
{
    sqlite3_stmt *insert = user;
    sqlite3_bind_int64(insert, 1, entry->id);
    sqlite3_bind_double(insert, 2, (double)entry->min_x);
    sqlite3_bind_double(insert, 3, (double)entry->max_x);
    sqlite3_bind_double(insert, 4, (double)entry->min_y);
    sqlite3_bind_double(insert, 5, (double)entry->max_y);
    return ter_interrupt_check(err) && ter_db_run(insert, err);
}

static bool insert_singly(
    sqlite3 *db, const char *table, struct ter_rtree_entries *entries, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("INSERT INTO \"idx_%s_geom\" VALUES (?, ?, ?, ?, ?)", table);
    TER_AUTO(ter_statement_free) sqlite3_stmt *insert = NULL;
    if (!ter_db_prepare(db, sql, &insert, err) || !ter_rtree_each(entries, insert_one, insert, err))
        return false;
    ter_rtree_entries_free(entries);
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

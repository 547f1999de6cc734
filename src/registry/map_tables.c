/* Owns what a map program shows of a register: which tables and views, in which stored style, and where the
 * townships are. Knows nothing of projects, groups and words. Opens no geometry but a township's boundary:
 * boxes come from the R*Trees. */
#include "map_tables.h"

#include "base/digest.h"
#include "blob.h"
#include "internal.h"
#include "rtree.h"
#include "views.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- styles ---- */

/* QGIS's OGR provider looks for '' as catalogue; its row is the one that a user of that provider changes. */
static bool read_style(sqlite3 *db, struct ter_map_table *table, struct ter_error *err)
{
    static const char sql[] =
        "SELECT styleQML, coalesce((SELECT style_sha256 FROM layer WHERE name = ?1), (SELECT value FROM meta "
        "WHERE key = 'style:' || ?1)) FROM layer_styles WHERE lower(f_table_name) = ?1 AND useAsDefault = 1 "
        "AND styleQML IS NOT NULL ORDER BY f_table_catalog IS NULL, id DESC LIMIT 1";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(db, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, table->name);
    if (!ter_db_step(select, &row, err))
        return false;
    if (!row)
        return true;
    char sha256[TER_SHA256_HEX_SIZE];
    const char *noted = (const char *)sqlite3_column_text(select, 1);
    table->qml = ter_strdup(ter_db_text(select, 0));
    ter_sha256_bytes(table->qml, strlen(table->qml), sha256);
    table->derived = noted && strcmp(noted, sha256) == 0;
    return true;
}

/* ---- tables ---- */

static bool has_rows(sqlite3 *db, const struct ter_map_table *table, bool *ret_any, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT EXISTS (SELECT 1 FROM \"%s\"%s%s)", table->name,
        table->subset ? " WHERE " : "", table->subset ? table->subset : "");
    int64_t any;
    if (!ter_db_int(db, sql, 0, &any, err))
        return ter_wrap(err, "%s", table->name);
    *ret_any = any != 0;
    return true;
}

static bool add_table(struct ter_registry *registry, struct ter_map_tables *tables,
    struct ter_map_table table, struct ter_error *err)
{
    tables->items = ter_grow(tables->items, &tables->capacity, tables->count + 1, sizeof *tables->items);
    struct ter_map_table *added = &tables->items[tables->count++];
    *added = table;
    added->name = ter_strdup(table.name);
    added->title = table.title ? ter_strdup(table.title) : NULL;
    return has_rows(registry->db, added, &added->any, err) && read_style(registry->db, added, err);
}

static bool add_layers(
    struct ter_registry *registry, enum ter_lang lang, struct ter_map_tables *tables, struct ter_error *err)
{
    for (size_t i = 0; i < registry->layer_count; i++) {
        const struct ter_layer *layer = registry->layers[i];
        struct ter_map_table table = {.kind = TER_MAP_LAYER,
            .name = layer->name,
            .geometry = layer->geometry,
            .layer = layer,
            .title = layer->title.text[lang]};
        if (!add_table(registry, tables, table, err))
            return false;
    }
    return true;
}

/* The views that this program makes. */
static bool add_own_views(
    struct ter_registry *registry, enum ter_lang lang, struct ter_map_tables *tables, struct ter_error *err)
{
    for (size_t i = 0; i < registry->layer_count * TER_VIEW_COUNT; i++) {
        const struct ter_layer *layer = registry->layers[i / TER_VIEW_COUNT];
        enum ter_view view = (enum ter_view)(i % TER_VIEW_COUNT);
        bool there = false;
        if (!ter_view_suits(layer, view))
            continue;
        TER_AUTO_FREE char *name = ter_view_name(layer, view);
        TER_AUTO_FREE char *title = ter_view_title(layer, view, lang);
        struct ter_map_table table = {
            .kind = TER_MAP_VIEW, .name = name, .geometry = layer->geometry, .layer = layer, .title = title};
        if (!ter_views_has(registry->db, name, &there, err) ||
            (there && !add_table(registry, tables, table, err)))
            return false;
    }
    return true;
}

static bool is_listed(const struct ter_map_tables *tables, const char *name)
{
    for (size_t i = 0; i < tables->count; i++)
        if (strcasecmp(tables->items[i].name, name) == 0)
            return true;
    return false;
}

static const struct ter_layer *layer_called(const struct ter_registry *registry, const char *name)
{
    for (size_t i = 0; i < registry->layer_count; i++)
        if (strcasecmp(registry->layers[i]->name, name) == 0)
            return registry->layers[i];
    return NULL;
}

/* A view of a layer that somebody made and registered is shown like those of this program. */
static bool add_other_views(
    struct ter_registry *registry, struct ter_map_tables *tables, struct ter_error *err)
{
    static const char sql[] =
        "SELECT v.view_name, v.f_table_name FROM views_geometry_columns v JOIN sqlite_master m ON m.type = "
        "'view' AND m.name = v.view_name COLLATE NOCASE WHERE v.view_name NOT LIKE '%\"%' AND EXISTS (SELECT "
        "1 "
        "FROM pragma_table_info(m.name) WHERE name = 'id') ORDER BY v.rowid";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        TER_AUTO_FREE char *name = ter_strdup(ter_db_text(select, 0));
        const struct ter_layer *layer = layer_called(registry, ter_db_text(select, 1));
        if (!layer || is_listed(tables, name))
            continue;
        struct ter_map_table table = {
            .kind = TER_MAP_VIEW, .name = name, .geometry = layer->geometry, .layer = layer, .title = name};
        if (!add_table(registry, tables, table, err))
            return false;
    }
}

static bool add_gazetteer(struct ter_registry *registry, struct ter_map_tables *tables, struct ter_error *err)
{
    static char place[] = "place", road[] = "road";
    static const struct ter_map_table parts[] = {
        {.kind = TER_MAP_GAZETTEER, .name = place, .geometry = TER_POINT, .subset = "\"by_area\" = 0"},
        {.kind = TER_MAP_GAZETTEER, .name = road, .geometry = TER_LINESTRING},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!add_table(registry, tables, parts[i], err))
            return false;
    return true;
}

/* ---- places on the map ---- */

static void join(struct ter_bbox *box, bool *any, struct ter_bbox more)
{
    if (*any)
        more = (struct ter_bbox){fmin(box->west, more.west), fmin(box->south, more.south),
            fmax(box->east, more.east), fmax(box->north, more.north)};
    *box = more;
    *any = true;
}

static bool join_table(
    struct ter_registry *registry, const char *name, struct ter_map_tables *tables, struct ter_error *err)
{
    struct ter_bbox box;
    bool any;
    if (!ter_rtree_bbox(registry->db, name, &box, &any, err))
        return false;
    if (any)
        join(&tables->box, &tables->has_box, box);
    return true;
}

static bool read_box(struct ter_registry *registry, struct ter_map_tables *tables, struct ter_error *err)
{
    for (size_t i = 0; i < registry->layer_count; i++)
        if (registry->layers[i]->geometry != TER_GEOMETRY_NONE &&
            !join_table(registry, registry->layers[i]->name, tables, err))
            return false;
    return tables->has_box ||
           (join_table(registry, "place", tables, err) && join_table(registry, "road", tables, err));
}

static struct ter_map_township *township_called(struct ter_map_tables *tables, const char *name)
{
    for (size_t i = 0; i < tables->township_count; i++)
        if (strcmp(tables->townships[i].name, name) == 0)
            return &tables->townships[i];
    return NULL;
}

static bool read_townships(
    struct ter_registry *registry, struct ter_map_tables *tables, struct ter_error *err)
{
    static const char sql[] =
        "SELECT name, geom FROM township WHERE name IS NOT NULL AND status IS NOT 'abolished' "
        "ORDER BY code";
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        const char *name = (const char *)sqlite3_column_text(select, 0);
        struct ter_map_township *township = township_called(tables, name);
        if (!township) {
            tables->townships = ter_grow(tables->townships, &tables->township_capacity,
                tables->township_count + 1, sizeof *tables->townships);
            township = &tables->townships[tables->township_count++];
            *township = (struct ter_map_township){.name = ter_strdup(name)};
        }
        struct ter_bbox box;
        const void *blob = sqlite3_column_blob(select, 1);
        if (blob && ter_blob_bbox(blob, (size_t)sqlite3_column_bytes(select, 1), &box))
            join(&township->box, &township->known, box);
    }
}

/* Boxes of a layer's records by the township that they name, for townships without a boundary (`bounded` says
 * which have one). */
static bool join_records(struct ter_registry *registry, const struct ter_layer *layer,
    struct ter_map_tables *tables, const bool *bounded, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_FREE char *sql =
        ter_format("SELECT t.\"%s\", min(r.xmin), min(r.ymin), max(r.xmax), max(r.ymax) FROM \"%s\" t JOIN "
                   "\"idx_%s_geom\" r ON r.pkid = t.id WHERE t.\"%s\" IS NOT NULL GROUP BY 1",
            layer->fields[layer->role[TER_ROLE_TOWNSHIP]].name, layer->name, layer->name,
            layer->fields[layer->role[TER_ROLE_TOWNSHIP]].name);
    if (!ter_db_prepare(registry->db, sql, &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        struct ter_map_township *township =
            township_called(tables, (const char *)sqlite3_column_text(select, 0));
        if (township && !bounded[township - tables->townships])
            join(&township->box, &township->known,
                (struct ter_bbox){sqlite3_column_double(select, 1), sqlite3_column_double(select, 2),
                    sqlite3_column_double(select, 3), sqlite3_column_double(select, 4)});
    }
}

static bool locate_townships(
    struct ter_registry *registry, struct ter_map_tables *tables, struct ter_error *err)
{
    TER_AUTO_FREE bool *bounded = ter_alloc((tables->township_count + 1) * sizeof *bounded);
    for (size_t i = 0; i < tables->township_count; i++)
        bounded[i] = tables->townships[i].known;
    for (size_t i = 0; i < registry->layer_count; i++)
        if (registry->layers[i]->geometry != TER_GEOMETRY_NONE &&
            !join_records(registry, registry->layers[i], tables, bounded, err))
            return ter_wrap(err, "layer %s", registry->layers[i]->name);
    return true;
}

/* ---- the whole ---- */

static bool read_all(
    struct ter_registry *registry, enum ter_lang lang, struct ter_map_tables *tables, struct ter_error *err)
{
    return add_layers(registry, lang, tables, err) && add_own_views(registry, lang, tables, err) &&
           add_other_views(registry, tables, err) && add_gazetteer(registry, tables, err) &&
           read_box(registry, tables, err) && read_townships(registry, tables, err) &&
           locate_townships(registry, tables, err);
}

bool ter_map_tables_read(struct ter_registry *registry, enum ter_lang lang, struct ter_map_tables *ret_tables,
    struct ter_error *err)
{
    struct ter_map_tables tables = {0};
    if (!ter_registry_read_begin(registry, err))
        return false;
    bool done = read_all(registry, lang, &tables, err);
    ter_registry_read_end(registry);
    if (!done)
        ter_map_tables_free(&tables);
    else
        *ret_tables = tables;
    return done;
}

void ter_map_tables_free(struct ter_map_tables *tables)
{
    for (size_t i = 0; i < tables->count; i++) {
        free(tables->items[i].name);
        free(tables->items[i].title);
        free(tables->items[i].qml);
    }
    for (size_t i = 0; i < tables->township_count; i++)
        free(tables->townships[i].name);
    free(tables->items);
    free(tables->townships);
    *tables = (struct ter_map_tables){0};
}

char *ter_map_events_of(const struct ter_layer *layer)
{
    return ter_format("\"about_layer\" = '%s'", layer->name);
}

char *ter_map_rows_of_view(const struct ter_map_table *view)
{
    return ter_format("\"id\" IN (SELECT id FROM %s)", view->name);
}

/* Owns queries. The filter becomes fixed pieces of SQL with bound values; distances and boxes are decided
 * exactly on what the R*Tree lets through, whose boxes are rounded to 32-bit floats. */
#include "find.h"

#include "authorize.h"
#include "base/crs.h"
#include "base/progress.h"
#include "blob.h"
#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct hit {
    double distance_m;
    int64_t id;
};

struct ter_cursor {
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_filter filter;
    sqlite3_stmt *statement; /* gives rows in order; with near: fetches one id */
    struct hit *hits;        /* with near: in order of distance */
    size_t hit_count, hit_capacity, next_hit;
    int64_t given;
    double distance_m;
    struct ter_value *values;
    struct ter_buf wkb;
    struct ter_record record;
};

void ter_find_close(struct ter_cursor *cursor)
{
    if (!cursor)
        return;
    sqlite3_finalize(cursor->statement);
    free(cursor->hits);
    free(cursor->values);
    ter_buf_free(&cursor->wkb);
    free(cursor);
}

double ter_find_distance_m(const struct ter_cursor *cursor)
{
    return cursor->distance_m;
}

static void add_list(struct ter_buf *sql, const char *column, size_t count)
{
    if (!count)
        return;
    ter_buf_printf(sql, " AND \"%s\" IN (?", column);
    for (size_t i = 1; i < count; i++)
        ter_buf_text(sql, ", ?");
    ter_buf_text(sql, ")");
}

/* The WHERE clause; `box` (may be NULL) restricts by the spatial index. */
static void add_conditions(const struct ter_cursor *cursor, const struct ter_bbox *box, struct ter_buf *sql)
{
    const struct ter_filter *filter = &cursor->filter;
    ter_buf_text(sql, " WHERE 1");
    if (filter->code)
        ter_buf_text(sql, " AND code = ?");
    add_list(sql, "township", filter->township_count);
    add_list(sql, "status", filter->status_count);
    if (box)
        ter_buf_printf(sql,
            " AND id IN (SELECT pkid FROM \"idx_%s_geom\" WHERE xmax >= ? AND xmin <= ? AND ymax >= ? AND "
            "ymin <= ?)",
            cursor->layer->name);
    if (filter->unplaced)
        ter_buf_printf(sql, " AND (geom IS NULL%s) AND coalesce(location_text, township) IS NOT NULL",
            filter->geocoded_too ? " OR method = 'geocoded'" : "");
    if (filter->where)
        ter_buf_printf(sql, " AND (%s\n)", filter->where);
}

static void bind_conditions(
    const struct ter_cursor *cursor, const struct ter_bbox *box, sqlite3_stmt *statement)
{
    const struct ter_filter *filter = &cursor->filter;
    int at = 1;
    if (filter->code)
        ter_db_bind_text(statement, at++, filter->code);
    for (size_t i = 0; i < filter->township_count; i++)
        ter_db_bind_text(statement, at++, filter->townships[i]);
    for (size_t i = 0; i < filter->status_count; i++)
        ter_db_bind_text(statement, at++, filter->statuses[i]);
    if (box) {
        sqlite3_bind_double(statement, at++, box->west);
        sqlite3_bind_double(statement, at++, box->east);
        sqlite3_bind_double(statement, at++, box->south);
        sqlite3_bind_double(statement, at++, box->north);
    }
}

static bool prepare(struct ter_cursor *cursor, const char *columns, const struct ter_bbox *box,
    const char *order, sqlite3_stmt **ret_statement, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf sql = {0};
    ter_buf_printf(&sql, "SELECT %s FROM \"%s\"", columns, cursor->layer->name);
    add_conditions(cursor, box, &sql);
    ter_buf_text(&sql, order);
    bool done = cursor->filter.where ? ter_authorized_prepare(
                                           cursor->registry->db, cursor->layer, sql.data, ret_statement, err)
                                     : ter_db_prepare(cursor->registry->db, sql.data, ret_statement, err);
    if (done)
        bind_conditions(cursor, box, *ret_statement);
    return done;
}

/* Nearest first --------------------------------------------------------------------------------------- */

static int by_distance(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    if (x->distance_m != y->distance_m)
        return x->distance_m < y->distance_m ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static bool collect(struct ter_cursor *cursor, double radius_m, struct ter_error *err)
{
    struct ter_bbox box = ter_bbox_round(cursor->filter.near_to, radius_m);
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    cursor->hit_count = 0;
    if (!prepare(cursor, "id, geom", &box, "", &statement, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(statement, &row, err) || !ter_interrupt_check(err))
            return false;
        if (!row)
            break;
        struct ter_bbox at;
        if (!ter_blob_bbox(
                sqlite3_column_blob(statement, 1), (size_t)sqlite3_column_bytes(statement, 1), &at))
            continue;
        struct ter_lonlat point = {at.west, at.south};
        double distance_m = ter_distance_m(cursor->filter.near_to, point);
        if (distance_m > radius_m ||
            (cursor->filter.has_bbox && !ter_bbox_contains(cursor->filter.bbox, point)))
            continue;
        cursor->hits =
            ter_grow(cursor->hits, &cursor->hit_capacity, cursor->hit_count + 1, sizeof *cursor->hits);
        cursor->hits[cursor->hit_count++] = (struct hit){distance_m, sqlite3_column_int64(statement, 0)};
    }
    if (cursor->hit_count)
        qsort(cursor->hits, cursor->hit_count, sizeof *cursor->hits, by_distance);
    return true;
}

/* Without a radius the circle grows until it holds enough: each round costs about four times the last. */
static bool collect_nearest(struct ter_cursor *cursor, struct ter_error *err)
{
    enum { FIRST_M = 500, HALF_THE_EARTH_M = 20100000 };
    const struct ter_filter *filter = &cursor->filter;
    if (filter->within_m > 0)
        return collect(cursor, filter->within_m, err);
    for (double radius_m = filter->limit ? FIRST_M : HALF_THE_EARTH_M;; radius_m *= 2) {
        if (!collect(cursor, radius_m, err))
            return false;
        if ((filter->limit && cursor->hit_count >= (size_t)filter->limit) || radius_m >= HALF_THE_EARTH_M)
            return true;
    }
}

static bool open_near(struct ter_cursor *cursor, const char *columns, struct ter_error *err)
{
    if (cursor->layer->geometry != TER_POINT)
        return ter_fail(err, TER_USAGE,
            "--near works on layers of points; %s holds %s geometries (use --bbox)", cursor->layer->name,
            ter_geometry_name(cursor->layer->geometry));
    TER_AUTO_FREE char *sql = ter_format("SELECT %s FROM \"%s\" WHERE id = ?", columns, cursor->layer->name);
    return collect_nearest(cursor, err) && ter_db_prepare(cursor->registry->db, sql, &cursor->statement, err);
}

/* ----------------------------------------------------------------------------------------------------- */

bool ter_find_open(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_filter *filter, struct ter_cursor **ret_cursor, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = ter_alloc(sizeof *cursor);
    TER_AUTO_BUF struct ter_buf columns = {0};
    cursor->registry = registry;
    cursor->layer = layer;
    cursor->filter = *filter;
    cursor->distance_m = (double)NAN;
    cursor->values = ter_alloc(layer->field_count * sizeof *cursor->values);
    ter_db_columns(layer, "", &columns);
    ter_buf_text(&columns, ", geom");
    if (layer->geometry == TER_GEOMETRY_NONE && (filter->has_bbox || filter->has_near))
        return ter_fail(err, TER_USAGE, "layer %s has no geometry to look for", layer->name);
    if (filter->where && !ter_authorize_expression(registry->db, layer, filter->where, err))
        return false;
    bool done =
        filter->has_near
            ? open_near(cursor, columns.data, err)
            : prepare(cursor, columns.data, filter->has_bbox ? &filter->bbox : NULL,
                  filter->worst_first ? " ORDER BY geom IS NOT NULL, uncertainty_m DESC, id" : " ORDER BY id",
                  &cursor->statement, err);
    if (!done)
        return false;
    *ret_cursor = cursor;
    cursor = NULL;
    return true;
}

/* The R*Tree's boxes are a little too large: a point is looked at itself. */
static bool outside_bbox(const struct ter_cursor *cursor)
{
    struct ter_lonlat point;
    return cursor->filter.has_bbox && cursor->layer->geometry == TER_POINT &&
           (!ter_wkb_to_point(cursor->record.geometry, &point) ||
               !ter_bbox_contains(cursor->filter.bbox, point));
}

static bool read_record(struct ter_cursor *cursor, struct ter_error *err)
{
    int count = (int)cursor->layer->field_count;
    for (int i = 0; i < count; i++)
        cursor->values[i] = ter_db_value(cursor->statement, i);
    cursor->record = (struct ter_record){cursor->values, cursor->layer->field_count, {NULL, 0}};
    if (sqlite3_column_type(cursor->statement, count) == SQLITE_NULL)
        return true;
    ter_buf_clear(&cursor->wkb);
    if (!ter_blob_to_wkb(sqlite3_column_blob(cursor->statement, count),
            (size_t)sqlite3_column_bytes(cursor->statement, count), &cursor->wkb, err))
        return ter_wrap(err, "layer %s, id %lld", cursor->layer->name, (long long)cursor->values[0].integer);
    cursor->record.geometry = (struct ter_wkb){(const uint8_t *)cursor->wkb.data, cursor->wkb.size};
    return true;
}

static bool step(struct ter_cursor *cursor, bool *ret_row, struct ter_error *err)
{
    if (!cursor->filter.has_near)
        return ter_db_step(cursor->statement, ret_row, err);
    *ret_row = false;
    if (cursor->next_hit == cursor->hit_count)
        return true;
    const struct hit *hit = &cursor->hits[cursor->next_hit++];
    cursor->distance_m = hit->distance_m;
    sqlite3_reset(cursor->statement);
    sqlite3_bind_int64(cursor->statement, 1, hit->id);
    return ter_db_step(cursor->statement, ret_row, err);
}

bool ter_find_next(struct ter_cursor *cursor, const struct ter_record **ret_record, struct ter_error *err)
{
    *ret_record = NULL;
    if (cursor->filter.limit && cursor->given >= cursor->filter.limit)
        return true;
    do {
        bool row;
        if (!ter_interrupt_check(err) || !step(cursor, &row, err))
            return false;
        if (!row)
            return true;
        if (!read_record(cursor, err))
            return false;
    } while (outside_bbox(cursor));
    cursor->given++;
    *ret_record = &cursor->record;
    return true;
}

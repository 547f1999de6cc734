/* Owns queries. The filter becomes fixed pieces of SQL with bound values; distances and boxes are decided
 * exactly on what the R*Tree lets through, whose boxes are rounded to 32-bit floats. */
#include "find.h"

#include "as_of.h"
#include "authorize.h"
#include "base/crs.h"
#include "base/progress.h"
#include "blob.h"
#include "internal.h"
#include "not_found.h"

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
    struct ter_as_of as_of;  /* where it says changed, the table alone does not answer */
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

/* Parameters are numbered in the order of this list: where a query has two halves, both share them. */
enum { BOX_AT = 1, CODE_AT = 5, LISTS_AT = 6 };

static void add_list(struct ter_buf *sql, const char *column, size_t count, int *at)
{
    if (!count)
        return;
    ter_buf_printf(sql, " AND \"%s\" IN (", column);
    for (size_t i = 0; i < count; i++)
        ter_buf_printf(sql, "%s?%d", i ? ", " : "", (*at)++);
    ter_buf_text(sql, ")");
}

static void add_review(const struct ter_cursor *cursor, struct ter_buf *sql)
{
    ter_buf_printf(
        sql, " AND (uncertainty_m IS NULL OR uncertainty_m > %.15g", cursor->filter.review_above_m);
    if (ter_not_found_is_told(cursor->registry, cursor->layer)) {
        ter_buf_text(sql, " OR code IN ");
        ter_not_found_codes(cursor->layer, sql);
    }
    ter_buf_text(sql, ")");
}

/* The conditions after WHERE; `box` (may be NULL) restricts by the spatial index. */
static void add_conditions(const struct ter_cursor *cursor, const struct ter_bbox *box, struct ter_buf *sql)
{
    const struct ter_filter *filter = &cursor->filter;
    int at = LISTS_AT;
    if (box)
        ter_buf_printf(sql,
            " AND id IN (SELECT pkid FROM \"idx_%s_geom\" WHERE xmax >= ?1 AND xmin <= ?2 AND ymax >= ?3 AND "
            "ymin <= ?4)",
            cursor->layer->name);
    if (filter->code)
        ter_buf_printf(sql, " AND code = ?%d", CODE_AT);
    add_list(sql, "township", filter->township_count, &at);
    add_list(sql, "status", filter->status_count, &at);
    if (filter->unplaced)
        ter_buf_printf(sql, " AND (geom IS NULL%s) AND coalesce(location_text, township) IS NOT NULL",
            filter->geocoded_too ? " OR method = 'geocoded'" : "");
    /* What is told of a record lies where the record lies; the township would be a worse place for it. */
    if (filter->unplaced && ter_layer_field(cursor->layer, "about_code"))
        ter_buf_text(sql, " AND about_code IS NULL");
    for (size_t i = 0; i < filter->condition_count; i++)
        ter_buf_printf(sql, " AND \"%s\" %s ?%d", cursor->layer->fields[filter->conditions[i].field].name,
            filter->conditions[i].comparison == TER_EQUAL ? "=" : ">=", at++);
    if (filter->to_review)
        add_review(cursor, sql);
    if (filter->where)
        ter_buf_printf(sql, " AND (%s\n)", filter->where);
}

static void bind_conditions(
    const struct ter_cursor *cursor, const struct ter_bbox *box, sqlite3_stmt *statement)
{
    const struct ter_filter *filter = &cursor->filter;
    int at = LISTS_AT;
    if (box) {
        sqlite3_bind_double(statement, BOX_AT, box->west);
        sqlite3_bind_double(statement, BOX_AT + 1, box->east);
        sqlite3_bind_double(statement, BOX_AT + 2, box->south);
        sqlite3_bind_double(statement, BOX_AT + 3, box->north);
    }
    if (filter->code)
        ter_db_bind_text(statement, CODE_AT, filter->code);
    for (size_t i = 0; i < filter->township_count; i++)
        ter_db_bind_text(statement, at++, filter->townships[i]);
    for (size_t i = 0; i < filter->status_count; i++)
        ter_db_bind_text(statement, at++, filter->statuses[i]);
    for (size_t i = 0; i < filter->condition_count; i++)
        ter_db_bind_value(statement, at++, filter->conditions[i].value);
}

/* The table, or (`former`) what stands for it at the moment asked for. */
static void add_select(const struct ter_cursor *cursor, const char *columns, bool former, struct ter_buf *sql)
{
    ter_buf_printf(sql, "SELECT %s FROM ", columns);
    if (former)
        ter_as_of_former(&cursor->as_of, sql);
    else
        ter_buf_printf(sql, "\"%s\"", cursor->layer->name);
    ter_buf_text(sql, " WHERE 1");
    if (!former && cursor->as_of.changed)
        ter_as_of_unchanged(&cursor->as_of, sql);
}

/* A look back reads the history too, which the expression of --where may not: it was checked by itself. */
static bool compile(
    struct ter_cursor *cursor, const char *sql, sqlite3_stmt **ret_statement, struct ter_error *err)
{
    sqlite3 *db = cursor->registry->db;
    if (cursor->filter.where && !cursor->as_of.changed)
        return ter_authorized_prepare(db, cursor->layer, sql, ret_statement, err);
    if (ter_db_prepare(db, sql, ret_statement, err))
        return true;
    if (!cursor->filter.where)
        return false;
    err->code = TER_USAGE;
    return ter_wrap(err, "--where cannot be answered for a former moment");
}

/* What is as it was, and what was different, each under the same conditions. The spatial index knows the
 * present only: former geometries are looked at themselves. */
static bool prepare(struct ter_cursor *cursor, const char *columns, const struct ter_bbox *box,
    const char *order, sqlite3_stmt **ret_statement, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf sql = {0};
    add_select(cursor, columns, false, &sql);
    add_conditions(cursor, box, &sql);
    if (cursor->as_of.changed) {
        ter_buf_text(&sql, " UNION ALL ");
        add_select(cursor, columns, true, &sql);
        add_conditions(cursor, NULL, &sql);
    }
    ter_buf_text(&sql, order);
    if (!compile(cursor, sql.data, ret_statement, err))
        return false;
    bind_conditions(cursor, box, *ret_statement);
    return true;
}

/* Nearest first --------------------------------------------------------------------------------------- */

static int by_distance(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    if (x->distance_m != y->distance_m)
        return x->distance_m < y->distance_m ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static bool point_meets_region(const struct ter_cursor *cursor, struct ter_lonlat point)
{
    const struct ter_region *region = cursor->filter.region;
    uint8_t wkb[TER_WKB_POINT_SIZE];
    if (!region)
        return true;
    ter_wkb_from_point(point, wkb);
    return ter_bbox_contains(region->box, point) &&
           region->meets(region->user, (struct ter_wkb){wkb, sizeof wkb});
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
            (cursor->filter.has_bbox && !ter_bbox_contains(cursor->filter.bbox, point)) ||
            !point_meets_region(cursor, point))
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
    TER_AUTO_BUF struct ter_buf sql = {0};
    add_select(cursor, columns, false, &sql);
    ter_buf_text(&sql, " AND id = ?1");
    if (cursor->as_of.changed) {
        ter_buf_text(&sql, " UNION ALL ");
        add_select(cursor, columns, true, &sql);
        ter_buf_text(&sql, " AND id = ?1");
    }
    return collect_nearest(cursor, err) &&
           ter_db_prepare(cursor->registry->db, sql.data, &cursor->statement, err);
}

/* ----------------------------------------------------------------------------------------------------- */

/* The box that the spatial index is asked for: what meets both boxes meets this one, also where they do not
 * meet each other and west lies east of east. NULL: no restriction. */
static const struct ter_bbox *index_box(const struct ter_filter *filter, struct ter_bbox *box)
{
    if (!filter->region && !filter->has_bbox)
        return NULL;
    *box = filter->region ? filter->region->box : filter->bbox;
    if (filter->region && filter->has_bbox) {
        box->west = fmax(box->west, filter->bbox.west);
        box->south = fmax(box->south, filter->bbox.south);
        box->east = fmin(box->east, filter->bbox.east);
        box->north = fmin(box->north, filter->bbox.north);
    }
    return box;
}

static void add_columns(const struct ter_cursor *cursor, struct ter_buf *columns)
{
    const struct ter_filter *filter = &cursor->filter;
    if (!filter->fields)
        ter_db_columns(cursor->layer, "", columns);
    for (size_t i = 0; filter->fields && i < filter->field_count; i++)
        ter_buf_printf(columns, "%s\"%s\"", i ? ", " : "", cursor->layer->fields[filter->fields[i]].name);
    ter_buf_text(columns, filter->worst_first ? ", geom, geom IS NOT NULL AS ter_placed" : ", geom");
}

static void add_order(const struct ter_filter *filter, struct ter_buf *order)
{
    if (filter->worst_first)
        ter_buf_text(order, " ORDER BY ter_placed, uncertainty_m DESC, id");
    else if (filter->newest_by)
        ter_buf_printf(order, " ORDER BY \"%s\" DESC, id DESC", filter->newest_by->name);
    else if (!filter->any_order)
        ter_buf_text(order, " ORDER BY id");
}

bool ter_find_open(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_filter *filter, struct ter_cursor **ret_cursor, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = ter_alloc(sizeof *cursor);
    TER_AUTO_BUF struct ter_buf columns = {0}, order = {0};
    cursor->registry = registry;
    cursor->layer = layer;
    cursor->filter = *filter;
    cursor->distance_m = (double)NAN;
    cursor->values = ter_alloc(layer->field_count * sizeof *cursor->values);
    add_columns(cursor, &columns);
    add_order(filter, &order);
    if (layer->geometry == TER_GEOMETRY_NONE && (filter->has_bbox || filter->has_near || filter->region))
        return ter_fail(err, TER_USAGE, "layer %s has no geometry to look for", layer->name);
    if (filter->where && !ter_authorize_expression(registry->db, layer, filter->where, err))
        return false;
    if (filter->as_of && !ter_as_of_open(registry, layer, filter->as_of, &cursor->as_of, err))
        return false;
    struct ter_bbox box;
    bool done = filter->has_near ? open_near(cursor, columns.data, err)
                                 : prepare(cursor, columns.data, index_box(filter, &box),
                                       order.size ? order.data : "", &cursor->statement, err);
    if (!done)
        return false;
    *ret_cursor = cursor;
    cursor = NULL;
    return true;
}

static int geometry_column(const struct ter_cursor *cursor)
{
    return (int)(cursor->filter.fields ? cursor->filter.field_count : cursor->layer->field_count);
}

static bool own_box_meets(const struct ter_cursor *cursor)
{
    const struct ter_bbox *box = &cursor->filter.bbox;
    int column = geometry_column(cursor);
    struct ter_bbox own;
    return ter_blob_bbox(sqlite3_column_blob(cursor->statement, column),
               (size_t)sqlite3_column_bytes(cursor->statement, column), &own) &&
           own.west <= box->east && own.east >= box->west && own.south <= box->north &&
           own.north >= box->south;
}

/* The R*Tree's boxes are a little too large, a region is no box, and former geometries stand in no index:
 * what comes through is looked at itself. */
static bool is_outside(const struct ter_cursor *cursor)
{
    const struct ter_region *region = cursor->filter.region;
    if (region && !cursor->filter.has_near && !region->meets(region->user, cursor->record.geometry))
        return true;
    return cursor->filter.has_bbox && !own_box_meets(cursor);
}

/* A code is a text for every reader, also where a program wrote bytes or nothing past the triggers. */
static struct ter_value value_of(const struct ter_cursor *cursor, size_t field, int column)
{
    struct ter_value value = ter_db_value(cursor->statement, column);
    bool code = field == cursor->layer->role[TER_ROLE_CODE];
    return code && value.type != TER_VALUE_TEXT ? ter_value_text("") : value;
}

static bool read_record(struct ter_cursor *cursor, struct ter_error *err)
{
    const size_t *fields = cursor->filter.fields;
    int count = geometry_column(cursor);
    for (int i = 0; i < count; i++) {
        size_t field = fields ? fields[i] : (size_t)i;
        cursor->values[field] = value_of(cursor, field, i);
    }
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
    } while (is_outside(cursor));
    cursor->given++;
    *ret_record = &cursor->record;
    return true;
}

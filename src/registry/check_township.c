/* Owns the question whether a point lies in the township it names. Honest: told only where the error radius
 * does not reach the township, and only of townships whose polygon is in the register. A point that names
 * none is told of in any case, and gets the one in whose polygon it surely lies. */
#include "check_parts.h"

#include "base/crs.h"
#include "base/progress.h"
#include "blob.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct township {
    char *name;
    struct ter_points points; /* of all polygons of this name */
    struct ter_bbox box;
};

struct townships {
    struct township *items;
    size_t count, capacity;
};

static struct township *township_of(struct townships *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].name, name) == 0)
            return &all->items[i];
    return NULL;
}

static void end(struct ter_check *check, void *state, bool complete)
{
    struct townships *all = state;
    (void)check;
    (void)complete;
    for (size_t i = 0; i < all->count; i++) {
        free(all->items[i].name);
        ter_points_free(&all->items[i].points);
    }
    free(all->items);
    free(all);
}

static void add(struct townships *all, const char *name, struct ter_wkb wkb)
{
    struct township *township = township_of(all, name);
    if (!township) {
        all->items = ter_grow(all->items, &all->capacity, all->count + 1, sizeof *all->items);
        township = &all->items[all->count++];
        *township = (struct township){.name = ter_strdup(name)};
    }
    if (ter_wkb_points(wkb, &township->points))
        township->box = ter_bbox_of(township->points.items, township->points.count);
}

static bool read_all(struct ter_check *check, struct townships *all, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_error damaged = {0};
    if (!ter_db_prepare(check->db,
            "SELECT name, geom FROM main.township WHERE geom IS NOT NULL AND typeof(name) = 'text'", &select,
            err))
        return false;
    for (bool row;;) {
        if (!ter_interrupt_check(err) || !ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        ter_buf_clear(&wkb);
        if (ter_blob_to_wkb(
                sqlite3_column_blob(select, 1), (size_t)sqlite3_column_bytes(select, 1), &wkb, &damaged))
            add(all, (const char *)sqlite3_column_text(select, 0),
                (struct ter_wkb){(const uint8_t *)wkb.data, wkb.size});
    }
}

static bool begin(
    struct ter_check *check, const struct ter_layer *layer, void **ret_state, struct ter_error *err)
{
    const struct ter_layer *of_townships = ter_check_layer(check, "township");
    *ret_state = NULL;
    if (layer->geometry != TER_POINT)
        return true;
    bool mapped =
        of_townships && of_townships->geometry != TER_GEOMETRY_NONE && ter_layer_field(of_townships, "name");
    struct townships *all = ter_alloc(sizeof *all);
    bool done = !mapped || read_all(check, all, err);
    if (done)
        *ret_state = all;
    else
        end(check, all, false);
    return done;
}

/* Even-odd over all rings: holes and several polygons come out right. */
static bool contains(const struct township *township, struct ter_lonlat at)
{
    const struct ter_points *points = &township->points;
    bool inside = false;
    if (!ter_bbox_contains(township->box, at))
        return false;
    for (size_t part = 0, first = 0; part < points->part_count; first = points->parts[part++])
        for (size_t i = first; i + 1 < points->parts[part]; i++) {
            struct ter_lonlat a = points->items[i], b = points->items[i + 1];
            if ((a.lat > at.lat) != (b.lat > at.lat) &&
                at.lon < a.lon + (at.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon))
                inside = !inside;
        }
    return inside;
}

/* Metres from a point to an edge, the edge being straight on the map; off by less than 1 % within 100 km. */
static double edge_distance_m(struct ter_lonlat at, struct ter_lonlat a, struct ter_lonlat b)
{
    double shrink = cos(at.lat * M_PI / 180);
    double x = (b.lon - a.lon) * shrink, y = b.lat - a.lat;
    double length2 = x * x + y * y;
    double along = length2 > 0 ? ((at.lon - a.lon) * shrink * x + (at.lat - a.lat) * y) / length2 : 0;
    along = fmin(1, fmax(0, along));
    return ter_distance_m(
        at, (struct ter_lonlat){a.lon + along * (b.lon - a.lon), a.lat + along * (b.lat - a.lat)});
}

static double distance_m(const struct township *township, struct ter_lonlat at)
{
    const struct ter_points *points = &township->points;
    double least_m = INFINITY;
    for (size_t part = 0, first = 0; part < points->part_count; first = points->parts[part++])
        for (size_t i = first; i + 1 < points->parts[part]; i++)
            least_m = fmin(least_m, edge_distance_m(at, points->items[i], points->items[i + 1]));
    return least_m;
}

/* The only township that a point lies in with its whole radius; NULL where there is none. */
static const char *surely_in(const struct townships *all, struct ter_lonlat at, double radius_m)
{
    const struct township *found = NULL;
    for (size_t i = 0; i < all->count; i++)
        if (contains(&all->items[i], at)) {
            if (found)
                return NULL;
            found = &all->items[i];
        }
    return found && distance_m(found, at) > radius_m ? found->name : NULL;
}

static void tell_nameless(struct ter_check *check, const struct townships *all,
    const struct ter_check_row *record, struct ter_lonlat at)
{
    const char *name = surely_in(all, at, ter_check_radius_m(record));
    if (name)
        ter_check_report(check, TER_CHECK_TOWNSHIP, TER_WARNING, record->layer->name, record->code, true,
            "names no township and lies in %s", name);
    else
        ter_check_report(check, TER_CHECK_TOWNSHIP, TER_WARNING, record->layer->name, record->code, false,
            "has a position and names no township");
}

static void row(struct ter_check *check, void *state, const struct ter_check_row *record)
{
    struct ter_value name = record->values[record->layer->role[TER_ROLE_TOWNSHIP]];
    struct ter_lonlat at;
    if (!record->geometry.data || !ter_wkb_to_point(record->geometry, &at))
        return;
    if (name.type == TER_VALUE_NULL)
        tell_nameless(check, state, record, at);
    const struct township *township = name.type == TER_VALUE_TEXT ? township_of(state, name.text) : NULL;
    if (!township || contains(township, at))
        return;
    double away_m = distance_m(township, at), radius_m = ter_check_radius_m(record);
    if (away_m > radius_m)
        ter_check_report(check, TER_CHECK_TOWNSHIP, TER_WARNING, record->layer->name, record->code, false,
            "%.0f m outside %s, with a radius of %.0f m", away_m, name.text, radius_m);
}

const struct ter_row_check ter_row_check_township = {begin, row, end};

/* Mending --------------------------------------------------------------------------------------------- */

static bool name_townships(struct ter_check *check, const struct ter_layer *layer,
    const struct townships *all, struct ter_error *err)
{
    TER_AUTO_FREE char *from = ter_format("SELECT id, uncertainty_m, geom FROM main.\"%s\" WHERE township IS "
                                          "NULL AND geom IS NOT NULL ORDER BY id",
        layer->name);
    TER_AUTO_FREE char *to = ter_format("UPDATE main.\"%s\" SET township = ?2 WHERE id = ?1", layer->name);
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    TER_AUTO(ter_statement_free) sqlite3_stmt *update = NULL;
    TER_AUTO_BUF struct ter_buf wkb = {0};
    int64_t count = 0;
    if (!ter_db_prepare(check->db, from, &select, err) || !ter_db_prepare(check->db, to, &update, err))
        return false;
    for (bool there;;) {
        struct ter_error damaged = {0};
        struct ter_lonlat at;
        if (!ter_interrupt_check(err) || !ter_db_step(select, &there, err))
            return false;
        if (!there)
            break;
        ter_buf_clear(&wkb);
        if (!ter_blob_to_wkb(
                sqlite3_column_blob(select, 2), (size_t)sqlite3_column_bytes(select, 2), &wkb, &damaged) ||
            !ter_wkb_to_point((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &at))
            continue;
        const char *name = surely_in(all, at, sqlite3_column_double(select, 1));
        if (!name)
            continue;
        sqlite3_bind_int64(update, 1, sqlite3_column_int64(select, 0));
        ter_db_bind_text(update, 2, name);
        if (!ter_db_run(update, err))
            return false;
        count++;
    }
    ter_check_say(
        check, layer->name, "%lld records: the township is that in which they lie", (long long)count);
    return true;
}

bool ter_mend_townships(struct ter_check *check, struct ter_error *err)
{
    for (size_t i = 0; i < check->registry->layer_count; i++) {
        const struct ter_layer *layer = check->registry->layers[i];
        void *all = NULL;
        if (!ter_check_wants_mending(check, TER_CHECK_TOWNSHIP, layer->name))
            continue;
        bool done = begin(check, layer, &all, err) && (!all || name_townships(check, layer, all, err));
        if (all)
            end(check, all, done);
        if (!done)
            return false;
    }
    return true;
}

/* Owns the writing of single records. What is permitted is decided by the layer's triggers. */
#include "store.h"

#include "base/text.h"
#include "blob.h"
#include "internal.h"

#include <math.h>
#include <string.h>

/* The id of the record with exactly this code; 0 when there is none. */
static bool look_up(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    int64_t *ret_id, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT id FROM \"%s\" WHERE code = ?", layer->name);
    sqlite3_stmt *select;
    bool row = false;
    if (!ter_db_cached(registry, sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, code);
    bool done = ter_db_step(select, &row, err);
    *ret_id = row ? sqlite3_column_int64(select, 0) : 0;
    sqlite3_reset(select);
    return done;
}

/* "12" or "H-12" for H-000012: the generated code that was meant. */
static char *full_code(const struct ter_layer *layer, const char *code)
{
    int64_t number;
    size_t prefix = strlen(layer->code_prefix);
    const char *digits = strncmp(code, layer->code_prefix, prefix) == 0 ? code + prefix : code;
    if (!ter_text_int(digits, &number) || number < 0 || strlen(digits) >= (size_t)layer->code_digits)
        return NULL;
    return ter_format("%s%0*lld", layer->code_prefix, layer->code_digits, (long long)number);
}

bool ter_store_id(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    int64_t *ret_id, struct ter_error *err)
{
    if (!look_up(registry, layer, code, ret_id, err))
        return false;
    if (*ret_id)
        return true;
    int64_t meant = 0;
    TER_AUTO_FREE char *full = full_code(layer, code);
    if (full && !look_up(registry, layer, full, &meant, err))
        return false;
    if (meant)
        return ter_fail(err, TER_NOT_FOUND, "layer %s has no record \"%s\"; did you mean \"%s\"?",
            layer->name, code, full);
    return ter_fail(err, TER_NOT_FOUND, "layer %s has no record \"%s\"; terrier find %s lists the codes",
        layer->name, code, layer->name);
}

static void bind_geometry(sqlite3_stmt *statement, int index, const struct ter_buf *blob)
{
    if (blob->size)
        sqlite3_bind_blob64(statement, index, blob->data, blob->size, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, index);
}

static bool geometry_blob(const struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_wkb *geometry, struct ter_buf *blob, struct ter_error *err)
{
    if (!geometry || !geometry->data)
        return true;
    if (ter_wkb_type(*geometry) != layer->geometry)
        return ter_fail(err, TER_FAILED, "layer %s holds %s geometries, not %s", layer->name,
            ter_geometry_name(layer->geometry), ter_geometry_name(ter_wkb_type(*geometry)));
    return ter_blob_from_wkb(*geometry, registry->epsg, blob, err);
}

bool ter_store_insert(struct ter_registry *registry, const struct ter_layer *layer,
    const struct ter_change *changes, size_t count, const struct ter_wkb *geometry, int64_t *ret_id,
    struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf sql = {0}, marks = {0}, blob = {0};
    sqlite3_stmt *insert;
    ter_buf_printf(&sql, "INSERT INTO \"%s\" (geom", layer->name);
    for (size_t i = 0; i < count; i++) {
        ter_buf_printf(&sql, ", \"%s\"", layer->fields[changes[i].field].name);
        ter_buf_text(&marks, ", ?");
    }
    ter_buf_printf(&sql, ") VALUES (?%s)", marks.data ? marks.data : "");
    if (!geometry_blob(registry, layer, geometry, &blob, err) ||
        !ter_db_cached(registry, sql.data, &insert, err))
        return false;
    bind_geometry(insert, 1, &blob);
    for (size_t i = 0; i < count; i++)
        ter_db_bind_value(insert, (int)i + 2, changes[i].value);
    if (!ter_db_run(insert, err))
        return false;
    *ret_id = sqlite3_last_insert_rowid(registry->db);
    return true;
}

bool ter_store_update(struct ter_registry *registry, const struct ter_layer *layer, int64_t id,
    const struct ter_change *changes, size_t count, const struct ter_wkb *geometry, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf sql = {0}, blob = {0};
    sqlite3_stmt *update;
    if (!count && !geometry)
        return true;
    ter_buf_printf(&sql, "UPDATE \"%s\" SET ", layer->name);
    for (size_t i = 0; i < count; i++)
        ter_buf_printf(&sql, "%s\"%s\" = ?", i ? ", " : "", layer->fields[changes[i].field].name);
    if (geometry)
        ter_buf_printf(&sql, "%sgeom = ?", count ? ", " : "");
    ter_buf_text(&sql, " WHERE id = ?");
    if (!geometry_blob(registry, layer, geometry, &blob, err) ||
        !ter_db_cached(registry, sql.data, &update, err))
        return false;
    int at = 1;
    for (size_t i = 0; i < count; i++)
        ter_db_bind_value(update, at++, changes[i].value);
    if (geometry)
        bind_geometry(update, at++, &blob);
    sqlite3_bind_int64(update, at, id);
    if (!ter_db_run(update, err))
        return false;
    return sqlite3_changes(registry->db) ? true
                                         : ter_fail(err, TER_NOT_FOUND, "layer %s has no record with id %lld",
                                               layer->name, (long long)id);
}

/* Positions are compared at 1e-9 degree, a tenth of a millimetre: less is the noise of computing it again. */
static bool is_placed_so(sqlite3_stmt *row, const struct ter_position *position)
{
    struct ter_bbox box;
    if (!ter_blob_bbox(sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0), &box))
        return false;
    return fabs(box.west - position->at.lon) < 1e-9 && fabs(box.south - position->at.lat) < 1e-9 &&
           ter_value_equal(ter_db_value(row, 1), ter_value_text(position->method)) &&
           ter_value_equal(ter_db_value(row, 2), ter_value_text(position->precision)) &&
           fabs(sqlite3_column_double(row, 3) - position->uncertainty_m) < 1e-6 &&
           ter_value_equal(ter_db_value(row, 4), ter_value_text(position->note)) &&
           (!position->corrected ||
               ter_value_equal(ter_db_value(row, 5), ter_value_text(position->corrected)));
}

static bool placed_so(struct ter_registry *registry, const struct ter_layer *layer, int64_t id,
    const struct ter_position *position, bool *ret_same, struct ter_error *err)
{
    TER_AUTO_FREE char *sql = ter_format("SELECT geom, method, precision, uncertainty_m, placed_note, "
                                         "location_corrected FROM \"%s\" WHERE id = ?",
        layer->name);
    sqlite3_stmt *select;
    bool row = false;
    *ret_same = false;
    if (!ter_db_cached(registry, sql, &select, err))
        return false;
    sqlite3_bind_int64(select, 1, id);
    bool done = ter_db_step(select, &row, err);
    *ret_same = row && is_placed_so(select, position);
    sqlite3_reset(select);
    return done;
}

bool ter_store_place(struct ter_registry *registry, const struct ter_layer *layer, int64_t id,
    const struct ter_position *position, struct ter_error *err)
{
    bool same;
    if (layer->geometry != TER_POINT)
        return ter_fail(err, TER_USAGE, "layer %s holds %s geometries; only points are placed", layer->name,
            ter_geometry_name(layer->geometry));
    if (!ter_lonlat_check(position->at, err))
        return false;
    if (!(position->uncertainty_m > 0))
        return ter_fail(err, TER_FAILED, "a position needs an error radius above 0 m");
    if (!placed_so(registry, layer, id, position, &same, err))
        return false;
    if (same)
        return true;
    struct ter_change changes[5] = {
        {layer->role[TER_ROLE_METHOD], ter_value_text(position->method)},
        {layer->role[TER_ROLE_PRECISION], ter_value_text(position->precision)},
        {layer->role[TER_ROLE_UNCERTAINTY_M], ter_value_real(position->uncertainty_m)},
        {layer->role[TER_ROLE_PLACED_NOTE], ter_value_text(position->note)},
        {layer->role[TER_ROLE_LOCATION_CORRECTED], ter_value_text(position->corrected)},
    };
    uint8_t point[TER_WKB_POINT_SIZE];
    ter_wkb_from_point(position->at, point);
    struct ter_wkb wkb = {point, sizeof point};
    return ter_store_update(registry, layer, id, changes, position->corrected ? 5 : 4, &wkb, err);
}

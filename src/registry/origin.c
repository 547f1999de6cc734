/* Owns the question "what did the source last say of this record?". The answer needs no storage of its own:
 * it is the record as it came, in its first before-image, and then, value by value, whatever later imports of
 * the source changed. What hands changed in between is not the source's word, however often it was imported
 * since. */
#include "origin.h"

#include "base/json.h"
#include "blob.h"
#include "layer/value_json.h"

#include <stdlib.h>
#include <string.h>

struct ter_origin {
    const struct ter_layer *layer;
    sqlite3_stmt *now, *changes;
    struct ter_map edited; /* ids with at least one update in the history */
    struct ter_value *values, *source_values;
    struct ter_buf wkb, source_wkb;
    json_t *images; /* the before-images of one record: source_values borrows their texts */
    struct ter_origin_record record;
};

void ter_origin_close(struct ter_origin *origin)
{
    if (!origin)
        return;
    sqlite3_finalize(origin->now);
    sqlite3_finalize(origin->changes);
    ter_map_free(&origin->edited);
    free(origin->values);
    free(origin->source_values);
    ter_buf_free(&origin->wkb);
    ter_buf_free(&origin->source_wkb);
    json_decref(origin->images);
    free(origin);
}

static bool find_edited(struct ter_origin *origin, sqlite3 *db, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(db, "SELECT DISTINCT record_id FROM history WHERE layer = ? AND operation = 'update'",
            &select, err))
        return false;
    ter_db_bind_text(select, 1, origin->layer->name);
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        ter_map_put(&origin->edited, (uint64_t)sqlite3_column_int64(select, 0), NULL);
    }
}

bool ter_origin_open(struct ter_registry *registry, const struct ter_layer *layer, const char *source_name,
    struct ter_origin **ret_origin, struct ter_error *err)
{
    static const char changes_sql[] = "SELECT tool = 'import' AND source_id IN (SELECT id FROM source WHERE "
                                      "kind = 'layer' AND layer = ?1 AND name = ?2),"
                                      " before, geom_changed, before_geom FROM history WHERE layer = ?1 AND "
                                      "record_id = ?3 AND operation = 'update' ORDER BY id";
    TER_AUTO(ter_origin_close) struct ter_origin *origin = ter_alloc(sizeof *origin);
    TER_AUTO_BUF struct ter_buf columns = {0};
    origin->layer = layer;
    origin->values = ter_alloc(layer->field_count * sizeof *origin->values);
    origin->source_values = ter_alloc(layer->field_count * sizeof *origin->source_values);
    ter_db_columns(layer, "", &columns);
    TER_AUTO_FREE char *now =
        ter_format("SELECT %s, geom FROM \"%s\" WHERE id = ?", columns.data, layer->name);
    if (!ter_db_prepare(registry->db, now, &origin->now, err) ||
        !ter_db_prepare(registry->db, changes_sql, &origin->changes, err) ||
        !find_edited(origin, registry->db, err))
        return false;
    sqlite3_bind_text(origin->changes, 1, layer->name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(origin->changes, 2, source_name, -1, SQLITE_TRANSIENT);
    *ret_origin = origin;
    origin = NULL;
    return true;
}

static bool read_geometry(sqlite3_stmt *statement, int column, struct ter_buf *wkb,
    struct ter_wkb *ret_geometry, struct ter_error *err)
{
    ter_buf_clear(wkb);
    *ret_geometry = (struct ter_wkb){0};
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return true;
    if (!ter_blob_to_wkb(sqlite3_column_blob(statement, column),
            (size_t)sqlite3_column_bytes(statement, column), wkb, err))
        return false;
    *ret_geometry = (struct ter_wkb){(const uint8_t *)wkb->data, wkb->size};
    return true;
}

/* The before-image of the change at hand as values, their texts kept by origin->images. */
static bool read_image(struct ter_origin *origin, struct ter_value *ret_values, struct ter_error *err)
{
    json_t *image = NULL;
    if (!ter_db_json(origin->changes, 1, &image, err))
        return false;
    json_array_append_new(origin->images, image);
    for (size_t i = 0; i < origin->layer->field_count; i++)
        ret_values[i] = ter_value_from_json(json_object_get(image, origin->layer->fields[i].name));
    return true;
}

/* What an import changed, from the image before it to the one after it, is what the source said. */
static void take_over(
    struct ter_origin *origin, const struct ter_value *before, const struct ter_value *after)
{
    for (size_t i = 0; i < origin->layer->field_count; i++)
        if (!ter_value_equal(before[i], after[i]))
            origin->source_values[i] = after[i];
}

/* Go through the changes of an edited record, each with the image before it. */
static bool read_source(struct ter_origin *origin, int64_t id, struct ter_error *err)
{
    struct ter_value before[TER_MAX_FIELDS], image[TER_MAX_FIELDS];
    size_t size = origin->layer->field_count * sizeof *image;
    bool first = true, imported = false;                   /* the change before was the source's */
    bool geometry_known = false, geometry_follows = false; /* the next geometry is what the source brought */
    json_decref(origin->images);
    origin->images = json_array();
    sqlite3_reset(origin->changes);
    sqlite3_bind_int64(origin->changes, 3, id);
    for (bool row;;) {
        if (!ter_db_step(origin->changes, &row, err))
            return false;
        if (!row)
            break;
        if (!read_image(origin, image, err))
            return false;
        if (first)
            memcpy(origin->source_values, image, size);
        else if (imported)
            take_over(origin, before, image);
        first = false;
        imported = sqlite3_column_int(origin->changes, 0);
        memcpy(before, image, size);
        if (!sqlite3_column_int(origin->changes, 2))
            continue;
        if ((!geometry_known || geometry_follows) &&
            !read_geometry(origin->changes, 3, &origin->source_wkb, &origin->record.source_geometry, err))
            return false;
        geometry_known = true;
        geometry_follows = imported;
    }
    if (imported)
        take_over(origin, before, origin->values);
    if (geometry_follows)
        origin->record.source_geometry = origin->record.now_geometry;
    if (!first)
        origin->record.source = origin->source_values;
    return true;
}

bool ter_origin_read(
    struct ter_origin *origin, int64_t id, const struct ter_origin_record **ret_record, struct ter_error *err)
{
    bool row;
    sqlite3_reset(origin->now);
    sqlite3_bind_int64(origin->now, 1, id);
    if (!ter_db_step(origin->now, &row, err))
        return false;
    if (!row)
        return ter_fail(
            err, TER_NOT_FOUND, "layer %s has no record with id %lld", origin->layer->name, (long long)id);
    int count = (int)origin->layer->field_count;
    for (int i = 0; i < count; i++)
        origin->values[i] = ter_db_value(origin->now, i);
    origin->record = (struct ter_origin_record){.now = origin->values, .source = origin->values};
    if (!read_geometry(origin->now, count, &origin->wkb, &origin->record.now_geometry, err))
        return false;
    origin->record.source_geometry = origin->record.now_geometry;
    if (ter_origin_edited(origin, id) && !read_source(origin, id, err))
        return ter_wrap(err, "history of id %lld", (long long)id);
    *ret_record = &origin->record;
    return true;
}

bool ter_origin_read_deleted(struct ter_origin *origin, int64_t id, const json_t *image,
    const struct ter_origin_record **ret_record, struct ter_error *err)
{
    for (size_t i = 0; i < origin->layer->field_count; i++)
        origin->values[i] = ter_value_from_json(json_object_get(image, origin->layer->fields[i].name));
    origin->record = (struct ter_origin_record){.now = origin->values, .source = origin->values};
    if (ter_origin_edited(origin, id) && !read_source(origin, id, err))
        return ter_wrap(err, "history of id %lld", (long long)id);
    origin->record.now_geometry = origin->record.source_geometry = (struct ter_wkb){0};
    *ret_record = &origin->record;
    return true;
}

bool ter_origin_edited(struct ter_origin *origin, int64_t id)
{
    return ter_map_get(&origin->edited, (uint64_t)id) != NULL;
}

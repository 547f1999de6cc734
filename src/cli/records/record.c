/* Owns the reading of one record by its code. Knows nothing of what is done with it. */
#include "record.h"

#include "registry/store.h"

bool ter_record_read(struct ter_registry *registry, const struct ter_layer *layer, const char *code,
    int64_t *ret_id, struct ter_cursor **ret_cursor, const struct ter_record **ret_record,
    struct ter_error *err)
{
    struct ter_filter filter = {.code = code};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    int64_t id;
    const struct ter_record *record;
    if (!ter_store_id(registry, layer, code, &id, err) ||
        !ter_find_open(registry, layer, &filter, &cursor, err) || !ter_find_next(cursor, &record, err))
        return false;
    if (!record)
        return ter_fail(err, TER_NOT_FOUND, "%s %s was deleted just now", layer->name, code);
    *ret_id = id;
    *ret_cursor = cursor;
    *ret_record = record;
    cursor = NULL;
    return true;
}

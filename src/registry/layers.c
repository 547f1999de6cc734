/* Owns the coming of layers to a registry that exists: from a user's file, or with a newer program. What may
 * change is the rule of src/layer/upgrade.c; what becomes of it inside the file is derive.c's. */
#include "layers.h"

#include "base/json.h"
#include "derive.h"
#include "internal.h"
#include "layer/upgrade.h"

#include <stdlib.h>
#include <string.h>

void ter_layer_change_free(struct ter_layer_change *change)
{
    free(change->layer);
    ter_strings_free(&change->notes);
}

/* The definition that a layer of this name has in the file; NULL when there is none. */
static bool stored_layer(sqlite3 *db, const char *name, struct ter_layer **ret_layer, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    *ret_layer = NULL;
    if (!ter_db_prepare(db, "SELECT definition FROM layer WHERE name = ?", &select, err))
        return false;
    ter_db_bind_text(select, 1, name);
    if (!ter_db_step(select, &row, err))
        return false;
    TER_AUTO_FREE char *whose = ter_format("layer %s of the registry", name);
    return !row || ter_layer_parse((const char *)sqlite3_column_text(select, 0),
                       (size_t)sqlite3_column_bytes(select, 0), whose, ret_layer, err);
}

/* What the file has already for other uses, and would be in the way ---------------------------------------
 */

enum room { ROOM_FREE, ROOM_TAKEN, ROOM_UNKNOWN };

static enum room room_for_table(sqlite3 *db, const struct ter_layer *layer, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    bool row;
    if (!ter_db_prepare(db,
            "SELECT type FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type <> 'trigger'", &select,
            err))
        return ROOM_UNKNOWN;
    ter_db_bind_text(select, 1, layer->name);
    if (!ter_db_step(select, &row, err))
        return ROOM_UNKNOWN;
    if (!row)
        return ROOM_FREE;
    ter_fail(err, TER_FAILED, "at /name: the file has a %s \"%s\" that is no layer; rename it, or the layer",
        (const char *)sqlite3_column_text(select, 0), layer->name);
    return ROOM_TAKEN;
}

/* Somebody may have given the table a column of that name, in QGIS for example: what stands in it was never
 * checked. */
static enum room room_for_columns(
    sqlite3 *db, const struct ter_layer *old, const struct ter_layer *next, struct ter_error *err)
{
    for (size_t i = 0; i < next->field_count; i++) {
        const char *name = next->fields[i].name;
        bool there;
        if (ter_layer_field(old, name))
            continue;
        if (!ter_derive_has_column(db, old, name, &there, err))
            return ROOM_UNKNOWN;
        if (!there)
            continue;
        ter_fail(err, TER_FAILED,
            "at /fields: table %s has a column \"%s\" that somebody added; rename it (in QGIS), or the field",
            old->name, name);
        return ROOM_TAKEN;
    }
    return ROOM_FREE;
}

/* A user's file -------------------------------------------------------------------------------------------
 */

/* Layout and the order of members do not count. */
static bool same_content(
    const struct ter_layer *old, const struct ter_layer *next, bool *ret_same, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *a = NULL;
    TER_AUTO(ter_json_free) json_t *b = NULL;
    if (!ter_json_parse(old->json, strlen(old->json), "layer", &a, err) ||
        !ter_json_parse(next->json, strlen(next->json), "layer", &b, err))
        return false;
    *ret_same = json_equal(a, b);
    return true;
}

static bool upgrade(struct ter_registry *registry, const struct ter_layer *old, const struct ter_layer *next,
    struct ter_layer_change *change, struct ter_error *err)
{
    bool same;
    if (!same_content(old, next, &same, err))
        return false;
    change->old_version = old->version;
    change->outcome = same ? TER_LAYER_UNCHANGED : TER_LAYER_UPGRADED;
    if (same)
        return true;
    if (next->version == old->version)
        return ter_fail(err, TER_FAILED,
            "at /version: the register has version %d with another content; raise it to %d to change the "
            "layer",
            old->version, old->version + 1);
    return ter_layer_may_become(old, next, &change->notes, err) &&
           room_for_columns(registry->db, old, next, err) == ROOM_FREE &&
           ter_derive_again(registry->db, next, old, registry->lang, &change->style_kept, err);
}

static bool add_or_upgrade(struct ter_registry *registry, const struct ter_layer *next,
    struct ter_layer_change *change, struct ter_error *err)
{
    TER_AUTO(ter_layer_free) struct ter_layer *old = NULL;
    if (!stored_layer(registry->db, next->name, &old, err))
        return false;
    if (old)
        return upgrade(registry, old, next, change, err);
    change->outcome = TER_LAYER_ADDED;
    return room_for_table(registry->db, next, err) == ROOM_FREE &&
           ter_derive_layer(registry->db, next, registry->epsg, registry->lang, err);
}

bool ter_layers_add(struct ter_registry *registry, const char *text, size_t size, const char *file,
    bool dry_run, struct ter_layer_change *ret_change, struct ter_error *err)
{
    TER_AUTO(ter_layer_free) struct ter_layer *next = NULL;
    struct ter_write_context context = {.tool = "layer add"};
    *ret_change = (struct ter_layer_change){0};
    if (!ter_layer_parse(text, size, file, &next, err) || !ter_registry_begin(registry, &context, err))
        return false;
    ret_change->layer = ter_strdup(next->name);
    ret_change->version = next->version;
    if (!add_or_upgrade(registry, next, ret_change, err)) {
        ter_registry_rollback(registry);
        return ter_wrap(err, "%s", file);
    }
    if (dry_run || ret_change->outcome == TER_LAYER_UNCHANGED) {
        ter_registry_rollback(registry);
        return true;
    }
    return ter_registry_commit(registry, err) && ter_registry_read_layers(registry, err);
}

/* A newer program -----------------------------------------------------------------------------------------
 */

/* A layer that cannot be brought to the shipped version is left as it is: it was given another content by
 * somebody, and stays that somebody's. Where only a name is in the way, ret_complete says that it is worth
 * trying again. */
static bool bring_shipped(sqlite3 *db, const struct ter_layer *next, int epsg, enum ter_lang lang,
    bool *ret_complete, struct ter_error *err)
{
    TER_AUTO(ter_layer_free) struct ter_layer *old = NULL;
    struct ter_error refusal = {0};
    bool kept;
    if (!stored_layer(db, next->name, &old, err))
        return false;
    if (old && !ter_layer_may_become(old, next, NULL, &refusal))
        return true;
    enum room room = old ? room_for_columns(db, old, next, &refusal) : room_for_table(db, next, &refusal);
    if (room == ROOM_UNKNOWN) {
        *err = refusal;
        return false;
    }
    if (room == ROOM_TAKEN) {
        *ret_complete = false;
        return true;
    }
    return old ? ter_derive_again(db, next, old, lang, &kept, err)
               : ter_derive_layer(db, next, epsg, lang, err);
}

static bool names_of_layers(sqlite3 *db, struct ter_strings *ret_names, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *select = NULL;
    if (!ter_db_prepare(db, "SELECT name FROM layer ORDER BY position", &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            return true;
        ter_strings_add(ret_names, ter_db_text(select, 0));
    }
}

bool ter_layers_bring(sqlite3 *db, int epsg, enum ter_lang lang, bool *ret_complete, struct ter_error *err)
{
    TER_AUTO_STRINGS struct ter_strings names = {0};
    *ret_complete = true;
    /* First what is there, by its own definition: this program may derive more from it than the last one. */
    if (!names_of_layers(db, &names, err))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        TER_AUTO(ter_layer_free) struct ter_layer *layer = NULL;
        bool kept;
        if (!stored_layer(db, names.items[i], &layer, err) ||
            !ter_derive_again(db, layer, layer, lang, &kept, err))
            return false;
    }
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        TER_AUTO(ter_layer_free) struct ter_layer *layer = NULL;
        size_t size;
        const char *text = ter_layer_shipped_text(i, &size);
        if (!ter_layer_parse(text, size, "shipped layer", &layer, err) ||
            !bring_shipped(db, layer, epsg, lang, ret_complete, err))
            return false;
    }
    return true;
}

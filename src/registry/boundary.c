/* Owns the question for a township's boundary. Knows nothing of texts. */
#include "blob.h"
#include "gazetteer.h"
#include "internal.h"

#include <string.h>

static const char layer_name[] = "township", name_field[] = "name";

/* 毕克齐 is 毕克齐镇; two names that both have an ending must agree in it. */
static const char *const endings[] = {"街道办事处", "街道", "苏木", "镇", "乡"};

static size_t stem_of(const char *key)
{
    size_t length = strlen(key);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && strcmp(key + length - ending, endings[i]) == 0)
            return length - ending;
    }
    return length;
}

static bool same_township(const char *a, const char *b)
{
    size_t m = stem_of(a), n = stem_of(b);
    if (a[m] && b[n])
        return strcmp(a, b) == 0;
    return m == n && memcmp(a, b, m) == 0;
}

static bool find_layer(const struct ter_registry *registry)
{
    for (size_t i = 0; i < registry->layer_count; i++)
        if (strcmp(registry->layers[i]->name, layer_name) == 0)
            return ter_layer_field(registry->layers[i], name_field);
    return false;
}

bool ter_gazetteer_boundary(
    struct ter_registry *registry, const char *township, struct ter_buf *ret_wkb, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *select = NULL;
    TER_AUTO_FREE char *key = ter_gazetteer_key(township);
    TER_AUTO_BUF struct ter_buf wkb = {0};
    size_t found = 0;
    if (!*key || !find_layer(registry))
        return true;
    if (!ter_db_cached(registry,
            "SELECT name, geom FROM township WHERE geom IS NOT NULL AND status IS NOT 'abolished' ORDER BY "
            "id",
            &select, err))
        return false;
    for (bool row;;) {
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const char *name = (const char *)sqlite3_column_text(select, 0);
        TER_AUTO_FREE char *its = ter_gazetteer_key(name ? name : "");
        if (!same_township(key, its) || ++found > 1)
            continue;
        if (!ter_blob_to_wkb(
                sqlite3_column_blob(select, 1), (size_t)sqlite3_column_bytes(select, 1), &wkb, err))
            return ter_wrap(err, "township %s", name);
    }
    if (found == 1)
        ter_buf_add(ret_wkb, wkb.data, wkb.size);
    return true;
}

/* Owns the memory of texts that people placed. Knows nothing of what the texts mean. */
#include "learnt.h"

#include "base/map.h"
#include "base/text.h"
#include "blob.h"
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* One record and the words for its place. */
struct entry {
    uint64_t words; /* hash of text, township and road */
    char *key;      /* … and the words themselves */
    struct ter_learnt learnt;
};

struct ter_learnt_texts {
    struct entry *entries; /* by `words`, then `key` */
    size_t count, capacity;
    struct ter_learnt *learnt; /* the entries' records, in their order */
};

/* The words of a location as one string; the caller frees it. */
static char *words_key(const char *text, const char *township, const char *road)
{
    TER_AUTO_FREE char *a = ter_text_key(text ? text : "");
    TER_AUTO_FREE char *b = ter_text_key(township ? township : "");
    TER_AUTO_FREE char *c = ter_text_key(road ? road : "");
    return ter_format("%s\n%s\n%s", a, b, c);
}

static bool read_row(struct ter_learnt_texts *texts, const struct ter_layer *layer, sqlite3_stmt *statement,
    struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf wkb = {0};
    struct ter_lonlat at;
    const void *blob = sqlite3_column_blob(statement, 4);
    if (!ter_blob_to_wkb(blob, (size_t)sqlite3_column_bytes(statement, 4), &wkb, err))
        return false;
    if (!ter_wkb_to_point((struct ter_wkb){(const uint8_t *)wkb.data, wkb.size}, &at))
        return true; /* `check` finds it; here it teaches nothing */
    char *key = words_key((const char *)sqlite3_column_text(statement, 1),
        (const char *)sqlite3_column_text(statement, 2), (const char *)sqlite3_column_text(statement, 3));
    texts->entries = ter_grow(texts->entries, &texts->capacity, texts->count + 1, sizeof *texts->entries);
    texts->entries[texts->count++] = (struct entry){
        .words = ter_hash(0, key, strlen(key)),
        .key = key,
        .learnt =
            {
                .layer = layer,
                .code = ter_strdup(ter_db_text(statement, 0)),
                .at = at,
                .uncertainty_m = sqlite3_column_double(statement, 5),
                .surveyed = sqlite3_column_int(statement, 6),
            },
    };
    return true;
}

static bool read_layer(struct ter_registry *registry, const struct ter_layer *layer,
    struct ter_learnt_texts *texts, struct ter_error *err)
{
    TER_AUTO(ter_statement_free) sqlite3_stmt *statement = NULL;
    bool row;
    /* the condition on `method` is the one of the index that ter_derive_indexes makes */
    TER_AUTO_FREE char *sql = ter_format(
        "SELECT code, location_text, township, %s, geom, uncertainty_m, method = 'surveyed' FROM \"%s\""
        " WHERE \"method\" IN ('manual', 'surveyed') AND geom IS NOT NULL AND location_text IS NOT NULL"
        " AND uncertainty_m > 0 ORDER BY id",
        ter_layer_field(layer, "road") ? "road" : "NULL", layer->name);
    if (!ter_db_prepare(registry->db, sql, &statement, err))
        return false;
    for (;;) {
        if (!ter_db_step(statement, &row, err))
            return false;
        if (!row)
            return true;
        if (!read_row(texts, layer, statement, err))
            return false;
    }
}

static int compare_words(const struct entry *a, uint64_t words, const char *key)
{
    return a->words != words ? (a->words > words) - (a->words < words) : strcmp(a->key, key);
}

static int by_words(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = compare_words(x, y->words, y->key);
    return order ? order : strcmp(x->learnt.code, y->learnt.code);
}

bool ter_learnt_open(
    struct ter_registry *registry, struct ter_learnt_texts **ret_texts, struct ter_error *err)
{
    struct ter_learnt_texts *texts = ter_alloc(sizeof *texts);
    for (size_t i = 0; i < registry->layer_count; i++) {
        const struct ter_layer *layer = registry->layers[i];
        if (layer->geometry == TER_POINT && !read_layer(registry, layer, texts, err)) {
            ter_learnt_close(texts);
            return false;
        }
    }
    if (texts->count)
        qsort(texts->entries, texts->count, sizeof *texts->entries, by_words);
    texts->learnt = ter_alloc((texts->count + 1) * sizeof *texts->learnt);
    for (size_t i = 0; i < texts->count; i++)
        texts->learnt[i] = texts->entries[i].learnt;
    *ret_texts = texts;
    return true;
}

void ter_learnt_close(struct ter_learnt_texts *texts)
{
    if (!texts)
        return;
    for (size_t i = 0; i < texts->count; i++) {
        free(texts->entries[i].key);
        free(texts->entries[i].learnt.code);
    }
    free(texts->entries);
    free(texts->learnt);
    free(texts);
}

size_t ter_learnt_find(const struct ter_learnt_texts *texts, const char *text, const char *township,
    const char *road, const struct ter_learnt **ret_learnt)
{
    if (!texts->count)
        return 0;
    TER_AUTO_FREE char *key = words_key(text, township, road);
    uint64_t words = ter_hash(0, key, strlen(key));
    size_t low = 0, high = texts->count, count = 0;
    while (low < high) { /* the first entry that is not before the words */
        size_t middle = low + (high - low) / 2;
        if (compare_words(&texts->entries[middle], words, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + count < texts->count && compare_words(&texts->entries[low + count], words, key) == 0)
        count++;
    *ret_learnt = texts->learnt + low;
    return count;
}

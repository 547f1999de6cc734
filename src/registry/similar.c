/* Owns the search for names like one that is not in the gazetteer: candidates by hash, judged one by one.
 * Knows nothing of the rules of likeness. */
#include "similar.h"

#include "internal.h"
#include "likeness.h"
#include "names.h"

#include <stdlib.h>
#include <string.h>

static const char by_form_sql[] =
    "SELECT n.key FROM name_form f JOIN known_name n ON n.id = f.name_id WHERE f.form = ?1";
static const char places_sql[] =
    "SELECT p.name, p.alt_names, p.township FROM place_name n JOIN place p ON p.id = n.place_id "
    "WHERE n.key = ?1 ORDER BY p.id LIMIT 10";
static const char roads_sql[] = "SELECT r.name, coalesce(r.alt_names, '') || ';' || coalesce(r.ref, '') FROM "
                                "road_name n JOIN road r ON r.id = n.road_id "
                                "WHERE n.key = ?1 ORDER BY r.id LIMIT 1";

/* A form that very many names share says nothing: 幸福 in a list of ten thousand shops. */
enum { MOST_CANDIDATES = 200 };

struct candidate {
    char *key;
    enum ter_likeness how;
    unsigned changed;
};

struct candidates {
    struct candidate *items;
    size_t count, capacity;
};

static void candidates_free(struct candidates *candidates)
{
    for (size_t i = 0; i < candidates->count; i++)
        free(candidates->items[i].key);
    free(candidates->items);
}

/* ---- candidates ---- */

static void consider(struct candidates *candidates, const char *key, const char *other, enum ter_named named)
{
    enum ter_likeness how;
    unsigned changed;
    for (size_t i = 0; i < candidates->count; i++)
        if (strcmp(candidates->items[i].key, other) == 0)
            return;
    if (!ter_likeness_judge(key, other, named, &how, &changed))
        return;
    candidates->items =
        ter_grow(candidates->items, &candidates->capacity, candidates->count + 1, sizeof *candidates->items);
    candidates->items[candidates->count++] = (struct candidate){ter_strdup(other), how, changed};
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->how != y->how)
        return x->how < y->how ? -1 : 1;
    if (x->changed != y->changed)
        return x->changed < y->changed ? -1 : 1;
    return strcmp(x->key, y->key);
}

static bool find_candidates(struct ter_registry *registry, const char *key, enum ter_named named,
    struct candidates *candidates, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *select = NULL;
    uint64_t forms[TER_MOST_FORMS];
    size_t count = ter_likeness_forms(key, named, forms);
    if (!ter_db_cached(registry, by_form_sql, &select, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        sqlite3_reset(select);
        sqlite3_bind_int64(select, 1, (int64_t)forms[i]);
        for (size_t seen = 0; seen < MOST_CANDIDATES; seen++) {
            bool row;
            if (!ter_db_step(select, &row, err))
                return false;
            if (!row)
                break;
            consider(candidates, key, (const char *)sqlite3_column_text(select, 0), named);
        }
    }
    if (candidates->count)
        qsort(candidates->items, candidates->count, sizeof *candidates->items, compare_candidates);
    return true;
}

/* ---- what they are called ---- */

/* Which of the names has the key; NULL: none. */
static char *spelling(const char *names, const char *key)
{
    for (const char *at = names; at && *at;) {
        size_t length = strcspn(at, ";");
        TER_AUTO_FREE char *name = ter_strndup(at, length);
        TER_AUTO_FREE char *its = ter_gazetteer_key(name);
        if (strcmp(its, key) == 0)
            return ter_strdup(name);
        at += length + (at[length] == ';');
    }
    return NULL;
}

struct answers {
    struct ter_similar *items;
    size_t count;
};

static bool told_already(const struct answers *answers, const char *key, const char *township)
{
    for (size_t i = 0; i < answers->count; i++) {
        const struct ter_similar *it = &answers->items[i];
        if (strcmp(it->key, key) == 0 &&
            strcmp(it->township ? it->township : "", township ? township : "") == 0)
            return true;
    }
    return false;
}

static bool tell(struct ter_registry *registry, const struct candidate *candidate, enum ter_named named,
    struct answers *answers, struct ter_error *err)
{
    TER_AUTO(ter_statement_reset) sqlite3_stmt *select = NULL;
    if (!ter_db_cached(registry, named == TER_NAMED_PLACE ? places_sql : roads_sql, &select, err))
        return false;
    ter_db_bind_text(select, 1, candidate->key);
    while (answers->count < TER_SIMILAR_MOST) {
        bool row;
        if (!ter_db_step(select, &row, err))
            return false;
        if (!row)
            break;
        const char *township = named == TER_NAMED_PLACE ? (const char *)sqlite3_column_text(select, 2) : NULL;
        if (told_already(answers, candidate->key, township))
            continue;
        char *name = spelling((const char *)sqlite3_column_text(select, 0), candidate->key);
        name = name ? name : spelling((const char *)sqlite3_column_text(select, 1), candidate->key);
        answers->items[answers->count++] = (struct ter_similar){
            .key = ter_strdup(candidate->key),
            .name = name ? name : ter_strdup(candidate->key),
            .how = candidate->how,
            .township = township ? ter_strdup(township) : NULL,
        };
    }
    return true;
}

static bool find(struct ter_registry *registry, const char *key, enum ter_named named,
    struct ter_similar **ret_similar, size_t *ret_count, struct ter_error *err)
{
    struct candidates candidates = {0};
    struct answers answers = {0};
    bool done = find_candidates(registry, key, named, &candidates, err);
    if (done && candidates.count)
        answers.items = ter_alloc(TER_SIMILAR_MOST * sizeof *answers.items);
    for (size_t i = 0; done && i < candidates.count && answers.count < TER_SIMILAR_MOST; i++)
        done = tell(registry, &candidates.items[i], named, &answers, err);
    candidates_free(&candidates);
    if (!done) {
        ter_similar_free(answers.items, answers.count);
        return false;
    }
    *ret_similar = answers.items;
    *ret_count = answers.count;
    return true;
}

bool ter_gazetteer_similar_places(struct ter_registry *registry, const char *key,
    struct ter_similar **ret_similar, size_t *ret_count, struct ter_error *err)
{
    return find(registry, key, TER_NAMED_PLACE, ret_similar, ret_count, err);
}

bool ter_gazetteer_similar_roads(struct ter_registry *registry, const char *key,
    struct ter_similar **ret_similar, size_t *ret_count, struct ter_error *err)
{
    return find(registry, key, TER_NAMED_ROAD, ret_similar, ret_count, err);
}

void ter_similar_free(struct ter_similar *similar, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(similar[i].key);
        free(similar[i].name);
        free(similar[i].township);
    }
    free(similar);
}

/* Owns the comparing of a recipe's sources with what they were when it was last carried out. Knows nothing of
 * shapes but their digests. */
#include "base/digest.h"
#include "derive.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST_SIZE = 13 }; /* 12 digits tell the shapes of one name apart */

struct trace {
    size_t term;
    const char *key;
    char digest[DIGEST_SIZE];
};

struct traces {
    struct trace *items;
    size_t count, capacity;
};

static void traces_free(struct traces *traces)
{
    free(traces->items);
}

static void add_trace(struct traces *traces, size_t term, const char *key, const char *digest)
{
    traces->items = ter_grow(traces->items, &traces->capacity, traces->count + 1, sizeof *traces->items);
    struct trace *trace = &traces->items[traces->count++];
    *trace = (struct trace){.term = term, .key = key};
    memcpy(trace->digest, digest, strnlen(digest, DIGEST_SIZE - 1));
}

/* A circle is another source when its radius changed. */
static void trace_source(const struct ter_source_shape *shape, struct traces *traces)
{
    char hex[TER_SHA256_HEX_SIZE];
    TER_AUTO_BUF struct ter_buf all = {0};
    ter_buf_add(&all, shape->wkb.data, shape->wkb.size);
    if (shape->extent_m > 0)
        ter_buf_printf(&all, "%.17g", shape->extent_m);
    ter_sha256_bytes(all.data, all.size, hex);
    add_trace(traces, shape->term, shape->key, hex);
}

json_t *ter_sources_json(const struct ter_sources *sources)
{
    __attribute__((cleanup(traces_free))) struct traces traces = {0};
    json_t *list = json_array();
    for (size_t i = 0; i < sources->count; i++) {
        trace_source(&sources->items[i], &traces);
        json_t *item = json_array();
        json_array_append_new(item, json_integer((json_int_t)traces.items[i].term));
        json_array_append_new(item, ter_json_string(traces.items[i].key));
        json_array_append_new(item, ter_json_string(traces.items[i].digest));
        json_array_append_new(list, item);
    }
    return list;
}

static bool read_traces(const json_t *list, size_t terms, struct traces *traces, struct ter_error *err)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        json_int_t term = json_integer_value(json_array_get(item, 0));
        const char *key = json_string_value(json_array_get(item, 1)),
                   *digest = json_string_value(json_array_get(item, 2));
        if (!key || !digest || term < 0 || (size_t)term >= terms)
            return ter_fail(
                err, TER_FAILED, "the stored list of sources: /%zu is no [term, name, digest]", i);
        add_trace(traces, (size_t)term, key, digest);
    }
    return true;
}

static int by_name(const struct trace *a, const struct trace *b)
{
    assert(a && b);
    return a->term != b->term ? (a->term < b->term ? -1 : 1) : strcmp(a->key, b->key);
}

static int by_all(const void *a, const void *b)
{
    int order = by_name(a, b);
    return order ? order : strcmp(((const struct trace *)a)->digest, ((const struct trace *)b)->digest);
}

static void sort(struct traces *traces)
{
    if (traces->count)
        qsort(traces->items, traces->count, sizeof *traces->items, by_all);
}

/* Leave in each list what the other does not have. */
static void drop_common(struct traces *a, struct traces *b)
{
    size_t i = 0, j = 0, kept_a = 0, kept_b = 0;
    while (i < a->count && j < b->count) {
        int order = by_all(&a->items[i], &b->items[j]);
        if (order < 0)
            a->items[kept_a++] = a->items[i++];
        else if (order > 0)
            b->items[kept_b++] = b->items[j++];
        else
            i++, j++;
    }
    while (i < a->count)
        a->items[kept_a++] = a->items[i++];
    while (j < b->count)
        b->items[kept_b++] = b->items[j++];
    a->count = kept_a;
    b->count = kept_b;
}

static void say(
    struct ter_strings *list, const struct ter_recipe *recipe, const struct trace *trace, size_t count)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    const struct ter_recipe_term *term = &recipe->terms[trace->term];
    if (!count)
        return;
    ter_recipe_term_print(term, &text);
    if ((!term->name || strcmp(term->name, trace->key) != 0) &&
        (!term->part || strcmp(term->part, trace->key) != 0))
        ter_buf_printf(&text, " %s", trace->key);
    if (count > 1)
        ter_buf_printf(&text, " ×%zu", count);
    ter_strings_add(list, text.data);
}

static size_t run_of(const struct traces *traces, size_t at, const struct trace *of)
{
    size_t end = at;
    while (end < traces->count && by_name(&traces->items[end], of) == 0)
        end++;
    return end - at;
}

/* What has one name on both sides changed its shape. */
static void name_changes(const struct ter_recipe *recipe, const struct traces *before,
    const struct traces *after, struct ter_source_changes *changes)
{
    size_t i = 0, j = 0;
    while (i < before->count || j < after->count) {
        const struct trace *at = i == before->count                                  ? &after->items[j]
                                 : j == after->count                                 ? &before->items[i]
                                 : by_name(&before->items[i], &after->items[j]) <= 0 ? &before->items[i]
                                                                                     : &after->items[j];
        size_t gone = run_of(before, i, at), come = run_of(after, j, at), both = gone < come ? gone : come;
        say(&changes->changed, recipe, at, both);
        say(&changes->vanished, recipe, at, gone - both);
        say(&changes->appeared, recipe, at, come - both);
        i += gone;
        j += come;
    }
}

bool ter_sources_compare(const struct ter_recipe *recipe, const char *before, size_t before_size,
    const struct ter_sources *after, struct ter_source_changes *ret_changes, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *list = NULL;
    __attribute__((cleanup(traces_free))) struct traces old = {0}, new = {0};
    if (!ter_json_parse(before, before_size, "the stored list of sources", &list, err) ||
        !read_traces(list, recipe->count, &old, err))
        return false;
    for (size_t i = 0; i < after->count; i++)
        trace_source(&after->items[i], &new);
    sort(&old);
    sort(&new);
    drop_common(&old, &new);
    name_changes(recipe, &old, &new, ret_changes);
    return true;
}

void ter_source_changes_free(struct ter_source_changes *changes)
{
    ter_strings_free(&changes->appeared);
    ter_strings_free(&changes->vanished);
    ter_strings_free(&changes->changed);
}

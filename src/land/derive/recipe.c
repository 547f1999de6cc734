/* Owns recipes: their terms, how they are written, and what they must be to mean something. Knows nothing of
 * what a term finds. */
#include "recipe.h"

#include "base/messages.h"
#include "base/text.h"
#include "recipe_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VERSION = 1 };

static const char *const use_names[] = {
    [TER_RECIPE_ADD] = "add", [TER_RECIPE_MINUS] = "minus", [TER_RECIPE_CLIP] = "clip"};
enum { USES = sizeof use_names / sizeof *use_names };

const char *const ter_recipe_what_names[TER_RECIPE_WHATS] = {
    [TER_RECIPE_ROAD] = "road",
    [TER_RECIPE_WATER] = "water",
    [TER_RECIPE_VILLAGE] = "village",
    [TER_RECIPE_VILLAGES] = "villages",
    [TER_RECIPE_PLACE] = "place",
    [TER_RECIPE_LAYER] = "layer",
    [TER_RECIPE_FILE] = "file",
    [TER_RECIPE_COUNTY] = "county",
};

/* ---- as people write it ---- */

/* A layer's name has neither dot nor slash, so that a file can always be named. */
static bool looks_like_path(const char *text)
{
    return strpbrk(text, "./\\") != NULL || access(text, F_OK) == 0;
}

/* Take "@M" off the end; false where what stands there is no width, which is then part of a name. */
static bool take_width(char *text, double *ret_width_m)
{
    char *at = access(text, F_OK) == 0 ? NULL : strrchr(text, '@');
    if (!at || at == text || !ter_text_double(at + 1, ret_width_m))
        return false;
    *at = '\0';
    return true;
}

/* "毕克齐镇/兵州亥村" */
static void split_township(const char *text, struct ter_recipe_term *term)
{
    const char *slash = strchr(text, '/');
    term->township = slash && slash > text ? ter_strndup(text, (size_t)(slash - text)) : NULL;
    term->name = ter_strdup(slash ? slash + 1 : text);
}

/* LAYER[:CODE] or FILE[:SRC_LAYER] */
static void split_part(const char *text, struct ter_recipe_term *term)
{
    term->what = looks_like_path(text) ? TER_RECIPE_FILE : TER_RECIPE_LAYER;
    const char *colon = access(text, F_OK) == 0         ? NULL
                        : term->what == TER_RECIPE_FILE ? strrchr(text, ':')
                                                        : strchr(text, ':');
    term->name = colon ? ter_strndup(text, (size_t)(colon - text)) : ter_strdup(text);
    term->part = colon ? ter_strdup(colon + 1) : NULL;
}

/* What the word before a colon means; TER_RECIPE_WHATS: nothing of its own. */
static enum ter_recipe_what prefix_of(const char *text, const char **ret_rest)
{
    static const enum ter_recipe_what named[] = {TER_RECIPE_ROAD, TER_RECIPE_WATER, TER_RECIPE_VILLAGES,
        TER_RECIPE_VILLAGE, TER_RECIPE_PLACE, TER_RECIPE_FILE, TER_RECIPE_LAYER};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        const char *name = ter_recipe_what_names[named[i]];
        size_t length = strlen(name);
        if (strncmp(text, name, length) == 0 && text[length] == ':') {
            *ret_rest = text + length + 1;
            return named[i];
        }
    }
    return TER_RECIPE_WHATS;
}

static void read_text(const char *text, struct ter_recipe_term *term)
{
    const char *rest = text;
    term->what = strcmp(text, "county") == 0 ? TER_RECIPE_COUNTY : prefix_of(text, &rest);
    if (term->what == TER_RECIPE_VILLAGE || term->what == TER_RECIPE_PLACE)
        split_township(rest, term);
    else if (term->what == TER_RECIPE_WHATS || term->what == TER_RECIPE_FILE ||
             term->what == TER_RECIPE_LAYER)
        split_part(rest, term);
    else if (term->what != TER_RECIPE_COUNTY)
        term->name = ter_strdup(rest);
}

bool ter_recipe_term_parse(
    const char *text, struct ter_recipe_term *ret_term, bool *ret_wide, struct ter_error *err)
{
    struct ter_recipe_term term = {0};
    TER_AUTO_FREE char *copy = ter_strdup(text);
    char *trimmed = ter_text_trim(copy);
    *ret_wide = take_width(trimmed, &term.buffer_m);
    read_text(trimmed, &term);
    if ((term.name && !*term.name) || (term.part && !*term.part)) {
        ter_recipe_term_clear(&term);
        return ter_fail(err, TER_USAGE,
            "\"%s\" names nothing; write road:NAME, water:NAME, village:NAME, villages:TOWNSHIP, place:NAME, "
            "county, LAYER, LAYER:CODE or FILE",
            text);
    }
    *ret_term = term;
    return true;
}

void ter_recipe_term_print(const struct ter_recipe_term *term, struct ter_buf *out)
{
    if (term->what != TER_RECIPE_LAYER && term->what != TER_RECIPE_FILE)
        ter_buf_text(out, ter_recipe_what_names[term->what]);
    if (term->what == TER_RECIPE_COUNTY)
        return;
    if (term->what != TER_RECIPE_LAYER && term->what != TER_RECIPE_FILE)
        ter_buf_text(out, ":");
    if (term->township)
        ter_buf_printf(out, "%s/", term->township);
    ter_buf_text(out, term->name);
    if (term->part)
        ter_buf_printf(out, ":%s", term->part);
}

void ter_recipe_term_clear(struct ter_recipe_term *term)
{
    free(term->name);
    free(term->township);
    free(term->part);
    free(term->where);
    *term = (struct ter_recipe_term){0};
}

/* ---- what it must be ---- */

void ter_recipe_add(struct ter_recipe *recipe, struct ter_recipe_term term)
{
    recipe->terms = ter_grow(recipe->terms, &recipe->capacity, recipe->count + 1, sizeof *recipe->terms);
    recipe->terms[recipe->count++] = term;
}

static bool check_term(const struct ter_recipe_term *term, struct ter_error *err)
{
    TER_AUTO_BUF struct ter_buf text = {0};
    ter_recipe_term_print(term, &text);
    bool line = term->what == TER_RECIPE_ROAD || term->what == TER_RECIPE_WATER;
    if (!(term->buffer_m >= 0) || term->buffer_m > TER_RECIPE_MOST_M)
        return ter_fail(err, TER_USAGE, "%s: a buffer of %g m is not between 0 and %d", text.data,
            term->buffer_m, TER_RECIPE_MOST_M);
    if (line && term->buffer_m == 0)
        return ter_fail(err, TER_USAGE,
            "%s is a line and no area: say how far the zone reaches from it, with --buffer M or %s@M (no "
            "width is made up)",
            text.data, text.data);
    if (term->where && (term->part ? term->what == TER_RECIPE_LAYER
                                   : term->what != TER_RECIPE_LAYER && term->what != TER_RECIPE_FILE))
        return ter_fail(err, TER_USAGE, "%s: --where goes with a whole layer or with a file", text.data);
    return true;
}

bool ter_recipe_check(const struct ter_recipe *recipe, struct ter_error *err)
{
    bool adds = false;
    for (size_t i = 0; i < recipe->count; i++) {
        if (!check_term(&recipe->terms[i], err))
            return false;
        adds = adds || recipe->terms[i].use == TER_RECIPE_ADD;
    }
    return adds || ter_fail(err, TER_USAGE,
                       "nothing says what the zone is made of: name a --road, --water, --village, "
                       "--villages, --place, or --of LAYER|FILE");
}

double ter_recipe_width_m(const struct ter_recipe *recipe)
{
    double width_m = 0;
    for (size_t i = 0; i < recipe->count; i++)
        if (recipe->terms[i].use == TER_RECIPE_ADD)
            width_m = fmax(width_m, recipe->terms[i].buffer_m);
    return width_m;
}

void ter_recipe_free(struct ter_recipe *recipe)
{
    for (size_t i = 0; i < recipe->count; i++)
        ter_recipe_term_clear(&recipe->terms[i]);
    free(recipe->terms);
    *recipe = (struct ter_recipe){0};
}

/* ---- as it is stored ---- */

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text)
        ter_json_set(object, key, ter_json_string(text));
}

json_t *ter_recipe_json(const struct ter_recipe *recipe)
{
    json_t *json = json_object(), *terms = json_array();
    ter_json_set(json, "version", json_integer(VERSION));
    for (size_t i = 0; i < recipe->count; i++) {
        const struct ter_recipe_term *from = &recipe->terms[i];
        json_t *term = json_object();
        ter_json_set(term, "use", ter_json_string(use_names[from->use]));
        ter_json_set(term, "what", ter_json_string(ter_recipe_what_names[from->what]));
        set_text(term, "name", from->name);
        set_text(term, "township", from->township);
        set_text(term, "part", from->part);
        set_text(term, "where", from->where);
        ter_json_set(term, "buffer_m", ter_json_number(from->buffer_m));
        json_array_append_new(terms, term);
    }
    ter_json_set(json, "terms", terms);
    return json;
}

static bool read_word(const json_t *term, const char *key, const char *const *words, size_t count,
    size_t *ret_index, struct ter_error *err)
{
    const char *text = json_string_value(json_object_get(term, key));
    for (size_t i = 0; text && i < count; i++)
        if (strcmp(text, words[i]) == 0) {
            *ret_index = i;
            return true;
        }
    const char *near = text ? ter_text_suggest(text, words, count) : NULL;
    return ter_fail(err, TER_FAILED, "%s: %s%s%s%s%s%s", key, text ? "\"" : ter_message("is missing"),
        text ? text : "", text ? ter_message("\" is unknown") : "",
        near ? ter_message("; did you mean \"") : "", near ? near : "", near ? "\"?" : "");
}

static bool read_member(const json_t *term, const char *key, char **ret_text, struct ter_error *err)
{
    const json_t *value = json_object_get(term, key);
    if (!value || json_is_null(value))
        return true;
    if (!json_is_string(value) || !json_string_length(value))
        return ter_fail(err, TER_FAILED, "%s: is not a text", key);
    *ret_text = ter_strdup(json_string_value(value));
    return true;
}

static bool known_members(json_t *object, const char *const *names, size_t count, struct ter_error *err)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known = known || strcmp(key, names[i]) == 0;
        if (!known)
            return ter_fail(err, TER_FAILED, "%s: is unknown here; a newer terrier may have written it", key);
    }
    return true;
}

static bool read_term(json_t *json, struct ter_recipe_term *ret_term, struct ter_error *err)
{
    static const char *const members[] = {"use", "what", "name", "township", "part", "where", "buffer_m"};
    const json_t *width = json_object_get(json, "buffer_m");
    size_t use, what;
    if (!json_is_object(json))
        return ter_fail(err, TER_FAILED, "is not an object");
    if (!known_members(json, members, sizeof members / sizeof *members, err) ||
        !read_word(json, "use", use_names, USES, &use, err) ||
        !read_word(json, "what", ter_recipe_what_names, TER_RECIPE_WHATS, &what, err) ||
        !read_member(json, "name", &ret_term->name, err) ||
        !read_member(json, "township", &ret_term->township, err) ||
        !read_member(json, "part", &ret_term->part, err) ||
        !read_member(json, "where", &ret_term->where, err))
        return false;
    ret_term->use = (enum ter_recipe_use)use;
    ret_term->what = (enum ter_recipe_what)what;
    ret_term->buffer_m = json_number_value(width);
    if (!json_is_number(width))
        return ter_fail(err, TER_FAILED, "buffer_m: is not a number");
    return ret_term->what == TER_RECIPE_COUNTY || ret_term->name ||
           ter_fail(err, TER_FAILED, "name: is missing");
}

static bool read_terms(json_t *json, struct ter_recipe *recipe, struct ter_error *err)
{
    static const char *const members[] = {"version", "terms"};
    const json_t *terms = json_object_get(json, "terms"), *version = json_object_get(json, "version");
    if (!json_is_object(json))
        return ter_fail(err, TER_FAILED, "is not an object");
    if (!json_is_integer(version) || json_integer_value(version) != VERSION)
        return ter_fail(err, TER_FAILED, "version: is not %d; a newer terrier may have written it", VERSION);
    if (!known_members(json, members, sizeof members / sizeof *members, err))
        return false;
    if (!json_is_array(terms))
        return ter_fail(err, TER_FAILED, "terms: is not a list");
    for (size_t i = 0; i < json_array_size(terms); i++) {
        struct ter_recipe_term term = {0};
        bool read = read_term(json_array_get(terms, i), &term, err) || ter_wrap(err, "/terms/%zu", i);
        ter_recipe_add(recipe, term); /* to be freed with the others, whole or not */
        if (!read)
            return false;
    }
    return true;
}

bool ter_recipe_read(const char *text, size_t size, struct ter_recipe *ret_recipe, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    return ter_json_parse(text, size, "the recipe", &json, err) &&
           ((read_terms(json, ret_recipe, err) && ter_recipe_check(ret_recipe, err)) ||
               ter_wrap(err, "the recipe"));
}

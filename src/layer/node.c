/* Owns the reading of a layer file's JSON, member by member. Knows nothing of what the members mean. */
#include "node.h"

#include "base/messages.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

bool ter_node_fault(const struct ter_node *node, struct ter_error *err, const char *what)
{
    return ter_fail(err, TER_FAILED, "at %s: %s", *node->path ? node->path : "/", ter_message(what));
}

bool ter_node_members(
    const struct ter_node *node, const char *const *known, size_t count, struct ter_error *err)
{
    if (!json_is_object(node->json))
        return ter_node_fault(node, err, "must be an object { … }");
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)node->json, key, value)
    {
        bool found = false;
        for (size_t i = 0; i < count && !found; i++)
            found = strcmp(key, known[i]) == 0;
        if (found)
            continue;
        const char *near = ter_text_suggest(key, known, count);
        return ter_fail(err, TER_FAILED, "at %s/%s: unknown member%s%s%s", node->path, key,
            near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    }
    return true;
}

/* Copied by hand: a file of shipped layers has some 14,000 paths, and every command reads them when it
 * starts; printing them took a quarter of that reading. */
struct ter_node ter_node_child(const struct ter_node *parent, const char *key)
{
    struct ter_node node = {json_object_get(parent->json, key), ""};
    size_t before = strnlen(parent->path, 80), after = strnlen(key, 40);
    memcpy(node.path, parent->path, before);
    node.path[before] = '/';
    memcpy(node.path + before + 1, key, after);
    return node;
}

struct ter_node ter_node_item(const struct ter_node *parent, size_t index)
{
    struct ter_node node = {json_array_get(parent->json, index), ""};
    snprintf(node.path, sizeof node.path, "%.100s/%zu", parent->path, index);
    return node;
}

bool ter_node_string(
    const struct ter_node *parent, const char *key, bool required, char **ret_text, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, key);
    if (!node.json)
        return required ? ter_node_fault(&node, err, "is missing; it must be a string") : true;
    const char *text = json_string_value(node.json);
    if (!text || !*text)
        return ter_node_fault(&node, err, "must be a string that is not empty");
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20)
            return ter_node_fault(&node, err, "must not hold control characters");
    *ret_text = ter_strdup(text);
    return true;
}

bool ter_node_number(
    const struct ter_node *parent, const char *key, double *ret_value, bool *ret_given, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, key);
    *ret_given = node.json != NULL;
    if (!node.json)
        return true;
    if (!json_is_number(node.json))
        return ter_node_fault(&node, err, "must be a number");
    *ret_value = json_number_value(node.json);
    return true;
}

bool ter_node_switch(const struct ter_node *parent, const char *key, bool *ret_value, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, key);
    if (node.json && !json_is_boolean(node.json))
        return ter_node_fault(&node, err, "must be true or false");
    *ret_value = json_is_true(node.json);
    return true;
}

bool ter_node_label(const struct ter_node *parent, const char *key, bool required,
    struct ter_label *ret_label, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, key);
    if (!node.json && !required)
        return true;
    if (!node.json)
        return ter_node_fault(&node, err, "is missing; write {\"en\": \"…\", \"zh\": \"…\"}");
    if (!json_is_object(node.json))
        return ter_node_fault(&node, err, "must be in both languages: {\"en\": \"…\", \"zh\": \"…\"}");
    return TER_NODE_MEMBERS(&node, err, "en", "zh") &&
           ter_node_string(&node, "en", true, &ret_label->text[TER_EN], err) &&
           ter_node_string(&node, "zh", true, &ret_label->text[TER_ZH], err);
}

bool ter_node_strings(
    const struct ter_node *parent, const char *key, struct ter_strings *ret_list, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, key);
    if (!node.json)
        return true;
    if (!json_is_array(node.json))
        return ter_node_fault(&node, err, "must be a list of strings");
    for (size_t i = 0; i < json_array_size(node.json); i++) {
        struct ter_node one = ter_node_item(&node, i);
        const char *text = json_string_value(one.json);
        if (!text || !*text)
            return ter_node_fault(&one, err, "must be a string that is not empty");
        ter_strings_add(ret_list, text);
    }
    return true;
}

bool ter_is_identifier(const char *name)
{
    if (!(*name >= 'a' && *name <= 'z') || strlen(name) > 40)
        return false;
    for (; *name; name++)
        if (!((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') || *name == '_'))
            return false;
    return true;
}

bool ter_node_identifier(
    const struct ter_node *parent, const char *key, char **ret_name, struct ter_error *err)
{
    if (!ter_node_string(parent, key, true, ret_name, err))
        return false;
    struct ter_node node = ter_node_child(parent, key);
    return ter_is_identifier(*ret_name)
               ? true
               : ter_node_fault(&node, err,
                     "must be a name of a-z, 0-9 and _ that starts with a letter, at most 40 long");
}

bool ter_node_whole(
    const struct ter_node *parent, const char *key, int min, int max, int *ret_value, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, key);
    double value = json_number_value(node.json);
    if (!json_is_number(node.json) || value < min || value > max || value != (int)value)
        return ter_fail(err, TER_FAILED, "at %s: must be a whole number from %d to %d", node.path, min, max);
    *ret_value = (int)value;
    return true;
}

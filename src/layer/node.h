/* A place in a JSON document that knows its own path, so that every mistake is named by it
 * (/fields/3/domain). */
#ifndef TER_LAYER_NODE_H
#define TER_LAYER_NODE_H

#include "base/json.h"
#include "layer.h"

struct ter_node {
    const json_t *json; /* NULL: there is no such member */
    char path[128];
};

struct ter_node ter_node_child(const struct ter_node *parent, const char *key);
struct ter_node ter_node_item(const struct ter_node *parent, size_t index);

/* Fail with "at PATH: what"; returns false. */
bool ter_node_fault(const struct ter_node *node, struct ter_error *err, const char *what);

/* Check that the node is an object with no members but the known ones: TER_NODE_MEMBERS(&node, err, "a",
 * "b"). */
TER_CHECKED bool ter_node_members(
    const struct ter_node *node, const char *const *known, size_t count, struct ter_error *err);
#define TER_NODE_MEMBERS(node, err, ...)                                                                     \
    ter_node_members(node, (const char *const[]){__VA_ARGS__},                                               \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), err)

/* Read a member. What is not required and not there leaves the output alone. Strings are the caller's. */
TER_CHECKED bool ter_node_string(
    const struct ter_node *parent, const char *key, bool required, char **ret_text, struct ter_error *err);
TER_CHECKED bool ter_node_number(const struct ter_node *parent, const char *key, double *ret_value,
    bool *ret_given, struct ter_error *err);
TER_CHECKED bool ter_node_whole(const struct ter_node *parent, const char *key, int min, int max,
    int *ret_value, struct ter_error *err); /* required */
TER_CHECKED bool ter_node_switch(
    const struct ter_node *parent, const char *key, bool *ret_value, struct ter_error *err);
TER_CHECKED bool ter_node_label(const struct ter_node *parent, const char *key, bool required,
    struct ter_label *ret_label, struct ter_error *err);
TER_CHECKED bool ter_node_strings(
    const struct ter_node *parent, const char *key, struct ter_strings *ret_list, struct ter_error *err);

/* Read a name that becomes a table or column: a-z, 0-9, _, a letter first, at most 40. Nothing else may ever
 * reach SQL. */
TER_CHECKED bool ter_node_identifier(
    const struct ter_node *parent, const char *key, char **ret_name, struct ter_error *err);
bool ter_is_identifier(const char *name);

#endif

/* Owns the table of speeds: reading it, replacing entries, looking them up. Knows nothing of roads on a map.
 */
#include "speeds.h"

#include "base/embedded.h"
#include "base/messages.h"
#include "base/text.h"
#include "layer/node.h"

#include <stdlib.h>
#include <string.h>

extern const struct ter_embedded ter_embedded_speeds[];

static const double greatest_km_h = 200, greatest_minutes = 120;

/* What each setting is called, and between which values it makes sense. */
static const struct {
    const char *name;
    double least, greatest;
} settings[TER_SPEED_SETTINGS] = {
    [TER_SPEED_DETOUR] = {"detour_factor", 1, 10},
    [TER_SPEED_STRAIGHT_KM_H] = {"straight_km_h", 1, 200},
    [TER_SPEED_ACCESS_KM_H] = {"access_km_h", 1, 200},
    [TER_SPEED_OFF_ROAD_M] = {"off_road_m", 0, 100000},
    [TER_SPEED_SIDE_M] = {"side_m", 1, 10000},
};

static void free_label(struct ter_label *label)
{
    free(label->text[TER_EN]);
    free(label->text[TER_ZH]);
}

void ter_speeds_free(struct ter_speeds *speeds)
{
    if (!speeds)
        return;
    for (size_t i = 0; i < speeds->class_count; i++) {
        free(speeds->classes[i].class_);
        free(speeds->classes[i].source);
    }
    for (size_t i = 0; i < speeds->turnout_count; i++) {
        free(speeds->turnouts[i].class_);
        free(speeds->turnouts[i].source);
    }
    for (size_t i = 0; i < TER_SPEED_SETTINGS; i++) {
        free_label(&speeds->settings[i].title);
        free(speeds->settings[i].source);
    }
    for (size_t i = 0; i < speeds->source_count; i++) {
        free(speeds->sources[i].key);
        free_label(&speeds->sources[i].text);
    }
    free(speeds->classes);
    free(speeds->turnouts);
    free(speeds->sources);
    free(speeds);
}

/* ---- reading ---- */

/* A required number between two values. */
static bool read_between(const struct ter_node *parent, const char *key, double least, double greatest,
    double *ret_value, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, key);
    TER_AUTO_FREE char *range = ter_format(ter_message("must be a number from %g to %g"), least, greatest);
    if (!node.json)
        return ter_fail(err, TER_FAILED, "at %s: is missing; it %s", node.path, range);
    double value = json_is_number(node.json) ? json_number_value(node.json) : -1;
    if (!json_is_number(node.json) || value < least || value > greatest)
        return ter_node_fault(&node, err, range);
    *ret_value = value;
    return true;
}

/* State and source go together; who gives neither speaks for himself. */
static bool read_origin(
    const struct ter_node *parent, char *ret_state, char **ret_source, struct ter_error *err)
{
    TER_AUTO_FREE char *state = NULL, *source = NULL;
    if (!ter_node_string(parent, "state", false, &state, err) ||
        !ter_node_string(parent, "source", false, &source, err))
        return false;
    struct ter_node node = ter_node_child(parent, "state");
    if (state && (strlen(state) != 1 || !strchr("vs?u", *state)))
        return ter_node_fault(&node, err, "must be \"v\", \"s\", \"?\" or \"u\"");
    *ret_state = state ? *state : 'u';
    free(*ret_source);
    *ret_source = source;
    source = NULL;
    return true;
}

/* A class is text that may be empty. */
static bool read_class(const struct ter_node *parent, const char **ret_class, struct ter_error *err)
{
    struct ter_node node = ter_node_child(parent, "class");
    if (!json_is_string(node.json))
        return ter_node_fault(&node, err, "is missing; it must be a string (\"\": all that are not named)");
    *ret_class = json_string_value(node.json);
    return true;
}

static struct ter_speed *find_class(const struct ter_speeds *speeds, const char *class_)
{
    for (size_t i = 0; i < speeds->class_count; i++)
        if (strcmp(speeds->classes[i].class_, class_) == 0)
            return &speeds->classes[i];
    return NULL;
}

static struct ter_turnout *find_turnout(const struct ter_speeds *speeds, const char *class_)
{
    for (size_t i = 0; i < speeds->turnout_count; i++)
        if (strcmp(speeds->turnouts[i].class_, class_) == 0)
            return &speeds->turnouts[i];
    return NULL;
}

static bool unknown_class(
    const struct ter_node *node, const struct ter_speeds *speeds, const char *class_, struct ter_error *err)
{
    TER_AUTO_FREE const char **known = ter_alloc((speeds->class_count + 1) * sizeof *known);
    for (size_t i = 0; i < speeds->class_count; i++)
        known[i] = speeds->classes[i].class_;
    const char *near = ter_text_suggest(class_, known, speeds->class_count);
    return ter_fail(err, TER_FAILED, "at %s/class: \"%s\" is no class of ways%s%s%s", node->path, class_,
        near ? ter_message("; did you mean \"")
             : ter_message(" (they are OpenStreetMap's values of highway: primary, residential, …)"),
        near ? near : "", near ? "\"?" : "");
}

/* The shipped table names all classes there are; a table of somebody's own can only change them. */
static bool read_speed(
    struct ter_speeds *speeds, const struct ter_node *node, bool shipped, struct ter_error *err)
{
    const char *class_ = "";
    if (!TER_NODE_MEMBERS(node, err, "class", "km_h", "hose", "state", "source") ||
        !read_class(node, &class_, err))
        return false;
    struct ter_speed *speed = find_class(speeds, class_);
    if (!speed && !shipped)
        return unknown_class(node, speeds, class_, err);
    if (!speed) {
        speeds->classes = ter_realloc(speeds->classes, (speeds->class_count + 1) * sizeof *speeds->classes);
        speed = &speeds->classes[speeds->class_count++];
        *speed = (struct ter_speed){.class_ = ter_strdup(class_)};
    }
    struct ter_node hose = ter_node_child(node, "hose");
    return read_between(node, "km_h", 0, greatest_km_h, &speed->km_h, err) &&
           (!hose.json || ter_node_switch(node, "hose", &speed->hose, err)) &&
           read_origin(node, &speed->state, &speed->source, err);
}

/* Classes of stations are the layer's own, so that any may be named. */
static bool read_turnout(
    struct ter_speeds *speeds, const struct ter_node *node, bool shipped, struct ter_error *err)
{
    (void)shipped;
    const char *class_ = "";
    if (!TER_NODE_MEMBERS(node, err, "class", "minutes", "state", "source") ||
        !read_class(node, &class_, err))
        return false;
    struct ter_turnout *turnout = find_turnout(speeds, class_);
    if (!turnout) {
        speeds->turnouts =
            ter_realloc(speeds->turnouts, (speeds->turnout_count + 1) * sizeof *speeds->turnouts);
        turnout = &speeds->turnouts[speeds->turnout_count++];
        *turnout = (struct ter_turnout){.class_ = ter_strdup(class_)};
    }
    return read_between(node, "minutes", 0, greatest_minutes, &turnout->minutes, err) &&
           read_origin(node, &turnout->state, &turnout->source, err);
}

static bool read_setting(
    struct ter_speeds *speeds, const struct ter_node *node, bool shipped, struct ter_error *err)
{
    TER_AUTO_FREE char *name = NULL;
    if (!TER_NODE_MEMBERS(node, err, "name", "value", "title", "state", "source") ||
        !ter_node_identifier(node, "name", &name, err))
        return false;
    const char *known[TER_SPEED_SETTINGS];
    for (size_t i = 0; i < TER_SPEED_SETTINGS; i++) {
        known[i] = settings[i].name;
        if (strcmp(name, known[i]) != 0)
            continue;
        struct ter_speed_value *value = &speeds->settings[i];
        struct ter_node title = ter_node_child(node, "title");
        if (title.json) {
            free_label(&value->title);
            value->title = (struct ter_label){0};
        }
        return read_between(node, "value", settings[i].least, settings[i].greatest, &value->value, err) &&
               ter_node_label(node, "title", shipped, &value->title, err) &&
               read_origin(node, &value->state, &value->source, err);
    }
    const char *near = ter_text_suggest(name, known, TER_SPEED_SETTINGS);
    return ter_fail(err, TER_FAILED, "at %s/name: there is no setting \"%s\"%s%s%s", node->path, name,
        near ? ter_message("; did you mean \"") : "", near ? near : "", near ? "\"?" : "");
}

static bool read_source(
    struct ter_speeds *speeds, const struct ter_node *node, bool shipped, struct ter_error *err)
{
    (void)shipped;
    speeds->sources = ter_realloc(speeds->sources, (speeds->source_count + 1) * sizeof *speeds->sources);
    struct ter_speed_source *source = &speeds->sources[speeds->source_count++];
    *source = (struct ter_speed_source){0};
    return TER_NODE_MEMBERS(node, err, "key", "text") &&
           ter_node_identifier(node, "key", &source->key, err) &&
           ter_node_label(node, "text", true, &source->text, err);
}

static bool read_list(struct ter_speeds *speeds, const struct ter_node *root, const char *key,
    bool (*read)(struct ter_speeds *, const struct ter_node *, bool, struct ter_error *), bool shipped,
    struct ter_error *err)
{
    struct ter_node list = ter_node_child(root, key);
    if (!list.json)
        return true;
    if (!json_is_array(list.json))
        return ter_node_fault(&list, err, "must be a list");
    for (size_t i = 0; i < json_array_size(list.json); i++) {
        struct ter_node item = ter_node_item(&list, i);
        if (!read(speeds, &item, shipped, err))
            return false;
    }
    return true;
}

static bool read_table(struct ter_speeds *speeds, const char *text, size_t size, const char *name,
    bool shipped, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = NULL;
    if (!ter_json_parse(text, size, name, &json, err))
        return false;
    struct ter_node root = {json, ""};
    if (!TER_NODE_MEMBERS(&root, err, "version", "about", "sources", "classes", "turnout", "settings") ||
        !read_list(speeds, &root, "sources", read_source, shipped, err) ||
        !read_list(speeds, &root, "classes", read_speed, shipped, err) ||
        !read_list(speeds, &root, "turnout", read_turnout, shipped, err) ||
        !read_list(speeds, &root, "settings", read_setting, shipped, err))
        return ter_wrap(err, "%s", name);
    return true;
}

/* ---- the interface ---- */

bool ter_speeds_shipped(struct ter_speeds **ret_speeds, struct ter_error *err)
{
    TER_AUTO(ter_speeds_free) struct ter_speeds *speeds = ter_alloc(sizeof *speeds);
    const struct ter_embedded *file = &ter_embedded_speeds[0];
    if (!read_table(speeds, (const char *)file->data, file->size, file->name, true, err))
        return false;
    *ret_speeds = speeds;
    speeds = NULL;
    return true;
}

bool ter_speeds_parse(
    const char *text, size_t size, const char *name, struct ter_speeds **ret_speeds, struct ter_error *err)
{
    TER_AUTO(ter_speeds_free) struct ter_speeds *speeds = NULL;
    if (!ter_speeds_shipped(&speeds, err) || !read_table(speeds, text, size, name, false, err))
        return false;
    *ret_speeds = speeds;
    speeds = NULL;
    return true;
}

const struct ter_speed *ter_speeds_of(const struct ter_speeds *speeds, const char *class_)
{
    const struct ter_speed *speed = find_class(speeds, class_ ? class_ : "");
    return speed ? speed : find_class(speeds, "");
}

const struct ter_turnout *ter_speeds_turnout(const struct ter_speeds *speeds, const char *station_class)
{
    const struct ter_turnout *turnout = find_turnout(speeds, station_class ? station_class : "");
    return turnout ? turnout : find_turnout(speeds, "");
}

const char *ter_speeds_source(const struct ter_speeds *speeds, const char *key, enum ter_lang lang)
{
    for (size_t i = speeds->source_count; key && i-- > 0;)
        if (strcmp(speeds->sources[i].key, key) == 0)
            return speeds->sources[i].text.text[lang];
    return NULL;
}

/* Owns the tests of what ships in layers/: that each definition keeps the rules of the house and of the
 * documents it serves, that the example's lists fit, and that the published JSON Schema says what the reader
 * does. How a definition is read, test_layer.c holds. */
#include "base/json.h"
#include "base/text.h"
#include "helpers.h"
#include "layer/layer.h"
#include "suites.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static struct ter_layer *parse(const char *text, size_t size, const char *name)
{
    struct ter_layer *layer = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_layer_parse(text, size, name, &layer, &err), "%s", err.message);
    return layer;
}

static struct ter_layer *shipped_at(size_t index)
{
    size_t size;
    const char *text = ter_layer_shipped_text(index, &size);
    return parse(text, size, "shipped");
}

static struct ter_layer *shipped(const char *name)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        struct ter_layer *layer = shipped_at(i);
        if (strcmp(layer->name, name) == 0)
            return layer;
        ter_layer_free(layer);
    }
    ck_abort_msg("no shipped layer %s", name);
    return NULL;
}

static json_t *parse_json(const char *text, size_t size, const char *name)
{
    json_t *json = NULL;
    struct ter_error err = {0};
    ck_assert_msg(ter_json_parse(text, size, name, &json, &err), "%s", err.message);
    return json;
}

static char *read_source(const char *name, size_t *ret_size)
{
    TER_AUTO_FREE char *path = ter_format("%s/%s", TERRIER_SOURCE_DIR, name);
    return ter_test_read(path, ret_size);
}

/* The schema and the reader ----------------------------------------------------------------------------- */

static json_t *load_schema(void)
{
    size_t size;
    TER_AUTO_FREE char *text = read_source("layers/layer.schema.json", &size);
    return parse_json(text, size, "layer.schema.json");
}

/* The value at a path such as /fields/0/title. */
static json_t *at_path(json_t *json, const char *path)
{
    TER_AUTO_FREE char *copy = ter_strdup(path);
    char *rest = copy;
    for (const char *part; (part = strsep(&rest, "/"));) {
        if (!*part)
            continue;
        json =
            json_is_array(json) ? json_array_get(json, strtoul(part, NULL, 10)) : json_object_get(json, part);
        ck_assert_msg(json != NULL, "%s: there is no %s", path, part);
    }
    return json;
}

/* A definition that has every object of the format in it. */
static const char complete[] =
    "{\"name\": \"lamp\", \"version\": 1, \"title\": {\"en\": \"Lamps\", \"zh\": \"路灯\"},"
    " \"description\": {\"en\": \"Lamps.\", \"zh\": \"路灯。\"}, \"geometry\": \"Point\","
    " \"code\": {\"prefix\": \"L-\", \"digits\": 5}, \"uncertainty_m\": {\"manual\": 20, \"imported\": 50},"
    " \"fields\": [{\"name\": \"seen_on\", \"type\": \"date\", \"shp\": \"SEEN\","
    "   \"title\": {\"en\": \"seen on\", \"zh\": \"所见日期\"}}],"
    " \"domains\": {\"kind\": [{\"value\": \"led\", \"title\": {\"en\": \"LED\", \"zh\": \"LED灯\"}}]},"
    " \"status\": {\"initial\": \"on\", \"values\": [{\"value\": \"on\","
    "   \"title\": {\"en\": \"on\", \"zh\": \"正常\"}}], \"transitions\": {\"on\": []}, \"available\": "
    "[\"on\"]},"
    " \"deadlines\": [{\"name\": \"look\", \"title\": {\"en\": \"look\", \"zh\": \"检查\"},"
    "   \"from\": \"seen_on\", \"within\": {\"days\": 3}, \"open_while\": [\"on\"]}],"
    " \"indexes\": [[\"status\"]], \"style\": {\"by\": \"status\"}}";

/* Where the schema describes an object of named members, and where `complete` has one. */
static const struct {
    const char *schema, *sample;
} objects[] = {
    {"", ""},
    {"/properties/code", "/code"},
    {"/properties/uncertainty_m", "/uncertainty_m"},
    {"/properties/status", "/status"},
    {"/properties/style", "/style"},
    {"/$defs/label", "/title"},
    {"/$defs/field", "/fields/0"},
    {"/$defs/choice", "/domains/kind/0"},
    {"/$defs/choice", "/status/values/0"},
    {"/$defs/deadline", "/deadlines/0"},
    {"/$defs/deadline/properties/within", "/deadlines/0/within"},
};
enum { OBJECT_COUNT = sizeof objects / sizeof objects[0] };

/* The reader's words about `complete` with `member` of the object at `sample` set to null, which nothing may
 * be. */
static char *refusal_of_null(const char *sample, const char *member)
{
    TER_AUTO(ter_json_free) json_t *json = parse_json(complete, strlen(complete), "complete");
    ck_assert_int_eq(json_object_set_new(at_path(json, sample), member, json_null()), 0);
    TER_AUTO_FREE char *text = json_dumps(json, 0);
    struct ter_layer *layer = NULL;
    struct ter_error err = {0};
    ck_assert_msg(!ter_layer_parse(text, strlen(text), "complete", &layer, &err),
        "the reader takes null for %s/%s", sample, member);
    return ter_strdup(err.message);
}

START_TEST(reader_knows_every_member_of_the_schema)
{
    ter_layer_free(parse(complete, strlen(complete), "complete"));
    TER_AUTO(ter_json_free) json_t *schema = load_schema();
    for (size_t i = 0; i < OBJECT_COUNT; i++) {
        const char *member;
        json_t *unused;
        json_object_foreach(json_object_get(at_path(schema, objects[i].schema), "properties"), member, unused)
        {
            TER_AUTO_FREE char *why = refusal_of_null(objects[i].sample, member);
            ck_assert_msg(
                !strstr(why, "unknown member"), "the schema has a member that the reader lacks: %s", why);
        }
        TER_AUTO_FREE char *why = refusal_of_null(objects[i].sample, "zzyzx");
        ck_assert_msg(strstr(why, "zzyzx: unknown member") != NULL, "%s/zzyzx: %s", objects[i].sample, why);
    }
}
END_TEST

/* Does one of the schema's objects have exactly these members? */
static bool is_described(json_t *schema, const struct ter_strings *members)
{
    for (size_t i = 0; i < OBJECT_COUNT; i++) {
        json_t *properties = json_object_get(at_path(schema, objects[i].schema), "properties");
        bool same = json_object_size(properties) == members->count;
        for (size_t j = 0; same && j < members->count; j++)
            same = json_object_get(properties, members->items[j]) != NULL;
        if (same)
            return true;
    }
    return false;
}

/* The strings between quotes from `text` to `end`. */
static void collect_quoted(const char *text, const char *end, struct ter_strings *ret_list)
{
    for (const char *open; (open = memchr(text, '"', (size_t)(end - text)));) {
        const char *close = memchr(open + 1, '"', (size_t)(end - open - 1));
        ck_assert_ptr_nonnull(close);
        TER_AUTO_FREE char *one = ter_strndup(open + 1, (size_t)(close - open - 1));
        ter_strings_add(ret_list, one);
        text = close + 1;
    }
}

/* What the reader accepts stands in its source only, in calls of TER_NODE_MEMBERS: a probe cannot find a
 * member that the schema does not have, so the calls are read. */
START_TEST(schema_has_every_member_of_the_reader)
{
    static const char call[] = "TER_NODE_MEMBERS(";
    static const char *const sources[] = {"definition.c", "domain.c", "lifecycle.c", "node.c"};
    TER_AUTO(ter_json_free) json_t *schema = load_schema();
    size_t calls = 0;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        TER_AUTO_FREE char *name = ter_format("src/layer/%s", sources[i]);
        TER_AUTO_FREE char *text = read_source(name, NULL);
        for (const char *at = text; (at = strstr(at, call)); at += strlen(call)) {
            TER_AUTO_STRINGS struct ter_strings members = {0};
            collect_quoted(at, strchr(at, ')'), &members);
            ck_assert_uint_gt(members.count, 0);
            ck_assert_msg(is_described(schema, &members),
                "%s: the schema has no object with the %zu members %s …", name, members.count,
                members.items[0]);
            calls++;
        }
    }
    ck_assert_uint_ge(calls, 8);
}
END_TEST

/* Every property that an editor shows must say what it is for. */
static void check_described(json_t *schema, const char *name)
{
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(schema, "properties"), key, value)
    {
        if (json_is_boolean(value))
            continue;
        ck_assert_msg(
            json_is_string(json_object_get(value, "description")), "%s/%s has no description", name, key);
        check_described(value, key);
    }
}

START_TEST(schema_describes_every_property)
{
    TER_AUTO(ter_json_free) json_t *schema = load_schema();
    check_described(schema, "");
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(schema, "$defs"), key, value) check_described(value, key);
}
END_TEST

/* The rules of the house ----------------------------------------------------------------------------------
 */

START_TEST(every_layer_file_ships)
{
    TER_AUTO_FREE char *folder = ter_format("%s/layers", TERRIER_SOURCE_DIR);
    DIR *dir = opendir(folder);
    ck_assert_ptr_nonnull(dir);
    size_t files = 0;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        const char *end = strstr(entry->d_name, ".json");
        if (!end || strcmp(entry->d_name, "common.json") == 0 ||
            strcmp(entry->d_name, "layer.schema.json") == 0)
            continue;
        TER_AUTO_FREE char *name = ter_strndup(entry->d_name, (size_t)(end - entry->d_name));
        ter_layer_free(shipped(name)); /* ends the test when CMakeLists.txt forgot it */
        files++;
    }
    closedir(dir);
    ck_assert_uint_eq(files, ter_layer_shipped_count());
}
END_TEST

START_TEST(codes_of_layers_are_told_apart)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++)
        for (size_t j = 0; j < i; j++) {
            TER_AUTO(ter_layer_free) struct ter_layer *one = shipped_at(i);
            TER_AUTO(ter_layer_free) struct ter_layer *other = shipped_at(j);
            ck_assert_msg(strcmp(one->code_prefix, other->code_prefix) != 0, "%s and %s both have codes %s…",
                one->name, other->name, one->code_prefix);
        }
}
END_TEST

static bool is_safe_color(const char *color)
{
    static const char *const safe[] = {"#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2",
        "#d55e00", "#cc79a7", "#999999", "#cccccc"}; /* Okabe and Ito's eight, and two greys */
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        if (strcmp(safe[i], color) == 0)
            return true;
    return false;
}

START_TEST(colours_are_told_apart_by_the_colour_blind)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped_at(i);
        for (size_t d = 0; d < layer->domain_count; d++) {
            const struct ter_domain *domain = &layer->domains[d];
            for (size_t c = 0; c < domain->count; c++) {
                const char *color = domain->choices[c].color;
                bool is_status = strcmp(domain->name, "status") == 0;
                ck_assert_msg(color || !is_status, "%s: status %s has no colour", layer->name,
                    domain->choices[c].value);
                ck_assert_msg(
                    !color || is_safe_color(color), "%s: %s is not of the palette", layer->name, color);
                for (size_t e = 0; color && e < c; e++)
                    ck_assert_msg(!domain->choices[e].color || strcmp(domain->choices[e].color, color) != 0,
                        "%s: %s and %s look alike", layer->name, domain->choices[e].value,
                        domain->choices[c].value);
            }
        }
    }
}
END_TEST

static bool is_reached(const struct ter_layer *layer, const char *status, size_t steps)
{
    if (strcmp(status, layer->initial_status) == 0)
        return true;
    for (size_t i = 0; steps && i < layer->transition_count; i++)
        if (strcmp(layer->transitions[i].to, status) == 0 &&
            is_reached(layer, layer->transitions[i].from, steps - 1))
            return true;
    return false;
}

/* Some things are first seen late: what is planned, or in an unlucky state, enters by import. */
static bool may_enter_by_import(const char *status)
{
    static const char *const entries[] = {"planned", "draft"};
    return strcmp(status, entries[0]) == 0 || strcmp(status, entries[1]) == 0;
}

START_TEST(every_status_is_reached_and_stated)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped_at(i);
        TER_AUTO(ter_json_free) json_t *json = parse_json(layer->json, strlen(layer->json), layer->name);
        const struct ter_domain *domain = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
        for (size_t c = 0; c < domain->count; c++) {
            const char *status = domain->choices[c].value;
            ck_assert_msg(is_reached(layer, status, domain->count) || may_enter_by_import(status),
                "%s: nothing becomes %s", layer->name, status);
            ck_assert_msg(json_object_get(at_path(json, "/status/transitions"), status) != NULL,
                "%s: what follows %s is not said", layer->name, status);
        }
    }
}
END_TEST

/* A span that a rule sets needs its rule; a date of the record's own plan does not. */
START_TEST(every_rule_names_its_source)
{
    for (size_t i = 0; i < ter_layer_shipped_count(); i++) {
        TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped_at(i);
        for (size_t d = 0; d < layer->deadline_count; d++)
            ck_assert_msg(layer->deadlines[d].amount == 0 || layer->deadlines[d].source != NULL,
                "%s: deadline %s does not say where its rule stands", layer->name, layer->deadlines[d].name);
    }
}
END_TEST

/* The rules of the documents --------------------------------------------------------------------------------
 */

START_TEST(land_use_has_the_deadlines_of_the_mechanism)
{
    static const struct {
        const char *name, *from, *open_while;
        int amount;
        enum ter_deadline_unit unit;
    } rules[] = {
        {"report", "occurred_on", "found", 3, TER_DAYS},
        {"file", "verified_on", "verified", 5, TER_WORKING_DAYS},
        {"demolish", "found_on", "found", 30, TER_DAYS},
        {"regularise", "found_on", "found", 6, TER_MONTHS},
        {"measures", "found_on", "found", 1, TER_MONTHS},
    };
    TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped("land_use");
    ck_assert_uint_eq(layer->deadline_count, sizeof rules / sizeof *rules);
    for (size_t i = 0; i < layer->deadline_count; i++) {
        const struct ter_deadline *deadline = &layer->deadlines[i];
        ck_assert_str_eq(deadline->name, rules[i].name);
        ck_assert_str_eq(layer->fields[deadline->from].name, rules[i].from);
        ck_assert_uint_ge(deadline->open_while.count, 1);
        ck_assert_str_eq(deadline->open_while.items[0], rules[i].open_while);
        ck_assert_int_eq(deadline->amount, rules[i].amount);
        ck_assert_int_eq(deadline->unit, rules[i].unit);
    }
    /* Regularisation only after the penalty. */
    ck_assert(ter_layer_transition_allowed(layer, "penalised", "regularising"));
    ck_assert(!ter_layer_transition_allowed(layer, "verified", "regularising"));
    ck_assert(!ter_layer_transition_allowed(layer, "filed", "regularising"));
    ck_assert(!ter_layer_transition_allowed(layer, "demolishing", "regularising"));
}
END_TEST

START_TEST(grazing_bans_are_the_fifteen_in_order)
{
    static const char *const ordinals[] = {"(一)", "（二）", "(三)", "(四)", "(五)", "(六)", "(七)", "(八)",
        "(九)", "(十)", "(十一)", "(十二)", "(十三)", "(十四)", "（十五）"};
    TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped("grazing_ban");
    const struct ter_domain *kind = ter_layer_field(layer, "kind")->domain;
    ck_assert_uint_eq(kind->count, 15);
    for (size_t i = 0; i < kind->count; i++)
        ck_assert_ptr_eq(ter_domain_choice(kind, ordinals[i]), &kind->choices[i]);
    ck_assert_str_eq(kind->choices[0].title.text[TER_ZH], "大青山国家级自然保护区(土左旗段)");
}
END_TEST

/* The lists of the example ---------------------------------------------------------------------------------
 */

static void check_headings(const struct ter_layer *layer, const char *list)
{
    TER_AUTO_FREE char *text = ter_test_read(ter_test_example(list), NULL);
    char *rest = text;
    char *line = strsep(&rest, "\n");
    for (const char *heading; (heading = strsep(&line, ","));)
        ck_assert_msg(ter_layer_field_for_heading(layer, heading) != NULL,
            "%s: the heading %s means no field of %s", list, heading, layer->name);
}

START_TEST(example_lists_fit_their_layers)
{
    static const struct {
        const char *layer, *list;
    } lists[] = {{"hydrant", "broken-hydrants.csv"}, {"hydrant", "new-hydrants.csv"},
        {"township", "townships.csv"}, {"station", "stations.csv"}, {"grazing_ban", "grazing-bans.csv"},
        {"target", "targets.csv"}, {"target", "grazing-targets.csv"}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        TER_AUTO(ter_layer_free) struct ter_layer *layer = shipped(lists[i].layer);
        check_headings(layer, lists[i].list);
    }
    size_t size;
    TER_AUTO_FREE char *text = ter_test_read(ter_test_example("threshold.json"), &size);
    TER_AUTO(ter_layer_free) struct ter_layer *layer = parse(text, size, "threshold.json");
    check_headings(layer, "thresholds.csv");
}
END_TEST

Suite *suite_layers(void)
{
    Suite *suite = suite_create("layers");
    TER_TEST_CASE(suite, "schema", reader_knows_every_member_of_the_schema,
        schema_has_every_member_of_the_reader, schema_describes_every_property);
    TER_TEST_CASE(suite, "house", every_layer_file_ships, codes_of_layers_are_told_apart,
        colours_are_told_apart_by_the_colour_blind, every_status_is_reached_and_stated,
        every_rule_names_its_source);
    TER_TEST_CASE(suite, "documents", land_use_has_the_deadlines_of_the_mechanism,
        grazing_bans_are_the_fifteen_in_order, example_lists_fit_their_layers);
    return suite;
}

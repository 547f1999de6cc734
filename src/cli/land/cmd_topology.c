/* Owns `terrier topology`: what is wrong with a layer of areas that should lie side by side, as a list and as
 * a layer. */
#include "base/text.h"
#include "cli/records/filter.h"
#include "cli/records/region.h"
#include "land/topology/topology.h"
#include "land_rows.h"
#include "superseded.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ter_choice kinds[TER_FAULT_KINDS] = {
    [TER_FAULT_INVALID] = {.value = "invalid",
        .title = {{"invalid shape", "图形无效"}},
        .color = "#cc79a7",
        .severity = -1},
    [TER_FAULT_DUPLICATE] = {.value = "duplicate",
        .title = {{"number given twice", "编号重复"}},
        .color = "#0072b2",
        .severity = -1},
    [TER_FAULT_SLIVER] = {.value = "sliver",
        .title = {{"sliver", "狭长碎斑"}},
        .color = "#e69f00",
        .severity = -1},
    [TER_FAULT_OVERLAP] = {.value = "overlap",
        .title = {{"overlap", "重叠"}},
        .color = "#d55e00",
        .severity = -1},
    [TER_FAULT_GAP] = {.value = "gap", .title = {{"gap", "缝隙"}}, .color = "#56b4e9", .severity = -1},
};
static const struct ter_domain kind_domain = {"kind", kinds, TER_FAULT_KINDS};

static const struct ter_land_column columns[] = {
    {"kind", TER_FIELD_TEXT, {"fault", "问题"}, "KIND", 0, &kind_domain},
    {"area_m2", TER_FIELD_REAL, {"area (m2)", "面积(平方米)"}, "AREA_M2", 2, NULL},
    {"width_m", TER_FIELD_REAL, {"width (m)", "宽度(米)"}, "WIDTH_M", 3, NULL},
    {"code", TER_FIELD_TEXT, {"record", "记录"}, "CODE", 0, NULL},
    {"other_code", TER_FIELD_TEXT, {"and", "与"}, "OTHER", 0, NULL},
    {"lon", TER_FIELD_REAL, {"longitude", "经度"}, "LON", 7, NULL},
    {"lat", TER_FIELD_REAL, {"latitude", "纬度"}, "LAT", 7, NULL},
    {"remark", TER_FIELD_TEXT, {"remark", "说明"}, "REMARK", 0, NULL},
    {0},
};
static const struct ter_land_sheet list_sheet = {
    "topology", {"Topology", "拓扑检查"}, columns, 0, TER_GEOMETRY_NONE};
static const struct ter_land_sheet map_sheet = {
    "topology", {"Topology", "拓扑检查"}, columns, 0, TER_MULTIPOLYGON};

struct topology {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_topology_request request;
    struct ter_land_rows *rows;
    bool drawn;
};

static bool add_finding(void *user, const struct ter_finding *finding, struct ter_error *err)
{
    struct topology *topology = user;
    const struct ter_value values[] = {
        ter_value_text(kinds[finding->kind].value),
        ter_land_m2(finding->area_m2),
        ter_land_rounded(finding->width_m, 3),
        ter_value_text(finding->codes[0]),
        ter_value_text(finding->codes[1]),
        ter_land_rounded(finding->at.lon, 7),
        ter_land_rounded(finding->at.lat, 7),
        ter_value_text(finding->note),
    };
    struct ter_wkb none = {NULL, 0};
    return ter_land_rows_add(topology->rows, values, topology->drawn ? finding->shape : none, err);
}

static bool add_key(struct topology *topology, const char *name, struct ter_error *err)
{
    struct ter_topology_request *request = &topology->request;
    const struct ter_field *field;
    if (request->key_count == TER_TOPOLOGY_MOST_KEYS)
        return ter_fail(err, TER_USAGE, "--key: at most %d fields make up a number", TER_TOPOLOGY_MOST_KEYS);
    if (!ter_layer_need_field(topology->layer, name, &field, err))
        return ter_wrap(err, "--key");
    request->keys[request->key_count++] = ter_layer_field_index(topology->layer, field);
    return true;
}

/* --key village,patch_no; without it patch_no, where the layer has one. */
static bool read_keys(struct topology *topology, struct ter_error *err)
{
    static const char usual[] = "patch_no";
    const char *text = ter_args_value(topology->args, "key");
    if (!text)
        return !ter_layer_field(topology->layer, usual) || add_key(topology, usual, err);
    while (*text) {
        size_t length = strcspn(text, ",");
        TER_AUTO_FREE char *name = ter_strndup(text, length);
        if (!add_key(topology, name, err))
            return false;
        text += length + (text[length] == ',');
    }
    return true;
}

static bool read_request(struct topology *topology, struct ter_error *err)
{
    static const double most_m2 = 1e15, most_m = 1e6;
    struct ter_topology_request *request = &topology->request;
    const struct ter_args *args = topology->args;
    if (topology->layer->geometry != TER_POLYGON && topology->layer->geometry != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "layer %s holds no areas", topology->layer->name);
    return ter_args_number(args, "min-area", 0, most_m2, 0.01, &request->min_m2, err) &&
           ter_args_number(args, "max-gap", 0, most_m2, INFINITY, &request->max_gap_m2, err) &&
           ter_args_number(args, "slivers", 0, most_m, 0, &request->sliver_m, err) &&
           read_keys(topology, err);
}

static bool check(struct topology *topology, struct ter_topology_summary *ret_summary, struct ter_error *err)
{
    TER_AUTO(ter_area_close) struct ter_area *region = NULL;
    struct ter_filter_args filter;
    struct ter_ellipsoid ellipsoid;
    struct ter_topology_request request = topology->request;
    request.registry = topology->registry;
    request.layer = topology->layer;
    request.filter = &filter.filter;
    request.ellipsoid = &ellipsoid;
    request.each = add_finding;
    request.user = topology;
    request.every = ter_superseded_wanted(topology->args);
    return ter_filter_from_args(topology->args, topology->layer, &filter, err) &&
           ter_region_from_args(topology->registry, topology->args, &filter.filter, &region, err) &&
           ter_ellipsoid_open(ter_registry_epsg(topology->registry), &ellipsoid, err) &&
           ter_topology_check(&request, ret_summary, err) && ter_land_rows_commit(topology->rows, err);
}

static bool is_sound(const struct ter_topology_summary *summary)
{
    for (int kind = 0; kind < TER_FAULT_KINDS; kind++)
        if (summary->counts[kind])
            return false;
    return true;
}

static void say_kind(
    const struct topology *topology, const struct ter_topology_summary *summary, int kind, bool zh)
{
    ter_say(topology->args, "  %s: %lld, %.2f m2", kinds[kind].title.text[zh ? TER_ZH : TER_EN],
        (long long)summary->counts[kind], summary->areas_m2[kind]);
}

static void say(const struct topology *topology, const struct ter_topology_summary *summary)
{
    const struct ter_args *args = topology->args;
    bool zh = ter_args_lang(args, topology->registry) == TER_ZH;
    ter_say(args, "records: %lld, %.2f m2", (long long)summary->records, summary->area_m2);
    for (int kind = 0; kind < TER_FAULT_KINDS; kind++)
        if (summary->counts[kind])
            say_kind(topology, summary, kind, zh);
    if (is_sound(summary))
        ter_say(args, "  nothing found");
    if (summary->small)
        ter_say(args, "  gaps and overlaps under %2$g m2, not listed: %1$lld", (long long)summary->small,
            topology->request.min_m2);
    if (summary->open)
        ter_say(args, "  open land over %2$g m2, not listed: %1$lld", (long long)summary->open,
            topology->request.max_gap_m2);
    if (summary->without)
        ter_say(args, "  records without a usable shape: %lld", (long long)summary->without);
    ter_superseded_say(args, topology->layer, zh ? TER_ZH : TER_EN, summary->superseded);
    ter_land_rows_say(topology->rows);
}

static bool topology(const struct ter_args *args, bool *ret_attention, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    struct ter_topology_summary summary = {0};
    struct topology topology = {.args = args};
    if (!ter_args_open(args, TER_READ, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &topology.layer, err))
        return false;
    topology.registry = registry;
    topology.drawn = ter_args_value(args, "to") || args->format == TER_FORMAT_GEOJSON;
    if (!read_request(&topology, err))
        return false;
    TER_AUTO(ter_land_rows_close) struct ter_land_rows *rows = NULL;
    if (!ter_land_rows_open(args, registry, topology.drawn ? &map_sheet : &list_sheet, &rows, err))
        return false;
    topology.rows = rows;
    if (!ter_registry_read_begin(registry, err))
        return false;
    bool done = check(&topology, &summary, err);
    ter_registry_read_end(registry);
    if (!done)
        return false;
    say(&topology, &summary);
    *ret_attention = !is_sound(&summary);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    bool attention = false;
    if (!topology(args, &attention, err)) {
        ter_wrap(err, "topology %s", args->words[0]);
        return ter_exit_for(err);
    }
    return attention ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    {"min-area", "M2", "list no gap or overlap smaller than that (default 0.01); smaller ones are counted",
        false},
    {"max-gap", "M2", "gaps larger than that are open land, and only counted", false},
    {"slivers", "M", "list records narrower than that: twice the area over the outline's length", false},
    {"key", "FIELD[,FIELD]", "what numbers a record, alone or together (default: patch_no, if there is one)",
        false},
    {"to", "FILE", "write a file (.gpkg, .geojson, .shp, .csv) with the shapes of what was found", false},
    TER_MEASURED_OPTIONS,
    {0},
};

const struct ter_command ter_command_topology = {
    .name = "topology",
    .usage = "LAYER",
    .summary = "gaps, overlaps, slivers and numbers given twice in a layer of areas",
    .options = options,
    .formats = "table json csv geojson",
    .details =
        "What is wrong with areas that should lie side by side: shapes that are not valid, numbers given\n"
        "twice, slivers, land that two records share, and gaps - land without a record that records\n"
        "enclose, with the records round it. Each with its area on the ellipsoid, its width and a position\n"
        "in it. Nothing is mended.\n"
        "Filters choose the records; between those that remain there are more gaps. Exit code 3 says that\n"
        "something was found.",
    .examples = "terrier topology land_use --min-area 1 --to faults.gpkg\n"
                "terrier topology land_use --key village,patch_no --max-gap 10000\n"
                "terrier topology township --slivers 5 --format json",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};

/* Owns which layers a project has: in which groups, in which style, what is on, and which events belong to
 * which record. It names no layer but the one that others hang on, the events. */
#include "layer/qml.h"
#include "qgis_plan.h"

#include <string.h>

static const char events_layer[] = "event";

enum group { GROUP_WORK, GROUP_LISTS, GROUP_FACILITIES, GROUP_ZONES, GROUP_GAZETTEER, GROUP_COUNT };

static const struct {
    const char *title[2];
    int parent;
    bool collapsed;
} groups[GROUP_COUNT] = {
    [GROUP_WORK] = {{[TER_EN] = "Work", [TER_ZH] = "工作"}, TER_QGIS_TOP, false},
    [GROUP_LISTS] = {{[TER_EN] = "Lists", [TER_ZH] = "清单"}, GROUP_WORK, true},
    [GROUP_FACILITIES] = {{[TER_EN] = "Facilities", [TER_ZH] = "设施"}, TER_QGIS_TOP, false},
    [GROUP_ZONES] = {{[TER_EN] = "Zones and land", [TER_ZH] = "区域与土地"}, TER_QGIS_TOP, false},
    [GROUP_GAZETTEER] = {{[TER_EN] = "Gazetteer", [TER_ZH] = "地名底图"}, TER_QGIS_TOP, true},
};

static const struct {
    const char *table;
    const char *title[2];
} gazetteer[] = {
    {"place", {[TER_EN] = "Places", [TER_ZH] = "地名"}},
    {"road", {[TER_EN] = "Roads, railways, waterways", [TER_ZH] = "道路、铁路、水系"}},
};

static const char *const events_title[] = {[TER_EN] = "Events", [TER_ZH] = "工作记录"};

/* ---- groups ---- */

static size_t add_group(struct ter_qgis_project *project, const char *title, int parent, bool collapsed)
{
    project->groups = ter_realloc(project->groups, (project->group_count + 1) * sizeof *project->groups);
    project->groups[project->group_count] =
        (struct ter_qgis_group){.title = ter_strdup(title), .parent = parent, .collapsed = collapsed};
    return project->group_count++;
}

/* What is drawn as points stands for things, what is drawn as areas for rules about land; tables and events
 * are work. */
static size_t group_of(const struct ter_layer *layer)
{
    if (layer->geometry == TER_GEOMETRY_NONE || strcmp(layer->name, events_layer) == 0)
        return GROUP_WORK;
    return layer->geometry == TER_POLYGON || layer->geometry == TER_MULTIPOLYGON ? GROUP_ZONES
                                                                                 : GROUP_FACILITIES;
}

/* ---- layers ---- */

char *ter_qgis_layer_id(const struct ter_layer *layer)
{
    return ter_format("register_table_%s", layer->name);
}

static void add_layer(struct ter_qgis_project *project, struct ter_qgis_layer layer)
{
    project->layers = ter_realloc(project->layers, (project->layer_count + 1) * sizeof *project->layers);
    project->layers[project->layer_count++] = layer;
}

static bool derive_style(
    const struct ter_map_table *table, enum ter_lang lang, char **ret_qml, struct ter_error *err)
{
    struct ter_qml_options options = {.name = table->name};
    if (table->kind == TER_MAP_GAZETTEER)
        return ter_gazetteer_qml(table->name, lang, ret_qml, err);
    return ter_layer_qml_for(table->layer, lang, table->kind == TER_MAP_VIEW ? &options : NULL, ret_qml, err);
}

/* A derived style is derived again where the project speaks another language than the register; one that
 * somebody changed is taken as it is. */
static bool style_of(const struct ter_qgis_draft *draft, const struct ter_map_table *table, char **ret_qml,
    struct ter_error *err)
{
    enum ter_lang lang = draft->project->lang;
    if (!table->qml || (table->derived && ter_registry_lang(draft->registry) != lang))
        return derive_style(table, lang, ret_qml, err) || ter_wrap(err, "%s", table->name);
    *ret_qml = ter_strdup(table->qml);
    return true;
}

static bool add_table(struct ter_qgis_draft *draft, const struct ter_map_table *table, struct ter_error *err)
{
    char *qml = NULL;
    if (!style_of(draft, table, &qml, err))
        return false;
    struct ter_qgis_layer layer = {
        .id = ter_qgis_layer_id(table->layer),
        .table = ter_strdup(table->name),
        .provider = draft->provider,
        .title = ter_strdup(table->title),
        .group = group_of(table->layer),
        .geometry = table->geometry,
        .qml = qml,
        .on = table->any,
        .collapsed = !table->any || group_of(table->layer) == GROUP_WORK,
    };
    add_layer(draft->project, layer);
    return true;
}

static char *events_id(const struct ter_layer *layer)
{
    return ter_format("register_events_of_%s", layer->name);
}

/* Records of `layer`, shown as the project's layer `parent` under the register's name `name`, and their
 * events. */
static void relate(
    struct ter_qgis_project *project, const struct ter_layer *layer, const char *name, const char *parent)
{
    struct ter_qgis_relation relation = {
        .id = ter_format("%s_of_%s", events_layer, name),
        .title = ter_strdup(events_title[project->lang]),
        .child = events_id(layer),
        .child_field = ter_strdup("about_code"),
        .parent = ter_strdup(parent),
        .parent_field = ter_strdup(layer->fields[layer->role[TER_ROLE_CODE]].name),
    };
    project->relations =
        ter_realloc(project->relations, (project->relation_count + 1) * sizeof *project->relations);
    project->relations[project->relation_count++] = relation;
}

static const struct ter_map_table *table_of(
    const struct ter_map_tables *tables, const struct ter_layer *layer)
{
    for (size_t i = 0; i < tables->count; i++)
        if (tables->items[i].kind == TER_MAP_LAYER && tables->items[i].layer == layer)
            return &tables->items[i];
    return NULL;
}

/* The style of a layer for a view of it: the form asks for the view's own relation with the events, for QGIS
 * shows a relation only in the form of the layer it belongs to. */
static char *with_relation_of(const char *qml, const char *layer, const char *view)
{
    TER_AUTO_FREE char *former = ter_format("%s_of_%s", events_layer, layer);
    struct ter_buf out = {0};
    for (const char *found; (found = strstr(qml, former)); qml = found + strlen(former)) {
        char after = found[strlen(former)]; /* the name of another layer may begin with this one's */
        ter_buf_add(&out, qml, (size_t)(found - qml));
        ter_buf_printf(&out, "%s_of_%s", events_layer, after == '\'' || after == '"' ? view : layer);
    }
    ter_buf_text(&out, qml);
    return ter_buf_take(&out);
}

/* A view shows records that its layer shows already: it is there to be switched on, or opened as a table.
 * GDAL cannot write into it, so the OGR provider gets those rows of the layer's own table, in its own style.
 */
static bool add_view(
    struct ter_qgis_draft *draft, const struct ter_map_table *view, size_t group, struct ter_error *err)
{
    bool ogr = draft->provider == TER_QGIS_OGR;
    const struct ter_map_table *shown = ogr ? table_of(draft->tables, view->layer) : view;
    TER_AUTO_FREE char *qml = NULL;
    if (!style_of(draft, shown, &qml, err))
        return false;
    struct ter_qgis_layer layer = {
        .id = ter_format("register_view_%s", view->name),
        .table = ter_strdup(shown->name),
        .subset = ogr ? ter_map_rows_of_view(view) : NULL,
        .provider = draft->provider,
        .title = ter_strdup(view->title),
        .group = group,
        .geometry = view->geometry,
        .qml = with_relation_of(qml, view->layer->name, view->name),
        .collapsed = true,
    };
    add_layer(draft->project, layer);
    if (strcmp(view->layer->name, events_layer) != 0)
        relate(draft->project, view->layer, view->name, layer.id);
    return true;
}

/* The views of one layer in a group of their own. */
static bool add_views(struct ter_qgis_draft *draft, const struct ter_layer *layer, struct ter_error *err)
{
    size_t group = 0;
    for (size_t i = 0; i < draft->tables->count; i++) {
        const struct ter_map_table *view = &draft->tables->items[i];
        if (view->kind != TER_MAP_VIEW || view->layer != layer)
            continue;
        if (!group)
            group = add_group(draft->project, layer->title.text[draft->project->lang], GROUP_LISTS, true);
        if (!add_view(draft, view, group, err))
            return false;
    }
    return true;
}

static const char *gazetteer_title(const char *table, enum ter_lang lang)
{
    for (size_t i = 0; i < sizeof gazetteer / sizeof *gazetteer; i++)
        if (strcmp(gazetteer[i].table, table) == 0)
            return gazetteer[i].title[lang];
    return table;
}

static bool add_gazetteer(
    struct ter_qgis_draft *draft, const struct ter_map_table *table, struct ter_error *err)
{
    char *qml = NULL;
    if (!style_of(draft, table, &qml, err))
        return false;
    struct ter_qgis_layer layer = {
        .id = ter_format("gazetteer_%ss", table->name),
        .table = ter_strdup(table->name),
        .subset = table->subset ? ter_strdup(table->subset) : NULL,
        .provider = draft->provider,
        .title = ter_strdup(gazetteer_title(table->name, draft->project->lang)),
        .group = GROUP_GAZETTEER,
        .geometry = table->geometry,
        .qml = qml,
        .on = table->any,
        .collapsed = true,
        .read_only = true,
    };
    add_layer(draft->project, layer);
    return true;
}

/* ---- events of a record ---- */

/* A relation of QGIS compares fields with fields. That an event is about a hydrant and not about a station of
 * the same code is said by a layer of its own for each kind of record, which nobody sees; what is added
 * through it is about that kind. */
static bool add_events(struct ter_qgis_draft *draft, const struct ter_map_table *events,
    const struct ter_layer *layer, struct ter_error *err)
{
    char *qml = NULL;
    if (!style_of(draft, events, &qml, err))
        return false;
    enum ter_lang lang = draft->project->lang;
    struct ter_qgis_layer child = {
        .id = events_id(layer),
        .table = ter_strdup(events_layer),
        .subset = ter_map_events_of(layer),
        .provider = draft->provider,
        .title = ter_format("%s: %s", events_title[lang], layer->title.text[lang]),
        .group = GROUP_WORK,
        .geometry = events->geometry,
        .qml = qml,
        .display =
            ter_strdup("concat(format_date(\"happened_on\", 'yyyy-MM-dd'), ' ', represent_value(\"kind\"))"),
        .preset_field = ter_strdup("about_layer"),
        .preset = ter_strdup(layer->name),
        .collapsed = true,
        .hidden = true,
    };
    add_layer(draft->project, child);
    TER_AUTO_FREE char *parent = ter_qgis_layer_id(layer);
    relate(draft->project, layer, layer->name, parent);
    return true;
}

static bool add_relations(struct ter_qgis_draft *draft, struct ter_error *err)
{
    const struct ter_layer *events = NULL;
    if (!ter_registry_layer(draft->registry, events_layer, &events, err))
        return false;
    for (size_t i = 0; i < ter_registry_layer_count(draft->registry); i++) {
        const struct ter_layer *layer = ter_registry_layer_at(draft->registry, i);
        if (layer != events && !add_events(draft, table_of(draft->tables, events), layer, err))
            return false;
    }
    return true;
}

/* ---- the whole ---- */

bool ter_qgis_plan_layers(struct ter_qgis_draft *draft, struct ter_error *err)
{
    for (size_t i = 0; i < GROUP_COUNT; i++)
        add_group(
            draft->project, groups[i].title[draft->project->lang], groups[i].parent, groups[i].collapsed);
    for (size_t i = 0; i < draft->tables->count; i++) {
        const struct ter_map_table *table = &draft->tables->items[i];
        if (table->kind == TER_MAP_LAYER && !add_table(draft, table, err))
            return false;
        if (table->kind == TER_MAP_GAZETTEER && !add_gazetteer(draft, table, err))
            return false;
    }
    for (size_t i = 0; i < ter_registry_layer_count(draft->registry); i++)
        if (!add_views(draft, ter_registry_layer_at(draft->registry, i), err))
            return false;
    return add_relations(draft, err);
}

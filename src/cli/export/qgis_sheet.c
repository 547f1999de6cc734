/* Owns the print layout's words and questions: which townships get a sheet, what its map shows, what its
 * table lists. They are asked by QGIS when it draws, so that a sheet printed next year shows next year's
 * register. */
#include "qgis_plan.h"

#include "registry/attribution.h"

#include <string.h>

static const char list_layer[] = "hydrant", coverage_layer[] = "township", events_layer[] = "event";

static const struct {
    const char *name, *not_available, *empty, *printed, *honest;
} words[] = {
    [TER_EN] = {"Sheets by township", " not available", "none",
        "Register: [% @project_title %] · printed [% format_date(now(), 'yyyy-MM-dd') %] · EPSG:",
        "positions have an error radius, which the register states; a dotted ring: larger than the map can "
        "show"},
    [TER_ZH] = {"分乡镇图", "：不可用", "无",
        "登记册：[% @project_title %] · 打印日期 [% format_date(now(), 'yyyy-MM-dd') %] · EPSG:",
        "位置有误差，误差半径以登记册为准；虚线圈：误差大于图上所能表示"},
};

/* The columns of the table that there are fields for; with the margins of the cells they fill the frame's 105
 * mm. */
static const struct {
    const char *field;
    double width_mm;
    const char *heading[2]; /* NULL: the field's title */
} columns[] = {
    {"code", 13.5, {NULL, NULL}},
    {"location_text", 43, {NULL, NULL}},
    {"defect", 11, {NULL, NULL}},
    {"status", 11.5, {NULL, NULL}},
    {"target_date", 12.5, {[TER_EN] = "target", [TER_ZH] = "计划完成"}},
    {"uncertainty_m", 8.5, {[TER_EN] = "± m", [TER_ZH] = "误差/米"}},
};

static void write_literal(struct ter_buf *out, const char *text)
{
    ter_buf_text(out, "'");
    for (; *text; text++)
        ter_buf_printf(out, *text == '\'' ? "''" : "%c", *text);
    ter_buf_text(out, "'");
}

/* Records of a layer in the township whose feature is called `unit`. */
static char *in_township(const struct ter_layer *layer, const char *unit)
{
    return ter_format(
        "\"%s\" = attribute(%s, 'name')", layer->fields[layer->role[TER_ROLE_TOWNSHIP]].name, unit);
}

static bool is_available(const struct ter_layer *layer, const char *status)
{
    for (size_t i = 0; i < layer->available.count; i++)
        if (strcmp(layer->available.items[i], status) == 0)
            return true;
    return false;
}

/* What can be used is no news, and what is retired nobody will mend. */
static bool is_listed(const struct ter_layer *layer, const char *status)
{
    return !is_available(layer, status) && !ter_layer_status_is_final(layer, status);
}

static void write_statuses(struct ter_buf *out, const struct ter_layer *layer,
    bool (*wanted)(const struct ter_layer *layer, const char *status))
{
    const struct ter_field *status = &layer->fields[layer->role[TER_ROLE_STATUS]];
    ter_buf_printf(out, "\"%s\" IN (", status->name);
    for (size_t i = 0, count = 0; i < status->domain->count; i++) {
        if (!wanted(layer, status->domain->choices[i].value))
            continue;
        ter_buf_text(out, count++ ? ", " : "");
        write_literal(out, status->domain->choices[i].value);
    }
    ter_buf_text(out, ")");
}

static char *list_filter(const struct ter_layer *layer)
{
    struct ter_buf filter = {0};
    TER_AUTO_FREE char *in = in_township(layer, "@atlas_feature");
    ter_buf_printf(&filter, "%s AND ", in);
    write_statuses(&filter, layer, is_listed);
    return ter_buf_take(&filter);
}

/* QGIS breaks lines at blanks only, of which Chinese has none. */
static char *column_expression(const struct ter_field *field)
{
    if (field->domain)
        return ter_format("represent_value(\"%s\")", field->name);
    if (field->type == TER_FIELD_DATE)
        return ter_format("format_date(\"%s\", 'yyyy-MM-dd')", field->name);
    if (field->type == TER_FIELD_REAL)
        return ter_format("format_number(\"%s\", 0)", field->name);
    return ter_format("if(regexp_match(\"%s\", '[^ -~]'), regexp_replace(\"%s\", '(.{19})(?=.)', "
                      "'\\\\1\\n'), \"%s\")",
        field->name, field->name, field->name);
}

static void add_columns(const struct ter_layer *layer, enum ter_lang lang, struct ter_qgis_sheet *sheet)
{
    enum { COUNT = sizeof columns / sizeof *columns };
    sheet->columns = ter_alloc(COUNT * sizeof *sheet->columns);
    for (size_t i = 0; i < COUNT; i++) {
        const struct ter_field *field = ter_layer_field(layer, columns[i].field);
        if (field)
            sheet->columns[sheet->column_count++] = (struct ter_qgis_column){
                .heading =
                    ter_strdup(columns[i].heading[lang] ? columns[i].heading[lang] : field->title.text[lang]),
                .expression = column_expression(field),
                .width_mm = columns[i].width_mm};
    }
}

/* Events tell of things, townships are what is asked for: neither makes a sheet. */
static bool makes_sheet(const struct ter_layer *layer)
{
    return layer->geometry != TER_GEOMETRY_NONE && strcmp(layer->name, coverage_layer) != 0 &&
           strcmp(layer->name, events_layer) != 0;
}

/* A township with a boundary gets a sheet, and one with records. */
static char *sheet_filter(const struct ter_registry *registry, const struct ter_layer *coverage)
{
    struct ter_buf filter = {0};
    write_statuses(&filter, coverage, is_available);
    ter_buf_text(&filter, " AND ($geometry IS NOT NULL");
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++) {
        const struct ter_layer *layer = ter_registry_layer_at(registry, i);
        TER_AUTO_FREE char *in = in_township(layer, "@parent");
        TER_AUTO_FREE char *id = ter_qgis_layer_id(layer);
        if (makes_sheet(layer))
            ter_buf_printf(&filter,
                " OR coalesce(aggregate('%s', 'count', \"id\", %s AND $geometry IS NOT NULL), 0) > 0", id,
                in);
    }
    ter_buf_text(&filter, ")");
    return ter_buf_take(&filter);
}

/* The township's boundary; where it has none, its records. */
static char *sheet_shape(const struct ter_registry *registry, const struct ter_qgis_project *project)
{
    struct ter_buf shape = {0};
    ter_buf_text(
        &shape, "transform(coalesce(geometry(@atlas_feature), collect_geometries(array_filter(array(");
    for (size_t i = 0, count = 0; i < ter_registry_layer_count(registry); i++) {
        const struct ter_layer *layer = ter_registry_layer_at(registry, i);
        TER_AUTO_FREE char *in = in_township(layer, "@atlas_feature");
        TER_AUTO_FREE char *id = ter_qgis_layer_id(layer);
        if (makes_sheet(layer))
            ter_buf_printf(
                &shape, "%saggregate('%s', 'collect', $geometry, %s)", count++ ? ", " : "", id, in);
    }
    ter_buf_printf(
        &shape, "), @element IS NOT NULL))), 'EPSG:%d', 'EPSG:%d')", project->epsg, project->map_epsg);
    return ter_buf_take(&shape);
}

/* What others wrote must not become an expression: QGIS evaluates what stands between [% and %]. */
static void add_plain(struct ter_buf *out, const char *text)
{
    for (; *text; text++)
        ter_buf_printf(out, text[0] == '[' && text[1] == '%' ? "%c " : "%c", *text);
}

static bool set_notes(struct ter_qgis_draft *draft, struct ter_error *err)
{
    struct ter_qgis_project *project = draft->project;
    TER_AUTO_FREE char *attribution = NULL;
    if (!ter_registry_attribution(draft->registry, &attribution, err))
        return false;
    struct ter_buf notes = {0};
    ter_buf_printf(
        &notes, "%s%d · %s", words[project->lang].printed, project->map_epsg, words[project->lang].honest);
    if (attribution)
        ter_buf_text(&notes, " · ");
    add_plain(&notes, attribution ? attribution : "");
    project->sheet.notes = ter_buf_take(&notes);
    return true;
}

bool ter_qgis_plan_sheet(struct ter_qgis_draft *draft, struct ter_error *err)
{
    const struct ter_layer *listed = NULL, *coverage = NULL;
    struct ter_qgis_sheet *sheet = &draft->project->sheet;
    enum ter_lang lang = draft->project->lang;
    if (!ter_registry_layer(draft->registry, list_layer, &listed, err) ||
        !ter_registry_layer(draft->registry, coverage_layer, &coverage, err) || !set_notes(draft, err))
        return false;
    sheet->name = ter_strdup(words[lang].name);
    sheet->coverage = ter_qgis_layer_id(coverage);
    sheet->filter = sheet_filter(draft->registry, coverage);
    sheet->shape = sheet_shape(draft->registry, draft->project);
    sheet->list = ter_qgis_layer_id(listed);
    sheet->list_filter = list_filter(listed);
    sheet->list_order = ter_strdup("\"status\" || ' ' || \"code\"");
    sheet->heading = ter_format("%s%s [%% aggregate('%s', 'count', \"id\", %s) %%]", listed->title.text[lang],
        words[lang].not_available, sheet->list, sheet->list_filter);
    sheet->empty = ter_strdup(words[lang].empty);
    add_columns(listed, lang, sheet);
    return true;
}

/* Owns sums by a field. Knows nothing of how areas are measured. */
#include "overlay_groups.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>

static const struct ter_land_column columns[] = {
    {"group", TER_FIELD_TEXT, {"by", "分组"}, "GROUP", 0, NULL},
    {"records", TER_FIELD_INTEGER, {"records", "记录数"}, "RECORDS", 0, NULL},
    {"touched", TER_FIELD_INTEGER, {"with land inside", "有重叠的记录"}, "TOUCHED", 0, NULL},
    {"area_m2", TER_FIELD_REAL, {"records (m2)", "记录面积(平方米)"}, "AREA_M2", 2, NULL},
    {"inside_m2", TER_FIELD_REAL, {"inside (m2)", "区域内(平方米)"}, "INSIDE_M2", 2, NULL},
    {"inside_mu", TER_FIELD_REAL, {"inside (mu)", "区域内(亩)"}, "INSIDE_MU", 4, NULL},
    {"share", TER_FIELD_REAL, {"share (%)", "占比(%)"}, "SHARE", 2, NULL},
    {0},
};
const struct ter_land_sheet ter_overlay_groups_sheet = {
    "overlay", {"Overlay, summed up", "叠加分析汇总"}, columns, 0, TER_GEOMETRY_NONE};

struct group {
    char *name;
    int64_t records, touched;
    double area_m2, inside_m2;
};

struct ter_overlay_groups {
    const struct ter_layer *layer;
    size_t field;
    enum ter_lang lang;
    struct ter_map places; /* of names */
    struct group *items;
    size_t count, capacity;
    struct ter_buf text;
};

bool ter_overlay_groups_open(const struct ter_layer *layer, const char *name, enum ter_lang lang,
    struct ter_overlay_groups **ret_groups, struct ter_error *err)
{
    const struct ter_field *field;
    if (!ter_layer_need_field(layer, name, &field, err))
        return false;
    struct ter_overlay_groups *groups = ter_alloc(sizeof *groups);
    groups->layer = layer;
    groups->field = ter_layer_field_index(layer, field);
    groups->lang = lang;
    *ret_groups = groups;
    return true;
}

void ter_overlay_groups_close(struct ter_overlay_groups *groups)
{
    if (!groups)
        return;
    for (size_t i = 0; i < groups->count; i++)
        free(groups->items[i].name);
    free(groups->items);
    ter_map_free(&groups->places);
    ter_buf_free(&groups->text);
    free(groups);
}

size_t ter_overlay_groups_field(const struct ter_overlay_groups *groups)
{
    return groups->field;
}

static struct group *group_of(struct ter_overlay_groups *groups, struct ter_value value)
{
    bool is_new;
    ter_buf_clear(&groups->text);
    ter_buf_text(&groups->text, "");
    ter_field_print(&groups->layer->fields[groups->field], value, groups->lang, &groups->text);
    int64_t *place = ter_map_put(&groups->places, ter_hash(0, groups->text.data, groups->text.size), &is_new);
    if (!is_new)
        return &groups->items[*place];
    *place = (int64_t)groups->count;
    groups->items = ter_grow(groups->items, &groups->capacity, groups->count + 1, sizeof *groups->items);
    groups->items[groups->count] = (struct group){.name = ter_strdup(groups->text.data)};
    return &groups->items[groups->count++];
}

void ter_overlay_groups_add(
    struct ter_overlay_groups *groups, struct ter_value value, const struct ter_overlay_parts *parts)
{
    if (groups->field == groups->layer->role[TER_ROLE_CODE] && !parts->count)
        return;
    struct group *group = group_of(groups, value);
    group->records++;
    group->touched += parts->count > 0;
    group->area_m2 += parts->area_m2;
    group->inside_m2 += parts->inside_m2;
}

bool ter_overlay_groups_write(
    const struct ter_overlay_groups *groups, struct ter_land_rows *rows, struct ter_error *err)
{
    for (size_t i = 0; i < groups->count; i++) {
        const struct group *group = &groups->items[i];
        const struct ter_value values[] = {
            ter_value_text(group->name[0] ? group->name : NULL),
            ter_value_int(group->records),
            ter_value_int(group->touched),
            ter_land_m2(group->area_m2),
            ter_land_m2(group->inside_m2),
            ter_land_mu(group->inside_m2),
            ter_land_rounded(group->area_m2 > 0 ? 100 * group->inside_m2 / group->area_m2 : 0, 4),
        };
        if (!ter_land_rows_add(rows, values, (struct ter_wkb){NULL, 0}, err))
            return false;
    }
    return true;
}

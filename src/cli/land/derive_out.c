/* Owns the file of differences: its one layer, and the records in it. Knows nothing of how they came about.
 */
#include "derive_out.h"

#include "cli/target.h"
#include "export/writer.h"

enum { ID, CODE, CHANGE, AREA_M2, FIELDS };

static struct ter_choice choices[] = {
    {.value = "added", .title = {{"added", "增加"}}, .color = "#009e73", .severity = -1},
    {.value = "removed", .title = {{"removed", "减少"}}, .color = "#d55e00", .severity = -1},
};
static const struct ter_domain change_domain = {"change", choices, 2};

static struct ter_field fields[FIELDS] = {
    [ID] = {"id", TER_FIELD_INTEGER, {{"row", "序号"}}, .shp = "ID"},
    [CODE] = {"code", TER_FIELD_TEXT, {{"code", "编号"}}, .shp = "CODE"},
    [CHANGE] = {"change", TER_FIELD_TEXT, {{"change", "变化"}}, .shp = "CHANGE", .domain = &change_domain},
    [AREA_M2] = {"area_m2", TER_FIELD_REAL, {{"area (m2)", "面积（平方米）"}}, .shp = "AREA_M2"},
};

/* The roles that it does not have point behind the fields, where nothing looks. */
static const struct ter_layer layer = {
    .name = "derive_changes",
    .version = 1,
    .title = {{"What derived zones gain and lose", "推算区域的增减"}},
    .description = {{"What derived zones gain and lose", "推算区域的增减"}},
    .geometry = TER_MULTIPOLYGON,
    .fields = fields,
    .field_count = FIELDS,
    .role = {[TER_ROLE_ID] = ID,
        [TER_ROLE_CODE] = CODE,
        [TER_ROLE_STATUS] = FIELDS,
        [TER_ROLE_STATUS_SINCE] = FIELDS,
        [TER_ROLE_TOWNSHIP] = FIELDS,
        [TER_ROLE_LOCATION_TEXT] = FIELDS,
        [TER_ROLE_LOCATION_CORRECTED] = FIELDS,
        [TER_ROLE_METHOD] = FIELDS,
        [TER_ROLE_PRECISION] = FIELDS,
        [TER_ROLE_UNCERTAINTY_M] = FIELDS,
        [TER_ROLE_PLACED_NOTE] = FIELDS,
        [TER_ROLE_SOURCE_ID] = FIELDS,
        [TER_ROLE_SOURCE_ROW] = FIELDS,
        [TER_ROLE_UPDATED_AT] = FIELDS},
    .style_by = "change",
};

static bool write_part(struct ter_writer *writer, const char *code, const char *change,
    const struct ter_buf *wkb, double area_m2, int64_t *id, struct ter_error *err)
{
    if (!wkb->size)
        return true;
    struct ter_value values[FIELDS] = {
        [ID] = ter_value_int(++*id),
        [CODE] = ter_value_text(code),
        [CHANGE] = ter_value_text(change),
        [AREA_M2] = ter_value_real(area_m2),
    };
    const struct ter_record record = {values, FIELDS, {(const uint8_t *)wkb->data, wkb->size}};
    return writer->write(writer, &record, err);
}

static bool write_all(
    const struct ter_derive_changes *changes, struct ter_writer *writer, struct ter_error *err)
{
    int64_t id = 0;
    for (size_t i = 0; i < changes->count; i++) {
        const struct ter_derive_change *change = &changes->items[i];
        const struct ter_shape_changes *shapes = &change->shapes;
        if (change->state == TER_DERIVE_SAME)
            continue;
        if (!write_part(writer, change->was->code, "added", &shapes->added, shapes->added_m2, &id, err) ||
            !write_part(writer, change->was->code, "removed", &shapes->removed, shapes->removed_m2, &id, err))
            return false;
    }
    return true;
}

bool ter_derive_out_check(const struct ter_registry *registry, const char *path, struct ter_error *err)
{
    return ter_target_check(registry, "--out", path, NULL, err);
}

bool ter_derive_out_write(
    const struct ter_derive_changes *changes, enum ter_lang lang, const char *path, struct ter_error *err)
{
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    struct ter_write_options options = {
        .layer = &layer, .epsg = ter_registry_epsg(changes->registry), .lang = lang};
    return (ter_writer_open(path, &options, &writer, err) && write_all(changes, writer, err) &&
               writer->commit(writer, err)) ||
           ter_wrap(err, "--out %s", path);
}

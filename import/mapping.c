/* Owns the making of records from rows: what each cell's text means. Which column is which field, columns.c
 * knows; how a position is made, position.c. Called for every row of a bulk import: columns are resolved
 * once, and no cell costs an allocation. */
#include "mapping.h"

#include "base/text.h"
#include "cell.h"
#include "columns.h"
#include "position.h"
#include "wkt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ter_mapping {
    const struct ter_layer *layer;
    struct ter_source_info info;
    struct ter_columns columns;
    struct ter_positioner *positioner; /* NULL: no positions */
    struct ter_binding *bindings;
    size_t binding_count;
    bool *given;
    struct ter_value *constants; /* what --set gives; texts are owned */
    struct ter_value *values;
    struct ter_buf wkb;
    struct ter_mapped_row row;
    struct ter_reject reject;
    struct ter_error why;
    struct ter_buf bad; /* the value of a reject */
};

static bool read_coordinate(struct ter_value value, double *ret_number)
{
    if (value.type != TER_VALUE_TEXT) {
        *ret_number = ter_value_number(value, NAN);
        return value.type != TER_VALUE_NULL;
    }
    if (ter_cell_number(value.text, ret_number))
        return true;
    TER_AUTO_FREE char *plain = ter_text_nfkc(value.text); /* full-width digits, blanks */
    return ter_text_double(ter_text_trim(plain), ret_number);
}

static bool is_blank(struct ter_value value)
{
    return value.type == TER_VALUE_NULL ||
           (value.type == TER_VALUE_TEXT && value.text[strspn(value.text, " \t\r\n")] == '\0');
}

/* On failure *ret_column says which column is to blame, or TER_NO_COLUMN for the geometry. */
static bool read_pair(
    struct ter_mapping *mapping, const struct ter_value *cells, int *ret_column, struct ter_error *err)
{
    const int columns[2] = {mapping->columns.x, mapping->columns.y};
    bool blank[2] = {is_blank(cells[columns[0]]), is_blank(cells[columns[1]])};
    double numbers[2];
    if (blank[0] && blank[1])
        return true;
    for (int i = 0; i < 2; i++) {
        *ret_column = columns[i];
        if (blank[i])
            return ter_fail(err, TER_FAILED, "half a position; fill in both columns or neither");
        if (!read_coordinate(cells[columns[i]], &numbers[i]))
            return ter_fail(
                err, TER_FAILED, "not a number; write decimal degrees such as 111.1618, or metres");
    }
    bool latitude_is_wrong = fabs(numbers[0]) <= 180 && fabs(numbers[1]) > 90;
    *ret_column = columns[latitude_is_wrong ? 1 : 0];
    return ter_position_from_pair(
        mapping->positioner, numbers[0], numbers[1], &mapping->row.record.geometry, err);
}

static bool read_position(
    struct ter_mapping *mapping, const struct ter_source_row *source, int *ret_column, struct ter_error *err)
{
    struct ter_wkb *geometry = &mapping->row.record.geometry;
    *geometry = (struct ter_wkb){0};
    *ret_column = TER_NO_COLUMN;
    if (!mapping->positioner)
        return true;
    if (mapping->columns.x != TER_NO_COLUMN)
        return read_pair(mapping, source->values, ret_column, err);
    struct ter_wkb wkb = source->geometry;
    if (mapping->columns.wkt != TER_NO_COLUMN) {
        *ret_column = mapping->columns.wkt;
        struct ter_value cell = source->values[*ret_column];
        if (is_blank(cell))
            return true;
        if (cell.type != TER_VALUE_TEXT || !ter_wkt_read(cell.text, &mapping->wkb, err))
            return ter_fail(err, TER_FAILED, "not a geometry; write it as POINT (111.16 40.73)");
        wkb = (struct ter_wkb){
            mapping->wkb.size ? (const uint8_t *)mapping->wkb.data : NULL, mapping->wkb.size};
    }
    return !wkb.data || ter_position_from_wkb(mapping->positioner, wkb, geometry, err);
}

/* No position without a radius. */
static void default_radius(struct ter_mapping *mapping)
{
    const struct ter_layer *layer = mapping->layer;
    struct ter_value *method = &mapping->values[layer->role[TER_ROLE_METHOD]];
    struct ter_value *uncertainty_m = &mapping->values[layer->role[TER_ROLE_UNCERTAINTY_M]];
    if (!mapping->row.record.geometry.data)
        return;
    if (method->type == TER_VALUE_NULL)
        *method = ter_value_text("imported");
    if (uncertainty_m->type == TER_VALUE_NULL)
        *uncertainty_m = ter_value_real(layer->imported_uncertainty_m);
}

static const struct ter_reject *refuse(
    struct ter_mapping *mapping, const struct ter_source_row *source, int column)
{
    ter_buf_clear(&mapping->bad);
    ter_buf_text(&mapping->bad, "");
    if (column != TER_NO_COLUMN)
        ter_value_print(source->values[column], &mapping->bad);
    mapping->reject =
        (struct ter_reject){source->number, column == TER_NO_COLUMN ? NULL : mapping->info.columns[column],
            column == TER_NO_COLUMN ? NULL : mapping->bad.data, mapping->why.message};
    return &mapping->reject;
}

void ter_mapping_apply(struct ter_mapping *mapping, const struct ter_source_row *source,
    const struct ter_mapped_row **ret_row, const struct ter_reject **ret_reject)
{
    int column;
    *ret_row = NULL;
    *ret_reject = NULL;
    memcpy(mapping->values, mapping->constants, mapping->layer->field_count * sizeof *mapping->values);
    for (size_t i = 0; i < mapping->binding_count; i++) {
        struct ter_binding *binding = &mapping->bindings[i];
        if (ter_cell_read(binding, source->values[binding->column], &mapping->values[binding->field_index],
                &mapping->why))
            continue;
        *ret_reject = refuse(mapping, source, (int)binding->column);
        return;
    }
    if (!read_position(mapping, source, &column, &mapping->why)) {
        *ret_reject = refuse(mapping, source, column);
        return;
    }
    default_radius(mapping);
    mapping->row.number = source->number;
    *ret_row = &mapping->row;
}

static bool take_constants(
    struct ter_mapping *mapping, const struct ter_map_options *options, struct ter_error *err)
{
    for (size_t i = 0; i < options->set_count; i++) {
        const struct ter_field *field;
        char scratch[TER_SCRATCH_SIZE];
        struct ter_value value;
        if (!ter_layer_need_field(mapping->layer, options->set[i].field, &field, err))
            return false;
        if (!ter_field_read(field, options->set[i].text, scratch, &value, err)) {
            err->code = TER_USAGE;
            return ter_wrap(err, "--set %s=%s", options->set[i].field, options->set[i].text);
        }
        size_t index = ter_layer_field_index(mapping->layer, field);
        mapping->constants[index] = ter_value_copy(value);
        mapping->given[index] = true;
    }
    return true;
}

static void bind(struct ter_mapping *mapping, size_t index)
{
    mapping->given[index] = true;
    ter_binding_init(&mapping->bindings[mapping->binding_count++], mapping->layer, index,
        (size_t)mapping->columns.of_field[index]);
}

static bool bind_all(struct ter_mapping *mapping, struct ter_error *err)
{
    const struct ter_layer *layer = mapping->layer;
    mapping->bindings = ter_alloc(layer->field_count * sizeof *mapping->bindings);
    for (size_t i = 0; i < layer->field_count; i++)
        if (mapping->columns.of_field[i] != TER_NO_COLUMN)
            bind(mapping, i);
        else if (layer->fields[i].required && !mapping->given[i] && !ter_field_has_default(layer, i))
            return ter_fail(err, TER_USAGE,
                "no column gives %s, which every record of layer %s needs; name it with --map %s=COLUMN or "
                "give it with --set",
                layer->fields[i].name, layer->name, layer->fields[i].name);
    return true;
}

static bool open_position(
    struct ter_mapping *mapping, const struct ter_map_options *options, struct ter_error *err)
{
    struct ter_columns *columns = &mapping->columns;
    const struct ter_layer *layer = mapping->layer;
    if (!columns->use_geometry && columns->x == TER_NO_COLUMN && columns->wkt == TER_NO_COLUMN)
        return true;
    int stated = columns->use_geometry ? mapping->info.epsg : 0;
    int epsg = options->epsg ? options->epsg : stated ? stated : options->storage_epsg;
    if (!options->epsg && !stated)
        ter_strings_printf(
            &columns->notes, "positions are taken as EPSG:%d, the register's own; --crs overrides", epsg);
    else if (options->epsg && stated && stated != options->epsg)
        ter_strings_printf(
            &columns->notes, "the file says EPSG:%d; --crs EPSG:%d is used instead", stated, epsg);
    size_t radius = layer->role[TER_ROLE_UNCERTAINTY_M];
    if (!mapping->given[radius])
        ter_strings_printf(&columns->notes,
            "positions come without a radius: %s is taken as %g m; --set %s=M overrides",
            layer->fields[radius].name, layer->imported_uncertainty_m, layer->fields[radius].name);
    /* Filled in below wherever there is a position, hence as good as given. */
    mapping->given[radius] = mapping->given[layer->role[TER_ROLE_METHOD]] = true;
    return ter_positioner_open(layer, epsg, options->storage_epsg, &mapping->positioner, err);
}

bool ter_mapping_open(const struct ter_layer *layer, const struct ter_source_info *info,
    const struct ter_map_options *options, struct ter_mapping **ret_mapping, struct ter_error *err)
{
    TER_AUTO(ter_mapping_close) struct ter_mapping *mapping = ter_alloc(sizeof *mapping);
    mapping->layer = layer;
    mapping->info = *info;
    mapping->given = ter_alloc(layer->field_count * sizeof *mapping->given);
    mapping->constants = ter_alloc(layer->field_count * sizeof *mapping->constants);
    mapping->values = ter_alloc(layer->field_count * sizeof *mapping->values);
    mapping->row.record = (struct ter_record){.values = mapping->values, .count = layer->field_count};
    if (!ter_columns_resolve(layer, info, options, &mapping->columns, err) ||
        !take_constants(mapping, options, err) || !bind_all(mapping, err) ||
        !open_position(mapping, options, err))
        return false;
    *ret_mapping = mapping;
    mapping = NULL;
    return true;
}

void ter_mapping_close(struct ter_mapping *mapping)
{
    if (!mapping)
        return;
    for (size_t i = 0; i < mapping->binding_count; i++)
        ter_binding_clear(&mapping->bindings[i]);
    for (size_t i = 0; i < mapping->layer->field_count; i++)
        ter_value_free(&mapping->constants[i]);
    free(mapping->bindings);
    free(mapping->given);
    free(mapping->constants);
    free(mapping->values);
    ter_positioner_close(mapping->positioner);
    ter_columns_free(&mapping->columns);
    ter_buf_free(&mapping->wkb);
    ter_buf_free(&mapping->bad);
    free(mapping);
}

const struct ter_strings *ter_mapping_notes(const struct ter_mapping *mapping)
{
    return &mapping->columns.notes;
}

const bool *ter_mapping_given(const struct ter_mapping *mapping)
{
    return mapping->given;
}

bool ter_mapping_has_geometry(const struct ter_mapping *mapping)
{
    return mapping->positioner != NULL;
}

/* Owns the making of records from rows: what each cell's text means. Which column is which field, columns.c
 * knows; how a row's position is found, locate.c. Called for every row of a bulk import: columns are resolved
 * once, and no cell costs an allocation. */
#include "mapping.h"

#include "base/messages.h"
#include "base/text.h"
#include "cell.h"
#include "columns.h"
#include "locate.h"

#include <stdlib.h>
#include <string.h>

struct ter_mapping {
    const struct ter_layer *layer;
    struct ter_source_info info;
    struct ter_columns columns;
    struct ter_locator *locator; /* NULL: no positions */
    struct ter_binding *bindings;
    size_t binding_count;
    bool *given;
    struct ter_value *constants; /* what --set gives; texts are owned */
    struct ter_value *values;
    struct ter_mapped_row row;
    struct ter_reject reject;
    struct ter_error why;
    struct ter_buf bad; /* the value of a reject */
    bool refuse_zero_radius;
    bool radius_given;                   /* the file has a column of radii, or --set gives one */
    int64_t without_radius, zero_radius; /* positions */
};

/* No position without a radius, nor one of 0 m, by which receivers say that they do not know it. One that a
 * datum shifted is as much less certain as the shift. */
static bool complete_radius(struct ter_mapping *mapping)
{
    const struct ter_layer *layer = mapping->layer;
    struct ter_value *method = &mapping->values[layer->role[TER_ROLE_METHOD]];
    struct ter_value *uncertainty_m = &mapping->values[layer->role[TER_ROLE_UNCERTAINTY_M]];
    if (!mapping->row.record.geometry.data)
        return true;
    bool zero = uncertainty_m->type != TER_VALUE_NULL && ter_value_number(*uncertainty_m, 0) <= 0;
    if (zero && mapping->refuse_zero_radius)
        return ter_fail(&mapping->why, TER_FAILED, "the radius must be above 0 m");
    mapping->zero_radius += zero;
    mapping->without_radius += uncertainty_m->type == TER_VALUE_NULL;
    if (zero)
        *uncertainty_m = (struct ter_value){0};
    if (method->type == TER_VALUE_NULL)
        *method = ter_value_text("imported");
    double shift_m = ter_locator_shift_uncertainty_m(mapping->locator);
    if (uncertainty_m->type == TER_VALUE_NULL || shift_m > 0)
        *uncertainty_m =
            ter_value_real(ter_value_number(*uncertainty_m, layer->imported_uncertainty_m) + shift_m);
    return true;
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

/* A total or a note: its first text says which. */
static const struct ter_reject *refuse_row(struct ter_mapping *mapping, const struct ter_source_row *source)
{
    size_t first = 0;
    while (first + 1 < mapping->info.column_count && source->values[first].type == TER_VALUE_NULL)
        first++;
    refuse(mapping, source, (int)first);
    mapping->reject.column = NULL;
    mapping->reject.reason = source->no_record;
    return &mapping->reject;
}

void ter_mapping_apply(struct ter_mapping *mapping, const struct ter_source_row *source,
    const struct ter_mapped_row **ret_row, const struct ter_reject **ret_reject)
{
    int column;
    *ret_row = NULL;
    *ret_reject = NULL;
    if (source->no_record) {
        *ret_reject = refuse_row(mapping, source);
        return;
    }
    memcpy(mapping->values, mapping->constants, mapping->layer->field_count * sizeof *mapping->values);
    for (size_t i = 0; i < mapping->binding_count; i++) {
        struct ter_binding *binding = &mapping->bindings[i];
        if (ter_cell_read(binding, source->values[binding->column], &mapping->values[binding->field_index],
                &mapping->why))
            continue;
        *ret_reject = refuse(mapping, source, (int)binding->column);
        return;
    }
    mapping->row.record.geometry = (struct ter_wkb){0};
    if (mapping->locator &&
        !ter_locator_read(mapping->locator, source, &mapping->row.record.geometry, &column, &mapping->why)) {
        *ret_reject = refuse(mapping, source, column);
        return;
    }
    if (!complete_radius(mapping)) {
        *ret_reject = refuse(mapping, source, TER_NO_COLUMN);
        return;
    }
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
    size_t column = (size_t)mapping->columns.of_field[index];
    struct ter_binding *binding = &mapping->bindings[mapping->binding_count++];
    ter_binding_init(binding, mapping->layer, index, column);
    binding->notes = &mapping->columns.notes;
    ter_binding_take_heading(binding, mapping->info.columns[column]);
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
    if (!ter_columns_have_position(columns))
        return true;
    if (!ter_locator_open(layer, &mapping->info, columns, options, &columns->notes, &mapping->locator, err))
        return false;
    size_t radius = layer->role[TER_ROLE_UNCERTAINTY_M];
    mapping->radius_given = mapping->given[radius];
    if (!mapping->radius_given)
        ter_note(&columns->notes,
            "positions come without a radius: %s is taken as %g m; --set %s=M overrides",
            layer->fields[radius].name, layer->imported_uncertainty_m, layer->fields[radius].name);
    /* Filled in below wherever there is a position, hence as good as given. */
    mapping->given[radius] = mapping->given[layer->role[TER_ROLE_METHOD]] = true;
    return true;
}

bool ter_mapping_open(const struct ter_layer *layer, const struct ter_source_info *info,
    const struct ter_map_options *options, struct ter_mapping **ret_mapping, struct ter_error *err)
{
    TER_AUTO(ter_mapping_close) struct ter_mapping *mapping = ter_alloc(sizeof *mapping);
    mapping->layer = layer;
    mapping->info = *info;
    mapping->refuse_zero_radius = options->refuse_zero_radius;
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
    ter_locator_close(mapping->locator);
    ter_columns_free(&mapping->columns);
    ter_buf_free(&mapping->bad);
    free(mapping);
}

const struct ter_strings *ter_mapping_notes(const struct ter_mapping *mapping)
{
    return &mapping->columns.notes;
}

static void note_radii(struct ter_mapping *mapping)
{
    const struct ter_layer *layer = mapping->layer;
    const char *field = layer->fields[layer->role[TER_ROLE_UNCERTAINTY_M]].name;
    if (mapping->radius_given && mapping->without_radius)
        ter_note(&mapping->columns.notes,
            "positions without a radius beside others that have one: %lld; %s is taken as %g m",
            (long long)mapping->without_radius, field, layer->imported_uncertainty_m);
    if (mapping->zero_radius)
        ter_note(&mapping->columns.notes,
            "positions with a radius of 0 m, which none has: %lld; %s is taken as %g m",
            (long long)mapping->zero_radius, field, layer->imported_uncertainty_m);
}

void ter_mapping_finish(struct ter_mapping *mapping)
{
    note_radii(mapping);
    if (mapping->locator)
        ter_locator_note(mapping->locator, &mapping->columns.notes);
}

const bool *ter_mapping_given(const struct ter_mapping *mapping)
{
    return mapping->given;
}

bool ter_mapping_has_geometry(const struct ter_mapping *mapping)
{
    return mapping->locator != NULL;
}

const struct ter_geometry_mending *ter_mapping_mending(const struct ter_mapping *mapping)
{
    return mapping->locator ? ter_locator_mending(mapping->locator) : NULL;
}

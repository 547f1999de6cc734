/* Owns what becomes of an area's amounts when it is split. Knows nothing of the cut, nor of other values. */
#include "split_amounts.h"

#include "base/messages.h"
#include "land/area/adjust.h"
#include "land/overlay/overlay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *option, *field;
} measured[TER_SPLIT_AMOUNTS] = {{"farmland", "farmland_m2"}, {"basic-farmland", "basic_farmland_m2"}};

bool ter_split_is_amount(const struct ter_field *field)
{
    static const char *const units[] = {"_m2", "_mu", "_yuan"};
    size_t length = strlen(field->name);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t size = strlen(units[i]);
        if (length > size && strcmp(field->name + length - size, units[i]) == 0)
            return true;
    }
    return false;
}

const char *ter_split_amount_option(const struct ter_field *field)
{
    for (size_t i = 0; i < TER_SPLIT_AMOUNTS; i++)
        if (strcmp(field->name, measured[i].field) == 0)
            return measured[i].option;
    return NULL;
}

void ter_split_amounts_free(struct ter_split_amounts *amounts)
{
    for (size_t i = 0; i < amounts->count; i++) {
        ter_overlay_areas_free(&amounts->items[i].areas);
        free(amounts->items[i].parts_m2);
    }
    *amounts = (struct ter_split_amounts){0};
}

bool ter_split_amounts_read(const struct ter_args *args, struct ter_registry *registry,
    const struct ter_layer *layer, struct ter_split_amounts *ret_amounts, struct ter_strings *notes,
    struct ter_error *err)
{
    for (size_t i = 0; i < TER_SPLIT_AMOUNTS; i++) {
        const char *text = ter_args_value(args, measured[i].option);
        const struct ter_field *field = ter_layer_field(layer, measured[i].field);
        if (!text)
            continue;
        if (!field)
            return ter_fail(err, TER_USAGE, "--%s: layer %s has no field \"%s\" to store it in",
                measured[i].option, layer->name, measured[i].field);
        struct ter_split_amount *amount = &ret_amounts->items[ret_amounts->count++];
        amount->field = field;
        if (!ter_overlay_areas_read(
                registry, text, false, ter_args_lang(args, registry), &amount->areas, notes, err))
            return ter_wrap(err, "--%s", measured[i].option);
    }
    return true;
}

/* The whole's own amount is what the parts add up to, where it can be the sum of what was measured. */
static bool share_out(const struct ter_split_amount *amount, size_t count, double whole_m2,
    struct ter_strings *notes, struct ter_error *err)
{
    TER_AUTO_FREE int64_t *hundredths = ter_alloc((count + 1) * sizeof *hundredths);
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += hundredths[i] = ter_area_hundredths(amount->parts_m2[i]);
    double sum_m2 = (double)sum / 100;
    bool known = !isnan(whole_m2), fits = known && fabs(whole_m2 - sum_m2) <= fmax(sum_m2 / 1000, 1);
    if (fits && sum && whole_m2 > 0 && !ter_adjust(hundredths, count, ter_area_hundredths(whole_m2), err))
        return ter_wrap(err, "%s", amount->field->name);
    if (known && !fits)
        ter_note(notes, "%s was %.2f m2, and %.2f m2 lie in %s now: the parts have the latter",
            amount->field->name, whole_m2, sum_m2, amount->areas.name);
    for (size_t i = 0; i < count; i++)
        amount->parts_m2[i] = (double)hundredths[i] / 100;
    return true;
}

static bool measure(struct ter_split_amount *amount, const struct ter_ellipsoid *ellipsoid,
    const struct ter_split *split, struct ter_error *err)
{
    TER_AUTO(ter_overlay_close)
    struct ter_overlay *overlay = ter_overlay_open(amount->areas.tiles, ellipsoid);
    TER_AUTO_OVERLAY_PARTS struct ter_overlay_parts inside = {0};
    amount->parts_m2 = ter_alloc((split->count + 1) * sizeof *amount->parts_m2);
    for (size_t i = 0; i < split->count; i++) {
        const struct ter_buf *wkb = &split->items[i].wkb;
        if (!ter_overlay_measure(overlay, (struct ter_wkb){(const uint8_t *)wkb->data, wkb->size}, &inside))
            return ter_fail(err, TER_FAILED, "part %zu cannot be laid over %s", i + 1, amount->areas.name);
        amount->parts_m2[i] = inside.inside_m2;
    }
    return true;
}

bool ter_split_amounts_measure(struct ter_split_amounts *amounts, const struct ter_ellipsoid *ellipsoid,
    const struct ter_split *split, const struct ter_layer *layer, const struct ter_value *values,
    struct ter_strings *notes, struct ter_error *err)
{
    for (size_t i = 0; i < amounts->count; i++) {
        struct ter_split_amount *amount = &amounts->items[i];
        double whole_m2 = ter_value_number(values[ter_layer_field_index(layer, amount->field)], (double)NAN);
        if (!measure(amount, ellipsoid, split, err) || !share_out(amount, split->count, whole_m2, notes, err))
            return false;
    }
    return true;
}

bool ter_split_amount_of(
    const struct ter_split_amounts *amounts, const struct ter_field *field, size_t part, double *ret_m2)
{
    for (size_t i = 0; i < amounts->count; i++)
        if (amounts->items[i].field == field) {
            *ret_m2 = amounts->items[i].parts_m2[part];
            return true;
        }
    return false;
}

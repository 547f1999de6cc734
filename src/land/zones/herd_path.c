/* Owns the path by which the animals in the reserve are to shrink: from the register's targets, and only
 * where it has none from the table of rates. Knows nothing of herds. */
#include "herd_path.h"

#include "base/messages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char subject[] = "herds_in_reserve";

void ter_herd_path_free(struct ter_herd_path *path)
{
    for (size_t i = 0; i < path->count; i++) {
        free(path->aims[i].target);
        free(path->aims[i].source);
    }
    free(path->aims);
    *path = (struct ter_herd_path){0};
}

static struct ter_herd_aim *add_aim(struct ter_herd_path *path, int year)
{
    path->aims = ter_grow(path->aims, &path->capacity, path->count + 1, sizeof *path->aims);
    struct ter_herd_aim *aim = &path->aims[path->count++];
    *aim = (struct ter_herd_aim){.year = year, .share_max = NAN, .units_max = NAN};
    return aim;
}

static bool has_year(const struct ter_herd_path *path, int year)
{
    for (size_t i = 0; i < path->count; i++)
        if (path->aims[i].year == year)
            return true;
    return false;
}

/* A target without a number promises the carrying capacity where its text says so. */
static bool speaks_of_capacity(const char *task)
{
    return task && (strstr(task, "载畜量") || strstr(task, "carrying capacity"));
}

/* What is asked for, by the unit of its number; false where a target says nothing that can be judged. */
static bool read_amount(
    const struct ter_layer *layer, const struct ter_record *record, struct ter_herd_aim *ret_aim)
{
    const char *unit = ter_zone_text(layer, record->values, "amount_unit");
    double amount = ter_zone_number(layer, record->values, "amount");
    if (isfinite(amount) && unit && strcmp(unit, "percent") == 0)
        ret_aim->share_max = amount / 100;
    else if (isfinite(amount) && unit && strcmp(unit, "sheep_units") == 0)
        ret_aim->units_max = amount;
    else if (!isfinite(amount) && speaks_of_capacity(ter_zone_text(layer, record->values, "task")))
        ret_aim->within_capacity = true;
    else
        return false;
    return true;
}

static void take_target(const struct ter_layer *layer, const struct ter_record *record,
    struct ter_herd_path *path, struct ter_strings *notes)
{
    const char *status = ter_zone_text(layer, record->values, "status");
    const char *code = ter_zone_text(layer, record->values, "code");
    const char *basis = ter_zone_text(layer, record->values, "legal_basis");
    double year = ter_zone_number(layer, record->values, "year");
    struct ter_herd_aim read = {.share_max = NAN, .units_max = NAN};
    if (status && strcmp(status, "dropped") == 0)
        return;
    if (ter_zone_text(layer, record->values, "township")) {
        ter_note(notes, "target %s is of one township: the herds are judged together", code);
    } else if (!isfinite(year) || !read_amount(layer, record, &read)) {
        ter_note(notes,
            "target %s cannot be judged: give year, and amount in percent or sheep_units (or a task that "
            "names "
            "the carrying capacity)",
            code);
    } else if (has_year(path, (int)year)) {
        ter_note(notes, "target %s is a second one of the year %d: the first counts", code, (int)year);
    } else {
        struct ter_herd_aim *aim = add_aim(path, (int)year);
        aim->share_max = read.share_max;
        aim->units_max = read.units_max;
        aim->within_capacity = read.within_capacity;
        aim->target = ter_strdup(code);
        aim->source = basis ? ter_strdup(basis) : NULL;
    }
}

static bool read_targets(struct ter_registry *registry, struct ter_herd_path *path, struct ter_strings *notes,
    struct ter_error *err)
{
    const struct ter_layer *layer = ter_zone_layer(registry, "target");
    const struct ter_field *field = layer ? ter_layer_field(layer, "subject") : NULL;
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!field)
        return true;
    const struct ter_condition is_it = {
        ter_layer_field_index(layer, field), TER_EQUAL, ter_value_text(subject)};
    struct ter_filter filter = {.conditions = &is_it, .condition_count = 1};
    if (!ter_find_open(registry, layer, &filter, &cursor, err))
        return false;
    for (;;) {
        if (!ter_find_next(cursor, &record, err))
            return false;
        if (!record)
            return true;
        take_target(layer, record, path, notes);
    }
}

static void take_steps(const struct ter_rates *rates, struct ter_herd_path *path)
{
    for (size_t i = 0; i < rates->step_count; i++) {
        struct ter_herd_aim *aim = add_aim(path, rates->steps[i].year);
        aim->share_max = rates->steps[i].share > 0 ? rates->steps[i].share : (double)NAN;
        aim->within_capacity = rates->steps[i].within_capacity;
    }
}

static int by_year(const void *a, const void *b)
{
    const struct ter_herd_aim *x = a, *y = b;
    return x->year - y->year;
}

bool ter_herd_path_read(struct ter_registry *registry, const struct ter_rates *rates,
    struct ter_strings *notes, struct ter_herd_path *ret_path, struct ter_error *err)
{
    __attribute__((cleanup(ter_herd_path_free))) struct ter_herd_path path = {0};
    if (!read_targets(registry, &path, notes, err))
        return false;
    if (!path.count)
        take_steps(rates, &path);
    if (path.count)
        qsort(path.aims, path.count, sizeof *path.aims, by_year);
    *ret_path = path;
    path = (struct ter_herd_path){0};
    return true;
}

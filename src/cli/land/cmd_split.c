/* Owns `terrier split`: one area becomes several, with the one they came from kept. */
#include "base/json.h"
#include "base/messages.h"
#include "cli/cli.h"
#include "cli/records/record.h"
#include "land/patches/split.h"
#include "registry/guards.h"
#include "registry/store.h"
#include "split_amounts.h"
#include "split_cutters.h"

#include <stdlib.h>
#include <string.h>

static const char split_status[] = "split", parent_field[] = "parent_code", area_field[] = "area_m2";

/* The work of one command. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    const struct ter_layer *layer;
    struct ter_cutters cutters;
    struct ter_ellipsoid ellipsoid;
    struct ter_split split;
    struct ter_split_amounts amounts;
    bool lost[TER_MAX_FIELDS]; /* amounts of the whole that not every part has a figure of */
    struct ter_strings codes;  /* of the parts */
    struct ter_strings notes;
};

static void run_free(struct run *run)
{
    ter_cutters_free(&run->cutters);
    ter_split_free(&run->split);
    ter_split_amounts_free(&run->amounts);
    ter_strings_free(&run->codes);
    ter_strings_free(&run->notes);
    ter_registry_close(run->registry);
}

static bool check_layer(const struct ter_layer *layer, struct ter_error *err)
{
    const struct ter_field *status = &layer->fields[layer->role[TER_ROLE_STATUS]];
    bool can = false;
    for (size_t i = 0; i < status->domain->count; i++)
        can = can || strcmp(status->domain->choices[i].value, split_status) == 0;
    if (layer->geometry != TER_MULTIPOLYGON)
        return ter_fail(err, TER_USAGE, "layer %s holds no areas", layer->name);
    return (can && ter_layer_field(layer, parent_field)) ||
           ter_fail(err, TER_USAGE, "layer %s has no field \"%s\" and status \"%s\", which a split needs",
               layer->name, parent_field, split_status);
}

/* What a part does not have from the one it came of: names of that alone, and amounts, which nobody knows how
 * to share out; nothing of an amount is nothing in each part. */
static bool passes_on(const struct ter_layer *layer, size_t index, struct ter_value value)
{
    static const char *const own[] = {
        "code", "bsm", "preliminary_no", parent_field, area_field, "source_row"};
    const char *name = layer->fields[index].name;
    if (layer->fields[index].automatic || value.type == TER_VALUE_NULL)
        return false;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(name, own[i]) == 0)
            return false;
    return !ter_split_is_amount(&layer->fields[index]) || ter_value_number(value, 1) == 0;
}

/* What a file may say of a part: all but what the split decides. */
static bool may_say(const struct ter_layer *layer, size_t index)
{
    const char *name = layer->fields[index].name;
    return !layer->fields[index].automatic && strcmp(name, parent_field) != 0 &&
           strcmp(name, area_field) != 0 && index != layer->role[TER_ROLE_METHOD] &&
           index != layer->role[TER_ROLE_UNCERTAINTY_M] && index != layer->role[TER_ROLE_SOURCE_ROW];
}

static void set_text(
    const struct ter_layer *layer, struct ter_value *values, const char *name, const char *text)
{
    const struct ter_field *field = ter_layer_field(layer, name);
    if (field)
        values[ter_layer_field_index(layer, field)] = ter_value_text(text);
}

/* The values of one part; texts are borrowed from the record, the file and `number`. */
static void part_values(const struct run *run, const struct ter_record *whole, size_t index,
    const char *number, struct ter_value *values)
{
    const struct ter_layer *layer = run->layer;
    const struct ter_split_part *part = &run->split.items[index];
    const struct ter_field *area = ter_layer_field(layer, area_field);
    for (size_t i = 0; i < layer->field_count; i++) {
        double m2;
        values[i] = passes_on(layer, i, whole->values[i]) ? whole->values[i] : (struct ter_value){0};
        if (ter_split_amount_of(&run->amounts, &layer->fields[i], index, &m2))
            values[i] = ter_value_real(m2);
    }
    if (number)
        set_text(layer, values, "patch_no", number);
    if (part->cutter != TER_SPLIT_REST && run->cutters.given) {
        const struct ter_value *said = run->cutters.items[part->cutter].values;
        for (size_t i = 0; said && i < layer->field_count; i++)
            if (run->cutters.given[i] && said[i].type != TER_VALUE_NULL && may_say(layer, i))
                values[i] = said[i];
    }
    set_text(layer, values, parent_field, run->args->words[1]);
    if (area)
        values[ter_layer_field_index(layer, area)] = ter_value_real(part->area_m2);
}

/* An amount of the whole of which the part has none must not go unnoticed. */
static void note_lost(struct run *run, const struct ter_record *whole, const struct ter_value *values)
{
    for (size_t i = 0; i < run->layer->field_count; i++)
        if (ter_split_is_amount(&run->layer->fields[i]) && ter_value_number(whole->values[i], 0) > 0 &&
            values[i].type == TER_VALUE_NULL)
            run->lost[i] = true;
}

static bool insert_part(struct run *run, const struct ter_record *whole, size_t index, struct ter_error *err)
{
    const struct ter_layer *layer = run->layer;
    struct ter_value values[TER_MAX_FIELDS];
    struct ter_change changes[TER_MAX_FIELDS];
    const struct ter_field *patch = ter_layer_field(layer, "patch_no");
    struct ter_value old = patch ? whole->values[ter_layer_field_index(layer, patch)] : (struct ter_value){0};
    TER_AUTO_FREE char *number =
        old.type == TER_VALUE_TEXT ? ter_format("%s-%zu", old.text, index + 1) : NULL;
    TER_AUTO_FREE char *refusal = NULL;
    size_t count = 0;
    int64_t id;
    part_values(run, whole, index, number, values);
    note_lost(run, whole, values);
    TER_AUTO_FREE char *code = ter_format("%s-%zu", run->args->words[1], index + 1);
    if (values[layer->role[TER_ROLE_CODE]].type == TER_VALUE_NULL)
        values[layer->role[TER_ROLE_CODE]] = ter_value_text(code);
    if (!ter_guards_admit(
            run->registry, layer, NULL, values, ter_args_lang(run->args, run->registry), &refusal, err))
        return false;
    if (refusal)
        return ter_fail(err, TER_FAILED, "part %zu: %s", index + 1, refusal);
    for (size_t i = 0; i < layer->field_count; i++)
        if (values[i].type != TER_VALUE_NULL)
            changes[count++] = (struct ter_change){i, values[i]};
    const struct ter_buf *wkb = &run->split.items[index].wkb;
    ter_strings_add(&run->codes, values[layer->role[TER_ROLE_CODE]].text);
    return ter_store_insert(run->registry, layer, changes, count,
               &(struct ter_wkb){(const uint8_t *)wkb->data, wkb->size}, &id, err) ||
           ter_wrap(err, "part %zu", index + 1);
}

static bool check_whole(const struct run *run, const struct ter_record *whole, struct ter_error *err)
{
    struct ter_value status = whole->values[run->layer->role[TER_ROLE_STATUS]];
    if (!whole->geometry.data)
        return ter_fail(err, TER_FAILED, "it has no geometry: nobody has drawn it yet");
    if (status.type != TER_VALUE_TEXT ||
        !ter_layer_transition_allowed(run->layer, status.text, split_status) ||
        strcmp(status.text, split_status) == 0)
        return ter_fail(err, TER_FAILED, "its status is %s, and cannot become %s any more",
            status.type == TER_VALUE_TEXT ? status.text : "empty", split_status);
    return true;
}

static bool cut(struct run *run, const struct ter_record *whole, struct ter_error *err)
{
    const struct ter_field *area = ter_layer_field(run->layer, area_field);
    double stated_m2 = area ? ter_value_number(whole->values[ter_layer_field_index(run->layer, area)], 0) : 0;
    TER_AUTO_FREE struct ter_wkb *cutters = ter_alloc((run->cutters.count + 1) * sizeof *cutters);
    for (size_t i = 0; i < run->cutters.count; i++)
        cutters[i] =
            (struct ter_wkb){(const uint8_t *)run->cutters.items[i].wkb.data, run->cutters.items[i].wkb.size};
    if (!ter_split_area(
            &run->ellipsoid, whole->geometry, cutters, run->cutters.count, stated_m2, &run->split, err))
        return false;
    if (stated_m2 > 0 && !run->split.stated)
        ter_note(&run->notes,
            "its area is stated as %.2f m2 and measures %.2f m2: the parts add up to the latter", stated_m2,
            run->split.area_m2);
    return true;
}

/* Inside a write transaction, so that nobody changes the record between the look and the change. */
static bool apply(struct run *run, struct ter_error *err)
{
    const struct ter_layer *layer = run->layer;
    int64_t id;
    {
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL; /* closed before the update */
        const struct ter_record *whole;
        if (!ter_record_read(run->registry, layer, run->args->words[1], &id, &cursor, &whole, err) ||
            !check_whole(run, whole, err) || !cut(run, whole, err) ||
            !ter_split_amounts_measure(
                &run->amounts, &run->ellipsoid, &run->split, layer, whole->values, &run->notes, err))
            return false;
        for (size_t i = 0; i < run->split.count; i++)
            if (!insert_part(run, whole, i, err))
                return false;
    }
    struct ter_change status = {layer->role[TER_ROLE_STATUS], ter_value_text(split_status)};
    return ter_store_update(run->registry, layer, id, &status, 1, NULL, err);
}

static bool read_cutters(struct run *run, struct ter_error *err)
{
    const struct ter_args *args = run->args;
    const char *by = ter_args_value(args, "by"), *file = args->word_count > 2 ? args->words[2] : NULL;
    if ((by != NULL) == (file != NULL))
        return ter_fail(err, TER_USAGE, "name what to split by: a FILE, or --by LAYER:CODE");
    return by ? ter_cutters_from_record(run->registry, by, &run->cutters, err)
              : ter_cutters_from_file(
                    run->registry, run->layer, file, ter_args_value(args, "from"), &run->cutters, err);
}

static bool split(struct run *run, struct ter_error *err)
{
    struct ter_write_context context = {.tool = "split", .note = ter_args_value(run->args, "note")};
    if (!ter_args_open(run->args, TER_WRITE, &run->registry, err) ||
        !ter_registry_layer(run->registry, run->args->words[0], &run->layer, err) ||
        !check_layer(run->layer, err) || !read_cutters(run, err) ||
        !ter_split_amounts_read(run->args, run->registry, run->layer, &run->amounts, &run->notes, err) ||
        !ter_ellipsoid_open(ter_registry_epsg(run->registry), &run->ellipsoid, err) ||
        !ter_registry_begin(run->registry, &context, err))
        return false;
    if (apply(run, err) && ter_registry_commit(run->registry, err))
        return true;
    ter_registry_rollback(run->registry);
    return false;
}

static bool print_json(const struct run *run, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *object = json_object();
    json_t *parts = json_array(), *empty = json_array(), *notes = json_array();
    for (size_t i = 0; i < run->notes.count; i++)
        json_array_append_new(notes, ter_json_string(run->notes.items[i]));
    for (size_t i = 0; i < run->layer->field_count; i++)
        if (run->lost[i])
            json_array_append_new(empty, ter_json_string(run->layer->fields[i].name));
    for (size_t i = 0; i < run->split.count; i++) {
        json_t *part = json_object();
        ter_json_set(part, "code", ter_json_string(run->codes.items[i]));
        ter_json_set(part, "area_m2", ter_json_number(run->split.items[i].area_m2));
        for (size_t j = 0; j < run->amounts.count; j++)
            ter_json_set(
                part, run->amounts.items[j].field->name, ter_json_number(run->amounts.items[j].parts_m2[i]));
        ter_json_set(part, "rest", json_boolean(run->split.items[i].cutter == TER_SPLIT_REST));
        json_array_append_new(parts, part);
    }
    ter_json_set(object, "layer", ter_json_string(run->layer->name));
    ter_json_set(object, "parent", ter_json_string(run->args->words[1]));
    ter_json_set(object, "measured_m2", ter_json_number(run->split.area_m2));
    ter_json_set(object, "parts_m2", ter_json_number(run->split.control_m2));
    ter_json_set(object, "parts", parts);
    ter_json_set(object, ter_message("empty"), empty);
    ter_json_set(object, "notes", notes);
    if (!ter_json_write(object, stdout, err))
        return false;
    putchar('\n'); /* a full disk shows when standard output is closed */
    return true;
}

/* What was not shared out, and which option would have measured it. */
static void say_lost(const struct run *run)
{
    TER_AUTO_BUF struct ter_buf fields = {0}, options = {0};
    for (size_t i = 0; i < run->layer->field_count; i++) {
        const struct ter_field *field = &run->layer->fields[i];
        const char *option = ter_split_amount_option(field);
        if (!run->lost[i])
            continue;
        ter_buf_printf(&fields, "%s%s", fields.size ? ", " : "", field->name);
        if (option)
            ter_buf_printf(&options, "%s--%s LAYER|FILE", options.size ? " and " : "", option);
    }
    if (!fields.size)
        return;
    ter_say(run->args, "  not shared out, to be entered for each part (terrier set): %s", fields.data);
    if (options.size)
        ter_say(run->args, "  %s measures it while splitting", options.data);
}

static void say(const struct run *run)
{
    const struct ter_args *args = run->args;
    ter_say(args, "%s is split into %zu parts, %.2f m2 in all", args->words[1], run->split.count,
        run->split.control_m2);
    for (size_t i = 0; i < run->split.count; i++) {
        TER_AUTO_BUF struct ter_buf amounts = {0};
        ter_buf_text(&amounts, "");
        for (size_t j = 0; j < run->amounts.count; j++)
            ter_buf_printf(
                &amounts, "; %s %.2f", run->amounts.items[j].field->name, run->amounts.items[j].parts_m2[i]);
        ter_say(args, "  %s: %.2f m2 (%.2f mu)%s%s", run->codes.items[i], run->split.items[i].area_m2,
            ter_mu_from_m2(run->split.items[i].area_m2), amounts.data,
            run->cutters.given && run->split.items[i].cutter == TER_SPLIT_REST ? ter_message(", the rest")
                                                                               : "");
    }
    for (size_t i = 0; i < run->notes.count; i++)
        ter_say(args, "  %s", run->notes.items[i]);
    for (size_t i = 0; i < run->cutters.notes.count; i++)
        ter_say(args, "  %s", run->cutters.notes.items[i]);
    say_lost(run);
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (split(&run, err)) {
        if (args->format != TER_FORMAT_JSON)
            say(&run);
        else if (!print_json(&run, err))
            return ter_exit_for(err);
        return TER_EXIT_DONE;
    }
    ter_wrap(err, "split %s %s", args->words[0], args->words[1]);
    return ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    {"by", "LAYER:CODE", "split by the area, or along the line, of this record", false},
    {"from", "NAME", "the file's own layer", false},
    {"farmland", "LAYER|FILE[:NAME]", "measure farmland_m2 of each part: what of it lies in these areas",
        false},
    {"basic-farmland", "LAYER|FILE[:NAME]", "the same for basic_farmland_m2", false},
    {"note", "TEXT", "why; kept in the history", false},
    {0},
};

const struct ter_command ter_command_split = {
    .name = "split",
    .usage = "LAYER CODE [FILE]",
    .summary = "make several records of one area, with the one they came of kept",
    .options = own_options,
    .formats = "table json",
    .details =
        "Each area of FILE cuts out what it shares with the record, and what is left is the last part; lines "
        "cut from edge to edge. Fields that FILE gives under headings of the layer are those of the part; "
        "all else a part has from the record, but for amounts (farmland, stated areas, fines), which nobody "
        "could share out: they are empty unless they were 0, or --farmland and --basic-farmland measure "
        "them. What a part's own row of FILE says goes first.\n"
        "Areas are measured on the ellipsoid and add up to the record's own to 0.01 m2. The record becomes "
        "split, its parts name it in parent_code, and its events count for them.",
    .examples = "terrier split land_use LU-000012 parts.geojson --note \"two owners\"\n"
                "terrier split land_use LU-000012 --by grazing_ban:GB-0003\n"
                "terrier split land_use LU-000012 parts.geojson --farmland farmland.gpkg",
    .min_words = 2,
    .max_words = 3,
    .run = run_command,
};

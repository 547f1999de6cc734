/* Owns `terrier event list`: the events of a record, of a layer or of all, newest first. */
#include "base/progress.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "event_table.h"
#include "layer/guard.h"
#include "record.h"

/* The options as conditions; texts are borrowed but for the codes. */
struct request {
    const struct ter_layer *events;
    struct ter_strings codes; /* of the record asked for, and of those that it was split from */
    struct ter_condition conditions[4];
    char scratch[TER_SCRATCH_SIZE];
    struct ter_filter filter;
};

static void request_free(struct request *request)
{
    ter_strings_free(&request->codes);
}

static void demand(
    struct request *request, const struct ter_field *field, bool at_least, struct ter_value value)
{
    request->conditions[request->filter.condition_count++] = (struct ter_condition){
        ter_layer_field_index(request->events, field), at_least ? TER_AT_LEAST : TER_EQUAL, value};
}

static bool demand_text(
    struct request *request, const char *name, const char *text, bool at_least, struct ter_error *err)
{
    const struct ter_field *field;
    struct ter_value value;
    if (!ter_layer_need_field(request->events, name, &field, err))
        return false;
    if (!ter_field_read(field, text, request->scratch, &value, err)) {
        err->code = TER_USAGE;
        return false;
    }
    if (value.type == TER_VALUE_NULL)
        return ter_fail(err, TER_USAGE, "a value is needed");
    demand(request, field, at_least, value);
    return true;
}

static bool demand_about(const struct ter_args *args, struct ter_registry *registry, struct request *request,
    struct ter_error *err)
{
    const struct ter_layer *about;
    if (args->word_count == 0)
        return true;
    if (!ter_registry_layer(registry, args->words[0], &about, err) ||
        !demand_text(request, "about_layer", about->name, false, err))
        return false;
    return args->word_count == 1 || demand_text(request, "about_code", args->words[1], false, err);
}

static bool read_request(const struct ter_args *args, struct ter_registry *registry, struct request *request,
    struct ter_error *err)
{
    const char *kind = ter_args_value(args, "kind"), *since = ter_args_value(args, "since"),
               *limit = ter_args_value(args, "limit");
    request->filter.conditions = request->conditions;
    if (!ter_layer_need_field(request->events, "happened_on", &request->filter.newest_by, err) ||
        !demand_about(args, registry, request, err))
        return false;
    if (kind && !demand_text(request, "kind", kind, false, err))
        return ter_wrap(err, "--kind");
    if (since && !demand_text(request, "happened_on", since, true, err))
        return ter_wrap(err, "--since");
    if (limit && !(ter_text_int(limit, &request->filter.limit) && request->filter.limit > 0))
        return ter_fail(err, TER_USAGE, "--limit \"%s\" is not a whole number above 0", limit);
    return true;
}

/* Ask for the events of one generation: 0 is the record itself, 1 what it was split from. */
enum { ABOUT_CODE = 1 }; /* place of the condition */
static bool open_generation(struct ter_registry *registry, struct request *request, size_t generation,
    struct ter_cursor **ret_cursor, struct ter_error *err)
{
    if (generation)
        request->conditions[ABOUT_CODE].value = ter_value_text(request->codes.items[generation]);
    return ter_find_open(registry, request->events, &request->filter, ret_cursor, err);
}

/* Give each event in turn, the record's own first; --limit counts them all. */
static bool each_event(struct ter_registry *registry, struct request *request,
    bool (*take)(void *user, const struct ter_record *record, size_t generation, double distance_m,
        struct ter_error *err),
    void *user, struct ter_error *err)
{
    for (size_t generation = 0; generation == 0 || generation < request->codes.count; generation++) {
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
        int64_t limit = request->filter.limit, taken = 0;
        const struct ter_record *record;
        if (!open_generation(registry, request, generation, &cursor, err))
            return false;
        for (;; taken++) {
            if (!ter_interrupt_check(err) || !ter_find_next(cursor, &record, err))
                return false;
            if (!record)
                break;
            if (!take(user, record, generation, ter_find_distance_m(cursor), err))
                return false;
        }
        if (limit && taken == limit)
            return true;
        request->filter.limit = limit ? limit - taken : 0;
    }
    return true;
}

static bool put_out(
    void *user, const struct ter_record *record, size_t generation, double distance_m, struct ter_error *err)
{
    (void)generation; /* about_code says it */
    return ter_output_add(user, record, distance_m, err);
}

static bool print_forms(const struct ter_args *args, struct ter_registry *registry, struct request *request,
    struct ter_error *err)
{
    TER_AUTO(ter_output_free) struct ter_output *output = NULL;
    struct ter_output_options options = {
        .out = stdout,
        .format = args->format,
        .layer = request->events,
        .epsg = ter_registry_epsg(registry),
        .lang = ter_args_lang(args, registry),
        .quiet = args->quiet,
    };
    return ter_output_open(&options, &output, err) && each_event(registry, request, put_out, output, err) &&
           ter_output_end(output, err);
}

static bool put_in_table(
    void *user, const struct ter_record *record, size_t generation, double distance_m, struct ter_error *err)
{
    struct ter_event_table *table = user;
    (void)distance_m, (void)err;
    table->before_split = generation > 0;
    ter_event_table_add(table, record);
    return true;
}

static bool print_table(const struct ter_args *args, struct ter_registry *registry, struct request *request,
    struct ter_error *err)
{
    TER_AUTO_EVENT_TABLE struct ter_event_table table;
    ter_event_table_begin(&table, request->events, ter_args_lang(args, registry));
    if (!each_event(registry, request, put_in_table, &table, err))
        return false;
    ter_event_table_print(&table, args->quiet, stdout);
    return true;
}

/* A slip in a code must not look like "no events"; but a record that was deleted since keeps its events. */
static bool check_record(const struct ter_args *args, struct ter_registry *registry,
    const struct request *request, struct ter_error *err)
{
    enum { ABOUT_CONDITIONS = 2 }; /* the first two */
    TER_AUTO(ter_find_close) struct ter_cursor *events = NULL, *cursor = NULL;
    struct ter_filter any = {
        .conditions = request->conditions, .condition_count = ABOUT_CONDITIONS, .limit = 1};
    const struct ter_layer *about;
    const struct ter_record *record;
    int64_t id;
    if (args->word_count < ABOUT_CONDITIONS)
        return true;
    if (!ter_find_open(registry, request->events, &any, &events, err) || !ter_find_next(events, &record, err))
        return false;
    return record || (ter_registry_layer(registry, args->words[0], &about, err) &&
                         ter_record_read(registry, about, args->words[1], &id, &cursor, &record, err));
}

/* The field that names what a record was split from, where a guard counts the events of that one too. */
static const struct ter_field *forebear_field(const struct ter_layer *layer)
{
    for (size_t i = 0; i < layer->guard_count; i++)
        if (layer->guards[i].event && layer->guards[i].event->also_about)
            return ter_layer_field(layer, layer->guards[i].event->also_about);
    return NULL;
}

/* The codes whose events count for the record: its own, and up to three generations before it. */
static bool read_codes(const struct ter_args *args, struct ter_registry *registry, struct request *request,
    struct ter_error *err)
{
    enum { GENERATIONS = 4 };
    const struct ter_layer *layer;
    if (args->word_count < 2)
        return true;
    if (!ter_registry_layer(registry, args->words[0], &layer, err))
        return false;
    const struct ter_field *forebear = forebear_field(layer);
    ter_strings_add(&request->codes, args->words[1]);
    while (forebear && request->codes.count < GENERATIONS) {
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
        struct ter_filter filter = {.code = request->codes.items[request->codes.count - 1], .limit = 1};
        const struct ter_record *record;
        if (!ter_find_open(registry, layer, &filter, &cursor, err) || !ter_find_next(cursor, &record, err))
            return false;
        struct ter_value from =
            record ? record->values[ter_layer_field_index(layer, forebear)] : (struct ter_value){0};
        if (from.type != TER_VALUE_TEXT)
            return true;
        ter_strings_add(&request->codes, from.text);
    }
    return true;
}

static bool list(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    __attribute__((cleanup(request_free))) struct request request = {0};
    return ter_args_open(args, TER_READ, &registry, err) &&
           ter_registry_layer(registry, "event", &request.events, err) &&
           read_request(args, registry, &request, err) && check_record(args, registry, &request, err) &&
           read_codes(args, registry, &request, err) &&
           (args->format == TER_FORMAT_TABLE ? print_table(args, registry, &request, err)
                                             : print_forms(args, registry, &request, err));
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!list(args, err))
        ter_wrap(err, "event list");
    return ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    {"kind", "KIND", "only events of this kind, in either language", false},
    {"since", "DATE", "only what happened on this day or later", false},
    {"limit", "N", "at most so many events", false},
    {0},
};

const struct ter_command ter_command_event_list = {
    .name = "event list",
    .usage = "[LAYER [CODE]]",
    .summary = "list events, newest first",
    .options = own_options,
    .formats = "table json csv geojson",
    .details = "Of one record, of all records of a layer, or all events. Events are records of the layer "
               "event: find, "
               "set, export and log work on them too. Of a part that was split from another record the list "
               "goes on with that one's events, which count for the part.",
    .examples = "terrier event list hydrant H-000012\n"
                "terrier event list --kind repair --since 2023-01-01 --format csv > repairs.csv",
    .max_words = 2,
    .run = run,
};

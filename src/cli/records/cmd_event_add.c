/* Owns `terrier event add`: one event, about a record or standing alone, and what it means for the record. */
#include "base/digest.h"
#include "base/messages.h"
#include "base/text.h"
#include "cli/cli.h"
#include "event_rules.h"
#include "plan/order/outcome.h"
#include "record.h"
#include "registry/guards.h"
#include "registry/store.h"

#include <math.h>
#include <string.h>
#include <time.h>

static const char alone[] = "-"; /* in place of LAYER CODE */

/* Fields that the command's own words and options give. */
static const struct {
    const char *field, *given_by;
} spoken_for[] = {
    {"about_layer", "LAYER"},
    {"about_code", "CODE"},
    {"kind", "KIND"},
    {"happened_on", "--on"},
    {"remark", "--note"},
    {"photo_path", "--photo"},
    {"photo_sha256", "--photo"},
};

enum { ALONE_WORDS = 2, JOINED_WORDS = 3 };

/* The event to be; texts are borrowed from the arguments and from here. */
struct event {
    const struct ter_layer *layer;
    const struct ter_layer *about; /* NULL: it stands alone */
    const char *code;
    struct ter_change changes[TER_MAX_FIELDS];
    char scratch[TER_MAX_FIELDS][TER_SCRATCH_SIZE];
    size_t count;
    char on[TER_SCRATCH_SIZE];
    const char *kind; /* the stored value */
    char sha256[TER_SHA256_HEX_SIZE];
    char *township;
    char *document_no;
    uint8_t point[TER_WKB_POINT_SIZE];
    bool placed;
    struct ter_outcomes *outcomes;
    struct ter_outcome outcome; /* what it means for the record; borrows from outcomes */
};

static void event_free(struct event *event)
{
    ter_auto_free_pointer(&event->township);
    ter_auto_free_pointer(&event->document_no);
    ter_outcome_free(&event->outcome);
    ter_outcomes_free(event->outcomes);
}

static bool is_given(const struct event *event, size_t field)
{
    for (size_t i = 0; i < event->count; i++)
        if (event->changes[i].field == field)
            return true;
    return false;
}

/* Give a field its value, read from a text as an import would read it. */
static bool give(struct event *event, const char *name, const char *text, struct ter_error *err)
{
    const struct ter_field *field;
    if (!ter_layer_need_field(event->layer, name, &field, err))
        return false;
    if (field->automatic)
        return ter_fail(err, TER_USAGE, "%s is kept by the register itself and cannot be set", field->name);
    struct ter_change *change = &event->changes[event->count];
    change->field = ter_layer_field_index(event->layer, field);
    if (is_given(event, change->field))
        return ter_fail(err, TER_USAGE, "%s was given twice", field->name);
    if (!ter_field_read(field, text, event->scratch[event->count], &change->value, err)) {
        err->code = TER_USAGE;
        return false;
    }
    event->count++;
    return true;
}

static bool give_pair(struct event *event, const char *pair, struct ter_error *err)
{
    const char *equals = strchr(pair, '=');
    if (!equals || equals == pair)
        return ter_fail(err, TER_USAGE, "\"%s\" is not FIELD=VALUE", pair);
    TER_AUTO_FREE char *name = ter_strndup(pair, (size_t)(equals - pair));
    const struct ter_field *field;
    if (!ter_layer_need_field(event->layer, name, &field, err))
        return false;
    for (size_t i = 0; i < sizeof spoken_for / sizeof *spoken_for; i++)
        if (strcmp(spoken_for[i].field, field->name) == 0)
            return ter_fail(err, TER_USAGE, "%s is given by %s; leave out \"%s\"", field->name,
                spoken_for[i].given_by, pair);
    return give(event, field->name, equals + 1, err);
}

static void today(char ret_date[TER_SCRATCH_SIZE])
{
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(ret_date, TER_SCRATCH_SIZE, "%Y-%m-%d", &local);
}

/* A slip in the year would make a record look inspected for years to come. */
static bool give_day(const struct ter_args *args, struct event *event, struct ter_error *err)
{
    char now[TER_SCRATCH_SIZE];
    const char *on = ter_args_value(args, "on");
    today(now);
    if (!give(event, "happened_on", on ? on : now, err))
        return ter_wrap(err, "--on");
    struct ter_value *day = &event->changes[event->count - 1].value;
    if (day->type != TER_VALUE_TEXT)
        return ter_fail(err, TER_USAGE, "--on needs a date, such as %s", now);
    if (strcmp(day->text, now) > 0)
        return ter_fail(err, TER_USAGE, "--on %s is still to come; an event has happened", on);
    memcpy(event->on, day->text, strlen(day->text) + 1);
    *day = ter_value_text(event->on);
    return true;
}

static bool give_photo(const struct ter_args *args, struct event *event, struct ter_error *err)
{
    const char *path = ter_args_value(args, "photo");
    if (!path)
        return true;
    if (!ter_sha256_file(path, event->sha256, err))
        return ter_wrap(err, "--photo");
    return give(event, "photo_path", path, err) && give(event, "photo_sha256", event->sha256, err);
}

static bool give_position(const struct ter_args *args, struct event *event, struct ter_error *err)
{
    const char *at = ter_args_value(args, "at");
    struct ter_lonlat point;
    if (!at)
        return true;
    if (!ter_lonlat_parse(at, &point, err))
        return ter_wrap(err, "--at");
    ter_wkb_from_point(point, event->point);
    event->placed = true;
    return true;
}

/* The change that a field gets, by its name; NULL where it gets none. */
static struct ter_change *given_change(struct event *event, const char *name)
{
    const struct ter_field *field = ter_layer_field(event->layer, name);
    for (size_t i = 0; field && i < event->count; i++)
        if (event->changes[i].field == ter_layer_field_index(event->layer, field))
            return &event->changes[i];
    return NULL;
}

/* Animals by kind make sheep units. */
static bool give_units(struct event *event, struct ter_error *err)
{
    const struct ter_change *animals = given_change(event, "livestock");
    const struct ter_change *counted = given_change(event, "sheep_units");
    const struct ter_field *field = ter_layer_field(event->layer, "sheep_units");
    double units;
    if (!animals || animals->value.type != TER_VALUE_TEXT || !field)
        return true;
    if (!ter_event_animals(animals->value.text,
            counted ? ter_value_number(counted->value, (double)NAN) : (double)NAN, &units, err))
        return false;
    if (!counted)
        event->changes[event->count++] =
            (struct ter_change){ter_layer_field_index(event->layer, field), ter_value_real(units)};
    return true;
}

/* A document's number is looked up where nobody else can take it: inside the transaction. */
static bool give_number(struct ter_registry *registry, struct event *event, struct ter_error *err)
{
    const struct ter_field *field = ter_layer_field(event->layer, "document_no");
    struct ter_change *given = given_change(event, "document_no");
    const char *text = given && given->value.type == TER_VALUE_TEXT ? given->value.text : NULL;
    if (!field)
        return true;
    if (!ter_event_number(registry, event->layer, event->kind, event->on, text, "document_no=NUMBER",
            &event->document_no, err))
        return false;
    if (given)
        given->value = ter_value_text(event->document_no);
    return true;
}

/* What the words and options say; nothing is looked up yet. */
static bool read_event(const struct ter_args *args, struct event *event, struct ter_error *err)
{
    const char *note = ter_args_value(args, "note");
    size_t words = event->about ? JOINED_WORDS : ALONE_WORDS;
    if (event->about && (!give(event, "about_layer", event->about->name, err) ||
                            !give(event, "about_code", event->code, err)))
        return false;
    if (!give(event, "kind", args->words[words - 1], err))
        return false;
    event->kind = event->changes[event->count - 1].value.text;
    if (!event->kind)
        return ter_fail(err, TER_USAGE, "the kind is empty; terrier layer show event lists the kinds");
    for (size_t i = words; i < args->word_count; i++)
        if (!give_pair(event, args->words[i], err))
            return false;
    if (!give_day(args, event, err) || !give_photo(args, event, err) || !give_position(args, event, err) ||
        (note && !give(event, "remark", note, err)) || !give_units(event, err))
        return false;
    if (event->about || event->placed || is_given(event, event->layer->role[TER_ROLE_LOCATION_TEXT]))
        return true;
    return ter_fail(err, TER_USAGE,
        "an event about no record needs a place of its own: --at LON,LAT, or location_text=TEXT");
}

static const char *said(const struct event *event, const char *name)
{
    const struct ter_field *field = ter_layer_field(event->layer, name);
    for (size_t i = 0; field && i < event->count; i++)
        if (&event->layer->fields[event->changes[i].field] == field)
            return event->changes[i].value.type == TER_VALUE_TEXT ? event->changes[i].value.text : NULL;
    return NULL;
}

/* An event about a record happens in its township, unless it says otherwise. */
static void inherit_township(struct event *event, const struct ter_record *record)
{
    size_t field = event->layer->role[TER_ROLE_TOWNSHIP];
    struct ter_value value = record->values[event->about->role[TER_ROLE_TOWNSHIP]];
    if (value.type != TER_VALUE_TEXT || is_given(event, field))
        return;
    event->township = ter_strdup(value.text);
    event->changes[event->count++] = (struct ter_change){field, ter_value_text(event->township)};
}

/* Look at the record, and let the event's result work on it. */
static bool touch_record(
    struct ter_registry *registry, struct event *event, enum ter_lang lang, struct ter_error *err)
{
    int64_t id;
    if (!event->about)
        return true;
    if (!ter_outcomes_shipped(&event->outcomes, err))
        return false;
    {
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL; /* closed before the update */
        const struct ter_record *record;
        struct ter_outcome_event what = {
            event->kind, said(event, "result"), said(event, "finding"), event->on};
        if (!ter_record_read(registry, event->about, event->code, &id, &cursor, &record, err))
            return false;
        inherit_township(event, record);
        ter_outcome_of(event->outcomes, event->about, record->values, &what, lang, &event->outcome);
    }
    return !event->outcome.count || ter_store_update(registry, event->about, id, event->outcome.changes,
                                        event->outcome.count, NULL, err);
}

/* What the layer wants of an event: a result that needs its reason. */
static bool check_guards(
    struct ter_registry *registry, const struct event *event, enum ter_lang lang, struct ter_error *err)
{
    struct ter_value values[TER_MAX_FIELDS] = {0};
    TER_AUTO_FREE char *refusal = NULL;
    for (size_t i = 0; i < event->count; i++)
        values[event->changes[i].field] = event->changes[i].value;
    if (!ter_guards_admit(registry, event->layer, NULL, values, lang, &refusal, err))
        return false;
    return refusal ? ter_fail(err, TER_FAILED, "%s", refusal) : true;
}

static bool read_code(struct ter_registry *registry, const struct ter_layer *layer, int64_t id,
    char **ret_code, struct ter_error *err)
{
    struct ter_condition is_it = {layer->role[TER_ROLE_ID], TER_EQUAL, ter_value_int(id)};
    struct ter_filter filter = {.conditions = &is_it, .condition_count = 1};
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    if (!ter_find_open(registry, layer, &filter, &cursor, err) || !ter_find_next(cursor, &record, err))
        return false;
    if (!record)
        return ter_fail(err, TER_FAILED, "the event was not kept");
    *ret_code = ter_strdup(record->values[layer->role[TER_ROLE_CODE]].text);
    return true;
}

/* What became of the record. */
static void report_outcome(const struct ter_args *args, const struct event *event, enum ter_lang lang)
{
    const struct ter_outcome *outcome = &event->outcome;
    if (!event->about)
        return;
    for (size_t i = 0; i < outcome->count; i++) {
        const struct ter_field *field = &event->about->fields[outcome->changes[i].field];
        TER_AUTO_BUF struct ter_buf value = {0};
        if (outcome->changes[i].field == event->about->role[TER_ROLE_STATUS_SINCE])
            continue;
        ter_field_print(field, outcome->changes[i].value, lang, &value);
        ter_say(args, "  %s of %s is now %s", field->title.text[lang], event->code,
            value.size ? value.data : ter_message("empty"));
    }
    if (outcome->contradiction)
        ter_say(args, "  to be settled, nothing else was changed: %s", outcome->why);
    else if (outcome->why)
        ter_say(args, "  %s", outcome->why);
    if (outcome->not_found)
        ter_say(args, "  its position is to be reviewed: terrier review %s", event->about->name);
}

static void report(
    const struct ter_args *args, const struct event *event, const char *code, enum ter_lang lang)
{
    TER_AUTO_BUF struct ter_buf kind = {0};
    ter_field_print(ter_layer_field(event->layer, "kind"), ter_value_text(event->kind), lang, &kind);
    TER_AUTO_FREE char *record =
        event->about ? ter_format(", %s %s", event->about->name, event->code) : ter_strdup("");
    ter_say(args, "%s: %s%s, %s", code, kind.data, record, event->on);
    report_outcome(args, event, lang);
}

static bool store(
    const struct ter_args *args, struct ter_registry *registry, struct event *event, struct ter_error *err)
{
    struct ter_wkb wkb = {event->point, sizeof event->point};
    enum ter_lang lang = ter_args_lang(args, registry);
    TER_AUTO_FREE char *code = NULL;
    int64_t id;
    if (!check_guards(registry, event, lang, err) || !touch_record(registry, event, lang, err) ||
        !give_number(registry, event, err) ||
        !ter_store_insert(
            registry, event->layer, event->changes, event->count, event->placed ? &wkb : NULL, &id, err) ||
        !read_code(registry, event->layer, id, &code, err) || !ter_registry_commit(registry, err))
        return false;
    report(args, event, code, lang);
    return true;
}

static bool add(const struct ter_args *args, bool *ret_contradiction, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    __attribute__((cleanup(event_free))) struct event event = {0};
    struct ter_write_context context = {.tool = "event add", .note = ter_args_value(args, "note")};
    bool joined = strcmp(args->words[0], alone) != 0;
    if (joined && args->word_count < JOINED_WORDS)
        return ter_fail(err, TER_USAGE,
            "an event is about a record, LAYER CODE KIND, or stands alone: %s KIND --at LON,LAT", alone);
    if (!ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_registry_layer(registry, "event", &event.layer, err) ||
        (joined && !ter_registry_layer(registry, args->words[0], &event.about, err)))
        return false;
    event.code = joined ? args->words[1] : NULL;
    if (!read_event(args, &event, err) || !ter_registry_begin(registry, &context, err))
        return false;
    if (store(args, registry, &event, err)) {
        *ret_contradiction = event.outcome.contradiction;
        return true;
    }
    ter_registry_rollback(registry);
    return false;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    bool contradiction = false;
    if (!add(args, &contradiction, err))
        ter_wrap(err, "event add");
    return contradiction ? TER_EXIT_ATTENTION : ter_exit_for(err);
}

static const struct ter_option own_options[] = {
    {"on", "DATE", "when it happened (default: today)", false},
    {"photo", "FILE", "a picture; its path is stored as given, with the file's SHA-256", false},
    {"at", "LON,LAT", "where it happened, where that is not the record's own position", false},
    {"note", "TEXT", "a remark; kept with the event and in the history", false},
    {0},
};

const struct ter_command ter_command_event_add = {
    .name = "event add",
    .usage = "LAYER CODE KIND [FIELD=VALUE…]",
    .summary = "note an inspection, a test, a repair, a violation …",
    .options = own_options,
    .details =
        "- in place of LAYER CODE makes an event that is about no record and has a place of its own (--at). "
        "The kinds and fields are those of the layer event (terrier layer show event), in either language.\n"
        "\n"
        "An event takes over its record's township. An inspection brings the record's date of the last "
        "inspection up to its own. Results of inspections and repairs set the status of a hydrant: "
        "does_not_work puts it out of service, with the defect that the finding names; works_limited limits "
        "it; "
        "a repair that is mended brings it back. Where the register says otherwise (works, of one that is "
        "out "
        "of service) nothing but the date is changed and the contradiction is reported (exit code 3). "
        "does_not_work and cannot_be_tested need finding=REASON; after not_found the position stands in "
        "terrier review.",
    .examples =
        "terrier event add hydrant H-000012 inspection result=works\n"
        "terrier event add hydrant H-000013 检查 result=不可用 finding=无水\n"
        "terrier event add hydrant H-000012 flow_test static_mpa=0.32 flow_lps=18 --on 2023-05-04\n"
        "terrier event add hydrant H-000012 维修 parts=阀芯 cost_yuan=380 --photo 46.jpg\n"
        "terrier event add - violation sheep_units=120 --at 111.3021,40.6120 --note \"on the east slope\"\n"
        "terrier event add - violation \"livestock=12 sheep + 3 cattle\" --at 111.3021,40.6120\n"
        "terrier event add event E-0000007 order document_no=auto due_on=2026-12-15",
    .min_words = ALONE_WORDS,
    .max_words = JOINED_WORDS + TER_MAX_FIELDS,
    .run = run,
};

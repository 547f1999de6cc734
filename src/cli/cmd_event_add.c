/* Owns `terrier event add`: one event, about a record or standing alone, and what it means for the record. */
#include "base/digest.h"
#include "base/text.h"
#include "cli.h"
#include "record.h"
#include "registry/store.h"

#include <string.h>
#include <time.h>

static const char alone[] = "-"; /* in place of LAYER CODE */

/* Dates of a record that follow its events: the latest event of the kind, in any layer that has the field. */
static const struct {
    const char *kind, *field;
} followers[] = {
    {"inspection", "inspected_on"},
};

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
    uint8_t point[TER_WKB_POINT_SIZE];
    bool placed;
};

static void event_free(struct event *event)
{
    ter_auto_free_pointer(&event->township);
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
        (note && !give(event, "remark", note, err)))
        return false;
    if (event->about || event->placed || is_given(event, event->layer->role[TER_ROLE_LOCATION_TEXT]))
        return true;
    return ter_fail(err, TER_USAGE,
        "an event about no record needs a place of its own: --at LON,LAT, or location_text=TEXT");
}

/* The record's date that follows the event, where it has one and the event is later. */
static const struct ter_field *follower(const struct event *event, const struct ter_record *record)
{
    for (size_t i = 0; i < sizeof followers / sizeof *followers; i++) {
        const struct ter_field *field = ter_layer_field(event->about, followers[i].field);
        if (!field || field->type != TER_FIELD_DATE || strcmp(followers[i].kind, event->kind) != 0)
            continue;
        struct ter_value known = record->values[ter_layer_field_index(event->about, field)];
        if (known.type != TER_VALUE_TEXT || strcmp(known.text, event->on) < 0)
            return field;
    }
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

/* Look at the record, and bring its date up to the event's. */
static bool touch_record(struct ter_registry *registry, struct event *event,
    const struct ter_field **ret_touched, struct ter_error *err)
{
    int64_t id;
    *ret_touched = NULL;
    if (!event->about)
        return true;
    {
        TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL; /* closed before the update */
        const struct ter_record *record;
        if (!ter_record_read(registry, event->about, event->code, &id, &cursor, &record, err))
            return false;
        inherit_township(event, record);
        *ret_touched = follower(event, record);
    }
    if (!*ret_touched)
        return true;
    struct ter_change change = {ter_layer_field_index(event->about, *ret_touched), ter_value_text(event->on)};
    return ter_store_update(registry, event->about, id, &change, 1, NULL, err);
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

static void report(const struct ter_args *args, const struct ter_registry *registry,
    const struct event *event, const char *code, const struct ter_field *touched)
{
    enum ter_lang lang = ter_args_lang(args, registry);
    TER_AUTO_BUF struct ter_buf kind = {0};
    ter_field_print(ter_layer_field(event->layer, "kind"), ter_value_text(event->kind), lang, &kind);
    TER_AUTO_FREE char *record =
        event->about ? ter_format(", %s %s", event->about->name, event->code) : ter_strdup("");
    ter_say(args, "%s: %s%s, %s", code, kind.data, record, event->on);
    if (touched)
        ter_say(args, "  %s of %s is now %s", touched->title.text[lang], event->code, event->on);
}

static bool store(
    const struct ter_args *args, struct ter_registry *registry, struct event *event, struct ter_error *err)
{
    struct ter_wkb wkb = {event->point, sizeof event->point};
    const struct ter_field *touched;
    TER_AUTO_FREE char *code = NULL;
    int64_t id;
    if (!touch_record(registry, event, &touched, err) ||
        !ter_store_insert(
            registry, event->layer, event->changes, event->count, event->placed ? &wkb : NULL, &id, err) ||
        !read_code(registry, event->layer, id, &code, err) || !ter_registry_commit(registry, err))
        return false;
    report(args, registry, event, code, touched);
    return true;
}

static bool add(const struct ter_args *args, struct ter_error *err)
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
    if (store(args, registry, &event, err))
        return true;
    ter_registry_rollback(registry);
    return false;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    if (!add(args, err))
        ter_wrap(err, "event add");
    return ter_exit_for(err);
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
        "inspection up "
        "to its own; nothing else of the record changes.",
    .examples =
        "terrier event add hydrant H-000012 inspection result=in_order\n"
        "terrier event add hydrant H-000012 flow_test static_mpa=0.32 flow_lps=18 --on 2023-05-04\n"
        "terrier event add hydrant H-000012 维修 parts=阀芯 cost_yuan=380 --photo 46.jpg\n"
        "terrier event add - violation sheep_units=120 --at 111.3021,40.6120 --note \"on the east slope\"",
    .min_words = ALONE_WORDS,
    .max_words = JOINED_WORDS + TER_MAX_FIELDS,
    .run = run,
};

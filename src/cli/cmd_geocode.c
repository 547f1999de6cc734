/* Owns `terrier geocode`: the records of a layer, one text, or a stream of texts. */
#include "base/json.h"
#include "base/progress.h"
#include "base/text.h"
#include "cli.h"
#include "geocode/geocode.h"
#include "registry/find.h"
#include "registry/store.h"
#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- the records of a layer ---- */

/* A record and the position that was found for it. */
struct finding {
    int64_t id;
    struct ter_lonlat at;
    enum ter_precision precision;
    double uncertainty_m;
    char *note;
};

struct run {
    const struct ter_layer *layer;
    struct finding *findings;
    size_t count, capacity;
    int64_t records, without;
    int64_t by_status[3]; /* by enum ter_geocode_status */
};

static void run_free(struct run *run)
{
    for (size_t i = 0; i < run->count; i++)
        free(run->findings[i].note);
    free(run->findings);
}

static const char *record_text(const struct ter_layer *layer, const struct ter_record *record, enum ter_role role)
{
    const struct ter_value *value = &record->values[layer->role[role]];
    return value->type == TER_VALUE_TEXT && value->size ? value->text : NULL;
}

/* The list's road column, where the layer has a field for it. */
static const char *record_road(const struct ter_layer *layer, const struct ter_record *record)
{
    const struct ter_field *field = ter_layer_field(layer, "road");
    const struct ter_value *value = field ? &record->values[ter_layer_field_index(layer, field)] : NULL;
    return value && value->type == TER_VALUE_TEXT && value->size ? value->text : NULL;
}

static bool resolve_record(struct ter_registry *registry, const struct ter_record *record, enum ter_lang lang,
    struct run *run, struct ter_error *err)
{
    const struct ter_layer *layer = run->layer;
    const char *corrected = record_text(layer, record, TER_ROLE_LOCATION_CORRECTED);
    struct ter_geocode_query query = {
        .text = corrected ? corrected : record_text(layer, record, TER_ROLE_LOCATION_TEXT),
        .township = record_text(layer, record, TER_ROLE_TOWNSHIP),
        .road = record_road(layer, record),
    };
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    if (!ter_geocode(registry, &query, &result, err))
        return false;
    run->records++;
    run->by_status[result.status]++;
    if (!result.has_position) {
        run->without++;
        return true;
    }
    run->findings = ter_grow(run->findings, &run->capacity, run->count + 1, sizeof *run->findings);
    run->findings[run->count++] = (struct finding){record->values[layer->role[TER_ROLE_ID]].integer, result.at,
        result.precision, result.uncertainty_m, result.explain[lang]};
    result.explain[lang] = NULL;
    return true;
}

static bool resolve_all(struct ter_registry *registry, bool redo, enum ter_lang lang, struct run *run,
    struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.unplaced = true, .geocoded_too = redo};
    const struct ter_record *record;
    struct ter_progress progress;
    bool done;
    if (!ter_find_open(registry, run->layer, &filter, &cursor, err))
        return false;
    ter_progress_begin(&progress, "geocoding", 0);
    while ((done = ter_interrupt_check(err) && ter_find_next(cursor, &record, err)) && record) {
        ter_progress_update(&progress, run->records);
        if (!(done = resolve_record(registry, record, lang, run, err)))
            break;
    }
    ter_progress_end(&progress);
    return done;
}

static bool place_all(struct ter_registry *registry, const struct run *run, struct ter_error *err)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct finding *finding = &run->findings[i];
        struct ter_position position = {
            .at = finding->at,
            .method = "geocoded",
            .precision = ter_precision_name(finding->precision),
            .uncertainty_m = finding->uncertainty_m,
            .note = finding->note,
        };
        if (!ter_interrupt_check(err) || !ter_store_place(registry, run->layer, finding->id, &position, err))
            return false;
    }
    return ter_registry_commit(registry, err);
}

static int by_radius(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* How many records stand on a rung, and their smallest, median and largest radius. */
static size_t rung_radii(const struct run *run, enum ter_precision rung, double ret_radii[3])
{
    TER_AUTO_FREE double *radii = ter_alloc((run->count + 1) * sizeof *radii);
    size_t count = 0;
    for (size_t i = 0; i < run->count; i++)
        if (run->findings[i].precision == rung)
            radii[count++] = run->findings[i].uncertainty_m;
    qsort(radii, count, sizeof *radii, by_radius);
    for (size_t i = 0; i < 3 && count; i++)
        ret_radii[i] = radii[(count - 1) * i / 2];
    return count;
}

/* The words of the register for a rung, where the layer has them. */
static const char *rung_title(const struct ter_layer *layer, enum ter_precision rung, enum ter_lang lang)
{
    const struct ter_domain *domain = layer->fields[layer->role[TER_ROLE_PRECISION]].domain;
    const struct ter_choice *choice = domain ? ter_domain_choice(domain, ter_precision_name(rung)) : NULL;
    return choice ? choice->title.text[lang] : ter_precision_name(rung);
}

static void print_table(const struct run *run, enum ter_lang lang)
{
    static const char *const headings[2][5] = {
        [TER_EN] = {"placed on", "records", "radius m: least", "median", "most"},
        [TER_ZH] = {"定位依据", "记录数", "误差半径(米)：最小", "中位", "最大"},
    };
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 5);
    for (size_t i = 0; i < 5; i++)
        ter_table_add(&table, headings[lang][i]);
    for (size_t i = 1; i < 5; i++)
        ter_table_align_right(&table, i);
    for (int rung = 0; rung < TER_PRECISIONS; rung++) {
        double radii[3];
        size_t count = rung_radii(run, (enum ter_precision)rung, radii);
        if (!count)
            continue;
        ter_table_add(&table, rung_title(run->layer, (enum ter_precision)rung, lang));
        TER_AUTO_FREE char *records = ter_format("%zu", count);
        ter_table_add(&table, records);
        for (size_t i = 0; i < 3; i++) {
            TER_AUTO_FREE char *radius = ter_format("%.0f", radii[i]);
            ter_table_add(&table, radius);
        }
    }
    if (ter_table_rows(&table))
        ter_table_print(&table, stdout);
}

static bool print_json(const struct run *run, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = json_object();
    json_t *rungs = json_object(), *statuses = json_object();
    for (int rung = 0; rung < TER_PRECISIONS; rung++) {
        double radii[3];
        size_t count = rung_radii(run, (enum ter_precision)rung, radii);
        ter_json_set(rungs, ter_precision_name((enum ter_precision)rung), json_integer((json_int_t)count));
    }
    for (int status = 0; status < 3; status++)
        ter_json_set(statuses, ter_geocode_status_name((enum ter_geocode_status)status),
            json_integer(run->by_status[status]));
    ter_json_set(json, "layer", ter_json_string(run->layer->name));
    ter_json_set(json, "records", json_integer(run->records));
    ter_json_set(json, "placed", json_integer((json_int_t)run->count));
    ter_json_set(json, "without_position", json_integer(run->without));
    ter_json_set(json, "by_precision", rungs);
    ter_json_set(json, "by_status", statuses);
    bool written = ter_json_write(json, stdout, err);
    putchar('\n');
    return written;
}

static bool report(const struct ter_args *args, const struct run *run, enum ter_lang lang, struct ter_error *err)
{
    if (args->format == TER_FORMAT_JSON)
        return print_json(run, err);
    ter_say(args, "%s: %lld records to place, %zu placed, %lld without a position", run->layer->name,
        (long long)run->records, run->count, (long long)run->without);
    if (!args->quiet)
        print_table(run, lang);
    if (run->by_status[TER_AMBIGUOUS])
        ter_say(args, "  %lld may mean several positions (terrier review %s)",
            (long long)run->by_status[TER_AMBIGUOUS], run->layer->name);
    return true;
}

/* All is resolved before the write lock is taken. */
static bool geocode_layer(struct ter_registry *registry, const struct ter_args *args, const struct ter_layer *layer,
    int64_t *without, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.layer = layer};
    struct ter_write_context context = {.tool = "geocode"};
    enum ter_lang lang = ter_args_lang(args, registry);
    if (!resolve_all(registry, ter_args_switch(args, "redo"), ter_registry_lang(registry), &run, err))
        return false;
    if (run.count) {
        if (!ter_registry_begin(registry, &context, err))
            return false;
        if (!place_all(registry, &run, err)) {
            ter_registry_rollback(registry);
            return false;
        }
    }
    *without += run.without;
    return report(args, &run, lang, err);
}

static bool geocode_layers(const struct ter_args *args, int64_t *ret_without, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    const struct ter_layer *layer;
    if (!ter_args_open(args, TER_WRITE, &registry, err))
        return false;
    if (args->word_count) {
        if (!ter_registry_layer(registry, args->words[0], &layer, err))
            return false;
        if (layer->geometry != TER_POINT)
            return ter_fail(err, TER_USAGE, "layer %s holds geometries of type %s, which a position cannot place",
                layer->name, ter_geometry_name(layer->geometry));
        return geocode_layer(registry, args, layer, ret_without, err);
    }
    for (size_t i = 0; i < ter_registry_layer_count(registry); i++) {
        layer = ter_registry_layer_at(registry, i);
        if (layer->geometry == TER_POINT && !geocode_layer(registry, args, layer, ret_without, err))
            return false;
    }
    return true;
}

/* ---- texts that are not stored ---- */

static void print_explanation(const struct ter_geocode_result *result, enum ter_lang lang)
{
    const char *township = result->township ? result->township : "";
    printf("%s\n", result->explain[lang]);
    if (result->has_position)
        printf("%.7f,%.7f ± %.0f m  %s, %s  %s\n", result->at.lon, result->at.lat, result->uncertainty_m,
            ter_geocode_status_name(result->status), ter_precision_name(result->precision), township);
    for (size_t i = 0; i < result->candidate_count; i++)
        printf("  %.7f,%.7f  %s\n", result->candidates[i].at.lon, result->candidates[i].at.lat,
            result->candidates[i].explain[lang]);
}

static bool print_line(const char *id, const char *text, const struct ter_geocode_result *result, enum ter_lang lang,
    struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = ter_geocode_json(id, text, result, lang);
    return ter_json_write(json, stdout, err) &&
           (putchar('\n') != EOF || ter_fail(err, TER_FAILED, "cannot write the output: %s", strerror(errno)));
}

static bool geocode_text(const struct ter_args *args, int64_t *ret_without, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    struct ter_geocode_query query = {
        ter_args_value(args, "text"), ter_args_value(args, "township"), ter_args_value(args, "road")};
    if (!ter_args_open(args, TER_READ, &registry, err) || !ter_geocode(registry, &query, &result, err))
        return false;
    enum ter_lang lang = ter_args_lang(args, registry);
    *ret_without = !result.has_position;
    if (args->format == TER_FORMAT_JSON)
        return print_line(NULL, query.text, &result, lang, err);
    print_explanation(&result, lang);
    return true;
}

static char *next_cell(char **line)
{
    char *cell = strsep(line, "\t");
    return cell && *cell ? ter_text_trim(cell) : NULL;
}

static bool geocode_line(struct ter_registry *registry, char *line, enum ter_lang lang, int64_t *without,
    struct ter_error *err)
{
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    const char *id = next_cell(&line), *text = next_cell(&line), *township = next_cell(&line);
    struct ter_geocode_query query = {text, township, next_cell(&line)};
    if (!ter_geocode(registry, &query, &result, err))
        return false;
    *without += !result.has_position;
    return print_line(id, text, &result, lang, err);
}

static bool geocode_stream(const struct ter_args *args, int64_t *ret_without, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_FREE char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    if (!ter_args_open(args, TER_READ, &registry, err))
        return false;
    enum ter_lang lang = ter_args_lang(args, registry);
    for (int64_t number = 1; (length = getline(&line, &capacity, stdin)) >= 0; number++) {
        size_t size = (size_t)length, bad;
        while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
            line[--size] = '\0';
        if (!ter_interrupt_check(err))
            return false;
        if (!ter_text_valid(line, size, &bad))
            return ter_fail(err, TER_FAILED, "standard input: line %lld, byte %zu is not valid UTF-8",
                (long long)number, bad + 1);
        if (!geocode_line(registry, line, lang, ret_without, err))
            return ter_wrap(err, "standard input: line %lld", (long long)number);
    }
    if (ferror(stdin))
        return ter_fail(err, TER_FAILED, "standard input cannot be read: %s", strerror(errno));
    return true;
}

static bool check_mode(const struct ter_args *args, struct ter_error *err)
{
    bool text = ter_args_value(args, "text"), stream = ter_args_switch(args, "stdin"), layer = args->word_count;
    if (text + stream + layer > 1)
        return ter_fail(err, TER_USAGE, "geocode takes one of LAYER, --text and --stdin, not several");
    if (!text && (ter_args_value(args, "township") || ter_args_value(args, "road")))
        return ter_fail(err, TER_USAGE, "--township and --road go with --text");
    if ((text || stream) && ter_args_switch(args, "redo"))
        return ter_fail(err, TER_USAGE, "--redo goes with a layer; nothing is stored of a text");
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    int64_t without = 0;
    bool done = check_mode(args, err);
    if (done && ter_args_value(args, "text"))
        done = geocode_text(args, &without, err);
    else if (done && ter_args_switch(args, "stdin"))
        done = geocode_stream(args, &without, err);
    else if (done)
        done = geocode_layers(args, &without, err);
    if (!done) {
        ter_wrap(err, "geocode");
        return ter_exit_for(err);
    }
    return without ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option own_options[] = {
    {"redo", NULL, "also those that an earlier run placed; never what was surveyed or placed by hand", false},
    {"text", "TEXT", "one location; nothing is stored", false},
    {"township", "TOWNSHIP", "with --text: the township it lies in", false},
    {"road", "ROAD", "with --text: the road it lies on", false},
    {"stdin", NULL, "lines of id, text, township, road, divided by tabs; one JSON object a line comes back", false},
    {0},
};

const struct ter_command ter_command_geocode = {
    .name = "geocode",
    .usage = "[LAYER]",
    .summary = "place the records that have a location text and no position",
    .options = own_options,
    .formats = "table json",
    .details = "A text that cannot be placed as it says goes down a ladder - place or junction, road, township, the "
               "whole area -\nand its error radius grows with it. Where the gazetteer knows nothing of it there is no "
               "position (exit code 3).",
    .examples = "terrier geocode hydrant\n"
                "terrier geocode --text 敕勒川大街南70米西侧辅路 --township 察素齐镇 --road 和平路\n"
                "terrier geocode --stdin < locations.tsv > positions.jsonl",
    .max_words = 1,
    .run = run,
};

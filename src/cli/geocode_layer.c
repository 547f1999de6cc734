/* Owns the geocoding of a layer's records: which, from what, and the summary. Knows nothing of single texts.
 */
#include "geocode_layer.h"

#include "base/json.h"
#include "base/map.h"
#include "base/progress.h"
#include "geocode/geocode.h"
#include "geocode/neighbours.h"
#include "registry/find.h"
#include "registry/gazetteer.h"
#include "registry/meanwhile.h"
#include "registry/store.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

/* A record and the position that was found for it. */
struct finding {
    int64_t id;
    uint64_t asked; /* what the query said: it must say so still when the position is stored */
    struct ter_lonlat at;
    enum ter_precision precision;
    double uncertainty_m;
    char *note;
    char *corrected; /* the text with its names as the gazetteer spells them, NULL: nothing was corrected */
};

/* A record that may mean several positions: it is asked for again when all of the list is known. */
struct waiting {
    int64_t id;
    char *text, *township, *road;
};

struct run {
    const struct ter_layer *layer;
    bool redo;
    struct ter_geocoder *geocoder;
    struct ter_meanwhile meanwhile;
    struct ter_neighbours neighbours;
    enum ter_lang lang;
    struct waiting *waiting;
    size_t waiting_count, waiting_capacity;
    struct finding *findings;
    size_t count, capacity;
    int64_t records;
    int64_t without;      /* records that stay without a position */
    int64_t overtaken;    /* … that others placed, deleted or described otherwise meanwhile */
    int64_t whole_area;   /* … that have one, but of the whole area only */
    int64_t by_status[3]; /* by enum ter_geocode_status */
};

static void run_free(struct run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        free(run->findings[i].note);
        free(run->findings[i].corrected);
    }
    free(run->findings);
    for (size_t i = 0; i < run->waiting_count; i++) {
        free(run->waiting[i].text);
        free(run->waiting[i].township);
        free(run->waiting[i].road);
    }
    free(run->waiting);
    ter_neighbours_free(&run->neighbours);
    ter_geocoder_close(run->geocoder);
}

static const char *record_text(
    const struct ter_layer *layer, const struct ter_record *record, enum ter_role role)
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

static char *copy(const char *text)
{
    return text ? ter_strdup(text) : NULL;
}

static void wait_for_others(struct run *run, int64_t id, const struct ter_geocode_query *query)
{
    run->waiting =
        ter_grow(run->waiting, &run->waiting_capacity, run->waiting_count + 1, sizeof *run->waiting);
    run->waiting[run->waiting_count++] =
        (struct waiting){id, copy(query->text), copy(query->township), copy(query->road)};
}

static uint64_t query_hash(const struct ter_geocode_query *query)
{
    const char *const texts[] = {query->text, query->township, query->road};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        hash = ter_hash(hash, texts[i] ? texts[i] : "", texts[i] ? strlen(texts[i]) + 1 : 0);
    return hash;
}

static void take_finding(
    struct run *run, int64_t id, const struct ter_geocode_query *query, struct ter_geocode_result *result)
{
    run->records++;
    run->by_status[result->status]++;
    if (!result->has_position) {
        run->without++;
        return;
    }
    run->whole_area += result->status == TER_UNMATCHED;
    run->findings = ter_grow(run->findings, &run->capacity, run->count + 1, sizeof *run->findings);
    run->findings[run->count++] = (struct finding){id, query_hash(query), result->at, result->precision,
        result->uncertainty_m, result->explain[run->lang], result->corrected};
    result->explain[run->lang] = NULL;
    result->corrected = NULL;
}

struct ter_geocode_query ter_geocode_record_query(
    const struct ter_layer *layer, const struct ter_record *record)
{
    const char *corrected = record_text(layer, record, TER_ROLE_LOCATION_CORRECTED);
    return (struct ter_geocode_query){
        .text = corrected ? corrected : record_text(layer, record, TER_ROLE_LOCATION_TEXT),
        .township = record_text(layer, record, TER_ROLE_TOWNSHIP),
        .road = record_road(layer, record),
    };
}

static bool resolve_record(const struct ter_record *record, struct run *run, struct ter_error *err)
{
    const struct ter_layer *layer = run->layer;
    struct ter_geocode_query query = ter_geocode_record_query(layer, record);
    query.neighbours = &run->neighbours;
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    int64_t id = record->values[layer->role[TER_ROLE_ID]].integer;
    if (!ter_geocode(run->geocoder, &query, &result, err))
        return false;
    if (result.status == TER_AMBIGUOUS)
        wait_for_others(run, id, &query);
    else
        take_finding(run, id, &query, &result);
    return true;
}

/* The second pass: the rest of the list may tell which of several positions is meant. */
static bool resolve_waiting(struct run *run, struct ter_error *err)
{
    for (size_t i = 0; i < run->waiting_count; i++) {
        const struct waiting *waiting = &run->waiting[i];
        struct ter_geocode_query query = {waiting->text, waiting->township, waiting->road, &run->neighbours};
        TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
        if (!ter_interrupt_check(err) || !ter_geocode(run->geocoder, &query, &result, err))
            return false;
        take_finding(run, waiting->id, &query, &result);
    }
    return true;
}

static bool resolve_all(struct ter_registry *registry, struct run *run, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    struct ter_filter filter = {.unplaced = true, .geocoded_too = run->redo};
    const struct ter_record *record;
    struct ter_progress progress;
    bool done;
    if (!ter_meanwhile_read(registry, &run->meanwhile, err) ||
        !ter_geocoder_open(registry, &run->geocoder, err) ||
        !ter_find_open(registry, run->layer, &filter, &cursor, err))
        return false;
    ter_progress_begin(&progress, "geocoding", 0);
    while ((done = ter_interrupt_check(err) && ter_find_next(cursor, &record, err)) && record) {
        ter_progress_update(&progress, run->records);
        if (!(done = resolve_record(record, run, err)))
            break;
    }
    done = done && resolve_waiting(run, err);
    ter_progress_end(&progress);
    return done;
}

/* Whether a record still wants this position: others may have placed it by hand, deleted it, or written
 * another text while all was being resolved. */
static bool still_wanted(struct ter_registry *registry, const struct run *run, const struct finding *finding,
    bool *ret_wanted, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    TER_AUTO_FREE char *where = ter_format("id = %lld", (long long)finding->id);
    struct ter_filter filter = {.unplaced = true, .geocoded_too = run->redo, .where = where};
    const struct ter_record *record;
    bool changed;
    *ret_wanted = true;
    if (!ter_meanwhile_changed(registry, &run->meanwhile, run->layer, finding->id, &changed, err))
        return false;
    if (!changed)
        return true;
    if (!ter_find_open(registry, run->layer, &filter, &cursor, err) || !ter_find_next(cursor, &record, err))
        return false;
    if (record) {
        struct ter_geocode_query query = ter_geocode_record_query(run->layer, record);
        *ret_wanted = query_hash(&query) == finding->asked;
    } else {
        *ret_wanted = false;
    }
    return true;
}

static bool place_all(struct ter_registry *registry, struct run *run, struct ter_error *err)
{
    if (!ter_meanwhile_write(registry, &run->meanwhile, err))
        return false;
    for (size_t i = 0; i < run->count; i++) {
        const struct finding *finding = &run->findings[i];
        bool wanted;
        struct ter_position position = {
            .at = finding->at,
            .method = "geocoded",
            .precision = ter_precision_name(finding->precision),
            .uncertainty_m = finding->uncertainty_m,
            .note = finding->note,
            .corrected = finding->corrected,
        };
        if (!ter_interrupt_check(err) || !still_wanted(registry, run, finding, &wanted, err))
            return false;
        run->overtaken += !wanted;
        if (wanted && !ter_store_place(registry, run->layer, finding->id, &position, err))
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
    ter_json_set(json, "placed", json_integer((json_int_t)run->count - run->overtaken));
    ter_json_set(json, "without_position", json_integer(run->without));
    if (run->overtaken)
        ter_json_set(json, "overtaken", json_integer(run->overtaken));
    ter_json_set(json, "by_precision", rungs);
    ter_json_set(json, "by_status", statuses);
    bool written = ter_json_write(json, stdout, err);
    putchar('\n');
    return written;
}

static bool report(struct ter_registry *registry, const struct ter_args *args, const struct run *run,
    enum ter_lang lang, struct ter_error *err)
{
    struct ter_gazetteer_stats stats;
    if (args->format == TER_FORMAT_JSON)
        return print_json(run, err);
    if (!ter_gazetteer_count(registry, &stats, err))
        return false;
    ter_say(args, "%s: %lld records to place, %zu placed, %lld without a position", run->layer->name,
        (long long)run->records, run->count - (size_t)run->overtaken, (long long)run->without);
    if (run->overtaken)
        ter_say(args, "  %lld were changed by others meanwhile and are as those left them: geocode again",
            (long long)run->overtaken);
    if (run->without && !stats.places && !stats.roads)
        ter_say(args, "  the gazetteer is empty; terrier gazetteer import brings roads and places");
    if (!args->quiet)
        print_table(run, lang);
    if (run->without)
        ter_say(args, "  why: terrier review %s --candidates", run->layer->name);
    if (run->whole_area)
        ter_say(args, "  %lld stand for the whole area only (terrier review %s)", (long long)run->whole_area,
            run->layer->name);
    if (run->by_status[TER_AMBIGUOUS])
        ter_say(args, "  %lld may mean several positions (terrier review %s --candidates)",
            (long long)run->by_status[TER_AMBIGUOUS], run->layer->name);
    return true;
}

/* All is resolved before the write lock is taken. */
bool ter_geocode_layer(struct ter_registry *registry, const struct ter_args *args,
    const struct ter_layer *layer, int64_t *wanting, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {
        .layer = layer, .redo = ter_args_switch(args, "redo"), .lang = ter_registry_lang(registry)};
    struct ter_write_context context = {.tool = "geocode"};
    enum ter_lang lang = ter_args_lang(args, registry);
    if (!resolve_all(registry, &run, err))
        return false;
    if (run.count) {
        if (!ter_registry_begin(registry, &context, err))
            return false;
        if (!place_all(registry, &run, err)) {
            ter_registry_rollback(registry);
            return false;
        }
    }
    *wanting += run.without + run.whole_area + run.overtaken;
    return report(registry, args, &run, lang, err);
}

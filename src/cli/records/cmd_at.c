/* Owns `terrier at`: where the position comes from, and what is asked of the register there. */
#include "base/text.h"
#include "geocode/geocode.h"
#include "here.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double most_m = 1000000;

/* A pair of numbers, right or wrong, is no text to be geocoded. */
static bool looks_like_position(const char *text)
{
    return strspn(text, "0123456789.,+- \t") == strlen(text);
}

static bool geocode(
    struct ter_registry *registry, const struct ter_args *args, struct ter_here *here, struct ter_error *err)
{
    TER_AUTO(ter_geocoder_close) struct ter_geocoder *geocoder = NULL;
    TER_AUTO_GEOCODE struct ter_geocode_result result = {0};
    struct ter_geocode_query query = {.text = args->words[0], .township = ter_args_value(args, "township")};
    enum ter_lang lang = ter_args_lang(args, registry);
    if (!ter_geocoder_open(registry, &geocoder, err) || !ter_geocode(geocoder, &query, &result, err))
        return false;
    if (!result.has_position)
        return ter_fail(err, TER_NOT_FOUND, "it cannot be placed: %s", result.explain[lang]);
    here->at = result.at;
    here->uncertainty_m = result.uncertainty_m;
    here->text = args->words[0];
    here->status = ter_geocode_status_name(result.status);
    here->explain = ter_strdup(result.explain[lang]);
    here->township = result.township ? ter_strdup(result.township) : NULL;
    return true;
}

static bool read_position(
    struct ter_registry *registry, const struct ter_args *args, struct ter_here *here, struct ter_error *err)
{
    if (!looks_like_position(args->words[0])) {
        if (ter_args_value(args, "datum"))
            return ter_fail(err, TER_USAGE, "--datum goes with LON,LAT, not with a text");
        if (ter_args_value(args, "uncertainty"))
            return ter_fail(
                err, TER_USAGE, "--uncertainty goes with LON,LAT; a text gets a radius of its own");
        return geocode(registry, args, here, err);
    }
    if (ter_args_value(args, "township"))
        return ter_fail(err, TER_USAGE, "--township goes with a text, not with LON,LAT");
    return ter_args_number(args, "uncertainty", 0, most_m, 0, &here->uncertainty_m, err) &&
           ter_args_position(args, registry, args->words[0], &here->at, &here->uncertainty_m, err);
}

enum { DATE_SIZE = 11 };

static bool read_date(
    const struct ter_args *args, char today[DATE_SIZE], struct ter_here *here, struct ter_error *err)
{
    time_t now = time(NULL);
    struct tm local;
    here->date = ter_args_value(args, "on");
    if (here->date)
        return ter_text_is_date(here->date) ||
               ter_fail(err, TER_USAGE, "--on \"%s\" is not a date; write YYYY-MM-DD", here->date);
    strftime(today, DATE_SIZE, "%Y-%m-%d", localtime_r(&now, &local));
    here->date = today;
    return true;
}

/* What the map says beats what the gazetteer says, unless it is too close to call. */
static void read_township(struct ter_here *here)
{
    for (size_t i = 0; i < here->zones.count; i++) {
        const struct ter_zone *zone = &here->zones.items[i];
        const struct ter_field *name = ter_layer_field(zone->layer, "name");
        if (strcmp(zone->layer->name, "township") != 0 || !zone->contains || !name ||
            zone->force != TER_FORCE_YES || (zone->call != TER_CALL_INSIDE && here->township))
            continue;
        struct ter_value value = zone->values[ter_layer_field_index(zone->layer, name)];
        if (value.type != TER_VALUE_TEXT)
            continue;
        free(here->township);
        here->township = ter_strdup(value.text);
    }
}

static bool find_nearest(struct ter_registry *registry, const struct ter_layer *layer, bool even_none,
    struct ter_here *here, struct ter_error *err)
{
    TER_AUTO(ter_find_close) struct ter_cursor *cursor = NULL;
    const struct ter_record *record;
    struct ter_filter filter = {
        .has_near = true,
        .near_to = here->at,
        .limit = 1,
        .statuses = (const char *const *)layer->available.items,
        .status_count = layer->available.count,
    };
    struct ter_here_nearest *nearest = &here->nearest[here->nearest_count];
    if (!ter_find_open(registry, layer, &filter, &cursor, err) || !ter_find_next(cursor, &record, err))
        return false;
    if (!record && !even_none)
        return true;
    *nearest = (struct ter_here_nearest){layer, NULL, (double)NAN};
    here->nearest_count++;
    if (!record)
        return true;
    nearest->distance_m = ter_find_distance_m(cursor);
    nearest->values = ter_alloc(record->count * sizeof *nearest->values);
    for (size_t i = 0; i < record->count; i++)
        nearest->values[i] = ter_value_copy(record->values[i]);
    return true;
}

/* A register need not have these layers. That there is no water and no help near must be said; herds and
 * signs are named where there are any. */
static bool find_all_nearest(struct ter_registry *registry, struct ter_here *here, struct ter_error *err)
{
    static const struct {
        const char *layer;
        bool even_none;
    } near[TER_HERE_LAYERS] = {{"hydrant", true}, {"station", true}, {"herd", false}, {"checkpoint", false}};
    for (size_t i = 0; i < TER_HERE_LAYERS; i++)
        for (size_t j = 0; j < ter_registry_layer_count(registry); j++) {
            const struct ter_layer *layer = ter_registry_layer_at(registry, j);
            if (strcmp(layer->name, near[i].layer) == 0 && layer->geometry == TER_POINT &&
                !find_nearest(registry, layer, near[i].even_none, here, err))
                return false;
        }
    return true;
}

static bool wants_attention(const struct ter_here *here)
{
    for (size_t i = 0; i < here->zones.count; i++)
        if (here->zones.items[i].call == TER_CALL_TOO_CLOSE)
            return true;
    return here->zones.notes.count || (here->status && strcmp(here->status, "ambiguous") == 0);
}

static bool write_json(const struct ter_here *here, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = ter_here_json(here);
    return ter_json_write(json, stdout, err) &&
           (putchar('\n') != EOF ||
               ter_fail(err, TER_FAILED, "cannot write the output: %s", strerror(errno)));
}

static bool answer(const struct ter_args *args, bool *ret_attention, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_HERE struct ter_here here = {0};
    char today[DATE_SIZE] = "";
    double reach_m;
    if (!read_date(args, today, &here, err) ||
        !ter_args_number(args, "within", 0, most_m, 0, &reach_m, err) ||
        !ter_args_open(args, TER_READ, &registry, err) || !read_position(registry, args, &here, err) ||
        !ter_zones_at(registry, here.at, here.uncertainty_m, reach_m, here.date, &here.zones, err) ||
        !find_all_nearest(registry, &here, err) || !ter_rates_shipped(&here.rates, err))
        return false;
    read_township(&here);
    ter_here_judge(&here);
    *ret_attention = wants_attention(&here);
    if (args->format == TER_FORMAT_JSON)
        return write_json(&here, err);
    ter_here_print(&here, ter_args_lang(args, registry), stdout);
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    bool attention = false;
    if (!answer(args, &attention, err)) {
        ter_wrap(err, "at %s", args->words[0]);
        return ter_exit_for(err);
    }
    return attention ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    {"on", "DATE", "the zones of that day (default: today)", false},
    {"uncertainty", "M", "with LON,LAT: its error radius in metres (default 0)", false},
    TER_DATUM_OPTION,
    {"township", "TOWNSHIP", "with a text: the township it lies in", false},
    {"within", "M", "also zones that the position lies outside of, with an edge within so many metres",
        false},
    {0},
};

const struct ter_command ter_command_at = {
    .name = "at",
    .usage = "LON,LAT|TEXT",
    .summary = "what is here: grazing bans, zones and their rules, township, nearest water and station",
    .options = options,
    .formats = "table json",
    .details =
        "A text is geocoded and brings its error radius along. Each zone - a record of a layer of areas - is "
        "judged: inside, or too close to call where its edge is nearer than the radii of the position and "
        "of the zone together (exit code 3). Distances to edges are geodesic.\n\n"
        "Grazing bans come first: whether grazing is banned here, and of each ban its legal basis, who "
        "watches "
        "it, who fines and how much a sheep unit, and how the boundary was come by. A draft, a boundary that "
        "is "
        "only a buffer or a sketch, and a boundary that is too close never carry a fine. Bans that nobody "
        "has "
        "drawn are listed: they cannot be judged.\n\n"
        "A zone is in force by its valid_from and valid_to, its season and its status. Of a former day the "
        "register's history is asked; a zone that was entered later is judged by its dates, and says so.",
    .examples = "terrier at 111.16,40.73\n"
                "terrier at 111.16,40.73 --uncertainty 10 --on 2026-05-01 --format json\n"
                "terrier at 111.16,40.73 --datum gcj02 --uncertainty 8 --lang zh\n"
                "terrier at 和平路与博彦路交叉口 --township 察素齐镇",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};

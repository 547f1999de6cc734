/* Owns `terrier publish`: the public map and its data, made of what a layer file marks as public. */
#include "base/day.h"
#include "base/text.h"
#include "cli/report_target.h"
#include "cli/target.h"
#include "export/writer.h"
#include "registry/attribution.h"
#include "report/page.h"
#include "report/public/public.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { MOST_LAYERS = 20 };

struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    enum ter_lang lang;
    char date[TER_DAY_SIZE];
    const char *path;
    bool page; /* else GeoJSON */
    char *attribution;
    struct ter_public layers[MOST_LAYERS];
    size_t count;
};

static void run_free(struct run *run)
{
    for (size_t i = 0; i < run->count; i++)
        ter_public_free(&run->layers[i]);
    ter_auto_free_pointer(&run->attribution);
    ter_registry_close(run->registry);
}

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path), size = strlen(ending);
    return length > size && strcasecmp(path + length - size, ending) == 0;
}

static bool read_target(struct run *run, struct ter_error *err)
{
    run->path = ter_args_value(run->args, "to");
    if (!run->path)
        return ter_fail(err, TER_USAGE, "where to? --to map.html, or --to bans.geojson");
    run->page = ends_in(run->path, ".html") || ends_in(run->path, ".htm");
    if (!run->page && !ends_in(run->path, ".geojson"))
        return ter_fail(err, TER_USAGE, "--to \"%s\": a public map is an .html or a .geojson", run->path);
    if (!run->page && run->args->word_count > 1)
        return ter_fail(err, TER_USAGE, "a .geojson holds one layer; publish each into a file of its own");
    return true;
}

static bool check_target(const struct run *run, struct ter_error *err)
{
    if (!ter_target_check(run->registry, "--to", run->path, NULL, err))
        return false;
    if (access(run->path, F_OK) != 0 || ter_args_switch(run->args, "overwrite") ||
        (run->page && ter_page_is_report(run->path)))
        return true;
    return ter_fail(
        err, TER_FAILED, "%s is there already; name another file, or permit it with --overwrite", run->path);
}

static bool read_layers(struct run *run, struct ter_error *err)
{
    bool drafts = ter_args_switch(run->args, "drafts");
    for (size_t i = 0; i < run->args->word_count; i++) {
        const struct ter_layer *layer;
        if (!ter_registry_layer(run->registry, run->args->words[i], &layer, err) ||
            !ter_public_read(run->registry, layer, run->date, drafts, run->lang, &run->layers[i], err))
            return false;
        run->count++;
    }
    return true;
}

static bool write_page(void *user, FILE *out, struct ter_error *err)
{
    const struct run *run = user;
    struct ter_public_page page = {
        .title = ter_args_value(run->args, "title"),
        .register_name = ter_registry_name(run->registry),
        .date = run->date,
        .attribution = run->attribution,
        .lang = run->lang,
        .layers = run->layers,
        .count = run->count,
    };
    return ter_public_page_write(&page, out, err);
}

static bool write_records(struct ter_writer *writer, const struct ter_public *shown, struct ter_error *err)
{
    for (size_t i = 0; i < shown->count; i++) {
        const struct ter_public_record *one = &shown->records[i];
        struct ter_record record = {
            one->values, shown->shown.field_count, {(const uint8_t *)one->wkb.data, one->wkb.size}};
        if (!writer->write(writer, &record, err))
            return false;
    }
    return writer->commit(writer, err);
}

static bool write_geojson(const struct run *run, struct ter_error *err)
{
    struct ter_write_options options = {
        .layer = &run->layers[0].shown,
        .epsg = ter_registry_epsg(run->registry),
        .lang = run->lang,
        .titles = ter_args_switch(run->args, "titles"),
        .attribution = run->attribution,
    };
    TER_AUTO(ter_writer_close) struct ter_writer *writer = NULL;
    return ter_writer_open(run->path, &options, &writer, err) && write_records(writer, &run->layers[0], err);
}

static bool write_map(struct run *run, struct ter_error *err)
{
    TER_AUTO_FREE char *path = ter_strdup(run->path);
    struct ter_report_target target = {.path = path, .form = TER_REPORT_HTML};
    return run->page ? ter_report_target_fill(&target, write_page, run, err) : write_geojson(run, err);
}

static void summarise(const struct run *run)
{
    ter_say(run->args, "published to %s", run->path);
    for (size_t i = 0; i < run->count; i++) {
        const struct ter_public *shown = &run->layers[i];
        ter_say(run->args, "  %s: %zu records, %zu of them not on the map",
            shown->shown.title.text[run->lang], shown->count, shown->undrawn);
        if (shown->held_back)
            ter_say(
                run->args, "  %zu drafts held back (--drafts shows them, marked as such)", shown->held_back);
    }
}

static bool publish(struct run *run, struct ter_error *err)
{
    ter_day_write(ter_day_today(), run->date);
    if (run->args->word_count > MOST_LAYERS)
        return ter_fail(err, TER_USAGE, "at most %d layers at once", MOST_LAYERS);
    if (!read_target(run, err) || !ter_args_open(run->args, TER_READ, &run->registry, err) ||
        !check_target(run, err))
        return false;
    run->lang = ter_args_lang(run->args, run->registry);
    if (!read_layers(run, err) || !ter_registry_attribution(run->registry, &run->attribution, err) ||
        !write_map(run, err))
        return false;
    summarise(run);
    return true;
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!publish(&run, err))
        ter_wrap(err, "publish");
    return ter_exit_for(err);
}

static const struct ter_option options[] = {
    {"to", "FILE", "the map as one page (.html), or its data for signs and websites (.geojson)", false},
    {"title", "TEXT", "the page's title (default: the layers')", false},
    {"drafts", NULL, "also drafts, marked as such", false},
    {"titles", NULL, "in a .geojson: headings and values in the language of the output", false},
    {"overwrite", NULL, "replace the file also where it is no page of terrier's", false},
    {0},
};

const struct ter_command ter_command_publish = {
    .name = "publish",
    .usage = "LAYER…",
    .summary = "a map for everybody: public fields only, as one page or as GeoJSON",
    .options = options,
    .details = "A layer file marks the fields that everybody may see (\"public\": true); nothing else of a "
               "record is "
               "published, and a layer without such a field cannot be: violations, herds and patrols are "
               "not. Of public "
               "layers those records appear that are in force or announced, within their dates; drafts only "
               "with --drafts, "
               "marked as such. The page needs no network; the GeoJSON follows RFC 7946 (WGS 84).",
    .examples = "terrier publish grazing_ban --to bans.html --title 土默特左旗禁牧区\n"
                "terrier publish grazing_ban --to bans.geojson --titles --lang zh",
    .min_words = 1,
    .max_words = MOST_LAYERS,
    .run = run_command,
};

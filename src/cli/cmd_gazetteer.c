/* Owns `terrier gazetteer import` and `gazetteer stats`: places and roads by name, from a file into the
 * register. */
#include "base/digest.h"
#include "base/json.h"
#include "base/progress.h"
#include "cli.h"
#include "gazetteer_file.h"
#include "table.h"

#include <string.h>

/* What must be said wherever the data is shown: OpenStreetMap's licence asks for its own words. */
static const char *attribution(const struct ter_gazetteer_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const char *origin =
            rows->kind == TER_GAZETTEER_PLACES ? rows->places[i].source : rows->roads[i].source;
        if (origin && strstr(origin, "OpenStreetMap"))
            return "© OpenStreetMap contributors, ODbL";
    }
    return rows->count && rows->kind == TER_GAZETTEER_PLACES ? rows->places[0].source : NULL;
}

static bool store(struct ter_registry *registry, const struct ter_gazetteer_rows *rows, const char *source,
    const char *file, struct ter_error *err)
{
    char sha256[TER_SHA256_HEX_SIZE];
    int64_t id;
    if (!ter_sha256_file(file, sha256, err) ||
        !ter_gazetteer_replace(registry, source, file, sha256, attribution(rows), &id, err))
        return false;
    for (size_t i = 0; i < rows->count; i++)
        if (!ter_interrupt_check(err) ||
            !(rows->kind == TER_GAZETTEER_PLACES
                    ? ter_gazetteer_add_place(registry, id, &rows->places[i], err)
                    : ter_gazetteer_add_road(registry, id, &rows->roads[i], err)))
            return false;
    return ter_gazetteer_finish(registry, id, err);
}

static bool store_all(struct ter_registry *registry, const struct ter_args *args,
    const struct ter_gazetteer_rows *rows, struct ter_error *err)
{
    const char *file = args->words[0], *slash = strrchr(file, '/'), *source = ter_args_value(args, "source");
    struct ter_write_context context = {.tool = "gazetteer import"};
    if (!ter_registry_begin(registry, &context, err))
        return false;
    if (store(registry, rows,
            source  ? source
            : slash ? slash + 1
                    : file,
            file, err) &&
        ter_registry_commit(registry, err))
        return true;
    ter_registry_rollback(registry);
    return false;
}

static bool import(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    TER_AUTO_GAZETTEER_ROWS struct ter_gazetteer_rows rows = {0};
    struct ter_read_options options = {.encoding = ter_args_value(args, "encoding")};
    if (!ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_reader_open(args->words[0], &options, &reader, err) ||
        !ter_gazetteer_rows_read(args, ter_registry_epsg(registry), reader, &rows, err) ||
        !store_all(registry, args, &rows, err))
        return false;
    ter_say(
        args, "gazetteer: %zu %s from %s", rows.count, ter_gazetteer_kind_name(rows.kind), args->words[0]);
    if (rows.nameless)
        ter_say(args, "  %lld lines without a name and a ref were left out", (long long)rows.nameless);
    for (size_t i = 0; i < reader->notes.count; i++)
        ter_say(args, "  %s", reader->notes.items[i]);
    return true;
}

static enum ter_exit run_import(const struct ter_args *args, struct ter_error *err)
{
    if (!import(args, err))
        ter_wrap(err, "gazetteer import %s", args->words[0]);
    return ter_exit_for(err);
}

static bool stats(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    struct ter_gazetteer_stats count;
    if (!ter_args_open(args, TER_READ, &registry, err) || !ter_gazetteer_count(registry, &count, err))
        return false;
    if (args->format == TER_FORMAT_JSON) {
        TER_AUTO(ter_json_free) json_t *json = json_object();
        ter_json_set(json, "places", json_integer(count.places));
        ter_json_set(json, "roads", json_integer(count.roads));
        bool written = ter_json_write(json, stdout, err);
        putchar('\n');
        return written;
    }
    bool zh = ter_args_lang(args, registry) == TER_ZH;
    TER_AUTO_FREE char *places = ter_format("%lld", (long long)count.places);
    TER_AUTO_FREE char *roads = ter_format("%lld", (long long)count.roads);
    const char *const cells[] = {zh ? "类别" : "kind", zh ? "数量" : "rows", zh ? "地点" : "places", places,
        zh ? "道路" : "roads", roads};
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 2);
    ter_table_align_right(&table, 1);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        ter_table_add(&table, cells[i]);
    ter_table_print(&table, stdout);
    return true;
}

static enum ter_exit run_stats(const struct ter_args *args, struct ter_error *err)
{
    if (!stats(args, err))
        ter_wrap(err, "gazetteer stats");
    return ter_exit_for(err);
}

static const struct ter_option import_options[] = {
    {"kind", "places|roads", "what the file holds (default: roads for lines, else places)", false},
    {"uncertainty", "M", "error radius of rows that give none, in metres", false},
    {"source", "TEXT", "name of the source; a later file of this name replaces it (default: the file's name)",
        false},
    {"encoding", "NAME", "encoding of a text file, such as GB18030 (default: detected)", false},
    {0},
};

const struct ter_command ter_command_gazetteer_import = {
    .name = "gazetteer import",
    .usage = "FILE",
    .summary = "read named places or roads, for the geocoder to find",
    .options = import_options,
    .details = "Places are a CSV file (or points) with the columns name, kind, lon, lat and uncertainty_m, "
               "and where known "
               "alt_names\n(separated by ;), township, extent_m and source. The kinds county, town and "
               "village have a meaning "
               "of their own.\nRoads are lines with name or ref, uncertainty_m, and where known alt_names, "
               "class, township and "
               "source.\n\nThe import is all or nothing, and replaces what the same source brought before.",
    .examples = "terrier gazetteer import places.csv --kind places\n"
                "terrier gazetteer import roads.geojson --kind roads --uncertainty 30",
    .min_words = 1,
    .max_words = 1,
    .run = run_import,
};

const struct ter_command ter_command_gazetteer_stats = {
    .name = "gazetteer stats",
    .usage = "",
    .summary = "count the places and roads that the geocoder knows",
    .formats = "table json",
    .examples = "terrier gazetteer stats",
    .run = run_stats,
};

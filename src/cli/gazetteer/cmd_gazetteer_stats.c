/* Owns `terrier gazetteer stats`: what the geocoder knows, and from whom. */
#include "base/json.h"
#include "cli/cli.h"
#include "cli/table.h"
#include "registry/gazetteer.h"

#include <stdio.h>

enum { COUNTS = 6, DATE_SIZE = 10 };

static const char *const count_names[COUNTS][3] = {/* by enum ter_lang, then for JSON */
    {"places", "地点", "places"}, {"roads", "道路", "roads"},
    {"named roads", "其中有名称或编号", "named_roads"}, {"railways", "铁路", "railways"},
    {"waterways", "水系", "waterways"}, {"junctions", "交叉口", "junctions"}};

static void list_counts(const struct ter_gazetteer_stats *stats, int64_t ret_counts[COUNTS])
{
    const int64_t counts[COUNTS] = {
        stats->places, stats->roads, stats->named_roads, stats->railways, stats->waterways, stats->junctions};
    for (size_t i = 0; i < COUNTS; i++)
        ret_counts[i] = counts[i];
}

static bool print_json(const int64_t counts[COUNTS], const struct ter_gazetteer_source *sources,
    size_t source_count, struct ter_error *err)
{
    TER_AUTO(ter_json_free) json_t *json = json_object();
    json_t *list = json_array();
    for (size_t i = 0; i < COUNTS; i++)
        ter_json_set(json, count_names[i][2], json_integer(counts[i]));
    for (size_t i = 0; i < source_count; i++) {
        json_t *source = json_object();
        ter_json_set(source, "name", ter_json_string(sources[i].name));
        ter_json_set(source, "file", ter_json_string(sources[i].file));
        ter_json_set(source, "imported_at", ter_json_string(sources[i].imported_at));
        ter_json_set(source, "attribution", ter_json_string(sources[i].attribution));
        ter_json_set(source, "places", json_integer(sources[i].places));
        ter_json_set(source, "lines", json_integer(sources[i].roads));
        json_array_append_new(list, source);
    }
    ter_json_set(json, "sources", list);
    bool written = ter_json_write(json, stdout, err);
    putchar('\n');
    return written;
}

static void add_count(struct ter_table *table, int64_t count)
{
    TER_AUTO_FREE char *text = ter_format("%lld", (long long)count);
    ter_table_add(table, text);
}

static void print_counts(const int64_t counts[COUNTS], enum ter_lang lang)
{
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 2);
    ter_table_align_right(&table, 1);
    ter_table_add(&table, lang == TER_ZH ? "类别" : "kind");
    ter_table_add(&table, lang == TER_ZH ? "数量" : "rows");
    for (size_t i = 0; i < COUNTS; i++) {
        ter_table_add(&table, count_names[i][lang]);
        add_count(&table, counts[i]);
    }
    ter_table_print(&table, stdout);
}

static void print_sources(const struct ter_gazetteer_source *sources, size_t count, enum ter_lang lang)
{
    static const char *const headings[2][5] = {
        [TER_EN] = {"source", "places", "lines", "imported", "to be named as"},
        [TER_ZH] = {"来源", "地点", "线", "导入日期", "署名"},
    };
    TER_AUTO_TABLE struct ter_table table;
    ter_table_begin(&table, 5);
    ter_table_align_right(&table, 1);
    ter_table_align_right(&table, 2);
    for (size_t i = 0; i < 5; i++)
        ter_table_add(&table, headings[lang][i]);
    for (size_t i = 0; i < count; i++) {
        TER_AUTO_FREE char *day = ter_strndup(sources[i].imported_at, DATE_SIZE);
        ter_table_add(&table, sources[i].name);
        add_count(&table, sources[i].places);
        add_count(&table, sources[i].roads);
        ter_table_add(&table, day);
        ter_table_add(&table, sources[i].attribution);
    }
    ter_table_print(&table, stdout);
}

static bool stats(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    struct ter_gazetteer_stats known;
    struct ter_gazetteer_source *sources = NULL;
    size_t count = 0;
    int64_t counts[COUNTS];
    if (!ter_args_open(args, TER_READ, &registry, err) || !ter_gazetteer_count(registry, &known, err) ||
        !ter_gazetteer_sources(registry, &sources, &count, err))
        return false;
    list_counts(&known, counts);
    enum ter_lang lang = ter_args_lang(args, registry);
    bool done = args->format != TER_FORMAT_JSON || print_json(counts, sources, count, err);
    if (args->format != TER_FORMAT_JSON) {
        print_counts(counts, lang);
        if (count) {
            putchar('\n');
            print_sources(sources, count, lang);
        }
    }
    ter_gazetteer_sources_free(sources, count);
    return done;
}

static enum ter_exit run_stats(const struct ter_args *args, struct ter_error *err)
{
    if (!stats(args, err))
        ter_wrap(err, "gazetteer stats");
    return ter_exit_for(err);
}

const struct ter_command ter_command_gazetteer_stats = {
    .name = "gazetteer stats",
    .usage = "",
    .summary = "count what the geocoder knows, and say from whom",
    .formats = "table json",
    .details =
        "Lines are roads, railways and waterways. What stands under \"to be named as\" must be said wherever "
        "the data\nis shown.",
    .examples = "terrier gazetteer stats\nterrier gazetteer stats --format json",
    .run = run_stats,
};

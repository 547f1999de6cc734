/* Owns `terrier import`: a file's rows, mapped to a layer's fields, staged and stored. */
#include "base/json.h"
#include "base/messages.h"
#include "base/progress.h"
#include "cli/cli.h"
#include "cli/order/order_import.h"
#include "cli/records/event_outcomes.h"
#include "cli/terminal.h"
#include "import_areas.h"
#include "import_positions.h"
#include "import_request.h"
#include "import_shapes.h"
#include "rejects.h"

#include <stdlib.h>
#include <string.h>

static bool find_key(const struct ter_args *args, const struct ter_layer *layer, const bool *given,
    size_t *ret_key, struct ter_error *err)
{
    const char *name = ter_args_value(args, "key");
    const struct ter_field *field;
    *ret_key = SIZE_MAX;
    if (!name)
        return true;
    if (!ter_layer_need_field(layer, name, &field, err))
        return ter_wrap(err, "--key");
    *ret_key = ter_layer_field_index(layer, field);
    return given[*ret_key]
               ? true
               : ter_fail(err, TER_USAGE, "--key %s: the file has no column for this field", field->name);
}

/* Read and check every row; what is good goes to the stage, the rest to the rejects. */
static bool stage_rows(struct ter_reader *reader, struct ter_mapping *mapping, struct ter_load *load,
    struct ter_rejects *rejects, struct ter_import_shapes *shapes, struct ter_import_areas *areas,
    int64_t *ret_rows, struct ter_error *err)
{
    struct ter_progress progress;
    const struct ter_source_row *row;
    bool done;
    *ret_rows = 0;
    ter_progress_begin(&progress, "reading", reader->info.size_hint);
    while ((done = ter_interrupt_check(err) && reader->next(reader, &row, err)) && row) {
        const struct ter_mapped_row *mapped;
        const struct ter_reject *reject;
        ++*ret_rows;
        ter_progress_update(&progress, progress.total ? row->done : *ret_rows);
        ter_mapping_apply(mapping, row, &mapped, &reject);
        if (reject) {
            ter_rejects_add(rejects, reject->number, reject->column, reject->value, reject->reason);
            continue;
        }
        const struct ter_record record = ter_import_areas_take(areas, mapped);
        if (!(done = ter_load_add(load, &record, mapped->number, err)))
            break;
        ter_import_shapes_take(shapes, mapping, mapped);
    }
    ter_progress_end(&progress);
    return done;
}

static void reject_stored(void *user, int64_t row, const char *reason)
{
    ter_rejects_add(user, row, NULL, NULL, reason);
}

static const char *initial_title(const struct ter_layer *layer)
{
    const struct ter_domain *domain = layer->fields[layer->role[TER_ROLE_STATUS]].domain;
    const struct ter_choice *choice = ter_domain_choice(domain, layer->initial_status);
    return choice ? choice->title.text[TER_ZH] : "";
}

/* Codes that two registers made each for itself are alike without meaning the same. */
static void say_others(const struct ter_args *args, const struct ter_load_result *result)
{
    TER_AUTO_BUF struct ter_buf names = {0};
    for (size_t i = 0; i < result->others.count; i++)
        ter_buf_printf(&names, "%s%s", i ? ", " : ter_message(" of "), result->others.items[i]);
    if (result->of_others)
        ter_say(args,
            "  %lld of the changed are records%s that this source did not bring: they have the code of a "
            "row; where "
            "they are other things, leave the code out of the file (terrier log tells what was changed)",
            (long long)result->of_others, names.data ? names.data : "");
}

static void print_summary(const struct ter_args *args, const struct ter_layer *layer, int64_t rows,
    int64_t rejected, bool status_given, const struct ter_load_result *result)
{
    ter_say(args, "%s%s: %lld row%s read from %s: %lld new, %lld changed, %lld unchanged, %lld rejected",
        ter_args_switch(args, "dry-run") ? ter_message("dry run, nothing was stored: ") : "", layer->name,
        (long long)rows, ter_plural(rows), args->words[1], (long long)result->inserted,
        (long long)result->updated, (long long)result->unchanged, (long long)rejected);
    if (result->inserted && !status_given)
        ter_say(args,
            "  the file says no status: new records are taken as %s (%s); --set status=… says otherwise",
            layer->initial_status, initial_title(layer));
    ter_import_say_count(args, result->unplaced,
        "positions cleared: the location text changed; terrier geocode places them anew");
    ter_import_say_count(args, result->kept_edited, "values edited by hand since were kept");
    ter_import_say_count(args, result->conflicts,
        "values changed both by hand and in the source: the hand's were kept (terrier log)");
    ter_import_say_count(
        args, result->kept_deleted, "rows belong to records deleted since and were left out");
    say_others(args, result);
    ter_import_say_count(args, result->missing,
        rejected
            ? ter_message(
                  "records of this source are no longer in the file, or their rows were rejected; they were "
                  "left as they are")
            : "records of this source are no longer in the file; they were left as they are");
}

static json_t *summary_json(const struct ter_args *args, int64_t rows, struct ter_rejects *rejects,
    const struct ter_import_shapes *shapes, const struct ter_import_areas *areas,
    const struct ter_load_result *result)
{
    json_t *json = json_object();
    ter_json_set(json, "layer", ter_json_string(args->words[0]));
    ter_json_set(json, "file", ter_json_string(args->words[1]));
    ter_json_set(json, "dry_run", json_boolean(ter_args_switch(args, "dry-run")));
    const struct {
        const char *name;
        int64_t count;
    } counts[] = {{"rows", rows}, {"inserted", result->inserted}, {"updated", result->updated},
        {"unchanged", result->unchanged}, {"rejected", rejects->count}, {"unplaced", result->unplaced},
        {"kept_edited", result->kept_edited}, {"conflicts", result->conflicts},
        {"kept_deleted", result->kept_deleted}, {"of_others", result->of_others},
        {"missing", result->missing}, {"mended", shapes->mended}, {"slivers", shapes->slivers}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        ter_json_set(json, counts[i].name, json_integer(counts[i].count));
    ter_import_areas_json(areas, json);
    ter_json_set(json, "rejected_by_reason", ter_import_rejects_json(rejects));
    ter_json_set(json, "shapes", ter_import_shapes_json(shapes));
    return json;
}

/* A long transaction keeps other writers waiting: QGIS's first insert, move or delete would fail at once. */
static void warn_of_lock(const struct ter_args *args, int64_t rows)
{
    enum { LONG_ROWS = 200000 };
    if (rows > LONG_ROWS && !args->quiet)
        ter_terminal_note("storing %lld rows holds the write lock for some seconds: save and close your "
                          "edits elsewhere first",
            (long long)rows);
}

static enum ter_exit import(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_reader_close) struct ter_reader *reader = NULL;
    TER_AUTO(ter_mapping_close) struct ter_mapping *mapping = NULL;
    TER_AUTO(ter_load_close) struct ter_load *load = NULL;
    TER_AUTO_EVENT_OUTCOMES struct ter_event_outcomes outcomes = {0};
    TER_AUTO_REJECTS struct ter_rejects rejects = {0};
    TER_AUTO_IMPORT_SHAPES struct ter_import_shapes shapes = {0};
    TER_AUTO_IMPORT_REQUEST struct ter_import_request request = {0};
    __attribute__((cleanup(ter_load_result_free))) struct ter_load_result result = {0};
    struct ter_import_areas areas = {0};
    const struct ter_layer *layer;
    int64_t rows;
    struct ter_load_options options = {.dry_run = ter_args_switch(args, "dry-run")};
    if (!ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_registry_layer(registry, args->words[0], &layer, err) ||
        !ter_import_request_open(args, registry, layer, &request, &reader, err) ||
        !ter_mapping_open(layer, &reader->info, &request.map, &mapping, err))
        return ter_exit_for(err);
    options.given = ter_mapping_given(mapping);
    options.has_geometry = ter_mapping_has_geometry(mapping);
    struct ter_source source = ter_import_source(&request);
    if (!find_key(args, layer, options.given, &options.key, err) ||
        !ter_event_outcomes_prepare(
            registry, layer, ter_args_lang(args, registry), &options, &outcomes, err) ||
        !ter_import_areas_begin(registry, layer, &options, &areas, err) ||
        !ter_load_open(registry, layer, &source, &options, &load, err) ||
        !ter_rejects_begin(&rejects, registry, ter_args_value(args, "rejects"), request.file, err) ||
        !ter_import_shapes_begin(&shapes, args, registry, layer, request.file, err) ||
        !stage_rows(reader, mapping, load, &rejects, &shapes, &areas, &rows, err))
        return ter_exit_for(err);
    warn_of_lock(args, rows);
    ter_mapping_finish(mapping);
    if (!ter_load_commit(load, rejects.count, reject_stored, &rejects, &result, err) ||
        !ter_rejects_commit(&rejects, err) || !ter_import_shapes_commit(&shapes, err))
        return ter_exit_for(err);
    if (args->format == TER_FORMAT_JSON) {
        TER_AUTO(ter_json_free) json_t *json = summary_json(args, rows, &rejects, &shapes, &areas, &result);
        if (!ter_json_write(json, stdout, err))
            return TER_EXIT_FAILED;
        putchar('\n');
    }
    print_summary(args, layer, rows, rejects.count, options.given[layer->role[TER_ROLE_STATUS]], &result);
    ter_import_say_rejects(args, &rejects);
    ter_import_shapes_say(&shapes, args);
    ter_import_areas_say(&areas, args);
    ter_import_say_notes(args, &reader->notes);
    ter_import_say_notes(args, ter_mapping_notes(mapping));
    bool to_settle = ter_event_outcomes_say(args, &outcomes);
    return rejects.count || result.conflicts || to_settle ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    enum ter_exit code = ter_args_switch(args, "positions") ? ter_import_positions(args, err)
                         : ter_order_import_is(args)        ? ter_order_import(args, err)
                                                            : import(args, err);
    if (code == TER_EXIT_FAILED || code == TER_EXIT_USAGE)
        ter_wrap(err, "import %s", args->words[1]);
    return code;
}

static const struct ter_option own_options[] = {
    {"from", "NAME", "the file's own layer or sheet", false},
    {"map", "FIELD=COLUMN", "which column a field is read from; beats what the headings say", true},
    {"set", "FIELD=VALUE", "a value for every row", true},
    {"key", "FIELD", "the field by which a record is known again", false},
    {"crs", "EPSG:n", "coordinate system of the file's positions", false},
    {"datum", "NAME", "of positions in degrees: wgs84, cgcs2000, gcj02 (phone maps in China), bd09 (Baidu)",
        false},
    {"axes", "ORDER", "xy: east or longitude comes first; yx: north or latitude does (default: found)",
        false},
    {"encoding", "NAME", "encoding of a text file, such as GB18030 (default: detected)", false},
    {"header-row", "N", "the row, or line, that holds the headings (default: found by what they mean)",
        false},
    {"delimiter", "CHAR", "between the cells of a CSV: comma, semicolon, tab, … (default: detected)", false},
    {"fill-down", NULL, "a blank township takes the value above it, in lists that lost their merged cells",
        false},
    {"source", "TEXT",
        "name of the source; a later file of this name is its successor (default: the file's name, with "
        "--from's)",
        false},
    {"positions", NULL, "take only positions, for records known by --key: a survey, method surveyed", false},
    {"rejects", "FILE", "write refused rows here, with column, value and reason", false},
    TER_IMPORT_SHAPES_OPTIONS,
    {"dry-run", NULL, "check and count everything, store nothing", false},
    {0},
};

const struct ter_command ter_command_import = {
    .name = "import",
    .usage = "LAYER FILE",
    .summary = "read records from a file",
    .options = own_options,
    .formats = "table json",
    .details =
        "Headings are matched with the layer's fields in either language (terrier layer show LAYER). "
        "The import is\n"
        "all or nothing, apart from rows that are refused, each with its reason (exit code 3).\n"
        "\n"
        "A second import of the same source changes only what the source changed. Records are known "
        "again by --key,\n"
        "else by their code, else by the source's own row numbers (序号), else by their content. "
        "Values that were\n"
        "edited since are kept, and so are positions set by hand.\n"
        "\n"
        "Positions may stand in two columns, in one (\"40.72,111.16\"; 北纬40度43分 东经111度9分), as WKT, "
        "or be "
        "the file's own.\n"
        "Gauss-Kruger numbers without --crs are taken as the one zone that puts them where the register is, "
        "swapped axes are\n"
        "found, and every assumption is said; what fits nothing, or more than one system, is refused. "
        "Polygons that cross\n"
        "themselves are drawn anew where that leaves their area as it is, else refused with the place; with\n"
        "--mend also these are: both halves of a bow-tie stay, parts that overlap become one. Every shape "
        "that\n"
        "was mended is named with row, fault, place and area, and so are slivers, which are stored as they "
        "are.\n"
        "A blank area_m2 is measured on the ellipsoid; a stated one stays, and is named where it is off.\n"
        "\n"
        "import event FILLED.xlsx knows a work order's workbook (terrier order issue) by its number: rows "
        "with "
        "a result become events,\n"
        "set status and date of their records, and are refused where they contradict the register.\n"
        "\n"
        "With --positions nothing but positions is read: of records that are there already, known by --key "
        "(default: code),\n"
        "with the radius of a column uncertainty_m or accuracy. They replace whatever position a record has, "
        "unless that is\n"
        "a survey with a smaller radius.",
    .examples = "terrier import hydrant broken.csv --set status=out_of_service --source "
                "\"土左政办发〔2023〕53号 附件3\"\n"
                "terrier import hydrant survey.csv --map flow_lps=流量 --set uncertainty_m=5 --dry-run\n"
                "terrier import hydrant list.csv --encoding GB18030 --rejects refused.csv\n"
                "terrier import hydrant gps.csv --positions --key code --set uncertainty_m=3",
    .min_words = 2,
    .max_words = 2,
    .run = run,
};

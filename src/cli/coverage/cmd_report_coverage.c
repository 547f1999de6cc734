/* Owns `terrier report coverage`. */
#include "cli/report_target.h"
#include "cli/target.h"
#include "coverage_file.h"
#include "coverage_json.h"
#include "coverage_request.h"
#include "registry/attribution.h"
#include "registry/documents.h"
#include "report/coverage/coverage.h"
#include "report_coverage_rows.h"

/* One run of the command. */
struct run {
    const struct ter_args *args;
    struct ter_registry *registry;
    struct ter_coverage_args read;
    struct ter_coverage *coverage;
    struct ter_report_target target;
};

static void run_free(struct run *run)
{
    ter_coverage_free(run->coverage);
    ter_coverage_args_free(&run->read);
    ter_report_target_free(&run->target);
    ter_registry_close(run->registry);
}

/* Neither the register nor a file that is read may be written over. */
static bool check_inputs(const struct run *run, struct ter_error *err)
{
    static const char *const options[] = {"over", "norms", "speeds"};
    const char *files[TER_MAX_ARGUMENTS];
    if (!ter_target_check(run->registry, "--out", run->target.path, NULL, err))
        return false;
    for (size_t option = 0; option < sizeof options / sizeof *options; option++) {
        size_t count = ter_args_values(run->args, options[option], files, TER_MAX_ARGUMENTS);
        for (size_t i = 0; i < count; i++) {
            const char *layer;
            TER_AUTO_FREE char *path = ter_coverage_file_path(files[i], &layer);
            if (!ter_target_check(run->registry, "--out", run->target.path, path, err))
                return false;
        }
    }
    return true;
}

static bool read_target(struct run *run, struct ter_error *err)
{
    TER_AUTO_FREE char *otherwise = ter_format("%s-coverage.html", run->read.request.layer->name);
    return ter_report_target_read(run->args, otherwise, &run->target, err) && check_inputs(run, err);
}

static bool write_page(void *user, FILE *out, struct ter_error *err)
{
    struct run *run = user;
    TER_AUTO_STRINGS struct ter_strings documents = {0};
    TER_AUTO_ROAD_LINES struct ter_road_lines roads = {0};
    TER_AUTO_FREE char *attribution = NULL, *command = ter_report_command(run->args, "coverage");
    const struct ter_layer *layer = run->read.request.layer;
    if (!ter_registry_documents(run->registry, layer, &documents, err) ||
        !ter_registry_attribution(run->registry, &attribution, err) ||
        !ter_road_lines_read(run->registry, &roads, err))
        return false;
    struct ter_coverage_report report = {
        .coverage = run->coverage,
        .layer = layer,
        .register_name = ter_registry_name(run->registry),
        .documents = &documents,
        .notes = &run->read.notes,
        .attribution = attribution,
        .command = command,
        .roads = &roads,
    };
    return ter_coverage_report_write(&report, out, err);
}

static bool write_json(void *user, FILE *out, struct ter_error *err)
{
    struct run *run = user;
    TER_AUTO(ter_json_free) json_t *json = ter_coverage_json(run->coverage, &run->read.notes);
    return ter_json_write(json, out, err) &&
           (fputc('\n', out) != EOF || ter_fail(err, TER_FAILED, "a write failed"));
}

static bool write_report(struct run *run, struct ter_error *err)
{
    if (run->target.form == TER_REPORT_HTML)
        return ter_report_target_fill(&run->target, write_page, run, err);
    if (run->target.form == TER_REPORT_JSON)
        return ter_report_target_fill(&run->target, write_json, run, err);
    return ter_coverage_rows_write(run->coverage, ter_registry_epsg(run->registry), run->target.path, err);
}

static void summarise(const struct run *run)
{
    ter_report_target_say(run->args, &run->target);
    if (run->coverage->has_gaps)
        ter_say(run->args, "  there are gaps");
}

static bool report(struct run *run, struct ter_error *err)
{
    if (!ter_args_open(run->args, TER_READ, &run->registry, err) ||
        !ter_coverage_args_read(run->args, run->registry, NULL, &run->read, err) || !read_target(run, err))
        return false;
    run->read.request.shapes = run->target.form == TER_REPORT_HTML;
    if (!ter_coverage_compute(run->registry, &run->read.request, &run->coverage, err) ||
        !write_report(run, err))
        return false;
    summarise(run);
    return true;
}

static enum ter_exit run_command(const struct ter_args *args, struct ter_error *err)
{
    __attribute__((cleanup(run_free))) struct run run = {.args = args};
    if (!report(&run, err)) {
        ter_wrap(err, "report coverage %s", args->words[0]);
        return ter_exit_for(err);
    }
    return run.coverage->has_gaps ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    TER_COVERAGE_OPTIONS,
    TER_REPORT_OPTIONS,
    {0},
};

const struct ter_command ter_command_report_coverage = {
    .name = "report coverage",
    .usage = "LAYER [M]",
    .summary = "where water and help do not reach, as a page to read and to print",
    .options = options,
    .details =
        "The question and the options are those of coverage. The page is one file that needs no "
        "network: figures "
        "with their certainty, a map, bars and tables by township, the worst places, what was assumed "
        "and the "
        "sources of the norms, each figure with the command that reproduces it. Tables sort by a "
        "click; it prints "
        "to A4.\n\n"
        "An ending .json gives the same figures as coverage --format json; .csv and .xlsx give those "
        "by township. "
        "Without --out it writes the page LAYER-coverage.html into the present folder: the figures alone "
        "are those of coverage. "
        "A page that terrier wrote is replaced; any other file only with --overwrite. Exit code 3: "
        "there are gaps.",
    .examples = "terrier report coverage hydrant --over addresses.csv --out gaps.html\n"
                "terrier report coverage hydrant --scenario repaired --lang zh\n"
                "terrier report coverage station --minutes 4,5,8 --out stations.html\n"
                "terrier report coverage hydrant --out by-township.xlsx",
    .min_words = 1,
    .max_words = 2,
    .run = run_command,
};

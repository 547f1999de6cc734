/* Owns `terrier coverage`. */
#include "base/json.h"
#include "base/text.h"
#include "coverage_json.h"
#include "coverage_out.h"
#include "coverage_request.h"
#include "coverage_table.h"

static bool print(const struct ter_args *args, const struct ter_coverage_args *read,
    const struct ter_coverage *coverage, struct ter_error *err)
{
    if (args->format != TER_FORMAT_JSON) {
        ter_coverage_table(coverage, &read->notes, args->quiet, stdout);
        return true;
    }
    TER_AUTO(ter_json_free) json_t *json = ter_coverage_json(coverage, &read->notes);
    if (!ter_json_write(json, stdout, err))
        return false;
    putchar('\n');
    return true;
}

static bool cover(const struct ter_args *args, bool *ret_gaps, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_COVERAGE_ARGS struct ter_coverage_args read = {0};
    TER_AUTO(ter_coverage_free) struct ter_coverage *coverage = NULL;
    const char *folder = ter_args_value(args, "out");
    if (!ter_args_open(args, TER_READ, &registry, err) || (folder && !ter_coverage_out_check(folder, err)) ||
        !ter_coverage_args_read(args, registry, NULL, &read, err))
        return false;
    read.request.shapes = folder != NULL;
    if (!ter_coverage_compute(registry, &read.request, &coverage, err) ||
        (folder && !ter_coverage_out_write(registry, coverage, folder, &read.notes, err)) ||
        !print(args, &read, coverage, err))
        return false;
    *ret_gaps = coverage->has_gaps;
    return true;
}

static enum ter_exit run(const struct ter_args *args, struct ter_error *err)
{
    bool gaps = false;
    if (!cover(args, &gaps, err)) {
        double length; /* --along-roads 200 hydrant */
        bool swapped = args->word_count > 1 && ter_text_double(args->words[0], &length);
        ter_wrap(err, "coverage %s", args->words[swapped]);
        return ter_exit_for(err);
    }
    return gaps ? TER_EXIT_ATTENTION : TER_EXIT_DONE;
}

static const struct ter_option options[] = {
    TER_COVERAGE_OPTIONS,
    {"out", "DIR", "write the layers of the map there, as GeoPackage and GeoJSON with styles", false},
    {0},
};

const struct ter_command ter_command_coverage = {
    .name = "coverage",
    .usage = "LAYER [M]",
    .summary = "where water and help reach, for certain and possibly, and where not",
    .options = options,
    .formats = "table json",
    .details =
        "LAYER is hydrant, station, or any layer of points that says in which statuses its records are "
        "available. Without a reach the norm's is taken: 150 m round a hydrant, 4, 5 and 8 minutes from a "
        "station; --norms FILE gives your own.\n\n"
        "Each --over is measured by what it is: points counted, lines in metres, polygons in square metres "
        "(--as count counts polygons by their middle). A record with radius of error u covers for "
        "certain within R-u and possibly within R+u; where u is not below R, or not known, it covers nothing "
        "for certain and is listed as too coarse to say. Possible includes certain, the gap is what is left "
        "of the total.\n\n"
        "--scenario: now, repaired (all mended), planned (all built, too), a day to come (target dates "
        "kept), "
        "or a day gone by (from the history). --without CODE,… says what is lost while these are shut.\n\n"
        "--out DIR writes what is covered, the gaps, uncovered stretches and points, and what was used. "
        "Exit code 3: there are gaps. docs/coverage.md tells more.",
    .examples = "terrier coverage hydrant --over roads --over site --weight beds\n"
                "terrier coverage hydrant --radius 150 --over buildings.gpkg --as count --out gaps\n"
                "terrier coverage hydrant --along-roads 200 --over addresses.csv --scenario repaired\n"
                "terrier coverage hydrant --without H-0012,H-0013\n"
                "terrier coverage station --minutes 4,5,8 --over site",
    .min_words = 1,
    .max_words = 2,
    .run = run,
};

/* Owns `terrier gazetteer import`: places and roads by name, from a file into the register. */
#include "base/messages.h"
#include "cli/cli.h"
#include "gazetteer_save.h"
#include "registry/gazetteer.h"

#include <string.h>

/* "12 places, 30 roads, 1 railway": what there is none of is left out. */
static void say_saved(const struct ter_args *args, const struct ter_gazetteer_saved *saved)
{
    static const char *const names[][2] = {{TER_MESSAGE("place"), TER_MESSAGE("places")},
        {TER_MESSAGE("road"), TER_MESSAGE("roads")}, {TER_MESSAGE("railway"), TER_MESSAGE("railways")},
        {TER_MESSAGE("waterway"), TER_MESSAGE("waterways")}};
    const int64_t counts[] = {
        saved->places, saved->ways[TER_ROAD], saved->ways[TER_RAILWAY], saved->ways[TER_WATERWAY]};
    TER_AUTO_BUF struct ter_buf text = {0};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (counts[i])
            ter_buf_printf(&text, "%s%lld %s", text.size ? ", " : "", (long long)counts[i],
                ter_message(names[i][counts[i] != 1]));
        if (i == 1 && counts[i] > saved->named_roads)
            ter_buf_printf(
                &text, ter_message(" (%lld with a name or number)"), (long long)saved->named_roads);
    }
    ter_say(args, "gazetteer: %s from %s", text.size ? text.data : ter_message("nothing"), args->words[0]);
}

static void say_left_out(const struct ter_args *args, const struct ter_gazetteer_rows *rows,
    const struct ter_gazetteer_saved *saved)
{
    const struct {
        int64_t count;
        const char *what;
    } lines[] = {
        {rows->outside, ter_message("left out, outside the area of --clip")},
        {rows->shapeless, ter_message("left out, roads without a line")},
        {saved->doubled, ter_message("left out, points of towns whose areas are there")},
        {saved->by_township, ter_message("without a position, put at their township with its radius")},
        {saved->by_county,
            ter_message("without a position or a known township, put at the whole area with its radius")},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lines[i].count)
            ter_say(args, "  %s: %lld", lines[i].what, (long long)lines[i].count);
    for (size_t i = 0; i < rows->notes.count; i++)
        ter_say(args, "  %s", rows->notes.items[i]);
}

static bool import(const struct ter_args *args, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO_GAZETTEER_ROWS struct ter_gazetteer_rows rows = {0};
    struct ter_gazetteer_saved saved = {0};
    if (!ter_args_open(args, TER_WRITE, &registry, err) ||
        !ter_gazetteer_rows_read(args, ter_registry_epsg(registry), &rows, err) ||
        !ter_gazetteer_rows_save(registry, args, &rows, &saved, err))
        return false;
    say_saved(args, &saved);
    say_left_out(args, &rows, &saved);
    return true;
}

static enum ter_exit run_import(const struct ter_args *args, struct ter_error *err)
{
    if (!import(args, err))
        ter_wrap(err, "gazetteer import %s", args->words[0]);
    return ter_exit_for(err);
}

static const struct ter_option import_options[] = {
    {"kind", "osm|geonames|places|roads", "what the file is (default: by its name, then by its geometry)",
        false},
    {"uncertainty", "M", "error radius of rows that give none, in metres (OpenStreetMap: 8)", false},
    {"clip", "FILE", "polygons (GeoJSON, GeoPackage, Shapefile …): what lies outside is left out", false},
    {"map", "FIELD=COLUMN", "take a field from this column", true},
    {"set", "FIELD=VALUE", "give all rows this value", true},
    {"source", "TEXT", "name of the source; a later file of this name replaces it (default: the file's name)",
        false},
    {"from", "LAYER", "the file's own layer or sheet", false},
    {"encoding", "NAME", "encoding of a text file, such as GB18030 (default: detected)", false},
    {0},
};

const struct ter_command ter_command_gazetteer_import = {
    .name = "gazetteer import",
    .usage = "FILE",
    .summary = "read places and roads: names for the geocoder, and the network for coverage along roads",
    .options = import_options,
    .details =
        "OpenStreetMap extracts (.osm, .osm.gz, .osm.pbf) bring all roads and paths, with or without\n"
        "a name, railways, rivers and canals, places, named points of interest and administrative\n"
        "areas. Private and closed roads are among them: the fire brigade may pass. Streams, sidings\n"
        "and roads being built are kept where they have a name. Of lakes and ponds only names are\n"
        "kept: no analysis takes them for an obstacle. Roads that touch the area of --clip are kept\n"
        "whole, so that junctions at its edge stay. A register filled by an earlier version has only\n"
        "roads with a name or number: import again for coverage along roads.\n"
        "\n"
        "GeoNames' main table (CN.txt, allCountries.txt) brings places; it says nothing of errors, so\n"
        "radii by class are taken: 1.5 km for villages, 5 km for areas, 1 km for single sites;\n"
        "--uncertainty overrides.\n"
        "\n"
        "Places are any other table or layer with the columns name, kind, lon, lat (or points, or\n"
        "polygons) and uncertainty_m, and where known alt_names (separated by ;), township, extent_m\n"
        "and source. The kinds county, town and village have a meaning of their own. A place without\n"
        "a position takes that of its township, with the radius of the circle that covers it. Roads\n"
        "are lines with uncertainty_m, and where known name, ref, alt_names, class (OpenStreetMap's\n"
        "values of highway: primary, residential, footway …), junction (roundabout), township,\n"
        "source, way (road, railway or waterway), oneway, bridge, tunnel, layer and lanes. Those\n"
        "without a name or number are part of the network of roads; no text finds them.\n"
        "\n"
        "The import is all or nothing, and replaces what the same source brought before.",
    .examples =
        "terrier gazetteer import inner-mongolia.osm.pbf --clip banner.geojson\n"
        "terrier gazetteer import CN.txt --kind geonames --clip banner.geojson\n"
        "terrier gazetteer import places.csv --kind places\n"
        "terrier gazetteer import villages.shp --map name=XZQMC --set kind=village --uncertainty 500\n"
        "terrier gazetteer import roads.geojson --kind roads --uncertainty 30",
    .min_words = 1,
    .max_words = 1,
    .run = run_import,
};

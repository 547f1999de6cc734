/* Owns the choice of a reader for a gazetteer file, and which columns it must have. Knows nothing of rows. */
#include "gazetteer_kind.h"

#include "base/messages.h"
#include "base/text.h"
#include "import/geonames.h"

#include <string.h>
#include <strings.h>

static const char *const kind_names[] = {[TER_GAZETTEER_PLACES] = "places",
    [TER_GAZETTEER_ROADS] = "roads",
    [TER_GAZETTEER_OSM] = "osm",
    [TER_GAZETTEER_GEONAMES] = "geonames"};
enum { KINDS = sizeof kind_names / sizeof kind_names[0] };

static bool has_ending(const char *path, const char *const *endings)
{
    size_t length = strlen(path);
    for (; *endings; endings++) {
        size_t ending = strlen(*endings);
        if (length > ending && strcasecmp(path + length - ending, *endings) == 0)
            return true;
    }
    return false;
}

/* The kind that --kind names, else the one that the file's name or beginning means; *ret_known is false where
 * only its geometry can tell. */
static bool choose_kind(
    const struct ter_args *args, enum ter_gazetteer_kind *ret_kind, bool *ret_known, struct ter_error *err)
{
    static const char *const osm[] = {".osm", ".pbf", ".osm.gz", ".osm.bz2", NULL}, *const text[] = {
                                                                                        ".txt", NULL};
    const char *wanted = ter_args_value(args, "kind"), *path = args->words[0];
    *ret_known = true;
    *ret_kind = TER_GAZETTEER_PLACES;
    for (int kind = 0; wanted && kind < KINDS; kind++)
        if (strcmp(wanted, kind_names[kind]) == 0) {
            *ret_kind = (enum ter_gazetteer_kind)kind;
            return true;
        }
    if (wanted) {
        const char *near = ter_text_suggest(wanted, kind_names, KINDS);
        return ter_fail(err, TER_USAGE, "--kind \"%s\": known are places, roads, osm and geonames%s%s%s",
            wanted, near ? ter_message("; did you mean ") : "", near ? near : "", near ? "?" : "");
    }
    if (has_ending(path, osm))
        *ret_kind = TER_GAZETTEER_OSM;
    else if (has_ending(path, text) && ter_geonames_recognise(path))
        *ret_kind = TER_GAZETTEER_GEONAMES;
    else
        *ret_known = false;
    return true;
}

bool ter_gazetteer_kind_open(const struct ter_args *args, enum ter_gazetteer_kind *ret_kind,
    struct ter_reader **ret_reader, struct ter_error *err)
{
    struct ter_read_options options = {
        .from = ter_args_value(args, "from"), .encoding = ter_args_value(args, "encoding")};
    const char *path = args->words[0];
    bool known;
    if (!choose_kind(args, ret_kind, &known, err))
        return false;
    if (*ret_kind == TER_GAZETTEER_OSM)
        return ter_reader_open_as(&ter_reader_osm, path, &options, ret_reader, err);
    if (*ret_kind == TER_GAZETTEER_GEONAMES)
        return ter_reader_open_as(&ter_reader_geonames, path, &options, ret_reader, err);
    if (!ter_reader_open(path, &options, ret_reader, err))
        return false;
    enum ter_geometry_type geometry = (*ret_reader)->info.geometry;
    if (!known && (geometry == TER_LINESTRING || geometry == TER_MULTILINESTRING))
        *ret_kind = TER_GAZETTEER_ROADS;
    return true;
}

bool ter_gazetteer_kind_check(enum ter_gazetteer_kind kind, const struct ter_gazetteer_columns *columns,
    const struct ter_source_info *info, struct ter_error *err)
{
    if (kind == TER_GAZETTEER_ROADS)
        return true; /* without a name a road is a part of the network, and no text finds it */
    if (!ter_gazetteer_columns_have(columns, TER_GAZETTEER_NAME))
        return ter_fail(err, TER_FAILED,
            "the file has no column name; places need name, kind, lon and lat (--map name=COLUMN)");
    if (!ter_gazetteer_columns_have(columns, TER_GAZETTEER_KIND))
        return ter_fail(err, TER_FAILED,
            "the file has no column kind; map one (--map kind=COLUMN) or give all rows one (--set "
            "kind=village)");
    bool placed = ter_gazetteer_columns_have(columns, TER_GAZETTEER_LON) &&
                  ter_gazetteer_columns_have(columns, TER_GAZETTEER_LAT);
    if (info->geometry == TER_GEOMETRY_NONE && !placed &&
        !ter_gazetteer_columns_have(columns, TER_GAZETTEER_TOWNSHIP))
        return ter_fail(err, TER_FAILED,
            "the file has no columns lon and lat, nor township; a place needs a position, or the township it "
            "lies in");
    return true;
}

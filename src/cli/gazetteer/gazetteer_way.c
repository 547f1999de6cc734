/* Owns the words that stand in the columns of a way. Knows nothing of names and shapes. */
#include "gazetteer_way.h"

#include "base/text.h"
#include "registry/gazetteer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *const ways[] = {
    [TER_ROAD] = "road", [TER_RAILWAY] = "railway", [TER_WATERWAY] = "waterway"};

/* Classes that say what a line is where no column `way` does. */
static const struct {
    const char *class_;
    enum ter_way way;
} classes[] = {
    {"railway", TER_RAILWAY},
    {"rail", TER_RAILWAY},
    {"light_rail", TER_RAILWAY},
    {"subway", TER_RAILWAY},
    {"tram", TER_RAILWAY},
    {"narrow_gauge", TER_RAILWAY},
    {"铁路", TER_RAILWAY},
    {"waterway", TER_WATERWAY},
    {"river", TER_WATERWAY},
    {"canal", TER_WATERWAY},
    {"stream", TER_WATERWAY},
    {"河流", TER_WATERWAY},
    {"渠道", TER_WATERWAY},
};

static bool is_one_of(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; text && i < count; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

static bool says_no(const char *text)
{
    static const char *const words[] = {"no", "false", "0", "n", "f", "none", "否", "无"};
    return !text || is_one_of(text, words, COUNT(words));
}

static char *key_of(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row,
    enum ter_gazetteer_column column)
{
    TER_AUTO_FREE char *text = ter_gazetteer_text(columns, row, column);
    return text ? ter_text_key(text) : NULL;
}

/* OpenStreetMap leaves unsaid what goes without saying. */
static int oneway_unsaid(const char *class_, const char *junction)
{
    return (class_ && strcmp(class_, "motorway") == 0) || (junction && strcmp(junction, "roundabout") == 0);
}

static int read_oneway(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row,
    const char *class_, const char *junction)
{
    static const char *const along[] = {"yes", "true", "1", "y", "t", "是"}, *const against[] = {
                                                                                 "-1", "reverse"};
    TER_AUTO_FREE char *text = key_of(columns, row, TER_GAZETTEER_ONEWAY);
    if (!text)
        return oneway_unsaid(class_, junction);
    if (columns->fclass)
        return strcmp(text, "f") == 0 ? 1 : strcmp(text, "t") == 0 ? -1 : 0;
    return is_one_of(text, along, COUNT(along)) ? 1 : is_one_of(text, against, COUNT(against)) ? -1 : 0;
}

static int read_flag(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row,
    enum ter_gazetteer_column column)
{
    TER_AUTO_FREE char *text = key_of(columns, row, column);
    return !says_no(text);
}

/* Lanes may be a list ("2;3"): its first number counts. */
static int read_small(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row,
    enum ter_gazetteer_column column, int min, int max)
{
    TER_AUTO_FREE char *text = ter_gazetteer_text(columns, row, column);
    double number = text ? strtod(text, NULL) : 0;
    return number >= min && number <= max ? (int)lrint(number) : 0;
}

static bool read_way(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row,
    const char *class_, enum ter_way *ret_way, struct ter_error *err)
{
    TER_AUTO_FREE char *text = key_of(columns, row, TER_GAZETTEER_WAY);
    *ret_way = TER_ROAD;
    for (size_t i = 0; !text && class_ && i < COUNT(classes); i++)
        if (strcmp(class_, classes[i].class_) == 0)
            *ret_way = classes[i].way;
    for (size_t i = 0; text && i < COUNT(ways); i++)
        if (strcmp(text, ways[i]) == 0) {
            *ret_way = (enum ter_way)i;
            return true;
        }
    return !text || ter_fail(err, TER_FAILED,
                        "row %lld, column way: \"%s\" is unknown (known: road, railway, waterway)",
                        (long long)row->number, text);
}

bool ter_gazetteer_way(const struct ter_gazetteer_columns *columns, const struct ter_source_row *row,
    const char *class_, struct ter_value *ret_values, struct ter_error *err)
{
    static const char *const rings[] = {"roundabout", "circular"};
    TER_AUTO_FREE char *junction = key_of(columns, row, TER_GAZETTEER_JUNCTION);
    bool ring = is_one_of(junction, rings, COUNT(rings)) || is_one_of(class_, rings, 1);
    enum ter_way way;
    if (!read_way(columns, row, class_, &way, err))
        return false;
    ret_values[TER_GAZETTEER_WAY] = ter_value_int(way);
    ret_values[TER_GAZETTEER_JUNCTION] = ter_value_int(ring);
    ret_values[TER_GAZETTEER_ONEWAY] = ter_value_int(read_oneway(columns, row, class_, junction));
    ret_values[TER_GAZETTEER_BRIDGE] = ter_value_int(read_flag(columns, row, TER_GAZETTEER_BRIDGE));
    ret_values[TER_GAZETTEER_TUNNEL] = ter_value_int(read_flag(columns, row, TER_GAZETTEER_TUNNEL));
    ret_values[TER_GAZETTEER_LAYER] = ter_value_int(read_small(columns, row, TER_GAZETTEER_LAYER, -5, 5));
    ret_values[TER_GAZETTEER_LANES] = ter_value_int(read_small(columns, row, TER_GAZETTEER_LANES, 1, 30));
    return true;
}

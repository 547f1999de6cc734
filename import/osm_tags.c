/* Owns the meaning of OpenStreetMap's tags, as tables. Knows nothing of files and of GDAL.
 *
 * A place that is mapped as a point has no extent of its own; the tables give a usual one for its kind, so
 * that "in the town" is not taken for "within eight metres of the town's node". */
#include "osm_tags.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define TEXT(key, text) [TER_OSM_##key] = (text),
const char *const ter_osm_keys[TER_OSM_KEY_COUNT] = {TER_OSM_KEYS(TEXT)};
#undef TEXT

enum { NAMED_ONLY, ALWAYS };

struct way_class {
    const char *value;
    int without_name;   /* ALWAYS: kept without a name, because texts say "the railway", "the river" */
    const char *class_; /* NULL: the value itself */
};

static const struct way_class railways[] = {
    {"rail", ALWAYS, NULL},
    {"light_rail", ALWAYS, NULL},
    {"narrow_gauge", ALWAYS, NULL},
    {"disused", ALWAYS, "disused"},
    {"abandoned", NAMED_ONLY, "disused"}, /* often without a trace on the ground */
    {"construction", NAMED_ONLY, NULL},
    {"preserved", ALWAYS, NULL},
    {"subway", NAMED_ONLY, NULL}, /* under the ground: nobody is "at the railway" there */
    {"tram", NAMED_ONLY, NULL},
    {"monorail", NAMED_ONLY, NULL},
    {"funicular", NAMED_ONLY, NULL},
    {"miniature", NAMED_ONLY, NULL},
};

/* Tracks beside the line: without a name they only repeat it. */
static const char *const side_tracks[] = {"yard", "siding", "crossover"};

static const struct way_class waterways[] = {
    {"river", ALWAYS, NULL},
    {"canal", ALWAYS, NULL},
    {"stream", NAMED_ONLY, NULL}, /* the unnamed ones are thousands of furrows */
    {"tidal_channel", NAMED_ONLY, NULL},
    {"ditch", NAMED_ONLY, NULL},
    {"drain", NAMED_ONLY, NULL},
    {"brook", NAMED_ONLY, NULL},
};

/* Values of any key that say that a thing is not there. */
static const char *const gone[] = {
    "proposed", "planned", "razed", "demolished", "dismantled", "removed", "no"};
static const char *const no_roads[] = {
    "platform", "elevator", "rest_area", "services", "bus_stop", "abandoned"};

/* Where neither an engine nor a hose goes: kept for their names, which texts may use. All other roads are
 * kept without one too, private and closed ones among them: the fire brigade may pass. */
static const char *const no_ways[] = {
    "construction", "corridor", "raceway", "bus_guideway", "escape", "ladder", "via_ferrata"};

struct place_kind {
    const char *value;
    const char *kind; /* NULL: left out */
    double extent_m;
};

/* "town" and "village" have a meaning of their own to the geocoder. */
static const struct place_kind place_kinds[] = {
    {"city", "city", 10000},
    {"town", "town", 8000},
    {"township", "town", 8000},
    {"municipality", "town", 8000},
    {"borough", "borough", 4000},
    {"suburb", "suburb", 2000},
    {"quarter", "quarter", 1000},
    {"neighbourhood", "neighbourhood", 500},
    {"city_block", "block", 200},
    {"village", "village", 800},
    {"hamlet", "hamlet", 400},
    {"isolated_dwelling", "dwelling", 100},
    {"farm", "farm", 200},
    {"allotments", "allotments", 300},
    {"locality", "locality", 500},
    {"square", "square", 100},
    {"islet", "island", 200},
    {"island", "island", 2000},
    {"plot", "plot", 50},
    {"county", "area", 30000},
    {"district", "area", 20000},
    {"subdistrict", "town", 5000},
    {"state", NULL, 0},
    {"region", NULL, 0},
    {"province", NULL, 0},
    {"country", NULL, 0},
    {"continent", NULL, 0},
    {"ocean", NULL, 0},
    {"sea", NULL, 0},
};
static const double other_place_m = 500;

/* Levels of administration: 6 is a county in China and a Kreis in Germany, 8 a township and a Gemeinde, from
 * 9 on villages and parts of towns. Which area is the whole register's is not for one thing to say. */
static const char *const admin_kinds[] = {
    [2] = "area",
    [3] = "area",
    [4] = "area",
    [5] = "area",
    [6] = "area",
    [7] = "area",
    [8] = "town",
    [9] = "village",
    [10] = "village",
    [11] = "neighbourhood",
};

/* Keys that make a named thing a place, the most telling first. Its kind is the key's value; `yes` and the
 * like say nothing, and the key stands for them. */
static const enum ter_osm_key poi_keys[] = {TER_OSM_AMENITY, TER_OSM_HEALTHCARE, TER_OSM_SHOP,
    TER_OSM_TOURISM, TER_OSM_RAILWAY, TER_OSM_AEROWAY, TER_OSM_AERIALWAY, TER_OSM_PUBLIC_TRANSPORT,
    TER_OSM_HIGHWAY, TER_OSM_JUNCTION, TER_OSM_OFFICE, TER_OSM_LEISURE, TER_OSM_EMERGENCY, TER_OSM_MILITARY,
    TER_OSM_POWER, TER_OSM_MAN_MADE, TER_OSM_HISTORIC, TER_OSM_CRAFT, TER_OSM_CLUB, TER_OSM_SPORT,
    TER_OSM_WATERWAY, TER_OSM_NATURAL, TER_OSM_LANDUSE, TER_OSM_BARRIER, TER_OSM_ENTRANCE, TER_OSM_BRIDGE,
    TER_OSM_BOUNDARY, TER_OSM_BUILDING};
static const char *const says_nothing[] = {"yes", "true", "1", "main"};

/* Grounds that a point stands for; all other points of interest are a house's size. */
static const struct place_kind grounds[] = {
    {"university", NULL, 400},
    {"college", NULL, 250},
    {"hospital", NULL, 150},
    {"school", NULL, 100},
    {"industrial", NULL, 400},
    {"residential", NULL, 250},
    {"station", NULL, 150},
    {"aerodrome", NULL, 1500},
    {"park", NULL, 250},
    {"marketplace", NULL, 100},
    {"water", NULL, 300},
    {"reservoir", NULL, 500},
    {"peak", NULL, 200},
    {"attraction", NULL, 100},
    {"services", NULL, 150},
    {"power", NULL, 100},
    {"substation", NULL, 80},
};
static const double house_m = 20;

static bool is_one_of(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; text && i < count; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

static bool is_set(const char *value)
{
    return value && strcmp(value, "no") != 0;
}

static const struct way_class *find_class(const char *value, const struct way_class *table, size_t count)
{
    for (size_t i = 0; value && i < count; i++)
        if (strcmp(value, table[i].value) == 0)
            return &table[i];
    return NULL;
}

static const struct place_kind *find_kind(const char *value, const struct place_kind *table, size_t count)
{
    for (size_t i = 0; value && i < count; i++)
        if (strcmp(value, table[i].value) == 0)
            return &table[i];
    return NULL;
}

/* ---- ways ---- */

/* Traffic that changes its direction (reversible, alternating) runs both ways in the course of a day. */
static int oneway_of(const char *const tags[])
{
    static const char *const along[] = {"yes", "true", "1"}, *const against[] = {"-1", "reverse"};
    const char *oneway = tags[TER_OSM_ONEWAY], *highway = tags[TER_OSM_HIGHWAY],
               *ring = tags[TER_OSM_JUNCTION];
    if (oneway)
        return is_one_of(oneway, along, COUNT(along))       ? 1
               : is_one_of(oneway, against, COUNT(against)) ? -1
                                                            : 0;
    return (highway && strcmp(highway, "motorway") == 0) || (ring && strcmp(ring, "roundabout") == 0);
}

/* A whole number within bounds, else 0. Lanes may be written "2.5" or "2;3": the first number counts. */
static int small_number(const char *text, int min, int max)
{
    if (!text)
        return 0;
    char *end;
    double number = strtod(text, &end);
    return end == text || !(number >= min && number <= max) ? 0 : (int)lrint(number);
}

static void judge_way(const char *const tags[], struct ter_osm_thing *thing)
{
    thing->oneway = oneway_of(tags);
    thing->bridge = is_set(tags[TER_OSM_BRIDGE]);
    thing->tunnel = is_set(tags[TER_OSM_TUNNEL]);
    thing->layer = small_number(tags[TER_OSM_LAYER], -5, 5);
    thing->lanes = small_number(tags[TER_OSM_LANES], 1, 30);
}

static struct ter_osm_thing judge_road(const char *const tags[])
{
    static const char *const rings[] = {"roundabout", "circular"};
    const char *highway = tags[TER_OSM_HIGHWAY];
    struct ter_osm_thing road = {.use = TER_OSM_IS_ROAD, .kind = highway};
    if (is_one_of(highway, gone, COUNT(gone)))
        return (struct ter_osm_thing){.use = TER_OSM_GONE};
    if (is_one_of(highway, no_roads, COUNT(no_roads)))
        return (struct ter_osm_thing){.use = TER_OSM_UNHELPFUL};
    road.ring =
        is_one_of(tags[TER_OSM_JUNCTION], rings, COUNT(rings)); /* roads meet there that share no node */
    if (!road.ring && is_one_of(highway, no_ways, COUNT(no_ways)) && !ter_osm_name(tags) &&
        !tags[TER_OSM_REF] && !tags[TER_OSM_INT_REF])
        road.use = TER_OSM_NAMELESS;
    judge_way(tags, &road);
    return road;
}

static struct ter_osm_thing judge_class(const char *const tags[], enum ter_osm_use use, const char *value,
    const struct way_class *table, size_t count)
{
    const struct way_class *class = find_class(value, table, count);
    bool named = ter_osm_name(tags) || tags[TER_OSM_REF];
    struct ter_osm_thing way = {.use = use};
    if (is_one_of(value, gone, COUNT(gone)))
        return (struct ter_osm_thing){.use = TER_OSM_GONE};
    if (!class)
        return (struct ter_osm_thing){.use = named ? TER_OSM_UNHELPFUL : TER_OSM_NAMELESS};
    if (!named && (class->without_name == NAMED_ONLY ||
                      is_one_of(tags[TER_OSM_SERVICE], side_tracks, COUNT(side_tracks))))
        return (struct ter_osm_thing){.use = TER_OSM_NAMELESS};
    way.kind = class->class_ ? class->class_ : value;
    judge_way(tags, &way);
    if (!tags[TER_OSM_ONEWAY])
        way.oneway = 0;
    return way;
}

static struct ter_osm_thing judge_line(const char *const tags[])
{
    if (tags[TER_OSM_HIGHWAY])
        return judge_road(tags);
    if (tags[TER_OSM_RAILWAY])
        return judge_class(tags, TER_OSM_IS_RAILWAY, tags[TER_OSM_RAILWAY], railways, COUNT(railways));
    if (tags[TER_OSM_WATERWAY])
        return judge_class(tags, TER_OSM_IS_WATERWAY, tags[TER_OSM_WATERWAY], waterways, COUNT(waterways));
    return (struct ter_osm_thing){.use = ter_osm_name(tags) ? TER_OSM_UNHELPFUL : TER_OSM_NAMELESS};
}

/* ---- places ---- */

static struct ter_osm_thing judge_settlement(const char *value)
{
    const struct place_kind *known = find_kind(value, place_kinds, COUNT(place_kinds));
    if (known && !known->kind)
        return (struct ter_osm_thing){.use = TER_OSM_UNHELPFUL};
    return (struct ter_osm_thing){
        .use = TER_OSM_IS_PLACE,
        .kind = known ? known->kind : value,
        .extent_m = known ? known->extent_m : other_place_m,
    };
}

static struct ter_osm_thing judge_poi(const char *const tags[])
{
    for (size_t i = 0; i < COUNT(poi_keys); i++) {
        const char *value = tags[poi_keys[i]];
        if (!value || strcmp(value, "no") == 0)
            continue;
        if (is_one_of(value, gone, COUNT(gone)))
            return (struct ter_osm_thing){.use = TER_OSM_GONE};
        struct ter_osm_thing poi = {.use = TER_OSM_IS_PLACE, .kind = value};
        if (is_one_of(value, says_nothing, COUNT(says_nothing)))
            poi.kind = ter_osm_keys[poi_keys[i]];
        const struct place_kind *ground = find_kind(poi.kind, grounds, COUNT(grounds));
        poi.extent_m = ground ? ground->extent_m : house_m;
        return poi;
    }
    return (struct ter_osm_thing){.use = TER_OSM_UNHELPFUL};
}

static struct ter_osm_thing judge_area(const char *const tags[])
{
    const char *boundary = tags[TER_OSM_BOUNDARY];
    int level = small_number(tags[TER_OSM_ADMIN_LEVEL], 2, (int)COUNT(admin_kinds) - 1);
    if (!boundary || strcmp(boundary, "administrative") != 0 || !level)
        return (struct ter_osm_thing){.use = TER_OSM_USES};
    return (struct ter_osm_thing){.use = TER_OSM_IS_PLACE, .kind = admin_kinds[level], .admin_level = level};
}

static struct ter_osm_thing judge_place(const char *const tags[], enum ter_osm_shape shape)
{
    if (!ter_osm_name(tags))
        return (struct ter_osm_thing){.use = TER_OSM_NAMELESS};
    if (shape == TER_OSM_POLYGON) {
        struct ter_osm_thing area = judge_area(tags);
        if (area.use != TER_OSM_USES)
            return area;
    }
    return tags[TER_OSM_PLACE] ? judge_settlement(tags[TER_OSM_PLACE]) : judge_poi(tags);
}

/* ---- the interface ---- */

struct ter_osm_thing ter_osm_judge(const char *const tags[TER_OSM_KEY_COUNT], enum ter_osm_shape shape)
{
    return shape == TER_OSM_LINE ? judge_line(tags) : judge_place(tags, shape);
}

/* The keys that hold names, the one to call it by first. */
static const enum ter_osm_key last_name = TER_OSM_TUNNEL_NAME, last_ref = TER_OSM_REG_REF;

const char *ter_osm_name(const char *const tags[TER_OSM_KEY_COUNT])
{
    for (enum ter_osm_key key = TER_OSM_NAME; key <= last_name; key++)
        if (tags[key])
            return tags[key];
    return NULL;
}

static bool holds(const struct ter_buf *list, const char *name, size_t length)
{
    for (const char *at = list->data; at && *at;) {
        size_t size = strcspn(at, ";");
        if (size == length && memcmp(at, name, length) == 0)
            return true;
        at += size + (at[size] == ';');
    }
    return false;
}

/* Add each part of a value that may itself be a list; blanks round the parts are dropped. */
static void add_parts(struct ter_buf *list, const char *value, const char *except)
{
    for (const char *at = value; *at;) {
        size_t size = strcspn(at, ";");
        TER_AUTO_FREE char *part = ter_strndup(at, size);
        const char *name = ter_text_trim(part);
        if (*name && !(except && strcmp(name, except) == 0) && !holds(list, name, strlen(name)))
            ter_buf_printf(list, "%s%s", list->size ? ";" : "", name);
        at += size + (at[size] == ';');
    }
}

static void gather(const char *const tags[], enum ter_osm_key first, enum ter_osm_key last,
    const char *except, struct ter_buf *list)
{
    ter_buf_clear(list);
    for (enum ter_osm_key key = first; key <= last; key++)
        if (tags[key])
            add_parts(list, tags[key], except);
}

void ter_osm_other_names(const char *const tags[TER_OSM_KEY_COUNT], struct ter_buf *ret_names)
{
    gather(tags, TER_OSM_NAME, last_name, ter_osm_name(tags), ret_names);
}

void ter_osm_refs(const char *const tags[TER_OSM_KEY_COUNT], struct ter_buf *ret_refs)
{
    gather(tags, TER_OSM_REF, last_ref, NULL, ret_refs);
}

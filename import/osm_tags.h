/* What OpenStreetMap's tags say of a thing: whether people locate by it, what it is, and its names. */
#ifndef TER_IMPORT_OSM_TAGS_H
#define TER_IMPORT_OSM_TAGS_H

#include "base/memory.h"

/* The keys that are read; all others are passed over. */
#define TER_OSM_KEYS(X)                                                                                      \
    X(NAME, "name")                                                                                          \
    X(NAME_ZH, "name:zh")                                                                                    \
    X(NAME_ZH_HANS, "name:zh-Hans")                                                                          \
    X(NAME_ZH_HANT, "name:zh-Hant")                                                                          \
    X(NAME_EN, "name:en")                                                                                    \
    X(OFFICIAL_NAME, "official_name")                                                                        \
    X(OFFICIAL_NAME_ZH, "official_name:zh")                                                                  \
    X(SHORT_NAME, "short_name")                                                                              \
    X(SHORT_NAME_ZH, "short_name:zh")                                                                        \
    X(ALT_NAME, "alt_name")                                                                                  \
    X(ALT_NAME_ZH, "alt_name:zh")                                                                            \
    X(OLD_NAME, "old_name")                                                                                  \
    X(OLD_NAME_ZH, "old_name:zh")                                                                            \
    X(LOC_NAME, "loc_name")                                                                                  \
    X(INT_NAME, "int_name")                                                                                  \
    X(NAT_NAME, "nat_name")                                                                                  \
    X(REG_NAME, "reg_name")                                                                                  \
    X(BRIDGE_NAME, "bridge:name")                                                                            \
    X(TUNNEL_NAME, "tunnel:name")                                                                            \
    X(REF, "ref")                                                                                            \
    X(INT_REF, "int_ref")                                                                                    \
    X(NAT_REF, "nat_ref")                                                                                    \
    X(REG_REF, "reg_ref")                                                                                    \
    X(ONEWAY, "oneway")                                                                                      \
    X(BRIDGE, "bridge")                                                                                      \
    X(TUNNEL, "tunnel")                                                                                      \
    X(LAYER, "layer")                                                                                        \
    X(LANES, "lanes")                                                                                        \
    X(SERVICE, "service")                                                                                    \
    X(JUNCTION, "junction")                                                                                  \
    X(HIGHWAY, "highway")                                                                                    \
    X(RAILWAY, "railway")                                                                                    \
    X(WATERWAY, "waterway")                                                                                  \
    X(PLACE, "place")                                                                                        \
    X(ADMIN_LEVEL, "admin_level")                                                                            \
    X(BOUNDARY, "boundary")                                                                                  \
    X(AMENITY, "amenity")                                                                                    \
    X(SHOP, "shop")                                                                                          \
    X(OFFICE, "office")                                                                                      \
    X(TOURISM, "tourism")                                                                                    \
    X(LEISURE, "leisure")                                                                                    \
    X(HEALTHCARE, "healthcare")                                                                              \
    X(PUBLIC_TRANSPORT, "public_transport")                                                                  \
    X(AEROWAY, "aeroway")                                                                                    \
    X(AERIALWAY, "aerialway")                                                                                \
    X(MAN_MADE, "man_made")                                                                                  \
    X(HISTORIC, "historic")                                                                                  \
    X(CRAFT, "craft")                                                                                        \
    X(EMERGENCY, "emergency")                                                                                \
    X(MILITARY, "military")                                                                                  \
    X(POWER, "power")                                                                                        \
    X(BARRIER, "barrier")                                                                                    \
    X(ENTRANCE, "entrance")                                                                                  \
    X(CLUB, "club")                                                                                          \
    X(SPORT, "sport")                                                                                        \
    X(NATURAL, "natural")                                                                                    \
    X(LANDUSE, "landuse")                                                                                    \
    X(BUILDING, "building")

enum ter_osm_key {
#define TER_OSM_ENUM(key, text) TER_OSM_##key,
    TER_OSM_KEYS(TER_OSM_ENUM)
#undef TER_OSM_ENUM
        TER_OSM_KEY_COUNT
};

enum ter_osm_shape { TER_OSM_POINT, TER_OSM_LINE, TER_OSM_POLYGON };

/* What becomes of a thing. Those from NAMELESS on are left out. */
enum ter_osm_use {
    TER_OSM_IS_PLACE,
    TER_OSM_IS_ROAD,
    TER_OSM_IS_RAILWAY,
    TER_OSM_IS_WATERWAY,
    TER_OSM_NAMELESS,  /* nothing to find it by */
    TER_OSM_GONE,      /* planned, or no longer there */
    TER_OSM_UNHELPFUL, /* named, but nobody locates by it: borders, continents, power lines */
    TER_OSM_USES
};

struct ter_osm_thing {
    enum ter_osm_use use;
    const char
        *kind; /* of a place; a way's class, of a ring that of its road. Borrowed from the tags or static */
    double extent_m; /* of a place that has no outline of its own: an estimate */
    int admin_level; /* of an administrative area, else 0 */
    int oneway;      /* 1: along the points, -1: against them, 0: both ways */
    bool bridge, tunnel;
    bool ring; /* (a part of) a roundabout */
    int layer, lanes;
};

extern const char *const ter_osm_keys[TER_OSM_KEY_COUNT];

/* Judge a thing by its tags: one text for each key, NULL where there is none. */
struct ter_osm_thing ter_osm_judge(const char *const tags[TER_OSM_KEY_COUNT], enum ter_osm_shape shape);

/* Its first name, or NULL; what else it is called, separated by ';' without repetition; its numbers the same
 * way. The buffers are written over. */
const char *ter_osm_name(const char *const tags[TER_OSM_KEY_COUNT]);
void ter_osm_other_names(const char *const tags[TER_OSM_KEY_COUNT], struct ter_buf *ret_names);
void ter_osm_refs(const char *const tags[TER_OSM_KEY_COUNT], struct ter_buf *ret_refs);

#endif

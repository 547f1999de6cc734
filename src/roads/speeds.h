/* The table of speeds: how fast an engine drives on each class of way, where hoses can be laid, how long a
 * station takes to turn out. Data with sources (data/speeds.json), never constants in code. */
#ifndef TER_ROADS_SPEEDS_H
#define TER_ROADS_SPEEDS_H

#include "layer/layer.h"

/* One class of ways: OpenStreetMap's value of `highway`. */
struct ter_speed {
    char *class_; /* "" holds for classes that the table does not name */
    double km_h;  /* of a fire engine; 0: it does not drive there */
    bool hose;    /* a hose can be laid along it */
    char state;   /* 'v' verified, 's' secondary source, '?' general knowledge, 'u' the user's own */
    char *source; /* key of its source */
};

/* Minutes from the alarm to the wheels turning, for stations of a class that do not say their own. */
struct ter_turnout {
    char *class_; /* value of the station's field `class`; "" holds for those that the table does not name */
    double minutes;
    char state;
    char *source;
};

enum ter_speed_setting {
    TER_SPEED_DETOUR,        /* the way on roads / the straight line, where there are no roads; >= 1 */
    TER_SPEED_STRAIGHT_KM_H, /* speed over that way */
    TER_SPEED_ACCESS_KM_H,   /* between a place and its road */
    TER_SPEED_OFF_ROAD_M,    /* a station farther than this from any road drives by the straight line */
    TER_SPEED_SIDE_M,        /* how far beside a road its travel time still holds: depth of the isochrones */
    TER_SPEED_SETTINGS,
};
struct ter_speed_value {
    double value;
    struct ter_label title;
    char state;
    char *source;
};

struct ter_speed_source {
    char *key;
    struct ter_label text;
};

struct ter_speeds {
    struct ter_speed *classes;
    size_t class_count;
    struct ter_turnout *turnouts;
    size_t turnout_count;
    struct ter_speed_value settings[TER_SPEED_SETTINGS];
    struct ter_speed_source *sources;
    size_t source_count;
};

/* The table that ships. */
TER_CHECKED bool ter_speeds_shipped(struct ter_speeds **ret_speeds, struct ter_error *err);

/* Read a table; what it does not name keeps the shipped value, what it names without a source becomes the
 * user's own (state 'u'). `name` names the text in errors. Fails with a line that names the place: a class
 * that no map knows, a speed below 0 or above 200 km/h, a missing member. */
TER_CHECKED bool ter_speeds_parse(
    const char *text, size_t size, const char *name, struct ter_speeds **ret_speeds, struct ter_error *err);
void ter_speeds_free(struct ter_speeds *speeds);
TER_DEFINE_AUTO(struct ter_speeds, ter_speeds_free)

/* What holds for a class of ways, of stations. Never NULL: NULL, "" and unknown classes share one entry. */
const struct ter_speed *ter_speeds_of(const struct ter_speeds *speeds, const char *class_);
const struct ter_turnout *ter_speeds_turnout(const struct ter_speeds *speeds, const char *station_class);

/* Where a number stands, in a language; NULL where the table does not say. */
const char *ter_speeds_source(const struct ter_speeds *speeds, const char *key, enum ter_lang lang);

#endif

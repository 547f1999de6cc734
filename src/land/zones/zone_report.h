/* The figures of the grazing bans: areas, overlaps, violations and fines, herds, patrols. */
#ifndef TER_LAND_ZONE_REPORT_H
#define TER_LAND_ZONE_REPORT_H

#include "rates.h"
#include "zones.h"

/* What there is of one kind of ban on the day. Areas are of unions: where zones of the kind overlap, the land
 * counts once. */
struct ter_zone_kind {
    const struct ter_choice *choice;
    size_t in_force, in_force_undrawn;
    size_t resting;                /* in force but for the season */
    size_t coming, coming_undrawn; /* drafts and announced ones */
    double m2, coming_m2;
};

/* The land of a kind (kind_count: of all together) in a township, in force. */
struct ter_zone_cell {
    size_t kind, township; /* township_count: outside of all that are known */
    double m2;
};

struct ter_zone_overlap {
    size_t a, b; /* kinds, a < b */
    double m2;
};

/* A zone that nobody has drawn. */
struct ter_zone_name {
    char *code, *name, *township;
    size_t kind;
    enum ter_force force;
};

/* What happened in a township in a month. */
struct ter_zone_offence {
    char *township;               /* NULL: not known */
    char month[8];                /* 2026-10 */
    size_t violations, uncounted; /* without a number of animals */
    double sheep_units;
    size_t penalties;
    double yuan;
};

enum ter_zone_herd_state {
    TER_HERDS_MET,
    TER_HERDS_MISSED,
    TER_HERDS_UNKNOWN,
    TER_HERDS_TO_COME,
    TER_HERDS_BASE
};

/* The animals in the reserve at the end of a year. */
struct ter_zone_herds {
    int year;
    size_t herds, counted;   /* how many there are, and of how many the number is known */
    double sheep_units;      /* of those */
    double capacity;         /* NaN: not known of all */
    double share, share_max; /* of the year before; NaN: not known, not asked for */
    double units_max;        /* NaN: not asked for */
    bool within_capacity;    /* asked for */
    char *target, *source;   /* who asks: the target's code and its basis; NULL: the table of rates */
    enum ter_zone_herd_state state;
};

/* How a duty area was patrolled; or (every_township) how a township was inspected. */
struct ter_zone_patrol {
    char *code, *name;
    char *level, *period; /* values of the layer's domains; "" where not given */
    int quota;            /* of the chief and the deputy together; 0: none known */
    size_t periods, met;  /* whole ones since the first day */
    size_t patrols;
    char *last; /* YYYY-MM-DD or NULL */
    const struct ter_label *source;
};

/* A stretch of a track inside a ban, a duty area or a township. */
struct ter_zone_crossing {
    const struct ter_layer *layer;
    char *code, *name;
    char *kind; /* of a ban: its kind; of a duty area: its level; NULL: not given */
    enum ter_force force;
    double inside_m;
    bool sure; /* farther than both radii reach: the receiver's drift cannot feign it */
};

/* The way that a patrol went. */
struct ter_zone_track {
    char *code, *name, *day;
    char *about_layer, *about_code, *township;
    struct ter_buf shape; /* its WKB, for a map */
    double length_m, radius_m;
    bool counts; /* a patrol of its own, or of an event that is one */
    struct ter_zone_crossing *crossings;
    size_t crossing_count, crossing_capacity;
};

struct ter_zone_report {
    const struct ter_layer *layer; /* of the bans */
    char date[11], first[11];      /* the day of the areas; the first day that events count from */
    bool by_polygons;              /* townships have boundaries; else the records' own township counts */
    struct ter_zone_kind *kinds;
    size_t kind_count;
    char **townships;
    size_t township_count;
    struct ter_zone_cell *cells;
    size_t cell_count, cell_capacity;
    const struct ter_domain *boundaries; /* how boundaries are come by; NULL where the layer does not say */
    size_t *boundary_counts;             /* of what is not over, by its choices; the last: not recorded */
    double total_m2, sum_m2;             /* of all kinds once; of the kinds added up */
    struct ter_zone_overlap *overlaps;
    size_t overlap_count, overlap_capacity;
    struct ter_zone_name *undrawn;
    size_t undrawn_count, undrawn_capacity;
    struct ter_zone_offence *offences;
    size_t offence_count, offence_capacity;
    struct ter_zone_herds *herds;
    size_t herd_count;
    struct ter_zone_patrol *patrols;
    size_t patrol_count, patrol_capacity;
    struct ter_zone_track *tracks; /* by day */
    size_t track_count, track_capacity;
    struct ter_buf *shapes;        /* one for each kind: the union in force as WKB, for a map */
    struct ter_buf *coming_shapes; /* likewise of what is drafted or announced */
    struct ter_strings notes;
};

/* Compute them for a day (YYYY-MM-DD); events count from `first` to that day. The rates must outlive the
 * report. */
TER_CHECKED bool ter_zone_report_compute(struct ter_registry *registry, const struct ter_rates *rates,
    const char *first, const char *date, struct ter_zone_report *ret_report, struct ter_error *err);
void ter_zone_report_free(struct ter_zone_report *report);
#define TER_AUTO_ZONE_REPORT __attribute__((cleanup(ter_zone_report_free)))

#endif

/* Coverage: where the records of a layer reach, for certain and possibly, and what they do not reach.
 *
 * The whole answer is one struct ter_coverage; commands print it, reports draw it. All texts of it are in the
 * language that was asked for. Positions and shapes are in the register's system (longitude, latitude),
 * measures are metres and square metres of the working system `epsg`. */
#ifndef TER_COVERAGE_COVERAGE_H
#define TER_COVERAGE_COVERAGE_H

#include "norms.h"
#include "registry/registry.h"
#include "roads/speeds.h"
#include "scenario.h"

/* ---- What is asked ---- */

enum ter_reach {
    TER_REACH_RADIUS,  /* in a straight line, limits are metres */
    TER_REACH_ROADS,   /* walked along roads, limits are metres */
    TER_REACH_MINUTES, /* driven on roads (by a straight line times a factor without roads), limits are
                          minutes */
};

enum ter_cover_measure { TER_COVER_COUNT, TER_COVER_LENGTH_M, TER_COVER_AREA_M2 };

/* One thing that ought to be covered. */
struct ter_cover_feature {
    char *code;           /* "" where it has none */
    char *name;           /* or NULL */
    char *township;       /* its own word for it, or NULL */
    struct ter_wkb shape; /* in the register's system; owned; data NULL: no position */
    double uncertainty_m; /* of a point; 0: exact */
    double weight;        /* 1 where nothing weighs */
};

/* What ought to be covered: a layer, a file, the roads. Zero-initialise; ter_cover_over_free ends it. */
struct ter_cover_over {
    char *name;   /* "site", "addresses", "roads" */
    char *title;  /* for people */
    char *weight; /* the field that weighs, or NULL */
    enum ter_cover_measure measure;
    bool by_default; /* nobody asked for it by name */
    struct ter_cover_feature *features;
    size_t count, capacity;
    size_t unplaced; /* features without a position: in no figure */
    size_t broken;   /* shapes that cannot be measured: in no figure either; found while computing */
};
void ter_cover_over_free(struct ter_cover_over *over);

/* Append a feature; strings are copied (township and name may be NULL), so is the shape. */
void ter_cover_over_add(struct ter_cover_over *over, const char *code, const char *name, const char *township,
    struct ter_wkb shape, double uncertainty_m, double weight);

enum { TER_COVER_MOST_LIMITS = 8 };

struct ter_coverage_request {
    const struct ter_layer *layer; /* a layer of points with available statuses */
    enum ter_lang lang;
    enum ter_reach reach;
    double limits[TER_COVER_MOST_LIMITS]; /* rising; none: the norm's */
    size_t limit_count;
    bool limit_is_norm; /* the limits are the norm's, not somebody's wish */
    const struct ter_norms *norms;
    const struct ter_speeds *speeds;
    struct ter_scenario_request scenario;
    bool assume_exact;
    struct ter_cover_over *overs; /* owned by the request */
    size_t over_count;
    int close;   /* propose up to so many new places; -1: do not look for what closes the gaps */
    bool exact;  /* prove that choice optimal */
    bool shapes; /* also make the polygons and lists that a map draws */
};
void ter_coverage_request_free(struct ter_coverage_request *request);

/* ---- What is answered ---- */

/* possible includes certain; the gap is what is left of the total. */
struct ter_cover_figures {
    double total, certain, possible;
};
double ter_cover_gap_of(struct ter_cover_figures figures); /* total - possible, never below 0 */
double ter_cover_share(double part, double total);         /* 0 … 1; NaN of nothing */

enum ter_certainty { TER_CERTAIN, TER_POSSIBLE, TER_GAP };

/* A polygon or multipolygon of the map, with its size in square metres. */
struct ter_cover_shape {
    struct ter_buf wkb; /* size 0: empty */
    double m2;
};

/* The gap inside what ought to be covered. Polygons lie within TER_COVER_CHORD_M of the exact figures. */
#define TER_COVER_CHORD_M 0.5
struct ter_cover_gap {
    size_t over;     /* index in overs; SIZE_MAX: a township's own area */
    size_t township; /* index in townships */
    struct ter_cover_shape shape;
};

/* A stretch of line that nothing reaches. */
struct ter_cover_piece {
    size_t over, feature, township;
    double length_m;
    struct ter_lonlat *points; /* owned */
    size_t point_count;
};

/* A point that is not reached for certain. */
struct ter_cover_point {
    size_t over, feature, township;
    struct ter_lonlat at;
    enum ter_certainty certainty; /* TER_POSSIBLE or TER_GAP */
    double distance_m;            /* in a straight line to the nearest source used; NaN: there is none */
};

/* The worst of the gaps: the heaviest points, the longest stretches, the largest areas, the worst first; at
 * most TER_COVER_MOST_WORST for each thing covered. */
enum { TER_COVER_MOST_WORST = 10 };
struct ter_cover_worst {
    size_t over, township;
    char *label;          /* the feature's name or code; owned, may be "" */
    struct ter_lonlat at; /* a point of it */
    double size;          /* in the over's own measure: weight, m, m2 */
    double distance_m;    /* to the nearest source used; NaN: none */
};

/* The answer for one limit. */
struct ter_cover_level {
    double limit;                        /* metres or minutes */
    double certain_m2, possible_m2;      /* of the unions */
    struct ter_cover_figures *figures;   /* one for each over, in its measure */
    struct ter_cover_figures *weighted;  /* the same by weight; only where over.weight */
    struct ter_cover_figures *townships; /* [township * over_count + over] */
    struct ter_cover_figures *township_weights;
    struct ter_cover_figures *township_m2;    /* one for each township that is drawn: its own area */
    struct ter_cover_shape certain, possible; /* isochrones too; only with request.shapes */
    struct ter_cover_gap *gaps;
    size_t gap_count;
    struct ter_cover_piece *pieces;
    size_t piece_count;
    struct ter_cover_point *points;
    size_t point_count;
    struct ter_cover_worst *worst;
    size_t worst_count;
};

/* A township's row. The last one is for what lies in no township, or in one that is not known. */
struct ter_cover_township {
    char *name; /* NULL: the last row */
    bool drawn; /* cut exactly by its polygon, not by the records' own word */
};

/* What became of each record of the layer. */
enum ter_source_use {
    TER_SOURCE_USED,
    TER_SOURCE_TOO_COARSE, /* used, but reaches nothing for certain */
    TER_SOURCE_WITHOUT,    /* shut by --without */
    TER_SOURCE_UNPLACED,   /* would count, but has no position */
    TER_SOURCE_ASIDE,      /* not available in the scenario */
};
struct ter_cover_source {
    int64_t id;
    char *code, *name, *township; /* name and township may be NULL */
    char *status;                 /* as it is stored, or was on that day */
    char *class_;                 /* value of the field that norms go by, or NULL */
    char *class_title;            /* the same for people, or NULL */
    struct ter_lonlat at;         /* NaN: none */
    double uncertainty_m;         /* NaN: not known */
    double turnout_min;           /* of a station, as its record says; NaN: it does not */
    enum ter_source_use use;
};

/* The district of a station: what it reaches first. */
struct ter_cover_district {
    size_t source;
    double m2, norm_m2;  /* NaN: no norm for its class */
    double crosses_m[3]; /* metres of motorway, railway, river inside (enum ter_cover_barrier) */
    struct ter_cover_shape shape;
};
enum ter_cover_barrier { TER_BARRIER_MOTORWAY, TER_BARRIER_RAILWAY, TER_BARRIER_RIVER };

/* A stretch of a barrier inside a district. */
struct ter_cover_crossing {
    size_t district;
    enum ter_cover_barrier barrier;
    struct ter_lonlat *points; /* owned */
    size_t point_count;
};

/* Who reaches a feature first, second and third. */
struct ter_cover_due {
    size_t over, feature;
    struct ter_lonlat at;
    size_t source[3];  /* SIZE_MAX: nobody */
    double minutes[3]; /* NaN: nobody */
};

/* One step towards closing the gaps, the best first; each adds to those before it. */
enum ter_close_kind { TER_CLOSE_MEND, TER_CLOSE_BUILD, TER_CLOSE_NEW };
struct ter_cover_step {
    enum ter_close_kind kind;
    char *code; /* NULL: a new place */
    char *township;
    struct ter_lonlat at;
    double
        *gains;   /* one for each over, in its measure, what it adds for certain beyond the steps before it */
    double score; /* the sum that the order goes by */
};

/* What was assumed, and where it stands. */
struct ter_cover_assumption {
    char *title, *value, *source; /* source may be NULL */
    char state; /* 'v' verified, 's' secondary source, '?' from general knowledge, 'u' the user's
                   own wish */
};

struct ter_coverage {
    char *kind;       /* the layer's name */
    char *kind_title; /* for people */
    enum ter_lang lang;
    enum ter_reach reach;
    int epsg;             /* the working system */
    char *scenario;       /* "now", "repaired", "planned" or the date, as asked */
    char *scenario_title; /* for people */
    char *day;            /* the day that the scenario is judged on, YYYY-MM-DD */
    bool assume_exact;

    struct ter_cover_over *overs; /* borrowed from the request, which must outlive the answer */
    size_t over_count;
    struct ter_cover_township *townships; /* the last one is the unknown */
    size_t township_count;
    struct ter_cover_level *levels; /* one for each limit, rising */
    size_t level_count;
    size_t main_level; /* the one whose figures stand for the whole */

    struct ter_cover_source *sources; /* all records of the layer, by id */
    size_t source_count;
    size_t use_counts[TER_SOURCE_ASIDE + 1];
    struct ter_strings too_coarse; /* their codes */
    struct ter_strings without;    /* codes of --without */

    struct ter_cover_level *lost; /* what --without takes away of the main level (total: as there); NULL */
    struct ter_cover_district *districts;
    size_t district_count;
    struct ter_cover_crossing *crossings;
    size_t crossing_count;
    struct ter_cover_due *dues;
    size_t due_count;
    bool closing; /* what closes the gaps was looked for: request.close >= 0 */
    struct ter_cover_step *steps;
    size_t step_count;
    double exact_gap; /* of the greedy choice to the proven optimum, 0 … 1; NaN: not proved */

    struct ter_strings notes; /* one line each, in `lang` */
    struct ter_cover_assumption *assumptions;
    size_t assumption_count;
    bool has_gaps; /* something is not covered for certain */
};

/* Answer. Fails with TER_USAGE where the layer cannot cover anything (no points, no available statuses), and
 * with TER_NOT_FOUND for a code of --without that is not there. */
TER_CHECKED bool ter_coverage_compute(struct ter_registry *registry, struct ter_coverage_request *request,
    struct ter_coverage **ret_coverage, struct ter_error *err);
void ter_coverage_free(struct ter_coverage *coverage);
TER_DEFINE_AUTO(struct ter_coverage, ter_coverage_free)

/* Whether a township's row has anything in it, or at least a polygon: others need not be shown. */
bool ter_coverage_row_matters(
    const struct ter_coverage *coverage, const struct ter_cover_level *level, size_t row);

/* Write a line as WKB, replacing what the buffer holds. */
void ter_cover_line_wkb(const struct ter_lonlat *points, size_t count, struct ter_buf *ret_wkb);

const char *ter_cover_measure_name(enum ter_cover_measure measure); /* "count", "length_m", "area_m2" */
const char *ter_reach_name(enum ter_reach reach);                   /* "radius", "along_roads", "minutes" */
const char *ter_source_use_name(enum ter_source_use use);
const char *ter_certainty_name(enum ter_certainty certainty);
const char *ter_close_kind_name(enum ter_close_kind kind);

#endif

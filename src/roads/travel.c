/* Owns the time of travel: where engines enter the network, how fast they go, when they are where. Knows
 * nothing of hoses and of areas. */
#include "travel.h"

#include "reach_roads_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A station as it stands: on the network, or driving in a straight line. */
struct standing {
    struct ter_xy at;
    double start_s;
    bool straight;
    struct ter_road_foot foot; /* unless straight */
};

struct ter_travel {
    const struct ter_road_graph *graph;
    bool *counts; /* edge by edge: whether engines drive there */
    struct ter_road_costs *costs;
    struct ter_road_search *search;
    struct standing *stations;
    size_t station_count, straight_count;
    double limit_s, side_m, access_m_s, straight_m_s; /* the last one of the straight line, detour included */
};

void ter_travel_close(struct ter_travel *travel)
{
    if (!travel)
        return;
    ter_road_search_close(travel->search);
    ter_road_costs_close(travel->costs);
    free(travel->counts);
    free(travel->stations);
    free(travel);
}

/* ---- the network ---- */

static double m_s(double km_h)
{
    return km_h / 3.6;
}

struct driving {
    const struct ter_road_graph *graph;
    double m_s[UINT8_MAX + 1]; /* by class */
};

static double drive(void *user, const struct ter_road_edge *edge, bool backwards)
{
    const struct driving *driving = user;
    double speed = driving->m_s[edge->speed_class];
    bool open = backwards ? edge->oneway <= 0 : edge->oneway >= 0;
    return open && speed > 0 ? edge->length_m / speed : INFINITY;
}

static void open_network(struct ter_travel *travel, const struct ter_speeds *speeds)
{
    const struct ter_road_graph *graph = travel->graph;
    struct driving driving = {.graph = graph};
    for (size_t i = 0; i < graph->class_count && i <= UINT8_MAX; i++)
        driving.m_s[i] = m_s(ter_speeds_of(speeds, graph->classes[i])->km_h);
    travel->counts = ter_alloc(graph->edge_count + 1);
    for (size_t i = 0; i < graph->edge_count; i++)
        travel->counts[i] = driving.m_s[graph->edges[i].speed_class] > 0;
    travel->costs = ter_road_costs_open(graph, drive, &driving, NULL, 0);
}

/* ---- the stations ---- */

static double start_of(
    const struct ter_travel *travel, const struct ter_road_source *station, enum ter_reading reading)
{
    double delay_s = station->uncertainty_m / travel->access_m_s;
    if (reading == TER_READING_GIVEN)
        return station->start_s;
    return reading == TER_READING_CERTAIN ? station->start_s + delay_s : fmax(0, station->start_s - delay_s);
}

/* Edges on which an engine can turn out of its yard. */
static bool *entrances(const struct ter_travel *travel)
{
    bool *open = ter_memdup(travel->counts, travel->graph->edge_count + 1);
    for (size_t i = 0; i < travel->graph->edge_count; i++)
        open[i] = open[i] && ter_reach_has_sides(travel->graph, &travel->graph->edges[i]);
    return open;
}

static void search_from(struct ter_travel *travel, double off_road_m)
{
    const struct ter_road_graph *graph = travel->graph;
    TER_AUTO_FREE bool *open = entrances(travel);
    TER_AUTO_FREE struct ter_road_start *starts = ter_alloc((travel->station_count + 1) * sizeof *starts);
    size_t start_count = 0;
    for (size_t i = 0; i < travel->station_count; i++) {
        struct standing *station = &travel->stations[i];
        station->straight = !ter_reach_foot(graph, station->at, off_road_m, open, 0, &station->foot);
        if (station->straight) {
            travel->straight_count++;
            continue;
        }
        double length_m = graph->edges[station->foot.edge].length_m;
        starts[start_count++] = (struct ter_road_start){(uint32_t)i, (uint32_t)station->foot.edge,
            length_m > 0 ? fmin(1, station->foot.along_m / length_m) : 0,
            station->start_s + station->foot.away_m / travel->access_m_s};
    }
    travel->search =
        ter_road_search_open(travel->costs, starts, start_count, TER_TRAVEL_DUES, travel->limit_s);
}

bool ter_travel_open(const struct ter_road_graph *graph, const struct ter_speeds *speeds,
    const struct ter_road_source *stations, size_t count, enum ter_reading reading, double limit_s,
    struct ter_travel **ret_travel, struct ter_error *err)
{
    if (!(limit_s > 0))
        return ter_fail(err, TER_USAGE, "the time of travel must be above 0");
    struct ter_travel *travel = ter_alloc(sizeof *travel);
    const struct ter_speed_value *settings = speeds->settings;
    travel->graph = graph;
    travel->limit_s = limit_s;
    travel->side_m = settings[TER_SPEED_SIDE_M].value;
    travel->access_m_s = m_s(settings[TER_SPEED_ACCESS_KM_H].value);
    travel->straight_m_s = m_s(settings[TER_SPEED_STRAIGHT_KM_H].value) / settings[TER_SPEED_DETOUR].value;
    travel->stations = ter_alloc((count + 1) * sizeof *travel->stations);
    travel->station_count = count;
    for (size_t i = 0; i < count; i++)
        travel->stations[i] =
            (struct standing){.at = stations[i].at, .start_s = start_of(travel, &stations[i], reading)};
    open_network(travel, speeds);
    search_from(travel, settings[TER_SPEED_OFF_ROAD_M].value);
    *ret_travel = travel;
    return true;
}

size_t ter_travel_straight(const struct ter_travel *travel)
{
    return travel->straight_count;
}

const struct ter_road_search *ter_travel_search(const struct ter_travel *travel)
{
    return travel->search;
}

const struct ter_road_graph *ter_travel_graph(const struct ter_travel *travel)
{
    return travel->graph;
}

bool ter_travel_foot(const struct ter_travel *travel, size_t station, struct ter_road_foot *ret_foot)
{
    if (station >= travel->station_count || travel->stations[station].straight)
        return false;
    *ret_foot = travel->stations[station].foot;
    return true;
}

/* ---- when they are where ---- */

struct asking {
    const struct ter_travel *travel;
    struct ter_xy at;
    struct ter_travel_due *dues;
    size_t count;
};

static bool sooner(double seconds, size_t station, const struct ter_travel_due *than)
{
    return seconds < than->seconds || (seconds == than->seconds && station < than->station);
}

/* Where in the list a station would come; TER_TRAVEL_DUES: nowhere. */
static size_t rank_of(const struct asking *asking, size_t station, double seconds)
{
    size_t rank = 0;
    while (rank < asking->count && asking->dues[rank].station != station &&
           !sooner(seconds, station, &asking->dues[rank]))
        rank++;
    if (rank < asking->count && asking->dues[rank].station == station &&
        asking->dues[rank].seconds <= seconds)
        return TER_TRAVEL_DUES;
    return rank;
}

static void note(struct asking *asking, size_t station, double seconds)
{
    size_t rank = rank_of(asking, station, seconds), from = rank;
    if (rank >= TER_TRAVEL_DUES)
        return;
    while (from < asking->count && asking->dues[from].station != station)
        from++;
    if (from == asking->count) {
        if (asking->count < TER_TRAVEL_DUES)
            asking->count++;
        else
            from--;
    }
    memmove(&asking->dues[rank + 1], &asking->dues[rank], (from - rank) * sizeof *asking->dues);
    asking->dues[rank] = (struct ter_travel_due){station, seconds};
}

/* A point of the road from which the place is reached, so much later. A barrier between them is looked for
 * only where it matters. */
static void note_foot(struct asking *asking, size_t edge, double part, struct ter_xy foot, double later_s)
{
    struct ter_road_due dues[TER_ROAD_MOST_RANKS];
    size_t count = ter_road_search_at(asking->travel->search, edge, part, dues);
    bool matters = false;
    for (size_t i = 0; i < count && !matters; i++)
        matters = rank_of(asking, dues[i].source, dues[i].cost + later_s) < TER_TRAVEL_DUES;
    if (!matters || ter_road_graph_barred(asking->travel->graph, asking->at, foot, TER_BAR_ALL, NULL))
        return;
    for (size_t i = 0; i < count; i++)
        note(asking, dues[i].source, dues[i].cost + later_s);
}

/* The points of an edge that the place lies beside, as the strips of a reach have it: square to a segment, on
 * the outer side of a bend, round an end; only there the way off the road takes time. */
static void ask_edge(void *user, size_t number)
{
    struct asking *asking = user;
    const struct ter_travel *travel = asking->travel;
    const struct ter_road_edge *edge = &travel->graph->edges[number];
    if (!travel->counts[number] || !ter_reach_has_sides(travel->graph, edge))
        return;
    const struct ter_xy *line = &travel->graph->vertices[edge->first_vertex];
    double along_m = 0;
    bool past = true; /* the place lies past the end of the segment before */
    for (uint32_t i = 0; i + 1 < edge->vertex_count; i++) {
        struct ter_xy step = {line[i + 1].x - line[i].x, line[i + 1].y - line[i].y};
        struct ter_xy to = {asking->at.x - line[i].x, asking->at.y - line[i].y};
        double length2 = step.x * step.x + step.y * step.y;
        if (length2 <= 0)
            continue;
        double share = (to.x * step.x + to.y * step.y) / length2;
        if (i && share <= 0 && past && hypot(to.x, to.y) <= travel->side_m)
            note_foot(asking, number, fmin(1, along_m / edge->plane_m), line[i], 0);
        struct ter_xy foot = {line[i].x + share * step.x, line[i].y + share * step.y};
        if (share >= 0 && share <= 1 && ter_xy_distance_m(foot, asking->at) <= travel->side_m)
            note_foot(asking, number, fmin(1, (along_m + share * sqrt(length2)) / edge->plane_m), foot, 0);
        past = share >= 1;
        along_m += sqrt(length2);
    }
    for (int end = 0; end <= 1; end++) {
        struct ter_xy node = line[end ? edge->vertex_count - 1 : 0];
        double away_m = ter_xy_distance_m(node, asking->at);
        if (away_m <= travel->side_m)
            note_foot(asking, number, end, node, away_m / travel->access_m_s);
    }
}

static void ask_straight(struct asking *asking)
{
    const struct ter_travel *travel = asking->travel;
    for (size_t i = 0; i < travel->station_count && travel->straight_count; i++)
        if (travel->stations[i].straight)
            note(asking, i,
                travel->stations[i].start_s +
                    ter_xy_distance_m(travel->stations[i].at, asking->at) / travel->straight_m_s);
}

/* A station's own yard. */
static void ask_yards(struct asking *asking)
{
    const struct ter_travel *travel = asking->travel;
    for (size_t i = 0; i < travel->station_count; i++) {
        double away_m = ter_xy_distance_m(travel->stations[i].at, asking->at);
        if (!travel->stations[i].straight && away_m <= travel->side_m)
            note(asking, i, travel->stations[i].start_s + away_m / travel->access_m_s);
    }
}

size_t ter_travel_due(
    const struct ter_travel *travel, struct ter_xy at, struct ter_travel_due ret_dues[TER_TRAVEL_DUES])
{
    struct asking asking = {travel, at, ret_dues, 0};
    ter_road_graph_near(travel->graph, at, travel->side_m, ask_edge, &asking);
    ask_yards(&asking);
    struct ter_road_foot foot;
    if (!asking.count && ter_reach_foot(travel->graph, at, INFINITY, travel->counts, 0, &foot)) {
        double length_m = travel->graph->edges[foot.edge].length_m;
        struct ter_road_due dues[TER_ROAD_MOST_RANKS];
        size_t count = ter_road_search_at(
            travel->search, foot.edge, length_m > 0 ? fmin(1, foot.along_m / length_m) : 0, dues);
        for (size_t i = 0; i < count; i++)
            note(&asking, dues[i].source, dues[i].cost + foot.away_m / travel->access_m_s);
    }
    ask_straight(&asking);
    return asking.count;
}

/* ---- areas ---- */

bool ter_travel_reach(
    const struct ter_travel *travel, double limit_s, struct ter_road_reach **ret_reach, struct ter_error *err)
{
    if (!(limit_s > 0) || limit_s > travel->limit_s)
        return ter_fail(err, TER_USAGE, "%g s is beyond what was searched (%g s)", limit_s, travel->limit_s);
    struct ter_road_reach *reach = ter_reach_new(
        travel->graph, travel->side_m, ter_memdup(travel->counts, travel->graph->edge_count + 1));
    ter_reach_take(reach, travel->search, limit_s, travel->access_m_s);
    for (size_t i = 0; i < travel->station_count; i++) {
        const struct standing *station = &travel->stations[i];
        double left_s = limit_s - station->start_s;
        ter_reach_add_circle(reach, station->at,
            station->straight ? left_s * travel->straight_m_s
                              : fmin(travel->side_m, left_s * travel->access_m_s),
            station->straight);
    }
    reach->aside = travel->straight_count;
    ter_reach_finish(reach, TER_BAR_ALL);
    *ret_reach = reach;
    return true;
}

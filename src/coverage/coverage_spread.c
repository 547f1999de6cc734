/* Owns where a station may stand whose place is known to its radius of error only: on every road within it.
 * Knows nothing of travel. */
#include "coverage_run.h"

#include <math.h>

/* Places along roads, on their way into the list. */
struct spreading {
    const struct ter_road_graph *graph;
    const struct ter_speeds *speeds;
    struct ter_road_source station;
    double radius_m, step_m;
    struct ter_cover_sources *sources;
};

void ter_cover_sources_add(struct ter_cover_sources *sources, struct ter_road_source source)
{
    sources->items = ter_grow(sources->items, &sources->capacity, sources->count + 1, sizeof *sources->items);
    sources->items[sources->count++] = source;
}

/* It may stand half a step from here. */
static void add_place(struct spreading *spreading, struct ter_xy at)
{
    if (ter_xy_distance_m(at, spreading->station.at) <= spreading->radius_m)
        ter_cover_sources_add(spreading->sources,
            (struct ter_road_source){at, spreading->step_m / 2, spreading->station.start_s});
}

/* No station stands in a tunnel, on a bridge or on a motorway, where nobody lays a hose either. */
static bool takes_stations(const struct spreading *spreading, const struct ter_road_edge *edge)
{
    const struct ter_speed *speed =
        ter_speeds_of(spreading->speeds, spreading->graph->classes[edge->speed_class]);
    return speed->km_h > 0 && speed->hose && !edge->bridge && !edge->tunnel;
}

static void spread_along(void *user, size_t number)
{
    struct spreading *spreading = user;
    const struct ter_road_edge *edge = &spreading->graph->edges[number];
    const struct ter_xy *line = &spreading->graph->vertices[edge->first_vertex];
    if (!takes_stations(spreading, edge))
        return;
    add_place(spreading, line[0]);
    for (uint32_t i = 1; i < edge->vertex_count; i++) {
        double length_m = ter_xy_distance_m(line[i - 1], line[i]);
        size_t steps = (size_t)fmax(1, ceil(length_m / spreading->step_m));
        for (size_t k = 1; k <= steps; k++) {
            double part = (double)k / (double)steps;
            add_place(spreading, (struct ter_xy){line[i - 1].x + (line[i].x - line[i - 1].x) * part,
                                     line[i - 1].y + (line[i].y - line[i - 1].y) * part});
        }
    }
}

void ter_cover_spread(
    const struct ter_cover_run *run, struct ter_road_source station, struct ter_cover_sources *sources)
{
    enum { STEPS = 50 }; /* a radius of 20 km need not be looked at every 100 m */
    double side_m = run->request->speeds->settings[TER_SPEED_SIDE_M].value;
    struct spreading spreading = {run->graph, run->request->speeds, station, station.uncertainty_m,
        fmax(side_m, station.uncertainty_m / STEPS), sources};
    ter_cover_sources_add(sources, station);
    if (run->graph && station.uncertainty_m > side_m)
        ter_road_graph_near(run->graph, station.at, station.uncertainty_m, spread_along, &spreading);
}

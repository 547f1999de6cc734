/* Owns the choice of places that districts are made from. Knows nothing of polygons. */
#include "districts_places.h"

#include <math.h>
#include <stdlib.h>

static const double least_spacing_m = 50, most_places = 100000;

struct choosing {
    const struct ter_district_request *request;
    struct ter_district_places *places;
    double spacing_m;
    size_t edge;
};

static void add(struct choosing *choosing, struct ter_xy at, size_t station)
{
    struct ter_district_places *places = choosing->places;
    places->items = ter_grow(places->items, &places->capacity, places->count + 1, sizeof *places->items);
    places->items[places->count++] = (struct ter_district_place){at, station};
}

/* Evenly along the stretch, half a step from its ends: the cells of two stretches then meet where they do. */
static void add_stretch(void *user, const struct ter_road_stretch *stretch)
{
    struct choosing *choosing = user;
    const struct ter_road_graph *graph = choosing->request->graph;
    const struct ter_road_edge *edge = &graph->edges[choosing->edge];
    double length_m = (stretch->to - stretch->from) * edge->length_m;
    size_t count = 1 + (size_t)(length_m / choosing->spacing_m);
    for (size_t i = 0; i < count; i++) {
        double part = stretch->from + (stretch->to - stretch->from) * ((double)i + 0.5) / (double)count;
        struct ter_xy at = ter_road_edge_at(graph, edge, part * edge->length_m);
        size_t station = stretch->source;
        struct ter_travel_due dues[TER_TRAVEL_DUES];
        if (ter_travel_straight(choosing->request->travel) &&
            ter_travel_due(choosing->request->travel, at, dues) > 0)
            station = dues[0].station;
        add(choosing, at, station);
    }
}

/* How many steps have their middle inside a length. */
static size_t steps_within(double length_m, double step_m)
{
    return (size_t)fmax(0, ceil(length_m / step_m - 0.5));
}

static void add_grid(struct choosing *choosing, const struct ter_xy box[2])
{
    enum { MOST_A_SIDE = 150 };
    double step_m = fmax(choosing->spacing_m, fmax(box[1].x - box[0].x, box[1].y - box[0].y) / MOST_A_SIDE);
    size_t columns = steps_within(box[1].x - box[0].x, step_m),
           rows = steps_within(box[1].y - box[0].y, step_m);
    for (size_t i = 0; i < rows * columns; i++) {
        size_t row = i / columns, column = i % columns;
        struct ter_xy at = {
            box[0].x + ((double)column + 0.5) * step_m, box[0].y + ((double)row + 0.5) * step_m};
        struct ter_travel_due dues[TER_TRAVEL_DUES];
        if (ter_travel_due(choosing->request->travel, at, dues) > 0)
            add(choosing, at, dues[0].station);
    }
}

void ter_district_places_choose(const struct ter_district_request *request, const struct ter_xy box[2],
    struct ter_district_places *ret_places)
{
    const struct ter_road_graph *graph = request->graph;
    struct choosing choosing = {request, ret_places, request->spacing_m, 0};
    double total_m = 0;
    for (size_t i = 0; i < graph->edge_count; i++)
        total_m += graph->edges[i].length_m;
    if (!(choosing.spacing_m > 0))
        choosing.spacing_m = fmax(least_spacing_m, total_m / most_places);
    for (; choosing.edge < graph->edge_count; choosing.edge++)
        ter_road_search_stretches(
            ter_travel_search(request->travel), choosing.edge, INFINITY, add_stretch, &choosing);
    if (ter_travel_straight(request->travel))
        add_grid(&choosing, box);
}

/* Owns the clock of the road search: opens a register, reads its roads, searches once from all starts, and
 * says how long each took. Only the bench builds it. It must not know what coverage makes of the times.
 *
 * usage: bench_roads REGISTER EPSG SECONDS|inf < STARTS, one "LON LAT" a line */
#include "base/crs.h"
#include "base/memory.h"
#include "registry/registry.h"
#include "roads/speeds.h"
#include "roads/travel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool read_starts(
    int from_epsg, int epsg, struct ter_road_source **starts, size_t *count, struct ter_error *err)
{
    TER_AUTO(ter_transform_close) struct ter_transform *transform = NULL;
    if (!ter_transform_open(from_epsg, epsg, &transform, err))
        return false;
    size_t capacity = 0;
    for (struct ter_xy at; scanf("%lf %lf", &at.x, &at.y) == 2;) {
        if (!ter_transform_apply(transform, &at.x, &at.y, 1, err))
            return false;
        *starts = ter_grow(*starts, &capacity, *count + 1, sizeof **starts);
        (*starts)[(*count)++] = (struct ter_road_source){.at = at};
    }
    return *count ? true : ter_fail(err, TER_USAGE, "no starts on stdin");
}

/* What the search reached within the limit: crossings and the sum of their times, by the first due alone and
 * by first, second and third. */
static void say(const struct ter_travel *travel, double limit_s, double read_s, double search_s)
{
    const struct ter_road_graph *graph = ter_travel_graph(travel);
    size_t reached[TER_TRAVEL_DUES + 1] = {0}; /* by how many stations at least */
    double total_s = 0, dues_s = 0;
    for (uint32_t node = 0; node < graph->node_count; node++) {
        const struct ter_road_label *labels = ter_road_search_node(ter_travel_search(travel), node);
        for (int rank = 0;
             rank < TER_TRAVEL_DUES && labels[rank].cost <= limit_s && isfinite(labels[rank].cost); rank++) {
            reached[rank + 1]++;
            dues_s += labels[rank].cost;
            total_s += rank ? 0 : labels[rank].cost;
        }
    }
    printf("{\"edges\": %zu, \"read_s\": %.6f, \"search_s\": %.6f, \"reached\": %zu, \"total_s\": %.6f, "
           "\"dues\": %zu, \"dues_s\": %.6f}\n",
        graph->edge_count, read_s, search_s, reached[1], total_s, reached[1] + reached[2] + reached[3],
        dues_s);
}

static bool run(const char *path, int epsg, double limit_s, struct ter_error *err)
{
    TER_AUTO(ter_registry_close) struct ter_registry *registry = NULL;
    TER_AUTO(ter_road_graph_close) struct ter_road_graph *graph = NULL;
    TER_AUTO(ter_speeds_free) struct ter_speeds *speeds = NULL;
    TER_AUTO(ter_travel_close) struct ter_travel *travel = NULL;
    TER_AUTO_FREE struct ter_road_source *starts = NULL;
    size_t count = 0;
    double began = now_s();
    if (!ter_registry_open(path, TER_READ, &registry, err) ||
        !ter_road_graph_read(registry, epsg, &graph, err))
        return false;
    double read_s = now_s() - began;
    if (!ter_speeds_shipped(&speeds, err) ||
        !read_starts(ter_registry_epsg(registry), epsg, &starts, &count, err))
        return false;
    began = now_s();
    if (!ter_travel_open(graph, speeds, starts, count, TER_READING_GIVEN, limit_s, &travel, err))
        return false;
    say(travel, limit_s, read_s, now_s() - began);
    return true;
}

int main(int argc, char **argv)
{
    struct ter_error err = {0};
    if (argc != 4) {
        fprintf(stderr, "usage: bench_roads REGISTER EPSG SECONDS|inf < STARTS\n");
        return 2;
    }
    if (!run(argv[1], atoi(argv[2]), atof(argv[3]), &err)) {
        fprintf(stderr, "bench_roads: %s\n", err.message);
        return 1;
    }
    return 0;
}

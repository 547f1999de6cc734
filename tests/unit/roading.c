/* Owns the drawing of small road networks for tests. Knows nothing of what is tested on them. */
#include "roading.h"

#include "base/crs.h"

static const struct ter_lonlat origin = {111.5, 40.8};
static struct ter_registry *registry;
static struct ter_road_graph *graph;
static struct ter_transform *transform;

static struct ter_lonlat lonlat(double x_m, double y_m)
{
    struct ter_lonlat east = ter_move(origin, 90, x_m);
    return ter_move((struct ter_lonlat){east.lon, origin.lat}, 0, y_m);
}

struct ter_xy roading_plane(double x_m, double y_m)
{
    struct ter_lonlat at = lonlat(x_m, y_m);
    ck_assert(ter_transform_apply(transform, &at.lon, &at.lat, 1, &(struct ter_error){0}));
    return (struct ter_xy){at.lon, at.lat};
}

static void add(int64_t source, const struct way *way)
{
    struct ter_error err = {0};
    struct ter_lonlat points[12];
    struct ter_road road = way->road;
    road.points = points;
    road.point_count = way->numbers / 2;
    for (size_t i = 0; i < road.point_count; i++)
        points[i] = lonlat(way->at[2 * i], way->at[2 * i + 1]);
    ck_assert_msg(ter_gazetteer_add_road(registry, source, &road, &err), "%s", err.message);
}

struct ter_road_graph *roading_network(const struct way *ways, size_t count)
{
    struct ter_error err = {0};
    const struct ter_write_context context = {.tool = "test"};
    int64_t source;
    ck_assert_msg(ter_registry_begin(registry, &context, &err) &&
                      ter_gazetteer_replace(registry, "test", NULL, NULL, NULL, &source, &err),
        "%s", err.message);
    for (size_t i = 0; i < count; i++)
        add(source, &ways[i]);
    ck_assert_msg(ter_gazetteer_finish(registry, source, &err) && ter_registry_commit(registry, &err), "%s",
        err.message);
    ter_road_graph_close(graph);
    graph = NULL;
    ck_assert_msg(ter_road_graph_read(registry, ROADING_EPSG, &graph, &err), "%s", err.message);
    return graph;
}

void roading_open(void)
{
    ter_test_dir_open();
    registry = register_open();
    graph = NULL;
    ck_assert(
        ter_transform_open(ter_registry_epsg(registry), ROADING_EPSG, &transform, &(struct ter_error){0}));
}

void roading_close(void)
{
    ter_road_graph_close(graph);
    graph = NULL;
    ter_transform_close(transform);
    transform = NULL;
    ter_registry_close(registry);
    ter_test_dir_close();
}

struct ter_registry *roading_registry(void)
{
    return registry;
}
